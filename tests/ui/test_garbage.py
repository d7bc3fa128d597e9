"""Cycles that hold widgets are collected in the window's thread only."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject

from digitpad.ui.garbage import WindowThreadCollector


class Cycle:
    """Something only the cycle collector frees; notes the thread that did."""

    def __init__(self, freed_in: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: freed_in.append(threading.get_ident()))


def test_cycles_are_freed_in_the_windows_thread(qtbot):
    parent = QObject()
    collector = WindowThreadCollector(parent)
    collector.start()
    freed_in: list[int] = []
    Cycle(freed_in)

    def allocate() -> None:
        keep = [[] for _ in range(50_000)]
        keep.clear()

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert freed_in == []
    kept = [[] for _ in range(50_000)]  # past the threshold of the youngest generation
    qtbot.waitUntil(lambda: freed_in == [threading.get_ident()], timeout=10_000)
    kept.clear()
    collector.stop()
    assert gc.isenabled()
    gc.unfreeze()
    gc.disable()  # as every test finds it
