"""digitpad reads handwritten digits: `from digitpad import load_recognizer; load_recognizer().read("a.png").text`."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from digitpad.loading import load_recognizer

__all__ = ["__version__", "load_recognizer"]

try:
    __version__ = version("digitpad")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
