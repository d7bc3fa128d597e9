"""What is handed over arrives as it was, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.store.hand_over import MOST_FILES, HandOver

TWO_LINES, ZERO = "a\nb", "a\0b"


def line(**values):
    return json.dumps({"paths": [], "token": ""} | values).encode()


@pytest.mark.parametrize(
    "hand_over",
    [
        HandOver(),
        HandOver(
            (Path("/a b.png"), Path("/é/\udcff\n.png")), "gnome-shell/digitpad/1-2-host_TIME3"
        ),  # no text; two lines
        HandOver(tuple(Path(f"/{number}") for number in range(MOST_FILES))),
    ],
)
def test_what_was_said_is_heard_and_is_one_line(hand_over):
    said = hand_over.to_line()
    assert said.endswith(b"\n")
    assert said.count(b"\n") == 1
    assert HandOver.from_line(said) == hand_over


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        line(paths="/a.png"),
        line(paths=[1]),
        line(paths=["a.png"]),
        line(paths=["/a\0.png"]),
        line(paths=["/a.png"] * (MOST_FILES + 1)),
        line(token=None),
        line(token=["x"]),
        line(token="x" * 2000),
        line(token=TWO_LINES),
        line(token=ZERO),
    ],
)
def test_what_is_not_ours_is_refused(said):
    with pytest.raises(ValueError):  # noqa: PT011 — json and utf-8 say it in words of their own
        HandOver.from_line(said)


@given(st.binary() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda v: line(paths=v)))
def test_whatever_comes_is_absolute_paths_or_refused(said):
    try:
        hand_over = HandOver.from_line(said)
    except ValueError:
        return
    assert all(path.is_absolute() for path in hand_over.paths)
