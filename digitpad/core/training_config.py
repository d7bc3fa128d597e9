"""What a training is asked for: network, data, optimizer and all its numbers, each within what makes sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from digitpad.core.augmentation import Augmentation
from digitpad.core.device_preference import DevicePreference
from digitpad.core.errors import DigitpadError
from digitpad.core.optimizer_name import OptimizerName, ScheduleName

LIMITS: Mapping[str, tuple[float, float]] = {
    "epochs": (1, 500),
    "batch_size": (1, 4096),
    "learning_rate": (1e-6, 10),
    "dropout": (0, 0.9),
    "weight_decay": (0, 1),
    "l1": (0, 0.01),
    "label_smoothing": (0, 0.5),
    "patience": (0, 100),
    "validation_share": (0.01, 0.5),
    "seed": (0, 2**31 - 1),
}
"""The least and the most of each number of a training."""

AUGMENTATION_LIMITS: Mapping[str, tuple[float, float]] = {
    "rotation": (0, 45),
    "shear": (0, 0.5),
    "scale": (0, 0.5),
    "shift": (0, 6),
    "elastic": (0, 3),
    "thickness": (0, 1),
    "noise": (0, 0.5),
}
"""The least and the most of each limit of an augmentation."""


@dataclass(frozen=True)
class DataChoice:
    """What a training learns from.

    Attributes:
        mnist: a folder of MNIST's four IDX files, or of others laid out like them; None for where MNIST is found by
            itself (`DIGITPAD_DATA`, or downloaded before).
        pictures: a folder with a sub-folder of pictures for each digit, in the place of MNIST; None for MNIST.
        own: whether the person's own corrected digits are mixed in.
    """

    mnist: Path | None = None
    pictures: Path | None = None
    own: bool = False


@dataclass(frozen=True)
class TrainingConfig:
    """A training, whole: with the same one, the same data and the same machine, the same weights come out.

    Attributes:
        network: a name of `core.network_choice.NETWORKS`; of no effect where `start_from` names a model.
        data: what it learns from.
        start_from: the name or path of the model whose weights it begins with; empty to begin with random ones.
        epochs: how often all images are seen.
        batch_size: images between two steps of the optimizer.
        optimizer: which; SGD has a momentum of 0.9.
        learning_rate: of the first step, or the highest where the schedule rises.
        schedule: how the learning rate changes.
        dropout: the share of a dense layer's inputs that are left out in training; half of it after convolutions.
        weight_decay: what draws weights to 0 at each step (AdamW's, apart from the gradient; else added to it).
        l1: the weight of the sum of the weights' absolute values in the loss.
        label_smoothing: the share of the target spread over all digits.
        average_weights: whether the model is an average over the weights of the last steps.
        augmentation: how far images are changed.
        patience: epochs without a better validation accuracy after which it ends; 0 for never.
        validation_share: the share of the images held out to choose the best epoch.
        seed: of all that is drawn by lot.
        device: `auto`, `cpu` or `cuda`.

    Raises:
        DigitpadError: a number is out of its `LIMITS`, or a name is unknown.
    """

    network: str = "base"
    data: DataChoice = field(default_factory=DataChoice)
    start_from: str = ""
    epochs: int = 10
    batch_size: int = 256
    optimizer: OptimizerName = "adamw"
    learning_rate: float = 5e-3
    schedule: ScheduleName = "one cycle"
    dropout: float = 0.0
    weight_decay: float = 0.02
    l1: float = 0.0
    label_smoothing: float = 0.0
    average_weights: bool = True
    augmentation: Augmentation = field(default_factory=Augmentation)
    patience: int = 0
    validation_share: float = 1 / 12
    seed: int = 1
    device: DevicePreference = "auto"

    def __post_init__(self) -> None:
        for name, limits in LIMITS.items():
            _check(name, getattr(self, name), limits)
        for name, limits in AUGMENTATION_LIMITS.items():
            _check(name, getattr(self.augmentation, name), limits)
        for name, known in (
            ("optimizer", get_args(OptimizerName)),
            ("schedule", get_args(ScheduleName)),
            ("device", get_args(DevicePreference)),
        ):
            if getattr(self, name) not in known:
                raise DigitpadError(f"The {name} is “{getattr(self, name)}”; it can be {', '.join(known)}.")

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        values = asdict(self)
        values["data"] = {name: str(v) if isinstance(v, Path) else v for name, v in values["data"].items()}
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TrainingConfig:
        """The config somebody kept as JSON.

        Raises:
            DigitpadError: it lacks something, holds something else, or something out of its range.
        """
        try:
            data, augmentation = dict(values["data"]), dict(values["augmentation"])
            folders = {name: Path(data[name]) if data[name] else None for name in ("mnist", "pictures")}
            plain = [f for f in fields(cls) if f.name not in _NESTED]
            rest: dict[str, Any] = {f.name: _of_kind(values[f.name], f.default) for f in plain}
            limits: dict[str, Any] = {f.name: _of_kind(augmentation[f.name], 0.0) for f in fields(Augmentation)}
            own: Any = _of_kind(data["own"], example=False)
            return cls(data=DataChoice(**folders, own=own), augmentation=Augmentation(**limits), **rest)
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise DigitpadError(f"The settings of a training cannot be read: {error}.") from error


_NESTED = ("data", "augmentation")


def _check(name: str, value: float, limits: tuple[float, float]) -> None:
    least, most = limits
    if not (math.isfinite(value) and least <= value <= most):
        spelled = name.replace("_", " ").capitalize()
        raise DigitpadError(f"{spelled} is {_spelled(value)}; it can be {_spelled(least)} to {_spelled(most)}.")


def _spelled(value: float) -> str:
    """A whole number with all its digits, another with the first six."""
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _of_kind(value: object, example: object) -> object:
    """The value, of the kind its default has."""
    if isinstance(example, float) and type(value) is int:
        return float(value)
    if type(value) is not type(example):
        raise ValueError(f"{value!r} is out of place")
    return value
