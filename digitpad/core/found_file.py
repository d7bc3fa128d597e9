"""A picture file as a folder shows it: where it is, and what tells whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FoundFile:
    """A picture file in a folder that is scanned.

    Attributes:
        path: where it is, absolute.
        name: the path from the folder, with forward slashes; bytes that are no text are surrogates.
        size: in bytes.
        modified: when it was changed last, in nanoseconds since 1970.
    """

    path: Path
    name: str
    size: int
    modified: int
