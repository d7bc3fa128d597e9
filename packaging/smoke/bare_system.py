"""A bare Debian of its own in a folder, with nothing but what the program's package depends on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

DEPENDENCIES = (
    "libegl1",
    "libgl1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libfontconfig1",
    "fonts-dejavu-core",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
)
"""What a Linux system must have for the window; used where no .deb says it."""

_RELEASE = "bookworm"
_MIRROR = "http://deb.debian.org/debian"
_IN_OWN_MOUNTS = "DIGITPAD_SMOKE_MOUNTS"
_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 — where X has them


def enter_own_mounts() -> None:
    """Begin this script anew where what it mounts is seen by nobody else, and gone when it ends."""
    if os.environ.get(_IN_OWN_MOUNTS):
        return
    if sys.platform != "linux" or os.getuid() != 0 or not shutil.which("debootstrap"):
        sys.exit("A bare Debian can be had on Linux only, by root, with debootstrap (package debootstrap).")
    again = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
    os.execvpe("unshare", again, os.environ | {_IN_OWN_MOUNTS: "1"})  # noqa: S606 — no shell is wanted


class BareSystem:
    """The system; made when it is entered, unless the folder has one. It stays for the next time.

    Args:
        root: its folder.
        built: where a .deb may lie, which says what it depends on.
    """

    def __init__(self, root: Path, built: Path) -> None:
        self.root = root
        self._packages = _dependencies(built) or list(DEPENDENCIES)

    def __enter__(self) -> Self:
        if not (self.root / "etc" / "debian_version").exists():
            print(f"making a bare Debian in {self.root} …", flush=True)
            _run("debootstrap", "--variant=minbase", _RELEASE, str(self.root), _MIRROR)
        missing = [name for name in self._packages if not list(self.root.glob(f"var/lib/dpkg/info/{name}[:.]*list"))]
        if missing:
            _run("chroot", str(self.root), "apt-get", "update", "-qq")
            _run("chroot", str(self.root), "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)
        for folder in ("proc", "dev"):
            _run("mount", "--rbind", f"/{folder}", str(self.root / folder))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The mounts go with this process."""

    def let_see(self, display: str) -> None:
        """Let the programs in it reach a screen outside."""
        if display:
            sockets = self.root / _SOCKETS.relative_to("/")
            sockets.mkdir(mode=0o1777, exist_ok=True)
            _run("mount", "--bind", str(_SOCKETS), str(sockets))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"The bare Debian cannot be had: {' '.join(command)}: {(done.stderr or done.stdout)[-800:]}")


def _dependencies(built: Path) -> list[str]:
    """What a .deb in a folder depends on; empty where there is none."""
    newest = max(built.glob("*.deb"), key=lambda package: package.stat().st_mtime, default=None)
    if newest is None:
        return []
    told = subprocess.run(
        ["dpkg-deb", "--field", str(newest), "Depends"], capture_output=True, text=True, check=True
    ).stdout
    return names_in(told)


def names_in(depends: str) -> list[str]:
    """The packages of a `Depends` field: of alternatives the first, without versions and architectures."""
    wishes = (wish.split("|")[0].strip() for wish in depends.split(",") if wish.strip())
    return [re.split(r"[\s(:]", wish)[0] for wish in wishes]
