"""Checks of the window: it comes, it reads, there is one only, and nothing stays behind."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from smoke.handwriting import number, png
from smoke.place import Place
from smoke.report import Report, require
from smoke.screen import Screen, wait_for
from smoke.window import window

TITLE = "digitpad"
SMALLEST = (960, 640)
"""Width and height of the window."""

_DELAYS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Seconds from the window's first paint; loading takes one or two."""

_DRAWN = (1, 7, 4, 2)

_GONE_WITHIN = 5.0
"""Seconds after the window is closed."""


@dataclass(frozen=True)
class WindowChecks:
    """What they share.

    Attributes:
        place: where the program lies.
        screen: where its window is.
    """

    place: Place
    screen: Screen

    def run_all(self, report: Report) -> None:
        """Run every check of this file."""
        report.check("the window paints, and closes", self._paints)
        report.check("the window closes while the model loads", self._closed_early)
        report.check("a drawn digit is read", self._drawn)
        report.check("a picture is opened and read", self._opened)
        report.check("started twice, there is one window", self._twice)
        report.check("damaged settings do no harm", self._damaged_settings)

    def _paints(self) -> str:
        self.place.empty_data()
        with window(self.place, self.screen) as shown:
            require(shown.title == TITLE, f"its title is {shown.title!r}")
            size = (shown.place.width, shown.place.height)
            require(size >= SMALLEST and size[1] >= SMALLEST[1], f"it has {size[0]}×{size[1]} pixels")
            shown.close()
        self._require_gone()
        settings = json.loads((self.place.data / "settings.json").read_text(encoding="utf-8"))
        require(settings["tab"] == "drawTab", f"it kept {settings}")
        return f"{size[0]}×{size[1]} pixels, settings kept, no process left"

    def _closed_early(self) -> str:
        for delay in _DELAYS:
            self.place.empty_data()
            with window(self.place, self.screen) as shown:
                time.sleep(delay)
                shown.close()
        self._require_gone()
        return f"{len(_DELAYS)} times"

    def _drawn(self) -> str:
        self.place.empty_data()
        with window(self.place, self.screen) as shown:
            for digit in _DRAWN:
                shown.draw(digit)
                shown.clear()
            shown.close()
        return f"{', '.join(map(str, _DRAWN))}, as its bars show"

    def _opened(self) -> str:
        self.place.empty_data()
        with window(self.place, self.screen, self._picture(7)) as shown:
            shown.await_picture(7)
            shown.close()
        self._require_gone()
        return "a 7, as its bars show"

    def _twice(self) -> str:
        self.place.empty_data()
        before = len(self.screen.shown_so_far())
        with window(self.place, self.screen) as first:
            second = self.place.started(self._picture(4), display=self.screen.display)
            with second as process:
                status = wait_for(lambda: [process.poll()] if process.poll() is not None else None, 20)
                require(status == [0], f"the second start did not end with 0 but {process.poll()}")
            first.await_picture(4)
            seen = len(self.screen.shown_so_far()) - before
            require(seen == 1, f"{seen} windows were shown")
            first.close()
        return "the second one's picture is opened in the first one's window"

    def _damaged_settings(self) -> str:
        self.place.empty_data()
        settings = self.place.data / "settings.json"
        settings.write_bytes(b'{"geometry": [[[\0\xff')
        with window(self.place, self.screen) as shown:
            shown.draw(1)
            shown.close()
        json.loads(settings.read_text(encoding="utf-8"))
        return "the window comes, and writes new ones"

    def _picture(self, digit: int) -> str:
        """The name of a picture, as seen from where the program is started."""
        return self.place.write(f"Bilder/{digit}.png", png(number(str(digit)))).relative_to(self.place.work).as_posix()

    def _require_gone(self) -> None:
        wait_for(lambda: not self.place.running(), _GONE_WITHIN)
        require(not self.place.running(), f"processes are left: {self.place.running()}")
