"""Changes to whole batches of 28×28 images, as a writer's next attempt would differ from the last."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Augmentation:
    """How far each image may be changed; every change is drawn anew for every image.

    Attributes:
        rotation: degrees either way, uniform.
        shear: slant as a tangent either way, uniform.
        scale: share by which each side may grow or shrink on its own, uniform: 0.1 is 0.9 to 1.1.
        shift: pixels either way, uniform.
        elastic: pixels (standard deviation) of a smooth random displacement (Simard et al., "Best Practices for
            Convolutional Neural Networks", 2003).
        thickness: how far strokes grow or shrink towards one pixel on each side, 0..1, uniform.
    """

    rotation: float = 0.0
    shear: float = 0.0
    scale: float = 0.0
    shift: float = 0.0
    elastic: float = 0.0
    thickness: float = 0.0

    def __call__(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """Change a batch.

        Args:
            images: (N, 1, 28, 28) floats in 0..1, on the generator's device.
            generator: where the randomness comes from.

        Returns:
            A new tensor of the same shape, dtype and range.
        """
        grid = self._affine_grid(images, generator) + self._displacement(images, generator)
        moved = functional.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
        return self._thicken(moved, generator)

    def _affine_grid(self, images: Tensor, generator: torch.Generator) -> Tensor:
        count = len(images)

        def uniform(limit: float) -> Tensor:
            return (torch.rand(count, generator=generator, device=images.device) * 2 - 1) * limit

        angle = uniform(math.radians(self.rotation))
        shear = uniform(self.shear)
        across, down = 1 + uniform(self.scale), 1 + uniform(self.scale)
        pixels = 2 / images.shape[-1]  # grid_sample measures in halves of the image
        cos, sin = angle.cos(), angle.sin()
        rows = (
            torch.stack((cos * across, (shear * cos - sin) * down, uniform(self.shift) * pixels), dim=1),
            torch.stack((sin * across, (shear * sin + cos) * down, uniform(self.shift) * pixels), dim=1),
        )
        return functional.affine_grid(torch.stack(rows, dim=1), list(images.shape), align_corners=False)

    def _displacement(self, images: Tensor, generator: torch.Generator) -> Tensor:
        """(N, 28, 28, 2) in grid units: random arrows on a coarse 6×6 grid, joined by smooth curves."""
        size = images.shape[-1]
        coarse = torch.randn(len(images), 2, 6, 6, generator=generator, device=images.device)
        coarse = coarse * (self.elastic * 2 / size)
        smooth = functional.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=False)
        return smooth.permute(0, 2, 3, 1)

    def _thicken(self, images: Tensor, generator: torch.Generator) -> Tensor:
        amount = torch.rand(len(images), 1, 1, 1, generator=generator, device=images.device) * 2 - 1
        amount = amount * self.thickness
        thick = functional.max_pool2d(images, 3, stride=1, padding=1)
        thin = -functional.max_pool2d(-images, 3, stride=1, padding=1)
        return images + amount.clamp(min=0) * (thick - images) + (-amount).clamp(min=0) * (thin - images)
