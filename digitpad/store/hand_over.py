"""What a second start of the program hands to the window that is open already."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

LARGEST = 8_000_000
"""Bytes of a line; file names on a command line have 2,000,000 on Linux, and each may become six."""

MOST_FILES = 10_000

_LONGEST_TOKEN = 1_000


@dataclass(frozen=True)
class HandOver:
    """Files to open, and the leave to come to the front.

    Attributes:
        paths: of files and folders, absolute; none where only the window is wanted.
        token: what the desktop gave the second process so that its window may come to the front; else empty.
    """

    paths: tuple[Path, ...] = ()
    token: str = ""

    def to_line(self) -> bytes:
        """As one line of JSON, ended by a newline; names that are no text survive."""
        return json.dumps({"paths": [str(path) for path in self.paths], "token": self.token}).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> HandOver:
        """What stands in a line, whoever wrote it.

        Raises:
            ValueError: it is not one of ours.
        """
        try:
            values = json.loads(line.decode("utf-8"))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        paths, token = (values.get("paths"), values.get("token")) if isinstance(values, dict) else (None, None)
        if (
            not isinstance(paths, list)
            or not isinstance(token, str)
            or not all(isinstance(path, str) for path in paths)
        ):
            raise ValueError("not what is handed over")
        if len(paths) > MOST_FILES or any("\0" in path or not Path(path).is_absolute() for path in paths):
            raise ValueError("too many paths, or none that could be")
        if len(token) > _LONGEST_TOKEN or not (token.isascii() and token.isprintable()):
            raise ValueError("no token")
        return cls(tuple(Path(path) for path in paths), token)
