"""Linux's programs and libraries."""

from __future__ import annotations

from pathlib import Path

_MAGIC = b"\x7fELF"


def is_elf(file: Path) -> bool:
    """Whether a file is a program or a library, by how it begins."""
    with file.open("rb") as opened:
        return opened.read(len(_MAGIC)) == _MAGIC
