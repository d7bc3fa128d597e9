"""Loading torch beside a living window. Imports nothing of torch itself until asked."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path


def preload_torch() -> None:
    """Import torch so that other threads get their turn.

    `import torch` holds the interpreter's lock while the dynamic linker reads hundreds of megabytes, and every garbage
    collection meanwhile walks its thousands of new objects. Opening the two largest libraries first through ctypes,
    which gives the lock away, and collecting later leaves only short pauses. Works from any thread; does nothing where
    torch is loaded already.
    """
    if "torch" in sys.modules:
        return
    _open_libraries()
    with _without_collecting(), _frequent_turns():
        import torch  # noqa: F401 — imported for its effect


def _open_libraries() -> None:
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent / "lib"
    pattern = {"win32": "{}.dll", "darwin": "lib{}.dylib"}.get(sys.platform, "lib{}.so")
    for name in ("c10", "torch_cpu", "torch_python"):
        # Where a library cannot be opened alone, torch's own import will say what is wrong.
        with contextlib.suppress(OSError):
            ctypes.CDLL(str(folder / pattern.format(name)))


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextlib.contextmanager
def _frequent_turns() -> Iterator[None]:
    """Let a waiting thread ask for the lock after half a millisecond instead of five."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
