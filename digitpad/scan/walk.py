"""A folder → the picture files in it, in the order people count: 2 before 10."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.found_file import FoundFile
from digitpad.core.natural_order import in_natural_order
from digitpad.core.picture_formats import SUFFIXES

_LATEST = 2**63 - 1
"""The last nanosecond that a database can hold."""


@dataclass(frozen=True)
class LeftOut:
    """Something in a folder that is not read, though it may hold pictures.

    Attributes:
        name: the path from the folder.
        reason: the sentence that says why.
        is_failure: whether it could not be reached; hidden files and the like are left out on purpose.
    """

    name: str
    reason: str
    is_failure: bool = False


def walk(folder: Path, recursive: bool = True) -> Iterator[FoundFile | LeftOut]:
    """The picture files of a folder, by name; hidden and unreadable entries are said to be left out.

    Links are followed; a folder that is reached a second time through one is left out, so a loop has an end.

    Args:
        folder: to look in.
        recursive: look in its folders, too.

    Raises:
        DigitpadError: it is no folder, or cannot be listed.
    """
    try:
        status = folder.stat()
        if not stat.S_ISDIR(status.st_mode):
            raise DigitpadError(f"{folder} is no folder.")
        top = _Level(iter(_entries(folder.absolute())), "")
    except OSError as error:
        raise DigitpadError(f"The folder {folder} cannot be read: {error.strerror or error}.") from error
    yield from _walk(top, recursive, {(status.st_dev, status.st_ino)})


def found_file(path: Path, name: str, status: os.stat_result) -> FoundFile:
    """A file as its status describes it; a date beyond the year 2262 is the last one there is."""
    return FoundFile(path, name, status.st_size, min(max(status.st_mtime_ns, -_LATEST), _LATEST))


@dataclass(frozen=True)
class _Level:
    """A folder that is being walked: the entries that are left of it, and what their names begin with."""

    entries: Iterator[os.DirEntry[str]]
    prefix: str


def _walk(top: _Level, recursive: bool, seen: set[tuple[int, int]]) -> Iterator[FoundFile | LeftOut]:
    """Level by level in a list of ours: folders may be nested deeper than Python's calls may."""
    levels = [top]
    while levels:
        level = levels[-1]
        entry = next(level.entries, None)
        if entry is None:
            levels.pop()
            continue
        name = level.prefix + entry.name
        is_picture = entry.name.lower().endswith(SUFFIXES)
        try:
            status = entry.stat()
        except OSError as error:
            if is_picture:
                yield LeftOut(name, f"It cannot be reached: {error.strerror or error}.", is_failure=True)
            continue
        is_folder = stat.S_ISDIR(status.st_mode)
        if entry.name.startswith("."):
            if is_picture or (is_folder and recursive):
                yield LeftOut(name, "It is hidden.")
        elif is_folder and recursive:
            inner = _entered(Path(entry.path), name, seen)
            if isinstance(inner, LeftOut):
                yield inner
            else:
                levels.append(inner)
        elif is_picture and not is_folder:
            yield _file(Path(entry.path), name, status)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(in_natural_order(entries, lambda entry: entry.name))


def _entered(folder: Path, name: str, seen: set[tuple[int, int]]) -> _Level | LeftOut:
    try:
        status = folder.stat()  # an entry's own status has no numbers on Windows
        if (status.st_dev, status.st_ino) in seen:
            return LeftOut(name, "It is a link to a folder that was read already.")
        seen.add((status.st_dev, status.st_ino))
        return _Level(iter(_entries(folder)), f"{name}/")
    except OSError as error:
        return LeftOut(name, f"The folder cannot be read: {error.strerror or error}.", is_failure=True)


def _file(path: Path, name: str, status: os.stat_result) -> FoundFile | LeftOut:
    if not stat.S_ISREG(status.st_mode):  # reading it may have no end
        return LeftOut(name, "It is no file but a pipe or a device.")
    return found_file(path, name, status)
