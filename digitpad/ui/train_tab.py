"""The Train tab: settings, what the network will see, the curves while it learns, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from digitpad.core.answered_digits import Duel
from digitpad.core.training_report import TrainingResult, TrainingStep
from digitpad.core.workshop import Workshop
from digitpad.ui.model_caption import model_caption
from digitpad.ui.question import is_sure
from digitpad.ui.tab_bar import TabBar
from digitpad.ui.train_controls import TrainControls
from digitpad.ui.train_curves import TrainCurves
from digitpad.ui.train_download import TrainDownload
from digitpad.ui.train_duel import TrainDuel
from digitpad.ui.train_leftovers import TrainLeftovers
from digitpad.ui.train_outcome import TrainOutcome
from digitpad.ui.train_panel import TrainPanel
from digitpad.ui.train_preview import TrainPreview
from digitpad.ui.train_progress_line import TrainProgressLine
from digitpad.ui.train_result import TrainResult
from digitpad.ui.train_session import TrainSession


class TrainTab(QWidget):
    """Arranges and connects.

    Args:
        make_workshop: makes the workshop; called when the tab is first shown.
        models: the names of the models a training may start from; the first is in use until another is set.

    Attributes:
        session: what happens in the workshop.
        panel: the settings.
        outcome: the end of a training, and what to do with its model.

    Signals:
        use_requested: emitted with the path of a model and the name under which the person wants to read with it.
        keep_requested: emitted with both, where it should be kept only.
        crashed: emitted with an exception that is a bug of ours.
        told: emitted with a sentence for the person.
    """

    use_requested = Signal(object, str)
    keep_requested = Signal(object, str)
    crashed = Signal(object)
    told = Signal(str)

    def __init__(
        self, make_workshop: Callable[[], Workshop], models: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("trainTab")
        self._model = self._compared_with = models[0] if models else ""
        self._result: TrainingResult | None = None
        self.session = TrainSession(make_workshop, self)
        self.panel, self._controls = TrainPanel(models), TrainControls()
        self._download = TrainDownload(self.panel.data, self)
        self._leftovers, self.outcome, self._progress = TrainLeftovers(), TrainOutcome(), TrainProgressLine()
        self._preview, self._curves = TrainPreview(self.session.workshop), TrainCurves()
        self._answers, self._duel = TrainResult(), TrainDuel()
        self._views, self._view_bar = QStackedWidget(), TabBar()
        self._arrange()
        self._connect()
        self._offer_result(False)

    @property
    def parting_questions(self) -> list[str]:
        """What the person is to be asked before the window closes."""
        questions = []
        if self.session.is_running:
            questions.append(self.tr("Training is under way. Stop it and close? It can be resumed later."))
        if self.outcome.is_undecided:
            question = self.tr("The model that was just trained was not kept. Quit all the same? It is offered again.")
            questions.append(question)
        return questions

    @property
    def epochs_done(self) -> int:
        """Of the training that runs, or ran last."""
        return len(self._curves.history.reports)

    def set_model(self, model: str) -> None:
        """Compare new models with this one, the one in use."""
        is_other = model != self._model
        self._model = model
        if is_other and self._result is not None and self.outcome.is_undecided:
            self._compare(self._result)

    def set_models(self, models: Sequence[str]) -> None:
        """Offer these models to start from."""
        self.panel.origin.set_models(models)

    def note_kept(self, model: Path, sentence: str) -> None:
        """A finished model is kept elsewhere now; the sentence says where."""
        if model == self._model_on_show:
            self.outcome.show_decision(sentence)
        else:
            self.told.emit(sentence)
        self.session.discard(model)

    def show_data(self) -> None:
        """Show what there is to learn from: it may have changed."""
        if self.isVisible():
            self.panel.data.show_at_hand(self.session.data_at_hand())

    def stop(self) -> None:
        """End the threads; a training that is cut off can go on another day."""
        self.session.stop()
        self._download.stop()
        self._preview.stop()
        self._curves.stop()

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.panel, stretch=1)
        left.addWidget(self._controls)
        self._view_bar.setObjectName("trainViews")
        self._view_bar.setExpanding(False)
        self._view_bar.setAccessibleName(self.tr("What to look at"))
        views = (
            (self._preview, self.tr("What it sees"), self.tr("Pictures as the network will see them")),
            (self._curves, self.tr("Curves"), self.tr("Loss and accuracy while it learns")),
            (self._answers, self.tr("Result"), self.tr("How the new model reads digits it has not seen")),
            (self._duel, self.tr("Compared"), self.tr("The new model beside the one in use")),
        )
        for view, name, tip in views:
            self._views.addWidget(view)
            self._view_bar.setTabToolTip(self._view_bar.addTab(name), tip)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self._view_bar, stretch=1)
        bar.addWidget(self._curves.save_button)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._leftovers)
        right.addWidget(self.outcome)
        right.addLayout(bar)
        right.addWidget(self._views, stretch=1)
        right.addWidget(self._progress)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 8)
        layout.setSpacing(16)
        layout.addLayout(left)
        layout.addLayout(right, stretch=1)

    def _connect(self) -> None:
        self._view_bar.currentChanged.connect(self._on_view_chosen)
        self._controls.start_requested.connect(self._on_start_requested)
        self._controls.pause_requested.connect(self._on_pause_requested)
        self._controls.stop_requested.connect(self._on_stop_requested)
        self._leftovers.going_on_requested.connect(self.session.go_on)
        self._leftovers.forgetting_requested.connect(self.session.throw_away)
        self._leftovers.keep_requested.connect(self.keep_requested)
        self._leftovers.discarded.connect(self._on_discarded)
        self.panel.config_changed.connect(self._preview.show_config)
        self.panel.data.download_requested.connect(self._on_download_requested)
        self.panel.data.cancel_requested.connect(self._download.cancel)
        self._download.ended.connect(self._on_download_ended)
        self.outcome.use_requested.connect(self.use_requested)
        self.outcome.keep_requested.connect(self.keep_requested)
        self.outcome.discarded.connect(self._on_discarded)
        self._curves.told.connect(self.told)
        self.session.begun.connect(self._on_begun)
        self.session.stepped.connect(self._on_stepped)
        self.session.ended.connect(self._progress.end)
        self.session.succeeded.connect(self._on_succeeded)
        self.session.changed.connect(self._show_state)
        self.session.compared.connect(self._on_compared)
        self.session.not_compared.connect(self._duel.say)
        for part in (self.session, self._download, self._preview, self._curves):
            part.crashed.connect(self.crashed)
        self._on_view_chosen(0)

    def _show(self, view: QWidget) -> None:
        self._view_bar.setCurrentIndex(self._views.indexOf(view))

    def _offer_result(self, is_there: bool) -> None:
        for view in (self._answers, self._duel):
            self._view_bar.setTabVisible(self._views.indexOf(view), is_there)

    def _show_state(self) -> None:
        session = self.session
        self._controls.show_state(session.is_running, session.is_paused, session.is_ending)
        self.panel.set_editable(not session.is_running)
        self._leftovers.show_leftovers(session.unfinished, session.undecided(but=self._model_on_show))

    def _compare(self, result: TrainingResult) -> None:
        self._duel.say(self.tr("Comparing…"))
        self._compared_with = self._model
        self.session.compare(result, self._model)

    @property
    def _model_on_show(self) -> Path | None:
        """The file of the model that the outcome asks about."""
        return self._result.model if self._result is not None and self.outcome.is_undecided else None

    def _may_begin(self) -> bool:
        """Whether a training may begin; the person is asked where something would be lost."""
        if self.session.unfinished is None:
            return True
        question = self.tr("The training that was cut off could not go on any more. Train all the same?")
        return is_sure(self, self.tr("Train"), question)

    def _on_view_chosen(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        self._curves.save_button.setVisible(self._views.currentWidget() is self._curves)

    def _on_start_requested(self) -> None:
        if self._may_begin():
            self.session.start(self.panel.config)

    def _on_pause_requested(self, is_paused: bool) -> None:
        self.session.set_paused(is_paused)
        if is_paused:
            self._progress.rest()

    def _on_stop_requested(self) -> None:
        self.session.finish_early()
        self._tell_stopping()

    def _tell_stopping(self) -> None:
        self._progress.say(self.tr("Stopping…"))

    def _on_download_requested(self) -> None:
        self._download.run(self.session.workshop().download())

    def _on_download_ended(self) -> None:
        self.show_data()
        self._preview.fetch_again()

    def _on_begun(self) -> None:
        self._result = None
        self.outcome.forget()
        self._offer_result(False)
        self._curves.clear()
        self._progress.start()
        self._progress.show()
        self._show(self._curves)

    def _on_stepped(self, steps: tuple[TrainingStep, ...]) -> None:
        self._curves.history.add(steps)
        self._curves.show_history()
        self._progress.show_steps(steps)
        if self.session.is_paused:  # the step that was under way came after all
            self._progress.rest()
        elif self.session.is_ending:
            self._tell_stopping()

    def _on_succeeded(self, result: TrainingResult) -> None:
        self._result = result
        self._curves.history.set_reports(result.epochs)
        self._curves.show_history()
        self.outcome.show_result(result)
        self._progress.hide()
        self._answers.show_answers(result.scores.test)
        self._offer_result(True)
        self._show(self._answers)
        self._compare(result)

    def _on_compared(self, duel: Duel) -> None:
        self._duel.show_duel(duel, model_caption(self._compared_with))

    def _on_discarded(self, model: Path) -> None:
        self.session.discard(model)
        if self._result is not None and model == self._result.model:
            self._offer_result(False)
            self._show(self._curves)
        self.told.emit(self.tr("The new model was thrown away; the one in use stays."))

    # Qt's own names from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_data()
        self._preview.show_config(self.panel.config)
        self._curves.prepare()
        self._show_state()
