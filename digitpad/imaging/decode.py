"""A file, a Pillow image or an array → RGB pixels.

Files come from strangers: sizes are bounded, and what goes wrong is a sentence.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import IO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from digitpad.core.errors import ImageError
from digitpad.core.picture_formats import FORMATS

Pixels = NDArray[np.uint8]
"""(H, W, 3) uint8, RGB."""

ImageSource = str | Path | Image.Image | NDArray[np.uint8]
"""Whatever a picture may be given as."""

MOST_PIXELS = 100_000_000
"""A larger picture is refused before it is decoded."""

_MOST_BYTES = 1_000_000_000
"""A larger file is refused before it is opened."""

# Pillow warns from 89 megapixels on; our own limit is checked before anything is decoded.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def decode(source: ImageSource, name: str | None = None) -> Pixels:
    """Read a picture, upright (EXIF), what is transparent laid on white.

    Args:
        source: a path, a Pillow image, or an array (H, W) or (H, W, 3) of uint8.
        name: what to call it in an error; the path as given, where there is none.

    Raises:
        ImageError: it is missing, a folder, empty, damaged, no picture, or larger than 100 megapixels.
    """
    if isinstance(source, np.ndarray):
        return _from_array(source, name or "The array")
    if isinstance(source, Image.Image):
        return _from_pillow(source, name or "The picture")
    path = Path(source)
    label = name or str(path)
    try:
        _check_file(path, label)
        with path.open("rb") as file:
            return _from_stream(file, label)
    except OSError as error:
        raise ImageError(f"{label} cannot be read: {error.strerror or error}.") from error


def _check_file(path: Path, label: str) -> None:
    if path.is_dir():
        raise ImageError(f"{label} is a folder, not a picture.")
    if not path.exists():
        raise ImageError(f"{label} does not exist.")
    if not path.is_file():
        raise ImageError(f"{label} is no ordinary file.")
    size = path.stat().st_size
    if size == 0:
        raise ImageError(f"{label} is empty (0 bytes).")
    if size > _MOST_BYTES:
        raise ImageError(f"{label} has {size / 1e9:.1f} GB; pictures are read up to 1 GB.")


def _from_stream(stream: IO[bytes], label: str) -> Pixels:
    try:
        with Image.open(stream, formats=FORMATS) as image:
            return _from_pillow(image, label)
    except UnidentifiedImageError:
        raise ImageError(f"{label} is not a picture ({', '.join(FORMATS)} are read).") from None
    except Image.DecompressionBombError:
        raise ImageError(f"{label} is too large; pictures are read up to 100 megapixels.") from None
    except ImageError:
        raise
    except MemoryError:
        raise ImageError(f"{label} needs more memory than this computer has free.") from None
    except Exception as error:  # Pillow's readers raise nearly anything on a damaged file
        raise _damage(error, label) from error


def _from_pillow(image: Image.Image, label: str) -> Pixels:
    width, height = image.size
    if width * height == 0:
        raise ImageError(f"{label} has no pixels.")
    if width * height > MOST_PIXELS:
        megapixels = width * height / 1e6
        raise ImageError(f"{label} has {megapixels:.0f} megapixels; pictures are read up to 100.")
    try:
        return _upright_on_white(image)
    except Exception as error:  # the pixels are decoded only now
        raise _damage(error, label) from error


def _damage(error: Exception, label: str) -> ImageError:
    return ImageError(f"{label} is damaged or cut short ({str(error) or type(error).__name__}).")


def _upright_on_white(image: Image.Image) -> Pixels:
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _stretch(np.asarray(image, np.float32))
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return np.array(image.convert("RGB"), np.uint8)


def _stretch(values: NDArray[np.float32]) -> Pixels:
    """16-bit and floating grey: the darkest tone there is becomes 0, the brightest 255.

    A median of nine says what is a tone: a dead or a hot pixel of the camera is none. A page whose tones differ by less
    than a thousandth is blank, and its grain is not blown up to ink.
    """
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).clip(-1e38, 1e38)  # no difference overflows
    tones = cv2.medianBlur(values, 3) if min(values.shape) >= 3 else values
    low, high = float(tones.min()), float(tones.max())
    span = high - low
    if span <= 1e-3 * max(abs(low), abs(high)):
        return np.full((*values.shape, 3), 255, np.uint8)
    grey = (values.clip(low, high) - low) / span * 255
    return np.repeat(np.rint(grey).astype(np.uint8)[:, :, None], 3, axis=2)


def _from_array(array: NDArray[np.uint8], label: str) -> Pixels:
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] != 3):
        found = f"{array.dtype} of shape {array.shape}"
        raise ImageError(f"{label} should be uint8 of shape (H, W) or (H, W, 3), and is {found}.")
    if array.size == 0:
        raise ImageError(f"{label} has no pixels.")
    if array.shape[0] * array.shape[1] > MOST_PIXELS:
        raise ImageError(f"{label} has {array.shape[0] * array.shape[1] / 1e6:.0f} megapixels; 100 are read.")
    if array.ndim == 2:
        return np.repeat(array[:, :, None], 3, axis=2)
    return array
