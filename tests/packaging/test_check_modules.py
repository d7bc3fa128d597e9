"""The check of a bundle knows modules by the files they lie in."""

from __future__ import annotations

from pathlib import Path

import pytest

check_modules = pytest.importorskip("check_modules", reason="PyInstaller is not installed")


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so", "_json"),
        ("torch/_C.cpython-311-x86_64-linux-gnu.so", "torch._C"),
        ("PySide6/QtCore.abi3.so", "PySide6.QtCore"),
        ("torch/nn/functional.py", "torch.nn.functional"),
        ("encodings/utf_8.pyc", "encodings.utf_8"),
    ],
)
def test_a_file_tells_its_module(file, module):
    assert check_modules._dotted(Path(file)) == module


def test_what_is_made_while_the_program_runs_has_no_file():
    assert check_modules._has_a_file("json")
    assert not check_modules._has_a_file("sys")
    assert not check_modules._has_a_file("__main__")
    assert not check_modules._has_a_file("no_such_module_anywhere")
