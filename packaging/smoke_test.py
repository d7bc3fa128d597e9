"""Try the built program as a stranger would have it: away from its source, without Python, network or rights.

    python packaging/smoke_test.py [--bundle dist/digitpad] [--system FOLDER] [--only TEXT]

Each check prints one line: `ok`, `BAD` or `skipped`; the exit status is 1 where one is BAD. On Linux the window is
shown on a screen of its own (packages xvfb, xdotool, x11-utils), strace looks at files and connections, and root tries
it as `nobody`. With --system the program runs in a bare Debian, made by debootstrap in that folder, with nothing but
the packages that the .deb depends on. On Windows and macOS, where this has not been run yet, the command line is
tried, and that the window comes and closes.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from smoke.bare_system import BareSystem, enter_own_mounts
from smoke.command_checks import check_commands
from smoke.place import Place
from smoke.report import Report, SkippedError, require
from smoke.screen import Screen, missing_tools
from smoke.training_checks import TrainingChecks
from smoke.trouble_checks import TroubleChecks
from smoke.window_checks import WindowChecks

_STAYS = 10
"""Seconds for which a window must stay, where nobody can look at it."""


def main() -> None:
    """Run all checks and leave with 1 where one is bad."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, default=Path("dist/digitpad"), help="the folder that was built")
    parser.add_argument("--system", type=Path, metavar="FOLDER", help="try it in a bare Debian, made there if need be")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the checks with this text in their names")
    options = parser.parse_args()
    bundle = options.bundle.resolve()
    if not bundle.is_dir():
        sys.exit(f"{bundle} is no folder; “python packaging/build.py” builds the program there.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and everything is put away
    if options.system:
        enter_own_mounts()
    report = Report(options.only)
    started = time.monotonic()
    with ExitStack() as stack:
        system = stack.enter_context(BareSystem(options.system.resolve(), bundle.parent)) if options.system else None
        root = system.root if system else Path("/")
        folder = Path(tempfile.mkdtemp(prefix="digitpad smoke ", dir=root / "tmp" if system else None))
        place = Place(folder, bundle, root)
        stack.callback(place.remove)
        missing = missing_tools()
        screen = None if missing else stack.enter_context(Screen())
        if system and screen:
            system.let_see(screen.display)
        _check_all(report, place, screen, missing)
    print(f"{report.summary()} in {time.monotonic() - started:.0f} s")
    sys.exit(1 if report.bad else 0)


def _check_all(report: Report, place: Place, screen: Screen | None, missing: list[str]) -> None:
    display = screen.display if screen else ""
    before = place.listing()
    report.check("poor: no network, rights or Python", lambda: _poor(place))
    check_commands(report, place, display)
    training = TrainingChecks.prepare(place, display)
    training.run_all(report)
    if screen:
        report.check("no command shows a window", lambda: _no_windows(screen))
        WindowChecks(place, screen).run_all(report)
    else:
        reason = f"needs {', '.join(missing)}" if sys.platform == "linux" else "nobody can look at it here"
        report.check("the window paints and reads", lambda: _skip(reason))
        if sys.platform != "linux":
            report.check("the window comes and closes", lambda: _comes_and_closes(place))
    TroubleChecks(place, training, screen).run_all(report)
    report.check("the installed program is unchanged", lambda: _unchanged(place, before))


def _skip(reason: str) -> str:
    raise SkippedError(reason)


def _poor(place: Place) -> str:
    """Whether the place is what this test says it is."""
    if sys.platform != "linux":
        raise SkippedError("the network can be closed, and rights given up, on Linux only")
    devices = place.run_other("/bin/cat", "/proc/net/dev").said.splitlines()[2:]
    names = [line.split(":")[0].strip() for line in devices]
    require(names == ["lo"], f"network devices: {', '.join(names)}")
    user = place.run_other("/usr/bin/id", "-u").said.strip()
    require(user != "0", "the program would run as root")
    may_write = place.run_other("/usr/bin/test", "-w", place.inside(place.install)).status == 0
    require(not may_write, "the program's folder can be written")
    return f"user {user}, no network, the program's folder cannot be written, nothing on the path"


def _no_windows(screen: Screen) -> str:
    shown = screen.shown_so_far()
    require(not shown, f"{len(shown)} windows were shown")
    return "0 windows"


def _comes_and_closes(place: Place) -> str:
    with place.started() as process:
        try:
            process.wait(_STAYS)
        except subprocess.TimeoutExpired:
            pass
        else:
            require(False, f"it ended by itself with {process.returncode}")
        if sys.platform == "win32":  # asks its windows to close, as their own button does
            subprocess.run(["taskkill", "/PID", str(process.pid)], check=True, capture_output=True)
        else:
            process.terminate()
        status = process.wait(_STAYS)
    require(status in (0, 143, -15), f"it ended with {status}")
    return f"it stays {_STAYS} s and closes when it is asked to"


def _unchanged(place: Place, before: dict[str, tuple[int, int]]) -> str:
    now = place.listing()
    changed = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    require(not changed, f"changed: {', '.join(changed[:5])}")
    left = place.files_in_home()
    require(not left, f"left in the home folder: {', '.join(left[:5])}")
    return f"{len(now)} files; nothing in the home folder but the program's own"


if __name__ == "__main__":
    main()
