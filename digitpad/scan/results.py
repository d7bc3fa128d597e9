"""What a scan found, as it is exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from digitpad.core.scan_row import ScanRow


@dataclass(frozen=True)
class ScanResults:
    """The rows of a scan, and what they belong to.

    Attributes:
        rows: in the order they are exported.
        folder: the one that was scanned; the rows' paths go from it.
        date: of the scan, as a report shows it.
    """

    rows: Sequence[ScanRow]
    folder: Path
    date: date
