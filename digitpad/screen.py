"""Whether a window can be shown: a screen that answers, and the libraries Qt wants of the system.

Without them Qt ends the process, with a message about plugins or a core dump. So Linux is asked first, in Qt's own way.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from digitpad.core.errors import DigitpadError

_Disconnect = Callable[[], object]

_SCREENS = ("WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY", "QT_QPA_PLATFORM")
"""One of these names a screen, or a platform of Qt's that needs none."""

_ADVICE = "“digitpad read FILE…” needs none."

_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""What Qt wants of a Linux system, and the packages of Debian and Ubuntu that bring it."""


def require_named_screen() -> None:
    """See to it that the environment names a screen; costs nothing.

    Raises:
        DigitpadError: it does not.
    """
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _SCREENS):
        raise DigitpadError(
            "There is no screen to show a window on (neither WAYLAND_DISPLAY nor DISPLAY is set). " + _ADVICE
        )


@contextmanager
def required_screen() -> Iterator[None]:
    """See to it that Qt's application can be made in the body: the screen answers, nothing of the system is missing.

    Takes milliseconds. The connection stays until the body ends: an X server whose only client goes starts anew.

    Raises:
        DigitpadError: the screen does not answer, or a library of the system is missing.
    """
    disconnect = _connected_screen()
    try:
        yield
    except ImportError as error:
        if sys.platform == "linux" and _library_in(error):
            raise _missing(error) from error
        raise
    finally:
        disconnect()


def _connected_screen() -> _Disconnect:
    """A connection to the screen Qt will show the window on, where it is one that can be asked."""
    if sys.platform != "linux" or os.environ.get("WAYLAND_SOCKET"):  # that one can be asked a single time
        return _nothing
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    platforms = [name.partition(":")[0] for name in chosen.split(";")] if chosen else list(_KINDS)
    if not set(platforms) <= set(_KINDS):  # Qt draws by itself then
        return _nothing
    troubles = []
    for platform in platforms:
        variable, connect = _KINDS[platform]
        if os.environ.get(variable) or chosen:
            try:
                return _connected(platform, variable, connect)
            except DigitpadError as error:
                troubles.append(error)
    if troubles:
        raise troubles[0]
    return _nothing


def _connected(platform: str, variable: str, connect: Callable[[], _Disconnect | None]) -> _Disconnect:
    """A connection to one kind of screen, with Qt's part for it loaded."""
    try:
        disconnect = connect()
        plugin = _plugin(platform)
        if disconnect is not None and plugin is not None:
            ctypes.CDLL(str(plugin))  # as Qt will; what it brings is needed anyway
    except OSError as error:
        raise _missing(error) from error
    if disconnect is None:
        raise DigitpadError(
            f"The screen {os.environ.get(variable) or '(none)'}, named in {variable}, does not answer: "
            f"it is not there, or does not let you in. {_ADVICE}"
        )
    return disconnect


def _nothing() -> None:
    """Disconnect from nothing."""


def _connect_to_wayland() -> _Disconnect | None:
    wayland = ctypes.CDLL("libwayland-client.so.0")
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = wayland.wl_display_connect(None)
    return partial(wayland.wl_display_disconnect, ctypes.c_void_p(display)) if display else None


def _connect_to_x11() -> _Disconnect | None:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    disconnect = partial(xcb.xcb_disconnect, connection)
    if xcb.xcb_connection_has_error(connection):
        disconnect()
        return None
    return disconnect


_KINDS = {
    "wayland": ("WAYLAND_DISPLAY", _connect_to_wayland),
    "xcb": ("DISPLAY", _connect_to_x11),
}
"""Qt's platforms that need a screen: the variable that names it, and how it is asked."""


def _plugin(platform: str) -> Path | None:
    """The file of Qt's platform; none where PySide6 does not bring its own Qt."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        return None
    plugin = Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"
    return plugin if plugin.is_file() else None


def _missing(error: Exception) -> DigitpadError:
    """The sentence for a library that could not be loaded, with the packages of all that are not there."""
    library = _library_in(error)
    missing = [name for name in _PACKAGES if name == library or not _is_there(name)]
    packages = sorted({_PACKAGES[name] for name in missing})
    what = f"The window needs {library}, which cannot be loaded" if library else f"The window cannot be loaded: {error}"
    advice = f" On Debian and Ubuntu this helps: sudo apt install {' '.join(packages)}" if packages else ""
    return DigitpadError(f"{what}.{advice}")


def _library_in(error: Exception) -> str:
    """The library that an error of the dynamic linker is about, without its folder; else an empty text."""
    # In the bundle, ctypes' error is wrapped into one that only guesses.
    told = str(error.__cause__ or error)
    found = re.match(r"(?:\S*/)?(lib[^/\s]+\.so[.\d]*): ", told)
    return found[1] if found else ""


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
