"""Loading torch early leaves the process as it was, but for torch."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import torch  # noqa: F401 — the first test is about a process that has it

from digitpad.ml import preload

IN_A_NEW_PROCESS = """
import gc, json, sys
from digitpad.ml.preload import preload_torch
before = (gc.isenabled(), sys.getswitchinterval())
had = "torch" in sys.modules
preload_torch()
after = (gc.isenabled(), sys.getswitchinterval())
has = "torch" in sys.modules
import torch
print(json.dumps({"had": had, "has": has, "same": before == after, "sum": torch.ones(3).sum().item()}))
"""


def test_where_torch_is_loaded_nothing_happens(monkeypatch):
    def not_again():
        raise AssertionError("the libraries were opened again")

    monkeypatch.setattr(preload, "open_libraries", not_again)
    preload.preload_torch()


def test_torch_works_and_the_interpreters_settings_are_as_before():
    command = [sys.executable, "-c", IN_A_NEW_PROCESS]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout) == {"had": False, "has": True, "same": True, "sum": 3.0}
    assert ended.stderr == ""


def test_what_training_needs_leaves_nothing_among_the_temporary_files(tmp_path):
    command = [sys.executable, "-c", "from digitpad.ml.preload import preload_training; preload_training()"]
    environment = {name: value for name, value in os.environ.items() if name != "TORCHINDUCTOR_CACHE_DIR"}
    subprocess.run(command, check=True, env=environment | {"TMPDIR": str(tmp_path)})
    assert not list(tmp_path.iterdir())
