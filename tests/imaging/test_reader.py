"""A reader brings pictures and drawings to a recogniser, and its answers back in order."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from PIL import Image

from digitpad.core.drawing import Point, Stroke, bounding_box
from digitpad.core.errors import ImageError
from digitpad.core.reading import Status
from digitpad.core.recognizer import Recognizer
from digitpad.imaging import decode as decoding
from digitpad.imaging import reader as reader_module
from digitpad.imaging.decode import decode
from digitpad.imaging.found_ink import find_written
from digitpad.imaging.reader import Reader, find_page
from digitpad.imaging.stroke_groups import glyph_of_strokes
from tests.document_samples import document, locked_pdf
from tests.drawing_samples import DIGITS, bold_crop, drawn_digit, on_paper, placed
from tests.imaging.test_pages import KnowsDigits
from tests.nearest_sample import KNOWN, NearestSample


@pytest.fixture
def recognizer():
    return NearestSample()


@pytest.fixture
def reader(recognizer: Recognizer):
    return Reader(recognizer)


def picture(digit):
    return on_paper(drawn_digit(digit))


def picture_file(folder, digit):
    path = folder / f"{digit}.png"
    Image.fromarray(picture(digit)).save(path)
    return path


BLANK = np.full((50, 50, 3), 255, np.uint8)


def test_a_picture_is_read_whatever_it_is_given_as(reader, tmp_path):
    path, pixels = picture_file(tmp_path, 7), picture(7)
    for image in (path, str(path), Image.fromarray(pixels), pixels, pixels[:, :, 0], pixels[:, :, ::-1]):
        assert reader.read(image).text == "7"


def test_a_reading_keeps_the_name_of_its_file_as_given(reader, tmp_path, monkeypatch):
    picture_file(tmp_path, 3)
    monkeypatch.chdir(tmp_path)
    assert reader.read("3.png").file == "3.png"
    assert reader.read(tmp_path / "3.png").file == str(tmp_path / "3.png")
    assert reader.read(picture(3)).file is None


def test_a_picture_without_ink_is_empty_and_asks_no_one(reader, recognizer):
    reading = reader.read(BLANK)
    assert reading.status is Status.EMPTY
    assert reading.text == ""
    assert reader.read_many([BLANK, BLANK])[1].status is Status.EMPTY
    assert recognizer.calls == []


def test_a_picture_that_cannot_be_read_raises(reader, tmp_path):
    with pytest.raises(ImageError, match=r"missing\.png does not exist"):
        reader.read(tmp_path / "missing.png")


def test_many_pictures_are_read_in_order_and_one_bad_file_stops_nothing(reader, tmp_path):
    text = tmp_path / "text.png"
    text.write_text("no picture", encoding="utf-8")
    images = [picture_file(tmp_path, 4), tmp_path / "missing.png", picture(2), BLANK, text, picture_file(tmp_path, 9)]
    readings = reader.read_many(images)
    assert [reading.text for reading in readings] == ["4", "", "2", "", "", "9"]
    assert [reading.status for reading in readings] == ["ok", "error", "ok", "empty", "error", "ok"]
    assert [reading.file for reading in readings] == [
        None if isinstance(image, np.ndarray) else str(image) for image in images
    ]
    assert "missing.png does not exist" in readings[1].error
    assert "text.png is not a picture" in readings[4].error


def test_what_is_no_picture_at_all_stops_nothing_either(reader):
    strange, good = reader.read_many([42, picture(1)])
    assert "nothing of the type int" in strange.error
    assert good.text == "1"


def test_a_bug_of_ours_stops_nothing_and_is_in_the_log(reader, caplog, monkeypatch):
    decode = reader_module.decode
    monkeypatch.setattr(
        reader_module, "decode", lambda image, *rest: 1 / 0 if isinstance(image, str) else decode(image, *rest)
    )
    strange, good = reader.read_many(["bug", picture(1)])
    assert strange.status is Status.ERROR
    assert good.text == "1"
    assert "ZeroDivisionError" in caplog.text


def test_more_pictures_than_one_batch_keep_their_order(reader, recognizer):
    wanted = [(7 * i) % 10 for i in range(150)]
    pictures = [picture(digit) for digit in range(10)]
    readings = reader.read_many(pictures[digit] for digit in wanted)
    assert [int(reading.text) for reading in readings] == wanted
    assert 1 < len(recognizer.calls) < 150


def test_readings_come_before_the_last_picture_was_opened(reader):
    def endless():
        while True:
            yield picture(5)

    assert next(reader.read_each(endless(), batch_size=3)).text == "5"


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_a_document_gives_a_reading_for_each_page(reader, tmp_path, kind):
    path = tmp_path / "numbers"
    path.write_bytes(document([picture(4), BLANK, picture(9)], kind))
    readings = reader.read_many([picture(1), path, picture(2)])
    assert [reading.text for reading in readings] == ["1", "4", "", "9", "2"]
    assert [reading.page for reading in readings] == [1, 1, 2, 3, 1]
    assert [reading.file for reading in readings] == [None, str(path), str(path), str(path), None]
    assert [reader.read(path, page=page).text for page in (1, 2, 3)] == ["4", "", "9"]
    assert reader.read(path, page=3).page == 3
    with pytest.raises(ImageError, match="has no page 4; it has 3"):
        reader.read(path, page=4)


def test_a_broken_page_stops_none_of_the_others(reader, tmp_path):
    broken, locked = tmp_path / "broken.pdf", tmp_path / "locked.pdf"
    pages = document([picture(3), picture(5), picture(7)], "PDF")
    broken.write_bytes(pages.replace(b"/Type /Page\n", b"/Type /Font\n", 1))
    locked.write_bytes(locked_pdf())
    readings = reader.read_many([broken, locked, picture(1)])
    assert [reading.page for reading in readings] == [1, 2, 3, 1, 1]
    assert [reading.text for reading in readings] == ["", "5", "7", "", "1"]
    assert readings[0].error.startswith(f"{broken} (page 1) is damaged")
    assert readings[3].error.startswith(f"{locked} is locked")


def test_the_rest_of_a_document_with_too_many_pages_is_one_error(reader, tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_PAGES", 2)
    path = tmp_path / "long.tif"
    path.write_bytes(document([picture(digit) for digit in range(5)], "TIFF"))
    *read, rest = reader.read_many([path])
    assert [reading.text for reading in read] == ["0", "1"]
    assert rest.page == 3
    assert rest.error == f"{path} has more than 2 pages; only the first 2 are read."


def test_large_pages_are_read_a_few_at_a_time(reader, recognizer):
    large = on_paper(drawn_digit(6, side=2000, size=300))
    assert [reading.text for reading in reader.read_many([large] * 5)] == ["6"] * 5
    assert len(recognizer.calls) > 1


@pytest.mark.parametrize("one_digit", [True, False])
def test_a_crop_of_one_digit_that_looks_like_shadows_is_read_as_one(one_digit):
    reader = Reader(KnowsDigits())
    pixels, sheet = bold_crop()
    found = find_written(decode(pixels), one_digit)
    seen, reading = reader.read_picture(found)
    assert reading.text == "7"
    assert seen.first is found
    assert seen is not found
    assert seen.is_one_digit
    box = reading.digits[0].box
    assert [digit.box for digit in reader.read(pixels, one_digit).digits] == [box]
    assert (box.width, box.height) == pytest.approx(cv2.boundingRect(sheet)[2:], abs=4)
    assert found.where_read([box]) is not found
    (glyph,) = found.where_read([box]).glyphs_in([box])
    assert np.array_equal(glyph.pixels, reading.digits[0].glyph.pixels)


def test_a_number_is_no_crop_of_one_digit(reader):
    sheet = np.hstack([drawn_digit(digit) for digit in (1, 1)])
    found = find_written(decode(on_paper(sheet)))
    seen, reading = reader.read_picture(found)
    assert seen is found
    assert reading.text == "11"
    assert found.where_read([digit.box for digit in reading.digits]) is found


def test_a_small_picture_is_looked_at_once(reader, recognizer):
    reader.read(cv2.resize(picture(1), (28, 28), interpolation=cv2.INTER_AREA))
    assert len(recognizer.calls) == 1


def test_no_pictures_give_no_readings(reader):
    assert reader.read_many([]) == []


@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_is_read_as_one_digit_with_its_box_on_the_canvas(reader, digit):
    strokes = placed(DIGITS[digit], 150, x=300, y=80)
    reading = reader.read_strokes(strokes)
    assert reading.text == str(digit)
    assert reading.file is None
    assert reading.digits[0].box == bounding_box(strokes)


def test_an_empty_drawing_is_an_empty_reading(reader):
    assert reader.read_strokes(()).status is Status.EMPTY
    assert reader.read_strokes((), one_digit=True).status is Status.EMPTY


@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_and_a_picture_of_it_look_alike_to_the_network(digit):
    glyph = glyph_of_strokes(DIGITS[digit])
    assert np.abs(glyph.pixels - KNOWN[digit]).mean() < 0.06  # two different digits are at least 0.08 apart


def test_warming_up_asks_once(reader, recognizer):
    reader.warm_up()
    assert recognizer.calls == [1]


def test_a_dot_is_a_drawing_too(reader):
    assert len(reader.read_strokes((Stroke((Point(5, 5),), 14.0),)).digits) == 1


def test_a_page_of_many_marks_is_read_in_steps(reader):
    """Between two steps it may be given up."""
    dots = np.full((400, 400), 255, np.uint8)
    dots[10::20, 10::20] = 0
    page = find_page(cv2.erode(dots, np.ones((5, 5), np.uint8)))
    *steps, reading = reader.reading_pages([page])
    assert page.hypotheses.count > 256
    # And some for what is told of the page, and for what it may be instead.
    assert math.ceil(page.hypotheses.count / 256) < len(steps) <= math.ceil(page.hypotheses.count / 256) + 6
    assert set(steps) == {None}
    assert [reading.text] == [whole.text for whole in reader.read_pages([page])]
