"""The settings: a small JSON file that survives damage, older versions and a crash while it is written."""

from __future__ import annotations

import contextlib
import json
import logging
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)

_LARGEST_FILE = 1_000_000
"""Bytes; ours has a few hundred."""

NARROWEST_PEN, WIDEST_PEN = 2.0, 60.0
"""Pen widths in canvas pixels."""

APPEARANCES = ("system", "light", "dark")


@dataclass
class Settings:
    """What the window remembers.

    Attributes:
        geometry: of the main window, as Qt's base64 text.
        tab: the object name of the tab shown last.
        pen_width: in canvas pixels.
        appearance: `system`, `light` or `dark`.
        model: the name of a bundled model or the path of a model file; empty for the default.
        one_digit: whether all that is drawn is one digit.
        scan_folder: the folder of pictures opened last; empty before the first.
        scan_recursive: whether the folders in it are read, too.
        scan_one_digit: whether each picture of it is one digit.
    """

    geometry: str = ""
    tab: str = "drawTab"
    pen_width: float = 14.0
    appearance: str = "system"
    model: str = ""
    one_digit: bool = False
    scan_folder: str = ""
    scan_recursive: bool = True
    scan_one_digit: bool = False

    def __post_init__(self) -> None:
        """Bring what a stranger may have written into range."""
        if not math.isfinite(self.pen_width):
            self.pen_width = 14.0
        self.pen_width = min(max(self.pen_width, NARROWEST_PEN), WIDEST_PEN)
        if self.appearance not in APPEARANCES:
            self.appearance = "system"


def load_settings(folder: Path) -> Settings:
    """Read the settings of a home folder; whatever is missing or damaged has its default."""
    path = folder / "settings.json"
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ValueError("too large")
        values = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("The settings in %s cannot be read (%s); the defaults are used.", path, error)
        return Settings()
    return Settings(**_known(values))


def save_settings(settings: Settings, folder: Path) -> None:
    """Write the settings; a crash leaves the old ones or the new ones.

    Raises:
        OSError: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "settings.json.part"
    unfinished.write_text(json.dumps(asdict(settings), indent=2), encoding="utf-8")
    unfinished.replace(folder / "settings.json")


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """The values whose name and type are ours."""
    known: dict[str, Any] = {}
    for f in fields(Settings):
        value = values.get(f.name)
        if isinstance(f.default, float) and isinstance(value, int | float) and not isinstance(value, bool):
            with contextlib.suppress(OverflowError):  # a whole number beyond all floats
                known[f.name] = float(value)
        elif isinstance(value, type(f.default)):
            known[f.name] = value
    return known
