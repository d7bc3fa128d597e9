"""The recognition thread: one long-lived thread that holds the network and answers for the whole window."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.core.drawing import Strokes
from digitpad.core.errors import DigitpadError
from digitpad.core.glyph import Box

if TYPE_CHECKING:
    from digitpad.imaging.found_ink import FoundInk
    from digitpad.imaging.reader import Reader

_log = logging.getLogger(__name__)


class RecognitionThread(QThread):
    """Loads a reader, then answers requests: of drawings only the latest, of pictures every one, drawings first.

    Requests made before the reader is there wait for it. Another model may be asked for at any time; one that cannot
    be loaded leaves the one in use where it is. Signals come in the thread of their receiver.

    Args:
        load: makes the reader with a model, given by name or path; called in this thread.
        model: the first to load.

    Signals:
        reader_loaded: emitted when answers can be given, with the model that was asked for, its name, the device and
            the reason for it.
        load_failed: emitted instead, with the model that was asked for and a sentence for the person.
        drawing_read: emitted with the number of the request, the `Reading` and the seconds it took.
        picture_read: emitted with the key of the request, what was found there (or what it was taken for
            instead), and the `Reading`.
        boxes_read: emitted with the key of the request and a `DigitReading` for each box that held ink.
        crashed: emitted with an exception that is a bug of ours; the thread goes on.
    """

    reader_loaded = Signal(str, str, str, str)
    load_failed = Signal(str, str)
    drawing_read = Signal(int, object, float)
    picture_read = Signal(int, object, object)
    boxes_read = Signal(int, object)
    crashed = Signal(object)

    def __init__(self, load: Callable[[str], Reader], model: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recognition")
        self._load = load
        self._reader: Reader | None = None
        self._changed = threading.Condition()
        self._model: str | None = model
        self._drawing: tuple[int, Strokes, bool] | None = None
        self._pictures: dict[int, FoundInk] = {}  # in the order in which they were asked for
        self._boxes: deque[tuple[int, FoundInk, Sequence[Box]]] = deque()
        self._stopping = False
        self._requests = 0

    @property
    def latest_request(self) -> int:
        """The number of the last drawing asked for; 0 before the first."""
        return self._requests

    def request_drawing(self, strokes: Strokes, one_digit: bool = False) -> int:
        """Ask for a drawing to be read; an earlier one not yet begun is forgotten. Returns the request's number.

        Args:
            strokes: of the drawing.
            one_digit: take all of them for one digit.
        """
        with self._changed:
            self._requests += 1
            self._drawing = (self._requests, strokes, one_digit)
            self._changed.notify()
            return self._requests

    def request_model(self, model: str) -> None:
        """Ask for another model, before anything else is read."""
        with self._changed:
            self._model = model
            self._changed.notify()

    def request_picture(self, key: int, found: FoundInk) -> None:
        """Ask for what was found on a picture to be read; what was asked under the same key is forgotten."""
        with self._changed:
            self._pictures.pop(key, None)
            self._pictures[key] = found
            self._changed.notify()

    def forget_picture(self, key: int) -> None:
        """Do not read a picture that nobody looks at any more."""
        with self._changed:
            self._pictures.pop(key, None)

    def request_boxes(self, key: int, found: FoundInk, boxes: Sequence[Box]) -> None:
        """Ask for what stands in boxes of a picture, each as one digit; before whole pictures: somebody waits."""
        with self._changed:
            self._boxes.append((key, found, boxes))
            self._changed.notify()

    def stop(self) -> None:
        """End the thread and wait for it. Requests not yet begun are dropped."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self.wait()

    # Qt's own names from here on.

    def run(self) -> None:
        while self._wait_for_request():
            try:
                self._load_or_answer()
            except Exception as error:  # noqa: BLE001 — one answer is lost, the thread lives on
                self.crashed.emit(error)

    def _wait_for_request(self) -> bool:
        """Sleep until there is something to do; false when the thread should end."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._model is not None or self._can_answer())
            return not self._stopping

    def _can_answer(self) -> bool:
        return self._reader is not None and (self._drawing is not None or bool(self._boxes) or bool(self._pictures))

    def _load_or_answer(self) -> None:
        with self._changed:
            model, self._model = self._model, None
        if model is not None:
            self._load_model(model)
        elif self._reader is not None:
            self._answer(self._reader)

    def _load_model(self, model: str) -> None:
        try:
            reader = self._load(model)
        except DigitpadError as error:
            self.load_failed.emit(model, str(error))
        except Exception as error:  # noqa: BLE001 — whatever breaks the loading must reach the person, not end the program
            _log.exception("The recogniser could not be loaded.")
            self.load_failed.emit(model, self.tr("The recogniser could not be loaded: {0}").format(error))
        else:
            self._reader = reader
            recognizer = reader.recognizer
            self.reader_loaded.emit(model, recognizer.model_name, recognizer.device, recognizer.device_reason)

    def _answer(self, reader: Reader) -> None:
        with self._changed:
            drawing, self._drawing = self._drawing, None
            boxes = self._boxes.popleft() if drawing is None and self._boxes else None
            key = next(iter(self._pictures), None) if drawing is None and boxes is None else None
            picture = self._pictures.pop(key) if key is not None else None
        if drawing is not None:
            started = time.perf_counter()
            number, strokes, one_digit = drawing
            reading = reader.read_strokes(strokes, one_digit)
            self.drawing_read.emit(number, reading, time.perf_counter() - started)
        elif boxes is not None:
            self.boxes_read.emit(boxes[0], reader.read_boxes(*boxes[1:]))
        elif key is not None and picture is not None:
            self.picture_read.emit(key, *reader.read_picture(picture))
