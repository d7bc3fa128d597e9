"""Build the bundle: PyInstaller, trimming, licences, checks, sizes.

    python -m pip install -e ".[package]"
    python packaging/build.py [--output dist]

The folder `dist/digitpad` is the whole program then. Where SOURCE_DATE_EPOCH is not set it is the time of the commit:
the same commit builds the same files.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import check_modules
import hollow_libraries
import licences
from components import UnknownOriginError
from project import read_project

_ROOT = Path(__file__).resolve().parents[1]

_STRIPPED = (
    "torch/**/*.so*",
    "libpython*",
    "python3*/**/*.so",
    "numpy/**/*.so",
    "PIL/*.so",
    "safetensors/*.so",
    "pypdfium2_raw/*.so",
)
"""Where symbols for debuggers weigh most. Not the libraries auditwheel has patched: `strip` breaks some of them."""


def main() -> None:
    """Build, and print what weighs how much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=_ROOT / "dist", help="where the folder digitpad is made")
    bundle = build(parser.parse_args().output.resolve())
    print("\n".join(_sizes(bundle)))


def build(output: Path) -> Path:
    """Make `output/digitpad`, or end with a sentence that says what is wrong with it."""
    print("PyInstaller…", flush=True)
    run_pyinstaller(output)
    bundle = output / "digitpad"
    if sys.platform == "linux":
        print("Trimming…", flush=True)
        hollow_libraries.check_calls((_ROOT / "digitpad").rglob("*.py"))
        hollow_libraries.hollow_out(bundle / "_internal" / "opencv_python_headless.libs")
        _strip(bundle / "_internal")
        _check_libraries(bundle)
    print("Collecting licences…", flush=True)
    try:
        licences.collect(bundle, bundle / "_internal" / "digitpad" / "resources" / "licences")
    except (licences.LicenceMissingError, UnknownOriginError) as error:
        raise SystemExit(str(error)) from error
    print("Checking…", flush=True)
    missing = check_modules.missing_modules(bundle)
    if missing:
        raise SystemExit(f"The bundle lacks modules that digitpad loads: {', '.join(missing)}")
    return bundle


def run_pyinstaller(output: Path) -> None:
    """Run the spec with what makes its files the same each time."""
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    environment.setdefault("SOURCE_DATE_EPOCH", str(read_project().time))
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(output), "--workpath", str(_ROOT / "build" / "pyinstaller")]
    subprocess.run([*command, str(Path(__file__).with_name("digitpad.spec"))], check=True, env=environment)


def _strip(inside: Path) -> None:
    for pattern in _STRIPPED:
        for library in inside.glob(pattern):
            if library.is_file() and not library.is_symlink() and ".so" in library.name:
                subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)


def _check_libraries(bundle: Path) -> None:
    """See that every library finds those it links to.

    Raises:
        SystemExit: one does not.
    """
    for library in sorted(bundle.rglob("*.so*")):
        listing = subprocess.run(["ldd", str(library)], check=False, capture_output=True, text=True).stdout
        lost = [line.split()[0] for line in listing.splitlines() if "not found" in line]
        if lost and not library.is_symlink():
            raise SystemExit(f"{library.relative_to(bundle)} links to {', '.join(lost)}, which the bundle has not.")


def _sizes(bundle: Path) -> Iterator[str]:
    """A table of what weighs how much, in MB of a million bytes."""
    sizes = {file: file.stat().st_size for file in bundle.rglob("*") if file.is_file() and not file.is_symlink()}
    parts: dict[str, int] = {}
    for file, size in sizes.items():
        steps = file.relative_to(bundle).parts
        part = steps[1] if len(steps) > 2 else steps[0] if len(steps) == 1 else "libraries of the system"
        parts[part] = parts.get(part, 0) + size
    for part, size in sorted(parts.items(), key=lambda item: -item[1])[:15]:
        yield f"{part:<32}{size / 1e6:>8.1f} MB"
    yield f"{'together':<32}{sum(sizes.values()) / 1e6:>8.1f} MB in {len(sizes)} files"


if __name__ == "__main__":
    main()
