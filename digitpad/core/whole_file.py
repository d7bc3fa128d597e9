"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from pathlib import Path


def write_whole(path: Path, content: bytes, is_flushed: bool = False) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of one, and an error nothing besides.

    Args:
        path: of the file; a link is followed.
        content: all of it.
        is_flushed: whether it must outlive a power cut, too; that takes as long as the disk.

    Raises:
        OSError: the folder cannot be written, the disk is full, or there is something that is no file.
    """
    target = replaceable(path)
    unfinished = unfinished_beside(target)
    try:
        unfinished.write_bytes(content)
        if is_flushed:
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def replaceable(path: Path) -> Path:
    """The file that a path means, at the end of its links; there need not be any yet.

    Raises:
        OSError: it is a folder, a pipe or a device, or may not be written: these are not for a file of ours to take
            the place of.
    """
    try:
        target = path.resolve()
    except RuntimeError:  # a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "It is no file but a pipe or a device", str(path))
    if target.exists() and not os.access(target, os.W_OK):  # its folder alone would let it be replaced
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return target


def unfinished_beside(path: Path) -> Path:
    """A new name in the folder of a file, for its content until that is all there."""
    return path.with_name(f".digitpad-{os.getpid()}-{time.monotonic_ns()}.part")
