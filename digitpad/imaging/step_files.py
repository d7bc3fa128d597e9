"""Files of the steps of each page that is read, in one folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from PIL import Image

from digitpad.core.errors import DigitpadError
from digitpad.core.reading import Reading
from digitpad.imaging.decode import Pixels, decode
from digitpad.imaging.steps import steps_of

_LONGEST_STEM = 50
"""Characters of a picture's name that are kept: with four bytes each, and what follows, a name a file can have."""


class StepFiles:
    """Writes the steps of pages as `NAME-pPAGE-STEP.png`, such as `list-p1-5-boxes.png`.

    Pictures of one name get different ones: `list`, `list-2`. Files that were there before are replaced.
    """

    def __init__(self, folder: Path) -> None:
        """Make the folder where there is none.

        Raises:
            DigitpadError: it cannot be made.
        """
        self._folder = folder
        self._stems: dict[str, str] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refusal(folder, error) from error

    def write(self, reading: Reading, one_digit: bool = False) -> None:
        """Write the steps of a page of a file; of one that could not be read there are none.

        Raises:
            DigitpadError: they cannot be written, or the file has changed since and cannot be read any more.
        """
        if reading.file is None or reading.error is not None:
            return
        steps = steps_of(decode(reading.file, page=reading.page), reading, one_digit)
        for name, pixels in steps.named():
            self._save(self._folder / f"{self._stem(reading.file)}-p{reading.page}-{name}.png", pixels)

    def _stem(self, file: str) -> str:
        """What a picture's files begin with: its name, as far as it is fit for any system, and unlike all others."""
        if file not in self._stems:
            plain = re.sub(r"[^\w. -]", "_", unicodedata.normalize("NFC", Path(file).stem))[:_LONGEST_STEM]
            taken = {stem.casefold() for stem in self._stems.values()}
            stem, number = plain, 1
            while stem.casefold() in taken:
                number += 1
                stem = f"{plain}-{number}"
            self._stems[file] = stem
        return self._stems[file]

    def _save(self, path: Path, pixels: Pixels) -> None:
        try:
            path.unlink(missing_ok=True)  # a link of that name is replaced, not followed out of the folder
            with path.open("xb") as file:
                Image.fromarray(pixels).save(file, "PNG")
        except OSError as error:
            raise _refusal(self._folder, error) from error


def _refusal(folder: Path, error: OSError) -> DigitpadError:
    return DigitpadError(f"The steps cannot be written to {folder}: {error.strerror or error}. Choose another folder.")
