"""MNIST's four files are read packed or not, and believed only with the right content."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.imaging.normalize import normalize
from digitpad.ml import mnist
from digitpad.ml.idx import DataError
from digitpad.ml.mnist import holds_mnist, load_mnist, normalize_all
from tests.drawing_samples import drawn_digit
from tests.ml.small_sets import idx, write_idx_folder, write_split

IMAGES = np.stack([drawn_digit(digit, side=28, size=20) for digit in (7, 2, 1)])
LABELS = np.array([7, 2, 1], np.uint8)
FILES = {
    "t10k-images-idx3-ubyte": idx(IMAGES),
    "t10k-labels-idx1-ubyte": idx(LABELS),
}


@pytest.fixture
def _small_mnist_is_the_real_one(monkeypatch):
    """Believe three drawn digits to be MNIST's test split."""
    for name, content in FILES.items():
        monkeypatch.setitem(mnist.SHA256, name, hashlib.sha256(content).hexdigest())


def write(folder, packed):
    folder.mkdir(exist_ok=True)
    for name, content in FILES.items():
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name).write_bytes(content)


@pytest.mark.usefixtures("_small_mnist_is_the_real_one")
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("subfolder", ["", "mnist"])
def test_images_and_labels_are_read(tmp_path, packed, subfolder):
    write(tmp_path / subfolder, packed)
    images, labels = load_mnist(tmp_path, "t10k")
    assert np.array_equal(images, IMAGES)
    assert np.array_equal(labels, LABELS)


def test_files_of_another_content_are_refused(tmp_path):
    write(tmp_path, packed=True)
    with pytest.raises(DataError, match="t10k-images-idx3-ubyte is not MNIST's"):
        load_mnist(tmp_path, "t10k")


@pytest.mark.parametrize("split", ["train", "t10k"])
def test_a_missing_file_is_named(tmp_path, split):
    with pytest.raises(DataError, match=f"lacks the file {split}-images-idx3-ubyte"):
        load_mnist(tmp_path, split)


@pytest.mark.usefixtures("_small_mnist_is_the_real_one")
def test_missing_labels_are_named(tmp_path):
    write(tmp_path, packed=False)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="lacks the file t10k-labels-idx1-ubyte"):
        load_mnist(tmp_path, "t10k")


def cut_short(content):
    return content[: len(content) // 2]


def without_the_last_byte(content):
    return content[:-1]


def not_packed(content):
    return gzip.decompress(content)


def with_a_wrong_byte(content):
    return content[:40] + bytes([content[40] ^ 0xFF]) + content[41:]


def empty(content):
    return content[:0]


@pytest.mark.parametrize("damage", [cut_short, without_the_last_byte, not_packed, with_a_wrong_byte, empty])
@pytest.mark.usefixtures("_small_mnist_is_the_real_one")
def test_a_damaged_file_is_named(tmp_path, damage):
    write(tmp_path, packed=True)
    path = tmp_path / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match="t10k-images-idx3-ubyte"):
        load_mnist(tmp_path, "t10k")


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 255))
def test_any_wrong_byte_in_a_packed_file_is_a_data_error_and_nothing_else(place, value):
    packed = bytearray(gzip.compress(FILES["t10k-images-idx3-ubyte"]))
    packed[int(place * len(packed))] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t10k-images-idx3-ubyte.gz"
        path.write_bytes(packed)
        with pytest.raises(DataError, match="t10k-images-idx3-ubyte"):  # it is not MNIST's anyway
            load_mnist(Path(folder), "t10k")


def test_a_folder_in_the_place_of_a_file_is_a_data_error(tmp_path):
    (tmp_path / "t10k-images-idx3-ubyte").mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        load_mnist(tmp_path, "t10k")


def test_images_are_normalized_as_every_digit_is():
    images = normalize_all(IMAGES)
    assert images.shape == (3, 28, 28)
    assert images.dtype == np.float32
    assert np.array_equal(images[1], normalize(IMAGES[1].astype(np.float32) / 255))


def test_no_images_are_none_when_normalized():
    assert normalize_all(IMAGES[:0]).shape == (0, 28, 28)


@pytest.mark.parametrize("packed", [True, False])
def test_a_set_laid_out_like_it_is_taken_only_where_it_need_not_be_mnist(tmp_path, packed):
    write_idx_folder(tmp_path, packed)
    with pytest.raises(DataError, match="train-images-idx3-ubyte is not MNIST's"):
        load_mnist(tmp_path, "train")
    images, labels = load_mnist(tmp_path, "train", checked=False)
    assert images.shape == (300, 28, 28)
    assert set(labels.tolist()) == set(range(10))
    assert len(load_mnist(tmp_path, "t10k", checked=False)[1]) == 60


def test_images_of_another_size_are_taken(tmp_path):
    write_split(tmp_path, "t10k", np.zeros((3, 20, 16), np.uint8), LABELS)
    images, _ = load_mnist(tmp_path, "t10k", checked=False)
    assert images.shape == (3, 20, 16)
    assert normalize_all(images).shape == (3, 28, 28)


def test_images_and_labels_of_different_counts_are_told(tmp_path):
    write_split(tmp_path, "t10k", IMAGES, LABELS[:2])
    with pytest.raises(DataError, match="3 images but 2 labels"):
        load_mnist(tmp_path, "t10k", checked=False)


@pytest.mark.parametrize("subfolder", ["", "mnist"])
def test_a_folder_is_known_by_its_test_images(tmp_path, subfolder):
    assert not holds_mnist(tmp_path)
    write_idx_folder(tmp_path / subfolder)
    assert holds_mnist(tmp_path)


@pytest.mark.skipif("DIGITPAD_DATA" not in os.environ, reason="DIGITPAD_DATA names no folder with MNIST in it")
@pytest.mark.parametrize(("split", "count"), [("train", 60_000), ("t10k", 10_000)])
def test_the_real_files_hold_what_everybody_knows(split, count):
    images, labels = load_mnist(Path(os.environ["DIGITPAD_DATA"]), split)
    assert images.shape == (count, 28, 28)
    assert images.dtype == np.uint8
    assert labels.shape == (count,)
    assert set(labels.tolist()) == set(range(10))
    assert not images[:, 0, 0].any()  # bright ink on black
