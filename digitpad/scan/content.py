"""What a file is recognised by, whatever it is called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

_PIECE = 1_000_000
"""Bytes that are read at once; what is longer is not held in memory."""


def content_digest(path: Path) -> bytes:
    """Of a file's content, 16 bytes; empty where it cannot be read."""
    return digest_and_content(path)[0]


def digest_and_content(path: Path, is_stopped: Callable[[], bool] = lambda: False) -> tuple[bytes, bytes | None]:
    """The digest, and of up to a megabyte the content itself, which then need not be read a second time.

    Args:
        path: of the file.
        is_stopped: asked between two pieces; where it says so, there is no digest.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_PIECE)
            digest = hashlib.blake2b(content, digest_size=16)
            if len(content) < _PIECE:
                return digest.digest(), content
            while piece := file.read(_PIECE):
                if is_stopped():
                    return b"", None
                digest.update(piece)
            return digest.digest(), None
    except OSError:
        return b"", None
