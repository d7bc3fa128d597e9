"""The field in which a person says what stands on a page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRegularExpression, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from digitpad.ui.theme import with_tabular_figures

_CHARACTERS = "0123456789?/"
"""Figures, what is no figure, and the end of a line."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CorrectionField(QLineEdit):
    """Holds a text; a figure typed takes the place of what was read, from anywhere in the tab.

    Lines of a page are parted by strokes: `12 / 34`. Keys of the review pass through, as long as nothing was typed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scanCorrection")
        self.setAccessibleName(self.tr("What stands there"))
        self.setToolTip(self.tr("Type what stands there; a stroke (/) begins a new line"))
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9?/ ]*"), self))
        self.setAcceptDrops(False)
        font = with_tabular_figures(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.6)
        self.setFont(font)

    @property
    def value(self) -> str:
        """The text, its lines parted by newlines."""
        return "\n".join(line.replace(" ", "") for line in self.text().split("/"))

    def show_value(self, value: str) -> None:
        """Show a text as nobody's work."""
        self.setText(" / ".join(value.split("\n")))
        self.setModified(False)
        if self.hasFocus():
            self.selectAll()

    def show_draft(self, text: str) -> None:
        """Show what a person typed here before."""
        self.setText(text)
        self.setModified(True)

    @staticmethod
    def takes(character: str) -> bool:
        """Whether a character has a place here."""
        return len(character) == 1 and character in _CHARACTERS

    def type_character(self, character: str) -> bool:
        """Take a character that was typed elsewhere; false where it has no place here."""
        if not self.takes(character):
            return False
        if not self.isModified():
            self.clear()
        self.setCursorPosition(len(self.text()))
        self.insert(character)
        self.setModified(True)
        return True

    def erase(self) -> None:
        """Take the last character away."""
        self.end(False)
        self.backspace()
        self.setModified(True)

    # Qt's own names from here on.

    def event(self, event: QEvent) -> bool:
        is_undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        if is_undo and event.type() == QEvent.Type.ShortcutOverride and not self.isModified():
            event.ignore()  # it is the last decision that is taken back
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.isModified()
        if moves or event.key() in (*_ENTER, Qt.Key.Key_S):
            event.ignore()  # for the tab
        else:
            super().keyPressEvent(event)
