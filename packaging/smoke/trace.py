"""What a program did to files and connections, as strace saw it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

CALLS = (
    "openat,open,creat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,mknod,mknodat,"
    "truncate,connect,bind,chdir"
)
"""What makes or changes a file or opens a connection."""

_DEVICES = ("/dev/", "/proc/")
"""No files; but for what lies in memory under a name."""

_MEMORY = "/dev/shm/"  # noqa: S108 — a prefix to look for

_LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+|\?)(?: (EEXIST)\b)?")
_UNFINISHED = re.compile(r"^(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)")
_PLAIN = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\v", b"f": b"\f"}


@dataclass
class Trace:
    """What was done.

    Attributes:
        opened: paths that were opened in any way.
        written: paths that were opened for writing, made or renamed to.
        connected: what the program tried to connect with over a network, as strace writes it, whether it worked or not.
    """

    opened: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    connected: list[str] = field(default_factory=list)

    def written_outside(self, *folders: Path) -> list[str]:
        """Files written that lie in none of some folders."""
        return sorted(path for path in self.written if not _lies_in(path, folders))


def _lies_in(path: str, folders: Iterable[Path]) -> bool:
    return any(PurePosixPath(path).is_relative_to(folder.as_posix()) for folder in folders)


def command(log: Path) -> list[str]:
    """What stands before a command to trace it and its children into a file."""
    return [
        shutil.which("strace") or "strace",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-s",
        "4096",
        "-e",
        f"trace={CALLS}",
        "-o",
        str(log),
    ]


def parse(lines: Iterable[str], folder: str = "/") -> Trace:
    """Read strace's log.

    Args:
        lines: of the log.
        folder: the one the program was started in, for paths that are relative.
    """
    trace = Trace()
    folders: dict[str, str] = {}  # of each process
    for process, call, arguments, result in _calls(lines):
        place = folders.get(process, folder)
        if call == "connect":
            if "sa_family=AF_INET" in arguments:
                trace.connected.append(arguments)
        elif result < 0:
            continue
        elif call == "chdir":
            folders[process] = str(PurePosixPath(place) / _paths(arguments)[0])
        else:
            _note_file(trace, call, arguments, place)
    return trace


def _note_file(trace: Trace, call: str, arguments: str, folder: str) -> None:
    paths = _paths(arguments)
    if not paths:
        return
    path = str(PurePosixPath(folder) / paths[-1])  # of two, the last is the one that is made
    if call in ("openat", "open"):
        trace.opened.add(path)
    if call in ("openat", "open") and not re.search(r"\bO_(WRONLY|RDWR|CREAT)\b", arguments):
        return
    is_nameless = call == "bind" and "sun_path=@" in arguments
    if not is_nameless and (path.startswith(_MEMORY) or not path.startswith(_DEVICES)):
        trace.written.add(path)


def _calls(lines: Iterable[str]) -> Iterator[tuple[str, str, str, int]]:
    """Process, name, arguments and result of each call; those that were interrupted by others are put together."""
    begun: dict[str, str] = {}
    for line in lines:
        whole = line.rstrip("\n")
        if unfinished := _UNFINISHED.match(whole):
            begun[unfinished[1]] = f"{unfinished[1]} {unfinished[2]}({unfinished[3]}"
            continue
        if resumed := _RESUMED.match(whole):
            whole = begun.pop(resumed[1], "") + resumed[3]
        if found := _LINE.match(whole):
            # A folder it wanted to make, and which was there already, as it would be the second time.
            is_there = found[5] and found[2].startswith("mkdir")
            yield found[1], found[2], found[3], 0 if is_there else -1 if found[4] == "?" else int(found[4])


def _paths(arguments: str) -> list[str]:
    """The texts among the arguments; strace writes bytes that are no ASCII as octal numbers."""
    return [_unescaped(text) for text in _TEXT.findall(arguments)]


def _unescaped(text: str) -> str:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code.isdigit() else _PLAIN.get(code, code)

    return _ESCAPE.sub(plain, text.encode("utf-8")).decode("utf-8", "surrogateescape")
