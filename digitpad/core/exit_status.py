"""With what the program ends, for scripts."""

from __future__ import annotations

OK, SOME_FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
"""All well; some file could not be read, the rest was; wrong usage; after Ctrl+C, with what was done kept."""
