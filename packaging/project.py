"""What is said of digitpad, whatever it is packed as."""

from __future__ import annotations

import os
import re
import subprocess
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The source tree."""

APPLICATION_ID = "io.github.digitpad.digitpad"
"""What software centres call the program: the address of its project, backwards."""


_VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)


@dataclass(frozen=True)
class Project:
    """What pyproject.toml and the package say.

    Attributes:
        version: such as "0.1.0".
        summary: one sentence.
        time: of the source, in seconds since 1970; every file in a package has it.
    """

    version: str
    summary: str
    time: int

    @property
    def date(self) -> str:
        """The day of the source, as 2026-11-22."""
        return time.strftime("%Y-%m-%d", time.gmtime(self.time))

    def fill_in(self, text: str) -> str:
        """A text with what it says of the version and the day put in."""
        return text.replace("@VERSION@", self.version).replace("@DATE@", self.date)


def read_project(root: Path = ROOT) -> Project:
    """Read what there is to say.

    The time is SOURCE_DATE_EPOCH's, or else the commit's, so that one commit makes one package; 1 January 1980, as far
    back as a .zip goes, where the sources are in no repository.
    """
    table = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    version = _VERSION.search((root / "digitpad" / "__init__.py").read_text("utf-8"))
    if version is None:
        raise ValueError("digitpad/__init__.py states no version.")
    return Project(version[1], table["description"], _source_time(root))


def _source_time(root: Path) -> int:
    wanted = os.environ.get("SOURCE_DATE_EPOCH", "")
    if wanted:
        return int(wanted)
    try:
        said = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return 315532800
    return int(said.stdout)
