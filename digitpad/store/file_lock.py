"""A lock on a file: the system takes it from a process that dies, however it dies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def take_lock(path: Path) -> BinaryIO | None:
    """Lock a file, which is made where it is missing, with its folder; none where somebody else has locked it.

    Closing it gives the lock back.

    Raises:
        OSError: the file cannot be written, or its disk knows no locks.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    try:
        _lock(file)
    except (BlockingIOError, PermissionError):  # Windows says it in the second way
        file.close()
        return None
    except OSError:
        file.close()
        raise
    return file


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
