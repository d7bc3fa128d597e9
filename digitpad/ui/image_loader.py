"""Pictures decoded in a thread, the ones asked for last first."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from digitpad.core.errors import ImageError
from digitpad.ui.qt_image import to_image
from digitpad.ui.single_task import SingleTask


@dataclass(frozen=True)
class LoadedImage:
    """A page to be shown.

    Attributes:
        path: of its file.
        page: from 1.
        image: no longer than was asked for; null where there is an error.
        size: of the page itself.
        error: why it cannot be shown, or None.
    """

    path: Path
    page: int
    image: QImage = field(default_factory=QImage)
    size: QSize = field(default_factory=QSize)
    error: str | None = None


class ImageLoader(QObject):
    """Decodes pages one after another; what nobody looks at any more is forgotten.

    Args:
        longest: pixels of a side; larger pages are reduced.
        most: pages that may wait; earlier ones are forgotten.

    Signals:
        loaded: emitted with a `LoadedImage`.
        crashed: emitted with an exception that is a bug of ours.
    """

    loaded = Signal(object)
    crashed = Signal(object)

    def __init__(self, longest: int, most: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._longest, self._most = longest, most
        self._waiting: list[tuple[Path, int]] = []
        self._task = SingleTask(self)
        self._task.progressed.connect(self.loaded)
        self._task.failed.connect(self.crashed)
        self._task.ended.connect(self._go_on)

    def load(self, path: Path, page: int) -> None:
        """Ask for a page, before those that wait."""
        self._waiting.append((path, page))
        del self._waiting[: -self._most]
        self._go_on()

    def forget(self) -> None:
        """Load nothing of what waits."""
        self._waiting.clear()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self.forget()
        self._task.stop()

    def _go_on(self) -> None:
        if self._waiting and not self._task.is_running:
            self._task.begin(self._load())

    def _load(self) -> Generator[LoadedImage, None, None]:
        """Until none waits; more may come meanwhile."""
        from digitpad.imaging.decode import decode  # in the thread: OpenCV stays off the start-up path
        from digitpad.imaging.thumbnail import reduced

        while True:
            try:
                path, page = self._waiting.pop()
            except IndexError:
                return
            try:
                pixels = decode(path, page=page)
            except ImageError as error:
                yield LoadedImage(path, page, error=str(error))
                continue
            height, width = pixels.shape[:2]
            # OpenCV makes it smaller without Python's lock; Qt would keep the window waiting for it.
            yield LoadedImage(path, page, to_image(reduced(pixels, self._longest)), QSize(width, height))
