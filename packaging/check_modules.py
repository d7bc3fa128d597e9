"""Whether the bundle has every module that digitpad loads when it runs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

_HERE = Path(__file__).resolve().parent

_NO_PART_OF_THE_PROGRAM = frozenset(
    {
        "__main__",
        "__mp_main__",
        "sitecustomize",
        "usercustomize",
        "_distutils_hack",
        "_virtualenv",
        "_remote_module_non_scriptable",  # torch makes it while it runs
        "signature_bootstrap",  # inside PySide6's own library
    }
)
"""Modules of the environment, and such as are made while the program runs."""


def missing_modules(bundle: Path) -> list[str]:
    """The modules that doing everything loads and the bundle has not.

    Args:
        bundle: the folder with the executable in it.

    Raises:
        subprocess.CalledProcessError: the program does not even work from source.
    """
    with tempfile.TemporaryDirectory() as work:
        report = Path(work, "modules.txt")
        subprocess.run([sys.executable, str(_HERE / "exercise.py"), str(report)], check=True, stdout=subprocess.DEVNULL)
        loaded = set(report.read_text("utf-8").split())
    there = _modules(bundle) | set(sys.builtin_module_names)
    return sorted(name for name in loaded if name not in there and _has_a_file(name))


def _modules(bundle: Path) -> set[str]:
    """The names of the modules in a bundle: in its archive, in Python's own, as extension modules."""
    program = CArchiveReader(str(bundle / ("digitpad.exe" if sys.platform == "win32" else "digitpad")))
    names = set(program.toc) | set(program.open_embedded_archive("PYZ.pyz").toc)
    inside = bundle / "_internal"
    with zipfile.ZipFile(inside / "base_library.zip") as library:
        names |= {_dotted(Path(name)) for name in library.namelist()}
    for pattern in ("*.so", "*.pyd", "*.py"):
        names |= {_dotted(file.relative_to(inside)) for file in inside.rglob(pattern)}
    return {name.removesuffix(".__init__") for name in names}


def _dotted(path: Path) -> str:
    """`python3.11/lib-dynload/_json.cpython-311-….so` → `_json`; `torch/_C.cpython-311-….so` → `torch._C`."""
    parts = [part for part in path.parts[:-1] if part not in {"lib-dynload", "."} and not part.startswith("python3")]
    return ".".join([*parts, path.name.partition(".")[0]])


def _has_a_file(name: str) -> bool:
    """Whether a module comes from a file: some are made while the program runs (`six.moves`, `torch.ops`)."""
    import importlib.util

    if name.partition(".")[0] in _NO_PART_OF_THE_PROGRAM:
        return False
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        return False
    return spec is not None and spec.origin not in {None, "built-in", "frozen"}
