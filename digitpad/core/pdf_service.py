"""What the program and the process that draws PDFs for it agree on."""

from __future__ import annotations

DRAW_PDFS = "--draw-pdfs"
"""The packaged program's only argument, where it is started to be that process."""

TOO_LONG = 3
"""The exit status of that process where it ended itself because a request took longer than it may."""
