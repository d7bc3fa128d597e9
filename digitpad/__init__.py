"""digitpad reads handwritten digits: `from digitpad import load_recognizer; load_recognizer().read("a.png").text`."""

from __future__ import annotations

from digitpad.loading import load_recognizer

__all__ = ["__version__", "load_recognizer"]

__version__ = "0.1.0"
"""The build reads it here: asking for the installed metadata would cost every start 30 ms."""
