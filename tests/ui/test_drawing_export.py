"""A saved drawing shows the strokes, black on white, and reads as what was drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from digitpad.core.drawing import Point, Stroke
from digitpad.core.errors import DigitpadError
from digitpad.imaging.decode import decode
from digitpad.imaging.found_ink import find_written
from digitpad.imaging.stroke_groups import glyph_of_strokes
from digitpad.ui.drawing_export import drawing_as_image, save_drawing
from digitpad.ui.qt_image import to_array

SEVEN = (Stroke((Point(100, 100), Point(220, 105), Point(150, 300)), 14),)


@pytest.mark.usefixtures("qapp")
def test_the_picture_is_twice_as_fine_as_the_canvas_with_a_margin():
    image = drawing_as_image(SEVEN)
    assert image.width() == pytest.approx(2 * (120 + 14 + 48), abs=2)
    pixels = to_array(image)
    assert pixels[:20].min() == 255
    assert pixels.min() == 0


@pytest.mark.usefixtures("qapp")
def test_a_saved_drawing_opened_again_is_the_same_digit(tmp_path: Path):
    save_drawing(SEVEN, tmp_path / "seven.png")
    (opened,) = find_written(decode(tmp_path / "seven.png"), one_digit=True).hypotheses().glyphs()
    drawn = glyph_of_strokes(SEVEN)
    assert np.abs(opened.pixels - drawn.pixels).mean() < 0.06  # a drawing is read with one pen, a picture with its own


@pytest.mark.usefixtures("qapp")
def test_svg_is_written_by_its_name(tmp_path: Path):
    save_drawing(SEVEN, tmp_path / "seven.svg")
    assert "<svg" in (tmp_path / "seven.svg").read_text()
    assert not QImage(str(tmp_path / "seven.svg")).isNull()


@pytest.mark.usefixtures("qapp")
def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path):
    with pytest.raises(DigitpadError, match=r"could not be saved as .*nowhere"):
        save_drawing(SEVEN, tmp_path / "nowhere" / "seven.png")


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_a_file_for_which_there_is_no_room_says_so_and_the_old_one_stays(tmp_path: Path, suffix: str):
    import resource

    path = tmp_path / f"seven{suffix}"
    path.write_text("what was there before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(DigitpadError, match=r"could not be saved as .*: File too large"):
            save_drawing(SEVEN * 300, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "what was there before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.usefixtures("qapp")
def test_a_link_that_leads_to_itself_says_so(tmp_path: Path):
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    with pytest.raises(DigitpadError, match="could not be saved"):
        save_drawing(SEVEN, tmp_path / "loop.png")
