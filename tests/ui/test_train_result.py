"""The result: a matrix whose cells open their digits, the most confident mistakes, and the duel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.answered_digits import AnsweredDigits, Duel
from digitpad.ui.digit_grid import MOST_SHOWN, DigitGrid
from digitpad.ui.train_duel import TrainDuel
from digitpad.ui.train_result import TrainResult
from tests.ui.train_samples import answered, ten_digits

MISTAKES = {4: (9, 0.98), 7: (1, 0.6)}


@pytest.fixture
def digits() -> AnsweredDigits:
    return answered(*ten_digits(), MISTAKES)


@pytest.fixture
def result(qtbot: QtBot, digits: AnsweredDigits) -> TrainResult:
    result = TrainResult()
    qtbot.addWidget(result)
    result.resize(1200, 600)
    result.show()
    result.show_answers(digits)
    return result


def grid_of(widget: QWidget, name: str = "trainDigits") -> DigitGrid:
    return widget.findChild(DigitGrid, name)


def captions(grid: DigitGrid) -> list[str]:
    return [grid.caption(place).replace("\n", ", ") for place in range(grid.count)]


def texts(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_the_matrix_counts_and_scores(result: TrainResult):
    table = result.findChild(QTableWidget, "trainConfusion")
    assert table.item(4, 9).text() == "1"
    assert table.item(4, 4).text() == "·"
    assert table.item(3, 3).text() == "1"
    assert [table.item(9, column).text() for column in (10, 11)] == ["100.0 %", "50.0 %"]  # recall, precision


def test_the_most_confident_mistakes_come_first(result: TrainResult):
    assert captions(grid_of(result)) == ["is 4, read 9, 98 %", "is 7, read 1, 60 %"]


def test_a_cell_opens_its_very_digits_and_the_mistakes_come_back(result: TrainResult):
    table = result.findChild(QTableWidget, "trainConfusion")
    table.cellClicked.emit(7, 1)
    assert captions(grid_of(result)) == ["is 7, read 1, 60 %"]
    assert "7 read as 1" in texts(result)
    table.cellActivated.emit(2, 2)
    assert captions(grid_of(result)) == ["is 2, read 2, 99 %"]
    result.findChild(QPushButton, "trainMistakes").click()
    assert len(captions(grid_of(result))) == 2


@pytest.mark.parametrize("cell", [(0, 5), (3, 10)], ids=["an empty one", "a score"])
def test_other_cells_open_nothing(result: TrainResult, cell: tuple[int, int]):
    result.findChild(QTableWidget, "trainConfusion").cellClicked.emit(*cell)
    assert len(captions(grid_of(result))) == 2


def test_where_there_is_little_room_matrix_and_digits_take_turns(qtbot, result: TrainResult):
    table, grid = result.findChild(QTableWidget, "trainConfusion"), grid_of(result)
    assert table.isVisible()
    assert grid.isVisible()
    result.resize(500, 400)
    assert (table.isVisible(), grid.isVisible()) == (True, False)
    table.cellClicked.emit(4, 9)
    assert (table.isVisible(), grid.isVisible()) == (False, True)
    back = next(b for b in result.findChildren(QWidget) if b.toolTip() == "Back to the matrix")
    back.click()
    assert (table.isVisible(), grid.isVisible()) == (True, False)


def test_a_model_without_mistakes_says_so(result: TrainResult):
    result.show_answers(answered(*ten_digits(), {}))
    assert captions(grid_of(result)) == []
    assert "Not a single mistake" in texts(result)


def test_a_grid_shows_ink_on_paper_and_no_more_than_anybody_looks_at(qtbot):
    grid = DigitGrid()
    qtbot.addWidget(grid)
    grid.resize(300, 200)
    grid.show()
    images = np.zeros((MOST_SHOWN + 5, 28, 28), np.uint8)
    images[0, 4:24, 4:24] = 255
    grid.show_digits(images)
    assert grid.count == MOST_SHOWN
    cell = grid.visualRect(grid.model().index(0))
    picture = grid.viewport().grab().toImage()
    assert picture.pixelColor(cell.center()) == grid.palette().text().color()
    assert picture.pixelColor(grid.visualRect(grid.model().index(1)).center()) == grid.palette().base().color()


def test_a_duel_shows_what_was_won_and_lost(qtbot, digits: AnsweredDigits):
    duel = TrainDuel()
    qtbot.addWidget(duel)
    duel.show()
    duel.say("Comparing…")
    assert not grid_of(duel, "trainWon").isVisible()
    duel.show_duel(Duel(answered(*ten_digits(), {4: (9, 0.9), 2: (3, 0.7)}), digits), "base")
    assert captions(grid_of(duel, "trainWon")) == ["is 2, was read 3"]
    assert captions(grid_of(duel, "trainLost")) == ["is 7, now read 1"]
    assert "base reads 80.00\u00a0% right and the new model 80.00\u00a0%" in texts(duel)
