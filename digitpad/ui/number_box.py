"""A box for a number that may be very small: as many decimals as it needs, and no more."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox


class NumberBox(QDoubleSpinBox):
    """A spin box that shows 0.005 as such, though it knows six decimals."""

    # Qt's own names from here on.

    def textFromValue(self, value: float) -> str:
        text = super().textFromValue(value)
        if self.decimals() == 0:
            return text
        point = self.locale().decimalPoint()
        return text.rstrip(self.locale().zeroDigit()).removesuffix(point)
