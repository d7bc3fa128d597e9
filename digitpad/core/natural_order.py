"""Names in the order people count: `2.png` before `10.png`."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

_RUN = 1000
"""Names sorted at once: Python's sorting lets no other thread run, and the window must not wait for 100,000."""

Named = TypeVar("Named")

_NameKey = list[tuple[int, int, str]]


def natural_order(name: str) -> _NameKey:
    """A key that sorts names as people count: `2.png` before `10.png`, and capitals among small letters."""
    parts = re.split(r"([0-9]+)", name)  # every second one is a number
    key = [(0, int(part), "") if place % 2 else (1, 0, part.casefold()) for place, part in enumerate(parts) if part]
    return [*key, (2, 0, name)]  # names that differ only in capitals or leading zeros stay apart


def path_order(path: str) -> list[_NameKey]:
    """A key that sorts paths with forward slashes folder by folder, each as people count."""
    return [natural_order(name) for name in path.split("/")]


def in_natural_order(items: Iterable[Named], name: Callable[[Named], str]) -> Iterator[Named]:
    """Things sorted by their names as `walk` gives files: folder by folder, as people count.

    Args:
        items: to sort.
        name: the path of a thing, with forward slashes.
    """
    # The place stands before the thing, which need not be comparable.
    keyed = ((path_order(name(item)), place, item) for place, item in enumerate(items))
    runs = iter(lambda: sorted(islice(keyed, _RUN)), [])
    return (item for _, _, item in heapq.merge(*runs))
