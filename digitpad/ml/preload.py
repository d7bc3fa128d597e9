"""Loading torch beside a living window. Imports nothing of torch itself until asked."""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from pathlib import Path

from digitpad.core.paths import resources_folder


def preload_torch() -> None:
    """Import torch so that the window's thread gets its turn.

    `import torch` holds the interpreter's lock while the dynamic linker reads hundreds of megabytes. Opening the large
    libraries first without the lock leaves only short pauses, as long as no cycles are collected meanwhile. Works from
    any thread; does nothing where torch is loaded already.
    """
    if "torch" in sys.modules:
        return
    open_libraries()
    import torch  # noqa: F401 — imported for its effect


def preload_training() -> None:
    """Import what the first step of an optimizer else would, in the middle of a training: two seconds of Python.

    What it brings stays for good, and no garbage collection need walk it: one of them held the window up for 80 ms.
    """
    if "torch._dynamo" in sys.modules:
        return
    # It makes a folder for what it compiles, among the system's temporary files, as soon as it is imported. Nothing of
    # ours is compiled, so one that is there already, and need not be written to, will do.
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(resources_folder()))
    import torch._dynamo  # noqa: F401 — imported for its effect

    gc.freeze()


def open_libraries() -> None:
    """Open torch's libraries with the lock given away; where one cannot be opened, torch's own import says why."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent / "lib"
    for name in ("c10", "torch_cpu", "torch_python"):
        if sys.platform == "win32":
            with_search_path = 0x00001100  # LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | …_DLL_LOAD_DIR, as torch itself asks for
            ctypes.WinDLL("kernel32").LoadLibraryExW(str(folder / f"{name}.dll"), None, with_search_path)
        else:
            # A call of dlopen as a foreign function: ctypes.CDLL(path) itself holds the lock while it opens (3.11).
            suffix = "dylib" if sys.platform == "darwin" else "so"
            dlopen = ctypes.CDLL(None).dlopen
            dlopen.restype = ctypes.c_void_p
            dlopen(os.fsencode(folder / f"lib{name}.{suffix}"), os.RTLD_LAZY)
