"""Make everything a release consists of from a built bundle: `python packaging/packages.py --bundle dist/digitpad`."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from archive import Entry, Packer, entries_of
from bill_of_materials import bill_of_materials
from components import UnknownOriginError, components
from debian import ARCHITECTURE, NAME, control_text, package_entries, write_package
from menu import ICON, TEXTS, filled_in
from project import ROOT, Project, read_project
from system_needs import PackageUnknownError, SystemNeeds, needs_of, packages_for

_LEVEL = 6
"""xz's. 2 takes a third of the time for 15 % more; 9 needs seven times the memory for 0.5 % less."""

_Made = TypeVar("_Made")


class PythonPackagesError(Exception):
    """The wheel or the sdist could not be built. The text says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make them, say what was made, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / "digitpad", help="what build.py made")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="the folder for the packages")
    parser.add_argument("--level", type=int, default=_LEVEL, choices=range(10), help="xz's; 2 where time matters")
    wishes = parser.parse_args(arguments)
    wishes.output.mkdir(parents=True, exist_ok=True)
    try:
        made = make_packages(wishes.bundle, wishes.output, wishes.level)
    except (OSError, UnknownOriginError, PackageUnknownError, PythonPackagesError) as error:
        print(error, file=sys.stderr)
        return 1
    for file in made:
        print(f"{file.stat().st_size / 1e6:8.1f} MB  {file}")
    return 0


def make_packages(bundle: Path, output: Path, level: int) -> list[Path]:
    """Make them all.

    Returns:
        The files made, the list of their checksums last.

    Raises:
        OSError: the bundle cannot be read or the output not be written.
        UnknownOriginError: something is in the bundle that nobody is known to have made.
        PackageUnknownError: the bundle needs a library that no package brings.
        PythonPackagesError: the wheel or the sdist cannot be built.
    """
    project = read_project()
    parts = _timed("bill of materials", lambda: components(bundle))
    needs = needs_of(bundle)
    python_packages = _timed("wheel and sdist", lambda: make_python_packages(output, project))
    packer = Packer(level, project.time)
    bill = output / f"{NAME}-{project.version}.cdx.json"
    bill.write_text(bill_of_materials(parts, project), "utf-8", newline="\n")
    installed = package_entries(bundle, project, parts)
    made = [
        _timed("Debian package", lambda: _make_deb(packer, installed, output, project, needs)),
        _timed("archive", lambda: _make_archive(packer, bundle, output, project, needs)),
        bill,
        *python_packages,
    ]
    return [*made, write_checksums(made, output / "SHA256SUMS")]


def make_python_packages(output: Path, project: Project) -> list[Path]:
    """The wheel and the sdist.

    Raises:
        PythonPackagesError: hatchling is not installed or does not succeed.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(project.time)}
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(output.resolve())]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        what_helps = 'python -m pip install ".[package]" installs what it takes'
        raise PythonPackagesError(f"The wheel and the sdist cannot be built; {what_helps}.\n{ended.stderr}")
    base = f"{NAME}-{project.version}"
    return [output / f"{base}-py3-none-any.whl", output / f"{base}.tar.gz"]


def write_checksums(files: Iterable[Path], at: Path) -> Path:
    """Write the SHA-256 of files, as sha256sum checks them."""
    lines = []
    for path in sorted(files, key=lambda path: path.name):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    at.write_text("".join(lines), "utf-8", newline="\n")
    return at


def archive_entries(bundle: Path, project: Project, needs: SystemNeeds) -> list[Entry]:
    """Everything in the .tar.xz: the bundle in a folder, with what its user is told."""
    folder = f"{NAME}-{project.version}-linux-x86_64"
    told = filled_in("README.txt", project).decode()
    told = told.replace("@GLIBC@", ".".join(map(str, needs.c_library)))
    told = told.replace("@PACKAGES@", " ".join(packages_for(needs)[1:]))
    return [
        *entries_of(bundle, folder),
        Entry(f"{folder}/README.txt", told.encode()),
        Entry(f"{folder}/LICENSE.txt", (ROOT / "LICENSE").read_bytes()),
        Entry(f"{folder}/share/digitpad.desktop", (TEXTS / "digitpad.desktop").read_bytes()),
        Entry(f"{folder}/share/digitpad.svg", ICON.read_bytes()),
        Entry(f"{folder}/share/digitpad.1", filled_in("digitpad.1.in", project)),
        Entry(f"{folder}/share/add-to-menu.sh", (TEXTS / "add-to-menu.sh").read_bytes(), runs=True),
    ]


def _make_deb(packer: Packer, entries: Sequence[Entry], output: Path, project: Project, needs: SystemNeeds) -> Path:
    at = output / f"{NAME}_{project.version}_{ARCHITECTURE}.deb"
    write_package(packer, entries, control_text(project, entries, packages_for(needs)), at, project.time)
    return at


def _make_archive(packer: Packer, bundle: Path, output: Path, project: Project, needs: SystemNeeds) -> Path:
    at = output / f"{NAME}-{project.version}-linux-x86_64.tar.xz"
    packer.write(archive_entries(bundle, project, needs), at)
    return at


def _timed(what: str, make: Callable[[], _Made]) -> _Made:
    began = time.monotonic()
    made = make()
    print(f"{what}: {time.monotonic() - began:.1f} s", flush=True)
    return made


if __name__ == "__main__":
    sys.exit(main())
