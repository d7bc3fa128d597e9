"""A reading as a file that other programs understand: plain text, a table, or JSON."""

from __future__ import annotations

import csv
import io
import json

from digitpad.core.reading import Reading

_COLUMNS = ("line", "position", "value", "status", "confidence", "x", "y", "width", "height", "by_hand")


def as_text(reading: Reading) -> str:
    """The digits, a line of text for each line of the page."""
    return reading.text + "\n"


def as_csv(reading: Reading) -> str:
    """A row for each digit; lines and positions count from 1, boxes are in pixels of the picture."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_COLUMNS)
    position, line = 0, None
    for digit in reading.digits:
        position = position + 1 if digit.line == line else 1
        line = digit.line
        box = [round(side, 2) for side in digit.box]
        certain = round(digit.confidence, 6)
        writer.writerow([line + 1, position, digit.value, digit.status, certain, *box, int(digit.by_hand)])
    return table.getvalue()


def as_json(reading: Reading) -> str:
    """The object that the command line prints."""
    return json.dumps(reading.to_dict(), allow_nan=False) + "\n"
