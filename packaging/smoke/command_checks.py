"""Checks of the command line: what is read, scanned and told."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smoke.handwriting import number, pdf, png
from smoke.place import Done, Place, Word
from smoke.report import Report, require

NUMBERS = ("174", "2026", "38", "7")
"""What stands in the pictures that are scanned."""

_MACHINERY = ("Traceback", "Segmentation fault", "core dumped", "[PYI-")
"""What a person should never see."""


def check_commands(report: Report, place: Place, display: str) -> None:
    """Run every check of this file.

    Args:
        report: where they are told.
        place: where the program lies.
        display: a screen that is there, on which nothing should appear.
    """

    def run(*words: Word) -> Done:
        return place.run(*words, display=display)

    report.check("tells its version", lambda: _version(run))
    report.check("doctor is well", lambda: _doctor(run))
    report.check("a PNG is read", lambda: _reads(run, place.write("Bild ü.png", png(number("174"))), "174"))
    report.check("a PDF is read", lambda: _reads(run, place.write("Blatt.pdf", pdf("2741")), "2741"))
    report.check("reading says nothing else", lambda: _quiet(run, place.write("eins.png", png(number("1")))))
    report.check("a damaged picture is a sentence", lambda: _damaged(run, place))
    folder = scan_folder(place)
    for suffix, rows in _ROWS.items():
        report.check(f"a folder is scanned to {suffix}", lambda s=suffix, r=rows: _scan(run, place, folder, s, r))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults


def scan_folder(place: Place) -> Path:
    """A folder of pictures, with a number in each."""
    for text in NUMBERS:
        place.write(f"Scan ñ/{text}.png", png(number(text)))
    return place.work / "Scan ñ"


def texts_of(done: Done) -> list[str]:
    """What was read, of the output of `read --json`."""
    return [json.loads(line)["text"] for line in done.said.splitlines()]


def require_sentence(done: Done) -> None:
    """Nothing of the machinery shows in what was said."""
    told = done.said + done.complained
    shown = [word for word in _MACHINERY if word in told]
    require(not shown, f"it shows its machinery: {told[-400:]!r}")


def require_well(done: Done) -> None:
    """It ended with status 0."""
    require_sentence(done)
    require(done.status == 0, f"status {done.status}: {(done.complained or done.said)[-400:]!r}")


_Run = Callable[..., Done]


def _version(run: _Run) -> str:
    done = run("--version")
    require_well(done)
    require(done.said.startswith("digitpad "), f"it said {done.said!r}")
    return done.said.strip()


def _doctor(run: _Run) -> str:
    done = run("doctor")
    bad = [line for line in done.said.splitlines() if not line.startswith("ok ")]
    require(not bad, "; ".join(bad))
    require_well(done)
    return f"{len(done.said.splitlines())} findings"


def _reads(run: _Run, picture: Path, expected: str) -> str:
    done = run("read", "--json", picture)
    require_well(done)
    require(texts_of(done) == [expected], f"it read {texts_of(done)}, not {expected}")
    return f"{picture.name}: {expected}"


def _quiet(run: _Run, picture: Path) -> str:
    done = run("read", picture)
    require_well(done)
    require(not done.complained, f"it said {done.complained[:300]!r}")
    return done.said.strip()


def _damaged(run: _Run, place: Place) -> str:
    done = run("read", place.write("kaputt.png", png(number("1"))[:60]))
    require_sentence(done)
    require(done.status == 1 and "kaputt.png" in done.complained, f"status {done.status}: {done.complained!r}")
    return done.complained.strip().splitlines()[-1]


def _scan(run: _Run, place: Place, folder: Path, suffix: str, rows: Callable[[Path], dict[str, str]]) -> str:
    output = place.work / f"Ergebnis é{suffix}"
    done = run("scan", folder, "-o", output)
    require_well(done)
    found = rows(output)
    wrong = {file: text for file, text in found.items() if Path(file).stem != text}
    require(len(found) == len(NUMBERS) and not wrong, f"it holds {found}")
    return f"{len(found)} rows"


def _csv_rows(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {row["file"]: row["text"] for row in csv.DictReader(lines)}


def _json_rows(file: Path) -> dict[str, str]:
    rows: list[dict[str, Any]] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["file"]: row["text"] for row in rows}


def _named_in(content: str) -> dict[str, str]:
    """The files of ours that a report names; whoever is named counts as read."""
    return {f"{text}.png": text for text in NUMBERS if f"{text}.png" in content}


def _xlsx_rows(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as book:
        return _named_in("".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml")))


def _html_rows(file: Path) -> dict[str, str]:
    return _named_in(file.read_text(encoding="utf-8"))


_ROWS: dict[str, Callable[[Path], dict[str, str]]] = {
    ".csv": _csv_rows,
    ".json": _json_rows,
    ".xlsx": _xlsx_rows,
    ".html": _html_rows,
}
