"""Where the network runs: on a CUDA card if a real kernel runs on it, else on the processor; and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch

DevicePreference = Literal["auto", "cpu", "cuda"]


@dataclass(frozen=True)
class Device:
    """A device that works.

    Attributes:
        torch_device: what torch calls it.
        label: a few words for the status line, such as `CPU (AVX-512)`.
        reason: a sentence that says why it was chosen.
    """

    torch_device: torch.device
    label: str
    reason: str


def choose_device(preference: DevicePreference = "auto") -> Device:
    """Choose by trying: a card that is “available” may still be too old or too new for this build of torch."""
    if preference == "cpu":
        return _cpu("The processor was asked for.")
    if torch.version.cuda is None:
        return _cpu("This build of PyTorch has no CUDA.")
    if not torch.cuda.is_available():
        return _cpu("No CUDA card was found.")
    try:
        name = torch.cuda.get_device_name()
        _run_kernel(torch.device("cuda"))
    except RuntimeError as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return _cpu(f"A CUDA card was found, but no kernel runs on it: {first_line}")
    return Device(torch.device("cuda"), f"CUDA ({name})", "A kernel was run on the card, and its answer was right.")


def _cpu(reason: str) -> Device:
    return Device(torch.device("cpu"), f"CPU ({_instruction_set()})", reason)


def _run_kernel(device: torch.device) -> None:
    """A small convolution on the card, its answer checked.

    Raises:
        RuntimeError: it did not run, or gave a wrong answer.
    """
    image = torch.ones(1, 1, 8, 8, device=device)
    kernel = torch.ones(1, 1, 3, 3, device=device)
    total = torch.nn.functional.conv2d(image, kernel).sum().item()
    if total != 9 * 36:
        raise RuntimeError(f"a test convolution gave {total} instead of {9 * 36}")


def _instruction_set() -> str:
    """The widest vector instructions torch uses here, by the name people know."""
    capability = torch.backends.cpu.get_cpu_capability()
    return {"AVX2": "AVX2", "AVX512": "AVX-512", "DEFAULT": "baseline"}.get(capability, capability)
