"""Images and what they show, as tensors: the form in which everything is learned from and measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True, eq=False)
class LabelledImages:
    """Digits, or none at all.

    Attributes:
        images: (N, 1, 28, 28) uint8, bright ink on black, normalised.
        labels: (N,) int64, 0..9, on the same device.
    """

    images: Tensor
    labels: Tensor

    @classmethod
    def from_arrays(cls, images: NDArray[np.uint8], labels: NDArray[np.integer]) -> LabelledImages:
        """From images (N, 28, 28) and labels (N,), whose memory is copied."""
        return cls(torch.tensor(images, dtype=torch.uint8)[:, None], torch.tensor(labels, dtype=torch.int64))

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, places: Tensor | slice) -> LabelledImages:
        return LabelledImages(self.images[places], self.labels[places])

    def __add__(self, others: LabelledImages) -> LabelledImages:
        return LabelledImages(torch.cat([self.images, others.images]), torch.cat([self.labels, others.labels]))

    def to(self, device: torch.device) -> LabelledImages:
        """The same on a device."""
        return LabelledImages(self.images.to(device), self.labels.to(device))

    def split(self, share: float, seed: int) -> tuple[LabelledImages, LabelledImages]:
        """A share of them drawn by lot, at least one, and the rest."""
        order = torch.randperm(len(self), generator=torch.Generator().manual_seed(seed))
        count = max(1, round(share * len(self)))
        return self[order[:count]], self[order[count:]]
