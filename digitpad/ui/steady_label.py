"""A line of text that changes often, and moves nothing around it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from digitpad.ui.theme import with_tabular_figures


class SteadyLabel(QWidget):
    """Shows a line of text, cut where there is no room for it; the tool tip then has all of it.

    A QLabel tells its layout of every new text, and Qt lays out and paints the whole window for it.

    Args:
        longest: a text for which there is always room; without one it takes what room is left.
        elide: where it is cut.

    Attributes:
        label: what shows it; for its alignment and its colour.
    """

    def __init__(
        self,
        longest: str = "",
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self.label = QLabel(self)  # in no layout: nobody is told when it changes
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(with_tabular_figures(self.font()))
        self._longest, self._elide = longest, elide
        horizontal = QSizePolicy.Policy.Fixed if longest else QSizePolicy.Policy.Expanding
        self.setSizePolicy(horizontal, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says, also where not all of it is seen."""
        return self._text

    def say(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._text, self._elide, self.width())
        self.label.setText(shown)
        self.label.setAccessibleName(self._text)
        self.label.setToolTip(self._text if shown != self._text else "")

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._longest) + 1, metrics.height())  # it is rounded

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.label.resize(self.size())
        self._fit()
