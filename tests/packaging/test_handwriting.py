"""What the smoke test writes is read by those who know the formats."""

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from smoke.handwriting import DIGITS, Hand, Sheet, data_set, number, pdf, png

from digitpad.ml.mnist import load_mnist


def test_a_png_shows_what_was_written():
    sheet = Sheet(40, 60)
    sheet.write(1, (10, 10, 20, 40), Hand(4))
    picture = np.asarray(Image.open(io.BytesIO(png(sheet))))
    assert picture.shape == (60, 40)
    assert np.array_equal(picture, 255 - np.frombuffer(sheet.pixels, np.uint8).reshape(60, 40))
    assert picture[30, 20] == 0
    assert (picture[:, [0, -1]] == 255).all()


def test_a_slanted_hand_leans_to_the_right():
    sheet = Sheet(60, 60)
    sheet.write(1, (20, 10, 20, 40), Hand(3, slant=0.5))
    ink = np.frombuffer(sheet.pixels, np.uint8).reshape(60, 60)
    assert ink[12].argmax() > ink[48].argmax() + 10


def test_ink_over_the_edge_is_cut_off():
    sheet = Sheet(10, 10)
    sheet.write(8, (-20, -20, 50, 50), Hand(6))
    assert len(sheet.pixels) == 100


def test_a_number_has_a_place_for_each_digit():
    ink = np.frombuffer(number("11").pixels, np.uint8).reshape(number("11").height, -1).any(axis=0)
    assert np.count_nonzero(np.diff(ink.astype(int)) == 1) == 2


def test_a_pdf_has_one_page_with_ink():
    page = pypdfium2.PdfDocument(pdf("17"))
    assert len(page) == 1
    assert np.asarray(page[0].render().to_numpy()).min() < 50


def test_a_data_set_is_read_like_mnist(tmp_path):
    data_set(tmp_path / "set", train=30, test=20)
    for split, count in (("train", 30), ("t10k", 20)):
        images, labels = load_mnist(tmp_path / "set", split, checked=False)
        assert images.shape == (count, 28, 28)
        assert list(labels[:10]) == list(range(10))
        assert images.max(axis=(1, 2)).min() == 255


@pytest.mark.parametrize("digit", range(10))
def test_strokes_stay_in_their_box(digit):
    assert all(0 <= place <= 1 for stroke in DIGITS[digit] for point in stroke for place in point)
