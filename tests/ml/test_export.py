"""An exported model answers as the recogniser does, in other hands, for any number of images."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import warnings
from dataclasses import replace

import numpy as np
import onnx
import pytest
import torch
from onnx.reference import ReferenceEvaluator

from digitpad.core.errors import DigitpadError, ModelError
from digitpad.core.network_choice import NETWORKS
from digitpad.core.paths import bundled_model
from digitpad.ml.device import Device
from digitpad.ml.export import export_model
from digitpad.ml.model_file import load_model, save_model
from digitpad.ml.networks import build_network
from digitpad.ml.recognizer import TorchRecognizer
from tests.ml.small_models import FACTS, random_images, random_network


@pytest.fixture
def small(tmp_path):
    """A small model whose probabilities are neither all alike nor all certain."""
    path = tmp_path / "small.safetensors"
    save_model(path, random_network(), replace(FACTS, temperature=7.0))
    return path


def expected(model, images):
    """What the recogniser says, in plain float32."""
    recognizer = TorchRecognizer(*load_model(model), Device(torch.device("cpu"), "CPU", "For tests.", torch.float32))
    return recognizer.probabilities(images[:, 0].numpy()).numpy()


def run_torchscript(path, images):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.jit.load(path)(images).numpy()


def run_onnx(path, images):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    return ReferenceEvaluator(onnx.load(path)).run(None, {"images": images.numpy()})[0]


@pytest.mark.parametrize(("suffix", "run"), [(".pt", run_torchscript), (".onnx", run_onnx)])
class TestInOtherHands:
    """TorchScript and ONNX."""

    @pytest.mark.parametrize("count", [1, 2, 5])
    def test_the_probabilities_are_the_same(self, small, tmp_path, suffix, run, count):
        export_model(small, tmp_path / f"out{suffix}")
        images = random_images(count)
        answers = run(tmp_path / f"out{suffix}", images)
        assert answers.shape == (count, 10)
        assert answers.dtype == np.float32
        assert answers.max() < 0.99
        np.testing.assert_allclose(answers, expected(small, images), atol=1e-5)

    def test_what_is_no_digit_is_shared_out(self, tmp_path, suffix, run):
        model = bundled_model("digitpad-tiny")
        export_model(model, tmp_path / f"out{suffix}")
        images = random_images(3)
        answers = run(tmp_path / f"out{suffix}", images)
        np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(answers, expected(model, images), atol=1e-5)

    @pytest.mark.parametrize("name", NETWORKS)
    def test_every_network_can_be_exported(self, tmp_path, suffix, run, name):
        choice = NETWORKS[name]
        torch.manual_seed(0)
        network = build_network(choice.architecture, choice.arguments).eval()
        facts = replace(FACTS, architecture=choice.architecture, arguments=choice.arguments)
        save_model(tmp_path / "a.safetensors", network, facts)
        export_model(tmp_path / "a.safetensors", tmp_path / f"out{suffix}")
        images = random_images(3)
        answers = run(tmp_path / f"out{suffix}", images)
        np.testing.assert_allclose(answers, expected(tmp_path / "a.safetensors", images), atol=1e-5)

    def test_nothing_but_the_model_is_left_and_nobody_is_warned(self, small, tmp_path, suffix, run):
        out = tmp_path / "out"
        out.mkdir()
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            export_model(small, out / f"a{suffix}")
            export_model(small, out / f"a{suffix}")
        assert not warned
        assert [path.name for path in out.iterdir()] == [f"a{suffix}"]


def test_the_facts_travel_along(small, tmp_path):
    export_model(small, tmp_path / "a.pt")
    told = {"digitpad.json": ""}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.load(io.BytesIO((tmp_path / "a.pt").read_bytes()), _extra_files=told)
    assert json.loads(told["digitpad.json"])["name"] == "small"
    export_model(small, tmp_path / "a.onnx")
    (entry,) = onnx.load(tmp_path / "a.onnx").metadata_props
    assert (entry.key, json.loads(entry.value)["temperature"]) == ("digitpad", 7.0)


def test_our_own_kind_is_copied(small, tmp_path):
    export_model(small, tmp_path / "copy.SAFETENSORS")
    assert (tmp_path / "copy.SAFETENSORS").read_bytes() == small.read_bytes()


def test_onnx_needs_no_further_package(small, tmp_path, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "onnx"]:
        monkeypatch.setitem(sys.modules, name, None)
    export_model(small, tmp_path / "a.onnx")
    monkeypatch.undo()
    assert onnx.load(tmp_path / "a.onnx").opset_import[0].version == 17


def test_another_suffix_is_refused(small, tmp_path):
    with pytest.raises(DigitpadError, match=r"\.safetensors, \.pt, \.onnx"):
        export_model(small, tmp_path / "a.tflite")


@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_a_model_that_cannot_be_used_is_not_exported(tmp_path, suffix):
    (tmp_path / "bad.safetensors").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="bad"):
        export_model(tmp_path / "bad.safetensors", tmp_path / f"a{suffix}")
    assert not (tmp_path / f"a{suffix}").exists()


def test_a_folder_that_is_not_there_is_a_sentence(small, tmp_path):
    with pytest.raises(DigitpadError, match=r"a\.pt cannot be written: No such file or directory"):
        export_model(small, tmp_path / "nowhere" / "a.pt")


def test_an_exported_network_runs_where_digitpad_is_not(small, tmp_path):
    export_model(small, tmp_path / "a.pt")
    script = """
import sys, torch
network = torch.jit.load(sys.argv[1])
print(network(torch.zeros(2, 1, 28, 28)).shape, "digitpad" in sys.modules)
"""
    command = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path / "a.pt")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == ["torch.Size([2,", "10])", "False"]
