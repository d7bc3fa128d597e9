"""Pictures sorted into folders are found with their digits."""

from __future__ import annotations

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.imaging.labelled_pictures import labelled_pictures, pictures_without_digit


def test_pictures_come_with_the_digit_of_their_folder(tmp_path):
    for name in ("3/b.png", "3/a.JPG", "7/c.tif", "7/notes.txt", "other/d.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    pictures, labels = labelled_pictures(tmp_path)
    assert [path.name for path in pictures] == ["a.JPG", "b.png", "c.tif"]
    assert labels == [3, 3, 7]


def test_a_folder_without_any_is_a_sentence(tmp_path):
    with pytest.raises(DigitpadError, match="folders named 0 to 9"):
        labelled_pictures(tmp_path)


def test_pictures_that_show_no_digit_have_a_folder_of_their_own(tmp_path):
    assert pictures_without_digit(tmp_path) == []
    (tmp_path / "not_a_digit").mkdir()
    for name in ("b.png", "a.webp", "notes.txt"):
        (tmp_path / "not_a_digit" / name).touch()
    assert [path.name for path in pictures_without_digit(tmp_path)] == ["a.webp", "b.png"]
