"""The rows of a scan, with the numbers beside them that sort and filter 100,000 in a blink."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from itertools import count

import numpy as np
from numpy.typing import NDArray

from digitpad.core.natural_order import path_order
from digitpad.core.reading import Status
from digitpad.core.scan_row import ScanRow

_LONGEST_KEY = 24
"""Characters of a text by which it is sorted."""

_NUMBERS = np.dtype(
    [
        ("confidence", "f8"),
        ("doubt", "f8"),
        ("status", "i1"),
        ("is_reviewed", "?"),
        ("is_corrected", "?"),
        ("is_gone", "?"),
        ("text", f"S{_LONGEST_KEY}"),  # with blanks before it, so that 9 comes before 10
    ]
)

_STATUSES = (Status.ERROR, Status.UNSURE, Status.NOT_A_DIGIT, Status.EMPTY, Status.OK)
"""In the order of their column: what asks for a person's eye comes first."""

_CODES = {status: code for code, status in enumerate(_STATUSES)}


class Shown(StrEnum):
    """Which rows are shown, by their status and by what a person did."""

    ALL = "all"
    OK = "ok"
    UNSURE = "unsure"
    EMPTY = "empty"
    ERROR = "error"
    WAITING = "waiting"
    REVIEWED = "reviewed"
    CORRECTED = "corrected"


class SortKey(Enum):
    """By what rows are sorted.

    `FILE` is the order of the folder, as people count. `DOUBT` has the most doubtful reading first, whether
    somebody looked at it or not, then pages without a reading, then those that could not be read; a row stays where it
    is while it is reviewed.
    """

    FILE = "file"
    TEXT = "text"
    CONFIDENCE = "confidence"
    STATUS = "status"
    DOUBT = "doubt"


@dataclass(frozen=True)
class RowFilter:
    """Which rows to show.

    Attributes:
        text: to be found in the file's name or in the text, in capitals or small letters.
        shown: by status.
        below: show only readings with a lower confidence, 0..1; None for all.
        places: show only the rows there; None for all.
    """

    text: str = ""
    shown: Shown = Shown.ALL
    below: float | None = None
    places: tuple[int, ...] | None = None


class ScanRows:
    """Rows, each at the place from 0 at which it came; a page that comes again takes its old place.

    A place is for good: where a file is gone, its rows are left out of everything, and no other row moves.
    """

    def __init__(self) -> None:
        self._rows: list[ScanRow] = []
        self._by_file: list[int] | None = None  # places in the order of the folder; None where they came in it
        self._late: list[int] = []  # places of rows that are not yet in it
        self._places: dict[tuple[str, int], int] = {}
        self._searched: list[str] = []
        self._room = np.zeros(1024, _NUMBERS)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._rows) - int(np.count_nonzero(self._numbers["is_gone"]))

    def __getitem__(self, place: int) -> ScanRow:
        return self._rows[place]

    def has(self, place: int) -> bool:
        """Whether there is a row at a place."""
        return 0 <= place < len(self._rows) and not self._numbers["is_gone"][place]

    @property
    def all(self) -> Sequence[ScanRow]:
        """Every row, in the order of the folder."""
        return self._rows if self.are_as_they_came else [self._rows[place] for place in self.places]

    @property
    def places(self) -> Sequence[int]:
        """The places of `all`."""
        return range(len(self._rows)) if self.are_as_they_came else self.order(RowFilter()).tolist()

    @property
    def are_as_they_came(self) -> bool:
        """Whether each is at the place where it stands in the order of the folder."""
        return self._by_file is None and len(self) == len(self._rows)

    @property
    def waiting_doubts(self) -> NDArray[np.float64]:
        """The doubts about the readings nobody has looked at."""
        return self._numbers["doubt"][self._is_waiting()]

    @property
    def reviewed_count(self) -> int:
        """How many rows a person looked at."""
        return int(np.count_nonzero(self._numbers["is_reviewed"] & ~self._numbers["is_gone"]))

    def place_of(self, file: str, page: int) -> int | None:
        """Where a page is; None where it is not."""
        place = self._places.get((file, page))
        return place if place is not None and self.has(place) else None

    def put(self, rows: Sequence[ScanRow], in_order: bool = True) -> list[int]:
        """Take rows; the places of those that took the place of another, or are back.

        Args:
            rows: to take.
            in_order: whether they come in the order of the folder; `sort_in` puts those there that do not.
        """
        replaced, new = [], []
        for row in rows:
            place = self._places.setdefault((row.file, row.page), len(self._rows))
            if place < len(self._rows):
                if row.text and row == self._rows[place] and self.has(place):
                    continue  # of a file that was but touched: other digits would have other confidences
                self._rows[place] = row
                self._searched[place] = _searched(row)
                replaced.append(place)
            else:
                self._rows.append(row)
                self._searched.append(_searched(row))
                new.append(row)
        self._make_room()
        first = len(self._rows) - len(new)
        self._room[first : len(self._rows)] = [_numbers(row) for row in new]
        for place in replaced:
            self._room[place] = _numbers(self._rows[place])
        if self._by_file is not None:
            self._by_file += range(first, len(self._rows))
        if not in_order:
            self._late += range(first, len(self._rows))
        return replaced

    def leave_out(self, gone: Iterable[str], lengths: Mapping[str, int]) -> bool:
        """Leave out the rows of what is not there any more; whether there were any.

        Args:
            gone: names of files.
            lengths: how many pages documents have now.
        """
        places = [
            place
            for name, length in [*((name, 0) for name in gone), *lengths.items()]
            for place in self._places_after(name, length)
        ]
        before = len(self)
        self._numbers["is_gone"][places] = True
        return len(self) < before

    def sort_in(self) -> bool:
        """Put the rows that came late where the folder has them; whether any moved."""
        if not self._late:
            return False
        late, self._late = sorted(self._late, key=self._file_key), []
        places = list(range(len(self._rows))) if self._by_file is None else self._by_file
        lately = set(late)
        order = [place for place in places if place not in lately]
        # Few of many: where each belongs is found without a look at all the others.
        for place in late:
            insort(order, place, key=self._file_key)
        if order == places:
            return False
        self._by_file = order
        return True

    def order(self, row_filter: RowFilter, key: SortKey = SortKey.FILE, descending: bool = False) -> NDArray[np.int64]:
        """The places of the rows a filter lets through, sorted; equal ones as the folder has them."""
        passing = self._passing(row_filter)
        if self._by_file is None:
            places = np.flatnonzero(passing)
        else:
            by_file = np.array(self._by_file, np.int64)
            places = by_file[passing[by_file]]
        if key is SortKey.FILE:
            return places[::-1] if descending else places
        values = self._key(key)[places]
        if descending:  # the double reversal leaves equal ones in their order
            return places[len(places) - 1 - np.argsort(values[::-1], kind="stable")[::-1]]
        return places[np.argsort(values, kind="stable")]

    def is_waiting(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these have something to look at that nobody looked at."""
        return self._is_waiting()[places]

    @property
    def _numbers(self) -> NDArray[np.void]:
        return self._room[: len(self._rows)]

    def _make_room(self) -> None:
        if len(self._rows) > len(self._room):
            room = np.zeros(2 * len(self._rows), _NUMBERS)
            room[: len(self._room)] = self._room
            self._room = room

    def _places_after(self, file: str, page: int) -> Iterator[int]:
        """Where the pages of a file after one are."""
        for number in count(page + 1):
            place = self._places.get((file, number))
            if place is None:
                return
            yield place

    def _file_key(self, place: int) -> tuple[object, int]:
        row = self._rows[place]
        return path_order(row.file), row.page

    def _is_waiting(self) -> NDArray[np.bool_]:
        numbers = self._numbers
        return np.asarray(~numbers["is_reviewed"] & ~numbers["is_gone"] & (numbers["status"] != _CODES[Status.ERROR]))

    def _passing(self, row_filter: RowFilter) -> NDArray[np.bool_]:
        passing = np.asarray(self._showing(row_filter.shown) & ~self._numbers["is_gone"])
        status = self._numbers["status"]
        if row_filter.places is not None:
            chosen = np.zeros(len(self._rows), bool)
            chosen[[place for place in row_filter.places if place < len(self._rows)]] = True
            passing = passing & chosen
        if row_filter.below is not None:
            is_read = (status != _CODES[Status.EMPTY]) & (status != _CODES[Status.ERROR])
            passing = passing & is_read & (self._numbers["confidence"] < row_filter.below)
        if row_filter.text:
            wanted = row_filter.text.casefold()
            passing = passing & np.fromiter((wanted in text for text in self._searched), bool, len(self._rows))
        return passing

    def _showing(self, shown: Shown) -> NDArray[np.bool_]:
        if shown is Shown.ALL:
            return np.ones(len(self._rows), bool)
        if shown is Shown.WAITING:
            return self._is_waiting()
        if shown in (Shown.REVIEWED, Shown.CORRECTED):
            return np.asarray(self._numbers[f"is_{shown}"])
        return np.asarray(self._numbers["status"] == _CODES[Status(shown)])

    def _key(self, key: SortKey) -> NDArray[np.generic]:
        if key is SortKey.DOUBT:
            status = self._numbers["status"]
            no_reading = np.where(status == _CODES[Status.ERROR], 3.0, 2.0)
            is_read = (status != _CODES[Status.EMPTY]) & (status != _CODES[Status.ERROR])
            return np.where(is_read, self._numbers["confidence"], no_reading)
        return np.asarray(self._numbers[key.value])


def _searched(row: ScanRow) -> str:
    return f"{row.file}\n{row.final_text}".casefold()


def _numbers(row: ScanRow) -> tuple[float, float, int, bool, bool, bool, bytes]:
    is_corrected = row.is_reviewed and row.correction != row.text
    text = row.final_text[:_LONGEST_KEY].rjust(_LONGEST_KEY).encode("ascii", "replace")
    return row.confidence, row.doubt, _CODES[row.status], row.is_reviewed, is_corrected, False, text
