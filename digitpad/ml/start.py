"""How a training begins: with random weights, or with those of a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from digitpad.core.model_facts import ModelFacts
from digitpad.core.network_choice import choice_named
from digitpad.core.training_config import TrainingConfig
from digitpad.ml.model_file import load_model
from digitpad.ml.networks import build_network


@dataclass(frozen=True)
class Start:
    """A network about to be trained.

    Attributes:
        network: with its first weights.
        name: what to call the model that comes of it.
        architecture: a name `ml.networks` knows.
        arguments: what the network was built with.
        origin: the facts of the model whose weights it has; None where they are random.
    """

    network: nn.Module
    name: str
    architecture: str
    arguments: Mapping[str, Any]
    origin: ModelFacts | None


def start(config: TrainingConfig, model: Path | None) -> Start:
    """The network a training asks for, or the one of a model, with the dropout that is asked for.

    Raises:
        DigitpadError: the network is unknown, or the model cannot be used.
    """
    torch.manual_seed(config.seed)
    if model is None:
        choice = choice_named(config.network)
        architecture, arguments = choice.architecture, dict(choice.arguments)
        name, weights, origin = choice.name, None, None
    else:
        network, origin = load_model(model)
        architecture, arguments = origin.architecture, dict(origin.arguments)
        name, weights = f"{origin.name} trained on", network.state_dict()
    arguments.pop("dropout", None)
    if config.dropout:
        arguments["dropout"] = config.dropout
    network = build_network(architecture, arguments)
    if weights is not None:
        network.load_state_dict(weights)
    return Start(network, name, architecture, arguments, origin)
