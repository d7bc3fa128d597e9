"""Thumbnails are those of the files as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitpad.ui.scan_thumbnails import ScanThumbnails
from tests.ui.conftest import DEADLINE_MS, heard
from tests.ui.scan_samples import scan_row, write_picture


@pytest.fixture
def thumbnails(qtbot, tmp_path: Path) -> Iterator[ScanThumbnails]:
    thumbnails = ScanThumbnails()
    thumbnails.set_folder(tmp_path)
    yield thumbnails
    thumbnails.stop()


def test_a_picture_is_there_by_and_by(qtbot, thumbnails: ScanThumbnails, tmp_path: Path):
    write_picture(tmp_path / "a.png")
    loaded = heard(thumbnails.loaded)
    placeholder = thumbnails.icon(scan_row("a.png"))
    qtbot.waitUntil(lambda: loaded == [("a.png", 1)], timeout=DEADLINE_MS)
    assert thumbnails.icon(scan_row("a.png")).cacheKey() != placeholder.cacheKey()


def test_a_picture_of_a_file_that_has_changed_meanwhile_is_not_kept(qtbot, thumbnails: ScanThumbnails, tmp_path: Path):
    for name in ("a.png", "b.png"):
        write_picture(tmp_path / name)
    loaded = heard(thumbnails.loaded)
    placeholder = thumbnails.icon(scan_row("a.png"))
    thumbnails.forget([scan_row("a.png")])
    thumbnails.icon(scan_row("b.png"))
    qtbot.waitUntil(lambda: loaded == [("b.png", 1)], timeout=DEADLINE_MS)
    assert thumbnails.icon(scan_row("a.png")).cacheKey() == placeholder.cacheKey()
