"""The digits of a page that was looked at become samples as the network saw them; nothing doubtful does."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from digitpad.core.errors import DigitpadError
from digitpad.core.sample import sample_of
from digitpad.imaging.reader import Reader
from digitpad.scan.page_samples import keep_page_samples
from digitpad.scan.scanning import ScanOptions, scan
from digitpad.scan.walk import walk
from digitpad.store.sample_store import SampleStore
from digitpad.store.scan_record import ScanRecord
from tests.drawing_samples import bold_crop, on_paper, page_of
from tests.imaging.test_pages import KnowsDigits
from tests.nearest_sample import NearestSample


@pytest.fixture
def record(home):
    record = ScanRecord(home)
    yield record
    record.close()


@pytest.fixture
def store(home):
    store = SampleStore(home)
    yield store
    store.close()


@pytest.fixture
def reader():
    return Reader(NearestSample())


@pytest.fixture
def page(tmp_path, record, reader):
    """A scanned page of two lines, 2041 and 73."""
    path = tmp_path / "folder" / "page.png"
    path.parent.mkdir()
    Image.fromarray(on_paper(np.rint(255 * page_of(["2041", "73"])).astype(np.uint8))).save(path)
    scan_folder(path, reader, record)
    return path


def scan_folder(path, reader, record):
    for _ in scan(list(walk(path.parent)), reader, record, ScanOptions()):
        pass


def kept(store):
    loaded = store.load()
    return {digest: int(label) for digest, label in zip(loaded.digests, loaded.labels, strict=True)}


def test_a_page_gives_its_digits_as_the_network_saw_them(record, store, reader, page):
    assert keep_page_samples(record, store, page, 1, "2841\n73") == 6
    seen = [sample_of(digit.glyph.pixels, 0, "scan").digest for digit in reader.read(page).digits]
    assert kept(store) == dict(zip(seen, (2, 8, 4, 1, 7, 3), strict=True))


def test_a_crop_of_one_digit_gives_it_as_the_network_saw_it(record, store, tmp_path):
    path = tmp_path / "folder" / "crop.png"
    path.parent.mkdir()
    Image.fromarray(bold_crop()[0]).save(path)
    reader = Reader(KnowsDigits())
    scan_folder(path, reader, record)
    assert keep_page_samples(record, store, path, 1, "7") == 1
    (digit,) = reader.read(path).digits
    assert kept(store) == {sample_of(digit.glyph.pixels, 7, "scan").digest: 7}


def test_a_mark_that_is_no_digit_gives_none(record, store, page):
    assert keep_page_samples(record, store, page, 1, "2?4?\n??") == 2
    assert sorted(kept(store).values()) == [2, 4]


def test_a_page_gives_what_was_said_of_it_last_and_nothing_when_it_is_taken_back(record, store, page):
    keep_page_samples(record, store, page, 1, "2841\n73")
    keep_page_samples(record, store, page, 1, "2041\n13")
    assert sorted(kept(store).values()) == [0, 1, 1, 2, 3, 4]
    assert keep_page_samples(record, store, page, 1, None) == 0
    assert kept(store) == {}


@pytest.mark.parametrize("text", ["2047\n121", "20\n7", ""])
def test_a_text_of_another_length_gives_none(record, store, page, text):
    keep_page_samples(record, store, page, 1, "2041\n73")
    with pytest.raises(DigitpadError, match=r"page\.png gives no training samples: 6 digits were found"):
        keep_page_samples(record, store, page, 1, text)
    assert kept(store) == {}


def test_a_file_that_changed_gives_none(record, store, page):
    page.write_bytes(page.read_bytes() + b"\0")
    with pytest.raises(DigitpadError, match="changed since it was read"):
        keep_page_samples(record, store, page, 1, "2041\n73")
    page.unlink()
    with pytest.raises(DigitpadError, match="changed since it was read"):
        keep_page_samples(record, store, page, 1, "2041\n73")
    assert kept(store) == {}


def test_a_file_with_another_name_is_the_same_page(record, store, reader, page):
    keep_page_samples(record, store, page, 1, "2041\n73")
    moved = page.rename(page.with_name("moved.png"))
    scan_folder(moved, reader, record)
    assert keep_page_samples(record, store, moved, 1, None) == 0
    assert kept(store) == {}
