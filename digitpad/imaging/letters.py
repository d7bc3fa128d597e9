"""Words among numbers: which marks of a page are letters.

Forms are full of print, and a network that sees one letter at a time takes every other for a digit: o, l, S and B are
digits by their shape. In a row of writing their neighbours tell. So each row is parted into numbers and words, the way
that explains best what the network answered to every mark by itself: the likeliest path through the states of a hidden
Markov model (Viterbi, "Error Bounds for Convolutional Codes", 1967).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from digitpad.core.reading import DigitReading, Status
from digitpad.imaging.pieces import Piece

_EVIDENCE = {Status.OK: -1.2, Status.UNSURE: 0.8, Status.NOT_A_DIGIT: 3.0}
"""How much likelier a mark with such an answer is in a word than in a number: the logarithm of the likelihoods' ratio.
Of letters a third are answered in each way, of a page's digits nearly all, one in ten, one in a hundred."""

_TOUCH_EVIDENCE, _DIGIT_SHAPE, _MOST_EVIDENCE = 1.0, 0.65, 4.5
"""Of a mark that is no digit because it is several: so much for each place at which digits would have to touch, each so
many times as wide as high; and no more than that in all."""

_COST_EVIDENCE, _USUAL_COST = 4.0, 0.8
"""Of such a mark that was cut, for each digit it costs more, or less, than that. In three numbers of four a digit costs
0.75 at most, in three words of four 1.2 at least."""

_ONE_EVIDENCE, _OTHER_EVIDENCE = 1.3, -0.5
"""Of each part of it that reads as a one, and as any other digit: half of the parts of words are stems."""

_ALONE, _BESIDE_WORDS = (5.5, 3), (2.5, 2)
"""What it costs that there are words in a row, and how many of their marks cannot be read at all: with fewer they are
digits that are doubted. Where there are words on other rows, too, it surprises less."""

_END_COST, _CUT_COST = 1.5, 6.0
"""Of a word's beginning and end beside numbers; and where no gap parts them, for then they are rather digits that
cannot be read."""

_GAP = 0.3
"""Of their height are marks apart that need not be of one word or number."""

_SMALL_EVIDENCE = -0.1
"""Of a mark too small to be read: it is told by its neighbours."""

_TALLER, _TALL_EVIDENCE = 1.75, -3.0
"""Times what most letters of a row are high is none of them, but a digit that was written between words; whatever it
looks like."""


class _State(IntEnum):
    """Of a mark in its row: in a number before all words, in a word, or in a number after one."""

    NUMBER = 0
    WORD = 1
    AFTER_WORD = 2


@dataclass(frozen=True, eq=False)
class Mark:
    """A piece of ink in a row, and what was read of it.

    Attributes:
        piece: of the row.
        answer: to the whole piece; None where it is too small to be read.
        parts: what was read of it once it was cut; none where it was not.
        cost: what these cost together (see `Stretch.cost`).
    """

    piece: Piece
    answer: DigitReading | None
    parts: Sequence[DigitReading] = ()
    cost: float = 0.0

    @property
    def is_unread(self) -> bool:
        """Whether it is no digit to the network."""
        return self.answer is not None and self.answer.status is Status.NOT_A_DIGIT

    @property
    def may_be_several(self) -> bool:
        """Whether it may be no digit because it is two, or more, that touch."""
        return self.is_unread and self.piece.width > self.piece.height

    @property
    def evidence(self) -> float:
        """How much likelier it is in a word than in a number: the logarithm of the two likelihoods' ratio."""
        if self.answer is None:
            return _SMALL_EVIDENCE
        if not self.may_be_several:
            return _EVIDENCE[self.answer.status]
        touches = self.piece.width / (self.piece.height * _DIGIT_SHAPE) - 1
        by_touches = min(_TOUCH_EVIDENCE * touches, _MOST_EVIDENCE)
        if not self.parts:
            return by_touches
        by_cost = _COST_EVIDENCE * (self.cost / len(self.parts) - _USUAL_COST)
        by_parts = sum(_ONE_EVIDENCE if part.value == 1 else _OTHER_EVIDENCE for part in self.parts)
        return min(by_touches, max(by_cost + by_parts, -_MOST_EVIDENCE))


def letters_of(rows: Sequence[Sequence[Mark]]) -> list[Mark]:
    """The marks of a page that are letters.

    Args:
        rows: its rows, each with its marks from the left.
    """
    if not any(_letters_of(row, *_ALONE) for row in rows):
        return []
    return [letter for row in rows for letter in _letters_of(row, *_BESIDE_WORDS)]


def _letters_of(row: Sequence[Mark], word_cost: float, least_unread: int) -> list[Mark]:
    evidence = [mark.evidence for mark in row]
    letters = _likeliest_letters(row, evidence, word_cost)
    if not letters:
        return []
    highest = _TALLER * _usual_height(letters)
    evidence = [
        told if mark.piece.height <= highest else _TALL_EVIDENCE for mark, told in zip(row, evidence, strict=True)
    ]
    letters = _likeliest_letters(row, evidence, word_cost)
    return letters if sum(letter.is_unread for letter in letters) >= least_unread else []


def _usual_height(letters: Sequence[Mark]) -> float:
    """The median height of letters, weighted by how surely they are such."""
    order = sorted(letters, key=lambda letter: letter.piece.height)
    weights = np.cumsum([max(letter.evidence, 0.0) for letter in order])
    return float(order[int(np.searchsorted(weights, weights[-1] / 2))].piece.height)


def _likeliest_letters(row: Sequence[Mark], evidence: Sequence[float], word_cost: float) -> list[Mark]:
    """The marks on the word state of the likeliest path."""
    lowest = [0.0, math.inf, math.inf]  # what the cheapest path to each state costs
    came_from: list[list[int]] = []
    for place, told in enumerate(evidence):
        is_parted = place == 0 or _is_apart(row[place - 1].piece, row[place].piece)
        end_cost = _END_COST if is_parted else _CUT_COST
        number, word, after = lowest
        ways = (
            {_State.NUMBER: number},
            {
                _State.WORD: word - told,
                _State.AFTER_WORD: after + end_cost - told,
                _State.NUMBER: number + word_cost + end_cost - told,
            },
            {_State.AFTER_WORD: after, _State.WORD: word + end_cost},
        )
        came_from.append([min(way, key=way.__getitem__) for way in ways])
        lowest = [min(way.values()) for way in ways]
    state = int(np.argmin(lowest))
    letters = []
    for mark, before in zip(reversed(row), reversed(came_from), strict=True):
        if state == _State.WORD:
            letters.append(mark)
        state = before[state]
    return letters


def _is_apart(left: Piece, right: Piece) -> bool:
    gap = right.x - (left.x + left.width)
    return gap > _GAP * max(left.height, right.height)
