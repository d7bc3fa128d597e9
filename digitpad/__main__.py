"""What `digitpad` and `python -m digitpad` start: the window at once, or a command."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

from digitpad.core.exit_status import INTERRUPTED
from digitpad.core.pdf_service import DRAW_PDFS

COMMANDS = ("read", "scan", "train", "evaluate", "models", "doctor")
"""Known before the library that runs them is loaded. Any other first argument is a file for the window; a file of such
a name is opened as `./read`."""


def main() -> None:
    """Run the program and leave with its exit status."""
    if getattr(sys, "frozen", False):  # only then can a process of another's be this program
        import multiprocessing

        multiprocessing.freeze_support()
        if sys.argv[1:] == [DRAW_PDFS]:
            from digitpad.imaging.pdf_drawing import serve

            return serve()
    _open_missing_streams()
    # What is wrong with a damaged picture we say ourselves.
    warnings.filterwarnings("ignore", module="PIL")
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    try:
        sys.exit(_run(sys.argv[1:]))
    except KeyboardInterrupt:  # while there was no window and no command yet
        sys.exit(INTERRUPTED)


def _run(arguments: list[str]) -> int | str:
    """Show the window, or run a command: the exit status, or the sentence to end with."""
    if not _names_window(arguments):
        from digitpad.cli import run_command

        return run_command(arguments)
    # The command line's library is not needed to show a window, and takes its time to load.
    from digitpad.app import run
    from digitpad.core.errors import DigitpadError

    try:
        return run([Path(name) for name in arguments if name != "--"])
    except DigitpadError as error:
        return str(error)


def _open_missing_streams() -> None:
    """A program without a console has none of these on Windows, and much that writes takes them for granted."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 — open to the end


def _names_window(arguments: list[str]) -> bool:
    """Whether there is no command and no option: nothing, or files to open. After `--` everything is a file."""
    return not arguments or arguments[0] == "--" or (arguments[0] not in COMMANDS and not arguments[0].startswith("-"))


if __name__ == "__main__":
    main()
