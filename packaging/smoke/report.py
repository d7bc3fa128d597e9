"""What the checks found: a line each."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

_LONGEST = 400
"""Characters of what was found."""


class BadError(Exception):
    """Something is not as it should be; the text says what."""


class SkippedError(Exception):
    """A check cannot run here; the text says why."""


class Report:
    """Runs checks, one after the other, and prints what each found.

    Args:
        only: a part of the names of the checks that are run; empty for all.

    Attributes:
        bad: the names of those that failed.
        counts: how many were `ok`, `BAD` and `skipped`.
    """

    def __init__(self, only: str = "") -> None:
        self._only = only
        self.bad: list[str] = []
        self.counts = {"ok": 0, "BAD": 0, "skipped": 0}

    def check(self, name: str, check: Callable[[], str]) -> None:
        """Run a check, which returns what it found; whatever it raises makes it bad, and the next one runs."""
        if self._only not in name:
            return
        started = time.monotonic()
        try:
            self._tell("ok", name, f"{check()} ({time.monotonic() - started:.1f} s)")
        except SkippedError as why:
            self._tell("skipped", name, str(why))
        except BadError as what:
            self._tell("BAD", name, str(what))
        except Exception as error:  # noqa: BLE001 — a check that breaks has not found the program well
            traceback.print_exc()
            self._tell("BAD", name, f"{type(error).__name__}: {error}")

    def summary(self) -> str:
        """One line for all."""
        told = ", ".join(f"{count} {outcome}" for outcome, count in self.counts.items())
        return told + (f". BAD: {'; '.join(self.bad)}" if self.bad else "")

    def _tell(self, outcome: str, name: str, found: str) -> None:
        self.counts[outcome] += 1
        if outcome == "BAD":
            self.bad.append(name)
        line = " ".join(found.split())
        print(f"{outcome:<8}{name:<44}{line if len(line) < _LONGEST else line[:_LONGEST] + '…'}", flush=True)


def require(holds: object, sentence: str) -> None:
    """Raise BadError with a sentence unless something holds."""
    if not holds:
        raise BadError(sentence)
