"""PDF files: their pages, drawn by PDFium in a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import ImageError
from digitpad.imaging.pdf_process import PdfProcess

_MOST_BYTES = 250_000_000
"""Of a file: where its table of contents is damaged, PDFium looks at each byte of it."""

_MOST_SECONDS = 20.0
"""For opening a document and for drawing a page; one of a thousand scribbled lines takes a tenth of a second."""

_process = PdfProcess()

_one_at_a_time = threading.Lock()
"""Held as long as a document is open: the process has one at a time."""


@dataclass(frozen=True)
class PdfDocument:
    """A document that is open.

    Attributes:
        page_count: of it.
    """

    page_count: int

    def draw(self, page: int, label: str) -> NDArray[np.uint8]:
        """Draw a page on white, upright, at 200 dots an inch, or fewer where it would be longer than 4000 pixels.

        Args:
            page: one that it has, from 1.
            label: what to call the page in an error.

        Returns:
            (H, W, 3) uint8, RGB.

        Raises:
            ImageError: the page is damaged, has no size, or takes too long to draw.
        """
        size, pixels = _asked({"draw": page}, label)
        return np.frombuffer(pixels, np.uint8).reshape(size["height"], size["width"], 3)


@contextmanager
def opened(path: Path, label: str) -> Iterator[PdfDocument]:
    """Open a document; no other can be used before it is closed.

    Args:
        path: of a file that is there.
        label: what to call it in an error.

    Raises:
        ImageError: it is locked, damaged, has no pages, or more than 250 MB; or it keeps PDFium for too long.
    """
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise ImageError(f"{label} has {size / 1e6:.0f} MB; PDFs are read up to 250 MB. Split it and open the parts.")
    with _one_at_a_time:
        found, _ = _asked({"open": str(path.absolute())}, label)
        try:
            yield PdfDocument(found["pages"])
        finally:
            _process.close_document()


def _asked(request: dict[str, object], label: str) -> tuple[dict[str, Any], bytearray]:
    reply, pixels = _process.ask(request, _MOST_SECONDS)
    if "problem" in reply:
        raise ImageError(f"{label} {reply['problem']}")
    return reply, pixels
