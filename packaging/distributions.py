"""The installed Python distributions, by what they installed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import PurePosixPath


class Distributions:
    """Finds the distribution that something belongs to."""

    def __init__(self, distributions: Iterable[metadata.Distribution]) -> None:
        self._by_path: dict[str, metadata.Distribution] = {}
        self._by_top: dict[str, metadata.Distribution] = {}
        self._by_name: dict[str, metadata.Distribution] = {}
        for distribution in distributions:
            self._by_name.setdefault(plain_name(distribution.name), distribution)
            for path in distribution.files or ():
                self._by_path.setdefault(path.as_posix(), distribution)
                if len(path.parts) > 1 or path.suffix == ".py":
                    self._by_top.setdefault(path.parts[0].removesuffix(".py"), distribution)

    def named(self, name: str) -> metadata.Distribution | None:
        """The distribution of that name."""
        return self._by_name.get(plain_name(name))

    def of_file(self, path: str) -> metadata.Distribution | None:
        """The distribution that installed a file, or something else in the same topmost folder."""
        return self._by_path.get(path) or self._by_top.get(PurePosixPath(path).parts[0])

    def of_module(self, name: str) -> metadata.Distribution | None:
        """The distribution a module belongs to."""
        path = name.replace(".", "/")
        return self._by_path.get(f"{path}.py") or self.of_file(f"{path}/__init__.py")


def licence_said(distribution: metadata.Distribution) -> str:
    """The licence by the metadata: the SPDX expression, the free field where it is one line, or the classifiers."""
    said = distribution.metadata
    for licence in (*said.get_all("License-Expression", ()), *said.get_all("License", ())):
        if licence and "\n" not in licence and licence != "UNKNOWN":
            return str(licence)
    classifiers = [text for text in said.get_all("Classifier") or () if text.startswith("License ::")]
    return " or ".join(text.rpartition(" :: ")[2] for text in classifiers)


def plain_name(name: str) -> str:
    """A distribution's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
