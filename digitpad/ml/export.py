"""A model as a file that other programs run: TorchScript and ONNX, or our own kind copied.

What is exported takes (N, 1, 28, 28) float32 in 0..1, bright ink on black, normalised as `imaging.normalize` does; it
gives (N, 10) calibrated probabilities, each row summing to 1: the temperature, and the sharing out of what is no digit,
are part of it. The facts of the model travel along.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.onnx._internal.torchscript_exporter import onnx_proto_utils

from digitpad.core.errors import DigitpadError
from digitpad.core.model_facts import ModelFacts
from digitpad.core.whole_file import write_whole
from digitpad.ml.model_file import load_model
from digitpad.ml.networks import digit_probabilities
from digitpad.ml.residual import fold_batch_norm

_INPUT, _OUTPUT = "images", "probabilities"

_OPSET = 17
"""Of ONNX: of 2022, so that runtimes of the last years know it."""


def export_model(model: Path, target: Path) -> None:
    """Write a model as the target's suffix says: `.safetensors`, `.pt` (TorchScript) or `.onnx`.

    A crash leaves the old file or the new one.

    Raises:
        ModelError: the model cannot be used.
        DigitpadError: the suffix is none of these, or the file cannot be written.
    """
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise DigitpadError(f"{target.name} cannot be written: its name should end in {', '.join(_WRITERS)}.")
    content = write(model)
    try:
        write_whole(target, content)
    except OSError as error:
        raise DigitpadError(f"{target} cannot be written: {error.strerror or error}.") from error


class _Calibrated(nn.Module):
    """A network that answers with probabilities instead of logits."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, images: Tensor) -> Tensor:
        return digit_probabilities(self.network(images), self.temperature)


def _as_safetensors(model: Path) -> bytes:
    load_model(model)  # what cannot be used is not handed on
    return model.read_bytes()


@torch.no_grad()
def _as_torchscript(model: Path) -> bytes:
    network, facts = _loaded(model)
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # torch would rather have torch.export, which others cannot run
        traced = torch.jit.trace(network, _example())
        torch.jit.save(traced, file, _extra_files={"digitpad.json": _facts_as_json(facts)})
    return file.getvalue()


@torch.no_grad()
def _as_onnx(model: Path) -> bytes:
    network, facts = _loaded(model)
    file = io.BytesIO()
    with warnings.catch_warnings(), _without_script_functions():
        warnings.simplefilter("ignore", DeprecationWarning)  # the newer exporter needs two further packages
        torch.onnx.export(
            network,
            (_example(),),
            file,  # type: ignore[arg-type]  # the older exporter writes to open files too
            input_names=[_INPUT],
            output_names=[_OUTPUT],
            dynamic_axes={_INPUT: {0: "count"}, _OUTPUT: {0: "count"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    # Two messages of protobuf one after the other are one message with the fields of both.
    return file.getvalue() + _onnx_property("digitpad", _facts_as_json(facts))


@contextmanager
def _without_script_functions() -> Iterator[None]:
    """Let torch's exporter finish without the package onnx.

    It writes the whole file itself, and needs the package only to look whether a model holds functions of onnxscript;
    ours are plain layers.
    """
    looks = onnx_proto_utils._add_onnxscript_fn  # noqa: SLF001 — torch is pinned, and offers no other way
    setattr(onnx_proto_utils, looks.__name__, lambda model, opsets: model)
    try:
        yield
    finally:
        setattr(onnx_proto_utils, looks.__name__, looks)


def _onnx_property(key: str, value: str) -> bytes:
    """A `ModelProto` with nothing but one entry of `metadata_props`: field 14, of a key (1) and a value (2).

    Source: onnx.proto3 and protobuf's wire format; each field is its number and kind, its length, its bytes.
    """
    length_delimited = 2

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | length_delimited]) + _varint(len(content)) + content

    return field(14, field(1, key.encode()) + field(2, value.encode()))


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first, the highest bit set in all but the last."""
    digits = []
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*digits, number])


_WRITERS: dict[str, Callable[[Path], bytes]] = {
    ".safetensors": _as_safetensors,
    ".pt": _as_torchscript,
    ".onnx": _as_onnx,
}


def _loaded(model: Path) -> tuple[nn.Module, ModelFacts]:
    network, facts = load_model(model)
    return _Calibrated(fold_batch_norm(network), facts.temperature).eval().requires_grad_(False), facts


def _example() -> Tensor:
    """Two images: a batch of one might be taken for the only size there is."""
    return torch.linspace(0, 1, 2 * 28 * 28).view(2, 1, 28, 28)


def _facts_as_json(facts: ModelFacts) -> str:
    return json.dumps(asdict(facts), ensure_ascii=False)
