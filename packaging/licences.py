"""The licence texts of everything in a bundle, each in a file named after what it is for."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from components import PYTHON, Component, components
from system_libraries import copyright_of

_OURS = Path(__file__).with_name("licences")
"""What a wheel does not say of itself, and texts that are referred to."""

_COMMON = Path("/usr/share/common-licenses")
"""Where Debian keeps the texts its packages refer to."""

_ALWAYS = ("GPL-3", "LGPL-3")
"""Qt's, which its wheels do not bring."""

_REFERENCE = re.compile(rf"{_COMMON}/([A-Za-z0-9]+(?:-\d+(?:\.\d+)*)?)")
_LICENCE_FILE = re.compile(r"(un)?licen[sc]e|copying|copyright|notice|authors|.* license\b.*\.txt$", re.IGNORECASE)
_RULE = "-" * 78


class LicenceMissingError(Exception):
    """Something in the bundle has no licence that could be found. The text is a sentence that names it."""


def collect(bundle: Path, into: Path, modules: dict[str, str] | None = None) -> list[Path]:
    """Write the licences of everything in a bundle.

    Args:
        bundle: the folder PyInstaller made.
        into: the folder to write `NAME.txt` to; made where it is missing, and what else is there stays.
        modules: SHA-256 of the modules in the program's file; read from it where they are not given.

    Returns:
        The files written.

    Raises:
        LicenceMissingError: something has no licence that could be found.
        UnknownOriginError: something is in the bundle that nobody is known to have made.
    """
    into.mkdir(parents=True, exist_ok=True)
    texts: dict[str, str] = {}
    for component in components(bundle, modules):
        texts[component.name] = texts.get(component.name, "") + licence_of(component)
    referred = {name for text in texts.values() for name in _REFERENCE.findall(text)}
    for name in sorted(referred.union(_ALWAYS)):
        if text := _common(name):
            texts[name] = text
    written = []
    for name, text in texts.items():
        written.append(into / file_name(name))
        written[-1].write_text(text, "utf-8", newline="\n")
    return written


def file_name(name: str) -> str:
    """What the file with the licence of something is called."""
    return re.sub(r"[^\w.+ -]", "_", name) + ".txt"


def licence_of(component: Component) -> str:
    """All there is to say about the licence of something, as one text.

    Raises:
        LicenceMissingError: nothing was found.
    """
    texts = dict.fromkeys(text.strip() for text in _texts(component))
    if not texts:
        statement = f"packaging/licences/{component.name}.txt"
        sentence = f"{component.name} {component.version} is in the bundle, but has no licence text."
        raise LicenceMissingError(f"{sentence} Find out how it is licensed, and write that into {statement}.")
    title = f"{component.name} {component.version}"
    heading = f"{title}\nLicence: {component.licence}" if component.licence else title
    return f"\n\n{_RULE}\n\n".join([heading, *texts]) + "\n"


def _texts(component: Component) -> Iterator[str]:
    statement = _OURS / f"{component.name}.txt"
    if statement.is_file():
        yield statement.read_text("utf-8")
    for file in _licence_files(component):
        yield file.read_text("utf-8", errors="replace")


def _licence_files(component: Component) -> list[Path]:
    if component.packages:
        return [file for package in sorted(component.packages) if (file := copyright_of(package)).is_file()]
    if component.name == PYTHON:
        places = (Path(sysconfig.get_path("stdlib"), "LICENSE.txt"), Path(sys.base_prefix, "LICENSE.txt"))
        return [file for file in places if file.is_file()][:1]
    distribution = metadata.distribution(component.name)
    found = [path for path in distribution.files or () if is_licence(path.parts)]
    found.sort(key=lambda path: (len(path.parts), path.as_posix()))  # the distribution's own before those of its parts
    return [file for path in found if (file := Path(str(path.locate()))).is_file()]


def is_licence(parts: Sequence[str]) -> bool:
    """Whether a file that a distribution installed, given by the parts of its path, says how something is licensed."""
    *folders, name = parts
    if name.endswith((".py", ".pyc", ".pyi")):
        return False
    beside_metadata = len(folders) > 1 and folders[0].endswith(".dist-info") and folders[1] == "licenses"
    return beside_metadata or _LICENCE_FILE.match(name) is not None


def _common(name: str) -> str | None:
    """A licence others refer to; some copyright files of Debian's misspell the name of one."""
    for file in (_OURS / f"{name}.txt", _COMMON / name):
        if file.is_file():
            return file.read_text("utf-8")
    return None
