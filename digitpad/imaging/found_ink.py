"""What was written on a picture, as far as it goes without a network: the ink, and what it may mean."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import Box, Glyph
from digitpad.imaging.decode import Pixels
from digitpad.imaging.ink import Ink, find_ink, inked
from digitpad.imaging.joins import glyph_of
from digitpad.imaging.page import Hypotheses, suppose, suppose_one_digit, suppose_within
from digitpad.imaging.paper import Levelled, is_small, level_crop
from digitpad.imaging.pieces import Piece, halves, piece_of
from digitpad.imaging.rules import without_rules
from digitpad.imaging.thumbnail import reduced

InkLevels = NDArray[np.uint8]
"""(H, W) uint8: ink in 255 steps, as it is kept."""

_VIEW_SIDE = 200
"""Pixels of a picture, on its longer side, that are enough where it is a crop of one digit or of a number."""

_WIDE = 1.3
"""Times its height is a small picture wide that may be one of a number."""


@dataclass(frozen=True, eq=False)
class InkFrame:
    """How the ink of a picture lies on it.

    Attributes:
        shape: height and width of the ink.
        scale: how many pixels of the picture one of the ink's stands for.
        size: width and height of the picture.
        is_one_digit: whether all the ink is one digit; else it may be any number of them.
        view: (H, W) uint8, its brightness, at most 200 pixels long; None where one look at it is enough.
    """

    shape: tuple[int, int]
    scale: float
    size: tuple[int, int]
    is_one_digit: bool
    view: InkLevels | None

    def levelled_as_crop(self) -> Levelled | None:
        """The picture without the light on it, where half of it may be ink; None where it is looked at but once."""
        return None if self.view is None else level_crop(self.view, max(self.size) / max(self.view.shape))

    def other_looks(self) -> list[FoundInk]:
        """What may be on the picture instead, with all the ink there is; the likeliest first.

        A digit or a number that fills a picture in uneven light, or is cut at its edge, looks like shadow to an eye for
        pages. And a small picture, which is one digit, may be a small number if it is wide.
        """
        levelled = self.levelled_as_crop()
        ink = None if levelled is None else find_ink(levelled)
        if levelled is None or ink is None or not ink.any():
            return []
        if is_small(self.size):
            kinds = [False]
        elif self.is_one_digit:
            kinds = [True]
        else:
            kinds = [True, False]
        return [_packed(*_framed(levelled, ink, self.size, is_one_digit, view=None)) for is_one_digit in kinds]

    def hypotheses_of(self, levels: InkLevels) -> Hypotheses:
        """What its ink may mean."""
        ink = _as_ink(levels)
        return suppose_one_digit(ink) if self.is_one_digit else suppose(ink)

    def box_in_picture(self, box: Box) -> Box:
        """A box of the ink in pixels of the picture."""
        left, top = box.x * self.scale, box.y * self.scale
        # The last row or column of a reduced picture may stand for less than a whole step.
        right = min((box.x + box.width) * self.scale, self.size[0])
        bottom = min((box.y + box.height) * self.scale, self.size[1])
        return Box(left, top, right - left, bottom - top)


@dataclass(frozen=True, eq=False)
class FoundInk(InkFrame):
    """A picture as far as it goes without a network.

    Attributes:
        packed: the ink, compressed: a page's would be three megabytes.
        origin: what was found on the picture before it was taken for something else; None where it was not.
    """

    packed: bytes
    origin: FoundInk | None = None

    @property
    def ink(self) -> Ink:
        """What was written, rules taken out."""
        return _as_ink(self._levels)

    @property
    def _levels(self) -> InkLevels:
        return np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)

    def hypotheses(self) -> Hypotheses:
        """What the ink may mean."""
        return self.hypotheses_of(self._levels)

    def other_looks(self) -> list[FoundInk]:
        """As of any picture; they know where they come from."""
        return [replace(look, origin=self) for look in super().other_looks()]

    @property
    def first(self) -> FoundInk:
        """What was found on the picture before it may have been taken for something else."""
        return self.origin or self

    def where_read(self, boxes: Sequence[Box]) -> FoundInk:
        """Itself, or what it was taken for instead where the digits in these boxes were read."""
        rounded = {_rounded(box) for box in boxes}
        looks = [] if not rounded or rounded <= set(self.own_glyphs) else self.other_looks()
        return next((look for look in looks if rounded <= set(look.own_glyphs)), self)

    def piece_in(self, box: Box) -> Piece | None:
        """All ink in a box of the picture as one mark, None where there is none."""
        left, top = max(0, round(box.x / self.scale)), max(0, round(box.y / self.scale))
        right, bottom = round((box.x + box.width) / self.scale), round((box.y + box.height) / self.scale)
        return piece_of(self.ink[top : max(top, bottom), left : max(left, right)], left, top)

    def glyphs_in(self, boxes: Sequence[Box]) -> list[Glyph | None]:
        """What stands in boxes of the picture as the network saw it, each as one digit; None where there is no ink.

        Where a box is that of a digit read here, to a tenth of a pixel, it gives that digit's own marks, without those
        of its neighbours that reach into it.
        """
        own = self.own_glyphs
        if any(_rounded(box) not in own for box in boxes) and not self.is_one_digit:
            scaled = [Box(*(side / self.scale for side in box)) for box in boxes]
            own = self._by_box(suppose_within(self.ink, scaled)) | own  # as it is told once words are left out
        return [own.get(_rounded(box)) or self._glyph_in(box) for box in boxes]

    @property
    def own_glyphs(self) -> dict[tuple[float, ...], Glyph]:
        """All that may be read here, by its box in pixels of the picture, to a tenth."""
        return self._by_box(self.hypotheses())

    def _by_box(self, hypotheses: Hypotheses) -> dict[tuple[float, ...], Glyph]:
        return {_rounded(self.box_in_picture(glyph.box)): glyph for glyph in hypotheses.all_glyphs()}

    def _glyph_in(self, box: Box) -> Glyph | None:
        piece = self.piece_in(box)
        return None if piece is None else glyph_of([piece])

    def halves_of(self, box: Box) -> tuple[Box, Box] | None:
        """A box of the picture as two beside each other, cut where the least ink is; None where there is too little."""
        piece = self.piece_in(box)
        if piece is None or piece.width < 2:
            return None
        left, right = halves(piece)
        return self.box_in_picture(left), self.box_in_picture(right)


def _as_ink(levels: InkLevels) -> Ink:
    return levels.astype(np.float32) / np.float32(255)


def _rounded(box: Box) -> tuple[float, ...]:
    return tuple(round(side, 1) for side in box)


def find_written(pixels: Pixels, one_digit: bool = False) -> FoundInk:
    """Find what was written on a picture. A picture of up to 64 pixels is a crop of one digit."""
    return found_ink(*inked(pixels), (pixels.shape[1], pixels.shape[0]), one_digit)


def found_ink(levelled: Levelled, ink: Ink, size: tuple[int, int], one_digit: bool = False) -> FoundInk:
    """What was written on a picture, of that width and height, that is levelled and inked."""
    return _packed(*written_ink(levelled, ink, size, one_digit))


def written_ink(
    levelled: Levelled, ink: Ink, size: tuple[int, int], one_digit: bool = False
) -> tuple[InkFrame, InkLevels]:
    """As `found_ink`, for those who need the ink but once: packing it takes as long as finding the digits in it."""
    small = is_small(size)
    is_wide = size[0] >= _WIDE * size[1]
    may_be_other = (is_wide and not one_digit) if small else not levelled.is_parted
    view = reduced(levelled.grey, _VIEW_SIDE) if may_be_other else None
    return _framed(levelled, ink, size, one_digit or small, view)


def _framed(
    levelled: Levelled, ink: Ink, size: tuple[int, int], is_one_digit: bool, view: InkLevels | None
) -> tuple[InkFrame, InkLevels]:
    written = ink if is_one_digit else without_rules(ink, levelled.contrast)
    levels = cv2.convertScaleAbs(written, alpha=255).astype(np.uint8, copy=False)
    return InkFrame((written.shape[0], written.shape[1]), levelled.scale, size, is_one_digit, view), levels


def _packed(frame: InkFrame, levels: InkLevels) -> FoundInk:
    packed = zlib.compress(levels.tobytes(), 1)
    return FoundInk(frame.shape, frame.scale, frame.size, frame.is_one_digit, frame.view, packed)
