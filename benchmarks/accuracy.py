"""How good the bundled model is, through the program's own path: pictures, pen strokes, and what is no digit.

    DIGITPAD_DATA=… python -m benchmarks.accuracy [--model NAME|PATH] [--json FILE]

Pictures go through ink → 28×28 → network. Pen strokes are read as the canvas hands them over, at three sizes and places
drawn by lot (benchmarks.strokes does the same by mouse events in the real window). The bars for doubt: AUROC of the
confidence, digits against each kind of non-digit; what has no ink has confidence 0.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import development_data
from benchmarks.scribbles import scribbles
from digitpad.core.drawing import Point, Stroke, Strokes
from digitpad.core.evaluation import Doubt, Evaluation, evaluate, measure_doubt
from digitpad.core.reading import Reading
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer
from digitpad.ml.mnist import load_mnist

SIDES = (60, 150, 400)
PEN = 12.0
SCRIBBLES, BLANKS = 1000, 50
KNOWN = ("MNIST test split", "pen strokes")  # the digits that non-digits are told from


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    parser.add_argument("--json", type=Path, help="write all figures to this file as well")
    options = parser.parse_args()
    reader = load_recognizer(options.model)
    facts = reader.recognizer
    print(f"{facts.model_name} on {facts.device}\n")

    digits = read_digits(reader)
    evaluations = {name: evaluate(readings, labels) for name, (readings, labels) in digits.items()}
    print_evaluations(evaluations)

    doubts = {
        (other, name): measure_doubt(digits[name][0], readings)
        for other, readings in read_others(reader).items()
        for name in KNOWN
    }
    print_doubts(doubts)
    for name in KNOWN:
        print(f"\n{name}\n\n{evaluations[name].to_text()}")

    if options.json:
        figures = {
            "model": facts.model_name,
            "device": facts.device,
            "digits": {name: evaluation.to_dict() for name, evaluation in evaluations.items()},
            "non_digits": [{"set": other, "digits": name, **d.to_dict()} for (other, name), d in doubts.items()],
        }
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def read_digits(reader: Reader) -> dict[str, tuple[list[Reading], NDArray[np.integer]]]:
    """Readings and labels of every set of digits."""
    images, labels = load_mnist(development_data.folder(), "t10k")
    sets = {"MNIST test split": (reader.read_many(images), labels)}
    drawings, meant = development_data.pen_strokes()
    generator = np.random.default_rng(1)
    strokes = [on_canvas(drawing, side, generator) for side in SIDES for drawing in drawings]
    sets["pen strokes"] = (
        [reader.read_strokes(drawn, one_digit=True) for drawn in strokes],
        np.tile(meant, len(SIDES)),
    )
    # As the canvas reads them while it looks for numbers: whatever is told into two digits is wrong.
    numbers = [reader.read_strokes(drawn) for drawn in strokes]
    alone = [number if len(number.digits) == 1 else Reading() for number in numbers]
    sets["… as numbers"] = (alone, np.tile(meant, len(SIDES)))
    for name in ("paper_digits", "semeion"):
        images, labels = development_data.images(name)
        sets[name] = (reader.read_many(images), labels.astype(np.int64))
    return sets


def on_canvas(drawing: development_data.PenStrokes, side: float, generator: np.random.Generator) -> Strokes:
    """A drawing at a size and a place drawn by lot, in whole pixels as a mouse has them."""
    corner = tuple(generator.uniform(0, 300, 2))
    placed = development_data.placed(drawing, side, corner)
    return tuple(Stroke(tuple(Point(float(x), float(y)) for x, y in np.rint(line)), PEN) for line in placed)


def read_others(reader: Reader) -> dict[str, list[Reading]]:
    """Readings of what is no digit."""
    characters, names = development_data.images("omniglot_characters")
    alphabets = np.array([str(name).split("/")[0] for name in names])
    # The recipe learned from the first half of the alphabets (training/pools.py).
    unseen = np.isin(alphabets, sorted(set(alphabets))[len(set(alphabets)) // 2 :])
    symbols, meant = development_data.images("paper_symbols")
    blank = [np.full((60, 60), grey, np.uint8) for grey in np.linspace(0, 255, BLANKS).astype(int)]
    return {
        "Omniglot, unseen alphabets": reader.read_many(characters[unseen], one_digit=True),
        "paper_symbols, no minus, no slash": reader.read_many(symbols[~np.isin(meant, ["minus", "slash"])]),
        "scribbles and blanks": [
            *(reader.read_strokes(scribble, one_digit=True) for scribble in scribbles(SCRIBBLES, seed=1)),
            *reader.read_many(blank),
        ],
    }


def print_evaluations(evaluations: dict[str, Evaluation]) -> None:
    print(
        f"{'set':<20}{'digits':>8}{'right':>9}{'ok':>8}{'right of ok':>13}{'NLL':>9}{'ECE':>8}   right by digit, 0 to 9"
    )
    for name, e in evaluations.items():
        by_digit = " ".join(f"{100 * score.recall:5.1f}" for score in e.per_class)
        print(
            f"{name:<20}{e.count:>8,}{e.accuracy:>9.2%}{e.coverage:>8.1%}{e.accuracy_of_ok:>13.2%}{e.loss:>9.4f}"
            f"{e.expected_calibration_error:>8.2%}   {by_digit}"
        )


def print_doubts(doubts: dict[tuple[str, str], Doubt]) -> None:
    columns = f"{'AUROC against':>18}{'AUROC':>9}{'ok':>8}{'unsure':>8}{'not a digit':>13}"
    print(f"\n{'set without digits':<34}{'count':>7}{columns}")
    for (other, name), d in doubts.items():
        print(f"{other:<34}{d.count:>7,}{name:>18}{d.auroc:>9.2%}{d.ok:>8.1%}{d.unsure:>8.1%}{d.not_a_digit:>13.1%}")


if __name__ == "__main__":
    main()
