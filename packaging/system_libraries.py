"""The building machine's own libraries, and the Debian packages they are of."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from pathlib import Path

_LDCONFIG_LINE = re.compile(r"\s*(\S+) \(.*x86-64.*\) => (\S+)")

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
"""ldconfig is not on everybody's."""


def said_by(*command: str, check: bool = True) -> str:
    """What one of the system's programs says, in English."""
    environment = {"PATH": _PATH, "LC_ALL": "C"}
    ended = subprocess.run(command, capture_output=True, text=True, check=check, env=environment)
    return ended.stdout.strip()


@functools.cache
def package_of(library: str) -> str | None:
    """The package that brings a library, such as libx11-6 of libX11.so.6; None where no package of Debian's does."""
    place = _places().get(library)
    if place is None or not shutil.which("dpkg-query"):
        return None
    real = Path(place).resolve()
    for path in (real, Path("/", *real.parts[2:])):  # Debian 12 still says /lib of what lies in /usr/lib
        said = said_by("dpkg-query", "-S", str(path), check=False)
        if said:
            return said.partition(":")[0]
    return None


@functools.cache
def source_of(package: str) -> tuple[str, str]:
    """The source package an installed package was made from, and its version."""
    name, version = said_by("dpkg-query", "-W", "-f", "${source:Package}\n${source:Version}\n", package).split()[:2]
    return name, version


def copyright_of(package: str) -> Path:
    """Where an installed package has its licence."""
    return Path("/usr/share/doc", package, "copyright")


@functools.cache
def _places() -> dict[str, str]:
    """Where the libraries lie, by the names programs ask for."""
    places: dict[str, str] = {}
    for line in said_by("ldconfig", "-p").splitlines():
        if match := _LDCONFIG_LINE.match(line):
            places.setdefault(match[1], match[2])  # the first of a name is the one that is loaded
    return places
