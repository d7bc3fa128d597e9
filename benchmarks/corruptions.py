"""The usual corruptions of handwritten digits, each a function of an image and its severity.

After MNIST-C (Mu and Gilmer, “MNIST-C: A Robustness Benchmark for Computer Vision”, 2019), written anew: the same
fifteen kinds, on 28×28 images of bytes with bright ink on black. Severity runs from 1 to 5; 3 is about the published
strength.

    DIGITPAD_DATA=… python -m benchmarks.corruptions [--severity N] [--model NAME|PATH]

reads MNIST's test split, corrupted, through the program's own path, and prints the error of each kind.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import development_data
from digitpad.loading import load_recognizer
from digitpad.ml.mnist import load_mnist

Image = NDArray[np.uint8]
Generator = np.random.Generator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--severity", type=int, default=3, choices=range(1, 6))
    parser.add_argument("--model")
    parser.add_argument("--every", type=int, default=1, help="take only every N-th digit")
    options = parser.parse_args()
    reader = load_recognizer(options.model)
    images, labels = load_mnist(development_data.folder(), "t10k")
    images, labels = images[:: options.every], labels[:: options.every]
    print(f"{reader.recognizer.model_name}, {len(images):,} digits, severity {options.severity}\n")
    errors = []
    for name, corrupt in CORRUPTIONS.items():
        generator = np.random.default_rng(1)
        readings = reader.read_many(corrupt(image, options.severity, generator) for image in images)
        values = np.array([reading.digits[0].value if reading.digits else -1 for reading in readings])
        errors.append(100 * float((values != labels).mean()))
        print(f"{name:<16}{errors[-1]:>7.2f} %", flush=True)
    print(f"{'mean':<16}{np.mean(errors):>7.2f} %\n{'highest':<16}{max(errors):>7.2f} %")


def shot_noise(image: Image, severity: int, g: Generator) -> Image:
    """Few photons: each pixel a Poisson count."""
    photons = (60, 25, 12, 5, 3)[severity - 1]
    return _bytes(g.poisson(image / 255 * photons) / photons)


def impulse_noise(image: Image, severity: int, g: Generator) -> Image:
    """Salt and pepper."""
    share = (0.01, 0.03, 0.06, 0.1, 0.15)[severity - 1]
    lot = g.random(image.shape)
    return np.where(lot < share / 2, 0, np.where(lot < share, 255, image)).astype(np.uint8)


def glass_blur(image: Image, severity: int, g: Generator) -> Image:
    """Pixels swapped with neighbours behind rough glass."""
    sigma, rounds = ((0.4, 1), (0.5, 1), (0.6, 2), (0.7, 2), (0.9, 3))[severity - 1]
    blurred = cv2.GaussianBlur(image, (0, 0), sigma)
    rows, columns = np.mgrid[0:28, 0:28]
    for _ in range(rounds):
        moved = (
            np.clip(rows + g.integers(-1, 2, rows.shape), 0, 27),
            np.clip(columns + g.integers(-1, 2, rows.shape), 0, 27),
        )
        blurred = blurred[moved]
    return cv2.GaussianBlur(blurred, (0, 0), sigma)


def motion_blur(image: Image, severity: int, g: Generator) -> Image:
    """The camera moved along a line."""
    length = (3, 5, 7, 9, 11)[severity - 1]
    kernel = np.zeros((length, length), np.float32)
    angle = g.uniform(-np.pi / 4, np.pi / 4)
    reach = (length - 1) / 2 * np.array([np.cos(angle), np.sin(angle)])
    middle = (length - 1) / 2
    start, end = np.rint(middle - reach).astype(int), np.rint(middle + reach).astype(int)
    cv2.line(kernel, tuple(start.tolist()), tuple(end.tolist()), (1.0,))
    return cv2.filter2D(image, -1, kernel / kernel.sum())


def shear(image: Image, severity: int, g: Generator) -> Image:
    amount = (0.2, 0.3, 0.4, 0.5, 0.6)[severity - 1] * g.choice([-1, 1])
    return _affine(image, np.array([[1, amount], [0, 1]]))


def scale(image: Image, severity: int, g: Generator) -> Image:
    factor = (0.8, 0.7, 0.6, 0.5, 0.4)[severity - 1]
    return _affine(image, np.eye(2) * factor)


def rotate(image: Image, severity: int, g: Generator) -> Image:
    angle = np.radians((10, 20, 30, 40, 50)[severity - 1]) * g.choice([-1, 1])
    return _affine(image, np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]))


def brightness(image: Image, severity: int, g: Generator) -> Image:
    """Black turns grey."""
    added = (0.2, 0.4, 0.6, 0.75, 0.85)[severity - 1]
    return _bytes(image / 255 + added)


def translate(image: Image, severity: int, g: Generator) -> Image:
    """Moved, and cut off where it leaves the picture."""
    reach = (2, 3, 4, 5, 6)[severity - 1]
    return _affine(image, np.eye(2), g.choice([-reach, reach], 2))


def stripe(image: Image, severity: int, g: Generator) -> Image:
    """A vertical stripe in negative."""
    width = (3, 5, 7, 9, 11)[severity - 1]
    left = 14 - width // 2
    striped = image.copy()
    striped[:, left : left + width] = 255 - striped[:, left : left + width]
    return striped


def fog(image: Image, severity: int, g: Generator) -> Image:
    """Clouds: smooth noise of several scales, laid over."""
    strength = (0.3, 0.5, 0.7, 0.9, 1.1)[severity - 1]
    cloud = sum(cv2.resize(g.random((2**k, 2**k)), (28, 28), interpolation=cv2.INTER_CUBIC) / 2**k for k in range(1, 5))
    cloud = (cloud - cloud.min()) / np.ptp(cloud)
    return _bytes((image / 255 + strength * cloud) / (1 + 0.5 * strength))


def spatter(image: Image, severity: int, g: Generator) -> Image:
    """Drops of ink."""
    share = (0.02, 0.04, 0.07, 0.1, 0.13)[severity - 1]
    drops = cv2.GaussianBlur(g.normal(0, 1, (28, 28)), (0, 0), 1.0)
    return np.where(drops > np.quantile(drops, 1 - share), 255, image).astype(np.uint8)


def dotted_line(image: Image, severity: int, g: Generator) -> Image:
    """A dotted line from edge to edge."""
    spacing = (5, 4, 3, 2, 2)[severity - 1]
    ends = g.uniform(3, 25, (2, 2))
    ends[0, 0], ends[1, 0] = 0, 27
    dotted = image.copy()
    count = max(2, round(float(np.hypot(*(ends[1] - ends[0]))) / spacing))
    for x, y in np.rint(np.linspace(ends[0], ends[1], count)).astype(int):
        dotted[y, x] = 255
        if severity > 2:
            dotted[min(y + 1, 27), x] = 255
    return dotted


def zigzag(image: Image, severity: int, g: Generator) -> Image:
    """A zigzag from edge to edge."""
    teeth = (4, 6, 8, 10, 12)[severity - 1]
    height = g.uniform(2, 4, teeth + 1) * (-1.0) ** np.arange(teeth + 1)
    x = np.linspace(0, 27, teeth + 1)
    y = np.clip(g.uniform(8, 20) + height, 0, 27)
    marked = image.copy()
    cv2.polylines(marked, [np.rint(np.stack([x, y], axis=1) * 16).astype(np.int32)], False, (255,), 1, cv2.LINE_AA, 4)
    return marked


def canny_edges(image: Image, severity: int, g: Generator) -> Image:
    """Only the outlines are left."""
    return cv2.Canny(image, 100, 200)


CORRUPTIONS: dict[str, Callable[[Image, int, Generator], Image]] = {
    function.__name__: function
    for function in (
        shot_noise,
        impulse_noise,
        glass_blur,
        motion_blur,
        shear,
        scale,
        rotate,
        brightness,
        translate,
        stripe,
        fog,
        spatter,
        dotted_line,
        zigzag,
        canny_edges,
    )
}


def _bytes(values: NDArray[np.floating]) -> Image:
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def _affine(image: Image, matrix: NDArray[np.floating], shift: NDArray[np.integer] | tuple[int, int] = (0, 0)) -> Image:
    """Change about the middle of the image."""
    middle = np.array([13.5, 13.5])
    offset = middle - matrix @ middle + shift
    return cv2.warpAffine(image, np.column_stack([matrix, offset]), (28, 28))


if __name__ == "__main__":
    main()
