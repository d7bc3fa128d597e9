"""How often the bundled model is right, through the program's own path: picture → ink → 28×28 → network.

DIGITPAD_DATA=… python -m benchmarks.accuracy [--model NAME|PATH]
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from benchmarks import development_data
from digitpad.core.reading import Status
from digitpad.imaging.reader import Reader
from digitpad.loading import load_recognizer
from digitpad.ml.mnist import load_mnist


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model")
    reader = load_recognizer(parser.parse_args().model)
    facts = reader.recognizer
    print(f"{facts.model_name} on {facts.device}\n")
    print(f"{'set':<28}{'digits':>8}{'right':>9}{'ok':>8}{'right of ok':>13}   right by digit, 0 to 9")
    measure(reader, "MNIST test split", *load_mnist(development_data.folder(), "t10k"))
    for name in ("paper_digits", "semeion"):
        measure(reader, name, *development_data.images(name))


def measure(reader: Reader, name: str, images: NDArray[np.uint8], labels: NDArray[np.integer]) -> None:
    readings = reader.read_many(images)
    values = np.array([reading.digits[0].value if reading.digits else -1 for reading in readings])
    ok = np.array([reading.status is Status.OK for reading in readings])
    right = values == labels
    by_digit = " ".join(f"{100 * right[labels == digit].mean():5.1f}" for digit in range(10))
    print(
        f"{name:<28}{len(labels):>8,}{100 * right.mean():>8.2f}%{100 * ok.mean():>7.1f}%"
        f"{100 * right[ok].mean():>12.2f}%   {by_digit}"
    )


if __name__ == "__main__":
    main()
