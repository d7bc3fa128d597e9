"""Light and dark: the platform's own look where it has one; Fusion, the look of most Linux desktops, in our colours."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyle

_LIGHT = {
    QPalette.ColorRole.Window: "#f6f5f3",
    QPalette.ColorRole.WindowText: "#1f2023",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#eae8e4",
    QPalette.ColorRole.Text: "#1f2023",
    QPalette.ColorRole.PlaceholderText: "#6b6d73",
    QPalette.ColorRole.Button: "#efedea",
    QPalette.ColorRole.ButtonText: "#1f2023",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#e4e2dd",
    QPalette.ColorRole.Mid: "#c9c6c0",
    QPalette.ColorRole.Dark: "#a5a29c",
    QPalette.ColorRole.Shadow: "#77746f",
    QPalette.ColorRole.Highlight: "#2457d6",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Accent: "#2457d6",
    QPalette.ColorRole.Link: "#2457d6",
    QPalette.ColorRole.LinkVisited: "#6b45b5",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#1f2023",
}

_DARK = {
    QPalette.ColorRole.Window: "#202124",
    QPalette.ColorRole.WindowText: "#eceae6",
    QPalette.ColorRole.Base: "#17181a",
    QPalette.ColorRole.AlternateBase: "#303237",
    QPalette.ColorRole.Text: "#eceae6",
    QPalette.ColorRole.PlaceholderText: "#9a9ca3",
    QPalette.ColorRole.Button: "#2c2e32",
    QPalette.ColorRole.ButtonText: "#eceae6",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Light: "#45474d",
    QPalette.ColorRole.Midlight: "#393b40",
    QPalette.ColorRole.Mid: "#4a4c52",
    QPalette.ColorRole.Dark: "#141517",
    QPalette.ColorRole.Shadow: "#0b0b0c",
    QPalette.ColorRole.Highlight: "#7ea6ff",
    QPalette.ColorRole.HighlightedText: "#101216",
    QPalette.ColorRole.Accent: "#7ea6ff",
    QPalette.ColorRole.Link: "#7ea6ff",
    QPalette.ColorRole.LinkVisited: "#b79cf2",
    QPalette.ColorRole.ToolTipBase: "#303237",
    QPalette.ColorRole.ToolTipText: "#eceae6",
}

_FADING = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.PlaceholderText,
)
"""Roles that step back where a control is disabled."""


_FIELDS = ("QLineEdit", "QAbstractSpinBox")
"""Controls whose frame could not be seen on a dark window either."""


def apply_appearance(application: QApplication, appearance: str) -> None:
    """Show the program light, dark or as the system is.

    A platform with a look of its own is told and does the rest; Fusion gets a palette of ours, unless the system asks
    for high contrast. To be called again when the system changes its mind (`QStyleHints.colorSchemeChanged`).

    Args:
        application: the running one.
        appearance: `system`, `light` or `dark`.
    """
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    wanted = schemes.get(appearance, Qt.ColorScheme.Unknown)
    hints = application.styleHints()
    hints.setColorScheme(wanted)
    high_contrast = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    if application.style().name().lower() != "fusion" or high_contrast:
        return
    if wanted is Qt.ColorScheme.Unknown:
        wanted = hints.colorScheme()
    palette = _palette(_DARK if wanted is Qt.ColorScheme.Dark else _LIGHT)
    application.setPalette(palette)
    # Fusion draws the frame of a check box in a shade of the window's colour: on a dark one it could not be seen.
    framed = QPalette(palette)
    framed.setColor(QPalette.ColorRole.Window, palette.placeholderText().color())
    faded = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.PlaceholderText)
    framed.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Window, faded)
    for control in ("QCheckBox", *(_FIELDS if wanted is Qt.ColorScheme.Dark else ())):
        application.setPalette(framed, control)


def with_tabular_figures(font: QFont) -> QFont:
    """The same font with all digits of one width, so that numbers do not dance."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def moves_calmly() -> bool:
    """Whether the system asks for reduced motion: its style then animates nothing."""
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


def _palette(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    background = palette.window().color()
    for role in _FADING:
        palette.setColor(QPalette.ColorGroup.Disabled, role, blend(palette.color(role), background, 0.6))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, palette.mid().color())
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Accent, palette.mid().color())
    return palette


def blend(colour: QColor, other: QColor, share: float) -> QColor:
    """A colour on the way to another: 0 is the first, 1 the second."""
    return QColor.fromRgbF(
        colour.redF() + (other.redF() - colour.redF()) * share,
        colour.greenF() + (other.greenF() - colour.greenF()) * share,
        colour.blueF() + (other.blueF() - colour.blueF()) * share,
    )
