"""A database in the home folder that a crash cannot damage, and whose troubles are sentences."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.core.errors import DigitpadError

_PATIENCE = 30.0
"""Seconds to wait for another program that writes."""

_PAUSE = 0.01
"""Seconds between two attempts where SQLite does not wait by itself."""


_MOVE_AWAY = "Move it away, and a new one is made."


class Database:
    """An SQLite file. To be used in one thread; any number of them may be open, here and elsewhere.

    Args:
        path: of the file; its folder is made where it is not there.
        title: what it is, as the subject of a sentence.
        schema: the statements that make its tables, each ended by `;` and a newline but the last.
        version: of the schema, from 1.

    Raises:
        DigitpadError: the folder cannot be written, or the file is damaged or a newer program's.
    """

    def __init__(self, path: Path, title: str, schema: str, version: int) -> None:
        self._path, self._title = path, title
        with self._errors_as_sentences():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        try:
            with self._errors_as_sentences():
                self._prepare(schema, version)
        except DigitpadError:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _prepare(self, schema: str, version: int) -> None:
        self._write_ahead()
        self._database.execute("PRAGMA synchronous = FULL")  # what is finished survives a power cut
        self._database.execute("PRAGMA foreign_keys = ON")
        with self._transaction():
            (found,) = self._database.execute("PRAGMA user_version").fetchone()
            if found == 0:
                for statement in schema.split(";\n"):
                    self._database.execute(statement)
                self._database.execute(f"PRAGMA user_version = {version}")
            elif found != version:
                raise DigitpadError(f"{self._path} was written by a newer digitpad.")

    def _write_ahead(self) -> None:
        """Keep a log beside the file. SQLite waits for nobody here: who opens a new file at the same moment is busy."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self._database.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors_as_sentences():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors_as_sentences(self) -> Iterator[None]:
        """What goes wrong with the file, as a sentence."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            reason = getattr(error, "strerror", None) or error
            is_damaged = getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
            advice = _MOVE_AWAY if is_damaged else "Another folder for it can be named in DIGITPAD_HOME."
            raise DigitpadError(f"{self._title} {self._path} cannot be used: {reason}. {advice}") from error
        except ValueError as error:  # no statement failed, but what it found is none of ours
            raise DigitpadError(f"{self._title} {self._path} is damaged ({error}). {_MOVE_AWAY}") from error
