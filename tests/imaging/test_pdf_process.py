"""The process that draws PDFs starts when asked, ends with the program, and takes nothing with it where it breaks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from digitpad.core.pdf_service import TOO_LONG
from digitpad.imaging import pdf_process
from digitpad.imaging.pdf_process import PdfProcess
from tests.document_samples import CORNER, minimal_pdf

LONG = 60.0


@pytest.fixture
def path(tmp_path) -> str:
    """Of a document of two pages."""
    path = tmp_path / "a.pdf"
    path.write_bytes(minimal_pdf([CORNER] * 2))
    return str(path)


@pytest.fixture
def process() -> Iterator[PdfProcess]:
    """One that nobody has asked yet."""
    process = PdfProcess()
    yield process
    process.end()


def opens(process: PdfProcess, path: str) -> bool:
    return process.ask({"open": path}, LONG)[0] == {"pages": 2}


def test_it_opens_draws_and_lets_go(process, path):
    assert opens(process, path)
    reply, pixels = process.ask({"draw": 2}, LONG)
    assert reply == {"width": 556, "height": 278}
    drawn = np.frombuffer(pixels, np.uint8).reshape(278, 556, 3)
    assert not drawn[:100, :100].any()
    assert (drawn[:, 120:] == 255).all()
    process.close_document()
    reply, pixels = process.ask({"draw": 2}, LONG)
    assert reply["problem"].startswith("cannot be drawn")
    assert not pixels


def test_nothing_starts_to_close_what_is_not_open(process):
    before = psutil.Process().children()
    process.close_document()
    assert psutil.Process().children() == before


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        pytest.param("", "cannot be drawn: the process that draws PDFs does not start.", id="it never answers"),
        pytest.param(
            "print('{}', flush=True)", "is damaged or far too large, and cannot be drawn.", id="it is gone when asked"
        ),
        pytest.param(
            "print('{}'); input()", "is damaged or far too large, and cannot be drawn.", id="it breaks when asked"
        ),
        pytest.param(
            "print('{}', flush=True); input(); print('{\"width\": 9, \"height\": 9}')",
            "is damaged or far too large, and cannot be drawn.",
            id="it breaks within its answer",
        ),
        pytest.param(
            f"print('{{}}', flush=True); input(); raise SystemExit({TOO_LONG})",
            "takes longer than 60 seconds to draw, and was left out.",
            id="it gives up",
        ),
    ],
)
def test_where_it_breaks_it_is_told_and_the_next_question_is_answered(process, path, monkeypatch, program, problem):
    monkeypatch.setattr(pdf_process, "_SERVE", program)
    assert process.ask({"open": path}, LONG)[0] == {"problem": problem}
    monkeypatch.undo()
    assert opens(process, path)


def test_where_it_cannot_be_started_it_is_told(process, path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/not/there")
    assert process.ask({"open": path}, LONG)[0]["problem"].endswith("does not start.")
    monkeypatch.undo()
    assert opens(process, path)


def test_a_question_that_was_interrupted_gets_no_answer_to_the_next(process, path, monkeypatch):
    def interrupt(process):
        raise KeyboardInterrupt

    assert opens(process, path)
    monkeypatch.setattr(pdf_process, "_line", interrupt)
    with pytest.raises(KeyboardInterrupt):
        process.ask({"draw": 1}, LONG)
    monkeypatch.undo()
    assert opens(process, path)


def test_what_lies_in_the_working_folder_is_not_imported(process, path, tmp_path, monkeypatch):
    (tmp_path / "pypdfium2.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert opens(process, path)


def test_it_ends_with_the_program(path):
    script = (
        "import psutil; from digitpad.imaging.pdf_process import PdfProcess; process = PdfProcess();"
        f"process.ask({{'open': {path!r}}}, 60); print(*(child.pid for child in psutil.Process().children()))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    (pid,) = map(int, ended.stdout.split())
    assert not psutil.pid_exists(pid)


def test_it_keeps_its_output_to_itself(process, path, monkeypatch):
    """Whatever a library prints is no answer."""
    noisy = pdf_process._SERVE.replace(
        "it.serve()", "it._opened = lambda path: print('noise', flush=True) or [path]; it.serve()"
    )
    assert "noise" in noisy
    monkeypatch.setattr(pdf_process, "_SERVE", noisy)
    assert process.ask({"open": path}, LONG)[0] == {"pages": 1}
