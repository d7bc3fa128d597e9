"""The networks, each a plain module from (N, 1, 28, 28) images to logits, and the table they are built from.

Logits are (N, 10), one for each digit, or (N, 11) where a network also knows what is no digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from digitpad.core.errors import ModelError
from digitpad.ml.convolutional import ConvolutionalNetwork, Stage
from digitpad.ml.perceptron import ACTIVATIONS, Perceptron
from digitpad.ml.residual import PairNetwork, ResidualNetwork

NOT_A_DIGIT = 10
"""The column of the logit for what is no digit, where there is one."""

_MOST_WEIGHTS = 16_000_000
"""No network of ours has a tenth of them; a stranger's header must not ask for all the memory there is."""

_WIDEST, _DEEPEST = 1024, 8
"""Units or channels of a layer, and layers of a kind."""


class _Arguments:
    """What a stranger's header says a network is built with, each value checked where it is asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def whole_numbers(self, name: str, least: int = 1) -> list[int]:
        """A list of widths.

        Raises:
            ModelError: it is something else.
        """
        return _whole_numbers(name, self._values.get(name), least)

    def stages(self) -> list[Stage]:
        """The convolutions.

        Raises:
            ModelError: they are something else.
        """
        stages = self._values.get("stages")
        if not isinstance(stages, list) or not 1 <= len(stages) <= _DEEPEST:
            raise ModelError("its stages are not what they should be")
        numbers = [_whole_numbers("stages", stage, least=3) for stage in stages]
        if any(len(stage) != 3 for stage in numbers):
            raise ModelError("its stages are not what they should be")
        return [Stage(*stage) for stage in numbers]

    def word(self, name: str, known: Mapping[str, Any]) -> str:
        """One of several words.

        Raises:
            ModelError: it is none of them.
        """
        word = self._values.get(name)
        if not isinstance(word, str) or word not in known:
            raise ModelError(f"its {name} is unknown here")
        return word

    @property
    def classes(self) -> int:
        """10 or 11.

        Raises:
            ModelError: it is neither.
        """
        classes = self._values.get("classes", 10)
        if type(classes) is not int or classes not in (10, 11):
            raise ModelError(f"a network cannot have {classes} classes")
        return classes

    @property
    def dropout(self) -> float:
        """A share.

        Raises:
            ModelError: it is none.
        """
        dropout = self._values.get("dropout", 0.0)
        if type(dropout) not in (int, float) or not 0 <= dropout < 1:
            raise ModelError(f"a network cannot have a dropout of {dropout}")
        return float(dropout)


def _whole_numbers(name: str, values: object, least: int) -> list[int]:
    if not isinstance(values, list) or not least <= len(values) <= _DEEPEST:
        raise ModelError(f"its {name} are not what they should be")
    if not all(type(value) is int and 0 < value <= _WIDEST for value in values):
        raise ModelError(f"its {name} {values} are out of range")
    return values


def _residual(arguments: _Arguments) -> nn.Module:
    return ResidualNetwork(_three_widths(arguments), arguments.classes, arguments.dropout)


def _pair(arguments: _Arguments) -> nn.Module:
    return PairNetwork(_three_widths(arguments))


def _three_widths(arguments: _Arguments) -> list[int]:
    widths = arguments.whole_numbers("widths", least=3)
    if len(widths) != 3:
        raise ModelError("a residual network needs three widths")
    return widths


def _perceptron(arguments: _Arguments) -> nn.Module:
    activation = arguments.word("activation", ACTIVATIONS)
    return Perceptron(arguments.whole_numbers("hidden"), activation, arguments.classes, arguments.dropout)


def _convolutional(arguments: _Arguments) -> nn.Module:
    dense = arguments.whole_numbers("dense", least=0)
    try:
        return ConvolutionalNetwork(arguments.stages(), dense, arguments.classes, arguments.dropout)
    except ValueError as error:
        raise ModelError(str(error)) from None


ARCHITECTURES: Mapping[str, Callable[[_Arguments], nn.Module]] = {
    "residual": _residual,
    "perceptron": _perceptron,
    "convolutional": _convolutional,
}
"""How to build each architecture a header may name."""


PAIR_ARCHITECTURES: Mapping[str, Callable[[_Arguments], nn.Module]] = {"pair": _pair}
"""The same for two digits that touch."""


def build_network(architecture: str, arguments: Mapping[str, Any]) -> nn.Module:
    """Make a network with fresh weights.

    Raises:
        ModelError: the architecture is unknown, its arguments are not what it takes, or it would be too large.
    """
    return _build(ARCHITECTURES, architecture, arguments)


def build_pair_network(architecture: str, arguments: Mapping[str, Any]) -> nn.Module:
    """As `build_network`, from (N, 1, 28, 48) images of two digits that touch to logits (N, 2, 11).

    Raises:
        ModelError: the architecture is unknown, its arguments are not what it takes, or it would be too large.
    """
    return _build(PAIR_ARCHITECTURES, architecture, arguments)


def _build(
    architectures: Mapping[str, Callable[[_Arguments], nn.Module]], architecture: str, arguments: Mapping[str, Any]
) -> nn.Module:
    build = architectures.get(architecture)
    if build is None:
        known = ", ".join(architectures)
        raise ModelError(f"its architecture “{architecture}” is unknown here (known: {known})")
    with torch.device("meta"):  # as it would be, without its memory
        weights = count_weights(build(_Arguments(arguments)))
    if weights > _MOST_WEIGHTS:
        raise ModelError(f"it has {weights:,} weights, more than {_MOST_WEIGHTS:,}")
    return build(_Arguments(arguments))


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
