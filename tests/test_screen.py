"""Where no window can be shown, a sentence says why, before Qt would end the process."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace

import pytest

from digitpad import screen
from digitpad.core.errors import DigitpadError
from digitpad.screen import require_named_screen, required_screen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")

NOT_THERE = "{}: cannot open shared object file: No such file or directory"


def require_screen():
    """Ask for the screen, and make no window on it."""
    with required_screen():
        pass


class Entry:
    """A function of a library, with an answer."""

    def __init__(self, answer, called=lambda: None):
        self._answer, self._called = answer, called

    def __call__(self, *arguments):
        self._called()
        return self._answer


class FakeSystem:
    """What `ctypes.CDLL` opens here.

    Attributes:
        missing: libraries that are not there, and what needs them and is opened.
        wayland, x11: whether that screen answers.
        opened: the names of what was opened.
        connections: to screens.
    """

    def __init__(self):
        self.missing: dict[str, str] = {}
        self.wayland = self.x11 = True
        self.opened: list[str] = []
        self.connections = 0

    def open(self, name):
        name = name.rpartition("/")[2]
        self.opened.append(name)
        lacked = next((library for library, user in self.missing.items() if name in (library, user)), None)
        if lacked:
            raise OSError(NOT_THERE.format(lacked))
        library = SimpleNamespace()
        library.wl_display_connect = Entry(1 if self.wayland else None, self.connect if self.wayland else lambda: None)
        library.wl_display_disconnect = Entry(None, self.disconnect)
        library.xcb_connect = Entry(1, self.connect)
        library.xcb_connection_has_error = Entry(0 if self.x11 else 1)
        library.xcb_disconnect = Entry(None, self.disconnect)
        return library

    def connect(self):
        self.connections += 1

    def disconnect(self):
        self.connections -= 1


@pytest.fixture
def system(monkeypatch) -> FakeSystem:
    """A system with an X server, and no Wayland."""
    system = FakeSystem()
    monkeypatch.setattr(ctypes, "CDLL", system.open)
    for name in ("WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":3")
    return system


def test_a_screen_that_answers_is_one(system):
    require_named_screen()
    with required_screen():
        assert "libqxcb.so" in system.opened
        assert system.connections == 1  # the server has a client until Qt is the next
    assert system.connections == 0


def test_without_any_name_of_a_screen_a_sentence_says_so(system, monkeypatch):
    monkeypatch.delenv("DISPLAY")
    with pytest.raises(DigitpadError, match="no screen"):
        require_named_screen()


def test_a_screen_that_does_not_answer_is_named(system):
    system.x11 = False
    with pytest.raises(DigitpadError, match="The screen :3, named in DISPLAY, does not answer"):
        require_screen()
    assert system.connections == 0


def test_no_x_server_is_found_out_by_asking_for_it(monkeypatch):
    for name in ("WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":7777")
    with pytest.raises(DigitpadError, match="The screen :7777"):
        require_screen()


def test_one_screen_of_two_is_enough(system, monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    require_screen()
    assert "libqxcb.so" not in system.opened
    assert system.connections == 0
    system.wayland = False
    require_screen()
    assert "libqxcb.so" in system.opened
    system.x11 = False
    with pytest.raises(DigitpadError, match="wayland-9, named in WAYLAND_DISPLAY"):
        require_screen()


@pytest.mark.parametrize("chosen", ["offscreen", "vnc:size=800x600", "minimal;xcb"])
def test_where_qt_draws_by_itself_no_screen_is_asked(system, monkeypatch, chosen):
    monkeypatch.setenv("QT_QPA_PLATFORM", chosen)
    monkeypatch.delenv("DISPLAY")
    require_named_screen()
    require_screen()
    assert system.opened == []


def test_the_platform_that_was_chosen_is_asked(system, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland:decorations;xcb")
    system.wayland = False
    require_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    with pytest.raises(DigitpadError, match=r"\(none\), named in WAYLAND_DISPLAY"):
        require_screen()


def test_a_library_that_qts_plugin_misses_is_named_with_the_packages_of_all_that_are_missing(system):
    system.missing = {"libxcb-cursor.so.0": "libqxcb.so", "libxcb-icccm.so.4": "libqxcb.so"}
    with pytest.raises(DigitpadError) as raised:
        require_screen()
    assert str(raised.value) == (
        "The window needs libxcb-cursor.so.0, which cannot be loaded. On Debian and Ubuntu this helps: "
        "sudo apt install libxcb-cursor0 libxcb-icccm4"
    )


def test_a_library_no_package_is_known_of_is_named_all_the_same(system):
    system.missing = {"libnew.so.1": "libqxcb.so"}
    with pytest.raises(DigitpadError, match=r"^The window needs libnew\.so\.1, which cannot be loaded\.$"):
        require_screen()


def test_in_the_bundle_where_the_linkers_error_is_wrapped_the_library_is_named_too(system, monkeypatch):
    def wrapped(name):
        try:
            return system.open(name)
        except OSError as error:
            raise OSError(f"Failed to load dynlib/dll {name!r}.") from error

    monkeypatch.setattr(ctypes, "CDLL", wrapped)
    system.missing = {"libEGL.so.1": "libqxcb.so"}
    with pytest.raises(DigitpadError, match=r"needs libEGL\.so\.1, .*sudo apt install libegl1$"):
        require_screen()


def test_an_import_that_fails_for_a_library_is_a_sentence(system):
    system.missing = {"libGL.so.1": ""}
    with pytest.raises(DigitpadError, match=r"needs libGL\.so\.1, .*sudo apt install libgl1$"), required_screen():
        raise ImportError(NOT_THERE.format("libGL.so.1"))


def test_an_import_that_fails_for_another_reason_is_a_bug(system):
    with pytest.raises(ImportError, match="no_such_module"), required_screen():
        import no_such_module  # noqa: F401 — the attempt is what is tested


def test_a_qt_of_the_system_has_its_plugins_elsewhere(system, monkeypatch):
    monkeypatch.setattr(screen, "_plugin", lambda platform: None)
    require_screen()
