"""A page → its digits: pieces of ink joined and cut until every one reads as a digit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, islice, repeat

from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading
from digitpad.core.recognizer import PairReading
from digitpad.imaging.ink import Ink
from digitpad.imaging.joins import MOST_PARTS, gap_cost, glyph_of
from digitpad.imaging.letters import Mark, letters_of
from digitpad.imaging.margins import without_margins
from digitpad.imaging.pieces import Piece, digit_height, merged, pen_width, piece_of, pieces_of
from digitpad.imaging.rings import LEAST_RING, without_rings
from digitpad.imaging.rows import rows_of
from digitpad.imaging.runs import is_rather_one
from digitpad.imaging.stretch import SMALL, Stretch, stretches_of, unsure
from digitpad.imaging.underlines import without_underlines

_LONGEST = 1.5
"""In digit heights: a minus and the top of a five are shorter."""

_MOST_WORDS = 200
"""Of a page are cut and read as if they were numbers; on a page with more print any that is left is none."""

_SURE_COST = 0.05
"""Of a stretch that is read as it is: what costs more may be cut, or be digits that touch."""

_WIDEST_ALONE = 2.5
"""In its own heights: of one digit that is all that was written."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """What the marks of a page may mean, and what of it is settled.

    First its marks are read as they are, each by itself. Where there seem to be words among them, the wide marks of
    these are read as if they were numbers; what are words all the same is left out, and all begins anew. Then marks are
    read with their neighbours. Stretches that this splits into digits for next to nothing are settled; in the others
    wide marks are cut, and read again; what is badly cut may be read as two digits that touch. So there are
    answers to be had until it `is_settled`.

    Attributes:
        stretches: of the page, in reading order.
        pen: its width in pixels of the ink.
        whole: all pieces, where they are so few that they may be one digit; else none.
        as_one: the answer for the whole, where it is there; that of a single mark is needed only once it is cut.
        pieces: of the page, as long as there may be words among them.
        cut_words: wide marks that seem to be in words, each cut.
    """

    stretches: Sequence[Stretch]
    pen: float = 0.0
    whole: Sequence[Piece] = ()
    as_one: DigitReading | None = None
    pieces: Sequence[Piece] = ()
    cut_words: Mapping[Piece, Stretch] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many glyphs are to be read."""
        return sum(len(stretch.asked) for stretch in self._asking) + self._asks_for_whole

    @property
    def pair_count(self) -> int:
        """How many are to be read as two digits that touch."""
        return sum(len(stretch.asked_pairs) for stretch in self._asking)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be read any more."""
        return not (self.count or self.pair_count)

    def glyphs(self) -> Iterator[Glyph]:
        """What is to be read, boxes in pixels of the ink; last the whole, where it may be one digit."""
        yield from chain.from_iterable(stretch.glyphs() for stretch in self._asking)
        if self._asks_for_whole:
            yield glyph_of(self.whole)

    def pair_glyphs(self) -> Iterator[Glyph]:
        """What is to be read as two digits that touch."""
        return chain.from_iterable(stretch.pair_glyphs() for stretch in self._asking)

    def all_glyphs(self) -> Iterator[Glyph]:
        """All that may have to be read until the page is read: every wide mark whole, and cut."""
        for stretch in self.stretches:
            yield from stretch.all_glyphs()
            if not stretch.is_cut:
                yield from _cut(stretch, self.pen).all_glyphs()
        if self._asks_for_whole:
            yield glyph_of(self.whole)

    def answered(
        self, answers: Sequence[DigitReading], pairs: Iterable[PairReading | None] = repeat(None)
    ) -> Hypotheses:
        """What is settled, and what is left, after the answers to `glyphs` and `pair_glyphs`."""
        rest, other_rest = iter(answers), iter(pairs)
        if self.cut_words:
            words = {piece: _told(word, rest, other_rest) for piece, word in self.cut_words.items()}
            told = replace(self, cut_words=words)
            return (_without_words(told) or _settled(told)) if told.is_settled else told
        told = replace(self, stretches=[_told(stretch, rest, other_rest) for stretch in self.stretches])
        if self._asks_for_whole:
            return _settled(replace(told, as_one=next(rest)))
        if self.pieces and (doubtful := _with_words_cut(told) or _without_words(told)):
            return doubtful
        settled = _settled(told)
        if settled.as_one is None and settled.whole and not settled.is_settled:
            return replace(settled, as_one=answers[0])  # a single mark, which is cut
        return settled

    @property
    def digits(self) -> list[DigitReading]:
        """In reading order, once all is settled."""
        if self.as_one is not None:
            apart = sum(stretch.cost_with_digits for stretch in self.stretches)
            doubt = self.stretches[0].surprise_of_one if len(self.stretches) == 1 else 0.0
            if is_rather_one(self.as_one, apart - gap_cost(self.whole, self.as_one.box.height), doubt):
                return [self.as_one]
        return [digit for stretch in self.stretches for digit in stretch.digits]

    @property
    def _asking(self) -> Iterable[Stretch]:
        return self.cut_words.values() if self.cut_words else self.stretches

    @property
    def _asks_for_whole(self) -> bool:
        """A single mark is among the glyphs as it is."""
        return len(self.whole) > 1 and self.as_one is None


NOTHING = Hypotheses([])
"""Of a page without ink."""


def suppose(ink: Ink) -> Hypotheses:
    """What may stand on a page."""
    pieces = without_rings(without_underlines(pieces_of(ink)))
    return replace(_supposed(pieces), pieces=pieces)


def suppose_within(ink: Ink, boxes: Sequence[Box]) -> Hypotheses:
    """What the marks may mean that are in boxes, as if there were no others on the page."""
    pieces = without_rings(without_underlines(pieces_of(ink)))
    return _supposed([piece for piece in pieces if any(_is_over(piece, box) for box in boxes)])


def _is_over(piece: Piece, box: Box) -> bool:
    across = min(piece.x + piece.width, box.x + box.width) - max(piece.x, box.x)
    down = min(piece.y + piece.height, box.y + box.height) - max(piece.y, box.y)
    return across > 0 and down > 0


def _supposed(pieces: Sequence[Piece]) -> Hypotheses:
    """What marks may mean, whatever they are."""
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
    return Hypotheses(stretches, pen, pieces if may_be_one else ())


def _told(stretch: Stretch, answers: Iterator[DigitReading], pairs: Iterator[PairReading | None]) -> Stretch:
    """A stretch with the answers to what it asks."""
    if stretch.is_settled:
        return stretch
    return stretch.answered(islice(answers, len(stretch.asked)), islice(pairs, len(stretch.asked_pairs)))


def _settled(told: Hypotheses) -> Hypotheses:
    """With what is read badly cut, where that may be better."""
    stretches = [
        stretch if stretch.asked or stretch.is_cut or stretch.cost <= _SURE_COST else _cut(stretch, told.pen)
        for stretch in told.stretches
    ]
    return replace(told, stretches=stretches, pieces=(), cut_words={})


def _cut(stretch: Stretch, pen: float) -> Stretch:
    """With its wide marks cut, if any can be; as a whole they may be two digits, too."""
    return stretch.cut(pen) or replace(stretch, is_cut=True)


def _with_words_cut(told: Hypotheses) -> Hypotheses | None:
    """With the wide marks cut that seem to be in words, for these may be numbers; None where there are none."""
    wide = [mark.piece for mark in letters_of(_rows_of_marks(told)) if mark.may_be_several][:_MOST_WORDS]
    owners = {piece: stretch for stretch in told.stretches for piece in stretch.pieces}
    parts = {
        piece: Stretch([piece], owners[piece].line, min(owners[piece].height, piece.height)).cut(told.pen)
        for piece in wide
    }
    words = {piece: cut for piece, cut in parts.items() if cut is not None}
    return replace(told, cut_words=words) if words else None


def _without_words(told: Hypotheses) -> Hypotheses | None:
    """What the marks may mean that are no letters; None where none is. On a page of words alone all are doubted."""
    letters = {mark.piece for mark in letters_of(_rows_of_marks(told))}
    if not letters:
        return None
    numbers = _supposed([piece for piece in told.pieces if piece not in letters])
    return numbers if numbers.count else _doubted(told)


def _doubted(told: Hypotheses) -> Hypotheses:
    """Every mark as it was read by itself, none of them surely: it is not for us to say that a page is empty."""
    stretches = [
        Stretch([mark.piece], line, mark.piece.height, True, {(0, 1): unsure(mark.answer)}, {(0, 1): None})
        for line, row in enumerate(_rows_of_marks(told))
        for mark in row
        if mark.answer is not None
    ]
    return Hypotheses(stretches, told.pen)


def _rows_of_marks(told: Hypotheses) -> list[list[Mark]]:
    """All marks, with what each was read as."""
    rows = groupby(told.stretches, key=lambda stretch: stretch.line)
    return [[mark for stretch in row for mark in _marks_of(stretch, told.cut_words)] for _, row in rows]


def _marks_of(stretch: Stretch, cut_words: Mapping[Piece, Stretch]) -> Iterator[Mark]:
    for place, piece in enumerate(stretch.pieces):
        answer, word = stretch.answers.get((place, place + 1)), cut_words.get(piece)
        yield Mark(piece, answer, word.digits, word.cost) if word else Mark(piece, answer)


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
    """All ink as one digit, but for a frame or a ring around it, and the lines of a form at the picture's edge."""
    piece = piece_of(ink)
    if piece is not None and max(piece.width, piece.height) > LEAST_RING:  # most crops have no more
        marks = pieces_of(ink)
        kept = without_rings(without_margins(marks, ink.shape))
        if len(kept) < len(marks):
            whole, box = merged(kept)
            piece = piece_of(whole, round(box.x), round(box.y))
    return Hypotheses([Stretch([piece], 0, 0.0, is_cut=True)]) if piece else NOTHING
