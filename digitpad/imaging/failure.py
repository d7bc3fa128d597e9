"""Whatever goes wrong with a picture, as the sentence that is shown in its place."""

from __future__ import annotations

import logging

from digitpad.core.errors import ImageError

_log = logging.getLogger(__name__)


def as_image_error(error: Exception, name: str | None) -> ImageError:
    """Why a picture cannot be read: a bug of ours, or too little memory, must not cost the other pictures.

    Args:
        error: that was raised; one that is no `ImageError` is written into the log.
        name: of the picture, or None.
    """
    if isinstance(error, ImageError):
        return ImageError(str(error))  # its traceback would hold on to the decoder's gigabyte
    _log.error("Reading %s failed.", name, exc_info=error)
    reason = "there is not enough memory" if isinstance(error, MemoryError) else str(error) or type(error).__name__
    return ImageError(f"{name or 'The picture'} could not be read: {reason}.")
