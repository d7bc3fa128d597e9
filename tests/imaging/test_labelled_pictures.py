"""Pictures sorted into folders are found with their digits."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.core.reading import Reading
from digitpad.imaging.labelled_pictures import labelled_pictures, labels_of, pictures_without_digit


def test_pictures_come_with_the_digit_of_their_folder(tmp_path):
    for name in ("3/b.png", "3/a.JPG", "7/c.tif", "7/notes.txt", "other/d.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    labels = labelled_pictures(tmp_path)
    assert [(path.name, digit) for path, digit in labels.items()] == [("a.JPG", 3), ("b.png", 3), ("c.tif", 7)]


def test_every_page_of_a_picture_shows_its_digit():
    labels = {Path("3/a.png"): 3, Path("7/b.tif"): 7}
    pages = [("7/b.tif", 1), ("7/b.tif", 2), ("3/a.png", 1), ("7/b.tif", 3)]
    readings = [Reading(file=str(Path(file)), page=page) for file, page in pages]
    assert labels_of(readings, labels) == [7, 7, 3, 7]


def test_a_folder_without_any_is_a_sentence(tmp_path):
    with pytest.raises(DigitpadError, match="folders named 0 to 9"):
        labelled_pictures(tmp_path)


def test_pictures_that_show_no_digit_have_a_folder_of_their_own(tmp_path):
    assert pictures_without_digit(tmp_path) == []
    (tmp_path / "not_a_digit").mkdir()
    for name in ("b.png", "a.webp", "notes.txt"):
        (tmp_path / "not_a_digit" / name).touch()
    assert [path.name for path in pictures_without_digit(tmp_path)] == ["a.webp", "b.png"]


def test_a_folder_that_cannot_be_listed_is_not_passed_over(tmp_path, monkeypatch):
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "a.png").touch()
    listed = Path.iterdir

    def refused(folder):
        if folder.name == "7":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(DigitpadError, match="7 cannot be read: Permission denied"):
        labelled_pictures(tmp_path)
