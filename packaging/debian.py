"""A Debian package: an `ar` archive of a format's number, what dpkg is told, and the files (deb(5)).

It is written here, not by dpkg-deb, which compresses differently on one processor than on two, and could not share with
the other archive what takes minutes to compress.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from archive import Entry, Packer, entries_of, with_folders
from components import Component
from licences import file_name
from menu import TEXTS, menu_entries, zipped
from project import ROOT, Project

NAME, ARCHITECTURE = "digitpad", "amd64"
MAINTAINER = "The digitpad authors <digitpad@users.noreply.github.com>"
HOMEPAGE = "https://github.com/digitpad/digitpad"
PROGRAM = "usr/lib/digitpad"

_DOCUMENTS = "usr/share/doc/digitpad"
_RECOMMENDED = "fonts-dejavu-core | fonts-liberation | fonts-noto-core"
_KIB = 1024
_DESCRIPTION = """\
 Draw a digit or a number, or open a photograph of a page, and watch a small
 neural network make up its mind: ten bars that move while the pen moves, and an
 answer that says when it doubts. It reads pictures, PDFs and whole folders of
 them into a table, lets one correct what was misread, and can be trained with
 one's own hand. Everything happens offline.
 .
 Python, Qt, PyTorch and OpenCV are part of this package."""


def write_package(packer: Packer, entries: Sequence[Entry], control: str, at: Path, time_of_all: int) -> None:
    """Write a .deb.

    Args:
        packer: what compresses.
        entries: the files, by their paths from the root of the system.
        control: what dpkg is told, ending with a line end.
        at: the file to write.
        time_of_all: the time of every file in it, in seconds since 1970.
    """
    told = [Entry("control", control.encode()), Entry("md5sums", _md5sums(entries))]
    with tempfile.TemporaryDirectory(dir=at.parent) as folder:
        parts = [Path(folder, name) for name in ("debian-binary", "control.tar.xz", "data.tar.xz")]
        parts[0].write_bytes(b"2.0\n")
        packer.write(told, parts[1])
        packer.write(entries, parts[2])
        _write_ar(parts, at, time_of_all)


def package_entries(bundle: Path, project: Project, parts: Iterable[Component]) -> list[Entry]:
    """Everything the package installs."""
    changes = Entry(f"{_DOCUMENTS}/CHANGELOG.md.gz", zipped((ROOT / "CHANGELOG.md").read_bytes()))
    return [
        *entries_of(bundle, PROGRAM),
        Entry("usr/bin/digitpad", link="../lib/digitpad/digitpad"),
        *menu_entries(project, "usr/share"),
        changes,
        Entry(f"{_DOCUMENTS}/changelog.gz", zipped(changelog(project).encode())),
        Entry(f"{_DOCUMENTS}/copyright", copyright_text(parts).encode()),
        Entry("usr/share/lintian/overrides/digitpad", (TEXTS / "lintian-overrides").read_bytes()),
    ]


def control_text(project: Project, entries: Iterable[Entry], depends: Iterable[str]) -> str:
    """What dpkg is told of the package."""
    sizes = [-(-entry.size // _KIB) if entry.size else 1 for entry in with_folders(entries)]  # as policy 5.6.20 counts
    fields = {
        "Package": NAME,
        "Version": project.version,
        "Architecture": ARCHITECTURE,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(sum(sizes)),
        "Depends": ", ".join(depends),
        "Recommends": _RECOMMENDED,
        "Section": "graphics",
        "Priority": "optional",
        "Homepage": HOMEPAGE,
        "Description": f"read handwritten digits, drawn or in pictures\n{_DESCRIPTION}",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def changelog(project: Project) -> str:
    """The changelog as Debian's programs read it: that there is this version. What changed says CHANGELOG.md."""
    day = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(project.time))
    return (
        f"{NAME} ({project.version}) unstable; urgency=medium\n\n"
        f"  * Release {project.version}. What changed: CHANGELOG.md beside this file.\n\n"
        f" -- {MAINTAINER}  {day}\n"
    )


def copyright_text(parts: Iterable[Component]) -> str:
    """The licence of the program, and where those of its parts are."""
    own = (ROOT / "LICENSE").read_text("utf-8").partition("\n\n")[2]
    holder, _, terms = own.partition("\n\n")
    listed = "".join(
        f"  {part.name} {part.version}: {part.licence or 'as its text says'} ({file_name(part.name)})\n"
        for part in parts
        if part.name != NAME
    )
    indented = "".join(f" {line or '.'}\n" for line in terms.strip().splitlines())
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: {NAME}\nSource: {HOMEPAGE}\n"
        "Comment: This package brings programs and libraries of others. Their licences are in\n"
        f" /{PROGRAM}/_internal/digitpad/resources/licences:\n{listed}\n"
        f"Files: *\nCopyright: {holder.removeprefix('Copyright (c) ').strip()}\nLicense: Expat\n{indented}"
    )


def _md5sums(entries: Iterable[Entry]) -> bytes:
    lines = [
        f"{hashlib.md5(entry.read(), usedforsecurity=False).hexdigest()}  {entry.path}\n"
        for entry in sorted(entries, key=lambda entry: entry.path)
        if entry.content is not None
    ]
    return "".join(lines).encode()


def _write_ar(parts: Iterable[Path], at: Path, time_of_all: int) -> None:
    with at.open("wb") as file:
        file.write(b"!<arch>\n")
        for part in parts:
            content = part.read_bytes()
            file.write(f"{part.name:<16}{time_of_all:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode())
            file.write(content + b"\n" * (len(content) % 2))
