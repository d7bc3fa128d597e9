"""The files of steps have names of their own, and stay in their folder."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest
from PIL import Image

from digitpad.core.errors import DigitpadError
from digitpad.core.reading import Reading
from digitpad.imaging.step_files import StepFiles
from tests.document_samples import document
from tests.drawing_samples import drawn_digit, on_paper


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "3.png"
    Image.fromarray(on_paper(drawn_digit(3))).save(path)
    return path


def beginnings(folder):
    """What the names of the files start with, once for each picture or page."""
    return sorted(path.name.removesuffix("-1-picture.png") for path in folder.glob("*-1-picture.png"))


def test_each_page_has_its_files(tmp_path):
    path = tmp_path / "list.tif"
    path.write_bytes(document([on_paper(drawn_digit(digit)) for digit in (1, 2)], "TIFF"))
    folder = tmp_path / "to be" / "made"
    files = StepFiles(folder)
    for page in (1, 2):
        files.write(Reading(file=str(path), page=page))
    assert beginnings(folder) == ["list-p1", "list-p2"]
    for page, digit in ((1, 1), (2, 2)):
        with Image.open(folder / f"list-p{page}-1-picture.png") as image:
            assert np.array_equal(np.array(image), on_paper(drawn_digit(digit)))
    assert (folder / "list-p2-5-boxes.png").exists()


def test_pictures_of_one_name_get_different_ones(tmp_path, picture):
    places = ["a/3.png", "b/3.png", "b/3.PNG.png", "c/3-2.png", "c/é.png", "d/e\u0301.png"]
    files = StepFiles(tmp_path / "steps")
    for place in places:
        (tmp_path / place).parent.mkdir(exist_ok=True)
        shutil.copy(picture, tmp_path / place)
        files.write(Reading(file=str(tmp_path / place)))
    assert beginnings(tmp_path / "steps") == ["3-2-2-p1", "3-2-p1", "3-p1", "3.PNG-p1", "é-2-p1", "é-p1"]


def test_a_second_run_replaces_the_files_of_the_first(tmp_path, picture):
    for _ in range(2):
        StepFiles(tmp_path / "steps").write(Reading(file=str(picture)))
    assert beginnings(tmp_path / "steps") == ["3-p1"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["..png", "a\nb:*?.png", "x" * 240 + ".png", "数" * 80 + ".png", "\udcff.png"])
def test_a_file_of_any_name_has_files_in_the_folder(tmp_path, picture, name):
    shutil.copy(picture, tmp_path / name)
    StepFiles(tmp_path / "steps").write(Reading(file=str(tmp_path / name)))
    (beginning,) = beginnings(tmp_path / "steps")
    assert not set(beginning) & set("\n:*?/\\\udcff")


def test_a_link_is_not_followed_out_of_the_folder(tmp_path, picture):
    (tmp_path / "steps").mkdir()
    outside = tmp_path / "outside.txt"
    outside.write_text("mine", encoding="utf-8")
    (tmp_path / "steps" / "3-p1-1-picture.png").symlink_to(outside)
    StepFiles(tmp_path / "steps").write(Reading(file=str(picture)))
    assert outside.read_text(encoding="utf-8") == "mine"
    assert beginnings(tmp_path / "steps") == ["3-p1"]


def test_what_could_not_be_read_has_no_files(tmp_path):
    files = StepFiles(tmp_path / "steps")
    files.write(Reading(file="missing.png", error="missing.png does not exist."))
    files.write(Reading())
    assert list((tmp_path / "steps").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, picture):
    with pytest.raises(DigitpadError, match=r"cannot be written to .*3\.png: File exists\. Choose another"):
        StepFiles(picture)
    files = StepFiles(tmp_path / "steps")
    (tmp_path / "steps" / "3-p1-1-picture.png").mkdir()
    with pytest.raises(DigitpadError, match="The steps cannot be written to"):
        files.write(Reading(file=str(picture)))
