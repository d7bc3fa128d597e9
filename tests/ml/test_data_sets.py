"""Images come from IDX files and from sorted pictures, brought the way every digit takes."""

from __future__ import annotations

import numpy as np
import pytest

from digitpad.core.errors import DigitpadError
from digitpad.ml import data_sets
from digitpad.ml.data_sets import as_bytes, idx_images, sorted_pictures, with_test_split
from digitpad.ml.mnist import normalize_all
from tests.ml.small_sets import (
    TEST,
    all_of,
    drawn_digits,
    result_of,
    small_set,
    write_idx_folder,
    write_pictures,
    write_split,
)


@pytest.fixture
def folder(tmp_path):
    return write_idx_folder(tmp_path / "data", packed=True)


@pytest.fixture
def normalised(monkeypatch):
    """How many images were normalised, call by call."""
    counts = []

    def counted(images):
        counts.append(len(images))
        return normalize_all(images)

    monkeypatch.setattr(data_sets, "normalize_all", counted)
    return counts


def test_a_split_of_an_idx_folder_is_normalised_and_keeps_its_order(folder, tmp_path):
    images = result_of(idx_images(folder, "t10k", tmp_path / "cache"))
    expected = small_set(TEST, seed=2)
    assert np.array_equal(images.images, expected.images)
    assert images.labels.tolist() == expected.labels.tolist()


def test_the_second_time_it_comes_from_the_cache(folder, tmp_path, normalised, monkeypatch):
    monkeypatch.setattr(data_sets, "_CHUNK", 25)
    steps, first = all_of(idx_images(folder, "t10k", tmp_path / "cache"))
    assert normalised == [25, 25, 10]
    assert len(steps) > 3  # it can be left between two parts
    second = result_of(idx_images(folder, "t10k", tmp_path / "cache"))
    assert sum(normalised) == TEST
    assert np.array_equal(first.images, second.images)


@pytest.mark.parametrize("damage", [lambda _: b"", lambda content: content[:-1], lambda content: content + b"!"])
def test_a_damaged_cache_is_made_anew(folder, tmp_path, normalised, damage):
    cache = tmp_path / "cache"
    whole = result_of(idx_images(folder, "t10k", cache))
    (kept,) = cache.iterdir()
    content = kept.read_bytes()
    kept.write_bytes(damage(content))
    again = result_of(idx_images(folder, "t10k", cache))
    assert np.array_equal(again.images, whole.images)
    assert kept.read_bytes() == content
    assert sum(normalised) == 2 * TEST


def test_other_data_has_another_cache(folder, tmp_path):
    cache = tmp_path / "cache"
    result_of(idx_images(folder, "t10k", cache))
    write_split(folder, "t10k", *drawn_digits(TEST, 9), packed=True)
    images = result_of(idx_images(folder, "t10k", cache))
    assert np.array_equal(images.images, small_set(TEST, seed=9).images)


def test_where_nothing_can_be_kept_it_is_made_each_time(folder, tmp_path):
    (tmp_path / "cache").touch()
    images = result_of(idx_images(folder, "t10k", tmp_path / "cache"))
    assert len(images) == TEST


def test_a_set_without_images_is_empty(tmp_path):
    write_split(tmp_path, "train", np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8))
    for _ in range(2):  # made, and from the cache
        images = result_of(idx_images(tmp_path, "train", tmp_path / "cache"))
        assert len(images) == 0


def test_sorted_pictures_are_read_and_the_unreadable_left_out(tmp_path):
    write_pictures(tmp_path, each=2)
    (tmp_path / "3" / "broken.png").write_bytes(b"no picture")
    (tmp_path / "3" / "notes.txt").write_text("no picture either, by its name")
    steps, (images, unread) = all_of(sorted_pictures(tmp_path))
    assert unread == 1
    assert images.labels.tolist() == [digit for digit in range(10) for _ in range(2)]
    assert len(steps) == 21  # it can be left after every picture, read or not
    ink = images.images.float().mean(dim=(1, 2, 3)) / 255
    assert (ink > 0.05).all()  # bright ink, whatever it was on paper
    assert (ink < 0.5).all()


def test_a_folder_without_a_picture_is_a_sentence(tmp_path):
    with pytest.raises(DigitpadError, match="nor pictures in folders named 0 to 9"):
        result_of(sorted_pictures(tmp_path))


def test_a_folder_of_nothing_readable_is_a_sentence(tmp_path):
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "broken.png").write_bytes(b"no picture")
    with pytest.raises(DigitpadError, match=r"None of the 1 pictures in .* could be read\."):
        result_of(sorted_pictures(tmp_path))


def test_too_many_pictures_are_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(data_sets, "_MOST_PICTURES", 19)
    with pytest.raises(DigitpadError, match="holds 20 pictures; 19 are the most"):
        result_of(sorted_pictures(write_pictures(tmp_path, each=2)))


def test_the_test_split_of_the_same_pictures_is_the_same():
    (test, rest), (again, _) = with_test_split(small_set()), with_test_split(small_set())
    assert (len(test), len(rest)) == (50, 250)
    assert np.array_equal(test.images, again.images)


def test_one_more_picture_moves_hardly_any_into_the_test_split():
    """A model that goes on learning must not be measured with what it learned before."""
    images = small_set()
    _, rest = with_test_split(images[:-1])
    more_test, _ = with_test_split(images)
    learned = {image.numpy().tobytes() for image in rest.images}
    assert sum(image.numpy().tobytes() in learned for image in more_test.images) <= 1


def test_pixels_become_bytes():
    assert as_bytes(np.array([0, 0.1, 0.5, 1])).tolist() == [0, 26, 128, 255]
    assert as_bytes(np.zeros(1)).dtype == np.uint8
