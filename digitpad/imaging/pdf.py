"""PDF files: their pages, drawn by PDFium."""

from __future__ import annotations

import ctypes
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from digitpad.core.errors import ImageError

_PIXELS_A_POINT = 200 / 72
"""200 dots an inch: a digit in a form's box of 5 mm is 40 pixels high."""

_LONGEST = 4000
"""Pixels; a larger page is drawn at fewer dots an inch. So no page has more than 16 megapixels."""

_MOST_BYTES = 250_000_000
"""Of a file: where its table of contents is damaged, PDFium looks at each byte of it."""

_MOST_SECONDS = 20.0
"""For drawing one page; one of a thousand scribbled lines takes a tenth of a second."""

_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)

_one_at_a_time = threading.Lock()
"""PDFium may run in one thread at a time, even with two documents: all of it is made and freed under this lock."""


@contextmanager
def opened(path: Path, label: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open a document, whose `len` is its number of pages; no other can be used before it is closed.

    Args:
        path: of a file that is there.
        label: what to call it in an error.

    Raises:
        ImageError: it is locked, damaged, has no pages, or more than 250 MB.
    """
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise ImageError(f"{label} has {size / 1e6:.0f} MB; PDFs are read up to 250 MB. Split it and open the parts.")
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(path.absolute())
        except pypdfium2.PdfiumError as error:
            if error.err_code in _LOCKED:
                raise ImageError(f"{label} is locked with a password; save a copy without one and open that.") from None
            raise ImageError(f"{label} is damaged or has no pages.") from error
        with document:
            yield document


def draw(document: pypdfium2.PdfDocument, page: int, label: str) -> NDArray[np.uint8]:
    """Draw a page on white, upright, at 200 dots an inch, or fewer where it would be longer than 4000 pixels.

    Args:
        document: that is open.
        page: one that it has, from 1.
        label: what to call the page in an error.

    Returns:
        (H, W, 3) uint8, RGB.

    Raises:
        ImageError: the page is damaged, has no size, or takes too long to draw.
    """
    try:
        sheet = document[page - 1]
    except pypdfium2.PdfiumError as error:
        raise ImageError(f"{label} is damaged ({error})") from error
    width, height = _size(sheet.get_size(), label)
    pixels = np.full((height, width, 3), 255, np.uint8)
    memory = pixels.ctypes.data_as(ctypes.c_void_p)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, memory, 3 * width)
    try:
        _draw_step_by_step(sheet, bitmap, (width, height), label)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels


def _size(points: tuple[float, float], label: str) -> tuple[int, int]:
    """The width and height in pixels. For a page of no size PDFium gives a usual one; endless ones it passes on."""
    width, height = points
    longest = max(width, height)
    if not (math.isfinite(longest) and min(width, height) > 0):
        raise ImageError(f"{label} is damaged: it claims to be {width:g} by {height:g} points large.")
    scale = min(_PIXELS_A_POINT, _LONGEST / longest)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _draw_step_by_step(
    sheet: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap, size: tuple[int, int], label: str
) -> None:
    """Draw with the notes and handwriting laid over the page.

    PDFium asks after every few objects whether to pause. `bool` says yes to anything, and not being Python code it
    swallows no Ctrl+C, which Python would raise and drop within such a call.
    """
    end = time.monotonic() + _MOST_SECONDS
    pause = pdfium.IFSDK_PAUSE(version=1)
    pause.NeedToPauseNow = type(pause.NeedToPauseNow)(bool)
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
    try:
        state = pdfium.FPDF_RenderPageBitmap_Start(bitmap, sheet, 0, 0, *size, 0, flags, pause)
        while state == pdfium.FPDF_RENDER_TOBECONTINUED:
            if time.monotonic() > end:
                raise ImageError(f"{label} takes longer than {_MOST_SECONDS:g} seconds to draw, and was left out.")
            state = pdfium.FPDF_RenderPage_Continue(sheet, pause)
    finally:
        pdfium.FPDF_RenderPage_Close(sheet)
    if state != pdfium.FPDF_RENDER_DONE:
        raise ImageError(f"{label} is damaged and cannot be drawn.")
