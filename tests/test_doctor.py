"""`digitpad doctor` finds what is wrong, and goes on looking."""

from __future__ import annotations

import importlib
import shutil

import pytest

from digitpad import doctor
from digitpad.cli import run_command
from digitpad.core.paths import resources_folder
from digitpad.imaging.reader import Reader


@pytest.fixture(autouse=True)
def _on_the_processor(monkeypatch):
    monkeypatch.setenv("DIGITPAD_DEVICE", "cpu")


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A copy of the folder of models, in use instead of it, and to be damaged."""
    resources = tmp_path / "resources"
    shutil.copytree(resources_folder() / "models", resources / "models")

    def copied(name):
        return resources / "models" / f"{name}.safetensors"

    monkeypatch.setattr(doctor, "resources_folder", lambda: resources)
    monkeypatch.setattr(doctor, "bundled_model", copied)
    monkeypatch.setattr("digitpad.loading.bundled_model", copied)
    return resources / "models"


def examined():
    """The findings by what was looked at; the command ends with a status that fits them."""
    findings = {finding.what: finding for finding in doctor.examine()}
    assert run_command(["doctor"]) == (0 if all(finding.well for finding in findings.values()) else 1)
    return findings


def bad(findings):
    return {what for what, finding in findings.items() if not finding.well}


@pytest.mark.usefixtures("models")
def test_a_good_installation_is_well(home):
    findings = examined()
    assert bad(findings) == set()
    assert findings["data folder"].found == str(home)
    assert findings["device"].found.startswith("CPU")
    assert list(home.iterdir()) == []


def test_a_damaged_model_is_found(models, capsys):
    path = models / "digitpad-base.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 0x01
    path.write_bytes(content)
    findings = examined()
    assert bad(findings) == {"digitpad-base"}
    assert "checksum" in findings["digitpad-base"].found
    assert "\nBAD  digitpad-base" in capsys.readouterr().out
    assert findings["test drawing"].well  # a tiny error in one weight hides well: only the checksum tells


def test_a_model_cut_short_is_found_and_cannot_answer(models):
    path = models / "digitpad-base.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    findings = examined()
    assert bad(findings) == {"digitpad-base", "recogniser"}
    assert path.name in findings["recogniser"].found


def test_a_missing_model_is_found(models):
    path = models / "digitpad-base.safetensors"
    path.unlink()
    findings = examined()
    assert bad(findings) == {"digitpad-base", "recogniser"}
    assert path.name in findings["digitpad-base"].found


def test_a_library_that_cannot_be_loaded_is_found(monkeypatch):
    def import_module(name, *arguments):
        if name == "PySide6.QtWidgets":
            raise ImportError("libEGL.so.1: cannot open shared object file")
        return imported(name, *arguments)

    imported = importlib.import_module
    monkeypatch.setattr(importlib, "import_module", import_module)
    findings = examined()
    assert bad(findings) == {"PySide6.QtWidgets"}
    assert "libEGL.so.1" in findings["PySide6.QtWidgets"].found


def test_a_torch_that_cannot_be_loaded_is_found(monkeypatch):
    def load_recognizer():
        raise OSError("libtorch_cpu.so: cannot open shared object file")

    monkeypatch.setattr(doctor, "load_recognizer", load_recognizer)
    findings = examined()
    assert bad(findings) == {"recogniser"}
    assert "libtorch_cpu.so" in findings["recogniser"].found


def test_a_kernel_that_fails_when_it_runs_is_found(monkeypatch):
    def read_strokes(*_, **__):
        raise RuntimeError("no kernel image is available for execution on the device")

    monkeypatch.setattr(Reader, "read_strokes", read_strokes)
    findings = examined()
    assert bad(findings) == {"test drawing"}
    assert "no kernel image" in findings["test drawing"].found


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"one word\n and one two three\n"])
def test_a_damaged_list_of_checksums_is_found(models, content):
    (models / "SHA256SUMS").unlink()
    if content is not None:
        (models / "SHA256SUMS").write_bytes(content)
    assert bad(examined()) == {"digitpad-base", "digitpad-pairs"}


def test_a_data_folder_that_cannot_be_written_is_found(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DIGITPAD_HOME", str(tmp_path / "file" / "home"))
    findings = examined()
    assert bad(findings) == {"data folder"}
    assert "cannot be written" in findings["data folder"].found


def test_an_unknown_device_is_found(monkeypatch):
    monkeypatch.setenv("DIGITPAD_DEVICE", "tpu")
    findings = examined()
    assert bad(findings) == {"recogniser"}
    assert "tpu" in findings["recogniser"].found


def test_a_library_that_is_not_installed_is_found(monkeypatch):
    monkeypatch.setattr(doctor, "_LIBRARIES", ("numpy", "no-such-library"))
    findings = examined()
    assert bad(findings) == {"no-such-library"}
    assert findings["no-such-library"].found == "not installed"


def test_the_models_that_come_with_digitpad_have_their_checksums():
    bundled = ("digitpad-base", "digitpad-pairs", "digitpad-tiny")
    assert {found.what: found.well for found in doctor._model_files()} == dict.fromkeys(bundled, True)
