"""What a model is called where there is little room."""

from __future__ import annotations

from pathlib import Path

_FAMILY = "digitpad-"
"""What the names of all bundled models begin with; captions leave it out."""


def model_caption(model: str) -> str:
    """A short name of a model given by name or path."""
    name = Path(model).stem if model.endswith(".safetensors") else model
    return name.removeprefix(_FAMILY)
