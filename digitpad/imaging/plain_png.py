"""Plain PNGs, decoded five times as fast as Pillow decodes them; a folder of digits holds thousands."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import IO

import cv2
import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_MOST_PIXELS = 1_000_000
"""Larger ones take their time wherever they are decoded."""

_MOST_CHUNKS, _MOST_OTHERS = 200_000, 10_000
"""Of a PNG: a quarter of it is a hundred megapixels in parts of eight kilobytes, smaller than which hardly a program
writes them; and how many of them hold no pixels."""

_PLAIN_TYPES = (0, 2, 3)
"""PNG's numbers for grey, colour and palette, all without transparency (ISO 15948, 11.2.2)."""

_PALETTE = 3

_OF_NO_EFFECT = (b"PLTE", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"tIME", b"tEXt")
"""Chunks that leave a picture plain: transparency, turning and animation are others."""

_HIDDEN_EXIF = (b"Raw profile type", b"XML:com.adobe.xmp")
"""How a tEXt chunk begins that may say how a picture is turned."""


def is_png(head: bytes) -> bool:
    """Whether a file is a PNG, by its first bytes."""
    return head.startswith(_SIGNATURE)


def decode_plain_png(content: bytes) -> NDArray[np.uint8] | None:
    """Decode a whole PNG of up to a megapixel.

    Args:
        content: of the file.

    Returns:
        (H, W, 3) uint8, RGB; None where it is damaged or has more to it (16 bits, transparency, EXIF, frames): what to
        make of that, Pillow knows better.
    """
    chunks = list(_chunks(content))
    if len(chunks) < 3 or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or chunks[-1][0] != b"IEND":
        return None
    width, height, depth, colour = struct.unpack(">IIBB", chunks[0][1][:10])
    if not 0 < width * height <= _MOST_PIXELS or depth > 8 or colour not in _PLAIN_TYPES:
        return None
    if chunks[0][1][10:] not in (b"\0\0\0", b"\0\0\1") or (colour == _PALETTE and b"PLTE" not in dict(chunks)):
        return None  # libpng would tell the terminal
    if any(name not in _OF_NO_EFFECT or text.startswith(_HIDDEN_EXIF) for name, text in chunks[1:]):
        return None
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None or pixels.shape[:2] != (height, width):
        return None
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)


def has_too_many_chunks(file: IO[bytes]) -> bool:
    """Whether a PNG has more chunks than any picture: a file may hold millions, each ten microseconds for Pillow.

    Args:
        file: of which the place is changed.
    """
    others, place = 0, len(_SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return False
        others += head[4:] != b"IDAT"
        if others > _MOST_OTHERS:
            return True
        place += 12 + int.from_bytes(head[:4], "big")
    return True


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and contents, as far as their checksums are right."""
    place = len(_SIGNATURE)
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        end = place + 8 + length
        checked = content[place + 4 : end]
        if content[end : end + 4] != zlib.crc32(checked).to_bytes(4, "big"):
            return
        yield checked[:4], checked[4:]
        if checked[:4] == b"IEND":
            return
        place = end + 4
