"""A line of text that changes often moves nothing around it, and is cut where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from digitpad.ui.steady_label import SteadyLabel


class Line(QWidget):
    """Counts how often it is asked to lay itself out."""

    layouts = 0

    def event(self, event: QEvent) -> bool:
        self.layouts += event.type() == QEvent.Type.LayoutRequest
        return super().event(event)


@pytest.fixture
def line(qtbot) -> Line:
    line = Line()
    qtbot.addWidget(line)
    QHBoxLayout(line)
    line.resize(300, 40)
    return line


@pytest.mark.parametrize(("kind", "layouts"), [(SteadyLabel, 0), (QLabel, 1)])
def test_a_new_text_lays_nothing_out(qtbot, line: Line, kind: type, layouts: int):
    label = kind()
    line.layout().addWidget(label)
    line.show()
    qtbot.waitExposed(line)
    line.layouts = 0
    (label.say if isinstance(label, SteadyLabel) else label.setText)("12 of 3,000")
    QCoreApplication.sendPostedEvents()
    assert line.layouts == layouts


def test_a_long_text_is_cut_and_told_whole(qtbot, line: Line):
    label = SteadyLabel()
    line.layout().addWidget(label)
    line.show()
    qtbot.waitExposed(line)
    label.say("short")
    shown = label.findChild(QLabel)
    assert (shown.text(), shown.toolTip()) == ("short", "")
    label.say("long " * 100)
    assert shown.text().endswith("…")
    assert (label.text, shown.toolTip(), shown.accessibleName()) == ("long " * 100,) * 3
    assert line.width() == 300
    line.resize(10_000, 40)
    assert shown.text() == "long " * 100


def test_there_is_always_room_for_the_longest(line: Line):
    label = SteadyLabel(longest="wrong, look at 999,999")
    line.layout().addWidget(label)
    line.layout().addStretch()
    line.show()
    label.say("wrong, look at 999,999")
    assert label.findChild(QLabel).text() == "wrong, look at 999,999"
