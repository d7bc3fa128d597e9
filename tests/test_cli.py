"""The command line as scripts see it: what it prints where, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import digitpad
from digitpad.cli import run_command
from digitpad.core.paths import DEFAULT_MODEL, bundled_model
from digitpad.core.reading import Reading
from tests.document_samples import document
from tests.drawing_samples import DIGITS, drawn, drawn_digit, on_paper, placed


@pytest.fixture(autouse=True)
def _on_the_processor(monkeypatch):
    monkeypatch.setenv("DIGITPAD_DEVICE", "cpu")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder: 3.png, 8.png, blank.png, and text.png that is no picture."""
    for digit in (3, 8):
        Image.fromarray(on_paper(drawn_digit(digit))).save(tmp_path / f"{digit}.png")
    Image.fromarray(np.full((40, 40), 255, np.uint8)).save(tmp_path / "blank.png")
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def objects(output):
    """The JSON objects of an output, one on each of its lines and nothing else."""
    assert output.endswith("\n")
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.usefixtures("folder")
def test_read_prints_a_line_for_each_picture(capsys):
    assert run_command(["read", "3.png", "blank.png", "8.png"]) == 0
    printed = capsys.readouterr()
    three, blank, eight = printed.out.splitlines()
    assert three.startswith("3.png: 3 (")
    assert "%" in three
    assert blank == "blank.png: no ink found"
    assert eight.startswith("8.png: 8 (")
    assert printed.err == ""


@pytest.mark.usefixtures("folder")
def test_a_picture_that_cannot_be_read_is_told_on_standard_error_and_the_rest_is_read(capsys):
    assert run_command(["read", "missing.png", "3.png", "text.png"]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("3.png: 3 (")
    assert printed.out.count("\n") == 1
    missing, text = printed.err.splitlines()
    assert missing == "missing.png does not exist."
    assert text.startswith("text.png is not a picture")


@pytest.mark.usefixtures("folder")
def test_json_has_one_object_for_each_picture_errors_too(capsys):
    assert run_command(["read", "--json", "3.png", "missing.png", "blank.png"]) == 1
    three, missing, blank = objects(capsys.readouterr().out)
    fields = ["file", "page", "text", "status", "confidence", "digits", "error"]
    assert list(three) == list(missing) == list(blank) == fields
    assert (three["file"], three["page"], three["text"], three["status"]) == ("3.png", 1, "3", "ok")
    assert three["error"] is None
    (digit,) = three["digits"]
    assert list(digit) == ["value", "status", "confidence", "probabilities", "box", "line"]
    assert digit["value"] == 3
    assert digit["confidence"] == three["confidence"] == max(digit["probabilities"])
    assert len(digit["probabilities"]) == 10
    assert sum(digit["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert len(digit["box"]) == 4
    assert digit["line"] == 0
    assert missing == {
        "file": "missing.png",
        "page": 1,
        "text": "",
        "status": "error",
        "confidence": 0,
        "digits": [],
        "error": "missing.png does not exist.",
    }
    assert (blank["status"], blank["digits"], blank["error"]) == ("empty", [], None)


@pytest.mark.usefixtures("folder")
def test_json_with_every_picture_read_ends_well(capsys):
    assert run_command(["read", "8.png", "--json", "--one-digit"]) == 0
    (eight,) = objects(capsys.readouterr().out)
    assert eight["text"] == "8"


@pytest.fixture
def pages(folder):
    """pages.pdf in the current folder: a 3; 3 and 8 above one another; nothing."""
    two = np.maximum(drawn(placed(DIGITS[3], 120, 40, 40), 200, 400), drawn(placed(DIGITS[8], 120, 40, 240), 200, 400))
    sheets = [on_paper(drawn_digit(3)), on_paper(two), np.full((200, 200, 3), 255, np.uint8)]
    (folder / "pages.pdf").write_bytes(document(sheets, "PDF"))
    return folder


@pytest.mark.usefixtures("pages")
def test_the_pages_of_a_document_are_named_and_their_lines_shown(capsys):
    assert run_command(["read", "3.png", "pages.pdf"]) == 0
    picture, first, second, *lines, third = capsys.readouterr().out.splitlines()
    assert picture.startswith("3.png: 3 (")
    assert first.startswith("pages.pdf, page 1: 3 (")
    assert second.startswith("pages.pdf, page 2: 2 lines (")
    assert lines == ["    3", "    8"]
    assert third == "pages.pdf, page 3: no ink found"


@pytest.mark.usefixtures("pages")
def test_json_has_one_object_for_each_page(capsys):
    assert run_command(["read", "--json", "pages.pdf"]) == 0
    pages = objects(capsys.readouterr().out)
    assert [(page["file"], page["page"], page["text"]) for page in pages] == [
        ("pages.pdf", 1, "3"),
        ("pages.pdf", 2, "3\n8"),
        ("pages.pdf", 3, ""),
    ]
    assert [digit["line"] for digit in pages[1]["digits"]] == [0, 1]


@pytest.mark.usefixtures("pages")
def test_all_ink_is_one_digit_where_that_is_asked_for(capsys):
    assert run_command(["read", "--one-digit", "--json", "pages.pdf"]) == 0
    assert [len(page["digits"]) for page in objects(capsys.readouterr().out)] == [1, 1, 0]


def test_the_steps_of_every_page_are_written_where_that_is_asked_for(pages, capsys):
    assert run_command(["read", "--debug", "out/steps", "--json", "3.png", "pages.pdf", "text.png"]) == 1
    assert len(objects(capsys.readouterr().out)) == 5
    names = sorted(path.name for path in (pages / "out" / "steps").iterdir())
    assert [name for name in names if "boxes" in name] == [
        "3-p1-5-boxes.png",
        "pages-p1-5-boxes.png",
        "pages-p2-5-boxes.png",
        "pages-p3-5-boxes.png",
    ]
    assert "pages-p2-6-glyphs.png" in names
    assert "pages-p3-6-glyphs.png" not in names


@pytest.mark.usefixtures("folder")
def test_steps_that_cannot_be_written_are_wrong_usage_and_told_in_a_sentence(capsys):
    assert run_command(["read", "--debug", "text.png", "3.png"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("The steps cannot be written to text.png: ")
    assert printed.err.count("\n") == 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("model", [DEFAULT_MODEL, str(bundled_model(DEFAULT_MODEL))])
def test_a_model_is_chosen_by_name_or_path(capsys, model):
    assert run_command(["read", "3.png", "--model", model]) == 0
    assert capsys.readouterr().out.startswith("3.png: 3 (")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("mine", f"There is no model named “mine” (there are: {DEFAULT_MODEL}, digitpad-tiny)."),
        ("mine.safetensors", "The model mine.safetensors cannot be used: there is no such file in ."),
    ],
)
def test_an_unknown_model_is_wrong_usage_and_told_in_a_sentence(capsys, model, sentence):
    assert run_command(["read", "3.png", "--json", "--model", model]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(sentence.rstrip("."))
    assert printed.err.count("\n") == 1


@pytest.mark.usefixtures("folder")
def test_an_unknown_device_is_wrong_usage_and_told_in_a_sentence(capsys, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DEVICE", "tpu")
    assert run_command(["read", "3.png"]) == 2
    assert capsys.readouterr().err == "DIGITPAD_DEVICE is “tpu”; it can be auto, cpu or cuda.\n"


@pytest.mark.parametrize("arguments", [["read"], ["read", "a.png", "--upside-down"], ["--upside-down"], ["fly"]])
def test_wrong_usage_has_its_status_and_prints_nothing_on_standard_output(capsys, arguments):
    assert run_command(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err != ""


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "arguments", [["read", ""], ["scan", "", "-o", "results.csv"], ["read", "3.png", "--model", ""]]
)
def test_an_empty_argument_is_wrong_usage_and_does_not_mean_the_current_folder(capsys, folder, arguments):
    before = sorted(folder.iterdir())
    assert run_command(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "is empty" in printed.err
    assert sorted(folder.iterdir()) == before


def test_the_version_is_told(capsys):
    assert run_command(["--version"]) == 0
    assert capsys.readouterr().out == f"digitpad {digitpad.__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["read", "--help"], ["doctor", "-h"]])
def test_help_is_given(capsys, arguments):
    assert run_command(arguments) == 0
    assert "Usage" in capsys.readouterr().out


class InterruptedReader:
    """Reads one picture; Ctrl+C comes in the second."""

    def read_each(self, files, **_):
        yield Reading(file=files[0])
        raise KeyboardInterrupt


def test_an_interruption_has_its_status_and_what_was_read_is_printed(monkeypatch, capsys):
    monkeypatch.setattr("digitpad.loading.load_recognizer", lambda *_: InterruptedReader())
    assert run_command(["read", "a.png", "b.png"]) == 130
    assert capsys.readouterr().out == "a.png: no ink found\n"


def test_a_file_name_that_is_no_text_is_no_reason_to_stop(capsys):
    assert run_command(["read", "\udcff.png"]) == 1
    assert r"\udcff.png does not exist" in capsys.readouterr().err
    assert run_command(["read", "--json", "\udcff.png"]) == 1
    (missing,) = objects(capsys.readouterr().out)
    assert missing["file"] == "\udcff.png"


def test_doctor_finds_this_installation_well(capsys):
    assert run_command(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert any("torch" in line for line in lines)
    assert any("read a drawn 1 as 1" in line for line in lines)


def test_the_program_is_started_with_python_m(folder):
    ended = subprocess.run(
        [sys.executable, "-m", "digitpad", "read", "--json", "8.png", "missing.png"],
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    assert ended.returncode == 1
    assert [answer["status"] for answer in objects(ended.stdout)] == ["ok", "error"]


@pytest.fixture
def sorted_pictures(folder):
    """A folder for each of two digits; one picture lies in the wrong one."""
    for place, digit in (("3/a.png", 3), ("3/b.png", 3), ("8/a.png", 8), ("8/wrong.png", 3)):
        path = folder / "sorted" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(on_paper(drawn_digit(digit))).save(path)
    return folder / "sorted"


def test_evaluate_measures_sorted_pictures(sorted_pictures, capsys):
    assert run_command(["evaluate", "--data", str(sorted_pictures), "--json"]) == 0
    (result,) = objects(capsys.readouterr().out)
    assert result["count"] == 4
    assert result["accuracy"] == 0.75
    assert result["confusion"][8][3] == 1
    assert {"loss", "expected_calibration_error", "per_class"} <= result.keys()


def test_evaluate_takes_every_page_of_a_picture_for_the_digit_of_its_folder(sorted_pictures, capsys):
    (sorted_pictures / "8" / "aa.tif").write_bytes(document([on_paper(drawn_digit(8))] * 3, "TIFF"))
    assert run_command(["evaluate", "--data", str(sorted_pictures), "--json"]) == 0
    (result,) = objects(capsys.readouterr().out)
    assert result["count"] == 7
    assert result["accuracy"] == pytest.approx(6 / 7)
    assert result["confusion"][8][8] == 4


def test_evaluate_prints_a_table_for_people(sorted_pictures, capsys):
    assert run_command(["evaluate", "--data", str(sorted_pictures)]) == 0
    assert "75.00%" in capsys.readouterr().out


def test_evaluate_measures_doubt_where_there_are_pictures_without_digit(sorted_pictures, capsys):
    (sorted_pictures / "not_a_digit").mkdir()
    blank = np.full((80, 80), 255, np.uint8)
    Image.fromarray(blank).save(sorted_pictures / "not_a_digit" / "blank.png")
    assert run_command(["evaluate", "--data", str(sorted_pictures), "--json"]) == 0
    (result,) = objects(capsys.readouterr().out)
    assert result["non_digits"] == {"count": 1, "auroc": 1.0, "ok": 0.0, "unsure": 0.0, "not_a_digit": 1.0}
    assert run_command(["evaluate", "--data", str(sorted_pictures)]) == 0
    assert "AUROC" in capsys.readouterr().out


def test_evaluate_tells_what_cannot_be_read_and_measures_the_rest(sorted_pictures, capsys):
    (sorted_pictures / "3" / "broken.png").write_text("no picture")
    (sorted_pictures / "not_a_digit").mkdir()
    (sorted_pictures / "not_a_digit" / "cut.png").touch()
    assert run_command(["evaluate", "--data", str(sorted_pictures), "--json"]) == 1
    output = capsys.readouterr()
    (result,) = objects(output.out)
    assert (result["count"], result["accuracy"]) == (4, 0.75)
    assert "non_digits" not in result
    assert "broken.png is not a picture" in output.err
    assert "cut.png is empty" in output.err


def test_evaluate_of_nothing_that_can_be_read_is_a_sentence(tmp_path, capsys):
    (tmp_path / "3").mkdir()
    (tmp_path / "3" / "broken.png").write_text("no picture")
    assert run_command(["evaluate", "--data", str(tmp_path)]) == 2
    assert "None of the 1 pictures could be read." in capsys.readouterr().err


def test_evaluate_without_digits_is_a_sentence(tmp_path, capsys):
    assert run_command(["evaluate", "--data", str(tmp_path)]) == 2
    assert "folders named 0 to 9" in capsys.readouterr().err
