"""What narrows the table: a text, a status, and a confidence."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QToolButton, QWidget

from digitpad.core.scan_rows import RowFilter, Shown
from digitpad.ui.icons import icon

_ALL = 100


class _Below(QSpinBox):
    """A confidence in percent; at its upper end any will do."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(1, _ALL)
        self.setValue(_ALL)

    # Qt's own names from here on.

    def textFromValue(self, value: int) -> str:
        return self.tr("any confidence") if value == _ALL else self.tr("below {0} %").format(value)

    def valueFromText(self, text: str) -> int:
        figures = "".join(filter(str.isdecimal, text))
        return int(figures) if figures else _ALL

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        is_percent = 1 <= self.valueFromText(text) <= _ALL
        return QValidator.State.Acceptable if is_percent else QValidator.State.Invalid, text, position


class ScanFilters(QWidget):
    """Three controls that make one filter, and a fourth while only some rows are shown.

    Signals:
        filter_changed: emitted with a `RowFilter`.
    """

    filter_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLineEdit()
        self._text.setObjectName("scanSearch")
        self._text.setPlaceholderText(self.tr("Find file or reading"))
        self._text.setAccessibleName(self.tr("Find file or reading"))
        self._text.setToolTip(self.tr("Show only rows whose file or reading has this in it"))
        self._text.setClearButtonEnabled(True)
        room = self._text.fontMetrics().horizontalAdvance(self._text.placeholderText())
        self._text.setMinimumWidth(room + 3 * self._text.sizeHint().height() // 2)  # and its frame, and the button
        self._text.setAcceptDrops(False)
        for button in self._text.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Find everything"))
            button.setToolTip(self.tr("Find everything"))
        self._shown = QComboBox()
        self._shown.setObjectName("scanShown")
        self._shown.setAccessibleName(self.tr("Status"))
        self._shown.setToolTip(self.tr("Show only rows of one kind"))
        self._fill()
        self._below = _Below()
        self._below.setObjectName("scanBelow")
        self._below.setAccessibleName(self.tr("Confidence below"))
        self._below.setToolTip(self.tr("Show only readings less sure than this"))
        self._places: tuple[int, ...] | None = None
        self._some = QPushButton(icon("x"), "")
        self._some.setObjectName("scanSome")
        self._some.setAccessibleName(self.tr("Show all rows again"))
        self._some.setToolTip(self.tr("Show all rows again"))
        self._some.setAutoDefault(False)
        self._some.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._some)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._shown)
        layout.addWidget(self._below)
        # The button may be higher than the rest, and nothing moves when it comes.
        self.setMinimumHeight(max(self.sizeHint().height(), self._some.sizeHint().height()))
        self._text.textChanged.connect(self._on_changed)
        self._shown.currentIndexChanged.connect(self._on_changed)
        self._below.valueChanged.connect(self._on_changed)
        self._some.clicked.connect(self.show_all)

    def show_some(self, places: tuple[int, ...], name: str) -> None:
        """Let only some rows through, whatever the other controls say, until the person wants all of them again.

        Args:
            places: of the rows.
            name: what they are.
        """
        self._text.clear()
        self._shown.setCurrentIndex(0)
        self._below.setValue(_ALL)
        self._places = places
        self._some.setText(name)
        self._some.setAccessibleName(self.tr("{0}: show all rows again").format(name))
        self._some.show()
        self._on_changed()

    def show_all(self) -> None:
        """Let all rows through that the other controls let through."""
        self._places = None
        self._some.hide()
        self._on_changed()

    def _fill(self) -> None:
        names = {
            Shown.ALL: self.tr("All rows"),
            Shown.OK: self.tr("Sure"),
            Shown.UNSURE: self.tr("Unsure"),
            Shown.EMPTY: self.tr("No digits"),
            Shown.ERROR: self.tr("Cannot be read"),
            Shown.WAITING: self.tr("Not looked at"),
            Shown.REVIEWED: self.tr("Looked at"),
            Shown.CORRECTED: self.tr("Corrected"),
        }
        for shown, name in names.items():
            self._shown.addItem(name, shown)

    def _on_changed(self) -> None:
        below = self._below.value()
        shown = Shown(self._shown.currentData())
        most = below / 100 if below < _ALL else None
        self.filter_changed.emit(RowFilter(self._text.text(), shown, most, self._places))
