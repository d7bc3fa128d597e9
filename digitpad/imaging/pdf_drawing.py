"""What the process does that draws PDFs: a line of JSON in, a line of JSON and the pixels out, until there are no more.

A form that draws another twice, which draws another twice, … keeps PDFium for years, and nothing can interrupt it. Here
that ends this process, as does what makes PDFium crash, and neither the window nor a scan.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import pypdfium2
import pypdfium2.raw as pdfium

from digitpad.core.pdf_service import TOO_LONG

_PIXELS_A_POINT = 200 / 72
"""200 dots an inch: a digit in a form's box of 5 mm is 40 pixels high."""

_LONGEST = 4000
"""Pixels; a larger page is drawn at fewer dots an inch. So no page has more than 16 megapixels."""

_MOST_MEMORY = 2_000_000_000
"""Bytes of this process, where the system counts them. A page of 16 megapixels takes a fortieth of it."""

_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


class _ProblemError(Exception):
    """What is wrong with a document or a page, as the end of a sentence that begins with its name."""


def serve() -> None:
    """Answer requests from the standard input until it ends.

    `{"open": path, "seconds": s}` is answered by `{"pages": n}`, `{"draw": page, "seconds": s}` by
    `{"width": w, "height": h}` and h·w·3 bytes of RGB, `{"close": true, …}` by `{}`; any of them by
    `{"problem": "is damaged …"}`. Whatever takes longer than its seconds ends the process with the status `TOO_LONG`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl+C in the terminal is for the program that asks
    _limit_memory()
    requests, replies = sys.stdin.buffer, _own_output()
    desk = _Desk()
    _reply(replies, {})  # it works: from now on, what goes wrong is the document's fault
    for line in requests:
        request = json.loads(line)
        watchdog = threading.Timer(request["seconds"], os._exit, (TOO_LONG,))
        watchdog.daemon = True
        watchdog.start()
        try:
            reply, pixels = desk.answer(request)
        except _ProblemError as problem:
            reply, pixels = {"problem": str(problem)}, b""
        watchdog.cancel()
        _reply(replies, reply, pixels)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or hard > _MOST_MEMORY:
            resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, hard))


def _own_output() -> IO[bytes]:
    """The standard output, kept from whatever a library may want to print there."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _reply(replies: IO[bytes], reply: Mapping[str, Any], pixels: bytes | ctypes.Array[ctypes.c_ubyte] = b"") -> None:
    replies.write(json.dumps(reply).encode() + b"\n")
    replies.write(pixels)
    replies.flush()


class _Desk:
    """The document at hand, at most one."""

    def __init__(self) -> None:
        self._document: pypdfium2.PdfDocument | None = None

    def answer(self, request: Mapping[str, Any]) -> tuple[Mapping[str, Any], bytes | ctypes.Array[ctypes.c_ubyte]]:
        """The reply to a request, and the pixels that follow it.

        Raises:
            _ProblemError: there is something wrong with what it asks for.
        """
        if "draw" in request:
            if self._document is None:
                raise _ProblemError("cannot be drawn: its document has ended the process that draws PDFs.")
            width, height, pixels = _drawn(self._document, request["draw"])
            return {"width": width, "height": height}, pixels
        if self._document is not None:
            self._document.close()
            self._document = None
        if "open" not in request:
            return {}, b""
        self._document = _opened(Path(request["open"]))
        return {"pages": len(self._document)}, b""


def _opened(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in _LOCKED:
            raise _ProblemError("is locked with a password; save a copy without one and open that.") from None
        raise _ProblemError("is damaged or has no pages.") from None


def _drawn(document: pypdfium2.PdfDocument, page: int) -> tuple[int, int, ctypes.Array[ctypes.c_ubyte]]:
    """A page upright on white, with the notes and handwriting laid over it: width, height, and RGB row by row."""
    try:
        sheet = document[page - 1]
    except pypdfium2.PdfiumError as error:
        raise _ProblemError(f"is damaged ({error})") from None
    try:
        width, height = _size(sheet.get_size())
        pixels = (ctypes.c_ubyte * (width * height * 3))()
        ctypes.memset(pixels, 255, len(pixels))
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, pixels, 3 * width)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, sheet, 0, 0, width, height, 0, flags)
        pdfium.FPDFBitmap_Destroy(bitmap)
        return width, height, pixels
    finally:
        sheet.close()


def _size(points: tuple[float, float]) -> tuple[int, int]:
    """The width and height in pixels. For a page of no size PDFium gives a usual one; endless ones it passes on."""
    width, height = points
    longest = max(width, height)
    if not (math.isfinite(longest) and min(width, height) > 0):
        raise _ProblemError(f"is damaged: it claims to be {width:g} by {height:g} points large.")
    scale = min(_PIXELS_A_POINT, _LONGEST / longest)
    return max(1, round(width * scale)), max(1, round(height * scale))
