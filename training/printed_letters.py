"""Printed letters, one or a few that run into each other: what forms are full of, and no digit anybody wrote.

They are set in the font that comes with Pillow and in the plotters' fonts that come with OpenCV (Hershey, "Calligraphy
for Computers", 1967), made bolder and lighter, wider and narrower, upright and slanting.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitpad.imaging.ink import Ink
from digitpad.imaging.marks import marks_of
from training.hand import Generator

_LETTERS = "ACDEFHJKLMNPRTUVWXYacdefhkmnprtuvwxy&@#+=*$<>"
"""Those that no digit looks like: not b, B, g, G, i, I, l, o, O, q, Q, s, S, z and Z."""

_ALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""What runs into each other may be any: two digits in one are none, either."""

_SEVERAL = 0.25
"""Of the samples are two or three letters in one."""

_PLOTTED = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX_SMALL,
)

_MOST = 0.9
"""Of their ink hangs together: else one of them stands alone, and may be an o."""

_SIZE = 80
"""Of the paper on which one letter is set, in pixels; as pages show it, it is made smaller."""


def draw_print(generator: Generator) -> Ink:
    """The ink (H, W) of one letter, or of a few that touch; a few to 60 pixels high, not normalised yet."""
    setting = _plotted if generator.random() < 0.5 else _typeset
    if generator.random() < _SEVERAL:
        letters = [_ALL[place] for place in generator.integers(len(_ALL), size=generator.integers(2, 4))]
        joined = _joined(setting(letters, generator), generator)
        if (ink := _largest(joined)).sum() > _MOST * joined.sum():
            return _as_printed(ink, generator)
    (letter,) = setting([_LETTERS[generator.integers(len(_LETTERS))]], generator)
    return _as_printed(_largest(letter), generator)


def _typeset(letters: Sequence[str], g: Generator) -> list[Ink]:
    """Each letter on paper of its own, on one line of writing: Pillow's font, at times bold."""
    font, bold = ImageFont.load_default(50), int(g.choice([0, 0, 1, 2]))
    papers = []
    for letter in letters:
        paper = Image.new("L", (_SIZE, _SIZE))
        ImageDraw.Draw(paper).text((12, 4), letter, fill=255, font=font, stroke_width=bold)
        papers.append(np.asarray(paper, np.float32) / np.float32(255))
    return papers


def _plotted(letters: Sequence[str], g: Generator) -> list[Ink]:
    """The same in one of the plotters' fonts, with a pen of any width."""
    font, pen = _PLOTTED[g.integers(len(_PLOTTED))], int(g.integers(2, 8))
    scale = 44 / cv2.getTextSize("H", font, 1.0, 1)[0][1] * 0.8
    papers = []
    for letter in letters:
        paper = np.zeros((_SIZE, _SIZE), np.uint8)
        cv2.putText(paper, letter, (12, 54), font, scale, (255,), pen, cv2.LINE_AA)
        papers.append(paper.astype(np.float32) / np.float32(255))
    return papers


def _joined(papers: Sequence[Ink], g: Generator) -> Ink:
    """Letters set so close to each other that they touch."""
    joined = _columns(papers[0])
    for paper in papers[1:]:
        letter, overlap = _columns(paper), int(g.integers(1, 6))
        start = max(0, joined.shape[1] - overlap)
        wide = np.pad(joined, ((0, 0), (0, max(0, start + letter.shape[1] - joined.shape[1]))))
        under = wide[:, start : start + letter.shape[1]]
        np.maximum(under, letter, out=under)
        joined = wide
    return joined


def _columns(paper: Ink) -> Ink:
    """The paper without empty columns at its sides."""
    written = np.flatnonzero(paper.any(axis=0))
    return paper[:, written[0] : written[-1] + 1]


def _largest(ink: Ink) -> Ink:
    """The largest mark: the program sees the dot of an i, and letters that do not touch, by themselves."""
    marks = marks_of(ink > 0)
    return marks.cut_out(int(marks.areas.argmax()), ink)


def _as_printed(ink: Ink, g: Generator) -> Ink:
    """Any width, slanting or not, as large as print on a scanned page, and as blurred."""
    height, width = ink.shape
    rows = max(6, round(height * g.uniform(0.25, 1.0)))
    wide = rows / height * float(np.exp(g.normal(0, 0.15)))
    slant = g.uniform(0, 0.3) if g.random() < 0.25 else 0.0
    lean = slant * wide * height
    turn = np.array([[wide, -slant * wide, lean], [0, rows / height, 0]])
    columns = max(3, round(width * wide + lean))
    smooth = cv2.GaussianBlur(ink, (0, 0), 0.4 * height / rows)
    small = cv2.warpAffine(smooth, turn, (columns, rows))
    padded = np.pad(small, 5)
    blurred = cv2.GaussianBlur(padded, (0, 0), g.uniform(0.3, 0.3 + 0.02 * rows))
    return np.clip(blurred * g.uniform(1.0, 1.4), 0, 1).astype(np.float32)
