"""What the window knows of training: `ml` does the work, the window asks for it through this protocol."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from digitpad.core.answered_digits import Duel
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import TrainingResult, TrainingStep, UndecidedModel, UnfinishedTraining


@dataclass(frozen=True)
class DataAtHand:
    """What there is to learn from.

    Attributes:
        mnist: the folder where MNIST was found; None where it was not.
        own: how many digits of the person's own are kept.
    """

    mnist: Path | None
    own: int


@dataclass(frozen=True)
class DownloadStep:
    """How far a download is.

    Attributes:
        file: its name.
        done, total: in bytes, over all files; `total` is 0 while unknown.
        mirror: the server it comes from.
    """

    file: str
    done: int
    total: int
    mirror: str


class Workshop(Protocol):
    """Trains networks.

    Its generators know nothing of Qt: each is run on a thread of the caller's choice and may be closed between two
    steps. All may raise `DigitpadError` with a sentence for the person.
    """

    def data_at_hand(self) -> DataAtHand:
        """What there is to learn from; quick enough for the window's thread."""

    def download(self) -> Generator[DownloadStep, None, Path]:
        """Fetch MNIST; returns the folder it lies in."""

    def preview(self, config: TrainingConfig, count: int) -> Generator[None, None, NDArray[np.uint8]]:
        """Some of the images a training would see, changed as it asks: (N, 28, 28), bright ink on black."""

    def train(
        self, config: TrainingConfig, stop_requested: Callable[[], bool]
    ) -> Generator[TrainingStep, None, TrainingResult]:
        """Train. Where a stop is requested it ends soon, keeping the best so far; closed, it keeps a checkpoint."""

    def unfinished(self) -> UnfinishedTraining | None:
        """The training that was cut off, if there is one; quick enough for the window's thread."""

    def resume(self, stop_requested: Callable[[], bool]) -> Generator[TrainingStep, None, TrainingResult]:
        """Go on with the training that was cut off; `train` in all else."""

    def forget_unfinished(self) -> None:
        """Throw the checkpoint away.

        Raises:
            DigitpadError: it cannot be deleted.
        """

    def undecided(self) -> list[UndecidedModel]:
        """Models that were neither kept nor discarded, the newest first; quick enough for the window's thread."""

    def discard(self, model: Path) -> None:
        """Delete the file of a finished model: it is kept elsewhere, or not wanted."""

    def duel(self, result: TrainingResult, model: str) -> Generator[None, None, Duel]:
        """The finished model against another, given by name or path, on the same test digits: `before` is the other."""
