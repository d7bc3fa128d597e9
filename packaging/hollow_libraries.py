"""Libraries that are linked to but never called, replaced by hollow ones of the same names (Linux).

OpenCV's wheel links to FFmpeg for videos and to OpenBLAS for linear algebra: 75 MB, of which digitpad calls nothing. A
hollow library has the same name, and every symbol somebody links to, with its version; a call that came after all would
end the program with a sentence, not with wrong numbers.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

HOLLOW = {
    "libavcodec-*": "video: digitpad opens none",
    "libavformat-*": "the same",
    "libavutil-*": "the same",
    "libswscale-*": "the same",
    "libopenblasp-*": "linear algebra of large matrices; OpenCV's picture operations use none (numpy has its own)",
}
"""Name in `opencv_python_headless.libs`: what it is for."""

CALLED = frozenset(
    {
        "calcCovarMatrix",
        "calibrateCamera",
        "determinant",
        "dnn",
        "eigen",
        "eigenNonSymmetric",
        "findHomography",
        "fitEllipse",
        "fitLine",
        "gemm",
        "getPerspectiveTransform",
        "invert",
        "kmeans",
        "ml",
        "mulTransposed",
        "PCACompute",
        "PCACompute2",
        "solve",
        "solvePnP",
        "solvePoly",
        "SVBackSubst",
        "SVDecomp",
        "VideoCapture",
        "VideoWriter",
    }
)
"""What of OpenCV would call them. Nothing in digitpad may use it in a bundle: `check_calls` sees to it."""

_SYMBOL = re.compile(r"(?P<kind>[A-Za-z]) (?P<name>\w+)(?:@@?(?P<version>\S+))?$")


def check_calls(sources: Iterable[Path]) -> None:
    """See that no source uses what would call a hollow library.

    Raises:
        SystemExit: one does.
    """
    for source in sources:
        used = CALLED & set(re.findall(r"\bcv2\.(\w+)", source.read_text("utf-8")))
        if used:
            raise SystemExit(f"{source} calls cv2.{min(used)}, which needs a library that the bundle has hollow only.")


def hollow_out(folder: Path) -> int:
    """Put a hollow library in the place of each in the table; drop what then nobody links to.

    Args:
        folder: OpenCV's libraries, `cv2` beside it.

    Returns:
        How many bytes that saved.

    Raises:
        subprocess.CalledProcessError: there is no C compiler, or it refused.
    """
    before = _size(folder)
    libraries = sorted(folder.glob("*.so*"))
    hollow = [library for library in libraries if any(fnmatch(library.name, pattern) for pattern in HOLLOW)]
    callers = [library for library in libraries if library not in hollow] + sorted(folder.parent.glob("cv2/*.so"))
    for library in hollow:
        _replace(library, callers)
    _drop_unlinked(folder)
    _drop_dead_links(folder.parent)
    return before - _size(folder)


def _replace(library: Path, callers: Iterable[Path]) -> None:
    offered = {symbol["name"] for symbol in _symbols(library, "--defined-only")}
    wanted = {
        (symbol["name"], symbol["version"] or "")
        for caller in callers
        for symbol in _symbols(caller, "--undefined-only")
        if symbol["name"] in offered
    }
    versions: dict[str, list[str]] = defaultdict(list)
    for name, version in sorted(wanted):
        versions[version].append(name)
    functions = "".join(f'void {name}(void) {{ stop("{name}"); }}\n' for name, _ in sorted(wanted))
    script = "".join(
        f"{version} {{ global: {'; '.join(names)}; }};\n" for version, names in versions.items() if version
    )
    with tempfile.TemporaryDirectory() as work:
        source, exports = Path(work, "hollow.c"), Path(work, "exports.map")
        source.write_text(_HEAD + functions, "utf-8")
        exports.write_text(script, "utf-8")
        command = ["cc", "-shared", "-fPIC", "-Os", "-s", f"-Wl,-soname,{library.name}", "-Wl,--build-id=none"]
        command += [f"-Wl,--version-script,{exports}"] if script else []
        subprocess.run([*command, "-o", str(library), str(source)], check=True)


_HEAD = """\
#include <stdio.h>
#include <stdlib.h>
static void stop(const char *name) {
    fprintf(stderr, "digitpad's bundle has no %s: it was thought that nothing calls it.\\n", name);
    abort();
}
"""


def _symbols(library: Path, which: str) -> list[re.Match[str]]:
    listing = subprocess.run(["nm", "-D", which, str(library)], check=True, capture_output=True, text=True).stdout
    return [found for line in listing.splitlines() if (found := _SYMBOL.search(line))]


def _drop_unlinked(folder: Path) -> None:
    """Delete the libraries that nothing links to any more, until there are none."""
    while True:
        linked: set[str] = set()
        for library in (*folder.glob("*.so*"), *folder.parent.glob("cv2/*.so")):
            linked |= needed(library)
        idle = [library for library in folder.glob("*.so*") if library.name not in linked]
        if not idle:
            return
        for library in idle:
            library.unlink()


def _drop_dead_links(folder: Path) -> None:
    """Delete the links, made by PyInstaller, to what is not there any more."""
    for link in folder.glob("*.so*"):
        if link.is_symlink() and not link.exists():
            link.unlink()


def needed(library: Path) -> set[str]:
    """The names of the libraries that one links to."""
    listing = subprocess.run(["readelf", "-d", str(library)], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", listing))


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
