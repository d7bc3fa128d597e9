"""Plain convolutional networks: convolutions and poolings in turn, then dense layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from torch import Tensor, nn

from digitpad.core.glyph import GLYPH_SIZE


class Stage(NamedTuple):
    """One convolution without padding, and the pooling after it.

    Attributes:
        filters: how many it has.
        kernel: their side.
        pool: the side of the maximum pooling; 1 for none.
    """

    filters: int
    kernel: int
    pool: int


class ConvolutionalNetwork(nn.Module):
    """Convolutions, then dense layers (LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998).

    Args:
        stages: the convolutions.
        dense: the units of each dense layer before the last.
        classes: 10 or 11.
        dropout: the share of the dense layers' units left out in training, and half of it after the convolutions.

    Raises:
        ValueError: the stages leave nothing of the image.
    """

    def __init__(self, stages: Sequence[Stage], dense: Sequence[int], classes: int = 10, dropout: float = 0.0) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels, side = 1, GLYPH_SIZE
        for filters, kernel, pool in stages:
            side = (side - kernel + 1) // pool
            if side < 1:
                raise ValueError("the image is used up before the last convolution")
            # The maximum of what ReLU leaves is ReLU of the maximum, and a quarter of the work.
            layers += [nn.Conv2d(channels, filters, kernel), nn.MaxPool2d(pool) if pool > 1 else nn.Identity()]
            layers.append(nn.ReLU())
            channels = filters
        layers += [nn.Dropout(dropout / 2), nn.Flatten()]
        for units_in, units in pairwise([channels * side**2, *dense]):
            layers += [nn.Linear(units_in, units), nn.ReLU(), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*layers)
        self.classifier = nn.Linear([channels * side**2, *dense][-1], classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.layers(x))
