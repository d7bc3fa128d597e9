"""Whether something stands at a path, and can be seen there.

What cannot be looked at, in a folder that is locked or on a disk that fails, is not there: `pathlib` raises an error.
"""

from __future__ import annotations

from pathlib import Path


def is_file(path: Path) -> bool:
    """Whether a file can be seen there."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder can be seen there."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """Whether anything can be seen there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
