"""Actions and the buttons that show them, all made alike."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from digitpad.ui.icons import icon

_AROUND = 18
"""Points of a button that are not its icon: what a finger needs grows with no font."""


def make_action(
    owner: QWidget, name: str, text: str, icon_name: str | None, keys: QKeySequence | QKeySequence.StandardKey | None
) -> QAction:
    """An action of a widget: its object name, text, icon and keys; the tooltip says text and key."""
    action = QAction(icon(icon_name) if icon_name else QIcon(), text, owner)
    action.setObjectName(name)
    if isinstance(keys, QKeySequence.StandardKey):
        shortcuts = QKeySequence.keyBindings(keys)
        redo = QKeySequence("Ctrl+Y")
        if keys is QKeySequence.StandardKey.Redo and redo not in shortcuts:  # given twice, it would be ambiguous
            shortcuts.append(redo)
        action.setShortcuts(shortcuts)
    elif keys is not None:
        action.setShortcut(keys)
    shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{text} ({shortcut})" if shortcut else text)
    owner.addAction(action)
    return action


def button_of(action: QAction, widget: QWidget) -> QToolButton:
    """A flat button with the icon of an action, sized by the font of a widget."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text())
    side = round(widget.fontMetrics().height() * 1.25)
    button.setIconSize(QSize(side, side))
    button.setMinimumSize(side + _AROUND, side + _AROUND)
    return button
