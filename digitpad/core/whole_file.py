"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of one, and an error nothing besides.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
