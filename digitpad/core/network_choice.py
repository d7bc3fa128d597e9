"""The networks a person can train, and the presets, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from digitpad.core.augmentation import Augmentation
from digitpad.core.errors import DigitpadError
from digitpad.core.training_config import TrainingConfig


@dataclass(frozen=True)
class NetworkChoice:
    """A network one can train.

    Attributes:
        name: short, for the command line.
        title: what it is called.
        line: what it is, in a line.
        architecture: a name `ml.networks` knows.
        arguments: what that architecture is built with; dropout comes from the config.
        defaults: how it is usually trained.
    """

    name: str
    title: str
    line: str
    architecture: str
    arguments: Mapping[str, Any]
    defaults: TrainingConfig


MILD = Augmentation(rotation=10, shear=0.15, scale=0.1, shift=1.0, elastic=0.7, thickness=0.25)
STRONG = Augmentation(rotation=12, shear=0.2, scale=0.12, shift=1.2, elastic=0.9, thickness=0.3)


_CLASSIC = TrainingConfig(
    optimizer="adam", learning_rate=1e-3, schedule="constant", weight_decay=0.0, average_weights=False
)
"""As textbooks train: a constant rate, nothing averaged, nothing changed."""

NETWORKS: Mapping[str, NetworkChoice] = {
    choice.name: choice
    for choice in (
        NetworkChoice(
            "base",
            "base",
            "As the network the program comes with: three residual blocks, 283,386 weights",
            "residual",
            {"widths": [16, 64, 128]},
            TrainingConfig(network="base", epochs=10, augmentation=MILD),
        ),
        NetworkChoice(
            "tiny",
            "tiny",
            "The same in small: 19,630 weights",
            "residual",
            {"widths": [8, 18, 30]},
            TrainingConfig(network="tiny", epochs=10, learning_rate=1e-2, augmentation=MILD),
        ),
        NetworkChoice(
            "swift",
            "swift",
            "Two convolutions, each pooled, and a dense layer of 128: learns in seconds",
            "convolutional",
            {"stages": [[24, 5, 2], [64, 3, 2]], "dense": [128]},
            TrainingConfig(
                network="swift",
                epochs=1,
                batch_size=96,
                optimizer="adam",
                learning_rate=1e-2,
                weight_decay=0.0,
                label_smoothing=0.05,
                average_weights=False,
            ),
        ),
        NetworkChoice(
            "perceptron",
            "Perceptron 784-128-10",
            "One hidden layer of 128, with dropout: the first network of most tutorials",
            "perceptron",
            {"hidden": [128], "activation": "relu"},
            replace(_CLASSIC, network="perceptron", epochs=5, batch_size=32, dropout=0.2),
        ),
        NetworkChoice(
            "sigmoid",
            "Sigmoid perceptron 784-100-10",
            "One hidden layer of 100 sigmoids, plain gradient descent: as it was done in the 1990s",
            "perceptron",
            {"hidden": [100], "activation": "sigmoid"},
            replace(_CLASSIC, network="sigmoid", epochs=10, batch_size=32, optimizer="sgd", learning_rate=0.1),
        ),
        NetworkChoice(
            "deep-perceptron",
            "Perceptron 784-512-256-10",
            "Two hidden layers, half a million weights",
            "perceptron",
            {"hidden": [512, 256], "activation": "relu"},
            replace(_CLASSIC, network="deep-perceptron", epochs=10, batch_size=128),
        ),
        NetworkChoice(
            "dropout-cnn",
            "CNN 32-64, dense 128, dropout",
            "Two convolutions, one pooling, 1.2 million weights: the example of many libraries",
            "convolutional",
            {"stages": [[32, 3, 1], [64, 3, 2]], "dense": [128]},
            replace(
                _CLASSIC,
                network="dropout-cnn",
                epochs=10,
                batch_size=128,
                optimizer="adadelta",
                learning_rate=1.0,
                dropout=0.5,
            ),
        ),
        NetworkChoice(
            "small-cnn",
            "CNN 32, dense 64",
            "One convolution, one pooling: the smallest that deserves the name",
            "convolutional",
            {"stages": [[32, 3, 2]], "dense": [64]},
            replace(_CLASSIC, network="small-cnn", epochs=10, batch_size=32),
        ),
        NetworkChoice(
            "pooled-cnn",
            "CNN 32-64, two poolings",
            "Two convolutions, each pooled, straight to the answer",
            "convolutional",
            {"stages": [[32, 3, 2], [64, 3, 2]], "dense": []},
            replace(_CLASSIC, network="pooled-cnn", epochs=10, batch_size=128),
        ),
    )
}
"""Every network by its name, the program's own first."""


@dataclass(frozen=True)
class Preset:
    """A training somebody else has thought out.

    Attributes:
        name: for the command line.
        title: what it is called.
        line: what it does, in a line.
        config: the training.
    """

    name: str
    title: str
    line: str
    config: TrainingConfig


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("quick", "Quick", "About 99 % in seconds: watch a network learn", NETWORKS["swift"].defaults),
        Preset("balanced", "Balanced", "About 99.5 % in minutes", replace(NETWORKS["base"].defaults, epochs=8)),
        Preset(
            "best",
            "Best",
            "As good as it gets here, in the time of a lunch",
            replace(NETWORKS["base"].defaults, epochs=30, augmentation=STRONG),
        ),
    )
}
"""Every preset by its name, the fastest first."""

FINE_TUNING = TrainingConfig(epochs=2, learning_rate=5e-4, augmentation=MILD)
"""How a training goes that starts from a model: in small steps, so that nothing is forgotten."""


def choice_named(name: str) -> NetworkChoice:
    """The network of a name.

    Raises:
        DigitpadError: there is none.
    """
    if name not in NETWORKS:
        raise DigitpadError(f"There is no network named “{name}” (there are: {', '.join(NETWORKS)}).")
    return NETWORKS[name]


def preset_named(name: str) -> Preset:
    """The preset of a name.

    Raises:
        DigitpadError: there is none.
    """
    if name not in PRESETS:
        raise DigitpadError(f"There is no preset named “{name}” (there are: {', '.join(PRESETS)}).")
    return PRESETS[name]


def title_of(architecture: str, arguments: Mapping[str, Any]) -> str:
    """What the network of a model is called; its architecture, where it is none of the table."""
    for choice in NETWORKS.values():
        if choice.architecture == architecture and choice.arguments.items() <= arguments.items():
            return choice.title
    return architecture
