"""The licences of this program and of all it is made with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.paths import licences
from digitpad.ui.opening_size import open_at

_COLUMNS, _LINES = 82, 32
"""Of type that are seen; most licences are set in 80 columns."""

_GAP = 16
"""Pixels between the dialog's edge and what is in it."""

_LARGEST = 2_000_000
"""Bytes of a text that are shown."""


class LicencesDialog(QDialog):
    """Names on the left, the text of the chosen one on the right.

    Args:
        texts: the names, and the files that hold the texts.
    """

    def __init__(self, texts: Sequence[tuple[str, Path]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("licences")
        self.setWindowTitle(self.tr("Licences"))
        self._names, self._text = QListWidget(), QPlainTextEdit()
        self._arrange()
        self._names.currentItemChanged.connect(self._on_chosen)
        for name, path in texts:
            item = QListWidgetItem(name, self._names)
            item.setData(Qt.ItemDataRole.UserRole, path)
        self._names.setFixedWidth(self._names.sizeHintForColumn(0) + 3 * self._names.fontMetrics().height())
        self._names.setCurrentRow(0)
        self._show_whole_lines()

    def _arrange(self) -> None:
        self._names.setObjectName("licenceNames")
        self._names.setAccessibleName(self.tr("What digitpad is made with"))
        self._names.setToolTip(self.tr("What digitpad is made with; choose one to read its licence"))
        self._text.setObjectName("licenceText")
        self._text.setAccessibleName(self.tr("Text of the licence"))
        self._text.setToolTip(self.tr("The licence of what is chosen"))
        self._text.setReadOnly(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        metrics = self._text.fontMetrics()
        self._text.setMinimumSize(metrics.horizontalAdvance("0") * _COLUMNS // 2, metrics.height() * _LINES // 4)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        both = QHBoxLayout()
        both.setSpacing(8)
        both.addWidget(self._names)
        both.addWidget(self._text, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        layout.setSpacing(8)
        layout.addLayout(both, stretch=1)
        layout.addWidget(buttons)

    def _show_whole_lines(self) -> None:
        """As wide as the lines licences are written in, beside the names."""
        metrics = self._text.fontMetrics()
        bar = self._text.verticalScrollBar().sizeHint().width()
        text = metrics.horizontalAdvance("0") * _COLUMNS + bar + 2 * metrics.height()
        open_at(self, QSize(self._names.width() + text + 3 * _GAP, metrics.height() * _LINES))

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._text.setPlainText(self._read(item.data(Qt.ItemDataRole.UserRole)))

    def _read(self, path: Path) -> str:
        """The text of a file; a sentence where it cannot be read."""
        try:
            with path.open("rb") as file:
                return file.read(_LARGEST).decode("utf-8", "replace")
        except OSError as error:
            return self.tr("{0} cannot be read: {1}.").format(path, error.strerror or error)


def show_licences(window: QWidget) -> None:
    """Show the licences over a window."""
    dialog = LicencesDialog(licences(), window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
