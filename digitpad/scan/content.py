"""What a file is recognised by, whatever it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

_PIECE = 1_000_000
"""Bytes that are read at once; what is longer is not held in memory."""


def content_digest(path: Path) -> bytes:
    """Of a file's content, 16 bytes; none where it cannot be read."""
    return digest_and_content(path)[0]


def digest_and_content(path: Path) -> tuple[bytes, bytes | None]:
    """The digest, and of up to a megabyte the content itself, which then need not be read a second time."""
    try:
        with path.open("rb") as file:
            content = file.read(_PIECE)
            digest = hashlib.blake2b(content, digest_size=16)
            if len(content) < _PIECE:
                return digest.digest(), content
            while piece := file.read(_PIECE):
                digest.update(piece)
            return digest.digest(), None
    except OSError:
        return b"", None
