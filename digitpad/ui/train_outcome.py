"""The end of a training in a few lines, and what to do with the model."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.training_report import TrainingResult
from digitpad.ui.durations import as_clock
from digitpad.ui.icons import icon
from digitpad.ui.model_name_question import ask_for_model_name
from digitpad.ui.question import is_sure
from digitpad.ui.theme import with_tabular_figures


class TrainOutcome(QWidget):
    """Says how good the model is; nothing happens to it until the person says so.

    Signals:
        use_requested: emitted with the model's path and the name it should be kept under, to read with from now on.
        keep_requested: emitted with both, to be kept only.
        discarded: emitted with the path, when the person was asked and does not want it.
    """

    use_requested = Signal(object, str)
    keep_requested = Signal(object, str)
    discarded = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainOutcome")
        self._result: TrainingResult | None = None
        self._headline, self._details = QLabel(), QLabel()
        self._use = QPushButton(icon("check"), self.tr("Use this model…"))
        self._keep = QPushButton(icon("save"), self.tr("Keep…"))
        self._discard = QPushButton(icon("trash-2"), self.tr("Discard"))
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._dress()
        self._use.clicked.connect(self._on_use_clicked)
        self._keep.clicked.connect(self._on_keep_clicked)
        self._discard.clicked.connect(self._on_discard_clicked)
        self.hide()

    @property
    def is_undecided(self) -> bool:
        """Whether there is a model nobody has decided on."""
        return self._result is not None

    def show_result(self, result: TrainingResult) -> None:
        """Show what came out of a training."""
        self._result = result
        test = result.scores.test.evaluation
        headline = self.tr("{0} % of {1} test digits are read right")
        self._headline.setText(headline.format(f"{100 * test.accuracy:.2f}", f"{test.count:,}"))
        self._details.setText("\n".join(_details(self, result)))
        self._offer(True)
        self.show()

    def show_decision(self, sentence: str) -> None:
        """The person decided: say what was done."""
        self._result = None
        self._details.setText(sentence)
        self._offer(False)

    def forget(self) -> None:
        """Show nothing."""
        self._result = None
        self.hide()

    def _dress(self) -> None:
        font = with_tabular_figures(self.font())
        self._details.setFont(font)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._headline.setFont(font)
        self._headline.setObjectName("trainHeadline")
        self._details.setObjectName("trainDetails")
        self._details.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._headline.setWordWrap(True)
        self._details.setWordWrap(True)
        self._use.setObjectName("trainUse")
        self._use.setToolTip(self.tr("Give it a name and read with it from now on"))
        self._keep.setObjectName("trainKeep")
        self._keep.setToolTip(self.tr("Give it a name and go on reading with the model in use"))
        self._discard.setObjectName("trainDiscard")
        self._discard.setToolTip(self.tr("Throw the new model away; the one in use stays"))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._headline)
        words.addWidget(self._details)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._use, self._keep, self._discard):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch()
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(8)
        self._sides.addLayout(words, stretch=1)
        self._sides.addLayout(buttons)

    def _offer(self, is_offered: bool) -> None:
        for button in (self._use, self._keep, self._discard):
            button.setVisible(is_offered)

    def _on_use_clicked(self) -> None:
        self._ask_for_name(self.tr("Use this model"), self.use_requested)

    def _on_keep_clicked(self) -> None:
        self._ask_for_name(self.tr("Keep this model"), self.keep_requested)

    def _ask_for_name(self, title: str, wish: SignalInstance) -> None:
        """Tell the wish, where the person gives a name."""
        if self._result is None:
            return
        model = self._result.model
        name = ask_for_model_name(self, title, self._result.facts.name)
        if name:
            wish.emit(model, name)

    def _on_discard_clicked(self) -> None:
        if self._result is None:
            return
        model = self._result.model
        question = self.tr("Throw away the model that was just trained?")
        if is_sure(self, self.tr("Discard"), question):
            self.forget()
            self.discarded.emit(model)

    # Qt's own names from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons stand under the words where there is no room beside them."""
        super().resizeEvent(event)
        room = 2 * sum(button.sizeHint().width() for button in (self._use, self._keep, self._discard))
        is_wide = self.width() >= room
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(direction)


def _details(widget: QWidget, result: TrainingResult) -> list[str]:
    """The lines under the headline."""
    loss = widget.tr("loss {0}").format(f"{result.scores.test.evaluation.loss:.4f}")
    epochs = widget.tr("epochs {0}").format(len(result.epochs))
    lines = [f"{loss} · {epochs} · {as_clock(result.seconds)}"]
    own = result.scores.own
    if result.before is not None:
        before = result.before.test.evaluation.accuracy
        change = widget.tr("Before: {0} % of the test digits").format(f"{100 * before:.2f}")
        if own is not None and result.before.own is not None:
            mine = widget.tr("of your own {0} held out: {1} % before, {2} % now")
            shares = (f"{100 * e.evaluation.accuracy:.1f}" for e in (result.before.own, own))
            change = f"{change}; {mine.format(own.evaluation.count, *shares)}"
        lines.append(change)
    elif own is not None:
        mine = widget.tr("Of your own {0} held out: {1} %")
        lines.append(mine.format(own.evaluation.count, f"{100 * own.evaluation.accuracy:.1f}"))
    return [*lines, result.note] if result.note else lines
