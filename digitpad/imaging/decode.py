"""A file, one page of a file, a Pillow image or an array → RGB pixels.

Files come from strangers: sizes are bounded, and what goes wrong is a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from digitpad.core.errors import ImageError
from digitpad.core.picture_formats import FORMATS, MOST_PAGES
from digitpad.imaging import pdf
from digitpad.imaging.plain_png import decode_plain_png, has_too_many_chunks, is_png
from digitpad.imaging.tiff import has_pages, pages_of

Pixels = NDArray[np.uint8]
"""(H, W, 3) uint8, RGB."""

ImageSource = str | Path | Image.Image | NDArray[np.uint8]
"""Whatever a picture may be given as."""

MOST_PIXELS = 100_000_000
"""A larger picture is refused before it is decoded."""

_STRAY_PIXELS = 5
"""Dead or hot pixels that a picture may have at either end of its tones."""

_NEARLY_WHITE, _ALL_WHITE, _MOST_DRAWN = 200, 0.98, 0.5
"""Grey levels; what share of all that is seen has more; how much of a transparent picture a drawing covers at most."""

_LEAST_RANGE = 1e-30
"""Of floating tones: a smaller one, blown up to 255, would be no number."""

_STRIP = 256
"""Rows that are brought to RGB at once."""

MOST_BYTES = 1_000_000_000
"""A larger file is refused before it is opened."""

_HEAD = 1024
"""Bytes in which a PDF may begin."""

_TIFF_BEGINS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""Of either order of bytes; with a plus it is a BigTIFF."""

_SMALL = 2_000_000
"""Bytes of a PNG that is read as a whole; what is longer looks cut short, and is left to Pillow."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture upright, by the orientation in its EXIF."""

_OF_PILLOW = tuple(name for name in FORMATS if name != "PDF")


def page_count(source: ImageSource) -> int:
    """How many pages there are to `decode`.

    A PDF and a TIFF may have many; 501 stands for all that are more than 500, and `decode` refuses the last of them.
    Anything else has one, even what cannot be opened: `decode` tells why.
    """
    if not isinstance(source, str | Path):
        return 1
    path = Path(source)
    try:
        _check_file(path, "")
        with path.open("rb") as file:
            head = _head(file)
            if not is_document(head):
                return 1
            count = _pages_of_pdf(path) if is_pdf(head) else _pages_of_picture(file)
    except (ImageError, OSError):
        return 1
    return min(count, MOST_PAGES + 1)


def decode(source: ImageSource, name: str | None = None, page: int = 1, content: bytes | None = None) -> Pixels:
    """Read a picture or a page, upright (EXIF), what is transparent laid on white.

    Args:
        source: a path, a Pillow image, or an array (H, W) or (H, W, 3) of uint8.
        name: what to call it in an error; the path as given, where there is none.
        page: of a PDF or a TIFF, from 1; of an animation the first frame is read.
        content: of the file, where somebody has read it already.

    Raises:
        ImageError: it is missing, a folder, empty, damaged, locked, no picture, or larger than 100 megapixels; it has
            no such page, or the page comes after the first 500.
    """
    if not isinstance(source, str | Path):
        return _from_memory(source, name, page)
    path = Path(source)
    label = name or str(path)
    try:
        if not content:
            _check_file(path, label)
        with BytesIO(content) if content else path.open("rb") as file:
            head = _head(file)
            if is_pdf(head):
                return _from_pdf(path, page, label)
            if is_png(head):
                plain = decode_plain_png(file.read(_SMALL)) if page == 1 else None
                if plain is not None:
                    return plain
                if has_too_many_chunks(file):
                    raise ImageError(f"{label} consists of too many parts for a picture.")
            file.seek(0)
            return _from_stream(file, page, label)
    except OSError as error:
        raise ImageError(f"{label} cannot be read: {error.strerror or error}.") from error


def _from_memory(source: object, name: str | None, page: int) -> Pixels:
    label = name or ("The array" if isinstance(source, np.ndarray) else "The picture")
    _check_page(page, 1, label)
    if isinstance(source, np.ndarray):
        return _from_array(source, label)
    if isinstance(source, Image.Image):
        return _from_pillow(source, label)
    kind = type(source).__name__
    raise ImageError(f"A path, a Pillow image or an array of uint8 can be read, and nothing of the type {kind}.")


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
    if size > MOST_BYTES:
        raise ImageError(f"{label} has {size / 1e9:.1f} GB; pictures are read up to 1 GB.")


def _check_page(page: int, count: int, label: str) -> None:
    if not 1 <= page <= count:
        raise ImageError(f"{label} has no page {page}; it has {count}.")
    if page > MOST_PAGES:
        raise ImageError(f"{label} has more than {MOST_PAGES} pages; only the first {MOST_PAGES} are read.")


def _head(file: IO[bytes]) -> bytes:
    head = file.read(_HEAD)
    file.seek(0)
    return head


def is_pdf(head: bytes) -> bool:
    """Whether a file is a PDF, by its first bytes; blanks and a byte-order mark may come first."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\0\t\n\f\r ").startswith(b"%PDF-")


def is_document(head: bytes) -> bool:
    """Whether a file may have several pages, by its first bytes: a PDF or a TIFF."""
    return is_pdf(head) or head.startswith(_TIFF_BEGINS)


def _pages_of_pdf(path: Path) -> int:
    with pdf.opened(path, "") as document:
        return document.page_count


def _pages_of_picture(stream: IO[bytes]) -> int:
    """Where the file is damaged between two pages, one more: `decode` tells what is wrong with it."""
    last = 0
    try:
        with Image.open(stream, formats=_OF_PILLOW) as image:
            for page in islice(pages_of(image), MOST_PAGES + 1):
                last = page
    except Exception:  # noqa: BLE001 — Pillow's readers raise nearly anything on a damaged file
        last += 1
    return last


def _from_pdf(path: Path, page: int, label: str) -> Pixels:
    with pdf.opened(path, label) as document:
        count = document.page_count
        _check_page(page, count, label)
        return document.draw(page, label if count == 1 else f"{label} (page {page})")


def _from_stream(stream: IO[bytes], page: int, label: str) -> Pixels:
    label_of_page = label
    try:
        with Image.open(stream, formats=_OF_PILLOW) as image:
            label_of_page = f"{label} (page {page})" if has_pages(image) else label
            count = 0
            for count in pages_of(image):
                if count == page:
                    break
            _check_page(page, count, label)
            return _from_pillow(image, label_of_page)
    except UnidentifiedImageError:
        raise ImageError(f"{label} is not a picture ({', '.join(FORMATS)} are read).") from None
    except Image.DecompressionBombError:
        raise ImageError(f"{label_of_page} is too large; pictures are read up to 100 megapixels.") from None
    except ImageError:
        raise
    except MemoryError:
        raise ImageError(f"{label_of_page} needs more memory than this computer has free.") from None
    except Exception as error:  # Pillow's readers raise nearly anything on a damaged file
        raise _damage(error, label_of_page) from error


def _from_pillow(image: Image.Image, label: str) -> Pixels:
    width, height = image.size
    if width * height == 0:
        raise ImageError(f"{label} has no pixels.")
    if width * height > MOST_PIXELS:
        megapixels = width * height / 1e6
        raise ImageError(f"{label} has {megapixels:.0f} megapixels; pictures are read up to 100.")
    try:
        return _upright_on_white(image)
    except MemoryError:
        raise ImageError(f"{label} needs more memory than this computer has free.") from None
    except Exception as error:  # the pixels are decoded only now
        raise _damage(error, label) from error


def _damage(error: Exception, label: str) -> ImageError:
    reason = str(error)
    says_something = reason and not reason.startswith("decoder error")  # it is followed by a number
    return ImageError(f"{label} is damaged or cut short{f' ({reason})' if says_something else ''}.")


def _upright_on_white(image: Image.Image) -> Pixels:
    image.load()  # first: what is damaged is told the first time only; and a TIFF is turned upright by itself
    turn = _turn_of(image)
    if turn is not None:
        image = image.transpose(turn)
    if image.mode.startswith(("I", "F")):
        return _stretch(np.asarray(image, np.float32))
    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    paper = _paper_for(image)
    for top, strip in _strips(image):
        pixels[top : top + strip.height] = np.asarray(_laid_on(paper, strip))
    return pixels


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    """What brings a picture upright; what the camera noted besides, or that its notes are damaged, is no matter."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 — Pillow raises nearly anything for damaged notes
        return None
    return _TURNS.get(orientation) if isinstance(orientation, int) else None


def _strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """A picture in parts, each with its first row: Pillow's steps copy all they are given, hundreds of megabytes."""
    width, height = image.size
    for top in range(0, height, _STRIP):
        yield top, image.crop((0, top, width, min(top + _STRIP, height)))


def _paper_for(image: Image.Image) -> str:
    """What a transparent picture is laid on: white, or black where nearly all that is seen of it is white itself."""
    if not image.has_transparency_data:
        return "white"
    seen = white = 0.0
    for _, strip in _strips(image):
        rgba = np.asarray(strip.convert("RGBA"))
        opacity = rgba[:, :, 3].astype(np.float32) / 255
        seen += float(opacity.sum())
        white += float(opacity[rgba[:, :, :3].min(axis=2) > _NEARLY_WHITE].sum())
    is_drawing = 0 < seen < _MOST_DRAWN * image.width * image.height
    return "black" if is_drawing and white > _ALL_WHITE * seen else "white"


def _laid_on(paper: str, image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        image = Image.alpha_composite(Image.new("RGBA", image.size, paper), image.convert("RGBA"))
    return image.convert("RGB")


def _stretch(values: NDArray[np.float32]) -> Pixels:
    """16-bit and floating grey: the darkest tone there is becomes 0, the brightest 255.

    A median of nine says what is a tone: a dead or a hot pixel of the camera is none. A page whose tones differ by less
    than a thousandth is blank, and its grain is not blown up to ink.
    """
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    values.clip(-1e38, 1e38, out=values)  # no difference overflows
    low, high = _tones(values)
    if _is_blank(low, high):
        return np.full((*values.shape, 3), 255, np.uint8)
    # In place: a large page is hundreds of megabytes.
    values.clip(low, high, out=values)
    values -= low
    values *= 255 / (high - low)
    return np.repeat(np.rint(values, out=values).astype(np.uint8)[:, :, None], 3, axis=2)


def _tones(values: NDArray[np.float32]) -> tuple[float, float]:
    """The darkest and the brightest tone of a picture (H, W)."""
    tones = cv2.medianBlur(values, 3) if min(values.shape) >= 3 else values
    low, high = float(tones.min()), float(tones.max())
    if _is_blank(low, high) and values.size > 2 * _STRAY_PIXELS:  # lines one pixel wide are no tone among nine
        parted = np.partition(values, (_STRAY_PIXELS, -_STRAY_PIXELS - 1), axis=None)
        low, high = float(parted[_STRAY_PIXELS]), float(parted[-_STRAY_PIXELS - 1])
    return low, high


def _is_blank(low: float, high: float) -> bool:
    return high - low <= max(1e-3 * max(abs(low), abs(high)), _LEAST_RANGE)


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
