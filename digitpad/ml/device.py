"""Where the network runs and in which numbers: on a CUDA card if a real kernel runs on it, else on the processor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from digitpad.core.device_preference import DevicePreference
from digitpad.core.errors import DigitpadError


@dataclass(frozen=True)
class Device:
    """A device that works.

    Attributes:
        torch_device: what torch calls it.
        label: a few words for the status line, such as `CPU (AVX-512)`.
        reason: a sentence that says why it was chosen.
        dtype: the numbers the network reads with: bfloat16 where the processor multiplies them as such, two to four
            times as fast as float32 (benchmarks/README.md); its answers are the same but for the third decimal.
    """

    torch_device: torch.device
    label: str
    reason: str
    dtype: torch.dtype = torch.float32

    @property
    def has_bfloat16(self) -> bool:
        """Whether it multiplies bfloat16 faster than float32: trainings do then, whose weights stay float32."""
        return self.dtype is torch.bfloat16 or (
            self.torch_device.type == "cuda" and torch.cuda.is_bf16_supported(False)
        )


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


@contextmanager
def errors_as_sentences(device: Device) -> Iterator[None]:
    """What goes wrong with a device, as a sentence.

    Raises:
        DigitpadError: its memory is too small, or it stopped working.
    """
    try:
        yield
    except torch.OutOfMemoryError:
        raise DigitpadError(
            f"The memory of {device.label} is too small for this training, even image by image. Train on the CPU."
        ) from None
    except torch.AcceleratorError as error:
        raise DigitpadError(
            f"{device.label} stopped working ({str(error).splitlines()[0]}). What was kept of it can be resumed."
        ) from error


def _cpu(reason: str) -> Device:
    return Device(torch.device("cpu"), f"CPU ({_instruction_set()})", reason, _fastest_dtype())


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
    if torch.cpu.get_capabilities().get("amx_bf16"):
        return "AMX"
    capability = torch.backends.cpu.get_cpu_capability()
    return {"AVX2": "AVX2", "AVX512": "AVX-512", "DEFAULT": "baseline"}.get(capability, capability)


def _fastest_dtype() -> torch.dtype:
    """What this processor has units for. Where bfloat16 is only imitated it is slower than float32."""
    capabilities = torch.cpu.get_capabilities()
    has_units = capabilities.get("amx_bf16") or capabilities.get("avx512_bf16")
    return torch.bfloat16 if has_units else torch.float32
