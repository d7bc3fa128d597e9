"""What a model is called where there is little room."""

from __future__ import annotations

from pathlib import Path

from digitpad.store.model_name import names_a_file

_FAMILY = "digitpad-"
"""What the names of all bundled models begin with; captions leave it out."""


def model_caption(model: str) -> str:
    """A short name of a model given by name or path."""
    name = Path(model).stem if names_a_file(model) else model
    return name.removeprefix(_FAMILY)
