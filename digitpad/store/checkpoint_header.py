"""What a checkpoint says of itself, read without torch, so that the window can offer to go on at once."""

from __future__ import annotations

import json
from pathlib import Path

from digitpad.core.errors import DigitpadError
from digitpad.core.network_choice import NETWORKS
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import UnfinishedTraining
from digitpad.store.model_header import read_metadata


def read_checkpoint_header(path: Path) -> UnfinishedTraining | None:
    """Where a training was cut off; None where there is no checkpoint, or none that can be used."""
    try:
        metadata = read_metadata(path)
        facts = json.loads(metadata["facts"])
        config = TrainingConfig.from_dict(facts["config"])
        epoch, when = int(facts["epoch"]) + 1, path.stat().st_mtime
    except (OSError, DigitpadError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    network = NETWORKS[config.network].title if config.network in NETWORKS else config.network
    title = config.start_from or network
    return UnfinishedTraining(title, min(epoch, config.epochs), config.epochs, when)
