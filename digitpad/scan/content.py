"""What a file is recognised by, whatever it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path


def content_digest(path: Path) -> bytes:
    """Of a file's content, 16 bytes; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()
    except OSError:
        return b""
