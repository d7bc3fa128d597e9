"""How good a scan is where the answers are known: accuracy, and a confusion matrix that knows its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from digitpad.core.evaluation import ClassScore
from digitpad.core.scan_row import ScanRow

OTHER = 10
"""The row and the column of the confusion for what is no digit."""


@dataclass(frozen=True)
class Cell:
    """One cell of a confusion matrix.

    Attributes:
        count: of digits.
        places: of the rows they stand in, each once.
    """

    count: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class KnownAnswers:
    """What came of comparing rows with the truth. Places are those of the rows.

    Attributes:
        count: of rows that were compared: they have a truth, and could be read.
        right: how many of them were read right, from the first digit to the last.
        wrong: the places of the others.
        confusion: 11 rows of 11 cells, by true and by read digit; the last of each is for what is no digit.
        per_digit: a score for each digit, from the confusion.
        unaligned: the places of compared rows with more or fewer digits than there are: they are in no cell.
        errors: the places of rows that have a truth and could not be read.
        unknown: how many rows have no truth.
    """

    count: int
    right: int
    wrong: tuple[int, ...]
    confusion: tuple[tuple[Cell, ...], ...]
    per_digit: tuple[ClassScore, ...]
    unaligned: tuple[int, ...]
    errors: tuple[int, ...]
    unknown: int

    @property
    def accuracy(self) -> float:
        """The share that was read right, 0..1; 0 where nothing was compared."""
        return self.right / self.count if self.count else 0.0


def known_answers(rows: Sequence[ScanRow], truth: Sequence[str | None]) -> KnownAnswers:
    """Compare what was read with the truth. What a person said does not count, nor do blanks and the ends of lines.

    Args:
        rows: of a scan.
        truth: what stands on each of them, or None where that is not known.

    Raises:
        ValueError: there are not as many truths as rows.
    """
    wrong: list[int] = []
    unaligned: list[int] = []
    errors: list[int] = []
    tally = _Tally()
    known = 0
    for place, (row, answer) in enumerate(zip(rows, truth, strict=True)):
        if answer is None:
            continue
        known += 1
        if row.error is not None:
            errors.append(place)
            continue
        true, read = _marks(answer), _marks(row.text)
        if true != read:
            wrong.append(place)
        if len(true) == len(read):
            tally.add(true, read, place)
        else:
            unaligned.append(place)
    count = known - len(errors)
    return KnownAnswers(
        count=count,
        right=count - len(wrong),
        wrong=tuple(wrong),
        confusion=tally.cells(),
        per_digit=tuple(tally.score(digit) for digit in range(10)),
        unaligned=tuple(unaligned),
        errors=tuple(errors),
        unknown=len(rows) - known,
    )


@dataclass
class _Tally:
    """A confusion matrix in the making: counts, and places, by true and read digit."""

    counts: list[list[int]] = field(default_factory=lambda: [[0] * 11 for _ in range(11)])
    places: list[list[dict[int, None]]] = field(default_factory=lambda: [[{} for _ in range(11)] for _ in range(11)])

    def add(self, true: str, read: str, place: int) -> None:
        """Count the digits of a row, position by position."""
        for true_mark, read_mark in zip(true, read, strict=True):
            of, to = _class(true_mark), _class(read_mark)
            self.counts[of][to] += 1
            self.places[of][to][place] = None

    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The matrix."""
        return tuple(
            tuple(Cell(self.counts[of][to], tuple(self.places[of][to])) for to in range(11)) for of in range(11)
        )

    def score(self, digit: int) -> ClassScore:
        """How a digit fared."""
        right, count = self.counts[digit][digit], sum(self.counts[digit])
        answered = sum(row[digit] for row in self.counts)
        return ClassScore(digit, count, right / answered if answered else 0.0, right / count if count else 0.0)


def _marks(text: str) -> str:
    return "".join(text.split())


def _class(mark: str) -> int:
    return int(mark) if mark in "0123456789" else OTHER
