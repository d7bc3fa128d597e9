"""A folder → the picture files in it, in the order people count: 2 before 10."""

from __future__ import annotations

import heapq
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from digitpad.core.errors import DigitpadError
from digitpad.core.found_file import FoundFile
from digitpad.core.picture_formats import SUFFIXES

_RUN = 1000
"""Names sorted at once: Python's sorting lets no other thread run, and the window must not wait for 100,000."""

Named = TypeVar("Named")


@dataclass(frozen=True)
class LeftOut:
    """Something in a folder that is not read, though it may hold pictures.

    Attributes:
        name: the path from the folder.
        reason: the sentence that says why.
    """

    name: str
    reason: str


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
        os.scandir(folder).close()
    except OSError as error:
        raise DigitpadError(f"The folder {folder} cannot be read: {error.strerror or error}.") from error
    yield from _walk(folder.absolute(), "", recursive, {(status.st_dev, status.st_ino)})


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts names as people count: `2.png` before `10.png`, and capitals among small letters."""
    parts = re.split(r"([0-9]+)", name)  # every second one is a number
    key = [(0, int(part), "") if place % 2 else (1, 0, part.casefold()) for place, part in enumerate(parts) if part]
    return [*key, (2, 0, name)]  # names that differ only in capitals or leading zeros stay apart


def in_natural_order(items: Iterable[Named], name: Callable[[Named], str]) -> Iterator[Named]:
    """Things sorted by their names as `walk` gives files: folder by folder, as people count.

    Args:
        items: to sort.
        name: the path of a thing, with forward slashes.
    """
    # The place stands before the thing, which need not be comparable.
    keyed = (([*map(natural_order, name(item).split("/"))], place, item) for place, item in enumerate(items))
    runs = iter(lambda: sorted(islice(keyed, _RUN)), [])
    return (item for _, _, item in heapq.merge(*runs))


def _walk(folder: Path, prefix: str, recursive: bool, seen: set[tuple[int, int]]) -> Iterator[FoundFile | LeftOut]:
    try:
        with os.scandir(folder) as entries:
            found = list(in_natural_order(entries, lambda entry: entry.name))
    except OSError as error:
        yield LeftOut(prefix.rstrip("/"), f"The folder cannot be read: {error.strerror or error}.")
        return
    for entry in found:
        name = prefix + entry.name
        is_picture = entry.name.lower().endswith(SUFFIXES)
        try:
            status = entry.stat()
        except OSError as error:
            if is_picture:
                yield LeftOut(name, f"It cannot be reached: {error.strerror or error}.")
            continue
        is_folder = stat.S_ISDIR(status.st_mode)
        if entry.name.startswith("."):
            if is_picture or (is_folder and recursive):
                yield LeftOut(name, "It is hidden.")
        elif is_folder:
            if recursive:
                yield from _enter(Path(entry.path), name, (status.st_dev, status.st_ino), seen)
        elif is_picture:
            yield _file(Path(entry.path), name, status)


def _file(path: Path, name: str, status: os.stat_result) -> FoundFile | LeftOut:
    if not stat.S_ISREG(status.st_mode):  # reading it may have no end
        return LeftOut(name, "It is no file but a pipe or a device.")
    return FoundFile(path, name, status.st_size, status.st_mtime_ns)


def _enter(
    folder: Path, name: str, identity: tuple[int, int], seen: set[tuple[int, int]]
) -> Iterator[FoundFile | LeftOut]:
    if identity in seen:
        yield LeftOut(name, "It is a link to a folder that was read already.")
        return
    seen.add(identity)
    yield from _walk(folder, f"{name}/", recursive=True, seen=seen)
