"""The Train tab: from the settings over the curves to a model, and what can go wrong on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QInputDialog,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.core.errors import DigitpadError
from digitpad.core.network_choice import PRESETS
from digitpad.core.training_report import TestScores, TrainingStep, UndecidedModel
from digitpad.core.workshop import DataAtHand
from digitpad.ui.digit_grid import DigitGrid
from digitpad.ui.steady_label import SteadyLabel
from digitpad.ui.train_tab import TrainTab
from tests.ui.conftest import DEADLINE_MS, heard
from tests.ui.train_samples import FACTS, UNFINISHED, FakeWorkshop, answered, ten_digits


@pytest.fixture
def workshop(tmp_path: Path) -> FakeWorkshop:
    return FakeWorkshop(tmp_path)


@pytest.fixture
def tab(qtbot: QtBot, workshop: FakeWorkshop):
    tab = TrainTab(lambda: workshop, ["digitpad-base"])
    qtbot.addWidget(tab)
    tab.resize(1200, 700)
    tab.show()
    qtbot.waitExposed(tab)
    qtbot.waitUntil(lambda: PRESETS["quick"].config in workshop.asked, timeout=DEADLINE_MS)  # the preview
    workshop.asked.clear()
    yield tab
    workshop.gate.set()
    tab.stop()


@pytest.fixture
def trained(qtbot: QtBot, tab: TrainTab) -> TrainTab:
    """The tab after a training and its duel."""
    click(tab, "trainStart")
    qtbot.waitUntil(lambda: find(tab, "trainWon", DigitGrid).count > 0, timeout=DEADLINE_MS)
    return tab


def find(tab: QWidget, name: str, kind: type = QWidget):
    found = tab.findChild(kind, name)
    assert found is not None, name
    return found


def click(tab: TrainTab, name: str) -> None:
    find(tab, name, QAbstractButton).click()


def shown_view(tab: TrainTab) -> str:
    views = find(tab, "trainViews", QTabBar)
    return views.tabText(views.currentIndex())


def offered_views(tab: TrainTab) -> list[str]:
    views = find(tab, "trainViews", QTabBar)
    return [views.tabText(index) for index in range(views.count()) if views.isTabVisible(index)]


def wait_for_end(qtbot: QtBot, tab: TrainTab) -> None:
    qtbot.waitUntil(lambda: not tab.session.is_running, timeout=DEADLINE_MS)


def begin(qtbot: QtBot, tab: TrainTab, workshop: FakeWorkshop) -> None:
    """Start a training that goes on until something is done about it."""
    workshop.batches = 100_000
    click(tab, "trainStart")
    qtbot.waitUntil(lambda: "epoch 1 of 2" in find(tab, "trainState", SteadyLabel).text, timeout=DEADLINE_MS)


def test_the_workshop_is_made_when_the_tab_is_first_seen(qtbot, workshop):
    made = []
    tab = TrainTab(lambda: made.append(1) or workshop, [])
    qtbot.addWidget(tab)
    assert not made
    tab.show()
    assert made == [1]
    tab.stop()


def test_before_a_training_there_is_no_result_to_look_at(tab):
    assert offered_views(tab) == ["What it sees", "Curves"]
    assert shown_view(tab) == "What it sees"
    assert not find(tab, "trainOutcome").isVisible()
    assert not find(tab, "trainUnfinished").isVisible()
    assert not find(tab, "trainStop").isEnabled()


def test_a_training_shows_how_it_stands(qtbot, tab, workshop):
    begin(qtbot, tab, workshop)
    assert workshop.asked == [PRESETS["quick"].config]
    assert shown_view(tab) == "Curves"
    state, note = find(tab, "trainState", SteadyLabel).text, find(tab, "trainNote", SteadyLabel).text
    assert "of 100,000" in state
    assert "left" in state
    assert note == "5,400 digits per second · CPU (fake)"
    bar = find(tab, "trainProgress", QProgressBar)
    assert bar.isVisible()
    assert bar.maximum() > 0
    assert not find(tab, "trainStart").isEnabled()
    assert not find(tab, "trainPreset").isEnabled()


def test_a_pause_holds_it_and_says_so(qtbot, tab, workshop):
    begin(qtbot, tab, workshop)
    pause = next(b for b in tab.findChildren(QAbstractButton) if b.accessibleName() == "Pause")
    pause.click()
    assert tab.session.is_paused
    state = find(tab, "trainState", SteadyLabel)
    qtbot.waitUntil(lambda: state.text.startswith("Paused"), timeout=DEADLINE_MS)
    tab.session.stepped.emit((TrainingStep("training", epoch=1, epochs=2, batch=199, batches=400),))  # came late
    assert state.text.startswith("Paused · Learning")
    pause.click()
    assert not tab.session.is_paused


def test_stopping_keeps_the_best(qtbot, tab, workshop):
    begin(qtbot, tab, workshop)
    click(tab, "trainStop")
    wait_for_end(qtbot, tab)
    assert "You stopped it." in find(tab, "trainDetails", QLabel).text()
    assert tab.outcome.is_undecided


def test_stopping_twice_cuts_it_off_and_it_can_go_on(qtbot, tab, workshop):
    workshop.is_deaf = True
    begin(qtbot, tab, workshop)
    click(tab, "trainStop")
    assert find(tab, "trainStop", QPushButton).text() == "Cut off"
    click(tab, "trainStop")
    wait_for_end(qtbot, tab)
    assert find(tab, "trainUnfinished").isVisible()
    workshop.is_deaf, workshop.batches = False, 4
    click(tab, "trainUnfinishedTakeUp")
    qtbot.waitUntil(lambda: tab.outcome.is_undecided, timeout=DEADLINE_MS)
    assert "resume" in workshop.asked
    assert not find(tab, "trainUnfinished").isVisible()


def test_the_end_shows_scores_mistakes_and_the_duel(trained, workshop):
    assert find(trained, "trainHeadline", QLabel).text() == "80.00 % of 10 test digits are read right"
    assert offered_views(trained) == ["What it sees", "Curves", "Result", "Compared"]
    assert shown_view(trained) == "Result"
    assert "duel with digitpad-base" in workshop.asked
    assert find(trained, "trainDigits", DigitGrid).count == 2
    assert find(trained, "trainLost", DigitGrid).count == 1
    assert find(trained, "trainStart").isEnabled()


def test_after_fine_tuning_the_scores_before_stand_beside(qtbot, tab, workshop):
    own = ten_digits()
    workshop.start = TestScores(answered(*own, {}), answered(*own, {1: (7, 0.9), 2: (7, 0.9)}))
    workshop.own = answered(*own, {1: (7, 0.9)})
    click(tab, "trainStart")
    qtbot.waitUntil(lambda: tab.outcome.is_undecided, timeout=DEADLINE_MS)
    details = find(tab, "trainDetails", QLabel).text()
    assert "Before: 100.00 % of the test digits; of your own 10 held out: 80.0 % before, 90.0 % now" in details


def test_another_model_in_use_is_compared_anew(qtbot, trained, workshop):
    trained.set_model("/somewhere/mine.safetensors")
    qtbot.waitUntil(lambda: "duel with /somewhere/mine.safetensors" in workshop.asked, timeout=DEADLINE_MS)
    duel = find(trained, "trainDuel")
    qtbot.waitUntil(
        lambda: any("mine reads" in label.text() for label in duel.findChildren(QLabel)), timeout=DEADLINE_MS
    )


def test_a_comparison_that_fails_is_a_sentence_and_the_rest_stays(qtbot, trained, workshop):
    workshop.error = DigitpadError("The model is gone.")
    trained.set_model("gone")
    duel = find(trained, "trainDuel")
    qtbot.waitUntil(
        lambda: any(label.text() == "The model is gone." for label in duel.findChildren(QLabel)), timeout=DEADLINE_MS
    )
    assert trained.outcome.is_undecided


@pytest.mark.parametrize(("button", "signal"), [("trainUse", "use_requested"), ("trainKeep", "keep_requested")])
def test_a_model_is_wanted_under_a_name(trained, monkeypatch, button, signal):
    wishes = heard(getattr(trained, signal))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, text: (f" {text} too ", True))
    click(trained, button)
    ((model, name),) = wishes
    assert name == "mine too"
    assert model.exists()


def test_without_a_name_nothing_happens(trained, monkeypatch):
    wishes = heard(trained.use_requested)
    for answer in (("mine", False), ("  ", True)):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, answer=answer, text: answer)
        click(trained, "trainUse")
    assert wishes == []
    assert trained.outcome.is_undecided


def test_discarding_asks_and_then_throws_the_file_away(trained, workshop, tmp_path, monkeypatch, questions):
    (model,) = tmp_path.glob("finished-*.safetensors")
    with monkeypatch.context() as patch:
        patch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
        click(trained, "trainDiscard")
    assert model.exists()
    click(trained, "trainDiscard")
    assert questions == ["Throw away the model that was just trained?"]
    assert not model.exists()
    assert offered_views(trained) == ["What it sees", "Curves"]
    assert not trained.outcome.is_undecided


def test_a_model_nobody_decided_on_is_offered_once_another_is_trained(qtbot, trained, monkeypatch, questions):
    wishes = heard(trained.keep_requested)
    offer = find(trained, "trainUndecided")
    assert not offer.isVisible()  # it is on show
    (first,) = trained.session.workshop().undecided()
    click(trained, "trainStart")
    assert questions == []  # nothing is lost
    qtbot.waitUntil(lambda: trained.outcome.is_undecided, timeout=DEADLINE_MS)
    assert offer.isVisible()
    assert "The model mine (" in find(offer, "", QLabel).text()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, text: (f"{text} of before", True))
    click(trained, "trainUndecidedTakeUp")
    assert wishes == [(first.path, "mine of before")]
    trained.note_kept(first.path, "Kept.")
    assert not offer.isVisible()
    assert not first.path.exists()
    assert trained.outcome.is_undecided  # the new one


def test_a_model_that_was_left_behind_may_be_thrown_away(qtbot, workshop, tmp_path, questions):
    left = tmp_path / "finished-before.safetensors"
    left.write_bytes(b"a model")
    workshop.left_models = [UndecidedModel(left, replace(FACTS, scores={"test_accuracy": 0.985}), UNFINISHED.when)]
    tab = TrainTab(lambda: workshop, [])
    qtbot.addWidget(tab)
    tab.show()
    assert "98.50 % of its test digits" in find(tab, "trainUndecided").findChild(QLabel).text()
    assert tab.parting_questions == []
    click(tab, "trainUndecidedThrowAway")
    assert questions == ["Delete the model “mine”?"]
    assert not left.exists()
    assert not find(tab, "trainUndecided").isVisible()
    tab.stop()


def test_an_unfinished_training_is_offered_and_may_be_thrown_away(qtbot, workshop, questions):
    workshop.left = UNFINISHED
    tab = TrainTab(lambda: workshop, [])
    qtbot.addWidget(tab)
    tab.show()
    banner = find(tab, "trainUnfinished")
    assert banner.isVisible()
    assert "A training of base was cut off in epoch 3 of 10" in find(banner, "", QLabel).text()
    click(tab, "trainUnfinishedThrowAway")
    assert len(questions) == 1
    assert workshop.left is None
    assert not banner.isVisible()
    tab.stop()


def test_starting_anew_asks_before_an_unfinished_training_is_lost(qtbot, workshop, questions):
    workshop.left = UNFINISHED
    tab = TrainTab(lambda: workshop, [])
    qtbot.addWidget(tab)
    tab.show()
    click(tab, "trainStart")
    assert "could not go on any more" in questions[0]
    wait_for_end(qtbot, tab)
    tab.stop()


def test_what_goes_wrong_is_a_sentence(qtbot, tab, workshop):
    workshop.error = DigitpadError("The loss is no number any more.")
    click(tab, "trainStart")
    wait_for_end(qtbot, tab)
    assert find(tab, "trainState", SteadyLabel).text == "The loss is no number any more."
    assert find(tab, "trainStart").isEnabled()
    assert not tab.outcome.is_undecided


def test_a_bug_is_handed_over(qtbot, tab, workshop):
    failures = heard(tab.crashed)
    workshop.error = ZeroDivisionError()
    click(tab, "trainStart")
    qtbot.waitUntil(lambda: bool(failures), timeout=DEADLINE_MS)
    assert not tab.session.is_running


def test_mnist_is_downloaded_and_then_seen(qtbot, tab, workshop):
    workshop.at_hand = DataAtHand(None, 0)
    tab.panel.data.show_at_hand(workshop.at_hand)
    workshop.gate.clear()
    click(tab, "trainDownload")
    bar = find(tab, "trainDownloadProgress")
    qtbot.waitUntil(bar.isVisible, timeout=DEADLINE_MS)
    workshop.gate.set()
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=DEADLINE_MS)
    assert any(label.text == "/fetched/mnist" for label in tab.findChildren(SteadyLabel))
    qtbot.waitUntil(lambda: workshop.asked[-1] == PRESETS["quick"].config, timeout=DEADLINE_MS)  # the preview


def test_a_download_can_be_cancelled(qtbot, tab, workshop):
    workshop.at_hand = DataAtHand(None, 0)
    tab.panel.data.show_at_hand(workshop.at_hand)
    workshop.gate.clear()
    click(tab, "trainDownload")
    click(tab, "trainDownloadCancel")
    workshop.gate.set()
    qtbot.waitUntil(lambda: find(tab, "trainDownload").isVisible(), timeout=DEADLINE_MS)
    assert workshop.at_hand.mnist is None


def test_offline_is_one_sentence(qtbot, tab, workshop, monkeypatch):
    workshop.at_hand = DataAtHand(None, 0)
    tab.panel.data.show_at_hand(workshop.at_hand)
    workshop.error = DigitpadError("No mirror of MNIST can be reached.")
    warnings = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: warnings.append(arguments[2]))
    click(tab, "trainDownload")
    qtbot.waitUntil(lambda: bool(warnings), timeout=DEADLINE_MS)
    assert warnings == ["No mirror of MNIST can be reached."]
    assert find(tab, "trainDownload").isVisible()


def test_the_tab_fits_a_small_window(qtbot, trained):
    trained.resize(900, 500)
    assert trained.minimumSizeHint().width() <= 900
    assert trained.minimumSizeHint().height() <= 500


def test_nothing_begins_any_more_where_a_success_comes_as_the_tab_is_stopped(qtbot, trained):
    qtbot.waitUntil(lambda: not trained.session._duel.is_running, timeout=DEADLINE_MS)
    trained.stop()
    trained.session.compare(trained._result, "digitpad-base")
    trained.session.start(trained.panel.config)
    assert not trained.session._duel.is_running
    assert not trained.session.is_running


def test_what_is_compared_has_the_name_it_had_when_it_began(qtbot, trained):
    qtbot.waitUntil(lambda: not trained.session._duel.is_running, timeout=DEADLINE_MS)
    trained.outcome.show_decision("Kept.")
    trained.set_model("another")  # while the duel is on
    assert trained._compared_with == "digitpad-base"


def test_closing_ends_the_threads_and_keeps_a_checkpoint(qtbot, tab, workshop):
    begin(qtbot, tab, workshop)
    assert tab.parting_questions == ["Training is under way. Stop it and close? It can be resumed later."]
    tab.stop()
    assert workshop.left is not None
