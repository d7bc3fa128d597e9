"""Tabs without boxes: the chosen one stands out by its colour and a line under it. And the corner beside them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget


class TabBar(QTabBar):
    """Paints tabs in the palette's colours; everything else is Qt's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Tabs"))
        self.setDrawBase(False)
        self.setMouseTracking(True)

    def _icon_room(self, index: int) -> int:
        return 0 if self.tabIcon(index).isNull() else self.iconSize().width() + self.fontMetrics().height() // 2

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        line = self.fontMetrics().height()
        palette = self.palette()
        rect = self.tabRect(index)
        chosen = index == self.currentIndex()
        underlined = QRect(rect.left(), rect.bottom() - line // 6, rect.width(), line // 6)
        hovered = self.underMouse() and rect.contains(self.mapFromGlobal(self.cursor().pos()))
        if hovered or (chosen and self.hasFocus()):
            painter.fillRect(rect, palette.alternateBase())
        if chosen:
            painter.fillRect(underlined, palette.accent())
        if chosen and self.hasFocus():
            painter.setPen(palette.accent().color())
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        side = self.iconSize().width()
        symbol = QRect(rect.left() + line, rect.center().y() - side // 2, side, side)
        self.tabIcon(index).paint(painter, symbol)
        painter.setPen((palette.windowText() if chosen or hovered else palette.placeholderText()).color())
        text = rect.adjusted(line + self._icon_room(index), 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic
        painter.drawText(text, flags, self.tabText(index))

    # Qt's own names from here on.

    def tabSizeHint(self, index: int) -> QSize:
        line = self.fontMetrics().height()
        text = self.fontMetrics().horizontalAdvance(self.tabText(index))
        return QSize(line + self._icon_room(index) + text + line, round(2.4 * line))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # One pixel up, where the style draws the line on beside a corner widget.
        painter.setPen(self.palette().mid().color())
        painter.drawLine(0, self.height() - 2, self.width(), self.height() - 2)
        for index in filter(self.isTabVisible, range(self.count())):
            self._paint_tab(painter, index)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)


class TabCorner(QWidget):
    """Holds a widget in the corner beside a tab bar, in the middle of its height."""

    def __init__(self, bar: TabBar, content: QWidget) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 16, 0)
        layout.addWidget(content, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._bar = bar

    # Qt's own names from here on.

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._bar.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line under the tabs goes on here; what the style draws lies a pixel lower."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.setPen(self.palette().mid().color())
        painter.drawLine(0, self.height() - 2, self.width(), self.height() - 2)
