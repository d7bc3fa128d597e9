"""Training samples from a page that a person looked at: its digits as the network saw them, and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from digitpad.core.errors import DigitpadError, ImageError
from digitpad.core.sample import Sample, sample_of
from digitpad.imaging.decode import decode
from digitpad.imaging.found_ink import find_written
from digitpad.scan.content import content_digest
from digitpad.store.sample_store import SampleStore
from digitpad.store.scan_record import KeptDigit, ScanRecord


def keep_page_samples(record: ScanRecord, store: SampleStore, path: Path, page: int, text: str | None) -> int:
    """Make the digits of a page samples in the place of those it gave before; returns how many there are now.

    Args:
        record: where the page's digits are.
        store: where the samples go.
        path: of the file.
        page: from 1.
        text: what stands there, with `?` for what is no digit and gives no sample; None where there should be none.

    Raises:
        DigitpadError: the text has another number of digits than were found, the file has changed or cannot be read,
            or the store cannot be used. What the page gave before is then forgotten all the same: it may be wrong.
    """
    digest = record.digest(path)
    key = digest + b":%d" % page
    store.replace_page(key, [])
    if text is None:
        return 0
    samples = _samples(path, page, record.digits(path, page), text.replace("\n", ""), digest)
    store.replace_page(key, samples)
    return len({sample.digest for sample in samples})


def _samples(path: Path, page: int, digits: Sequence[KeptDigit], text: str, digest: bytes) -> list[Sample]:
    if len(text) != len(digits):
        raise DigitpadError(
            f"{path.name} gives no training samples: {len(digits)} digits were found, and {len(text)} stand there."
        )
    if content_digest(path) != digest:
        raise DigitpadError(f"{path.name} gives no training samples: it has changed since it was read.")
    try:
        found = find_written(decode(path, page=page))
    except ImageError as error:
        raise DigitpadError(f"{path.name} gives no training samples: it could not be read again.") from error
    boxes = [digit.box for digit in digits]
    glyphs = found.where_read(boxes).glyphs_in(boxes)
    pairs = zip(glyphs, text, strict=True)
    return [sample_of(glyph.pixels, int(label), "scan") for glyph, label in pairs if glyph and label.isdecimal()]
