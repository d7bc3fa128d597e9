"""What happens to a digit between the pen and the picture: noise, blur, dirt, lines across it, bad light, bad scans.

Each function takes an image (H, W) float32 in 0..1, bright ink on black and about 28 pixels large, and gives one of the
same kind. `degraded` applies one or two of them in a random strength and returns the picture a camera would hand over.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from training.hand import Generator

Image = NDArray[np.float32]


def degraded(image: NDArray[np.uint8], g: Generator) -> NDArray[np.uint8]:
    """A digit (28, 28) in bytes as a bad picture of it, in bytes as well."""
    picture = image.astype(np.float32) / np.float32(255)
    if g.random() < 0.35:
        picture = _moved(picture, g)
    for _ in range(1 if g.random() < 0.8 else 2):
        picture = _DEGRADATIONS[g.integers(len(_DEGRADATIONS))](picture, g)
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def _moved(image: Image, g: Generator) -> Image:
    """Turned, slanted, made smaller, and shifted, at times over the edge."""
    turn, slant = math.radians(g.uniform(-36, 36)), 0.0
    if g.random() < 0.4:
        turn, slant = 0.0, g.uniform(-0.5, 0.5)
    size = g.uniform(0.5, 1.05)
    matrix = size * np.array([[math.cos(turn), slant - math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    middle = (np.array(image.shape[::-1]) - 1) / 2
    shift = middle - matrix @ middle + g.uniform(-4, 4, 2)
    return _as_image(cv2.warpAffine(image, np.column_stack([matrix, shift]), image.shape[::-1]))


def _photon_noise(image: Image, g: Generator) -> Image:
    photons = math.exp(g.uniform(math.log(5), math.log(60)))
    return _as_image(g.poisson(image * photons) / photons)


def _grain(image: Image, g: Generator) -> Image:
    return _as_image(image + g.normal(0, g.uniform(0.02, 0.18), image.shape))


def _salt_and_pepper(image: Image, g: Generator) -> Image:
    share = g.uniform(0.01, 0.11)
    lot = g.random(image.shape)
    return _as_image(np.where(lot < share / 2, 0, np.where(lot < share, 1, image)))


def _blur(image: Image, g: Generator) -> Image:
    return _as_image(cv2.GaussianBlur(image, (0, 0), g.uniform(0.4, 1.4)))


def _motion(image: Image, g: Generator) -> Image:
    length = int(g.integers(3, 9)) | 1
    kernel = np.zeros((length, length), np.float32)
    middle, angle = length // 2, g.uniform(0, math.pi)
    step = np.array([math.cos(angle), math.sin(angle)]) * middle
    ends = [tuple(np.rint(middle + side * step).astype(int).tolist()) for side in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,))
    return _as_image(cv2.filter2D(image, -1, kernel / kernel.sum()))


def _rough_glass(image: Image, g: Generator) -> Image:
    """Every pixel taken from a place near by."""
    reach = g.uniform(0.4, 1.4)
    rows, columns = (place + g.normal(0, reach, image.shape) for place in np.indices(image.shape))
    moved = cv2.remap(image, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_NEAREST)
    return _as_image(cv2.GaussianBlur(moved, (0, 0), g.uniform(0.3, 0.9)))


def _line_across(image: Image, g: Generator) -> Image:
    """A rule of the paper, a crease, somebody's underlining: straight, waved, zigzag or dotted, from edge to edge."""
    height, width = image.shape
    count = int(g.integers(2, 16))
    along = np.linspace(-1, width, count)
    left, right = g.uniform(2, height - 3, 2)
    across = np.linspace(left, right, count)
    kind = g.random()
    if kind < 0.5:
        across = across + g.uniform(0.5, 4) * (-1.0) ** np.arange(count) * g.uniform(0.7, 1.3, count)
    points = np.stack([along, across], axis=1)
    if g.random() < 0.25:
        points = points[:, ::-1]
    thickness = int(g.integers(1, 3))
    mark = np.zeros(image.shape, np.uint8)
    if kind > 0.72:
        steps = max(3, round(float(np.hypot(*(points[-1] - points[0]))) / g.uniform(1.8, 5)))
        for x, y in points[0] + np.linspace(0, 1, steps)[:, None] * (points[-1] - points[0]):
            cv2.rectangle(mark, (round(x), round(y)), (round(x) + thickness - 1, round(y)), (255,), -1)
    else:
        cv2.polylines(mark, [np.rint(points * 16).astype(np.int32)], False, (255,), thickness, cv2.LINE_AA, 4)
    strength = g.uniform(0.5, 1) / 255
    return _as_image(np.maximum(image, mark * strength))


def _drops(image: Image, g: Generator) -> Image:
    """Spots of ink, or of white where they cover it."""
    share = g.uniform(0.01, 0.12)
    field = cv2.GaussianBlur(g.normal(0, 1, image.shape), (0, 0), g.uniform(0.7, 1.5))
    is_spot = field > np.quantile(field, 1 - share)
    return _as_image(np.where(is_spot, 0.0 if g.random() < 0.2 else g.uniform(0.6, 1), image))


def _band(image: Image, g: Generator) -> Image:
    """Part of the picture in negative: a label, a marker's stripe, a folded sheet."""
    size = image.shape[1]
    width = int(g.integers(2, 11))
    start = int(np.clip(round(g.normal(size / 2, 4) - width / 2), 0, size - width))
    striped = image.copy()
    part = np.s_[:, start : start + width] if g.random() < 0.7 else np.s_[start : start + width, :]
    striped[part] = 1 - striped[part]
    return striped


def _clouds(image: Image, g: Generator) -> Image:
    """Shadow and light of any shape behind the digit."""
    size = image.shape[::-1]
    cloud = sum(cv2.resize(g.random((2**k, 2**k)), size, interpolation=cv2.INTER_CUBIC) / 2**k for k in range(1, 5))
    cloud = (cloud - cloud.min()) / np.ptp(cloud) * g.uniform(0.2, 1.2)
    return _as_image((image + cloud) / (1 + g.uniform(0, 0.6) * cloud.max()))


def _faint(image: Image, g: Generator) -> Image:
    """Low contrast, and cut off where it is brightest."""
    return _as_image(image * g.uniform(0.15, 1) + g.uniform(0, 0.9))


def _outline(image: Image, g: Generator) -> Image:
    """The digit's edges only: hollow letters, a copy of a copy."""
    if g.random() < 0.6:
        low = g.uniform(40, 160)
        return _as_image(cv2.Canny(np.rint(image * 255).astype(np.uint8), low, 2 * low) / 255)
    ring = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((2, 2) if g.random() < 0.5 else (3, 3), np.uint8))
    return _as_image(ring)


def _as_image(values: NDArray[np.generic] | cv2.typing.MatLike) -> Image:
    return np.clip(values, 0, 1).astype(np.float32)


_DEGRADATIONS: tuple[Callable[[Image, Generator], Image], ...] = (
    _photon_noise,
    _grain,
    *[_salt_and_pepper] * 2,  # what is hard to read around comes more often
    _blur,
    *[_motion] * 2,
    *[_rough_glass] * 3,
    *[_line_across] * 5,
    *[_drops] * 3,
    *[_band] * 4,
    _clouds,
    _faint,
    _outline,
    _moved,
)
