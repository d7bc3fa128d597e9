"""The Scan tab: a folder is read, shown, narrowed, reviewed and watched."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThread
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QTableView,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from digitpad.core.glyph import Glyph
from digitpad.core.reading import DigitReading
from digitpad.core.scan_row import ScanRow
from digitpad.imaging.reader import Reader
from digitpad.scan.folder_scan import ScanStep
from digitpad.scan.scan_options import ScanOptions
from digitpad.store.sample_store import SampleStore
from digitpad.store.scan_record import ScanRecord
from digitpad.ui.scan_runner import ScanRunner
from digitpad.ui.scan_tab import ScanTab
from digitpad.ui.steady_label import SteadyLabel
from tests.ui.conftest import DEADLINE_MS, FakeRecognizer, heard
from tests.ui.scan_samples import scan_row, write_picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five pictures; `3.png` has the most digits and is therefore the most doubtful, then `2.png`."""
    folder = tmp_path / "pictures"
    for place, text in enumerate(("1", "2", "22", "222", "2")):
        write_picture(folder / f"{place}.png", text, shade=10 * place)
    return folder


@pytest.fixture
def make_tab(qtbot: QtBot, home: Path, recognizer: FakeRecognizer) -> Iterator[Callable[..., ScanTab]]:
    tabs, recognizers = [], []

    def make(reads: FakeRecognizer = recognizer) -> ScanTab:
        recognizers.append(reads)
        tab = ScanTab(lambda model: Reader(reads), home)
        qtbot.addWidget(tab)
        tab.resize(900, 600)
        tab.show()
        qtbot.waitExposed(tab)
        tabs.append(tab)
        return tab

    yield make
    for one in recognizers:
        one.gate.set()
    for tab in tabs:
        tab.stop()


@pytest.fixture
def tab(make_tab: Callable[..., ScanTab]) -> ScanTab:
    return make_tab()


@pytest.fixture
def scanned(qtbot: QtBot, tab: ScanTab, folder: Path) -> ScanTab:
    """A tab whose folder was read."""
    tab.open_folder(folder)
    start(qtbot, tab)
    return tab


def start(qtbot: QtBot, tab: ScanTab, button: str = "scanStart") -> None:
    """Press Start and wait for the end."""
    tab.findChild(QPushButton, button).click()
    wait_for_end(qtbot, tab)


def wait_for_end(qtbot: QtBot, tab: ScanTab) -> None:
    qtbot.waitUntil(lambda: not tab.session.is_running, timeout=DEADLINE_MS)


def files(tab: ScanTab) -> list[str]:
    """The files in the table, from the top."""
    return [tab.model.index(line, 1).data() for line in range(tab.model.rowCount())]


def kept(home: Path, folder: Path) -> dict[str, ScanRow]:
    """What the record has, by file."""
    record = ScanRecord(home)
    known = {name: file.rows[0] for name, file in record.known(folder).items()}
    record.close()
    return known


def said(tab: ScanTab, name: str) -> str:
    label = tab.findChild(QWidget, name)
    return label.text if isinstance(label, SteadyLabel) else label.text()


def chosen(tab: ScanTab) -> str:
    """The file the table stands at."""
    table = tab.findChild(QTableView, "scanTable")
    return table.model().index(table.currentIndex().row(), 1).data()


def press(tab: ScanTab, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(tab.findChild(QTableView, "scanTable"), key)


def test_a_folder_is_read_and_shown_and_a_broken_file_says_why(qtbot, tab: ScanTab, folder: Path):
    (folder / "broken.png").write_text("no picture")
    (folder / ".hidden.png").write_text("hidden")
    assert not tab.findChild(QPushButton, "scanExport").isEnabled()
    tab.open_folder(folder)
    assert tab.findChild(QLineEdit, "scanFolder").text() == str(folder)
    start(qtbot, tab)
    assert files(tab) == ["0.png", "1.png", "2.png", "3.png", "4.png", "broken.png"]
    assert tab.model.index(2, 2).data() == "22"
    assert "cannot be read" in tab.model.index(5, 4).data()
    assert "6 files read" in said(tab, "scanState")
    assert tab.findChild(QPushButton, "scanLeftOut").text() == "1 left out…"
    assert not tab.findChild(QProgressBar, "scanProgress").isVisible()
    assert tab.findChild(QPushButton, "scanExport").isEnabled()


def test_the_thumbnails_come_by_and_by(qtbot, scanned: ScanTab):
    def colours() -> int:
        """A placeholder has one colour."""
        icon = scanned.model.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
        return icon.actualSize(icon.availableSizes()[0]).width() if icon.availableSizes() else 0

    qtbot.waitUntil(lambda: colours() == 128, timeout=DEADLINE_MS)


def test_a_folder_that_is_none_is_said_to_be_none(qtbot, tab: ScanTab, tmp_path: Path):
    edit = tab.findChild(QLineEdit, "scanFolder")
    edit.setText(str(tmp_path / "nowhere"))
    start(qtbot, tab)
    assert "nowhere cannot be read" in said(tab, "scanState")


def test_a_folder_that_is_not_there_is_not_offered_to_be_read(qtbot, tab: ScanTab, tmp_path: Path):
    tab.open_folder(tmp_path / "nowhere")
    qtbot.waitUntil(lambda: "nowhere cannot be read" in said(tab, "scanState"), timeout=DEADLINE_MS)
    assert "nowhere cannot be read" in tab.session.trouble


def test_a_bug_is_reported(qtbot, tab: ScanTab, folder: Path, recognizer: FakeRecognizer):
    bugs = heard(tab.crashed)
    recognizer.error = RuntimeError("a bug")
    tab.open_folder(folder)
    start(qtbot, tab)
    assert [str(error) for (error,) in bugs] == ["a bug"]
    assert said(tab, "scanState") == "The scan failed."


class HaltingRecognizer(FakeRecognizer):
    """Closes its gate when it has seen fifty, and never again; threads ask it in turn."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Lock()
        self._has_halted = False

    def recognize(self, glyphs: Sequence[Glyph]) -> list[DigitReading]:
        with self._turn:
            answers = super().recognize(glyphs)
            if self.seen >= 50 and not self._has_halted:
                self._has_halted = True
                self.gate.clear()
        return answers


def test_cancelling_keeps_what_is_done_and_going_on_reads_the_rest(
    qtbot, make_tab: Callable[..., ScanTab], tmp_path: Path, home: Path, recognizer: FakeRecognizer, monkeypatch
):
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 1)
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    monkeypatch.setattr("digitpad.scan.scanning.processor_count", lambda: 2)
    folder = tmp_path / "many"
    for place in range(100):
        write_picture(folder / f"{place}.png", "1", shade=place)
    halting = HaltingRecognizer()
    tab = make_tab(halting)
    tab.open_folder(folder)
    tab.findChild(QPushButton, "scanStart").click()
    qtbot.waitUntil(lambda: not halting.gate.is_set(), timeout=DEADLINE_MS)
    tab.findChild(QPushButton, "scanCancel").click()
    halting.gate.set()
    wait_for_end(qtbot, tab)
    assert "Cancelled" in said(tab, "scanState")
    done = len(kept(home, folder))
    # Each is asked for three times, for a one may be an edge; what each thread has at hand just then is not done.
    assert 50 // 3 - 2 <= done < 100
    assert len(files(tab)) <= done  # a file is in the record before its turn comes
    again = make_tab()
    again.open_folder(folder)
    qtbot.waitUntil(lambda: len(files(again)) == done, timeout=DEADLINE_MS)
    start(qtbot, again)
    assert len(files(again)) == 100
    assert recognizer.seen == 3 * (100 - done)


def test_what_is_known_is_shown_and_can_be_gone_on_with_or_begun_anew(
    qtbot, make_tab: Callable[..., ScanTab], scanned: ScanTab, folder: Path, recognizer: FakeRecognizer
):
    tab = make_tab()
    tab.open_folder(folder)
    begin = tab.findChild(QPushButton, "scanStart")
    qtbot.waitUntil(lambda: begin.text() == "Go on", timeout=DEADLINE_MS)
    assert len(files(tab)) == 5
    seen = recognizer.seen
    start(qtbot, tab)
    assert (len(files(tab)), recognizer.seen) == (5, seen)
    start(qtbot, tab, "scanAgain")
    assert len(files(tab)) == 5
    assert recognizer.seen > seen


def test_a_scan_rests_and_goes_on(qtbot, tab: ScanTab, folder: Path):
    tab.open_folder(folder)
    pause = tab.findChild(QAction, "scanPauseAction")
    tab.findChild(QPushButton, "scanStart").click()
    pause.trigger()
    assert "paused" in said(tab, "scanState")
    tab.session.stepped.emit(ScanStep(5, 1, 5))  # it was under way
    assert "paused" in said(tab, "scanState")
    pause.trigger()
    wait_for_end(qtbot, tab)
    assert len(files(tab)) == 5


def test_rows_are_narrowed_and_sorted(scanned: ScanTab):
    scanned.findChild(QLineEdit, "scanSearch").setText("22")
    assert files(scanned) == ["2.png", "3.png"]
    scanned.findChild(QSpinBox, "scanBelow").setValue(80)
    assert files(scanned) == ["3.png"]
    scanned.findChild(QLineEdit, "scanSearch").clear()
    scanned.findChild(QSpinBox, "scanBelow").setValue(100)
    choice = scanned.findChild(QComboBox, "scanShown")
    choice.setCurrentIndex(choice.findText("Corrected"))
    assert files(scanned) == []
    choice.setCurrentIndex(0)
    table = scanned.findChild(QTableView, "scanTable")
    table.horizontalHeader().setSortIndicator(3, Qt.SortOrder.AscendingOrder)
    assert files(scanned)[:2] == ["3.png", "2.png"]


def test_a_review_goes_from_the_worst_on_by_keys_alone(qtbot, scanned: ScanTab, home: Path, folder: Path):
    scanned.findChild(QPushButton, "scanReview").click()
    field = scanned.findChild(QLineEdit, "scanCorrection")
    assert (chosen(scanned), field.text()) == ("3.png", "222")
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_8, Qt.Key.Key_9, Qt.Key.Key_Backspace, Qt.Key.Key_Return)
    assert (chosen(scanned), field.text()) == ("2.png", "22")
    press(scanned, Qt.Key.Key_Return)
    assert chosen(scanned) == "0.png"
    press(scanned, Qt.Key.Key_S)
    assert chosen(scanned) == "1.png"
    press(scanned, Qt.Key.Key_Right)
    assert chosen(scanned) == "4.png"
    press(scanned, Qt.Key.Key_Left)
    assert chosen(scanned) == "1.png"
    qtbot.waitUntil(lambda: kept(home, folder)["2.png"].correction == "22", timeout=DEADLINE_MS)
    assert kept(home, folder)["3.png"].correction == "78"
    assert kept(home, folder)["0.png"].correction is None
    assert said(scanned, "reviewCounter") == "2 looked at · 3 to go"
    assert scanned.model.index(0, 4).data() == "corrected, was 222"


def test_decisions_are_taken_back_one_by_one(qtbot, scanned: ScanTab, home: Path, folder: Path):
    scanned.findChild(QPushButton, "scanReview").click()
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_Return, Qt.Key.Key_Return)
    for file in ("2.png", "3.png"):
        QTest.keyClick(scanned, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert chosen(scanned) == file
    assert not scanned.findChild(QAction, "undoReviewAction").isEnabled()
    assert scanned.findChild(QLineEdit, "scanCorrection").text() == "222"
    assert scanned.model.rows.reviewed_count == 0
    scanned.stop()
    assert all(row.correction is None for row in kept(home, folder).values())


def test_the_end_of_the_review_is_told(scanned: ScanTab):
    told = heard(scanned.told)
    scanned.findChild(QPushButton, "scanReview").click()
    press(scanned, *[Qt.Key.Key_Return] * 5)
    assert said(scanned, "reviewCounter") == "5 looked at · 0 to go"
    assert "Every reading" in told[-1][0]


def test_a_review_of_nothing_says_so(scanned: ScanTab):
    told = heard(scanned.told)
    scanned.findChild(QPushButton, "scanReview").click()
    press(scanned, *[Qt.Key.Key_Return] * 5)
    told.clear()
    scanned.findChild(QPushButton, "scanReview").click()
    assert "Every reading" in told[-1][0]
    scanned.findChild(QLineEdit, "scanSearch").setText("no such file")
    scanned.findChild(QPushButton, "scanReview").click()
    assert "No row matches" in told[-1][0]


@pytest.mark.parametrize("leave", [Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_S])
def test_what_was_typed_and_not_accepted_is_not_left_behind(scanned: ScanTab, leave: Qt.Key):
    told = heard(scanned.told)
    scanned.findChild(QPushButton, "scanReview").click()
    field = scanned.findChild(QLineEdit, "scanCorrection")
    press(scanned, Qt.Key.Key_7, leave)
    scanned.findChild(QAction, "skipAction").trigger()
    assert (chosen(scanned), field.text()) == ("3.png", "7")
    assert len(told) == 2
    assert "Enter accepts" in told[-1][0]
    assert scanned.would_lose_typing
    press(scanned, Qt.Key.Key_Escape)
    assert not scanned.would_lose_typing
    assert field.text() == "222"
    press(scanned, Qt.Key.Key_Right)
    assert chosen(scanned) == "2.png"


def test_what_was_typed_is_there_again_after_a_look_at_another_row(qtbot, scanned: ScanTab, home: Path, folder: Path):
    scanned.findChild(QPushButton, "scanReview").click()
    field = scanned.findChild(QLineEdit, "scanCorrection")
    table = scanned.findChild(QTableView, "scanTable")
    press(scanned, Qt.Key.Key_7)
    table.selectRow(files(scanned).index("2.png"))
    assert (chosen(scanned), field.text()) == ("2.png", "22")
    table.selectRow(files(scanned).index("3.png"))
    assert (chosen(scanned), field.text()) == ("3.png", "7")
    scanned.findChild(QLineEdit, "scanSearch").setText("0.png")
    qtbot.waitUntil(lambda: scanned.model.rowCount() == 1, timeout=DEADLINE_MS)
    scanned.findChild(QLineEdit, "scanSearch").clear()
    qtbot.waitUntil(lambda: scanned.model.rowCount() == 5, timeout=DEADLINE_MS)
    table.selectRow(files(scanned).index("3.png"))
    assert field.text() == "7"
    press(scanned, Qt.Key.Key_Return)
    table.selectRow(files(scanned).index("3.png"))
    assert (field.text(), field.isModified()) == ("7", False)
    scanned.stop()
    assert {name: row.correction for name, row in kept(home, folder).items() if row.is_reviewed} == {"3.png": "7"}


def test_what_is_being_typed_stays_when_a_copy_of_the_page_is_corrected(
    qtbot, scanned: ScanTab, folder: Path, home: Path
):
    shutil.copy(folder / "3.png", folder / "4.png")
    start(qtbot, scanned)
    scanned.findChild(QPushButton, "scanReview").click()
    assert chosen(scanned) == "3.png"
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_Return, Qt.Key.Key_3)
    assert chosen(scanned) == "4.png"
    copy = scanned.model.rows.place_of("4.png", 1)
    qtbot.waitUntil(lambda: scanned.model.rows[copy].correction == "7", timeout=DEADLINE_MS)
    press(scanned, Qt.Key.Key_8, Qt.Key.Key_Return)
    scanned.stop()
    assert kept(home, folder)["4.png"].correction == "38"


def test_undo_leaves_what_is_being_typed(scanned: ScanTab):
    scanned.findChild(QPushButton, "scanReview").click()
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_3)
    assert chosen(scanned) == "3.png"
    scanned.findChild(QAction, "undoReviewAction").trigger()
    assert scanned.findChild(QLineEdit, "scanCorrection").text() == "3"
    assert said(scanned, "reviewReading").startswith("Read as 222")


def test_enter_on_the_review_button_accepts_nothing(scanned: ScanTab):
    button = scanned.findChild(QPushButton, "scanReview")
    button.click()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert scanned.model.rows.reviewed_count == 0


def test_a_page_that_gave_samples_gives_them_though_it_is_corrected_at_once(
    qtbot, scanned: ScanTab, home: Path, make_tab: Callable[..., ScanTab], folder: Path
):
    scanned.findChild(QPushButton, "scanReview").click()
    scanned.findChild(QCheckBox, "scanSample").click()
    press(scanned, Qt.Key.Key_Return)
    scanned.stop()
    scanned.hide()
    again = make_tab()
    again.open_folder(folder)
    qtbot.waitUntil(lambda: len(files(again)) == 5, timeout=DEADLINE_MS)
    table = again.findChild(QTableView, "scanTable")
    table.setFocus()
    table.selectRow(files(again).index("3.png"))
    press(again, Qt.Key.Key_7, Qt.Key.Key_7, Qt.Key.Key_7, Qt.Key.Key_Return)  # before the record has answered
    again.stop()
    assert kept(home, folder)["3.png"].correction == "777"
    with closing(SampleStore(home)) as store:
        assert store.load().labels.tolist() == [7]  # three times the same picture


def test_the_last_one_skipped_is_said_to_be_the_last(scanned: ScanTab):
    told = heard(scanned.told)
    scanned.findChild(QPushButton, "scanReview").click()
    press(scanned, *[Qt.Key.Key_Return] * 4, Qt.Key.Key_S)
    assert said(scanned, "reviewCounter") == "4 looked at · 1 to go"
    assert "the last one" in told[-1][0]


def test_the_lines_of_a_page_and_what_is_no_figure_are_typed_from_the_table(scanned: ScanTab):
    scanned.findChild(QPushButton, "scanReview").click()
    QTest.keyClicks(scanned.findChild(QTableView, "scanTable"), "12/3?")
    assert scanned.findChild(QLineEdit, "scanCorrection").text() == "12/3?"


def test_figures_of_the_review_may_need_shift(scanned: ScanTab):
    """As on French keyboards; other keys with Shift mean nothing."""
    scanned.findChild(QPushButton, "scanReview").click()
    table = scanned.findChild(QTableView, "scanTable")
    shift = Qt.KeyboardModifier.ShiftModifier
    before = chosen(scanned)
    for key, character in ((Qt.Key.Key_7, "7"), (Qt.Key.Key_S, "S")):
        QCoreApplication.sendEvent(table, QKeyEvent(QEvent.Type.KeyPress, key, shift, character))
    assert scanned.findChild(QLineEdit, "scanCorrection").text() == "7"
    assert chosen(scanned) == before


def test_one_tick_makes_corrections_training_samples(qtbot, scanned: ScanTab, home: Path, folder: Path):
    scanned.findChild(QPushButton, "scanReview").click()
    tick = scanned.findChild(QCheckBox, "scanSample")
    tick.click()
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_Return, Qt.Key.Key_Return)
    tick.click()
    press(scanned, Qt.Key.Key_Return, Qt.Key.Key_Left)
    scanned.stop()
    record = ScanRecord(home)
    assert [record.is_sample(folder / name, 1) for name in ("2.png", "3.png", "1.png")] == [True, True, False]
    record.close()


def labels(home: Path) -> list[int]:
    """Of the training samples."""
    with closing(SampleStore(home)) as store:
        return sorted(store.load().labels.tolist())


def test_the_digits_of_a_sample_are_kept_and_go_again_with_the_tick_or_an_undo(qtbot, scanned: ScanTab, home: Path):
    told = heard(scanned.told)
    scanned.findChild(QPushButton, "scanReview").click()
    tick = scanned.findChild(QCheckBox, "scanSample")
    tick.click()
    press(scanned, *[Qt.Key.Key_7] * 3, Qt.Key.Key_Return)  # three times the same image
    qtbot.waitUntil(lambda: labels(home) == [7], timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: told == [("1 digit of the page is a training sample",)], timeout=DEADLINE_MS)
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_Return)  # of two digits
    qtbot.waitUntil(lambda: "2.png gives no training samples" in told[-1][0], timeout=DEADLINE_MS)
    press(scanned, Qt.Key.Key_Left, Qt.Key.Key_Left)
    view = scanned.findChild(object, "scanPictureView")
    qtbot.waitUntil(lambda: view.accessibleDescription() == "Read as 222", timeout=DEADLINE_MS)
    tick.click()
    qtbot.waitUntil(lambda: labels(home) == [], timeout=DEADLINE_MS)
    scanned.findChild(QAction, "undoReviewAction").trigger()
    qtbot.waitUntil(lambda: labels(home) == [7], timeout=DEADLINE_MS)
    for _ in range(2):
        scanned.findChild(QAction, "undoReviewAction").trigger()
    qtbot.waitUntil(lambda: labels(home) == [], timeout=DEADLINE_MS)


def test_the_boxes_and_the_reading_of_the_row_chosen_are_shown(qtbot, scanned: ScanTab):
    scanned.findChild(QPushButton, "scanReview").click()
    view = scanned.findChild(object, "scanPictureView")
    qtbot.waitUntil(lambda: view.accessibleDescription() == "Read as 222", timeout=DEADLINE_MS)
    assert said(scanned, "reviewReading") == "Read as 222 · 72.9 %"


def test_a_correction_of_what_the_record_has_not_is_refused_in_a_sentence(qtbot, tab: ScanTab, folder: Path):
    told = heard(tab.told)
    tab.open_folder(folder)
    tab.model.add([scan_row("0.png", "1")])
    tab.findChild(QPushButton, "scanReview").click()
    press(tab, Qt.Key.Key_7, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("not in the record" in sentence for (sentence,) in told), timeout=DEADLINE_MS)
    assert tab.model.rows[0].correction is None


def test_the_gauge_says_what_to_expect(qtbot, tab: ScanTab):
    tab.model.add([scan_row(f"{place}.png", confidence=0.5) for place in range(10)])
    gauge = tab.findChild(object, "doubtGauge")
    expected = "About 5.0 wrong among 10 not looked at For at most 1 wrong, look at 8"
    qtbot.waitUntil(lambda: gauge.text == expected, timeout=DEADLINE_MS)
    tab.model.replace(scan_row("3.png", confidence=0.5, correction="1"))
    qtbot.waitUntil(lambda: "About 4.5 wrong among 9" in gauge.text, timeout=DEADLINE_MS)
    tab.findChild(QSpinBox, "mostWrong").setValue(4)
    assert "For at most 4 wrong, look at 1" in gauge.text


def test_a_watched_folder_reads_new_files_as_they_come(qtbot, scanned: ScanTab, folder: Path):
    scanned.findChild(QAction, "scanWatchAction").trigger()
    qtbot.waitUntil(lambda: said(scanned, "scanState") == "Watching for new files", timeout=DEADLINE_MS)
    write_picture(folder / "new.png", "22")
    qtbot.waitUntil(lambda: files(scanned)[5:] == ["new.png"], timeout=DEADLINE_MS)
    qtbot.waitUntil(lambda: "1 new file read" in said(scanned, "scanState"), timeout=DEADLINE_MS)
    write_picture(folder / "sub" / "newer.png", "21")
    qtbot.waitUntil(lambda: files(scanned)[6:] == ["sub/newer.png"], timeout=DEADLINE_MS)
    scanned.findChild(QAction, "scanWatchAction").trigger()


def test_a_watch_that_is_ended_while_it_looks_says_so(qtbot, scanned: ScanTab):
    ended = heard(scanned.session.ended)
    scanned.session.set_watching(True)
    scanned.session.set_watching(False)
    qtbot.waitUntil(lambda: bool(ended), timeout=DEADLINE_MS)
    assert ended == [("Not watching any more",)]


def test_a_watch_that_is_ended_while_it_waits_says_so(qtbot, scanned: ScanTab):
    eye = scanned.findChild(QAction, "scanWatchAction")
    eye.trigger()
    qtbot.waitUntil(lambda: said(scanned, "scanState") == "Watching for new files", timeout=DEADLINE_MS)
    eye.trigger()
    qtbot.waitUntil(lambda: said(scanned, "scanState") == "Not watching any more", timeout=DEADLINE_MS)


def watch(qtbot: QtBot, tab: ScanTab) -> None:
    tab.findChild(QAction, "scanWatchAction").trigger()
    qtbot.waitUntil(lambda: "atching" in said(tab, "scanState"), timeout=DEADLINE_MS)


def test_what_is_not_there_any_more_leaves_the_table_and_what_comes_stands_in_its_place(qtbot, scanned, folder: Path):
    watch(qtbot, scanned)
    (folder / "4.png").unlink()
    write_picture(folder / "1b.png", "1", shade=100)
    qtbot.waitUntil(lambda: files(scanned) == ["0.png", "1.png", "1b.png", "2.png", "3.png"], timeout=3 * DEADLINE_MS)
    scanned.session.open_folder(folder)
    qtbot.waitUntil(lambda: "1b.png" in files(scanned) and "4.png" not in files(scanned), timeout=DEADLINE_MS)


def test_a_file_that_changes_while_it_is_looked_at_is_shown_anew_and_what_was_said_of_it_is_over(
    qtbot, scanned: ScanTab, folder: Path, home: Path, monkeypatch
):
    monkeypatch.setattr("digitpad.ui.folder_watch._LATER", 0.5)  # no system tells of a file written over
    scanned.findChild(QPushButton, "scanReview").click()
    assert chosen(scanned) == "3.png"
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_Return)
    press(scanned, Qt.Key.Key_Left)
    assert chosen(scanned) == "3.png"
    watch(qtbot, scanned)
    write_picture(folder / "3.png", "2", shade=120)
    qtbot.waitUntil(lambda: said(scanned, "reviewReading").startswith("Read as 2 "), timeout=3 * DEADLINE_MS)
    assert not scanned.findChild(QAction, "undoReviewAction").isEnabled()
    row = scanned.model.rows[scanned.model.rows.place_of("3.png", 1)]
    assert (row.text, row.correction) == ("2", None)
    assert kept(home, folder)["3.png"].correction is None


def test_a_correction_of_a_file_that_has_changed_is_refused(qtbot, scanned: ScanTab, folder: Path, home: Path):
    told = heard(scanned.told)
    scanned.findChild(QPushButton, "scanReview").click()
    write_picture(folder / "3.png", "2", shade=120)
    press(scanned, Qt.Key.Key_7, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("has changed since" in sentence for (sentence,) in told), timeout=DEADLINE_MS)
    assert scanned.model.rows[3].correction is None
    assert kept(home, folder)["3.png"].correction is None


def test_a_copy_of_a_corrected_file_is_corrected_too(qtbot, tab: ScanTab, folder: Path, home: Path):
    shutil.copy(folder / "3.png", folder / "copy.png")
    tab.open_folder(folder)
    start(qtbot, tab)
    tab.findChild(QPushButton, "scanReview").click()
    press(tab, Qt.Key.Key_7, Qt.Key.Key_Return)
    copy = tab.model.rows.place_of("copy.png", 1)
    qtbot.waitUntil(lambda: tab.model.rows[copy].correction == "7", timeout=DEADLINE_MS)
    tab.findChild(QAction, "undoReviewAction").trigger()
    qtbot.waitUntil(lambda: tab.model.rows[copy].correction is None, timeout=DEADLINE_MS)
    assert kept(home, folder)["copy.png"].correction is None


def test_a_watch_goes_on_when_its_folder_is_opened_again(qtbot, scanned: ScanTab, folder: Path):
    watch(qtbot, scanned)
    scanned.open_folder(folder)
    qtbot.waitUntil(lambda: len(files(scanned)) == 5, timeout=DEADLINE_MS)
    write_picture(folder / "9.png", "1", shade=100)
    qtbot.waitUntil(lambda: "9.png" in files(scanned), timeout=3 * DEADLINE_MS)


def test_watching_a_folder_that_was_not_read_reads_it_first_as_any_other(
    qtbot, tab: ScanTab, folder: Path, recognizer: FakeRecognizer
):
    tab.open_folder(folder)
    qtbot.waitUntil(lambda: said(tab, "scanState") == "Not read yet", timeout=DEADLINE_MS)
    recognizer.gate.clear()
    tab.findChild(QAction, "scanWatchAction").trigger()
    qtbot.waitUntil(lambda: tab.findChild(QPushButton, "scanCancel").isEnabled(), timeout=DEADLINE_MS)
    tab.findChild(QPushButton, "scanCancel").click()
    assert not tab.findChild(QAction, "scanWatchAction").isChecked()  # it would read the rest at once
    recognizer.gate.set()
    wait_for_end(qtbot, tab)
    assert "Cancelled" in said(tab, "scanState")


def test_sub_folders_left_out_during_a_scan_are_left_out_of_the_watch(qtbot, tab: ScanTab, folder: Path):
    tab.open_folder(folder)
    tab.findChild(QPushButton, "scanStart").click()
    tab.findChild(QCheckBox, "scanRecursive").click()
    wait_for_end(qtbot, tab)
    watch(qtbot, tab)
    write_picture(folder / "sub" / "a.png", "1", shade=100)
    write_picture(folder / "9.png", "1", shade=110)
    qtbot.waitUntil(lambda: "9.png" in files(tab), timeout=3 * DEADLINE_MS)
    assert "sub/a.png" not in files(tab)


def test_the_keyboard_s_focus_stays_with_what_can_be_done(
    qtbot, tab: ScanTab, folder: Path, recognizer: FakeRecognizer
):
    tab.open_folder(folder)
    start_button, cancel = tab.findChild(QPushButton, "scanStart"), tab.findChild(QPushButton, "scanCancel")
    recognizer.gate.clear()
    start_button.setFocus()
    QTest.keyClick(start_button, Qt.Key.Key_Space)
    assert cancel.hasFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Space)
    recognizer.gate.set()
    wait_for_end(qtbot, tab)
    assert start_button.hasFocus()


def test_the_same_folder_written_otherwise_stays_open(
    qtbot, scanned: ScanTab, folder: Path, recognizer: FakeRecognizer
):
    seen = recognizer.seen
    field = scanned.findChild(QLineEdit, "scanFolder")
    field.setText(f"{folder}/")
    start(qtbot, scanned)
    assert field.text() == str(folder)
    assert recognizer.seen == seen


def test_a_folder_opened_again_while_it_is_read_is_read_to_its_end(qtbot, tab: ScanTab, folder: Path, recognizer):
    recognizer.gate.clear()
    tab.open_folder(folder)
    tab.findChild(QPushButton, "scanStart").click()
    tab.open_folder(folder)
    assert tab.session.is_running
    recognizer.gate.set()
    wait_for_end(qtbot, tab)
    assert len(files(tab)) == 5


def test_known_answers_lead_to_their_rows_where_a_file_came_later(qtbot, tab: ScanTab, tmp_path: Path):
    folder = tmp_path / "known"
    for place, name in enumerate(("1/b", "1/c", "2/d")):
        write_picture(folder / f"{name}.png", "2" if name == "1/c" else name[0], shade=10 * place)
    tab.open_folder(folder)
    start(qtbot, tab)
    watch(qtbot, tab)
    write_picture(folder / "1" / "a.png", "1", shade=90)
    qtbot.waitUntil(lambda: len(files(tab)) == 4, timeout=3 * DEADLINE_MS)
    tab.findChild(QPushButton, "scanCompare").click()
    qtbot.waitUntil(lambda: tab.findChild(QDialog, "knownAnswers") is not None, timeout=DEADLINE_MS)
    tab.findChild(QDialog, "knownAnswers").findChild(QTableWidget, "scanConfusion").cellClicked.emit(1, 2)
    qtbot.waitUntil(lambda: files(tab) == ["1/c.png"], timeout=DEADLINE_MS)


def test_another_way_of_reading_does_not_read_the_watched_folder_anew(
    qtbot, scanned: ScanTab, folder: Path, recognizer: FakeRecognizer
):
    watch(qtbot, scanned)
    seen = recognizer.seen
    scanned.findChild(QCheckBox, "scanOneDigit").click()
    write_picture(folder / "9.png", "22", shade=100)
    qtbot.waitUntil(lambda: "9.png" in files(scanned), timeout=3 * DEADLINE_MS)
    assert recognizer.seen == seen + 2  # one digit, as it is and as a crop
    assert scanned.model.rows[scanned.model.rows.place_of("2.png", 1)].text == "22"


def test_stopping_in_a_scan_keeps_what_is_done(
    qtbot, make_tab: Callable[..., ScanTab], folder: Path, home: Path, monkeypatch
):
    monkeypatch.setattr("digitpad.scan.work._CHUNK_FILES", 1)
    monkeypatch.setattr("digitpad.scan.keeper._EVERY", 0.0)
    monkeypatch.setattr("digitpad.scan.scanning.processor_count", lambda: 2)
    slow = HaltingRecognizer()
    slow.seen = 47  # it halts at the third digit
    tab = make_tab(slow)
    tab.open_folder(folder)
    tab.findChild(QPushButton, "scanStart").click()
    qtbot.waitUntil(lambda: not slow.gate.is_set(), timeout=DEADLINE_MS)
    slow.gate.set()
    tab.stop()
    assert 1 <= len(kept(home, folder)) <= 5


def test_a_name_that_is_no_text_is_scanned_shown_and_reviewed(qtbot, tab: ScanTab, tmp_path: Path, home: Path):
    folder = tmp_path / "odd"
    odd = write_picture(folder / "a.png").rename(folder / os.fsdecode(b"\xff<b>.png"))
    tab.open_folder(folder)
    start(qtbot, tab)
    tab.findChild(QPushButton, "scanReview").click()
    press(tab, Qt.Key.Key_7, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(home, folder)[odd.name].correction == "7", timeout=DEADLINE_MS)
    assert tab.grab().width() == 900


def test_what_cannot_be_watched_is_told_once(qtbot, scanned: ScanTab, folder: Path, monkeypatch):
    monkeypatch.setattr("digitpad.ui.folder_watch._MOST_FOLDERS", 2)
    write_picture(folder / "a" / "1.png")
    write_picture(folder / "b" / "1.png")
    told = heard(scanned.told)
    scanned.findChild(QAction, "scanWatchAction").trigger()
    qtbot.waitUntil(lambda: len(files(scanned)) == 7, timeout=DEADLINE_MS)
    write_picture(folder / "5.png")
    qtbot.waitUntil(lambda: len(files(scanned)) == 8, timeout=DEADLINE_MS)
    assert told == [("2 of 3 folders are watched: “Go on” finds what is new in the others.",)]


def test_sub_folders_are_read_or_not(qtbot, tab: ScanTab, folder: Path):
    write_picture(folder / "sub" / "9.png")
    tab.findChild(QCheckBox, "scanRecursive").click()
    tab.open_folder(folder)
    start(qtbot, tab)
    assert len(files(tab)) == 5
    tab.findChild(QCheckBox, "scanRecursive").click()
    start(qtbot, tab)
    assert files(tab)[5:] == ["sub/9.png"]


def test_a_picture_is_taken_for_one_digit_from_the_next_scan_on(qtbot, scanned: ScanTab):
    assert scanned.model.rows[3].text == "222"
    scanned.findChild(QCheckBox, "scanOneDigit").click()
    start(qtbot, scanned)
    assert [len(row.text) for row in scanned.model.rows.all] == [1] * 5


def test_the_last_folder_is_offered_when_the_tab_is_shown(
    qtbot, make_tab: Callable[..., ScanTab], scanned: ScanTab, folder: Path
):
    tab = make_tab()
    tab.hide()
    tab.restore(scanned.folder, ScanOptions(one_digit=True))
    assert tab.findChild(QCheckBox, "scanOneDigit").isChecked()
    assert (tab.folder, tab.findChild(QLineEdit, "scanFolder").text()) == (folder, "")
    tab.show()
    qtbot.waitUntil(lambda: len(files(tab)) == 5, timeout=DEADLINE_MS)
    assert tab.findChild(QLineEdit, "scanFolder").text() == str(folder)
    assert not tab.session.is_running


def test_a_window_that_closes_while_the_last_folder_is_looked_for_opens_none(qtbot, scanned: ScanTab, folder: Path):
    scanned.session.offer_folder(folder)
    scanned.stop()
    QCoreApplication.processEvents()  # what was on its way
    assert not any(thread.isRunning() for thread in scanned.findChildren(QThread))


def test_a_last_folder_that_is_gone_is_not_spoken_of(qtbot, tab: ScanTab, tmp_path: Path):
    tab.restore(tmp_path / "gone", ScanOptions())
    runner = tab.session.findChild(ScanRunner)
    qtbot.waitUntil(lambda: not runner.is_running, timeout=DEADLINE_MS)
    assert tab.findChild(QLineEdit, "scanFolder").text() == ""
    assert said(tab, "scanState") == ""
    assert tab.folder == tmp_path / "gone"  # a drive may be back tomorrow


def test_another_folder_is_not_watched_unasked(qtbot, scanned: ScanTab, tmp_path: Path):
    watch = scanned.findChild(QAction, "scanWatchAction")
    watch.trigger()
    write_picture(tmp_path / "other" / "1.png")
    scanned.open_folder(tmp_path / "other")
    assert not watch.isChecked()
    qtbot.waitUntil(lambda: said(scanned, "scanState") == "Not read yet", timeout=DEADLINE_MS)
    assert files(scanned) == []


def test_keys_typed_in_a_control_are_no_decisions(scanned: ScanTab):
    scanned.findChild(QPushButton, "scanReview").click()
    search = scanned.findChild(QLineEdit, "scanSearch")
    search.setFocus()
    QTest.keyClicks(search, "2")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert scanned.model.rows.reviewed_count == 0


@pytest.mark.parametrize("width", [700, 1000, 1800])
def test_the_table_and_the_page_share_the_room_three_to_two(tab: ScanTab, folder: Path, qtbot: QtBot, width: int):
    tab.resize(width, 600)
    tab.open_folder(folder)
    start(qtbot, tab)
    table, pane = tab.findChild(QWidget, "scanTable"), tab.findChild(QWidget, "reviewPane")
    assert table.width() / pane.width() == pytest.approx(1.5, abs=0.05)
