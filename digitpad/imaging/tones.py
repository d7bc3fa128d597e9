"""Tones of a picture: how many pixels have each, and which one parts dark from bright."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def tone_counts(grey: NDArray[np.integer | np.floating]) -> NDArray[np.float32]:
    """(256,) pixels of each tone.

    Args:
        grey: (H, W) grey levels 0..255.
    """
    return np.asarray(cv2.calcHist([grey], [0], None, [256], [0, 256]), np.float32).ravel()


def otsu(grey: NDArray[np.uint8]) -> float:
    """The grey level up to which the darker of two parts goes.

    Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979.
    """
    return cv2.threshold(grey.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0]
