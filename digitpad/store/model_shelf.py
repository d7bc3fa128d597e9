"""The models at hand: those that come with the program, and the person's own in the home folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import ModelError
from digitpad.core.model_facts import ModelFacts
from digitpad.core.paths import bundled_model, bundled_models
from digitpad.core.whole_file import write_whole
from digitpad.store.model_header import read_header, renamed
from digitpad.store.model_name import SUFFIX, clean_name, numbered

_BIN = ".removed"

_KEPT_REMOVED = 20
"""Removed models that can be restored; older ones make room."""


@dataclass(frozen=True)
class ShelfModel:
    """A model of the list.

    Attributes:
        name: what it is called, here and for `--model`.
        path: its file.
        is_bundled: whether it came with the program.
        facts: what its header says; None where it cannot be read.
        error: why it cannot be used, in a sentence, or None.
    """

    name: str
    path: Path
    is_bundled: bool
    facts: ModelFacts | None
    error: str | None = None

    @property
    def accuracy(self) -> float | None:
        """On test digits it never saw, 0..1; None where its header does not tell."""
        return self.facts.scores.get("test_accuracy") if self.facts else None


class ModelShelf:
    """Lists the models, and changes the person's own. Reads headers only, so it is quick, and any thread may have one.

    Every change happens in whole or not at all. A model that is added or renamed carries its new name in its header,
    too.

    Args:
        home: the folder of what the program keeps; need not exist.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / "models"

    def models(self) -> list[ShelfModel]:
        """All models: the bundled ones, the default first; then one's own, the newest first."""
        bundled = [_opened(name, bundled_model(name), is_bundled=True) for name in bundled_models()]
        own = [_opened(name, self._path(name), is_bundled=False) for name in self.own_names()]
        own.sort(key=lambda model: model.facts.date if model.facts else "", reverse=True)
        return bundled + own

    def own_names(self) -> list[str]:
        """The names of one's own models, in the order of the alphabet."""
        bundled = bundled_models()
        try:
            names = [path.stem for path in self._folder.glob(f"*{SUFFIX}") if path.is_file()]
        except OSError:  # a folder that cannot be read has none
            names = []
        return sorted((name for name in names if name not in bundled and name[:1] != "."), key=str.casefold)

    def model(self, name: str) -> ShelfModel:
        """The model of a name; those that come with the program have a short one, too: `base` and `tiny`.

        Raises:
            ModelError: there is none.
        """
        if name in self.own_names():
            return _opened(name, self._path(name), is_bundled=False)
        for whole_name in (name, f"digitpad-{name}"):
            if whole_name in bundled_models():
                return _opened(whole_name, bundled_model(whole_name), is_bundled=True)
        names = ", ".join([*bundled_models(), *self.own_names()])
        raise ModelError(f"There is no model named “{name}” (there are: {names or 'none'}).")

    def add(self, path: Path, name: str = "", check: Callable[[Path], object] | None = None) -> ShelfModel:
        """Take a copy of a model file.

        Args:
            path: of the file.
            name: what to call it; the file's name where it is empty. What no file can be called is changed, and a
                number follows where the name is taken.
            check: called with the path before anything is kept; what it raises is passed on.

        Raises:
            ModelError: the file cannot be used, or the folder cannot be written.
        """
        read_header(path)
        if check is not None:
            check(path)
        chosen = numbered(clean_name(name or path.stem), self._taken())
        self._write(chosen, renamed(path, chosen))
        return self.model(chosen)

    def rename(self, name: str, new_name: str) -> ShelfModel:
        """Call one of one's own models something else.

        Raises:
            ModelError: there is no such model, it came with the program, or the new name is taken.
        """
        old = self._own(name)
        chosen = clean_name(new_name)
        if chosen == name:
            return old
        taken = self._taken() - {name.casefold()}
        if chosen.casefold() in taken:
            raise ModelError(f"There is a model named “{chosen}” already.")
        content = renamed(old.path, chosen)
        if chosen.casefold() == name.casefold():  # where names of files have no case, it is the same file
            self._change(old.path, self._path(chosen))
        self._write(chosen, content)
        if chosen.casefold() != name.casefold():
            self._delete(old.path)
        return self.model(chosen)

    def remove(self, name: str) -> None:
        """Take one of one's own models from the list; `restore` brings it back. The oldest removed make room.

        Raises:
            ModelError: there is no such model, it came with the program, or the folder cannot be written.
        """
        own = self._own(name)
        self._make_folder(self._folder / _BIN)
        self._change(own.path, self._folder / _BIN / f"{time.time_ns():020}.{name}{SUFFIX}")
        for path in self._removed()[_KEPT_REMOVED:]:
            self._delete(path)

    def removed_names(self) -> list[str]:
        """The names of the models that can be restored, the last removed first."""
        return list(dict.fromkeys(_name_in_bin(path) for path in self._removed()))

    def restore(self, name: str) -> ShelfModel:
        """Bring back the model of a name that was removed last; a number follows where the name is taken by now.

        Raises:
            ModelError: none was removed, or the folder cannot be written.
        """
        for path in self._removed():
            if _name_in_bin(path) == name:
                chosen = numbered(name, self._taken())
                if chosen == name:
                    self._change(path, self._path(name))
                else:
                    self._write(chosen, renamed(path, chosen))
                    self._delete(path)
                return self.model(chosen)
        names = ", ".join(self.removed_names())
        raise ModelError(f"No model named “{name}” was removed (removed were: {names or 'none'}).")

    def _own(self, name: str) -> ShelfModel:
        found = self.model(name)
        if found.is_bundled:
            raise ModelError(f"“{name}” comes with the program and stays as it is.")
        return found

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"

    def _removed(self) -> list[Path]:
        """The files in the bin, the last removed first."""
        try:
            return sorted((self._folder / _BIN).glob(f"*.*{SUFFIX}"), key=lambda path: path.name, reverse=True)
        except OSError:
            return []

    def _taken(self) -> set[str]:
        """Names no model may get, in lower case. The picker shows bundled models without their family's name."""
        bundled = bundled_models()
        shown = [name.removeprefix("digitpad-") for name in bundled]
        return {name.casefold() for name in (*bundled, *shown, *self.own_names())}

    def _write(self, name: str, content: bytes) -> None:
        self._make_folder(self._folder)
        try:
            write_whole(self._path(name), content, is_flushed=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _change(self, path: Path, target: Path) -> None:
        try:
            path.replace(target)
        except OSError as error:
            raise self._unwritable(error) from error

    def _delete(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> ModelError:
        return ModelError(f"The folder of models {self._folder} cannot be written: {error.strerror or error}.")


def _opened(name: str, path: Path, *, is_bundled: bool) -> ShelfModel:
    try:
        return ShelfModel(name, path, is_bundled, read_header(path))
    except ModelError as error:
        return ShelfModel(name, path, is_bundled, None, str(error))


def _name_in_bin(path: Path) -> str:
    """The name a file had before the time of its removal was put before it."""
    return path.stem.partition(".")[2]
