"""What `digitpad` starts: the window for files, a command for its name."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from digitpad.__main__ import COMMANDS, main
from digitpad.cli import application, run_command
from digitpad.core.errors import DigitpadError
from digitpad.core.pdf_service import DRAW_PDFS


@pytest.fixture
def started(monkeypatch):
    """What was started, in place of starting it: ("window", files) or ("command", arguments)."""
    calls = []

    def start(kind, status):
        def called(arguments):
            calls.append((kind, list(arguments)))
            return status

        return called

    monkeypatch.setattr("digitpad.app.run", start("window", 0))
    monkeypatch.setattr("digitpad.cli.run_command", start("command", 1))
    return calls


def run_main(monkeypatch, *arguments):
    """The exit status of `digitpad` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["digitpad", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        ([], []),
        (["a.png"], ["a.png"]),
        (["a.png", "b c.jpg"], ["a.png", "b c.jpg"]),
        (["./read"], ["./read"]),
        (["reading.png"], ["reading.png"]),
        (["--", "read"], ["read"]),
        (["--", "-a.png"], ["-a.png"]),
        (["--"], []),
    ],
)
def test_files_are_opened_in_the_window(monkeypatch, started, arguments, files):
    assert run_main(monkeypatch, *arguments) == 0
    assert started == [("window", [Path(name) for name in files])]


@pytest.mark.parametrize(
    "arguments", [["read", "a.png"], ["read"], ["doctor"], ["--version"], ["-h"], ["--no-such-option", "a.png"]]
)
def test_commands_and_options_go_to_the_command_line(monkeypatch, started, arguments):
    assert run_main(monkeypatch, *arguments) == 1
    assert started == [("command", arguments)]


def test_a_window_that_cannot_be_shown_is_told_in_a_sentence(monkeypatch):
    def no_screen(files):
        raise DigitpadError("There is no screen.")

    monkeypatch.setattr("digitpad.app.run", no_screen)
    assert run_main(monkeypatch) == "There is no screen."


def test_an_interruption_before_there_is_a_window_has_its_status(monkeypatch):
    def interrupt(files):
        raise KeyboardInterrupt

    monkeypatch.setattr("digitpad.app.run", interrupt)
    assert run_main(monkeypatch) == 130


def test_the_commands_known_beforehand_are_those_there_are():
    registered = {command.name or command.callback.__name__ for command in application.registered_commands}
    groups = {group.name for group in application.registered_groups}
    assert set(COMMANDS) == registered | groups
    assert len(COMMANDS) == len(registered | groups)


def test_a_process_of_another_program_inside_a_built_one_is_let_go_first(monkeypatch, started):
    def leave():
        raise SystemExit("a process of another's")

    monkeypatch.setattr("multiprocessing.freeze_support", leave)
    assert run_main(monkeypatch) == 0
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert run_main(monkeypatch) == "a process of another's"


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["read", "missing.png"], ["fly.png", "a.png"], ["train", "--list"]]
)
def test_without_standard_streams_everything_runs(arguments):
    script = """
import sys
from digitpad import app
from digitpad.__main__ import main
app.run = lambda files: print("a window")
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None
main()
"""
    ended = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, check=False)
    assert ended.returncode == (1 if arguments[0] == "read" else 0)
    assert (ended.stdout, ended.stderr) == (b"", b"")


def test_a_command_needs_no_stream_that_can_be_changed(monkeypatch):
    monkeypatch.setattr(sys, "stdout", StringIO())
    assert run_command(["--version"]) == 0
    assert sys.stdout.getvalue().startswith("digitpad ")


def test_the_packaged_program_may_be_the_process_that_draws_pdfs(monkeypatch, started):
    served = []
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", ["digitpad", DRAW_PDFS])
    monkeypatch.setattr("digitpad.imaging.pdf_drawing.serve", lambda: served.append(True))
    main()
    assert (served, started) == ([True], [])
