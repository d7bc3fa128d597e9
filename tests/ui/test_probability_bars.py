"""The bars show ten probabilities to the eye and to a screen reader."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.ui.probability_bars import ProbabilityBars
from digitpad.ui.qt_image import to_array

SEVEN = [0.01, 0.0, 0.0, 0.09, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0]


@pytest.fixture
def bars(qtbot) -> ProbabilityBars:
    bars = ProbabilityBars()
    qtbot.addWidget(bars)
    bars.resize(300, 300)
    bars.show()
    qtbot.waitExposed(bars)
    return bars


def accented_length(bars: ProbabilityBars, digit: int) -> int:
    """How many pixels of a row's middle line have the accent's hue."""
    shown = to_array(bars.grab().toImage()).astype(int)
    row = shown[round((digit + 0.5) * bars.height() / 10), 2:-2]  # without the frame that shows the focus
    accent = np.array(bars.palette().accent().color().getRgb()[:3])
    return int((np.abs(row - accent).max(axis=1) < 20).sum())


def test_the_property_gives_back_ten_floats(bars: ProbabilityBars):
    bars.set_probabilities(SEVEN)
    assert bars.property("probabilities") == SEVEN
    bars.set_probabilities(None)
    assert bars.property("probabilities") == [0.0] * 10


def test_the_bars_come_to_rest_at_their_lengths(qtbot, bars: ProbabilityBars):
    bars.set_probabilities(SEVEN)
    track = bars.width() * 0.5
    qtbot.waitUntil(lambda: accented_length(bars, 7) > 0.85 * track, timeout=3000)
    assert accented_length(bars, 3) == 0  # only the best has the accent's full colour


def test_the_answer_shows_in_the_first_frame(bars: ProbabilityBars):
    bars.set_probabilities(SEVEN)
    assert accented_length(bars, 7) > 40


def test_a_screen_reader_hears_the_likeliest_first(bars: ProbabilityBars):
    assert bars.accessibleName()
    bars.set_probabilities(SEVEN)
    assert bars.accessibleDescription() == "7: 90.0 %, 3: 9.0 %, 0: 1.0 %"
    bars.set_probabilities(None)
    assert "7" not in bars.accessibleDescription()


def test_nothing_is_marked_where_there_is_no_answer(bars: ProbabilityBars):
    assert all(accented_length(bars, digit) == 0 for digit in range(10))
