"""Perceptrons: dense layers on the bare pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from torch import Tensor, nn

from digitpad.core.glyph import GLYPH_SIZE

ACTIVATIONS: Mapping[str, type[nn.Module]] = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}
"""What may stand between two layers."""


class Perceptron(nn.Module):
    """Dense layers on the 784 pixels.

    Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.

    Args:
        hidden: the units of each hidden layer.
        activation: of `ACTIVATIONS`, after each hidden layer.
        classes: 10 or 11.
        dropout: the share of a hidden layer's units left out in training.
    """

    def __init__(self, hidden: Sequence[int], activation: str, classes: int = 10, dropout: float = 0.0) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Flatten()]
        for units_in, units in pairwise([GLYPH_SIZE**2, *hidden]):
            layers += [nn.Linear(units_in, units), ACTIVATIONS[activation](), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*layers)
        self.classifier = nn.Linear(hidden[-1], classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.layers(x))
