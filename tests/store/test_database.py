"""A database that several open at the same moment is opened by all of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

from digitpad.store.database import Database

_SCHEMA = "CREATE TABLE thing (name TEXT);\nCREATE INDEX thing_name ON thing (name)"


class Things(Database):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "The store of things", _SCHEMA, 1)

    def add(self, name: str) -> None:
        with self._transaction():
            self._database.execute("INSERT INTO thing VALUES (?)", (name,))

    def names(self) -> list[str]:
        return sorted(name for (name,) in self._database.execute("SELECT name FROM thing"))


def test_a_new_file_may_be_opened_by_many_at_once(tmp_path):
    for number in range(30):
        path, start = tmp_path / f"{number}.sqlite", Barrier(4)

        def add(name: str, path: Path = path, start: Barrier = start) -> None:
            start.wait()
            with closing(Things(path)) as things:
                things.add(name)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(add, "abcd"))
        with closing(Things(path)) as things:
            assert things.names() == list("abcd")
