"""What a model file says about itself, in the header that can be read without torch."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from digitpad.core.errors import ModelError

FORMAT = "digitpad-model-1"
"""First fact of every header; another value is another program's file."""

LARGEST_MODEL_FILE = 64 * 1024 * 1024
"""Bytes; the largest network offered needs a twentieth of it."""

_LARGEST_SCORE = 1e9
"""No figure of ours comes near; a greater one, or none at all, is a stranger's."""


@dataclass(frozen=True)
class ModelFacts:
    """The facts a model carries with its weights.

    Attributes:
        name: what the model is called, such as `digitpad-base`.
        architecture: a name `ml.networks` knows.
        arguments: what that architecture is built with.
        normalization: `imaging.NORMALIZATION_VERSION` it was trained on.
        temperature: the logits are divided by this before softmax (Guo et al., "On Calibration of Modern Neural
            Networks", 2017), so that a probability of 0.9 is right nine times in ten.
        unsure_below: a confidence below this makes an answer `unsure`.
        not_a_digit_below: a confidence below this makes it `not_a_digit`; 0 where the model was not taught that.
        data: what it was trained on, in words.
        seed: of the run.
        epochs: it was trained for.
        date: of the run, as YYYY-MM-DD.
        scores: figures measured at the end of the run, by name.
    """

    name: str
    architecture: str
    arguments: Mapping[str, Any]
    normalization: int
    temperature: float
    unsure_below: float
    not_a_digit_below: float
    data: str
    seed: int
    epochs: int
    date: str
    scores: Mapping[str, float] = field(default_factory=dict)

    def to_header(self) -> dict[str, str]:
        """The facts as a safetensors header holds them: text by name, each value as JSON."""
        facts = {f.name: json.dumps(getattr(self, f.name), ensure_ascii=False) for f in fields(self)}
        return {"format": FORMAT, **facts}

    @classmethod
    def from_header(cls, header: Mapping[str, str] | None) -> ModelFacts:
        """Read a header a stranger may have written.

        Raises:
            ModelError: it is not one of ours, or a fact is missing or of the wrong kind; the text names the reason
                (and not the file, which only the caller knows).
        """
        if not header or header.get("format") != FORMAT:
            raise ModelError("it was not made by digitpad")
        facts: dict[str, Any] = {}
        for f in fields(cls):
            try:
                facts[f.name] = json.loads(header[f.name])
                # It may have to be written again.
                json.dumps(facts[f.name], ensure_ascii=False, allow_nan=False).encode()
            except KeyError:
                raise ModelError(f"its header lacks “{f.name}”") from None
            except (ValueError, RecursionError):
                raise ModelError(f"“{f.name}” in its header cannot be read") from None
        _check(facts)
        return cls(**facts)


def _check(facts: Mapping[str, Any]) -> None:
    """Raise ModelError where a fact is of the wrong kind or out of its range."""
    kinds: dict[str, tuple[type, ...]] = {
        "str": (str,),
        "int": (int,),
        "float": (int, float),
        "Mapping[str, Any]": (dict,),
        "Mapping[str, float]": (dict,),
    }
    for f in fields(ModelFacts):
        value = facts[f.name]
        if not isinstance(value, kinds[str(f.type)]) or isinstance(value, bool):
            raise ModelError(f"“{f.name}” in its header is not what it should be")
    scores = facts["scores"].values()
    if not all(type(score) in (int, float) and abs(score) < _LARGEST_SCORE for score in scores):
        raise ModelError("a score in its header is no number")
    if not (0.01 <= facts["temperature"] <= 100 and math.isfinite(facts["temperature"])):
        raise ModelError("the temperature in its header is out of range")
    if not 0 <= facts["not_a_digit_below"] <= facts["unsure_below"] <= 1:
        raise ModelError("the thresholds in its header are out of range")
