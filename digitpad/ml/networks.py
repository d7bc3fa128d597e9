"""The networks, each a plain module from (N, 1, 28, 28) images to logits, and the table they are built from.

Logits are (N, 10), one for each digit, or (N, 11) where a network also knows what is no digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from digitpad.core.errors import ModelError

NOT_A_DIGIT = 10
"""The column of the logit for what is no digit, where there is one."""

_LARGEST_WIDTH = 1024
"""No network of ours is wider; a stranger's header must not ask for all the memory there is."""


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions beside a shortcut (He et al., "Deep Residual Learning for Image Recognition", 2016)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels_out)
        self.shortcut: nn.Module = nn.Identity()
        if channels_in != channels_out:
            self.shortcut = nn.Conv2d(channels_in, channels_out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.norm1(self.conv1(x)))
        return functional.relu(self.shortcut(x) + self.norm2(self.conv2(y)))


class ResidualNetwork(nn.Module):
    """Three residual blocks at 28×28, 14×14 and 7×7, then the maximum of each channel and one dense layer.

    Args:
        widths: the channels of the three blocks. Multiples of 16 fill the vector registers.
        classes: 10, or 11 with the one for what is no digit.
    """

    def __init__(self, widths: Sequence[int], classes: int = 10) -> None:
        super().__init__()
        first, second, third = widths
        self.stem = nn.Conv2d(1, first, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(first)
        self.block1 = ResidualBlock(first, first)
        self.block2 = ResidualBlock(first, second)
        self.block3 = ResidualBlock(second, third)
        self.classifier = nn.Linear(third, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.norm(self.stem(x)))
        x = functional.max_pool2d(self.block1(x), 2)
        x = functional.max_pool2d(self.block2(x), 2)
        x = self.block3(x)
        return self.classifier(x.amax(dim=(2, 3)))


def _residual(arguments: Mapping[str, Any]) -> nn.Module:
    widths = arguments.get("widths")
    if not isinstance(widths, list) or len(widths) != 3:
        raise ModelError("a residual network needs three widths")
    if not all(type(width) is int and 0 < width <= _LARGEST_WIDTH for width in widths):
        raise ModelError(f"the widths {widths} are out of range")
    classes = arguments.get("classes", 10)
    if type(classes) is not int or classes not in (10, 11):
        raise ModelError(f"a network cannot have {classes} classes")
    return ResidualNetwork(widths, classes)


ARCHITECTURES: Mapping[str, Callable[[Mapping[str, Any]], nn.Module]] = {"residual": _residual}
"""How to build each architecture a header may name."""


def build_network(architecture: str, arguments: Mapping[str, Any]) -> nn.Module:
    """Make a network with fresh weights.

    Raises:
        ModelError: the architecture is unknown, or its arguments are not what it takes.
    """
    build = ARCHITECTURES.get(architecture)
    if build is None:
        known = ", ".join(ARCHITECTURES)
        raise ModelError(f"its architecture “{architecture}” is unknown here (known: {known})")
    return build(arguments)


def count_weights(network: nn.Module) -> int:
    """How many numbers training adjusts."""
    return sum(parameter.numel() for parameter in network.parameters())


def digit_probabilities(logits: Tensor, temperature: float) -> Tensor:
    """Calibrated probabilities of the ten digits (N, 10), each row summing to 1, from logits (N, 10) or (N, 11).

    What is no digit may be taken for any: its probability is shared out among the ten, and none of them is likely.

    Args:
        logits: of a network.
        temperature: they are divided by it (Guo et al., "On Calibration of Modern Neural Networks", 2017).
    """
    shares = (logits / temperature).softmax(dim=1)
    return shares[:, :NOT_A_DIGIT] + shares[:, NOT_A_DIGIT:].sum(dim=1, keepdim=True) / 10


def in_channels_last(network: nn.Module) -> nn.Module:
    """Lay the weights out with the channels innermost, as vector units like them. In place; returns the network."""
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs lack it


def fold_batch_norm(network: nn.Module) -> nn.Module:
    """Merge each batch norm into the convolution before it: the same answers, fewer steps. For reading only.

    Works in place on a network in eval mode and returns it.
    """
    for module in network.modules():
        if isinstance(module, ResidualBlock):
            _fold(module, "conv1", "norm1")
            _fold(module, "conv2", "norm2")
        elif isinstance(module, ResidualNetwork):
            _fold(module, "stem", "norm")
    return network


def _fold(parent: nn.Module, convolution: str, norm: str) -> None:
    fused = torch.nn.utils.fuse_conv_bn_eval(getattr(parent, convolution), getattr(parent, norm))
    setattr(parent, convolution, fused)
    setattr(parent, norm, nn.Identity())
