"""IDX files give back what was written, and whatever else is in them is a sentence."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from digitpad.ml import idx
from digitpad.ml.idx import DataError, images_in, labels_in, read_idx
from tests.ml.small_sets import idx as as_idx

NAME = "some-images"
IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
LABELS = np.array([7, 0, 9], np.uint8)

shapes = st.tuples(st.integers(0, 5), st.integers(1, 9), st.integers(1, 9))


def head(dimensions, *lengths, kind=8):
    return bytes([0, 0, kind, dimensions]) + b"".join(length.to_bytes(4, "big") for length in lengths)


@given(shapes.flatmap(lambda shape: arrays.arrays(np.uint8, shape)))
def test_images_come_back_as_they_were_written(images):
    assert np.array_equal(images_in(as_idx(images), NAME), images)


@given(arrays.arrays(np.uint8, st.integers(0, 20), elements=st.integers(0, 9)))
def test_labels_come_back_as_they_were_written(labels):
    assert np.array_equal(labels_in(as_idx(labels), NAME), labels)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_is_read_packed_or_not(tmp_path, packed):
    if packed:
        (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(b"content"))
    else:
        (tmp_path / NAME).write_bytes(b"content")
    assert read_idx(tmp_path, NAME) == b"content"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "begins with nothing"),
        (b"GIF89a and so on", "begins with 47 49 46 38"),
        (as_idx(LABELS), "no IDX file with 3 dimensions"),
        (head(3, 2, 3, 4, kind=13) + bytes(24), "begins with 00 00 0d 03"),
        (head(3, 2, 3), "ends within its header"),
        (as_idx(IMAGES)[:-1], "should hold 24 bytes after its header, not 23"),
        (as_idx(IMAGES) + b"!", "should hold 24 bytes after its header, not 25"),
        (head(3, 2**32 - 1, 2**32 - 1, 2**32 - 1), "should hold"),
        (head(3, 2**32 - 1, 2**32 - 1, 0), "is damaged"),
        (head(3, 2, 0, 0), "2 images of 0×0"),
        (head(3, 1, 1, 200) + bytes(200), "200×1"),
        (head(3, 1_000_001, 1, 1) + bytes(1_000_001), "1,000,001 images"),
    ],
)
def test_what_holds_no_images_is_named(content, reason):
    with pytest.raises(DataError, match=reason) as error:
        images_in(content, NAME)
    assert NAME in str(error.value)


def test_labels_that_are_no_digits_are_named():
    with pytest.raises(DataError, match="some-labels holds the label 10"):
        labels_in(as_idx(np.array([0, 10], np.uint8)), "some-labels")


@given(
    st.binary(max_size=60) | st.builds(lambda start, rest: start + rest, st.just(head(3)), st.binary(max_size=40)),
    st.sampled_from([images_in, labels_in]),
)
def test_any_bytes_are_numbers_or_a_sentence(content, read):
    try:
        assert read(content, NAME).dtype == np.uint8
    except DataError as error:
        assert NAME in str(error)


@given(st.lists(st.sampled_from([0, 1, 28, 2**16, 2**31, 2**32 - 1]), min_size=3, max_size=3), st.binary(max_size=30))
def test_any_lengths_are_images_or_a_sentence(lengths, rest):
    try:
        images_in(head(3, *lengths) + rest, NAME)
    except DataError as error:
        assert NAME in str(error)


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    with pytest.raises(DataError, match=rf"{tmp_path} lacks the file {NAME} \(or {NAME}.gz\)"):
        read_idx(tmp_path, NAME)


@pytest.mark.parametrize("damage", [lambda packed: packed[:-9], lambda packed: packed[:5], lambda _: b"no gzip"])
def test_a_damaged_packed_file_is_named(tmp_path, damage):
    (tmp_path / f"{NAME}.gz").write_bytes(damage(gzip.compress(bytes(1000))))
    with pytest.raises(DataError, match=f"{NAME} cannot be read"):
        read_idx(tmp_path, NAME)


def test_a_folder_or_a_name_no_file_can_have_is_named(tmp_path):
    (tmp_path / f"{NAME}.gz").mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path, NAME)
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path / "a\0b", NAME)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_is_too_large_is_left_alone(tmp_path, monkeypatch, packed):
    monkeypatch.setattr(idx, "_LARGEST_FILE", 10)
    content = bytes(11)
    (tmp_path / (f"{NAME}.gz" if packed else NAME)).write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DataError, match="larger than 10 bytes"):
        read_idx(tmp_path, NAME)
