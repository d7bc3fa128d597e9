"""Results of a scan as one page for a browser: a summary, and the pages with their pictures, the worst first."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from html import escape
from pathlib import Path

from digitpad.core.reading import Status
from digitpad.core.review import doubts_of, expected_wrong, worst_first
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.thumbnail import Thumbnail
from digitpad.scan.results import ScanResults
from digitpad.scan.thumbnails import thumbnails

MOST_PAGES = 2_000
"""That are shown: a browser holds some 20 MB with ease."""

_SIDE = 320
"""The longest side of a picture, in pixels."""

_NAMES = {
    Status.OK: "✓ sure",
    Status.UNSURE: "? unsure",
    Status.NOT_A_DIGIT: "? unsure",
    Status.EMPTY: "○ no digits",
    Status.ERROR: "✗ cannot be read",
}
"""With a sign each: nobody needs to tell colours apart."""

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #ddd; --good: #1a7f37; --doubt: #9a6700; --bad: #cf222e }}
@media (prefers-color-scheme: dark) {{
  :root {{ --line: #444; --good: #3fb950; --doubt: #d29922; --bad: #f85149 }}
}}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }}
th, td {{ text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid var(--line) }}
td:last-child {{ overflow-wrap: anywhere; min-width: 10rem }}
td img {{ display: block; min-width: 3rem; min-height: 3rem; max-width: 15rem; height: auto; object-fit: contain }}
.text {{ white-space: pre-line; font-size: 1.5rem; line-height: 1.2; overflow-wrap: break-word; max-width: 20rem }}
@media (max-width: 45rem) {{ td img {{ max-width: 6rem }} }}
.ok, .unsure, .empty, .error {{ white-space: nowrap }}
.ok, .reviewed {{ color: var(--good) }} .unsure, .empty {{ color: var(--doubt) }} .error {{ color: var(--bad) }}
</style>
</head>
<body>
"""

_TABLE = """<table>
<thead><tr><th scope="col">Picture</th><th scope="col">Text</th><th scope="col">Status</th>\
<th scope="col">Confidence</th><th scope="col">File</th></tr></thead>
<tbody>
"""


def write_report(results: ScanResults, path: Path) -> Generator[None, None, None]:
    """Write a page of HTML that needs nothing else: no other file, no network, no script; a step for each row.

    It shows the 2,000 worst pages: the doubtful first, then those that could not be read, then what a person looked at.

    Raises:
        OSError: the file cannot be written.
    """
    rows = results.rows
    shown = [rows[place] for place in _order(rows)[:MOST_PAGES]]
    # Bytes of a file's name that are no text are written as a backslash and their number.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        title = escape(f"Digits in {results.folder.name or results.folder}")
        file.write(_HEAD.format(title=title) + f"<h1>{title}</h1>\n" + _summary(results) + _TABLE)
        with closing(thumbnails(shown, results.folder, _SIDE)) as pictures:
            for row, picture in zip(shown, pictures, strict=True):
                file.write(_page(row, picture))
                yield
        file.write("</tbody>\n</table>\n</body>\n</html>\n")
    for _ in rows[len(shown) :]:
        yield


def _order(rows: Sequence[ScanRow]) -> list[int]:
    unread = [place for place, row in enumerate(rows) if not row.is_reviewed and row.error is not None]
    reviewed = [place for place, row in enumerate(rows) if row.is_reviewed]
    return [*worst_first(rows), *unread, *reviewed]


def _summary(results: ScanResults) -> str:
    rows = results.rows
    statuses = Counter("looked at by a person" if row.is_reviewed else _NAMES[row.status][2:] for row in rows)
    models = ", ".join(sorted({row.model for row in rows}))
    facts = [
        f"{len(rows):,} pages of {len({row.file for row in rows}):,} files",
        ", ".join(f"{count:,} {status}" for status, count in statuses.most_common()),
        f"Expected wrong readings among those nobody looked at: {expected_wrong(doubts_of(rows)):.1f}",
        f"Model: {models}",
        f"Date: {results.date:%Y-%m-%d}",
    ]
    if len(rows) > MOST_PAGES:
        facts.append(f"Only the {MOST_PAGES:,} worst pages are shown; a table (.csv) or a spreadsheet (.xlsx) has all.")
    items = "".join(f"<li>{escape(fact)}</li>\n" for fact in facts if fact)
    return f"<ul>\n{items}</ul>\n"


def _page(row: ScanRow, picture: Thumbnail | None) -> str:
    confidence = f"{row.confidence:.1%}" if row.digits and not row.is_reviewed else ""
    page = f" (page {row.page})" if row.page > 1 else ""
    error = f"<br>{escape(row.error)}" if row.error else ""
    # <bdi>: a name with a character that turns the direction of writing does not turn what is around it.
    return (
        f'<tr><td>{_image(row, picture)}</td><td class="text">{escape(row.final_text)}</td><td>{_status(row)}</td>'
        f"<td>{confidence}</td><td><bdi>{escape(row.file)}</bdi>{page}{error}</td></tr>\n"
    )


def _status(row: ScanRow) -> str:
    if row.is_reviewed:
        read = "" if row.final_text == row.text else f", was read as {escape(row.text) or 'nothing'}"
        return f'<span class="reviewed">✎ looked at{read}</span>'
    return f'<span class="{row.status}">{_NAMES[row.status]}</span>'


def _image(row: ScanRow, picture: Thumbnail | None) -> str:
    if picture is None:
        return "no picture"
    data = base64.b64encode(picture.encoded).decode("ascii")
    alt = f"the page, read as {escape(row.final_text) or 'nothing'}"
    return f'<img width="{picture.width}" height="{picture.height}" alt="{alt}" src="data:image/jpeg;base64,{data}">'
