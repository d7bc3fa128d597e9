"""The pages of a PDF are drawn upright on white, as large as is useful, or it is told why not."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from digitpad.core.errors import ImageError
from digitpad.imaging import decode as decoding
from digitpad.imaging import pdf
from digitpad.imaging.decode import decode, page_count
from tests.document_samples import CORNER, document, endless_pdf, locked_pdf, minimal_pdf


@pytest.fixture
def saved(tmp_path):
    """A function that saves a PDF and gives its path."""

    def save(content):
        path = tmp_path / "a b’é.pdf"
        path.write_bytes(content)
        return path

    return save


def test_a_page_is_drawn_on_white_at_200_dots_an_inch(saved):
    pixels = decode(saved(minimal_pdf([CORNER])))
    assert pixels.shape == (278, 556, 3)
    assert pixels.dtype == np.uint8
    assert not pixels[:108, :108].any()
    assert (pixels[:, 114:] == 255).all()
    assert (pixels[114:] == 255).all()


def test_colours_are_red_green_blue(saved):
    assert tuple(decode(saved(minimal_pdf(["1 0 0 rg 0 0 200 100 re f"])))[50, 50]) == (255, 0, 0)


def test_what_was_written_over_a_page_is_drawn_with_it(saved):
    note = "/Annots[<</Type/Annot/Subtype/Square/Rect[100 0 200 100]/IC[0 0 0]/C[0 0 0]/F 4>>]"
    assert decode(saved(minimal_pdf([CORNER], page=note)))[200, 400].max() < 30


@pytest.mark.parametrize(
    ("angle", "shape", "dark"),
    [
        (90, (556, 278), np.s_[:100, -100:]),
        (180, (278, 556), np.s_[-100:, -100:]),
        (270, (556, 278), np.s_[-100:, :100]),
    ],
)
def test_a_turned_page_stands_as_it_is_shown(saved, angle, shape, dark):
    pixels = decode(saved(minimal_pdf([CORNER], page=f"/Rotate {angle}")))
    assert pixels.shape[:2] == shape
    assert not pixels[dark].any()


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        ("0 0 14400 7200", (2000, 4000)),
        ("0 0 72 100000000", (4000, 1)),
        ("0 0 0.001 0.001", (1, 1)),
        ("0 0 1000000000000 1000000000000", (2200, 1700)),  # PDFium takes it for nonsense
        ("-50 -50 50 50", (278, 278)),
        ("200 100 0 0", (278, 556)),
        ("0 0 0 0", (2200, 1700)),
        ("0 0 nan nan", (2200, 1700)),
        ("", (2200, 1700)),
    ],
)
def test_a_page_of_any_size_has_a_picture_of_a_useful_one(saved, box, shape):
    assert decode(saved(minimal_pdf([CORNER], box))).shape[:2] == shape


def test_an_endless_page_is_refused(saved):
    path = saved(minimal_pdf([CORNER], box=f"0 0 {'9' * 39}.5 10"))
    with pytest.raises(ImageError, match="damaged: it claims"):
        decode(path)


def test_every_page_has_its_number(saved):
    shades = [0, 100, 200]
    path = saved(document([np.full((60, 40), shade, np.uint8) for shade in shades], "PDF"))
    assert page_count(path) == 3
    for page, shade in enumerate(shades, 1):
        assert decode(path, page=page).mean() == pytest.approx(shade, abs=4)
    assert decode(path).mean() == pytest.approx(0, abs=4)


@pytest.mark.parametrize("page", [-1, 0, 4, 10**12])
def test_a_page_that_is_not_there_is_told(saved, page):
    path = saved(minimal_pdf([CORNER] * 3))
    with pytest.raises(ImageError) as caught:
        decode(path, page=page)
    assert str(caught.value) == f"{path} has no page {page}; it has 3."


def test_pages_beyond_the_last_that_is_read_are_refused(saved, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_PAGES", 2)
    path = saved(minimal_pdf([CORNER] * 5))
    assert page_count(path) == 3
    assert decode(path, page=2).any()
    with pytest.raises(ImageError, match="more than 2 pages; only the first 2 are read"):
        decode(path, page=3)


def with_a_broken_page():
    return minimal_pdf([CORNER] * 3).replace(b"12 0 obj <</Type/Page/", b"12 0 obj <</Type/Font/")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(locked_pdf(), "is locked with a password; save a copy without one and open that.", id="locked"),
        pytest.param(minimal_pdf([]), "is damaged or has no pages.", id="no pages"),
        pytest.param(b"%PDF-1.7\nnothing else", "is damaged or has no pages.", id="damaged"),
        pytest.param(minimal_pdf([CORNER])[:150], "is damaged or has no pages.", id="cut short"),
    ],
)
def test_a_document_that_cannot_be_opened_is_named_with_the_reason(saved, content, reason):
    path = saved(content)
    assert page_count(path) == 1
    with pytest.raises(ImageError) as caught:
        decode(path)
    assert str(caught.value) == f"{path} {reason}"
    with pytest.raises(ImageError, match=r"^This one is"):
        decode(path, name="This one")


def test_a_broken_page_is_named_and_the_others_are_drawn(saved):
    path = saved(with_a_broken_page())
    assert page_count(path) == 3
    with pytest.raises(ImageError, match=r"\.pdf \(page 2\) is damaged"):
        decode(path, page=2)
    assert not decode(path, page=3)[:100, :100].any()


def test_a_file_that_is_too_large_is_refused(saved, monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_BYTES", 100)
    with pytest.raises(ImageError, match="PDFs are read up to"):
        decode(saved(minimal_pdf([CORNER])))


def test_a_page_that_takes_too_long_is_given_up(saved, monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_SECONDS", 0.0)
    path = saved(minimal_pdf([f"{CORNER} " * 5000]))
    with pytest.raises(ImageError, match="takes longer than"):
        decode(path)
    monkeypatch.undo()
    assert not decode(path)[:100, :100].any()


def test_a_page_without_an_end_is_given_up(saved, monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_SECONDS", 0.3)
    path = saved(endless_pdf())
    assert page_count(path) == 1
    with pytest.raises(ImageError) as caught:
        decode(path)
    assert str(caught.value) == f"{path} takes longer than 0.3 seconds to draw, and was left out."
    monkeypatch.undo()
    assert decode(saved(minimal_pdf([CORNER]))).shape == (278, 556, 3)


def test_a_document_may_begin_with_blanks(saved):
    assert decode(saved(b"\xef\xbb\xbf\r\n " + minimal_pdf([CORNER]))).shape == (278, 556, 3)


def test_pages_are_drawn_in_several_threads(saved):
    path = saved(minimal_pdf([CORNER] * 4))
    wanted = decode(path)
    found = []
    threads = [
        threading.Thread(target=lambda: found.extend(decode(path, page=page) for page in range(1, 5))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert all(np.array_equal(pixels, wanted) for pixels in found)


def test_the_file_is_let_go(saved):
    path = saved(minimal_pdf([CORNER]))
    decode(path)
    path.rename(path.with_name("b.pdf"))  # Windows would refuse
    path.with_name("b.pdf").unlink()
