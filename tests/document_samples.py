"""Documents of several pages, made when asked for."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

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
    return _pdf(objects, trailer)


def _pdf(objects: Mapping[int, str], trailer: str = "") -> bytes:
    body = "\n".join(f"{number} 0 obj {value} endobj" for number, value in objects.items())
    return f"%PDF-1.4\n{body}\ntrailer<</Root 1 0 R{trailer}>>\n%%EOF".encode("ascii")


def endless_pdf() -> bytes:
    """A PDF whose page draws a form twice, which draws another twice, and so on: a million million times in the end."""
    depth = 40
    objects = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[3 0 R]/Count 1>>"}
    objects[3] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</XObject<</F 10 0 R>>>>>>"
    objects[4] = "<</Length 5>>stream\n/F Do\nendstream"
    for number in range(10, 10 + depth):
        form = f"/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</F {number + 1} 0 R>>>>"
        objects[number] = f"<<{form}/Length 11>>stream\n/F Do /F Do\nendstream"
    objects[10 + depth] = (
        f"<</Type/XObject/Subtype/Form/BBox[0 0 200 100]/Length {len(CORNER)}>>stream\n{CORNER}\nendstream"
    )
    return _pdf(objects)


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
