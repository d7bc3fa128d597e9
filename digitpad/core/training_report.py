"""What a training tells while it runs and when it ends."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from digitpad.core.answered_digits import AnsweredDigits
from digitpad.core.model_facts import ModelFacts

Phase = Literal["preparing", "training", "validating", "testing"]


@dataclass(frozen=True)
class EpochReport:
    """One epoch, done.

    Attributes:
        epoch: from 1.
        loss, accuracy: of the images learned from, while they were learned from (changed by augmentation).
        validation_loss, validation_accuracy: of the images held out, after the epoch.
        seconds: all epochs so far took.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """As `digitpad train --json` prints it."""
        return asdict(self)


@dataclass(frozen=True)
class TrainingStep:
    """Where a training stands.

    Attributes:
        phase: what it does.
        epoch: the one under way, from 1; `epochs` of them are asked for.
        batch: how many of the epoch's `batches` are done.
        loss, accuracy: over the last batches; nan before the first.
        samples_per_second: images learned from, over the last seconds; 0 before it is known.
        seconds_left: until the last epoch ends; nan before it is known.
        device: where it runs, in a few words.
        finished: the epoch that ended with this step.
        note: a sentence for the person, where there is something to say.
    """

    phase: Phase
    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    loss: float = float("nan")
    accuracy: float = float("nan")
    samples_per_second: float = 0.0
    seconds_left: float = float("nan")
    device: str = ""
    finished: EpochReport | None = None
    note: str = ""


@dataclass(frozen=True)
class TestScores:
    """How a model did on digits it had not seen.

    Attributes:
        test: the test digits and its answers.
        own: the person's own digits held out, and its answers; None where there are too few.
    """

    __test__ = False  # no test, whatever pytest thinks of the name

    test: AnsweredDigits
    own: AnsweredDigits | None = None


@dataclass(frozen=True)
class TrainingResult:
    """A training that ended.

    Attributes:
        model: the file of the finished model, in no list yet.
        facts: of that model.
        epochs: every epoch.
        scores: of the finished model.
        before: of the model it started from; None where it started from scratch.
        seconds: all of it took.
        note: why it ended early, in a sentence, where it did.
    """

    model: Path
    facts: ModelFacts
    epochs: tuple[EpochReport, ...]
    scores: TestScores
    before: TestScores | None
    seconds: float
    note: str = ""


@dataclass(frozen=True)
class UndecidedModel:
    """A model that was trained and neither kept nor discarded: the program ended before, or trained the next one.

    Attributes:
        path: its file, in no list yet.
        facts: what it says of itself.
        when: it was finished, as seconds since 1970.
    """

    path: Path
    facts: ModelFacts
    when: float


@dataclass(frozen=True)
class UnfinishedTraining:
    """A training that was cut off and can go on.

    Attributes:
        network: its title.
        epoch: the one it was at, from 1; `epochs` of them were asked for.
        when: it was last kept, as seconds since 1970.
    """

    network: str
    epoch: int
    epochs: int
    when: float
