"""Checks of what goes wrong around the program: no display, a full disk; and of what it leaves behind."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from smoke.command_checks import require_sentence, require_well, scan_folder
from smoke.place import Place
from smoke.report import Report, SkippedError, require
from smoke.screen import Screen
from smoke.trace import Trace
from smoke.training_checks import TrainingChecks
from smoke.window import window

_FULL = """
(
    PATH=/usr/sbin:/usr/bin:/sbin:/bin
    mount -t tmpfs -o size=64k,mode=777 none "$1" || exit 99
    head -c 100k /dev/zero >"$1/filled" 2>/dev/null
    true
) || exit
shift
exec "$@"
"""
"""Fills the folder that is its first argument, for the command that follows, and for it alone."""

_WITHOUT = """
for file in $1; do
    /bin/mount --bind /dev/null "$file" || exit 99
done
shift
exec "$@"
"""
"""Takes the files that match its first argument away, for the command that follows, and for it alone."""

_LIBRARY, _PACKAGE = "libEGL.so.1", "libegl1"
"""Something the window needs and no bundle brings: it belongs to the graphics driver."""

_PYTHONS = ("/site-packages/", "/dist-packages/", "/usr/lib/python", "/usr/local/lib/python")


@dataclass(frozen=True)
class TroubleChecks:
    """What they share.

    Attributes:
        place: where the program lies.
        training: how it trains.
        screen: where its window is; None where there is none.
    """

    place: Place
    training: TrainingChecks
    screen: Screen | None

    def run_all(self, report: Report) -> None:
        """Run every check of this file."""
        report.check("no display is a sentence", lambda: self._no_display(""))
        report.check("a display that is not there, too", lambda: self._no_display(":4711"))
        report.check("a missing library is named", self._missing_library)
        report.check("a full disk is a sentence: scan", self._full_scan)
        report.check("a full disk is a sentence: train", self._full_train)
        report.check("a full disk: the window comes and reads", self._full_window)
        report.check("reading writes nothing outside", lambda: self._traced("read"))
        report.check("scanning writes nothing outside", lambda: self._traced("scan"))
        report.check("training writes nothing outside", lambda: self._traced("train"))
        report.check("the window writes nothing outside", self._traced_window)

    def _no_display(self, display: str) -> str:
        if sys.platform != "linux":
            raise SkippedError("there always is one on this system")
        done = self.place.run(display=display)
        require_sentence(done)
        lines = done.complained.strip().splitlines()
        require(done.status == 1 and len(lines) == 1, f"status {done.status}: {done.complained[-400:]!r}")
        return lines[0]

    def _missing_library(self) -> str:
        libraries = self.place.outside("/usr/lib")
        if not any(libraries.glob(f"*/{_LIBRARY}")):
            raise SkippedError(f"there is no {_LIBRARY} that could be taken away")
        pattern = str(libraries / "*" / _LIBRARY)
        done = self.place.run(display=self._screen().display, prepare=self._mounting(_WITHOUT, pattern))
        require_sentence(done)
        named = _LIBRARY in done.complained and _PACKAGE in done.complained
        require(done.status == 1 and named, f"status {done.status}: {done.complained[-400:]!r}")
        return done.complained.strip()

    def _full_disk(self) -> list[str]:
        return self._mounting(_FULL, str(self.place.data))

    def _mounting(self, script: str, what: str) -> list[str]:
        """What stands before a command that is to see other mounts."""
        if sys.platform != "linux" or os.getuid() != 0:
            raise SkippedError("only root can do that, on Linux")
        return [shutil.which("unshare") or "unshare", "--mount", "/bin/sh", "-c", script, "sh", what]

    def _full_scan(self) -> str:
        output = self.place.work / "voll.csv"
        return self._told_full("scan", scan_folder(self.place), "-o", output)

    def _full_train(self) -> str:
        output = self.place.work / "voll.safetensors"
        words = ("--epochs", "1", "--device", "cpu", "--data", self.training.few, "-o", output)
        return self._told_full("train", "--network", "perceptron", *words)

    def _told_full(self, *words: str | Path) -> str:
        done = self.place.run(*words, prepare=self._full_disk())
        require_sentence(done)
        lines = done.complained.strip().splitlines()
        require(done.status not in (0, None) and lines, f"status {done.status}: {done.complained[-400:]!r}")
        return lines[-1]

    def _full_window(self) -> str:
        with window(self.place, self._screen(), prepare=self._full_disk()) as shown:
            shown.draw(1)
            shown.close()
        return "and it ends with 0"

    def _traced(self, what: str) -> str:
        self._require_strace()
        output = self.place.work / f"ausgegeben-{what}"
        asked: list[Path] = []
        if what == "train":
            asked = [output.with_suffix(".safetensors")]
            wishes = ("--network", "perceptron", "--epochs", "1", "--data", self.training.few)
            done = self.training.train(*wishes, "-o", asked[0], traced=True)
        elif what == "scan":
            asked = [output.with_suffix(".csv")]
            done = self.place.run("scan", scan_folder(self.place), "-o", asked[0], traced=True)
        else:
            done = self.place.run("read", *sorted(scan_folder(self.place).iterdir()), traced=True)
        require_well(done)
        return self._judged(self.place.trace(), asked)

    def _traced_window(self) -> str:
        self._require_strace()
        self.place.empty_data()
        with window(self.place, self._screen(), traced=True) as shown:
            shown.draw(1)
            shown.close()
        return self._judged(self.place.trace(), [])

    def _judged(self, trace: Trace, asked: list[Path]) -> str:
        """What a trace shows; only what was asked for may lie outside."""
        require(len(trace.opened) > 50, "strace saw nothing")
        # The program's own folder cannot be written, and is looked at in the end; it may ask for folders in it.
        own = [Path(self.place.inside(folder)) for folder in (self.place.data, self.place.install)]
        outside = [path for path in trace.written_outside(*own) if not self._is_asked(path, asked)]
        require(not outside, f"written outside: {', '.join(outside[:5])}")
        require(not trace.connected, f"connections: {', '.join(trace.connected[:5])}")
        source = str(Path(__file__).resolve().parents[2])
        foreign = sorted(
            path for path in trace.opened if _is_foreign(path, source, self.place.inside(self.place.install))
        )
        require(not foreign, f"opened of another Python: {', '.join(foreign[:5])}")
        return f"{len(trace.written)} files written, 0 outside, 0 connections"

    def _is_asked(self, path: str, asked: list[Path]) -> bool:
        """Whether it is such a file, the unfinished one beside it, or a nameless one that tries out its folder."""
        written = Path(path)
        files = [Path(self.place.inside(file)) for file in asked]
        is_unfinished = written.name.startswith(".digitpad-") and written.suffix == ".part"
        return any(
            written in (file, file.parent) or (is_unfinished and written.parent == file.parent) for file in files
        )

    def _require_strace(self) -> None:
        if shutil.which("strace") is None:
            raise SkippedError("needs strace")

    def _screen(self) -> Screen:
        if self.screen is None:
            raise SkippedError("needs a screen of our own")
        return self.screen


def _is_foreign(path: str, source: str, install: str) -> bool:
    """Whether a file is of the source tree, or of a Python that is not the program's own."""
    if path.startswith(f"{install}/"):
        return False
    return path.startswith(f"{source}/") or any(part in path for part in _PYTHONS)
