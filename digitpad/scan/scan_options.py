"""How a folder is scanned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ScanOptions:
    """How to scan.

    Attributes:
        recursive: read the folders in the folder, too.
        one_digit: take all the ink of a page for one digit.
        jobs: threads that decode and read; None for as many as there are processors.
        resume_in: the folder in which the files are: those that the record has from the same model, and that have not
            changed, are not read again. None reads all.
    """

    recursive: bool = True
    one_digit: bool = False
    jobs: int | None = None
    resume_in: Path | None = None
