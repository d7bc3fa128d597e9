"""A page → its digits: pieces of ink joined and cut until every one reads as a digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading
from digitpad.imaging.ink import Ink
from digitpad.imaging.letters import Mark, letters_of
from digitpad.imaging.pieces import CUT_COST, Piece, digit_height, merged, pen_width, piece_of, pieces_of
from digitpad.imaging.rings import without_rings
from digitpad.imaging.rows import rows_of
from digitpad.imaging.runs import is_rather_one
from digitpad.imaging.stretch import MOST_PARTS, SMALL, Stretch, gap_cost, glyph_of, stretches_of
from digitpad.imaging.underlines import without_underlines

_LONGEST = 1.5
"""In digit heights: a minus and the top of a five are shorter."""

_WIDEST_ALONE = 2.5
"""In its own heights: of one digit that is all that was written."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """What the marks of a page may mean, and what of it is settled.

    First its marks are read as they are, each by itself. Where there are words among them, these are left out, and all
    begins anew. Then marks are read with their neighbours. Stretches that this splits into digits for less than a cut
    would cost are settled; in the others wide marks are cut, and read again. So there are answers to be had as long as
    `count` is not 0.

    Attributes:
        stretches: of the page, in reading order.
        pen: its width in pixels of the ink.
        whole: all pieces, where they are so few that they may be one digit; else none.
        as_one: the answer for the whole, where it is there; that of a single mark is needed only once it is cut.
        may_hold_words: whether words were not looked for yet.
    """

    stretches: Sequence[Stretch]
    pen: float = 0.0
    whole: Sequence[Piece] = ()
    as_one: DigitReading | None = None
    may_hold_words: bool = False

    @property
    def count(self) -> int:
        """How many glyphs are to be read."""
        return sum(len(stretch.asked) for stretch in self.stretches) + self._asks_for_whole

    def glyphs(self) -> Iterator[Glyph]:
        """What is to be read, boxes in pixels of the ink; last the whole, where it may be one digit."""
        yield from chain.from_iterable(stretch.glyphs() for stretch in self.stretches)
        if self._asks_for_whole:
            yield glyph_of(self.whole)

    def all_glyphs(self) -> Iterator[Glyph]:
        """All that may have to be read until the page is read: every wide mark whole, and cut."""
        for stretch in self.stretches:
            yield from stretch.all_glyphs()
            cut = None if stretch.is_cut else stretch.cut(self.pen)
            yield from cut.all_glyphs() if cut else ()
        if self._asks_for_whole:
            yield glyph_of(self.whole)

    def answered(self, answers: Sequence[DigitReading]) -> Hypotheses:
        """What is settled, and what is left, after the answers to `glyphs`."""
        rest = iter(answers)
        told = [
            stretch.answered(list(islice(rest, len(stretch.asked)))) if stretch.asked else stretch
            for stretch in self.stretches
        ]
        if self.may_hold_words and (letters := _letters_among(told)):
            return _supposed([piece for stretch in told for piece in stretch.pieces if piece not in letters])
        stretches = [
            self._settled(now) if now is not before else before
            for before, now in zip(self.stretches, told, strict=True)
        ]
        as_one = self.as_one
        if self._asks_for_whole:
            as_one = next(rest)
        elif as_one is None and self.whole and stretches[0].asked:
            as_one = answers[0]  # a single mark, which is cut
        return replace(self, stretches=stretches, as_one=as_one, may_hold_words=False)

    @property
    def digits(self) -> list[DigitReading]:
        """In reading order, once all is settled."""
        if self.as_one is not None:
            apart = sum(stretch.cost_with_digits for stretch in self.stretches)
            if is_rather_one(self.as_one, apart - gap_cost(self.whole, self.as_one.box.height)):
                return [self.as_one]
        return [digit for stretch in self.stretches for digit in stretch.digits]

    @property
    def _asks_for_whole(self) -> bool:
        """A single mark is among the glyphs as it is."""
        return len(self.whole) > 1 and self.as_one is None

    def _settled(self, stretch: Stretch) -> Stretch:
        """A stretch as it is, or cut where that may be better."""
        if stretch.asked or stretch.is_cut or stretch.cost <= CUT_COST:
            return stretch
        return stretch.cut(self.pen) or stretch


NOTHING = Hypotheses([])
"""Of a page without ink."""


def suppose(ink: Ink) -> Hypotheses:
    """What may stand on a page."""
    return _supposed(without_rings(without_underlines(pieces_of(ink))), may_hold_words=True)


def _supposed(pieces: Sequence[Piece], may_hold_words: bool = False) -> Hypotheses:
    """What marks may mean."""
    if not pieces:
        return NOTHING
    height = digit_height(pieces)
    pen = pen_width(pieces, height)
    pieces = [piece for piece in pieces if float(piece.ink.sum()) > 0.6 * pen * pen and not _is_line(piece, height)]
    stretches = [
        stretch for line, row in enumerate(rows_of(pieces, height)) for stretch in stretches_of(row, line, height)
    ]
    # A digit alone may be cut, or lie in pieces on several rows.
    may_be_one = stretches and len(pieces) <= MOST_PARTS and _is_compact(pieces)
    return Hypotheses(stretches, pen, pieces if may_be_one else (), may_hold_words=may_hold_words)


def _letters_among(stretches: Sequence[Stretch]) -> set[Piece]:
    """The marks of a page that are letters, given what each of them was read as."""
    rows = groupby(stretches, key=lambda stretch: stretch.line)
    return set(letters_of([[mark for stretch in row for mark in _marks_of(stretch)] for _, row in rows]))


def _marks_of(stretch: Stretch) -> Iterator[Mark]:
    for place, piece in enumerate(stretch.pieces):
        yield Mark(piece, stretch.answers.get((place, place + 1)))


def _is_line(piece: Piece, height: float) -> bool:
    """Whether it is longer and lower than anything of a digit: as a line under a number, or between two.

    It would stand between the parts of a digit above it that is cut, which could not be joined again.
    """
    return piece.width > _LONGEST * height and piece.height < SMALL * height


def _is_compact(pieces: Sequence[Piece]) -> bool:
    """Whether pieces stand in a box that a digit may fill."""
    _, box = merged(pieces)
    return box.width <= _WIDEST_ALONE * box.height


def suppose_one_digit(ink: Ink) -> Hypotheses:
    """All ink as one digit."""
    piece = piece_of(ink)
    return Hypotheses([Stretch([piece], 0, 0.0, is_cut=True)]) if piece else NOTHING
