"""What the window is handed for training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.workshop import Workshop


@dataclass(frozen=True)
class TrainParts:
    """Where networks are trained, and where they go.

    Attributes:
        make_workshop: makes the workshop; called when the Train tab is first shown.
        keep_model: keeps the file of a finished model under a name; returns the name or path it is used by.
            Raises `DigitpadError` with a sentence where it cannot.
    """

    make_workshop: Callable[[], Workshop]
    keep_model: Callable[[Path, str], str]
