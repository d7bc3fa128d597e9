"""The one thing the rest of digitpad knows of a network: it turns glyphs into answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading


class Recognizer(Protocol):
    """Names glyphs. `ml` makes real ones; the tests of the window hand over their own."""

    @property
    def model_name(self) -> str:
        """The name of the model in use, such as `digitpad-base`."""

    @property
    def model_version(self) -> str:
        """A fingerprint of the model: another one, even of the same name, has another."""

    @property
    def device(self) -> str:
        """Where it runs, in a few words for the status line: `CPU (AVX-512)`."""

    @property
    def device_reason(self) -> str:
        """A sentence that says why it runs there."""

    def recognize(self, glyphs: Sequence[Glyph]) -> list[DigitReading]:
        """One answer for each glyph, in their order. May be called from several threads at a time."""


PairReading = tuple[DigitReading, DigitReading]
"""The answers for the left one of two digits that touch, and for the right one."""


class PairRecognizer(Protocol):
    """Names two digits that touch, which nobody needs to cut apart."""

    @property
    def version(self) -> str:
        """A fingerprint of its network."""

    def recognize(self, pairs: Sequence[Glyph]) -> list[PairReading]:
        """Two answers for each pair (28, 48), both with the glyph of the pair, in their order.

        May be called from several threads at a time.
        """
