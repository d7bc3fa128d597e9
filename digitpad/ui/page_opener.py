"""Opens pages in a thread of its own, one after another, and turned ones anew."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from digitpad.ui.open_page import OpenPage
from digitpad.ui.qt_image import to_array
from digitpad.ui.single_task import SingleTask

if TYPE_CHECKING:
    from digitpad.imaging.opened_picture import OpenedPicture


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is to be opened.

    Attributes:
        source: a file or pixels.
        name: what to call it.
        number: of the page, from 1; None for all of them.
        choose: whether to show it when it is there.
        page: the one to be opened anew, turned; None for new ones.
        turning: quarters, and whether to straighten.
    """

    source: Path | NDArray[np.uint8]
    name: str
    number: int | None = None
    choose: bool = False
    page: OpenPage | None = None
    turning: tuple[int, bool] = (0, False)


@dataclass(frozen=True, eq=False)
class Pasted:
    """A picture that came without a file: its pixels are still to be taken out, which takes a moment.

    Attributes:
        image: the picture.
        name: what to call it.
    """

    image: QImage
    name: str

    def wanted(self) -> Wanted:
        """As what is to be opened, and shown."""
        return Wanted(to_array(self.image), self.name, choose=True)


class PageOpener(QObject):
    """Takes files, pictures and turned pages, and gives pages.

    Signals:
        opened: emitted with an `OpenedPicture` and what was `Wanted`.
        waiting_changed: emitted with how many files, and pages of a document, are to be opened, the one at hand
            among them.
        crashed: emitted with an exception that is a bug of ours.
    """

    opened = Signal(object, object)
    waiting_changed = Signal(int)
    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Wanted | Pasted] = deque()
        self._let_be = threading.Event()  # heard by a document whose pages are just being counted
        self._task = SingleTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.failed.connect(self.crashed)
        self._task.ended.connect(self._go_on)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files with all their pages, in their order, behind those still waiting; the first is to be shown."""
        self._waiting.extend(Wanted(path, str(path), choose=index == 0) for index, path in enumerate(paths))
        self._go_on()

    def open_image(self, image: QImage, name: str) -> None:
        """Open a picture that came without a file, and show it."""
        self._waiting.append(Pasted(image, name))
        self._go_on()

    def open_again(self, page: OpenPage) -> None:
        """Open a page as its state says it is turned, before those still waiting: somebody looks at it."""
        for earlier in [one for one in tuple(self._waiting) if isinstance(one, Wanted) and one.page is page]:
            with contextlib.suppress(ValueError):  # its turn came this very moment
                self._waiting.remove(earlier)
        number, turning = page.picture.page, page.state.turning
        self._waiting.appendleft(Wanted(page.source, page.picture.name, number, page=page, turning=turning))
        self._go_on()

    def let_be(self) -> None:
        """Open nothing more but what was turned."""
        turned = [one for one in tuple(self._waiting) if isinstance(one, Wanted) and one.page is not None]
        self._let_be.set()
        self._waiting.clear()
        self._waiting.extend(turned)
        self._tell_waiting()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._task.stop()
        self._waiting.clear()

    def _go_on(self) -> None:
        if self._waiting and not self._task.is_running:
            self._task.begin(_open(self._waiting, self._let_be))
        self._tell_waiting()

    def _tell_waiting(self) -> None:
        self.waiting_changed.emit(len(self._waiting) + self._task.is_running)

    def _on_progressed(self, result: tuple[OpenedPicture, Wanted]) -> None:
        self.opened.emit(*result)
        self._tell_waiting()


def _open(
    waiting: deque[Wanted | Pasted], let_be: threading.Event
) -> Generator[tuple[OpenedPicture, Wanted], None, None]:
    """Open pages until none waits; more may come meanwhile, and all may be let be."""
    # In the task's thread, the first time a picture is opened: OpenCV stays off the start-up path.
    from digitpad.imaging.decode import page_count
    from digitpad.imaging.opened_picture import open_picture

    while True:
        let_be.clear()  # before anything is taken: what is let be from now on is heard below
        try:
            first = waiting.popleft()
        except IndexError:  # the last one was taken back, perhaps this very moment
            return
        wanted = first.wanted() if isinstance(first, Pasted) else first
        if wanted.number is not None:
            yield open_picture(wanted.source, wanted.name, wanted.number, *wanted.turning), wanted
            continue
        # Page by page, so that one that was turned need not wait for the last.
        numbers = range(1, page_count(wanted.source) + 1)
        pages = [replace(wanted, number=number, choose=wanted.choose and number == 1) for number in numbers]
        if not let_be.is_set():
            waiting.extendleft(reversed(pages))
