"""The window's composition root: settings, look, window, recogniser; introduced to each other here and nowhere else."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.core.paths import bundled_models
from digitpad.screen import require_named_screen, required_screen
from digitpad.store.hand_over import HandOver
from digitpad.store.home import home_folder
from digitpad.store.model_shelf import ModelShelf
from digitpad.store.settings import Settings, load_settings, save_settings
from digitpad.store.window_place import WindowPlace, take_place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from digitpad.core.workshop import Workshop
    from digitpad.imaging.reader import Reader
    from digitpad.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


def run(files: Sequence[Path] = ()) -> int:
    """Show the window, open the files, and return the exit status when it was closed: 0, or that of a signal.

    Where a window of the same home folder is open already, it opens the files, and there is nothing to wait for.

    Raises:
        DigitpadError: there is no screen, or a library of the system is missing.
    """
    require_named_screen()
    place = take_place(home_folder(), HandOver(tuple(path.absolute() for path in files), _activation_token()))
    if place is None:
        return 0
    try:
        return _run_window(place, files)
    finally:
        place.leave()


def _run_window(place: WindowPlace, files: Sequence[Path]) -> int:
    # A hundred thousand objects are made until the window is there, nearly all of them to stay: nothing to collect.
    gc.disable()
    if sys.platform == "win32":
        from digitpad.ml.preload import open_libraries

        open_libraries()  # some versions of torch's cannot be opened any more once Qt's are there (WinError 1114)
    with required_screen():
        application = create_application()
        window = create_window(application)
    interruption = Interruption(window)
    window.show()
    window.open_paths(files)
    _listen(place, window)
    status = application.exec()
    return interruption.status or status


def create_application() -> QApplication:
    """The one Qt application of the process, named and prepared for pens that report faster than the screen."""
    from PySide6.QtCore import QCoreApplication, Qt
    from PySide6.QtWidgets import QApplication

    import digitpad
    from digitpad.ui.icons import app_icon

    # Qt would otherwise merge pen and mouse moves it finds waiting: every point counts here.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressTabletEvents, False)
    # A thread that wants Python waits this long at most for the one that has it; the default, 5 ms, is felt in the pen.
    sys.setswitchinterval(0.0005)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("digitpad")
    application.setApplicationDisplayName("digitpad")
    application.setApplicationVersion(digitpad.__version__)
    application.setDesktopFileName("digitpad")
    application.setWindowIcon(app_icon())
    return application


def create_window(application: QApplication) -> MainWindow:
    """The main window with the user's settings, its recogniser loading once it has been painted."""
    from PySide6.QtCore import QTimer

    from digitpad.ui.crash_dialog import CrashReporter
    from digitpad.ui.garbage import WindowThreadCollector
    from digitpad.ui.main_window import MainWindow
    from digitpad.ui.theme import apply_appearance
    from digitpad.ui.train_parts import TrainParts

    warnings: list[str] = []
    settings = load_settings(home_folder(), warnings.append)
    apply_appearance(application, settings.appearance)
    training = TrainParts(make_workshop, keep_model)
    window = MainWindow(load_window_reader, bundled_models(), settings, home_folder(), training)
    for sentence in warnings:
        window.statusBar().showMessage(sentence)
    reporter = CrashReporter(window)
    reporter.install()
    for tab in (window.pictures_tab, window.scan_tab, window.train_tab):
        tab.crashed.connect(reporter.exception_raised)
    for part in (window.recognition, window.trained_models, window.models, window.samples, window.own_digits):
        part.crashed.connect(reporter.exception_raised)
    window.models.export = export_model
    window.appearance_requested.connect(lambda appearance: apply_appearance(application, appearance))
    application.styleHints().colorSchemeChanged.connect(window.request_appearance)
    window.closed.connect(reporter.remove)
    collector = WindowThreadCollector(window)
    window.recognition.reader_loaded.connect(collector.start)
    window.recognition.load_failed.connect(collector.start)
    window.closed.connect(collector.stop)
    model_at_start = (settings.model, settings.models_before)
    window.closed.connect(lambda settings: _keep_settings(settings, model_at_start))
    # Behind the first paint in the event queue: torch may take the processor then, the window is there.
    window.painted.connect(lambda: QTimer.singleShot(0, window.start_recognition))
    return window


def _listen(place: WindowPlace, window: MainWindow) -> None:
    """Open in the window what other starts of the program hand over."""
    from digitpad.ui.hand_over_listener import HandOverListener, bring_to_front

    def open_here(hand_over: HandOver) -> None:
        bring_to_front(window, hand_over.token)
        window.open_paths(hand_over.paths)

    listener = HandOverListener(place, window)
    listener.handed_over.connect(open_here)
    window.closed.connect(listener.stop)


def _activation_token() -> str:
    """The leave the desktop gave this process to bring a window to the front."""
    return os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or ""


class Interruption:
    """Makes Ctrl+C in the terminal, and the system's wish to end, close the window as its own button would.

    Python runs its signal handlers between two lines of Python, of which a waiting Qt has none; the byte Python writes
    into a socket at once is what wakes it.

    Attributes:
        status: the exit status a signal asks for; 0 while none came.
    """

    def __init__(self, window: MainWindow) -> None:
        from PySide6.QtCore import QSocketNotifier

        self.status = 0
        self._window = window
        self._wakeup, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._notifier = QSocketNotifier(self._wakeup.fileno(), QSocketNotifier.Type.Read, window)
        self._notifier.activated.connect(lambda: self._wakeup.recv(64))
        signal.set_wakeup_fd(self._waker.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: object) -> None:
        if self._window.close():  # the person may want to stay
            self.status = 128 + number


def load_window_reader(model: str = "") -> Reader:
    """A reader of the window, on the device of `DIGITPAD_DEVICE`; called in each thread that reads.

    Args:
        model: the name of a bundled model, or the path of a model file; the default model where it is empty.

    Raises:
        ModelError: the model cannot be used.
    """
    from digitpad.loading import load_recognizer, one_thread_each
    from digitpad.ml.preload import preload_torch

    preload_torch()
    # With all cores busy elsewhere, a second thread makes one small answer wait for the slower of the two.
    one_thread_each()
    reader = load_recognizer(model or None)
    reader.warm_up()
    return reader


def export_model(model: Path, target: Path) -> None:
    """Write a model for other programs; called in a thread.

    Raises:
        DigitpadError: it cannot be written, or not in this way.
    """
    from digitpad.ml.export import export_model as export

    export(model, target)


def make_workshop() -> Workshop:
    """Where the window's networks are trained."""
    from digitpad.workshop import LocalWorkshop

    return LocalWorkshop(home_folder())


def keep_model(path: Path, name: str) -> str:
    """Put a copy of a finished model on the shelf; returns the name it has there.

    Raises:
        ModelError: the file cannot be used, or the shelf cannot be written.
    """
    return ModelShelf(home_folder()).add(path, name).name


def _keep_settings(settings: Settings, model_at_start: tuple[str, tuple[str, ...]]) -> None:
    """Write the window's settings; another model may have been chosen on the command line meanwhile."""
    if (settings.model, settings.models_before) == model_at_start:
        now = load_settings(home_folder())
        settings = replace(settings, model=now.model, models_before=now.models_before)
    try:
        save_settings(settings, home_folder())
    except OSError as error:
        _log.warning("The settings could not be saved: %s", error)
