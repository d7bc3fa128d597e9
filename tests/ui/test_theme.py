"""Light and dark can be read, icons follow them, and pixels pass between Qt and numpy unharmed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication

from digitpad.core.paths import resources_folder
from digitpad.ui.icons import app_icon, icon
from digitpad.ui.qt_image import to_array, to_image
from digitpad.ui.theme import apply_appearance

ROLES = QPalette.ColorRole
ICONS = sorted(path.stem for path in (resources_folder() / "icons").glob("*.svg") if path.stem != "digitpad")


@pytest.fixture(params=["light", "dark"])
def appearance(request, qapp: QApplication):
    before = qapp.palette()
    apply_appearance(qapp, request.param)
    yield request.param
    qapp.setPalette(before)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""

    def luminance(colour: QColor) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (ROLES.WindowText, ROLES.Window),
        (ROLES.Text, ROLES.Base),
        (ROLES.PlaceholderText, ROLES.Window),
        (ROLES.PlaceholderText, ROLES.Base),
        (ROLES.ButtonText, ROLES.Button),
        (ROLES.HighlightedText, ROLES.Highlight),
        (ROLES.ToolTipText, ROLES.ToolTipBase),
    ],
)
def test_text_can_be_read(appearance: str, qapp: QApplication, text, ground):
    palette = qapp.palette()
    assert contrast(palette.color(text), palette.color(ground)) >= 4.5


def test_dark_is_dark(appearance: str, qapp: QApplication):
    palette = qapp.palette()
    dark = palette.windowText().color().lightness() > palette.window().color().lightness()
    assert dark == (appearance == "dark")


@pytest.mark.parametrize("name", ICONS)
def test_icons_have_the_colour_of_text(appearance: str, qapp: QApplication, name: str):
    image = icon(name).pixmap(QSize(48, 48)).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(48, -1, 4)
    opaque = pixels[pixels[:, :, 3] == 255][:, 2::-1]
    assert len(opaque) > 20
    assert np.abs(opaque.astype(int) - qapp.palette().buttonText().color().getRgb()[:3]).max() <= 2


@pytest.mark.usefixtures("qapp")
def test_the_program_has_its_own_icon():
    assert not app_icon().pixmap(QSize(64, 64)).isNull()


def test_pixels_come_back_as_they_were():
    pixels = np.random.default_rng(1).integers(0, 256, (7, 5, 3), np.uint8)
    assert (to_array(to_image(pixels)) == pixels).all()


def test_what_is_transparent_becomes_white():
    image = QImage(3, 3, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert (to_array(image) == 255).all()
