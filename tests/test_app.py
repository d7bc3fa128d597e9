"""The window as it is shipped: its real model, its settings, and nothing heavy before the first paint."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from digitpad import app
from digitpad.core.errors import DigitpadError
from digitpad.ml import preload
from digitpad.store.settings import Settings, load_settings, save_settings
from digitpad.store.window_place import WindowPlace
from digitpad.ui.main_window import MainWindow
from tests.ui.conftest import drag

ROOT = Path(__file__).resolve().parents[1]

DEADLINE_MS = 60_000  # torch may come from a cold disk


@pytest.fixture
def window(qtbot, qapp: QApplication):
    window = app.create_window(qapp)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()


def test_a_drawn_seven_is_read_by_the_real_model(qtbot, window: MainWindow):
    drag(
        window.draw_tab.canvas,
        *[(60 + x, 60) for x in range(0, 120, 6)],
        *[(180 - y // 2, 60 + y) for y in range(0, 180, 6)],
    )
    answer = window.findChild(QWidget, "answerLabel")
    qtbot.waitUntil(lambda: answer.property("reading") == "7", timeout=DEADLINE_MS)
    assert "CPU" in window.findChild(QWidget, "deviceLabel").text()
    assert window.findChild(QWidget, "deviceLabel").toolTip()


def test_what_the_window_remembers_is_in_the_home_folder(qtbot, window: MainWindow, home: Path):
    window.draw_tab.canvas.set_pen_width(22)
    window.close()
    assert json.loads((home / "settings.json").read_text())["pen_width"] == 22


def test_a_model_chosen_on_the_command_line_meanwhile_is_kept(qtbot, window: MainWindow, home: Path):
    home.mkdir(parents=True, exist_ok=True)
    save_settings(Settings(model="digitpad-tiny", models_before=("",), pen_width=30), home)
    window.draw_tab.canvas.set_pen_width(22)
    window.close()
    kept = load_settings(home)
    assert (kept.model, kept.models_before, kept.pen_width) == ("digitpad-tiny", ("",), 22)


def test_damaged_settings_are_told_in_the_window(qtbot, qapp: QApplication, home: Path):
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.json").write_text('{"pen_width": 2')
    window = app.create_window(qapp)
    qtbot.addWidget(window)
    told = window.statusBar().currentMessage()
    assert told.startswith("The settings cannot be read; the defaults are used.")
    assert "kept as settings-damaged.json" in told
    assert (home / "settings-damaged.json").read_text() == '{"pen_width": 2'


def test_a_home_that_cannot_be_written_does_not_keep_the_window_open(qtbot, window: MainWindow, home: Path):
    home.write_text("a file where the folder should be")
    window.close()
    assert not window.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_closes_the_window_and_keeps_the_settings(home: Path, number: signal.Signals, status: int):
    script = f"""
import os, sys
from digitpad import app
make = app.create_window
def create(application):
    window = make(application)
    window.painted.connect(lambda: os.kill(os.getpid(), {int(number)}))
    return window
app.create_window = create
sys.exit(app.run())
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, timeout=120, check=False)
    assert done.returncode == status
    assert (home / "settings.json").exists()


def test_a_second_start_hands_its_files_over_without_loading_qt(
    qtbot, window: MainWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = WindowPlace.take(home)
    assert place is not None
    app._listen(place, window)
    opened = []
    monkeypatch.setattr(window, "open_paths", opened.extend)
    script = """
import sys
from pathlib import Path
from digitpad import app
status = app.run([Path("a.png"), Path("sub/../b.png")])
print(sorted({"PySide6", "torch", "cv2"} & set(sys.modules)))
sys.exit(status)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=DEADLINE_MS)
        assert second.returncode == 0
        assert second.stdout is not None
        assert second.stdout.read() == "[]\n"
    assert opened == [tmp_path / "a.png", tmp_path / "sub/../b.png"]
    window.close()
    assert sorted(path.name for path in home.iterdir()) == ["settings.json", "window.lock"]


def test_on_windows_torch_is_opened_before_qt(home: Path, monkeypatch: pytest.MonkeyPatch):
    class Done(Exception):  # noqa: N818 — no error
        pass

    def create():
        done.append("Qt")
        raise Done

    done: list[str] = []
    monkeypatch.setattr(app, "take_place", lambda home, hand_over: WindowPlace(home))
    monkeypatch.setattr(app, "create_application", create)
    monkeypatch.setattr(preload, "open_libraries", lambda: done.append("torch"))
    with pytest.raises(Done):
        app.run()
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(Done):
        app.run()
    assert done == ["Qt", "torch", "Qt"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_a_library_that_is_missing_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch):
    def create():
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(app, "create_application", create)
    with pytest.raises(DigitpadError, match=r"needs libEGL\.so\.1.*apt install.* libegl1"):
        app.run()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DigitpadError, match="no screen"):
        app.run()


def test_the_window_is_built_and_shown_without_torch_opencv_and_pyqtgraph():
    script = """
import sys
from digitpad import app
application = app.create_application()
window = app.create_window(application)
window.painted.connect(lambda: print(sorted({"torch", "cv2", "typer", "pyqtgraph"} & set(sys.modules)), flush=True))
window.painted.connect(application.quit)
window.start_recognition = lambda: None
window.show()
application.exec()
window.close()
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
