"""The program's window, as a person sees it and uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from subprocess import Popen
from typing import TypeVar

from smoke.bars import find_bars
from smoke.handwriting import DIGITS
from smoke.place import Place, Word
from smoke.report import BadError, require
from smoke.screen import Screen, wait_for

_PATIENCE = 60.0
"""Seconds for the window to come, and for the model to be loaded; a cold disk needs some, and strace more."""

_Answer = TypeVar("_Answer")


class Window:
    """One window of the program.

    Args:
        screen: where the window is.
        process: the program, or what started it.

    Attributes:
        number: X's, of the window.
        place: where it is.
    """

    def __init__(self, screen: Screen, process: Popen[str]) -> None:
        self.process, self._screen = process, screen
        self.number = self._await(lambda: next(iter(screen.windows()), ""), "no window came")
        self._bars = self._await(lambda: find_bars(screen), "the window was not painted")
        self.place = screen.place_of(self.number)

    @property
    def title(self) -> str:
        """What stands above it."""
        return self._screen.name_of(self.number)

    def draw(self, digit: int) -> None:
        """Draw a digit on the canvas, and wait until it is read as what it is."""
        side = 0.3 * self.place.height
        left, top = self.place.x + 0.2 * self.place.width, self.place.y + 0.3 * self.place.height
        for stroke in DIGITS[digit]:
            self._screen.draw([(left + 0.6 * side * x, top + side * y) for x, y in stroke])
        self._await(lambda: self._bars.best(self._screen) == digit, f"a drawn {digit} was not read as one")

    def clear(self) -> None:
        """Take the drawing away."""
        self._screen.press(self.number, "ctrl+BackSpace")
        self._await(lambda: self._bars.best(self._screen) is None, "the drawing did not go away")

    def await_picture(self, digit: int) -> None:
        """Wait until a picture is read as a digit, in the tab of pictures."""

        def is_read() -> bool:
            bars = find_bars(self._screen)
            return bars is not None and bars.best(self._screen) == digit

        self._await(is_read, f"the picture of a {digit} was not read")

    def close(self) -> None:
        """Quit, as a person does; BadError where that does not go well."""
        self._screen.press(self.number, "ctrl+q")
        complained = self.process.communicate(timeout=_PATIENCE)[1]
        status = self.process.returncode
        require(status == 0 and "Traceback" not in complained, f"it ended with {status}: {complained[-400:]!r}")

    def _await(self, question: Callable[[], _Answer | None], sentence: str) -> _Answer:
        """The answer to a question, when there is one that counts; BadError when it does not come."""
        answers: list[_Answer] = []

        def is_decided() -> bool:
            if answer := question():
                answers.append(answer)
            return bool(answers) or self.process.poll() is not None

        if wait_for(is_decided, _PATIENCE) and not answers:
            said = self.process.communicate()[1]
            raise BadError(f"{sentence}; it ended with {self.process.returncode}: {said[-400:]!r}")
        require(answers, sentence)
        return answers[0]


@contextmanager
def window(
    place: Place, screen: Screen, *files: Word, prepare: Sequence[str] = (), traced: bool = False
) -> Iterator[Window]:
    """Start the program and wait for its window; at the end it is gone, one way or another."""
    with place.started(*files, display=screen.display, prepare=prepare, traced=traced) as process:
        yield Window(screen, process)
