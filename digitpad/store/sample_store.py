"""The digits a person corrected, kept on this computer for networks to learn from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitpad.core.glyph import GLYPH_SIZE
from digitpad.core.places import is_there
from digitpad.core.sample import Sample, is_held_out
from digitpad.store.database import Database

_FILE, _VERSION = "samples.sqlite", 1

_SCHEMA = """
CREATE TABLE sample (
    digest BLOB PRIMARY KEY,       -- of the pixels
    label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
    pixels BLOB NOT NULL CHECK (length(pixels) = 784),
    source TEXT NOT NULL,          -- drawing, picture or scan
    page BLOB NOT NULL,            -- which page of a scan it is from; else empty
    added TEXT NOT NULL            -- date and time, UTC
) WITHOUT ROWID;
CREATE INDEX sample_page ON sample (page)
"""

_SELECT = "SELECT digest, label, pixels, source, page, added FROM sample"
_INSERT = "INSERT OR REPLACE INTO sample VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_OR_RELABEL = (
    "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET label = excluded.label,"
    " page = CASE WHEN page = x'' THEN page ELSE excluded.page END"
)


class OwnSamples(NamedTuple):
    """The samples in an order that only depends on them.

    Attributes:
        images: (N, 28, 28) uint8, bright ink on black.
        labels: (N,) 0..9.
        digests: of the images, ascending.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    digests: tuple[bytes, ...]

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """(N,) which of them are for measuring, never for learning: about a fifth, always the same."""
        return np.array([is_held_out(digest) for digest in self.digests], dtype=np.bool_)


class KeptSample(NamedTuple):
    """A sample as it lies in the store.

    Attributes:
        digest: of its image.
        label: what the person said it is, 0..9.
        pixels: (28 × 28) bytes, row by row, bright ink on black.
        source: where it was written: `drawing`, `picture` or `scan`.
        page: which page of a scan it is from; else empty.
        added: when, in UTC, as ISO 8601.
    """

    digest: bytes
    label: int
    pixels: bytes
    source: str
    page: bytes
    added: str


def sample_count(home: Path) -> int | None:
    """How many samples a home folder holds, without a moment's wait; None where somebody is just writing them."""
    path = home / _FILE
    if not is_there(path):
        return 0
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as database:
            return int(database.execute("SELECT count(*) FROM sample").fetchone()[0])
    except (sqlite3.Error, OSError):
        return None


class SampleStore(Database):
    """The database of a home folder. To be used in one thread; any number of them may be open.

    The same image is kept once; a new label takes the place of the old one.

    Raises:
        DigitpadError: the folder cannot be written, or the file is damaged or a newer program's.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home / _FILE, "The store of training samples", _SCHEMA, _VERSION)

    def add(self, samples: Iterable[Sample]) -> None:
        """Keep samples, all of them or, in a crash, none."""
        with self._transaction():
            self._database.executemany(_INSERT, _rows_of(samples, b""))

    def replace_page(self, page: bytes, samples: Iterable[Sample]) -> None:
        """Keep samples of a page of a scan in the place of those that were kept of it.

        An image that was given in the Draw tab or from a picture, too, stays one of those, with its new label.

        Args:
            page: whatever stands for that page, not empty.
            samples: of it; none where the page should give none.
        """
        with self._transaction():
            self._database.execute("DELETE FROM sample WHERE page = ?", (page,))
            self._database.executemany(_INSERT_OR_RELABEL, _rows_of(samples, page))

    def remove(self, digests: Iterable[bytes]) -> list[KeptSample]:
        """Forget samples; returns them as they were. Of images that are not kept, nothing happens."""
        with self._transaction():
            removed = self._rows(digests)
            self._database.executemany("DELETE FROM sample WHERE digest = ?", [(one.digest,) for one in removed])
        return removed

    def relabel(self, digests: Iterable[bytes], label: int) -> list[KeptSample]:
        """Say that samples are another digit; returns those that were none before, as they were."""
        with self._transaction():
            others = [one for one in self._rows(digests) if one.label != label]
            changes = [(label, one.digest) for one in others]
            self._database.executemany("UPDATE sample SET label = ? WHERE digest = ?", changes)
        return others

    def restore(self, samples: Iterable[KeptSample]) -> None:
        """Bring back samples as they were."""
        with self._transaction():
            self._database.executemany(_INSERT, samples)

    def newest_first(self) -> list[KeptSample]:
        """All samples, those added last first."""
        with self._errors_as_sentences():
            rows = self._database.execute(f"{_SELECT} ORDER BY added DESC, digest")
            return [KeptSample(*row) for row in rows]

    def load(self) -> OwnSamples:
        """All samples."""
        with self._errors_as_sentences():
            rows = self._database.execute("SELECT pixels, label, digest FROM sample ORDER BY digest").fetchall()
            if any(not isinstance(pixels, bytes) or len(pixels) != GLYPH_SIZE**2 for pixels, *_ in rows):
                raise ValueError("a sample's pixels")
        pixels, labels, digests = zip(*rows, strict=True) if rows else ((), (), ())
        images = np.frombuffer(b"".join(pixels), np.uint8).reshape(-1, GLYPH_SIZE, GLYPH_SIZE).copy()
        return OwnSamples(images, np.array(labels, dtype=np.int64), tuple(digests))

    def _rows(self, digests: Iterable[bytes]) -> list[KeptSample]:
        found = (self._database.execute(f"{_SELECT} WHERE digest = ?", (digest,)).fetchone() for digest in digests)
        return [KeptSample(*row) for row in found if row is not None]


def _rows_of(samples: Iterable[Sample], page: bytes) -> list[KeptSample]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return [
        KeptSample(sample.digest, sample.label, sample.pixels.tobytes(), sample.source, page, now) for sample in samples
    ]
