"""The filters of the scan table keep room for their words."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from digitpad.ui.scan_filters import ScanFilters


def test_the_search_field_has_room_for_its_words_beside_all_the_rest(qtbot):
    filters = ScanFilters()
    qtbot.addWidget(filters)
    filters.show()
    filters.show_some((1, 2), "Wrong readings")
    filters.resize(filters.minimumSizeHint())
    field = filters.findChild(QLineEdit, "scanSearch")
    assert field.width() > field.fontMetrics().horizontalAdvance(field.placeholderText())
