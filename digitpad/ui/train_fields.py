"""The settings of a training as a table, from which the window makes its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.core.optimizer_name import OPTIMIZER_TITLES, SCHEDULE_TITLES


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text as it is. Qt's tools find what is to be translated by this name; Qt's own function has no types."""
    return text


@dataclass(frozen=True)
class NumberField:
    """A number of a training; its least and most are those of `LIMITS` or `AUGMENTATION_LIMITS`.

    Attributes:
        name: in `TrainingConfig`, or in `Augmentation`.
        label: what it is called.
        tip: what it does, in plain words.
        decimals: that can be entered.
        step: what an arrow adds; 0 for a tenth of the number's size, for numbers of any size.
        zero: what 0 is called, where it has a name.
        unit: what stands behind the number.
        scale: the number shown is this many times the one in the config.
    """

    name: str
    label: str
    tip: str
    decimals: int = 0
    step: float = 1
    zero: str = ""
    unit: str = ""
    scale: float = 1


@dataclass(frozen=True)
class ChoiceField:
    """One of a few.

    Attributes:
        name: in `TrainingConfig`.
        label: what it is called.
        tip: what it does, in plain words.
        titles: the values, and what each is called.
    """

    name: str
    label: str
    tip: str
    titles: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SwitchField:
    """On or off.

    Attributes:
        name: in `TrainingConfig`.
        label: what it is called.
        tip: what it does, in plain words.
    """

    name: str
    label: str
    tip: str


Field = NumberField | ChoiceField | SwitchField

DEVICE_TITLES = (
    ("auto", QT_TRANSLATE_NOOP("TrainFields", "the fastest")),
    ("cpu", QT_TRANSLATE_NOOP("TrainFields", "processor")),
    ("cuda", QT_TRANSLATE_NOOP("TrainFields", "graphics card (CUDA)")),
)

LEARNING: tuple[Field, ...] = (
    NumberField(
        "epochs",
        QT_TRANSLATE_NOOP("TrainFields", "Epochs"),
        QT_TRANSLATE_NOOP("TrainFields", "How often the network sees every picture"),
    ),
    NumberField(
        "batch_size",
        QT_TRANSLATE_NOOP("TrainFields", "Batch size"),
        QT_TRANSLATE_NOOP("TrainFields", "How many pictures it looks at before it changes its weights"),
        step=16,
    ),
    ChoiceField(
        "optimizer",
        QT_TRANSLATE_NOOP("TrainFields", "Optimizer"),
        QT_TRANSLATE_NOOP(
            "TrainFields", "How it changes its weights; each comes with the learning rate it is usually tried with"
        ),
        tuple(OPTIMIZER_TITLES.items()),
    ),
    NumberField(
        "learning_rate",
        QT_TRANSLATE_NOOP("TrainFields", "Learning rate"),
        QT_TRANSLATE_NOOP(
            "TrainFields", "How large its steps are: too large and it never settles, too small and it takes for ever"
        ),
        decimals=6,
        step=0,
    ),
    ChoiceField(
        "schedule",
        QT_TRANSLATE_NOOP("TrainFields", "Schedule"),
        QT_TRANSLATE_NOOP("TrainFields", "How the learning rate changes while it learns"),
        tuple(SCHEDULE_TITLES.items()),
    ),
    NumberField(
        "patience",
        QT_TRANSLATE_NOOP("TrainFields", "Early stopping"),
        QT_TRANSLATE_NOOP("TrainFields", "It ends after so many epochs that brought nothing better"),
        zero=QT_TRANSLATE_NOOP("TrainFields", "off"),
        unit=QT_TRANSLATE_NOOP("TrainFields", " epochs"),
    ),
)

REGULARIZATION: tuple[Field, ...] = (
    NumberField(
        "dropout",
        QT_TRANSLATE_NOOP("TrainFields", "Dropout"),
        QT_TRANSLATE_NOOP(
            "TrainFields",
            "The share of its inputs a layer must do without while it learns, so that it relies on none alone",
        ),
        decimals=2,
        step=0.05,
        zero=QT_TRANSLATE_NOOP("TrainFields", "off"),
    ),
    NumberField(
        "weight_decay",
        QT_TRANSLATE_NOOP("TrainFields", "Weight decay"),
        QT_TRANSLATE_NOOP("TrainFields", "How strongly large weights are drawn towards nothing"),
        decimals=5,
        step=0.005,
        zero=QT_TRANSLATE_NOOP("TrainFields", "off"),
    ),
    NumberField(
        "l1",
        QT_TRANSLATE_NOOP("TrainFields", "L1 penalty"),
        QT_TRANSLATE_NOOP("TrainFields", "What every weight costs: many end at nothing"),
        decimals=6,
        step=0.00001,
        zero=QT_TRANSLATE_NOOP("TrainFields", "off"),
    ),
    NumberField(
        "label_smoothing",
        QT_TRANSLATE_NOOP("TrainFields", "Label smoothing"),
        QT_TRANSLATE_NOOP(
            "TrainFields", "How much of the right answer is shared among all digits, so that it is never too sure"
        ),
        decimals=2,
        step=0.05,
        zero=QT_TRANSLATE_NOOP("TrainFields", "off"),
    ),
    SwitchField(
        "average_weights",
        QT_TRANSLATE_NOOP("TrainFields", "Average the weights"),
        QT_TRANSLATE_NOOP("TrainFields", "Keep an average over the last steps: calmer, and usually a little better"),
    ),
)

AUGMENTATIONS: tuple[NumberField, ...] = (
    NumberField(
        "rotation",
        QT_TRANSLATE_NOOP("TrainFields", "Rotation"),
        QT_TRANSLATE_NOOP("TrainFields", "Turns each picture by up to so many degrees"),
        decimals=1,
        unit="°",
    ),
    NumberField(
        "shift",
        QT_TRANSLATE_NOOP("TrainFields", "Shift"),
        QT_TRANSLATE_NOOP("TrainFields", "Moves each picture by up to so many of its 28 pixels"),
        decimals=2,
        step=0.25,
        unit=QT_TRANSLATE_NOOP("TrainFields", " px"),
    ),
    NumberField(
        "scale",
        QT_TRANSLATE_NOOP("TrainFields", "Scale"),
        QT_TRANSLATE_NOOP("TrainFields", "Makes each side larger or smaller by up to this share"),
        decimals=1,
        unit=" %",
        scale=100,
    ),
    NumberField(
        "shear",
        QT_TRANSLATE_NOOP("TrainFields", "Shear"),
        QT_TRANSLATE_NOOP("TrainFields", "Slants each picture by up to this much, as handwriting leans"),
        decimals=2,
        step=0.05,
    ),
    NumberField(
        "elastic",
        QT_TRANSLATE_NOOP("TrainFields", "Elastic"),
        QT_TRANSLATE_NOOP("TrainFields", "Bends each picture by about so many pixels, as a hand trembles"),
        decimals=2,
        step=0.1,
        unit=QT_TRANSLATE_NOOP("TrainFields", " px"),
    ),
    NumberField(
        "thickness",
        QT_TRANSLATE_NOOP("TrainFields", "Thickness"),
        QT_TRANSLATE_NOOP(
            "TrainFields", "Makes strokes thicker or thinner by up to this share of a pixel on each side"
        ),
        decimals=2,
        step=0.05,
    ),
    NumberField(
        "noise",
        QT_TRANSLATE_NOOP("TrainFields", "Noise"),
        QT_TRANSLATE_NOOP("TrainFields", "Adds grain to every pixel, as bad scanners do"),
        decimals=1,
        unit=" %",
        scale=100,
    ),
)

COURSE: tuple[Field, ...] = (
    NumberField(
        "validation_share",
        QT_TRANSLATE_NOOP("TrainFields", "Held out"),
        QT_TRANSLATE_NOOP(
            "TrainFields", "The share of the pictures it never learns from: they tell which epoch was the best"
        ),
        decimals=1,
        unit=" %",
        scale=100,
    ),
    NumberField(
        "seed",
        QT_TRANSLATE_NOOP("TrainFields", "Seed"),
        QT_TRANSLATE_NOOP(
            "TrainFields", "Where chance begins: the same seed on the same machine gives the same network"
        ),
    ),
    ChoiceField(
        "device",
        QT_TRANSLATE_NOOP("TrainFields", "Device"),
        QT_TRANSLATE_NOOP("TrainFields", "Where it runs"),
        DEVICE_TITLES,
    ),
)
