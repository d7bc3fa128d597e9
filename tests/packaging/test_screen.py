"""What X's programs write is understood, and the window's bars are found by their colours."""

import pytest
from smoke.bars import ACCENT, TRACK, ten_middles
from smoke.screen import shown_windows

WINDOW = bytes.fromhex("f3f5f6")
EVENT = """
{kind} event, serial 18, synthetic NO, window 0x53a,
    event 0x53a, window {window}, override {override}
"""


def test_windows_with_a_frame_are_counted_each_time_they_are_shown():
    log = "".join(
        EVENT.format(kind=kind, window=window, override=override)
        for kind, window, override in (
            ("CreateNotify", "0x1", "NO"),
            ("MapNotify", "0x1", "NO"),
            ("MapNotify", "0x2", "YES"),
            ("UnmapNotify", "0x1", "NO"),
            ("MapNotify", "0x3", "NO"),
        )
    )
    assert shown_windows(log) == ["0x1", "0x3"]


def column(*bars, gap=17):
    """Pixels from top to bottom: bars of a colour, 14 pixels high, with the window's colour between them."""
    pixels = [WINDOW] * 30
    for colour in bars:
        pixels += [*[colour] * 14, *[WINDOW] * gap]
    return pixels


def test_ten_bars_are_found_with_an_answer_or_without():
    empty = ten_middles(column(*[TRACK] * 10))
    assert empty == tuple(range(37, 37 + 310, 31))
    assert ten_middles(column(TRACK, ACCENT, *[TRACK] * 8)) == empty


@pytest.mark.parametrize("bars", [[], [TRACK] * 9, [TRACK] * 11])
def test_other_numbers_of_bars_are_none(bars):
    assert ten_middles(column(*bars)) == ()


def test_ten_patches_at_uneven_distances_are_no_bars():
    assert ten_middles(column(*[TRACK] * 9) + [WINDOW] * 20 + column(TRACK)) == ()
