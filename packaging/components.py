"""What a bundle is made of: who made each file and each Python module in it."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from distributions import Distributions, licence_said, plain_name
from system_libraries import package_of, source_of

PYTHON, BOOTLOADER, OURS = "Python", "pyinstaller", "digitpad"

_PYTHON_FILES = re.compile(r"base_library\.zip$|libpython[\d.]+\.(so|dylib)|python\d+\.dll$|Python$|python3\.\d+/")
_PYTHON_MODULES = re.compile(r"_sysconfigdata_")
_BOOTLOADER_MODULES = re.compile(r"_?pyi")


class UnknownOriginError(Exception):
    """Something in the bundle came from nobody knows where. The text is a sentence that names it."""


@dataclass
class Component:
    """One thing in the bundle that somebody made.

    Attributes:
        name: a distribution's as it writes itself, a Debian source package's, or Python.
        version: the maker's.
        purl: its package URL, https://github.com/package-url/purl-spec.
        licence: an SPDX expression, the maker's own words, or nothing.
        packages: of a library of the building machine, the Debian packages it was installed by.
        files: SHA-256 of each file in the bundle, by its path there.
        modules: SHA-256 of each Python module inside the program's file, by its name.
    """

    name: str
    version: str
    purl: str
    licence: str = ""
    packages: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)


def components(bundle: Path, modules: dict[str, str] | None = None) -> list[Component]:
    """Find out what a bundle is made of, in the order of the names.

    Args:
        bundle: the folder PyInstaller made.
        modules: SHA-256 of the modules in the program's file; read from it where they are not given.

    Raises:
        UnknownOriginError: a file or a module is of no distribution, not of Python and of no Debian package.
    """
    distributions = Distributions(metadata.distributions())
    if modules is None:
        modules = modules_inside(executable(bundle))
    made: dict[str, Component] = {}
    for path, checksum in _files(bundle):
        maker = _maker_of_file(path, distributions)
        known = made.setdefault(maker.purl, maker)
        known.files[path] = checksum
        known.packages |= maker.packages
    for name, checksum in modules.items():
        maker = _maker_of_module(name, distributions)
        made.setdefault(maker.purl, maker).modules[name] = checksum
    return sorted(made.values(), key=lambda component: (component.name.casefold(), component.purl))


def executable(bundle: Path) -> Path:
    """The program's file in a bundle.

    Raises:
        FileNotFoundError: there is none.
    """
    for name in ("digitpad", "digitpad.exe"):
        if (bundle / name).is_file():
            return bundle / name
    raise FileNotFoundError(f"{bundle} holds no program: make it with python packaging/build.py.")


def modules_inside(program: Path) -> dict[str, str]:
    """SHA-256 of the compiled code of every Python module that PyInstaller put into the program's file."""
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz")
    return {name: hashlib.sha256(archive.extract(name, raw=True) or b"").hexdigest() for name in sorted(archive.toc)}


def _maker_of_file(path: str, distributions: Distributions) -> Component:
    inside = path.removeprefix("_internal/")
    if inside == path or inside.startswith(f"{OURS}/"):
        return _of_distribution(_named(OURS, distributions))
    if found := distributions.of_file(inside):
        return _of_distribution(found)
    if _PYTHON_FILES.match(inside) or platform.system() != "Linux":
        # python.org's installers for Windows and macOS bring the libraries their Python needs, and their licences.
        return _of_python()
    return _of_debian(PurePosixPath(inside).name)


def _maker_of_module(name: str, distributions: Distributions) -> Component:
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or _PYTHON_MODULES.match(top):
        return _of_python()
    if _BOOTLOADER_MODULES.match(top):
        return _of_distribution(_named(BOOTLOADER, distributions))
    if top == OURS:  # which is not listed file by file where it is installed for developing
        return _of_distribution(_named(OURS, distributions))
    if found := distributions.of_module(name):
        return _of_distribution(found)
    raise UnknownOriginError(f"The module {name} is in the bundle, but no distribution installed here has it.")


def _named(name: str, distributions: Distributions) -> metadata.Distribution:
    if found := distributions.named(name):
        return found
    raise UnknownOriginError(f"{name} is not installed in this Python: use the one the bundle was made with.")


def _of_distribution(distribution: metadata.Distribution) -> Component:
    name, version = distribution.name, distribution.version
    purl = f"pkg:pypi/{plain_name(name)}@{quote(version)}"
    return Component(name, version, purl, licence_said(distribution))


def _of_python() -> Component:
    version = platform.python_version()
    return Component(PYTHON, version, f"pkg:generic/python@{version}", "PSF-2.0")


def _of_debian(library: str) -> Component:
    package = package_of(library)
    if package is None:
        sentence = f"{library} is in the bundle, but no Python distribution and no Debian package here brings it."
        raise UnknownOriginError(f"{sentence} Build on Debian, or leave it out in packaging/digitpad.spec.")
    name, version = source_of(package)
    vendor = platform.freedesktop_os_release().get("ID", "debian")
    purl = f"pkg:deb/{vendor}/{quote(name)}@{quote(version, safe='')}?arch=source"
    return Component(name, version, purl, packages={package})


def _files(bundle: Path) -> Iterator[tuple[str, str]]:
    """The files of a bundle with their SHA-256. A link is not another file."""
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                yield path.relative_to(bundle).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()
