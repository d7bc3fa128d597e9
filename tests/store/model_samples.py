"""Model files with a header of ours and weights that mean nothing: written without torch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from digitpad.core.model_facts import ModelFacts

FACTS = ModelFacts(
    name="small",
    architecture="residual",
    arguments={"widths": [16, 64, 128], "classes": 11},
    normalization=2,
    temperature=1.0,
    unsure_below=0.9,
    not_a_digit_below=0.3,
    data="some digits – é",
    seed=1,
    epochs=2,
    date="2026-01-31",
    scores={"test_accuracy": 0.985},
)

WEIGHTS = bytes(range(16))


def write_model(path: Path, header: object = None, **changes: object) -> Path:
    """Write a file as safetensors does: with these facts changed, or with another header altogether."""
    tensors = {"weights": {"dtype": "U8", "shape": [len(WEIGHTS)], "data_offsets": [0, len(WEIGHTS)]}}
    facts = replace(FACTS, **changes).to_header()
    written = json.dumps({"__metadata__": facts, **tensors} if header is None else header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(written).to_bytes(8, "little") + written + WEIGHTS)
    return path
