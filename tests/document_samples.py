"""Documents of several pages, made when asked for."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

CORNER = "0 g 0 60 40 40 re f"
"""What a page of a PDF may show: its top left black, 40 points high and wide."""


def minimal_pdf(contents: Sequence[str], box: str = "0 0 200 100", page: str = "", trailer: str = "") -> bytes:
    """A PDF of pages that show something, written by hand.

    Args:
        contents: the drawing operators of each page.
        box: of each page, in points.
        page: more entries for each page, and
        trailer: for the trailer.
    """
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(contents)))
    objects = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>"}
    for number, content in enumerate(contents):
        own = 10 + 2 * number
        objects[own] = f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {own + 1} 0 R{page}>>"
        objects[own + 1] = f"<</Length {len(content)}>>stream\n{content}\nendstream"
    body = "\n".join(f"{number} 0 obj {value} endobj" for number, value in objects.items())
    return f"%PDF-1.4\n{body}\ntrailer<</Root 1 0 R{trailer}>>\n%%EOF".encode("ascii")


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    encryption = f"/Encrypt<</Filter/Standard/V 1/R 2/O({'a' * 32})/U({'b' * 32})/P -4>>/ID[(a)(b)]"
    return minimal_pdf([CORNER], trailer=encryption)


def document(pages: Sequence[np.ndarray], kind: str) -> bytes:
    """A TIFF, or a PDF of 200 dots an inch, with a page for each (H, W[, 3]) array."""
    first, *rest = map(Image.fromarray, pages)
    stream = io.BytesIO()
    first.save(stream, kind, save_all=True, append_images=rest, **({"resolution": 200.0} if kind == "PDF" else {}))
    return stream.getvalue()
