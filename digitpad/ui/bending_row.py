"""Two parts beside one another where there is room, and else under one another."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QWidget

_GAP = 8


class BendingRow(QWidget):
    """A row that takes as little height as its width allows.

    Its least width is that of the wider part, and its least height that of a row: what bends never makes a window grow.

    Args:
        first: takes what room is left.
        second: stands beside or under it, and is no wider than it needs to be in a row.
    """

    def __init__(self, first: QWidget | QLayout, second: QWidget | QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(_GAP)
        for part, stretch in ((first, 1), (second, 0)):
            if isinstance(part, QLayout):
                self._box.addLayout(part, stretch)
            else:
                self._box.addWidget(part, stretch)

    @property
    def is_bent(self) -> bool:
        """Whether the second part stands under the first."""
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    @property
    def _parts(self) -> tuple[QLayoutItem, QLayoutItem]:
        first, second = (item for place in range(2) if (item := self._box.itemAt(place)) is not None)
        return first, second

    def _height_in_row(self, width: int) -> int | None:
        """How high both are beside one another; None where there is no room for that."""
        first, second = self._parts
        beside = second.sizeHint().width()
        rest = width - beside - _GAP
        return max(_height(first, rest), _height(second, beside)) if rest >= first.minimumSize().width() else None

    def _height_bent(self, width: int) -> int:
        return sum(_height(part, width) for part in self._parts) + _GAP

    def _bend(self) -> None:
        in_row = self._height_in_row(self.width())
        bends = in_row is None or in_row > self._height_bent(self.width())
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.TopToBottom if bends else ways.LeftToRight)

    # Qt's own names from here on.

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        in_row, bent = self._height_in_row(width), self._height_bent(width)
        return bent if in_row is None else min(in_row, bent)

    def minimumSizeHint(self) -> QSize:
        sizes = [part.minimumSize() for part in self._parts]
        return QSize(max(size.width() for size in sizes), max(size.height() for size in sizes))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._bend()
        return super().event(event)


def _height(part: QLayoutItem, width: int) -> int:
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
