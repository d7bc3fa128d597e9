"""Strokes → digits: which strokes of a drawing belong together.

Strokes are put in lines (`stroke_lines`), and in each line from left to right. A digit is a run of neighbours there, of
one to four strokes. Every run that could be a digit is read, and the cheapest way to cut the line into runs wins: a run
costs the surprise of its answer (-log p), and more where its strokes stand apart. A recogniser that was taught to doubt
two digits at once, and what is none, decides by itself: a cost for parting strokes that overlap was tried on numbers of
our generator, and lost more than it won.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from digitpad.core.drawing import Strokes, bounding_box
from digitpad.core.glyph import Box, Glyph
from digitpad.core.reading import DigitReading
from digitpad.core.recognizer import Recognizer
from digitpad.imaging.normalize import normalize
from digitpad.imaging.rasterize import rasterize
from digitpad.imaging.runs import DIGIT_COST, cheapest_runs, is_rather_one, surprise
from digitpad.imaging.stroke_lines import lines_of_strokes

_MOST_STROKES = 4
"""Of one digit: a five or a seven in three, and one the pen lost."""

_GAP_COST = 6.0
"""Of an empty column as wide as the line is high between the strokes of a digit."""

_WIDEST_GAP = 0.6
"""Of the line's height; strokes farther apart are never one digit."""

_MOST_KEPT = 512
"""Answers remembered beside those of the drawing: while a pen moves, most runs are those of the moment before."""


class StrokeReader:
    """Reads drawings as numbers, and remembers what it read. Not to be called from two threads at a time."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        # A stroke may be known by its identity as long as something holds it: the value does.
        self._answers: OrderedDict[tuple[int, ...], tuple[Strokes, DigitReading]] = OrderedDict()
        self._in_use = 0  # of them, by the drawing that is being read

    def read(self, strokes: Strokes) -> tuple[DigitReading, ...]:
        """The digits of a drawing, line by line from the top and each line from the left; boxes in canvas pixels."""
        digits = self._read(strokes)
        self._forget()
        return digits

    def read_one(self, strokes: Strokes) -> tuple[DigitReading, ...]:
        """All strokes as one digit; none where there are none."""
        digits = self._read_one(strokes)
        self._forget()
        return digits

    def _read(self, strokes: Strokes) -> tuple[DigitReading, ...]:
        lines = [self._read_line(line) for line in lines_of_strokes(strokes)]
        if 1 < len(strokes) <= _MOST_STROKES:
            whole = self._read_one(strokes)
            if is_rather_one(whole[0], sum(cost for _, cost in lines)):
                return whole
        return tuple(
            replace(answer, glyph=replace(answer.glyph, line=number))
            for number, (answers, _) in enumerate(lines)
            for answer in answers
        )

    def _read_one(self, strokes: Strokes) -> tuple[DigitReading, ...]:
        return tuple(self._read_groups([strokes])) if strokes else ()

    def _read_line(self, line: Strokes) -> tuple[list[DigitReading], float]:
        """The digits of a line, and what they cost."""
        boxes = [bounding_box((stroke,)) for stroke in line]
        height = max(box.height for box in boxes)
        runs = [
            (start, end)
            for start in range(len(line))
            for end in range(start + 1, min(start + _MOST_STROKES, len(line)) + 1)
            if end == start + 1 or _widest_gap(boxes[start:end]) < _WIDEST_GAP * height
        ]
        answers = dict(zip(runs, self._read_groups([line[start:end] for start, end in runs]), strict=True))
        costs = {run: _cost(answer, boxes[slice(*run)], height) for run, answer in answers.items()}
        chosen = cheapest_runs(costs, len(line))
        return [answers[run] for run in chosen], sum(costs[run] for run in chosen)

    def _read_groups(self, groups: Sequence[Strokes]) -> list[DigitReading]:
        """One answer for each group of strokes, from memory where it is known."""
        keys = [tuple(map(id, group)) for group in groups]
        new = {key: group for key, group in zip(keys, groups, strict=True) if key not in self._answers}
        fresh = self._recognizer.recognize([glyph_of_strokes(group) for group in new.values()]) if new else []
        for (key, group), answer in zip(new.items(), fresh, strict=True):
            self._answers[key] = (group, answer)
        for key in keys:
            self._answers.move_to_end(key)
        self._in_use += len(keys)
        return [self._answers[key][1] for key in keys]

    def _forget(self) -> None:
        """Forget the answers that were not asked for the longest, but none of the drawing that was read."""
        while len(self._answers) > self._in_use + _MOST_KEPT:
            self._answers.popitem(last=False)
        self._in_use = 0


def glyph_of_strokes(strokes: Strokes) -> Glyph:
    """All strokes, at least one, as one glyph; its box in canvas pixels."""
    ink, box = rasterize(strokes)
    return Glyph(normalize(ink), box)


def _cost(answer: DigitReading, boxes: Sequence[Box], height: float) -> float:
    """What it costs to take strokes for a digit."""
    return surprise(answer) + DIGIT_COST + _GAP_COST * _widest_gap(boxes) / max(height, 1.0)


def _widest_gap(boxes: Sequence[Box]) -> float:
    """The widest empty column between boxes, 0 where there is none."""
    widest, right = 0.0, -math.inf
    for box in sorted(boxes, key=lambda box: box.x):
        if right > -math.inf:
            widest = max(widest, box.x - right)
        right = max(right, box.x + box.width)
    return widest
