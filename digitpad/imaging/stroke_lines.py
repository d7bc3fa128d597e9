"""Strokes → lines of writing, even where they slope."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from digitpad.core.drawing import Stroke, Strokes, bounding_box
from digitpad.core.glyph import Box

_TALL, _LEAST_WAYS = 0.6, 3
"""Of the tallest stroke: so tall are strokes whose places tell how lines slope; and so many ways between them."""

_APART, _AHEAD, _SAME_LINE = 0.4, 3.0, 0.6
"""In heights of the tallest stroke: strokes nearer than that may be of one digit; farther ones are not neighbours; nor
are those that much higher or lower."""

_GENTLEST = 0.1
"""Pixels down for each pixel to the right: nearer to level, a few digits of any size do not tell."""

_SHARED, _SMALL, _NEXT_TO = 0.4, 0.35, 0.3
"""Of a stroke's height lies beside its line's tallest; in heights of that: a small one, and how far off it may be."""


def lines_of_strokes(strokes: Strokes) -> list[Strokes]:
    """The strokes of each line of writing, lines from the top, strokes from the left.

    Tall strokes make the lines; a stroke joins the line it overlaps most, and a small one (a bar, a dot) the line it is
    next to. Where the lines slope, all this happens as if they did not.
    """
    boxes = [bounding_box((stroke,)) for stroke in strokes]
    slope = _slope(boxes)
    level = [box._replace(y=box.y - slope * _middle(box)) for box in boxes]
    lines: list[tuple[Box, list[tuple[float, Stroke]]]] = []
    for box, stroke in sorted(zip(level, strokes, strict=True), key=lambda one: -one[0].height):
        near = [line for line in lines if _is_on(box, line[0])]
        if not near:
            near = [(box, [])]
            lines += near
        _, members = max(near, key=lambda line: _overlap(box, line[0]))
        members.append((_middle(box), stroke))
    lines.sort(key=lambda line: line[0].y + line[0].height / 2)
    return [tuple(stroke for _, stroke in sorted(members, key=lambda one: one[0])) for _, members in lines]


def _slope(boxes: Sequence[Box]) -> float:
    """Pixels down for each pixel to the right: the median from tall strokes to their neighbours on the right.

    0 where too few strokes tell, or too little.
    """
    tallest = max((box.height for box in boxes), default=0.0)
    tall = sorted((box for box in boxes if box.height >= _TALL * tallest), key=_middle)
    ways = []
    for place, box in enumerate(tall):
        for other in tall[place + 1 :]:
            right, down = _middle(other) - _middle(box), other.y + other.height / 2 - box.y - box.height / 2
            if _APART * tallest <= right <= _AHEAD * tallest and abs(down) < _SAME_LINE * tallest:
                ways.append(down / right)
                break
    slope = median(ways) if len(ways) >= _LEAST_WAYS else 0.0
    return slope if abs(slope) >= _GENTLEST else 0.0


def _middle(box: Box) -> float:
    return box.x + box.width / 2


def _overlap(box: Box, line: Box) -> float:
    """How many pixels of height they share; negative where they are apart."""
    return min(box.y + box.height, line.y + line.height) - max(box.y, line.y)


def _is_on(box: Box, line: Box) -> bool:
    shared = _overlap(box, line)
    is_small = box.height < _SMALL * line.height
    return shared > _SHARED * min(box.height, line.height) or (is_small and shared > -_NEXT_TO * line.height)
