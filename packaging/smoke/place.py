"""The place where the built program is tried: far from its source, poor, and with the doors closed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from smoke.trace import Trace, command, parse

NOBODY = 65534
"""The user and the group without rights."""

LIMIT = 600
"""Seconds that one command may take."""

Word = str | Path


@dataclass(frozen=True)
class Done:
    """A command that has ended: its exit status, and what it said."""

    status: int
    said: str
    complained: str


class Place:
    """A folder with the program installed in it, a home, and room to work; closed to the network where that goes.

    Args:
        folder: an empty folder, outside of the program's source.
        bundle: the folder that was built; it is copied.
        system: the root of the system the program runs in.

    Attributes:
        install: the program's folder, which cannot be written.
        home: the user's.
        data: `DIGITPAD_HOME`.
        work: where the program is started.
    """

    def __init__(self, folder: Path, bundle: Path, system: Path = Path("/")) -> None:
        self._system = system
        self.install = folder / "Prüf stand" / "Zahlen & Öl"
        self.home = folder / "Zoë Ångström ✎"
        self.data = self.home / "meine Ziffern"
        self.work = folder / "Arbeit"
        self._no_programs = folder / "leer"
        self._log = folder / "trace"
        shutil.copytree(bundle, self.install, symlinks=True)
        for made in (self.home, self.data, self.work, self._no_programs):
            made.mkdir()
        self._close_install()
        self._is_root = hasattr(os, "getuid") and os.getuid() == 0
        if self._is_root:
            for own in (self.home, self.data, self.work):
                os.chown(own, NOBODY, NOBODY)
        self._network = self._network_prefix()

    @property
    def program(self) -> Path:
        """What a person starts; on Windows, the one that has a console."""
        return self.install / ("digitpad-cli.exe" if sys.platform == "win32" else "digitpad")

    def hand_over(self, path: Path) -> Path:
        """Let the user of the program read and write what was put there."""
        for entry in (path, *path.rglob("*")):
            if self._is_root:
                os.chown(entry, NOBODY, NOBODY)
        return path

    def write(self, name: str, content: bytes) -> Path:
        """Put a file where the program works."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.hand_over(path.parent)
        return path

    def run_other(self, *command: str) -> Done:
        """Run another command as the program is run: with its rights, and what it can reach."""
        done = subprocess.run(
            [*self._network, *self._user_prefix(), *command], cwd=self.work, capture_output=True, text=True, check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def run(self, *words: Word, display: str = "", prepare: Sequence[str] = (), traced: bool = False) -> Done:
        """Run the program to its end.

        Args:
            words: its arguments.
            display: a screen.
            prepare: a command that runs the rest of its arguments, with more rights than the program.
            traced: whether what it does to files is noted; see `trace`.
        """
        with self.started(*words, display=display, prepare=prepare, traced=traced) as process:
            said, complained = process.communicate(timeout=LIMIT)
        return Done(process.returncode, said, complained)

    @contextmanager
    def started(
        self, *words: Word, display: str = "", prepare: Sequence[str] = (), traced: bool = False
    ) -> Iterator[subprocess.Popen[str]]:
        """Start the program; what is still running of it at the end is killed."""
        others = set(self.running())
        tracer = command(self._log) if traced else []
        arguments = [self.inside(word) if isinstance(word, Path) else word for word in words]
        process = subprocess.Popen(
            [*tracer, *prepare, *self._network, *self._user_prefix(), self.inside(self.program), *arguments],
            cwd=self.work,
            env=self.environment(display),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="backslashreplace",
        )
        try:
            yield process
        finally:
            for number in set(self.running()) - others:
                os.kill(number, 9)
            if process.poll() is None:
                process.kill()
                process.communicate()

    def environment(self, display: str = "") -> dict[str, str]:
        """All the program is told by its environment: hardly what a desktop gives, and nothing on the path."""
        told = {
            "HOME": self.inside(self.home),
            "DIGITPAD_HOME": self.inside(self.data),
            "PATH": self.inside(self._no_programs),
        }
        if sys.platform == "win32":  # without these, no program finds Windows
            told = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ} | told
        return told | ({"DISPLAY": display} if display else {})

    def trace(self) -> Trace:
        """What the last command that was traced did; paths as the program sees them."""
        with self._log.open(encoding="utf-8", errors="backslashreplace") as log:
            return parse(log, self.inside(self.work))

    def running(self) -> list[int]:
        """The processes of the program; none where the system does not tell."""
        return [
            int(process.name)
            for process in Path("/proc").glob("[0-9]*")
            if self.install in _link(process / "exe").parents
        ]

    def inside(self, path: Path) -> str:
        """What the program calls a file of ours."""
        return str(Path("/") / path.relative_to(self._system)) if self._system != Path("/") else str(path)

    def outside(self, path: str) -> Path:
        """Where a file of the program's system is for us."""
        return self._system / path.lstrip("/")

    def listing(self) -> dict[str, tuple[int, int]]:
        """The files of the install folder: their sizes, and when they were written."""
        files = ((path, path.lstat()) for path in self.install.rglob("*"))
        return {str(path): (told.st_size, told.st_mtime_ns) for path, told in files}

    def files_in_home(self) -> list[str]:
        """What lies in the user's home outside of the program's own folder."""
        return sorted(str(path) for path in self.home.rglob("*") if self.data not in (path, *path.parents))

    def empty_data(self) -> None:
        """Begin anew, as at the very first start."""
        for entry in self.data.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def remove(self) -> None:
        """Take everything away."""
        self._set_writable(True)
        shutil.rmtree(self.install.parents[1])

    def _close_install(self) -> None:
        self._set_writable(False)
        for folder in (self.install.parents[1], self.install.parent):
            folder.chmod(0o755)

    def _set_writable(self, writable: bool) -> None:
        folders = [folder for folder in (self.install, *self.install.rglob("*")) if folder.is_dir()]
        for folder in folders:
            mode = folder.stat().st_mode
            folder.chmod(mode | stat.S_IWUSR if writable else mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))

    def _network_prefix(self) -> list[str]:
        """What closes the network before a command."""
        ways = [["unshare", "--net"], ["unshare", "--user", "--map-current-user", "--net"]]
        for way in ways:
            path = shutil.which(way[0])
            if path and subprocess.run([path, *way[1:], "true"], capture_output=True, check=False).returncode == 0:
                return [path, *way[1:], "--"]
        return []

    def _user_prefix(self) -> list[str]:
        """What gives up all rights, and goes into the other system."""
        if self._system != Path("/"):
            user = f"--userspec={NOBODY}:{NOBODY}"
            return [
                "/usr/sbin/chroot",
                user,
                "--groups=",
                str(self._system),
                "/usr/bin/env",
                "-C",
                self.inside(self.work),
            ]
        if self._is_root and (setpriv := shutil.which("setpriv")):
            ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
            return [setpriv, *ids, "--"]
        return []


def _link(path: Path) -> Path:
    try:
        return path.readlink()
    except OSError:
        return Path()
