"""Model files: weights and facts in one `.safetensors`, which cannot run a stranger's code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from digitpad.core.errors import ModelError
from digitpad.core.glyph import GLYPH_SIZE, PAIR_WIDTH
from digitpad.core.model_facts import LARGEST_MODEL_FILE, ModelFacts
from digitpad.core.places import is_file
from digitpad.core.whole_file import write_whole
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.ml.networks import build_network, build_pair_network


def save_model(path: Path, network: nn.Module, facts: ModelFacts) -> None:
    """Write a model so that a crash leaves either the old file or the new one, never half of one.

    Raises:
        OSError: the folder cannot be written.
    """
    weights = {name: tensor.detach().cpu().float().contiguous() for name, tensor in _weights(network).items()}
    # safetensors' own save_file leaves a file that only its owner can read.
    write_whole(path, save(weights, metadata=facts.to_header()), is_flushed=True)


def load_model(path: Path) -> tuple[nn.Module, ModelFacts]:
    """Read a model: the network in eval mode on the CPU, batch norms not yet folded, and its facts.

    Raises:
        ModelError: the file is missing, damaged, another program's, or holds weights that are not numbers.
    """
    return _load(path, build_network, GLYPH_SIZE)


def load_pair_model(path: Path) -> tuple[nn.Module, ModelFacts]:
    """As `load_model`, of the network that names two digits that touch.

    Raises:
        ModelError: the file is missing, damaged, another program's, or holds weights that are not numbers.
    """
    return _load(path, build_pair_network, PAIR_WIDTH)


Build = Callable[[str, Mapping[str, Any]], nn.Module]
"""Makes a network from the name of its architecture and its arguments."""


def _load(path: Path, build: Build, width: int) -> tuple[nn.Module, ModelFacts]:
    """A network for images of that width."""
    try:
        network, facts = _built(path, build)
        _try(network.eval(), width)
    except ModelError as error:
        raise ModelError(f"The model {path.name} cannot be used: {error}.") from error
    return network, facts


def _built(path: Path, build: Build) -> tuple[nn.Module, ModelFacts]:
    try:
        if not is_file(path):
            raise ModelError(f"there is no such file in {path.absolute().parent}")
        if path.stat().st_size > LARGEST_MODEL_FILE:
            raise ModelError("it is too large to be one of ours")
        with path.open("rb"):  # why it cannot be opened is told better here than below
            pass
        with safe_open(path, framework="pt") as file:
            facts = ModelFacts.from_header(file.metadata())
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 — safe_open is no mapping
    except OSError as error:
        raise ModelError(f"it cannot be read: {error.strerror or error}") from error
    except SafetensorError as error:
        raise ModelError("it is damaged or no safetensors file; fetch or export it anew") from error
    if facts.normalization != NORMALIZATION_VERSION:
        raise ModelError("it was trained on digits normalised in another way")
    network = build(facts.architecture, facts.arguments)
    _fill(network, weights)
    return network, facts


@torch.inference_mode()
def _try(network: nn.Module, width: int) -> None:
    """Raise ModelError where finite weights still give answers that are not numbers."""
    ramp = torch.linspace(0, 1, GLYPH_SIZE * width).view(1, 1, GLYPH_SIZE, width)
    if not torch.isfinite(network(torch.cat([ramp, 1 - ramp]))).all():
        raise ModelError("its answers are not numbers")


def _fill(network: nn.Module, weights: dict[str, Tensor]) -> None:
    """Put the weights in, after checking that each is expected, of the right shape, and a number."""
    expected = _weights(network)
    if expected.keys() != weights.keys():
        raise ModelError("its weights are not those of its architecture")
    for name, tensor in weights.items():
        if tensor.shape != expected[name].shape or tensor.dtype != torch.float32:
            raise ModelError(f"its weights “{name}” have another shape than its architecture needs")
        if not torch.isfinite(tensor).all():
            raise ModelError(f"its weights “{name}” hold values that are not numbers")
    network.load_state_dict(weights, strict=False)


def _weights(network: nn.Module) -> dict[str, Tensor]:
    """The network's state without batch norm's counters, which reading and fine-tuning do not need."""
    return {name: t for name, t in network.state_dict().items() if not name.endswith("num_batches_tracked")}
