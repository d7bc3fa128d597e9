"""What `digitpad evaluate` does: measure a model on labelled digits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.evaluation import Doubt, Evaluation, evaluate, measure_doubt
from digitpad.core.reading import Reading
from digitpad.imaging.labelled_pictures import labelled_pictures, labels_of, pictures_without_digit
from digitpad.imaging.reader import Reader
from digitpad.ml.mnist import holds_mnist, load_mnist


@dataclass(frozen=True)
class Measured:
    """What a model is worth.

    Attributes:
        evaluation: on digits.
        doubt: on pictures without any; None where there are none.
        unread: pictures that could not be read, and were left out.
    """

    evaluation: Evaluation
    doubt: Doubt | None
    unread: Sequence[Reading]

    def to_json(self) -> str:
        """One object."""
        doubt = {"non_digits": self.doubt.to_dict()} if self.doubt else {}
        return json.dumps(self.evaluation.to_dict() | doubt, allow_nan=False)

    def to_text(self) -> str:
        """Tables."""
        return "\n\n".join(part.to_text() for part in (self.evaluation, self.doubt) if part)


def measure(reader: Reader, data: Path) -> Measured:
    """Measure a model on MNIST's test split, or on pictures sorted into folders.

    Args:
        reader: with the model.
        data: the folder of MNIST's files, or of folders named 0 to 9 and `not_a_digit`.

    Raises:
        DigitpadError: there are no such digits, or none can be read.
    """
    if holds_mnist(data):
        images, labels = load_mnist(data, "t10k")
        readings, unread = _parted(reader.read_many(images, one_digit=True))
        evaluation = evaluate(readings, labels)
    else:
        digits = labelled_pictures(data)
        readings, unread = _parted(reader.read_many(digits, one_digit=True))
        if unread and not readings:
            raise DigitpadError(f"None of the {len(unread)} pictures could be read. {unread[0].error}")
        evaluation = evaluate(readings, labels_of(readings, digits))
    others, unread_others = _parted(reader.read_many(pictures_without_digit(data), one_digit=True))
    doubt = measure_doubt(readings, others) if others else None
    return Measured(evaluation, doubt, [*unread, *unread_others])


def _parted(readings: Sequence[Reading]) -> tuple[list[Reading], list[Reading]]:
    """Those of pictures that could be read, and the others."""
    return [one for one in readings if one.error is None], [one for one in readings if one.error is not None]
