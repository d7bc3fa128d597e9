"""What a bundle needs of the system it runs on: libraries it does not hold, and how new a C library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from elf import is_elf
from system_libraries import package_of, said_by

_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_C_LIBRARY_VERSION = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_C_LIBRARY = "libc6"

_DATA_OF = {
    "libfontconfig.so.1": "fontconfig-config",
    "libxkbcommon.so.0": "xkb-data",
    "libX11.so.6": "libx11-data",
}
"""Libraries that read files of the system's, and the package that has these files."""

_AT_A_TIME = 100
"""Files given to readelf in one call."""


class PackageUnknownError(Exception):
    """A library the bundle needs is of no package. The text is a sentence that names it."""


@dataclass(frozen=True)
class SystemNeeds:
    """What the bundle's programs and libraries ask for.

    Attributes:
        libraries: the names of libraries that are not in the bundle, such as libGL.so.1.
        held: the names of the libraries that are.
        c_library: the newest version of glibc something was linked to, such as (2, 28).
    """

    libraries: frozenset[str]
    held: frozenset[str]
    c_library: tuple[int, int]


def needs_of(bundle: Path) -> SystemNeeds:
    """Look at every ELF file of a bundle."""
    held = frozenset(path.name for path in bundle.rglob("*") if ".so" in path.name)
    said = "\n".join(_read_elf(_elf_files(bundle)))
    versions = [(int(major), int(minor)) for major, minor in _C_LIBRARY_VERSION.findall(said)]
    return SystemNeeds(frozenset(_NEEDED.findall(said)) - held, held, max(versions))


def packages_for(needs: SystemNeeds) -> list[str]:
    """The Debian packages that bring it, as they stand in a package's Depends.

    Versions are asked of the C library only: the others have kept their interface for longer than any system that has
    that C library. A name that became another with 64-bit times (libglib2.0-0t64) is still provided by its package.

    Raises:
        PackageUnknownError: no installed package brings one of the libraries.
    """
    packages = {package for library, package in _DATA_OF.items() if library in needs.held}
    for library in sorted(needs.libraries):
        package = package_of(library)
        if package is None:
            raise PackageUnknownError(f"The bundle needs {library}, and no installed Debian package brings it.")
        packages.add(package)
    packages.discard(_C_LIBRARY)
    major, minor = needs.c_library
    return [f"{_C_LIBRARY} (>= {major}.{minor})", *sorted(packages)]


def _elf_files(bundle: Path) -> Iterator[Path]:
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and not path.is_symlink() and is_elf(path):
            yield path


def _read_elf(files: Iterable[Path]) -> Iterator[str]:
    names = [str(file) for file in files]
    for first in range(0, len(names), _AT_A_TIME):
        yield said_by("readelf", "-W", "-d", "-V", *names[first : first + _AT_A_TIME])
