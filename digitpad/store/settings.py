"""The settings: a small JSON file that survives damage, older versions and a crash while it is written."""

from __future__ import annotations

import contextlib
import json
import logging
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from digitpad.core.paths import DEFAULT_MODEL
from digitpad.core.whole_file import write_whole

_log = logging.getLogger(__name__)

_LARGEST_FILE = 1_000_000
"""Bytes; ours has a few hundred."""

NARROWEST_PEN, WIDEST_PEN = 2.0, 60.0
"""Pen widths in canvas pixels."""

_MOST_MODELS = 20
"""That one can go back to."""

APPEARANCES = ("system", "light", "dark")


@dataclass
class Settings:
    """What the window remembers.

    Attributes:
        geometry: of the main window, as Qt's base64 text.
        tab: the object name of the tab shown last.
        pen_width: in canvas pixels.
        appearance: `system`, `light` or `dark`.
        model: the name of a model or the path of a model file; empty for the default.
        models_before: those that read before it, the last first; an empty one is the default.
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
    models_before: tuple[str, ...] = ()
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
        self.models_before = self.models_before[:_MOST_MODELS]

    def use_model(self, model: str) -> None:
        """Read with another model from now on; the one before joins those that can be gone back to."""
        model = "" if model == DEFAULT_MODEL else model
        if model != self.model:
            others = (before for before in self.models_before if before not in (model, self.model))
            self.models_before = (self.model, *others)[:_MOST_MODELS]
            self.model = model

    def rename_model(self, old: str, new: str) -> None:
        """A model has another name from now on."""
        self.model = new if self.model == old else self.model
        self.models_before = tuple(new if model == old else model for model in self.models_before)


def load_settings(folder: Path, warn: Callable[[str], None] = _log.warning) -> Settings:
    """Read the settings of a home folder; whatever is missing or damaged has its default.

    A damaged file is put aside, so that the next settings do not take its place.

    Args:
        folder: the home folder.
        warn: called with a sentence where the file cannot be read.
    """
    path = folder / "settings.json"
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ValueError("too large")
        values = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings()
    except OSError as error:  # they may be readable the next time, and stay
        warn(f"The settings cannot be read; the defaults are used. ({path}: {error.strerror or error})")
        return Settings()
    except (ValueError, RecursionError) as error:
        aside = path.with_stem("settings-damaged")
        kept = ""
        with contextlib.suppress(OSError):
            path.replace(aside)
            kept = f" The damaged file is kept as {aside.name}."
        warn(f"The settings cannot be read; the defaults are used.{kept} ({path}: {error})")
        return Settings()
    return Settings(**_known(values))


def save_settings(settings: Settings, folder: Path) -> None:
    """Write the settings; a crash leaves the old ones or the new ones.

    Raises:
        OSError: the folder cannot be made or written, or the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "settings.json", json.dumps(asdict(settings), indent=2).encode())


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """The values whose name and type are ours."""
    known: dict[str, Any] = {}
    for f in fields(Settings):
        value = values.get(f.name)
        if isinstance(f.default, float) and isinstance(value, int | float) and not isinstance(value, bool):
            with contextlib.suppress(OverflowError):  # a whole number beyond all floats
                known[f.name] = float(value)
        elif isinstance(f.default, tuple) and isinstance(value, list):
            known[f.name] = tuple(text for text in value if isinstance(text, str))
        elif isinstance(value, type(f.default)):
            known[f.name] = value
    return known
