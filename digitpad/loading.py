"""How a reader is put together: a model by name or path, a device, the imaging steps. Torch is imported on the call."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from digitpad.core.device_preference import DevicePreference
from digitpad.core.errors import DigitpadError
from digitpad.core.paths import DEFAULT_MODEL, PAIR_MODEL, bundled_model
from digitpad.store.home import home_folder
from digitpad.store.model_name import names_a_file
from digitpad.store.model_shelf import ModelShelf

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader


def load_recognizer(model: str | Path | None = None, device: DevicePreference = "auto") -> Reader:
    """Load a model and return what reads pictures with it: `load_recognizer().read("a.png").text`.

    Args:
        model: the name of a bundled model or of one of your own, or the path of a model file; the default model where
            there is none.
        device: `auto` goes by `DIGITPAD_DEVICE`; where that is not set, it takes a CUDA card if a kernel runs on it,
            else the processor.

    Raises:
        ModelError: there is no such model, or its file cannot be used.
        DigitpadError: the device or `DIGITPAD_DEVICE` is none of the three.
    """
    if device not in get_args(DevicePreference):
        raise DigitpadError(f"The device is “{device}”; it can be auto, cpu or cuda.")
    path = find_model(model)
    from digitpad.imaging.reader import Reader
    from digitpad.ml.device import choose_device
    from digitpad.ml.pair_recognizer import load_pair_recognizer
    from digitpad.ml.recognizer import load_torch_recognizer

    chosen = choose_device(device_preference() if device == "auto" else device)
    return Reader(load_torch_recognizer(path, chosen), load_pair_recognizer(bundled_model(PAIR_MODEL), chosen))


def one_thread_each() -> None:
    """Let torch and OpenCV answer in the thread that asks: where many threads read pictures, each has one to itself."""
    import cv2
    import torch

    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def device_preference() -> DevicePreference:
    """`DIGITPAD_DEVICE`; `auto` where it is not set.

    Raises:
        DigitpadError: it is something else.
    """
    value = os.environ.get("DIGITPAD_DEVICE") or "auto"
    if value not in get_args(DevicePreference):
        raise DigitpadError(f"DIGITPAD_DEVICE is “{value}”; it can be auto, cpu or cuda.")
    return cast("DevicePreference", value)


def find_model(model: str | Path | None) -> Path:
    """The file of a model given by name or path.

    Raises:
        ModelError: it is a name that neither a bundled model nor one of the person's own has.
    """
    if model is None:
        return bundled_model(DEFAULT_MODEL)
    if isinstance(model, Path) or names_a_file(model):
        return Path(model)
    return ModelShelf(home_folder()).model(model).path
