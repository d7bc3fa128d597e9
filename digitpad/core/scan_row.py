"""One row of a scan: what was read on one page of one file, and what a person says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digitpad.core.reading import Reading, Status


@dataclass(frozen=True)
class ScanRow:
    """What a scan keeps of a page, and shows in its table.

    Attributes:
        file: the path from the folder, with forward slashes.
        page: within the file, from 1.
        text: what was read; the lines of a page joined by a newline, `?` for a mark that is no digit.
        status: of the reading.
        confidence: the probability that all of the text is right, 0..1; 0 where there is none.
        digits: the probability of each digit, in reading order.
        error: the sentence that says why the page could not be read, or None.
        model: the name of the model that read it.
        correction: what a person says stands there, the same as `text` where it was right; None where nobody looked.
    """

    file: str
    page: int
    text: str
    status: Status
    confidence: float
    digits: tuple[float, ...]
    error: str | None
    model: str
    correction: str | None = None

    @property
    def is_reviewed(self) -> bool:
        """Whether a person has looked at it."""
        return self.correction is not None

    @property
    def final_text(self) -> str:
        """What is taken to stand there: what a person said, else what was read."""
        return self.text if self.correction is None else self.correction

    @property
    def doubt(self) -> float:
        """The probability that the text is wrong, 0..1; 0 where a person looked, and where there is no text."""
        if self.is_reviewed or self.status in (Status.EMPTY, Status.ERROR):
            return 0.0
        return 1.0 - self.confidence

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON lines show it."""
        return {
            "file": self.file,
            "page": self.page,
            "text": self.final_text,
            "status": str(self.status),
            "confidence": round(self.confidence, 6),
            "digits": [round(confidence, 6) for confidence in self.digits],
            "error": self.error,
            "model": self.model,
            "read": self.text,
            "reviewed": self.is_reviewed,
        }


def row_of(reading: Reading, file: str, model: str) -> ScanRow:
    """A reading as a row.

    Args:
        reading: of the page.
        file: the path from the folder.
        model: the name of the model that read it.
    """
    return ScanRow(
        file=file,
        page=reading.page,
        text=reading.text,
        status=reading.status,
        confidence=reading.confidence,
        digits=tuple(digit.confidence for digit in reading.digits),
        error=reading.error,
        model=model,
    )
