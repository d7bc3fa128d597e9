"""A page that is open in the Pictures tab: what is shown of it, and everything that was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.core.history import History
from digitpad.core.reading import Reading

if TYPE_CHECKING:
    from digitpad.imaging.found_ink import FoundInk
    from digitpad.imaging.opened_picture import OpenedPicture


@dataclass(frozen=True)
class PageState:
    """One step of a page's history.

    Attributes:
        quarters: how often it was turned by 90 degrees, clockwise.
        straight: whether its lines were made to run level.
        reading: what stands on it, as read and as corrected; None where the answer is still to come.
        corrected: whether a person had a hand in the reading.
    """

    quarters: int = 0
    straight: bool = False
    reading: Reading | None = None
    corrected: bool = False

    @property
    def turning(self) -> tuple[int, bool]:
        return self.quarters, self.straight


@dataclass(eq=False)
class OpenPage:
    """A page and its history.

    Attributes:
        key: its number in the window.
        source: the file or the pixels it is opened from, anew whenever it is turned.
        picture: what is shown, and the ink that was found.
        turning: how `picture` is turned.
        history: what was done.
        chosen: the index of the digit whose bars are shown.
        kept: the reading that was copied or saved last.
    """

    key: int
    source: Path | NDArray[np.uint8]
    picture: OpenedPicture
    turning: tuple[int, bool] = (0, False)
    history: History[PageState] = field(default_factory=lambda: History(PageState()))
    chosen: int = 0
    kept: Reading | None = None

    @property
    def state(self) -> PageState:
        return self.history.current

    @property
    def reading(self) -> Reading | None:
        """What stands on the page; an error where it could not be opened."""
        if self.picture.error is not None:
            return Reading(file=self.picture.name, page=self.picture.page, error=self.picture.error)
        return self.state.reading

    @property
    def is_turned_right(self) -> bool:
        """Whether what is shown is turned as the state says."""
        return self.turning == self.state.turning

    @property
    def is_corrected(self) -> bool:
        """Whether there is work of a person in the reading."""
        return self.state.corrected

    @property
    def would_be_lost(self) -> bool:
        """Whether a person corrected what was neither copied nor saved; the page may have been turned since."""
        for state in self.history.backwards:
            if self.kept is not None and state.reading is self.kept:
                return False
            if state.corrected:
                return True
        return False

    def is_about(self, found: FoundInk) -> bool:
        """Whether it is this page as it is shown on which something was found."""
        return self.picture.found is not None and self.picture.found.first is found.first

    def answer(self, reading: Reading | None, found: FoundInk | None = None) -> None:
        """Take an answer of the recogniser; it is no step of a person's.

        Args:
            reading: the answer.
            found: where it was read: on the page as it was opened, or on what it was taken for instead.
        """
        if found is not None and found is not self.picture.found:
            self.picture = self.picture.taken_for(found)
        if reading is not None:
            reading = replace(reading, file=self.picture.name, page=self.picture.page)
        self.history.amend(replace(self.state, reading=reading))
        self._keep_chosen_inside()

    def correct(self, reading: Reading, chosen: int | None = None) -> None:
        """Take a person's correction, as one step, and choose a digit."""
        self.history.add(replace(self.state, reading=reading, corrected=True))
        self.chosen = self.chosen if chosen is None else chosen
        self._keep_chosen_inside()

    def turn(self, quarters: int, straight: bool) -> None:
        """Turn it another way, as one step; what was corrected when it was turned that way before is there again."""
        state = PageState(quarters % 4, straight)
        before = (known for known in self.history.backwards if known.corrected and known.turning == state.turning)
        self.history.add(next(before, state))
        self._keep_chosen_inside()

    def undo(self) -> None:
        """Take back the last step."""
        self.history.undo()
        self._keep_chosen_inside()

    def redo(self) -> None:
        """Do the step taken back again."""
        self.history.redo()
        self._keep_chosen_inside()

    def turn_back(self) -> None:
        """Go to the nearest state that is turned as the picture is: the page could not be opened anew."""
        while not self.is_turned_right and self.history.can_undo:
            self.history.undo()
        while not self.is_turned_right and self.history.can_redo:
            self.history.redo()
        self._keep_chosen_inside()

    def _keep_chosen_inside(self) -> None:
        count = len(self.state.reading.digits) if self.state.reading else 0
        self.chosen = max(0, min(self.chosen, count - 1))
