"""The residual network: what the bundled models are."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from digitpad.core.glyph import PAIR_WIDTH


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions beside a shortcut (He et al., "Deep Residual Learning for Image Recognition", 2016).

    What no gradient needs is changed in place: fresh memory costs a network this small a third of its time.
    """

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
        y = functional.relu(self.norm1(self.conv1(x)), inplace=True)
        return functional.relu(self.norm2(self.conv2(y)).add_(self.shortcut(x)), inplace=True)


class ResidualNetwork(nn.Module):
    """Three residual blocks at 28×28, 14×14 and 7×7, then the maximum of each channel and one dense layer.

    Args:
        widths: the channels of the three blocks. Multiples of 16 fill the vector registers.
        classes: 10, or 11 with the one for what is no digit.
        dropout: the share of the dense layer's inputs left out in training.
    """

    def __init__(self, widths: Sequence[int], classes: int = 10, dropout: float = 0.0) -> None:
        super().__init__()
        first, second, third = widths
        self.stem = nn.Conv2d(1, first, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(first)
        self.block1 = ResidualBlock(first, first)
        self.block2 = ResidualBlock(first, second)
        self.block3 = ResidualBlock(second, third)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(third, classes)

    def maps(self, x: Tensor) -> Tensor:
        """What the blocks see: images (N, 1, H, W) to maps (N, C, H/4, W/4)."""
        x = functional.relu(self.norm(self.stem(x)), inplace=True)
        x = functional.max_pool2d(self.block1(x), 2)
        x = functional.max_pool2d(self.block2(x), 2)
        return self.block3(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.dropout(self.maps(x).amax(dim=(2, 3))))


class PairNetwork(ResidualNetwork):
    """The same blocks on two digits that touch: the maximum of each column, and a dense layer that names both.

    Images are (N, 1, 28, 48), logits (N, 2, 11): of the left digit and of the right one (Cireşan, "Avoiding
    Segmentation in Multi-Digit Numeral String Recognition by Combining Single and Two-Digit Classifiers Trained without
    Negative Examples", 2008; ours has negative ones).

    Args:
        widths: the channels of the three blocks.
    """

    def __init__(self, widths: Sequence[int]) -> None:
        super().__init__(widths, classes=11)
        self.classifier = nn.Linear(widths[-1] * (PAIR_WIDTH // 4), 2 * 11)

    def forward(self, x: Tensor) -> Tensor:
        columns = self.maps(x).amax(dim=2).flatten(1)
        return self.classifier(self.dropout(columns)).unflatten(1, (2, 11))


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
