"""The main window: arranges the tabs, connects them with the recognition thread, and holds the menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QTabWidget, QWidget

from digitpad.core.places import is_folder
from digitpad.core.reading import Reading
from digitpad.core.sample import Sample
from digitpad.scan.scan_options import ScanOptions
from digitpad.store.settings import Settings
from digitpad.ui.about import show_about
from digitpad.ui.draw_tab import DrawTab
from digitpad.ui.drawing_saver import DrawingSaver
from digitpad.ui.icons import icon
from digitpad.ui.licences_dialog import show_licences
from digitpad.ui.menus import Menus
from digitpad.ui.model_choice import ModelChoice
from digitpad.ui.model_picker import ModelPicker
from digitpad.ui.opener import Opener
from digitpad.ui.opening_size import open_at
from digitpad.ui.own_digits import OwnDigits
from digitpad.ui.pictures_tab import PicturesTab
from digitpad.ui.question import is_sure
from digitpad.ui.recognition import RecognitionThread
from digitpad.ui.sample_desk import SampleDesk
from digitpad.ui.scan_tab import ScanTab
from digitpad.ui.status_line import StatusLine
from digitpad.ui.tab_bar import TabBar, TabCorner
from digitpad.ui.train_parts import TrainParts
from digitpad.ui.train_tab import TrainTab
from digitpad.ui.trained_models import TrainedModels

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader

_MOST_ASKED = 100
"""Paths of which the window asks the disk itself: one may lie on a slow share, and thousands would hold the window."""


class MainWindow(QMainWindow):
    """Arranges and connects.

    Args:
        load_reader: makes a reader with a model, given by name or path; called in each thread that reads.
        models: the names of the bundled models, the default first.
        settings: what the window remembers.
        home: the folder of what the program keeps.
        training: where networks are trained, and where they go.

    Attributes:
        draw_tab, pictures_tab, scan_tab, train_tab: the tabs.
        opener: the ways pictures come in.
        saver: saves and copies the drawing.
        recognition: the thread that answers; it is started by `start_recognition`.
        trained_models: keeps what the Train tab trained.
        samples, own_digits: keep what the person says of digits, and show it.
        models: what models there are, and which reads.

    Signals:
        appearance_requested: emitted with `system`, `light` or `dark` when the person chose one.
        painted: emitted once, when the window has been on the screen for the first time.
        closed: emitted when the window was closed and every thread has ended, with the settings to keep.
    """

    appearance_requested = Signal(str)
    painted = Signal()
    closed = Signal(object)

    def __init__(
        self,
        load_reader: Callable[[str], Reader],
        models: Sequence[str],
        settings: Settings,
        home: Path,
        training: TrainParts,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("digitpad")
        self.setAcceptDrops(True)
        self.draw_tab = DrawTab()
        self.pictures_tab = PicturesTab()
        self.scan_tab = ScanTab(load_reader, home)
        self.train_tab = TrainTab(training.make_workshop, models)
        self.opener, self.saver = Opener(self), DrawingSaver(self.draw_tab.canvas, self)
        self.trained_models = TrainedModels(self.train_tab, training.keep_model)
        self.samples, self.own_digits = SampleDesk(home, self), OwnDigits(self, home)
        self._picker = ModelPicker(models)
        canvas = self.draw_tab.canvas
        self.models = ModelChoice(self, self._picker, load_reader, lambda: canvas.drawing.strokes, settings, home)
        self._tabs = self._make_tabs()
        self.setCentralWidget(self._tabs)
        self._status = StatusLine()
        self.setStatusBar(self._status)
        self._default_model = self._picker.model_in_use
        self.recognition = RecognitionThread(load_reader, settings.model or self._default_model, self)
        for tab in (self.scan_tab, self.train_tab):
            tab.set_model(settings.model or self._default_model)
        self._was_painted = False
        self._has_reader = False
        self._last_request_of_old_sheet = 0
        tab_names = [self._tabs.tabText(index) for index in range(self._tabs.count())]
        self._menus = Menus(self.menuBar(), self.draw_tab, self.pictures_tab, tab_names, settings.appearance)
        self._menus.add_model_menu([*self.models.actions, *self.own_digits.actions])
        self._connect()
        self._restore(settings)

    def start_recognition(self) -> None:
        """Load the network; to be called when the window has been painted. A window closed by then needs none."""
        if self.isVisible():
            self.recognition.start()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open picture files and show them; a folder alone is one to scan."""
        # Thousands are not asked here whether they are folders: the thread that opens them says so of each.
        files = [path for path in paths if not is_folder(path)] if len(paths) <= _MOST_ASKED else paths
        if len(paths) == 1 and not files:
            self._tabs.setCurrentWidget(self.scan_tab)
            self.scan_tab.open_folder(paths[0])
            return
        if len(files) < len(paths):
            self._status.say(self.tr("A folder is scanned when it is opened alone: those among several are left out."))
        if files:
            self._tabs.setCurrentWidget(self.pictures_tab)
            self.pictures_tab.open_paths(files)

    def show_about(self) -> None:
        """Say what this program is."""
        show_about(self, self._status.device)

    def request_appearance(self) -> None:
        """Ask for the chosen appearance once more: the system's own has changed."""
        self.appearance_requested.emit(self._menus.appearance)

    def settings(self) -> Settings:
        """What should be remembered."""
        return Settings(
            geometry=bytes(self.saveGeometry().toBase64().data()).decode("ascii"),
            tab=self._tabs.currentWidget().objectName(),
            pen_width=self.draw_tab.canvas.pen_width,
            appearance=self._menus.appearance,
            one_digit=self.draw_tab.one_digit.isChecked(),
            scan_folder=str(self.scan_tab.folder or ""),
            scan_recursive=self.scan_tab.options.recursive,
            scan_one_digit=self.scan_tab.options.one_digit,
            model=self.models.used,
            models_before=self.models.used_before,
        )

    def _make_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setObjectName("tabs")
        bar = TabBar()
        tabs.setTabBar(bar)
        tabs.setDocumentMode(True)
        tabs.setAccessibleName(self.tr("What to do"))
        for tab, symbol, name, tip in (
            (self.draw_tab, "pencil", self.tr("Draw"), self.tr("Draw digits and watch them being read")),
            (self.pictures_tab, "image", self.tr("Pictures"), self.tr("Open pictures of digits and read them")),
            (self.scan_tab, "folder-search", self.tr("Scan"), self.tr("Read a folder of pictures, and review it")),
            (self.train_tab, "graduation-cap", self.tr("Train"), self.tr("Train a network and watch it learn")),
        ):
            tabs.setTabToolTip(tabs.addTab(tab, icon(symbol), name), tip)
        tabs.setCornerWidget(TabCorner(bar, self._picker), Qt.Corner.TopRightCorner)
        return tabs

    def _restore(self, settings: Settings) -> None:
        open_at(self, self.sizeHint().expandedTo(QSize(960, 640)))
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode("ascii", "ignore")))
        tab = self._tabs.findChild(QWidget, settings.tab)
        if tab is not None and self._tabs.indexOf(tab) >= 0:
            self._tabs.setCurrentWidget(tab)
        self.draw_tab.canvas.set_pen_width(settings.pen_width)
        self.draw_tab.one_digit.setChecked(settings.one_digit)
        options = ScanOptions(settings.scan_recursive, settings.scan_one_digit)
        self.scan_tab.restore(Path(settings.scan_folder) if settings.scan_folder else None, options)

    def _connect(self) -> None:
        self._menus.open_requested.connect(self.opener.open_dialog)
        self._menus.paste_requested.connect(self.opener.paste)
        self.opener.paths_given.connect(self.open_paths)
        self.opener.image_given.connect(self._on_image_given)
        self._menus.save_requested.connect(self.saver.save_dialog)
        self._menus.copy_requested.connect(self.saver.copy)
        self._menus.quit_requested.connect(self.close)
        self._menus.licences_requested.connect(partial(show_licences, self))
        self._menus.about_requested.connect(self.show_about)
        self._menus.tab_requested.connect(self._tabs.setCurrentIndex)
        self._menus.appearance_requested.connect(self.appearance_requested)
        self._tabs.currentChanged.connect(self._offer_drawing)
        self.draw_tab.reading_requested.connect(self._on_drawing_changed)
        self.pictures_tab.reading_requested.connect(self.recognition.request_picture)
        self.pictures_tab.reading_forgotten.connect(self.recognition.forget_picture)
        self.pictures_tab.boxes_requested.connect(self.recognition.request_boxes)
        self.pictures_tab.opening_requested.connect(self.opener.open_dialog)
        for part in (self.pictures_tab, self.scan_tab, self.train_tab, self.saver, self.opener):
            part.told.connect(self._status.say)
        self.draw_tab.samples_given.connect(self.samples.keep)
        self.draw_tab.samples_taken_back.connect(self.samples.forget)
        self.pictures_tab.samples_given.connect(self.samples.keep)
        self.samples.refused.connect(self._on_samples_refused)
        self.samples.kept.connect(self.own_digits.show_kept)
        self.own_digits.labels_changed.connect(self.draw_tab.follow_labels)
        self.own_digits.changed.connect(self.train_tab.show_data)
        self.models.model_requested.connect(self.recognition.request_model)
        self.models.told.connect(self._status.say)
        self.models.models_listed.connect(self.train_tab.set_models)
        self.trained_models.model_requested.connect(self.recognition.request_model)
        self.trained_models.model_kept.connect(self.models.refresh)
        self.recognition.reader_loaded.connect(self._on_reader_loaded)
        self.recognition.load_failed.connect(self._on_load_failed)
        self.recognition.drawing_read.connect(self._on_drawing_read)
        self.recognition.picture_read.connect(self.pictures_tab.show_reading)
        self.recognition.boxes_read.connect(self.pictures_tab.show_boxes)
        self._on_drawing_changed()

    def _offer_drawing(self) -> None:
        """Let the menus save and copy what is drawn, while it is seen."""
        is_empty = self.draw_tab.canvas.drawing.is_empty
        self._menus.set_drawing_exists(not is_empty and self.draw_tab.isVisible())

    def _on_drawing_changed(self) -> None:
        drawing = self.draw_tab.canvas.drawing
        self._offer_drawing()
        if drawing.is_empty:
            self._last_request_of_old_sheet = self.recognition.latest_request
            self.draw_tab.show_reading(None)
        else:
            self.recognition.request_drawing(drawing.strokes, self.draw_tab.one_digit.isChecked())

    def _on_drawing_read(self, request: int, reading: Reading, seconds: float) -> None:
        # An answer may be late: on its way while the sheet was cleared.
        if request > self._last_request_of_old_sheet:
            self.draw_tab.show_reading(reading)
            self._status.show_time(seconds)

    def _on_reader_loaded(self, model: str, name: str, device: str, reason: str) -> None:
        self.models.show_model(model)
        self.scan_tab.set_model(model)
        self.train_tab.set_model(model)
        self._status.show_device(name, device, reason)
        if self._has_reader:
            self._status.say(self.tr("{0} reads now.").format(name))
            self.pictures_tab.read_again()
            self._on_drawing_changed()
        self._has_reader = True
        self._explain_unread(None)

    def _on_load_failed(self, model: str, sentence: str) -> None:
        """The model in use stays in use; without one, the default is tried, and then there is none."""
        if self._has_reader:
            QMessageBox.warning(self, self.tr("Choose a model"), sentence)
        elif model != self._default_model:
            self._status.say(sentence)
            self.recognition.request_model(self._default_model)
        else:
            self._status.show_no_network(sentence)
            self._explain_unread(self.tr("{0} You can draw and save, but nothing is read.").format(sentence))

    def _on_samples_refused(self, samples: Sequence[Sample], sentence: str) -> None:
        self.draw_tab.forget_samples(samples)
        self._status.say(sentence)

    def _may_close(self) -> bool:
        """Whether nothing is lost, or the person wants to close all the same.

        A training may end behind a question: so it is looked again what there is to ask.
        """
        asked: list[str] = []
        while question := next((one for one in self._parting_questions() if one not in asked), ""):
            if not is_sure(self, self.tr("Quit"), question):
                return False
            asked.append(question)
        return True

    def _parting_questions(self) -> list[str]:
        questions = self.train_tab.parting_questions
        if self.pictures_tab.would_lose_corrections:
            questions.append(self.tr("You corrected pages and did not save them. Quit without them?"))
        if self.scan_tab.would_lose_typing:
            question = self.tr("You typed a reading in the Scan tab and did not accept it with Enter. Quit without it?")
            questions.append(question)
        return questions

    def _explain_unread(self, note: str | None) -> None:
        self.draw_tab.explain_unread(note)
        self.pictures_tab.explain_unread(note)

    def _on_image_given(self, image: QImage, name: str) -> None:
        self._tabs.setCurrentWidget(self.pictures_tab)
        self.pictures_tab.open_image(image, name)

    # Qt's own names from here on.

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.opener.drop(event.mimeData()):
            event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close():
            event.ignore()
            return
        settings = self.settings()
        self.hide()
        for tab in (self.pictures_tab, self.scan_tab, self.train_tab):
            tab.stop()
        for keeper in (self.trained_models, self.samples, self.own_digits, self.models):
            keeper.stop()
        self.recognition.stop()
        super().closeEvent(event)
        self.closed.emit(settings)
