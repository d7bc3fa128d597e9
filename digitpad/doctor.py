"""The examination behind `digitpad doctor`: versions, device, folders, the bundled models, one real answer."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import platform
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.drawing import Point, Stroke
from digitpad.core.errors import DigitpadError
from digitpad.core.paths import DEFAULT_MODEL, PAIR_MODEL, bundled_model, resources_folder
from digitpad.core.processors import processor_count
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer
from digitpad.store.home import home_folder

_LIBRARIES = (
    "digitpad",
    "torch",
    "PySide6-Essentials",
    "opencv-python-headless",
    "pillow",
    "pypdfium2",
    "numpy",
    "safetensors",
    "XlsxWriter",
)

_ONE = (Stroke((Point(100, 40), Point(98, 100), Point(99, 160)), 12.0),)
"""A drawing any network of ours reads as 1."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what, what was found, and whether that is well."""

    what: str
    found: str
    well: bool = True


def examine() -> Iterator[Finding]:
    """Look at everything; nothing that is wrong ends the examination."""
    yield Finding("system", f"{platform.platform()}, Python {platform.python_version()}")
    yield from _libraries()
    yield from _imports()
    yield _home()
    yield from _model_files()
    yield from _answer()


def _libraries() -> Iterator[Finding]:
    for name in _LIBRARIES:
        try:
            yield Finding(name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, "not installed", well=False)


def _imports() -> Iterator[Finding]:
    """Load what needs libraries of the system, and say which is missing."""
    for module in ("PySide6.QtWidgets", "PySide6.QtSvg", "cv2", "pypdfium2"):
        try:
            importlib.import_module(module)
        except (ImportError, OSError) as error:
            yield Finding(module, f"cannot be loaded: {error}", well=False)


def _home() -> Finding:
    folder = home_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding("data folder", f"{folder} cannot be written: {error.strerror}", well=False)
    return Finding("data folder", str(folder))


def _model_files() -> Iterator[Finding]:
    """Whether each model that comes with the program is what was put there."""
    expected = _checksums()
    for name in sorted({f"{DEFAULT_MODEL}.safetensors", f"{PAIR_MODEL}.safetensors", *expected}):
        path = bundled_model(name.removesuffix(".safetensors"))
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            yield Finding(path.stem, f"{path} cannot be read: {error.strerror}", well=False)
            continue
        if found != expected.get(name):
            wanted = f"not {expected[name]}" if name in expected else "and the list of checksums does not name it"
            yield Finding(path.stem, f"{path.name} has the checksum {found}, {wanted}", well=False)
        else:
            yield Finding(path.stem, f"SHA-256 {found[:16]}… as it should be")


def _checksums() -> dict[str, str]:
    """SHA-256 by file name, from the list beside the models (the format of `sha256sum`); empty where it is damaged."""
    try:
        lines = Path(resources_folder() / "models" / "SHA256SUMS").read_text(encoding="ascii").splitlines()
        return {name: checksum for checksum, name in (line.split() for line in lines if line.strip())}
    except (OSError, ValueError):
        return {}


def _answer() -> Iterator[Finding]:
    """Load the model as the window does, and read a drawing whose answer is known."""
    try:
        reader = load_recognizer()
    except DigitpadError as error:
        yield Finding("recogniser", str(error), well=False)
        return
    except Exception as error:  # noqa: BLE001 — whatever keeps torch from loading is what the doctor is asked for
        yield Finding("recogniser", f"cannot be loaded: {type(error).__name__}: {error}", well=False)
        return
    yield Finding("device", f"{reader.recognizer.device}: {reader.recognizer.device_reason}")
    try:
        yield _test_drawing(reader)
    except Exception as error:  # noqa: BLE001 — a kernel that fails when it runs is what the doctor is asked for
        yield Finding("test drawing", f"cannot be read: {type(error).__name__}: {error}", well=False)


def _test_drawing(reader: Reader) -> Finding:
    reader.warm_up()
    started = time.perf_counter()
    reading = reader.read_strokes(_ONE)
    took = 1000 * (time.perf_counter() - started)
    name = reader.recognizer.model_name
    found = f"{name} read a drawn 1 as {reading.text} in {took:.1f} ms, {processor_count()} cores"
    return Finding("test drawing", found, well=reading.text == "1")
