"""The Draw tab: the tab key goes through it as the eye does."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import Reading, digit_reading
from digitpad.ui.draw_tab import DrawTab


def test_the_tab_key_reaches_the_question_before_the_bars_below_it(qtbot):
    tab = DrawTab()
    qtbot.addWidget(tab)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    digit = digit_reading(Glyph(np.zeros((28, 28), np.float32), Box(0, 0, 1, 1)), [0.0] * 9 + [1.0], 0.5, 0.2)
    tab.show_reading(Reading((digit, digit)))
    tab.panel.answer.setFocus()
    order = []
    for _ in range(3):
        order.append(QApplication.focusWidget())
        tab.focusNextChild()
    assert order == [tab.panel.answer, tab.findChild(QWidget, "truthButton"), tab.panel.bars]
