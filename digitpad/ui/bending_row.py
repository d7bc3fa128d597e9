"""Two parts beside one another where there is room, and else under one another."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QWidget

_GAP = 8
_IN_ROW, _BENT = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class BendingRow(QBoxLayout):
    """A row that takes as little height as its width allows.

    Its least size is that of a bent one: a window that has room for it does not grow when it bends.

    Args:
        first: takes what room is left.
        second: stands beside or under it, and is no wider than it needs to be in a row.
    """

    def __init__(self, first: QWidget | QLayout, second: QWidget | QLayout) -> None:
        super().__init__(_IN_ROW)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(_GAP)
        for part, stretch in ((first, 1), (second, 0)):
            if isinstance(part, QLayout):
                self.addLayout(part, stretch)
            else:
                self.addWidget(part, stretch)

    @property
    def is_bent(self) -> bool:
        """Whether the second part stands under the first."""
        return self.direction() is _BENT

    @property
    def _parts(self) -> tuple[QLayoutItem, QLayoutItem]:
        first, second = (part for place in range(2) if (part := self.itemAt(place)) is not None)
        return first, second

    def _height_in_row(self, width: int) -> int | None:
        """How high both are beside one another; None where there is no room for that."""
        first, second = self._parts
        beside = second.sizeHint().width()
        rest = width - beside - _GAP
        return max(_height(first, rest), _height(second, beside)) if rest >= first.minimumSize().width() else None

    def _height_bent(self, width: int) -> int:
        return sum(_height(part, width) for part in self._parts) + _GAP

    # Qt's own names from here on.

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        in_row, bent = self._height_in_row(width), self._height_bent(width)
        return bent if in_row is None else min(in_row, bent)

    def minimumHeightForWidth(self, width: int) -> int:
        return self.heightForWidth(width)

    def minimumSize(self) -> QSize:
        sizes = [part.minimumSize() for part in self._parts]
        return QSize(max(size.width() for size in sizes), sum(size.height() for size in sizes) + _GAP)

    def setGeometry(self, room: QRect) -> None:
        in_row = self._height_in_row(room.width())
        is_lower = in_row is not None and in_row <= self._height_bent(room.width())
        self.setDirection(_IN_ROW if is_lower else _BENT)
        super().setGeometry(room)


def _height(part: QLayoutItem, width: int) -> int:
    return part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
