"""What a recipe runs on."""

from __future__ import annotations

import functools

import torch

from digitpad.ml.device import Device, choose_device


@functools.cache
def chosen_device() -> Device:
    """A CUDA card where there is one that works, else the processor."""
    return choose_device()


def in_bfloat16() -> torch.autocast:
    """Networks answer in bfloat16 within, where the device has units for it; imitated it is 13 times as slow."""
    return torch.autocast(chosen_device().torch_device.type, torch.bfloat16, enabled=chosen_device().has_bfloat16)
