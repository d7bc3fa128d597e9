"""The kinds of pictures of `benchmarks.cameras`: lights and lenses here, pens and papers in `camera_papers`.

Each kind is a function of a clean slip (ink (H, W), 0..1) and a generator; `KINDS` names them all. What a kind draws
from the generator does not depend on the ink, so the same seed gives the same paper with a number and without.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import camera_papers
from benchmarks.camera_picture import (
    Field,
    Generator,
    Ink,
    Picture,
    Scene,
    as_bytes,
    beyond,
    cloud,
    developed,
    lit,
    packed,
    painted,
    spot,
    step,
    written,
)


def phone_shadow(ink: Ink, g: Generator) -> Picture:
    """The photographer's phone between lamp and slip: a large soft shadow with round corners, from below."""
    height, width = ink.shape
    shadow = np.zeros(ink.shape, np.float32)
    left, top = round(g.uniform(0.1, 0.45) * width), round(g.uniform(0.2, 0.55) * height)
    cv2.rectangle(shadow, (left, top), (left + round(g.uniform(0.3, 0.5) * width), 2 * height), (1.0,), -1)
    tilt = cv2.getRotationMatrix2D((width / 2, height / 2), g.uniform(-20, 20), 1.0)
    turned = cv2.warpAffine(shadow, tilt, (width, height), borderMode=cv2.BORDER_REPLICATE)
    rounded = step(cv2.GaussianBlur(turned, (0, 0), 30) - 0.5, 0.02)
    soft = cv2.GaussianBlur(rounded, (0, 0), g.uniform(14, 40))
    return developed(lit(written(ink, g), 1 - g.uniform(0.35, 0.6) * soft), g)


def hard_shadow_edge(ink: Ink, g: Generator) -> Picture:
    """Sunlight past the edge of a wall, which falls across the digits."""
    edge = beyond(ink.shape, g.uniform(0, 360), (g.uniform(0.4, 0.6), g.uniform(0.4, 0.6)))
    return developed(lit(written(ink, g), 1 - g.uniform(0.4, 0.6) * step(edge, 1.2)), g)


def window_frame_shadow(ink: Ink, g: Generator) -> Picture:
    """Sunlight through a window: the hard shadows of its frame over the digits, and one side dark."""
    through, angle = (g.uniform(0.3, 0.7), g.uniform(0.35, 0.65)), g.uniform(15, 75)
    dark_side = step(beyond(ink.shape, angle, through), 1.2)
    bar = step(g.uniform(22, 40) - np.abs(beyond(ink.shape, angle + 90, through)), 1.2)
    return developed(lit(written(ink, g), 1 - g.uniform(0.4, 0.6) * np.maximum(dark_side, bar)), g)


def lamp_on_one_side(ink: Ink, g: Generator) -> Picture:
    """A lamp close to one edge: three to six times as bright there as at the other."""
    far = np.maximum(beyond(ink.shape, g.choice([0, 180]) + g.uniform(-35, 35), (0.5, 0.5)) / ink.shape[1] + 0.6, 0)
    return developed(lit(written(ink, g), 1.1 / (1 + g.uniform(2, 4.5) * far**1.5)), g)


def blinds(ink: Ink, g: Generator) -> Picture:
    """Sun through a blind: parallel soft bars of light."""
    pitch = g.uniform(90, 180)
    place = beyond(ink.shape, g.uniform(40, 140), (0, 0)) + g.uniform(0, pitch)
    bars = step(pitch * 0.25 - np.abs((place % pitch) - pitch / 2), g.uniform(4, 9))
    return developed(lit(written(ink, g), 0.5 + 0.5 * bars), g)


def flash(ink: Ink, g: Generator) -> Picture:
    """Too bright in the middle, where the paper mirrors the flash, and dark at the edges."""
    middle = (g.uniform(0.4, 0.6), g.uniform(0.4, 0.6))
    light = 0.5 + 0.75 * spot(ink.shape, middle, 420)
    veil = g.uniform(80, 120) * spot(ink.shape, middle, 130)
    return developed(lit(written(ink, g), light) + veil[:, :, None], g)


def low_light(ink: Ink, g: Generator) -> Picture:
    """A dim yellowish room: little light, much noise, of which a part is in spots of colour."""
    dim = written(ink, g) * np.float32(g.uniform(0.22, 0.4)) * np.array([1.08, 0.98, 0.78], np.float32)
    spots = np.stack([cloud(ink.shape, 7, g) for _ in range(3)], axis=2) * 4
    return developed(dim + spots, g, noise=g.uniform(7, 12), quality=80)


def out_of_focus(ink: Ink, g: Generator) -> Picture:
    """Each point a disc."""
    radius = int(g.integers(5, 10))
    disc = np.zeros((2 * radius + 1, 2 * radius + 1), np.float32)
    cv2.circle(disc, (radius, radius), radius, (1.0,), -1)
    return developed(_spread(written(ink, g), disc), g)


def motion_blur(ink: Ink, g: Generator) -> Picture:
    """A hand that shook, in any direction."""
    half, turn = g.uniform(8, 14), g.uniform(0, np.pi)
    reach = np.rint(half * np.array([np.cos(turn), np.sin(turn)])).astype(int)
    path = np.zeros((31, 31), np.float32)
    cv2.line(path, tuple((15 - reach).tolist()), tuple((15 + reach).tolist()), (1.0,), 1, cv2.LINE_AA)
    return developed(_spread(written(ink, g), path), g)


def coarse_jpeg(ink: Ink, g: Generator) -> Picture:
    """Sent on by a messenger: small, of quality 15 to 25."""
    small = cv2.resize(written(ink, g), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return packed(as_bytes(small + g.normal(0, 3, small.shape)), int(g.integers(15, 26)))


def photographed_screen(ink: Ink, g: Generator) -> Picture:
    """A screen's dots beside the sensor's: coloured fringes, bent as the lens bends."""
    bend = 1 + g.uniform(1, 3) * 1e-8 * (beyond(ink.shape, 0, (0.5, 0.5)) ** 2 + beyond(ink.shape, 90, (0.5, 0.5)) ** 2)
    columns = beyond(ink.shape, g.uniform(-2, 2), (0.5, 0.5)) * bend * (1 + g.uniform(0.03, 0.08))
    rows = beyond(ink.shape, 90 + g.uniform(-2, 2), (0.5, 0.5)) * bend * (1 + g.uniform(0.03, 0.08))
    thirds = np.arange(3, dtype=np.float32) / 3
    dots = np.cos(2 * np.pi * (columns[:, :, None] + thirds)) + 0.7 * np.cos(2 * np.pi * rows)[:, :, None]
    shown = painted(ink, (30, 32, 40), (205, 216, 232))
    glow = 0.9 + 0.1 * spot(ink.shape, (0.5, 0.5), 500)
    return packed(as_bytes(lit(shown, glow) * (1 + 0.09 * dots) + g.normal(0, 2.5, shown.shape)), 88)


def crumpled_paper(ink: Ink, g: Generator) -> Picture:
    """Crushed into a ball and smoothed again: facets that are lit differently, with creases between them."""
    half = (ink.shape[0] // 2, ink.shape[1] // 2)
    sway = 10 * cloud(half, 60, g)
    light: Field = np.ones(half, np.float32)
    for _ in range(70):
        middle = (g.random(), g.random())
        crease = beyond(half, g.uniform(0, 360), middle) + sway * g.uniform(-1, 1)
        reach = spot(half, middle, g.uniform(25, 130))
        light += reach * (g.normal(0, 0.06) * np.tanh(crease / 1.5) * np.exp(-np.abs(crease) / g.uniform(15, 90)))
        light += reach * (g.normal(0, 0.05) * np.exp(-((crease / 1.5) ** 2)))
    shades = cv2.resize(0.9 * light, ink.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return developed(lit(written(_pushed(ink, 2.5, g), g), shades.clip(0.35, 1.1)), g)


def folded_paper(ink: Ink, g: Generator) -> Picture:
    """Folded once and opened: two halves of two tones, and a sharp crease across the digits."""
    crease = beyond(ink.shape, g.choice([0, 90]) + g.uniform(-12, 12), (g.uniform(0.35, 0.65), g.uniform(0.4, 0.6)))
    crease = crease + 0.8 * cloud(ink.shape, 150, g)
    bulge = 0.5 + 0.5 * np.exp(-np.abs(crease) / g.uniform(100, 300))
    tones = 1 - g.uniform(0.14, 0.3) * step(crease, 1.2) * bulge
    edge = 0.08 * np.exp(-(((crease + 4) / 2.5) ** 2)) - 0.2 * np.exp(-(((crease - 1) / 2) ** 2))
    return developed(lit(written(ink, g), tones + edge), g)


def on_a_wooden_table(ink: Ink, g: Generator) -> Picture:
    """A slip that fills a tenth to a fifth of the picture, a little turned."""
    height, width = 1200, 1600
    scale = np.sqrt(g.uniform(0.10, 0.20) * width * height / ink.size)
    turn = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), g.uniform(-6, 6), scale)
    turn[:, 2] += (width * g.uniform(0.42, 0.58) - ink.shape[1] / 2, height * g.uniform(0.42, 0.58) - ink.shape[0] / 2)
    place = np.vstack([turn, [0, 0, 1]])
    return developed(_laid(written(ink, g), _wood((height, width), g), place), g)


def tilted(ink: Ink, g: Generator) -> Picture:
    """The phone held 5 to 12 degrees askew over a large sheet."""
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), g.choice([-1, 1]) * g.uniform(5, 12), 0.95)
    turned = cv2.warpAffine(ink, turn, (width, height)).astype(np.float32)
    return developed(written(turned, g), g)


def from_a_slant(ink: Ink, g: Generator) -> Picture:
    """A slip on a table seen from before it or from its side: what is far is small."""
    height, width = ink.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    near, far = g.uniform(0.02, 0.06), g.uniform(0.14, 0.22)
    moved = np.array([[far, 0.12], [1 - far, 0.12], [1 - near, 0.94], [near, 0.94]]) + g.uniform(-0.02, 0.02, (4, 2))
    if g.random() < 0.5:  # from the side
        moved = np.array([[0.04, 0.04], [0.9, far], [0.9, 1 - far], [0.04, 0.96]]) + g.uniform(-0.02, 0.02, (4, 2))
    place = cv2.getPerspectiveTransform(corners, (moved * (width, height)).astype(np.float32)).astype(np.float64)
    return developed(_laid(written(ink, g), _wood((height, width), g), place), g)


def _spread(scene: Scene, pattern: Field) -> Scene:
    """Each point spread over a pattern."""
    return cv2.filter2D(scene, -1, pattern / pattern.sum(), borderType=cv2.BORDER_REPLICATE).astype(np.float32)


def _laid(slip: Scene, table: Scene, place: NDArray[np.float64]) -> Scene:
    """The slip on the table, with the small shadow of its edges."""
    size = (table.shape[1], table.shape[0])
    over = cv2.warpPerspective(np.ones(slip.shape[:2], np.float32), place, size)
    shade = cv2.GaussianBlur(np.roll(over, (6, 4), (0, 1)), (0, 0), 6)
    seen = cv2.warpPerspective(slip, place, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    share = over[:, :, None]
    return lit(table, 1 - 0.45 * shade) * (1 - share) + seen * share


def _wood(shape: tuple[int, int], g: Generator) -> Scene:
    """Planks with grain, brown."""
    grain = 0.07 * cloud(shape, 5, g, stretch=40) + 0.06 * cloud(shape, 30, g, stretch=12)
    pitch = g.uniform(220, 380)
    gap = np.abs((beyond(shape, 90, (0, 0)) + g.uniform(0, pitch)) % pitch - pitch / 2)
    planks = painted(np.zeros(shape, np.float32), (0, 0, 0), (156, 110, 70))
    return lit(planks * np.float32(g.uniform(0.6, 1.1)), (1 + grain) * (1 - 0.5 * step(2.5 - gap, 0.6)))


def _pushed(ink: Ink, pixels: float, g: Generator) -> Ink:
    """Every place moved by some pixels, as uneven paper does it."""
    y, x = np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]].astype(np.float32)
    across, down = (pixels * cloud(ink.shape, 90, g) for _ in range(2))
    return cv2.remap(ink, x + across, y + down, cv2.INTER_LINEAR).astype(np.float32)


KINDS: dict[str, Callable[[Ink, Generator], Picture]] = {
    function.__name__: function
    for function in (
        camera_papers.plain_scan,
        camera_papers.grey_pencil,
        camera_papers.blue_on_cream,
        camera_papers.red_on_green,
        camera_papers.chalk_on_blackboard,
        camera_papers.yellow_on_black,
        phone_shadow,
        hard_shadow_edge,
        window_frame_shadow,
        lamp_on_one_side,
        blinds,
        flash,
        low_light,
        out_of_focus,
        motion_blur,
        coarse_jpeg,
        photographed_screen,
        crumpled_paper,
        folded_paper,
        camera_papers.ruled_paper,
        camera_papers.squared_paper,
        camera_papers.print_from_the_back,
        on_a_wooden_table,
        tilted,
        from_a_slant,
        camera_papers.underlined,
        camera_papers.in_a_ring,
        camera_papers.in_a_form_box,
        camera_papers.fax,
        camera_papers.whiteboard_with_glare,
        camera_papers.coffee_stain,
    )
}
