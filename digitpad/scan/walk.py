"""A folder → the picture files in it, in the order people count: 2 before 10."""

from __future__ import annotations

import os
import stat
from collections import deque
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

    Links to folders are followed when all else is found; a folder that is reached a second time through one is left
    out, so a loop has an end, and every folder has its own name.

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


def by_one_name(folder: Path) -> Path:
    """The absolute path of a folder, the same however it was written: what is known of it is kept by it."""
    return Path(os.path.realpath(folder)) if ".." in folder.parts else folder.absolute()


def found_file(path: Path, name: str, status: os.stat_result) -> FoundFile:
    """A file as its status describes it; a date beyond the year 2262 is the last one there is."""
    return FoundFile(path, name, status.st_size, min(max(status.st_mtime_ns, -_LATEST), _LATEST))


@dataclass(frozen=True)
class _Level:
    """A folder that is being walked: the entries that are left of it, and what their names begin with."""

    entries: Iterator[os.DirEntry[str]]
    prefix: str


@dataclass(frozen=True)
class _Folder:
    """A folder that is to be walked: where it is, what it is called, and whether that is a link to it."""

    path: Path
    name: str
    is_link: bool


def _walk(top: _Level, recursive: bool, seen: set[tuple[int, int]]) -> Iterator[FoundFile | LeftOut]:
    """Level by level in a list of ours: folders may be nested deeper than Python's calls may."""
    levels = [top]
    links: deque[_Folder] = deque()
    while levels or links:
        found: FoundFile | LeftOut | _Level | _Folder | None
        if not levels:
            found = _entered(links.popleft(), seen)
        elif (entry := next(levels[-1].entries, None)) is None:
            levels.pop()
            continue
        else:
            found = _look_at(entry, levels[-1].prefix + entry.name, recursive)
        if isinstance(found, _Folder) and not found.is_link:
            found = _entered(found, seen)
        if isinstance(found, _Folder):
            links.append(found)
        elif isinstance(found, _Level):
            levels.append(found)
        elif found is not None:
            yield found


def _look_at(entry: os.DirEntry[str], name: str, recursive: bool) -> FoundFile | LeftOut | _Folder | None:
    """What an entry of a folder is; None for what is nothing to us."""
    is_picture = entry.name.lower().endswith(SUFFIXES)
    try:
        status = entry.stat()
    except OSError as error:
        reason = f"It cannot be reached: {error.strerror or error}."
        return LeftOut(name, reason, is_failure=True) if is_picture else None
    is_folder = stat.S_ISDIR(status.st_mode)
    if entry.name.startswith("."):
        return LeftOut(name, "It is hidden.") if is_picture or (is_folder and recursive) else None
    if is_folder:
        return _Folder(Path(entry.path), name, entry.is_symlink()) if recursive else None
    return _file(Path(entry.path), name, status) if is_picture else None


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(in_natural_order(entries, lambda entry: entry.name))


def _entered(folder: _Folder, seen: set[tuple[int, int]]) -> _Level | LeftOut:
    try:
        status = folder.path.stat()  # an entry's own status has no numbers on Windows
        if (status.st_dev, status.st_ino) in seen:
            return LeftOut(folder.name, "It is a link to a folder that was read already.")
        seen.add((status.st_dev, status.st_ino))
        return _Level(iter(_entries(folder.path)), f"{folder.name}/")
    except OSError as error:
        return LeftOut(folder.name, f"The folder cannot be read: {error.strerror or error}.", is_failure=True)


def _file(path: Path, name: str, status: os.stat_result) -> FoundFile | LeftOut:
    if not stat.S_ISREG(status.st_mode):  # reading it may have no end
        return LeftOut(name, "It is no file but a pipe or a device.")
    return found_file(path, name, status)
