"""What happens in the workshop: a training begins, rests, goes on, ends; and its model is compared with another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.answered_digits import Duel
from digitpad.core.errors import DigitpadError
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import TrainingResult, UndecidedModel, UnfinishedTraining
from digitpad.core.workshop import DataAtHand, Workshop
from digitpad.ui.single_task import SingleTask
from digitpad.ui.train_runner import Steps, TrainRunner


class TrainSession(QObject):
    """Runs one training at a time, and after it a duel.

    Args:
        make_workshop: makes the workshop; called when it is first needed.

    Signals:
        begun: emitted when a training began, or went on.
        stepped: emitted with its steps since the last time, a tuple.
        succeeded: emitted with its `TrainingResult`.
        ended: emitted with the sentence that says how it ended.
        changed: emitted when `is_running`, `is_paused`, `unfinished` or `undecided` may have changed.
        compared: emitted with a `Duel`.
        not_compared: emitted with the sentence that says why there is none.
        crashed: emitted with an exception that is a bug of ours.
    """

    begun = Signal()
    stepped = Signal(object)
    succeeded = Signal(object)
    ended = Signal(str)
    changed = Signal()
    compared = Signal(object)
    not_compared = Signal(str)
    crashed = Signal(object)

    def __init__(self, make_workshop: Callable[[], Workshop], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_workshop = make_workshop
        self._workshop: Workshop | None = None
        self._runner = TrainRunner(self)
        self._duel = SingleTask(self)
        self._duel.succeeded.connect(self._on_compared)
        self._duel.failed.connect(self._on_comparison_failed)
        self._duel.ended.connect(self._begin_duel)
        self._wanted: tuple[TrainingResult, str] | None = None  # the comparison that comes next
        self._left_before: UnfinishedTraining | None = None  # of a training before this one
        self._runner.stepped.connect(self.stepped)
        self._runner.succeeded.connect(self._on_succeeded)
        self._runner.failed.connect(self._on_failed)
        self._runner.cancelled.connect(self._on_cancelled)
        self._runner.finished.connect(self.changed)

    @property
    def is_running(self) -> bool:
        """Whether a training runs."""
        return self._runner.is_running

    @property
    def is_paused(self) -> bool:
        """Whether it rests."""
        return self._runner.is_paused

    @property
    def is_ending(self) -> bool:
        """Whether it was asked to end."""
        return self._runner.is_ending

    def undecided(self, but: Path | None = None) -> UndecidedModel | None:
        """The newest model that was neither kept nor discarded.

        Args:
            but: the one that is on show is not asked for.
        """
        return next((model for model in self.workshop().undecided() if model.path != but), None)

    def discard(self, model: Path) -> None:
        """Delete a finished model: it is kept elsewhere, or not wanted."""
        self.workshop().discard(model)
        self.changed.emit()

    @property
    def unfinished(self) -> UnfinishedTraining | None:
        """The training that was cut off, if there is one and none runs."""
        return None if self.is_running else self.workshop().unfinished()

    def workshop(self) -> Workshop:
        """Where networks are trained."""
        if self._workshop is None:
            self._workshop = self._make_workshop()
        return self._workshop

    def data_at_hand(self) -> DataAtHand:
        """What there is to learn from."""
        return self.workshop().data_at_hand()

    def start(self, config: TrainingConfig) -> None:
        """Train; what was cut off before is forgotten."""
        workshop = self.workshop()
        self._begin(lambda is_enough: workshop.train(config, is_enough))

    def go_on(self) -> None:
        """Go on with what was cut off."""
        self._begin(self.workshop().resume, is_resumed=True)

    def throw_away(self) -> None:
        """Forget what was cut off."""
        try:
            self.workshop().forget_unfinished()
        except DigitpadError as error:
            self.ended.emit(str(error))
        self.changed.emit()

    def set_paused(self, is_paused: bool) -> None:
        """Rest, or go on."""
        if is_paused:
            self._runner.pause()
        else:
            self._runner.resume()
        self.changed.emit()

    def finish_early(self) -> None:
        """Ask the training to end with the best so far; asked once more, cut it off."""
        self._runner.finish_early()
        self.changed.emit()

    def compare(self, result: TrainingResult, model: str) -> None:
        """Compare a new model with another; an earlier comparison is left."""
        self._wanted = (result, model)
        if self._duel.is_running:
            self._duel.cancel()
        else:
            self._begin_duel()

    def stop(self) -> None:
        """Cut off what runs, and wait for the threads; nothing begins any more."""
        self._wanted = None
        self._duel.stop()
        self._runner.stop()

    def _begin(self, begin: Callable[[Callable[[], bool]], Steps], is_resumed: bool = False) -> None:
        if not self.is_running:
            self._left_before = None if is_resumed else self.workshop().unfinished()
            self._runner.run(begin)
            self.begun.emit()
            self.changed.emit()

    def _begin_duel(self) -> None:
        if self._wanted is None:
            return
        result, model = self._wanted
        self._wanted = None
        self._duel.begin(self.workshop().duel(result, model))

    def _on_succeeded(self, result: TrainingResult) -> None:
        self.ended.emit(result.note if result.note else self.tr("Done."))
        self.succeeded.emit(result)

    def _on_failed(self, error: Exception) -> None:
        self.ended.emit(str(error) if isinstance(error, DigitpadError) else self.tr("The training failed."))
        if not isinstance(error, DigitpadError):
            self.crashed.emit(error)

    def _on_cancelled(self) -> None:
        left = self.workshop().unfinished()
        if left is None or left == self._left_before:
            self.ended.emit(self.tr("Cut off before anything was learned."))
        else:
            self.ended.emit(self.tr("Cut off. “Go on” continues where it was."))

    def _on_compared(self, duel: Duel) -> None:
        if self._wanted is None:
            self.compared.emit(duel)

    def _on_comparison_failed(self, error: Exception) -> None:
        if isinstance(error, DigitpadError):
            self.not_compared.emit(str(error))
        else:
            self.not_compared.emit(self.tr("The comparison failed."))
            self.crashed.emit(error)
