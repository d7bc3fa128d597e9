"""The confusion matrix: shares are shown of what there is."""

from __future__ import annotations

from digitpad.core.evaluation import ClassScore
from digitpad.ui.confusion_table import ConfusionTable


def test_a_digit_that_was_never_read_has_no_precision_and_one_that_never_stood_there_no_recall(qtbot):
    """A three that was read as a five."""
    table = ConfusionTable([str(digit) for digit in range(10)])
    qtbot.addWidget(table)
    counts = [[int((true, read) == (3, 5)) for read in range(10)] for true in range(10)]
    table.show_counts(counts, [ClassScore(digit, int(digit == 3), 0.0, 0.0) for digit in range(10)])
    shares = [(table.item(digit, 10).text(), table.item(digit, 11).text()) for digit in (3, 5, 7)]
    assert shares == [("0.0 %", ""), ("", "0.0 %"), ("", "")]
