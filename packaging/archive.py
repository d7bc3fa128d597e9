"""Archives that depend on nothing but what is in them: sorted, of root, with one time, compressed in fixed pieces."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from elf import is_elf
from xz_blocks import Block, compress, write_stream

_LARGE = 1 << 20
"""Bytes from which a file is compressed by itself, so that several archives can have the same block."""

_PIECE = 32 << 20
"""Bytes of the largest block: a few per processor, and small beside the machine's memory."""

_PROGRAM, _DATA = 0o755, 0o644


@dataclass(frozen=True)
class Entry:
    """A file, a link or a folder of an archive.

    Attributes:
        path: where it stands in the archive, with / and without a leading one.
        content: a file's bytes, or the file they are read from; None for a folder or a link.
        link: where a link leads.
        runs: whether a file may be run.
    """

    path: str
    content: bytes | Path | None = None
    link: str | None = None
    runs: bool = False

    @property
    def size(self) -> int:
        """The bytes in it; none in a folder or a link."""
        if isinstance(self.content, Path):
            return self.content.stat().st_size
        return len(self.content or b"")

    def read(self) -> bytes:
        """What is in it."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content or b""


@dataclass(frozen=True)
class _Piece:
    """A part of a large file."""

    file: Path
    place: int
    size: int

    def read(self) -> bytes:
        with self.file.open("rb") as opened:
            opened.seek(self.place)
            return opened.read(self.size)


def entries_of(folder: Path, at: str) -> list[Entry]:
    """Everything in a folder, placed somewhere in an archive. Only ELF programs keep the right to be run."""
    entries = []
    for path in sorted(folder.rglob("*")):
        place = f"{at}/{path.relative_to(folder).as_posix()}"
        if path.is_symlink():
            entries.append(Entry(place, link=path.readlink().as_posix()))
        elif path.is_file():
            entries.append(Entry(place, path, runs=_is_program(path)))
        else:
            entries.append(Entry(place))
    return entries


def with_folders(entries: Iterable[Entry]) -> list[Entry]:
    """The entries and the folders they stand in, in the order of their paths."""
    by_path = {entry.path: entry for entry in entries}
    for path in list(by_path):
        for folder in PurePosixPath(path).parents:
            if folder.name:
                by_path.setdefault(folder.as_posix(), Entry(folder.as_posix()))
    return [by_path[path] for path in sorted(by_path)]


class Packer:
    """Writes .tar.xz archives; a large file that is in several is compressed once."""

    def __init__(self, level: int, time: int) -> None:
        """Make one.

        Args:
            level: xz's, from 0 to 9.
            time: the time of every entry, in seconds since 1970.
        """
        self._level = level
        self._time = time
        self._blocks: dict[_Piece, Future[Block]] = {}

    def write(self, entries: Iterable[Entry], archive: Path) -> None:
        """Write one archive.

        Raises:
            OSError: a file cannot be read, or the archive cannot be written.
        """
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # liblzma lets go of Python's lock
            segments = _segments(with_folders(entries), self._time)
            futures = [self._compressed(segment, pool) for segment in segments]
            blocks = [future.result() for future in futures]
        with archive.open("wb") as file:
            write_stream(blocks, file)

    def _compressed(self, segment: bytes | _Piece, pool: Executor) -> Future[Block]:
        if isinstance(segment, bytes):
            return pool.submit(compress, segment, self._level)
        if segment not in self._blocks:
            self._blocks[segment] = pool.submit(self._compress_piece, segment)
        return self._blocks[segment]

    def _compress_piece(self, piece: _Piece) -> Block:
        return compress(piece.read(), self._level)


def _segments(entries: Iterable[Entry], time: int) -> Iterator[bytes | _Piece]:
    """A tar archive, cut where a large file begins and ends."""
    own = bytearray()
    for entry in entries:
        own += _header(entry, time)
        size = entry.size
        if isinstance(entry.content, Path) and size >= _LARGE:
            yield bytes(own)
            for place in range(0, size, _PIECE):
                yield _Piece(entry.content, place, min(_PIECE, size - place))
            own = bytearray()
        else:
            own += entry.read()
        own += bytes(-size % tarfile.BLOCKSIZE)
    own += bytes(2 * tarfile.BLOCKSIZE)
    yield bytes(own)


def _header(entry: Entry, time: int) -> bytes:
    header = tarfile.TarInfo(f"./{entry.path}")
    header.mtime = time
    header.uname = header.gname = "root"
    header.mode = _PROGRAM if entry.runs else _DATA
    if entry.link is not None:
        header.type, header.linkname, header.mode = tarfile.SYMTYPE, entry.link, 0o777
    elif entry.content is None:
        header.type, header.mode = tarfile.DIRTYPE, _PROGRAM
        header.name += "/"
    header.size = entry.size
    return header.tobuf(tarfile.GNU_FORMAT)  # dpkg reads no other long names


def _is_program(file: Path) -> bool:
    """Whether it is a program to start, not a library: by its rights, its content and its name."""
    return ".so" not in file.name and os.access(file, os.X_OK) and is_elf(file)
