"""The device is chosen by trying, and the reason is told."""

from __future__ import annotations

import pytest
import torch

from digitpad.ml import device
from digitpad.ml.device import choose_device


@pytest.fixture
def _cuda_build(monkeypatch):
    monkeypatch.setattr(torch.version, "cuda", "13.0")


@pytest.fixture
def _a_card(_cuda_build, monkeypatch):
    """A build with CUDA, and a card that says it is there."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Test Card 9000")


def assert_processor(chosen, reason):
    assert chosen.torch_device.type == "cpu"
    assert chosen.label.startswith("CPU (")
    assert reason in chosen.reason


def test_the_processor_is_taken_where_it_was_asked_for(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: pytest.fail("the card was looked for"))
    assert_processor(choose_device("cpu"), "was asked for")


@pytest.mark.parametrize("preference", ["auto", "cuda"])
def test_a_build_without_cuda_takes_the_processor(monkeypatch, preference):
    monkeypatch.setattr(torch.version, "cuda", None)
    assert_processor(choose_device(preference), "has no CUDA")


@pytest.mark.usefixtures("_cuda_build")
@pytest.mark.parametrize("preference", ["auto", "cuda"])
def test_without_a_card_the_processor_is_taken(monkeypatch, preference):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert_processor(choose_device(preference), "No CUDA card was found")


@pytest.mark.usefixtures("_a_card")
@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (
            "CUDA error: no kernel image is available\nCompile with …",
            "no kernel runs on it: CUDA error: no kernel image",
        ),
        ("", "no kernel runs on it: RuntimeError"),
    ],
)
def test_a_card_on_which_no_kernel_runs_is_not_taken(monkeypatch, message, reason):
    def no_kernel(card):
        raise RuntimeError(message)

    monkeypatch.setattr(device, "_run_kernel", no_kernel)
    chosen = choose_device()
    assert_processor(chosen, reason)
    assert "\n" not in chosen.reason


@pytest.mark.usefixtures("_a_card")
def test_a_card_on_which_a_kernel_runs_is_taken(monkeypatch):
    monkeypatch.setattr(device, "_run_kernel", lambda card: None)
    chosen = choose_device()
    assert chosen.torch_device.type == "cuda"
    assert chosen.label == "CUDA (Test Card 9000)"


@pytest.mark.usefixtures("_a_card")
def test_a_card_whose_answer_is_wrong_is_not_taken(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.nn.functional, "conv2d", lambda image, kernel: torch.zeros(1))
    monkeypatch.setattr(torch, "ones", lambda *shape, device: torch.zeros(shape))
    assert_processor(choose_device(), "gave 0.0 instead of 324")


def test_the_test_kernel_gives_the_right_answer_on_the_processor():
    device._run_kernel(torch.device("cpu"))


@pytest.mark.parametrize(
    ("capabilities", "dtype"),
    [
        ({"amx_bf16": True, "avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": False, "avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": False, "avx512_bf16": False}, torch.float32),
        ({}, torch.float32),  # another kind of processor
    ],
)
def test_bfloat16_is_taken_where_the_processor_has_units_for_it(monkeypatch, capabilities, dtype):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    chosen = choose_device("cpu")
    assert chosen.dtype == dtype
    assert ("AMX" in chosen.label) == capabilities.get("amx_bf16", False)
