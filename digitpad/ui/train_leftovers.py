"""What trainings left behind: one that was cut off, and models that nobody decided on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.core.training_report import UndecidedModel, UnfinishedTraining
from digitpad.ui.model_name_question import ask_for_model_name
from digitpad.ui.question import is_sure
from digitpad.ui.train_banner import TrainBanner


class TrainLeftovers(QWidget):
    """Offers both, each in a banner; nothing is thrown away unasked.

    Signals:
        going_on_requested: emitted when the training should go on.
        forgetting_requested: emitted when it should be forgotten; the person was asked.
        keep_requested: emitted with the path of a model, and the name the person gave it.
        discarded: emitted with the path of a model, when the person was asked and does not want it.
    """

    going_on_requested = Signal()
    forgetting_requested = Signal()
    keep_requested = Signal(object, str)
    discarded = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: UndecidedModel | None = None
        self._unfinished, self._undecided = TrainBanner("trainUnfinished"), TrainBanner("trainUndecided")
        self._unfinished.set_deeds(
            "play", self.tr("Go on"), self.tr("Go on where it was cut off"), self.tr("Forget what it had learned")
        )
        self._undecided.set_deeds(
            "save", self.tr("Keep…"), self.tr("Give it a name, and find it among the models"), self.tr("Delete it")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._unfinished)
        layout.addWidget(self._undecided)
        self._unfinished.taking_up_requested.connect(self.going_on_requested)
        self._unfinished.throwing_away_requested.connect(self._on_forgetting_requested)
        self._undecided.taking_up_requested.connect(self._on_keep_clicked)
        self._undecided.throwing_away_requested.connect(self._on_discard_clicked)
        self.hide()

    def show_leftovers(self, training: UnfinishedTraining | None, model: UndecidedModel | None) -> None:
        """Offer to go on with a training, and to keep a model, where there are any."""
        self._model = model
        self._unfinished.offer(self._of_training(training) if training else "")
        self._undecided.offer(self._of_model(model) if model else "")
        self.setVisible(training is not None or model is not None)

    def _of_training(self, training: UnfinishedTraining) -> str:
        text = self.tr("A training of {0} was cut off in epoch {1} of {2} ({3}). It can go on where it was.")
        return text.format(training.network, training.epoch, training.epochs, _date(training.when))

    def _of_model(self, model: UndecidedModel) -> str:
        accuracy = model.facts.scores.get("test_accuracy")
        if accuracy is None:
            return self.tr("The model {0} ({1}) was neither kept nor discarded.").format(
                model.facts.name, _date(model.when)
            )
        text = self.tr("The model {0} ({1}; {2} % of its test digits read right) was neither kept nor discarded.")
        return text.format(model.facts.name, _date(model.when), f"{100 * accuracy:.2f}")

    def _on_forgetting_requested(self) -> None:
        question = self.tr("Forget what the training had learned when it was cut off?")
        if is_sure(self, self.tr("Throw away"), question):
            self.forgetting_requested.emit()

    def _on_keep_clicked(self) -> None:
        if self._model is None:
            return
        model = self._model
        name = ask_for_model_name(self, self.tr("Keep this model"), model.facts.name)
        if name:
            self.keep_requested.emit(model.path, name)

    def _on_discard_clicked(self) -> None:
        if self._model is None:
            return
        path: Path = self._model.path
        if is_sure(self, self.tr("Throw away"), self.tr("Delete the model “{0}”?").format(self._model.facts.name)):
            self.discarded.emit(path)


def _date(when: float) -> str:
    date = QLocale().toString(QDateTime.fromSecsSinceEpoch(round(when)), QLocale.FormatType.ShortFormat)
    return date.replace(" ", "\u00a0")  # it stays in one line
