"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, content: bytes, is_flushed: bool = False) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of one, and an error nothing besides.

    Args:
        path: of the file.
        content: all of it.
        is_flushed: whether it must outlive a power cut, too; that takes as long as the disk.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_bytes(content)
        if is_flushed:
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
