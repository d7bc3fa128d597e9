"""Checkpoints: a training under way in one safetensors file, so that a crash costs half a minute at most.

Everything is in it that the next step depends on: weights, optimizer, random numbers, the best epoch so far. No pickle:
the file lies where others may write.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from digitpad.core.errors import DigitpadError
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import EpochReport
from digitpad.core.whole_file import write_whole
from digitpad.ml.training_run import Best, TrainingRun

FORMAT = "digitpad-checkpoint-1"

_NONSENSE = (LookupError, TypeError, ValueError, OverflowError, RecursionError)
"""What is raised where facts are not what they should be."""


def write_checkpoint(path: Path, run: TrainingRun, seconds: float) -> None:
    """Keep a training, whole or not at all.

    Raises:
        OSError: the folder cannot be written, or is full.
    """
    optimizer = run.optimizer.state_dict()
    tensors = _prefixed("network", run.network.state_dict()) | _prefixed("best", run.best.weights)
    if run.averaged:
        tensors |= _prefixed("averaged", run.averaged.state_dict())
    for index, state in optimizer["state"].items():
        tensors |= _prefixed(f"optimizer.{index}", {name: torch.as_tensor(value) for name, value in state.items()})
    tensors |= {"random.own": run.generator.get_state(), "random.torch": torch.get_rng_state()}
    if run.device.torch_device.type == "cuda":
        tensors["random.cuda"] = torch.cuda.get_rng_state()
    tensors |= {"tally.loss": run.tally.loss, "tally.right": run.tally.right}
    facts = {
        "config": run.config.to_dict(),
        "epoch": run.epoch,
        "batch": run.batch,
        "images": run.image_count,
        "counted": run.tally.count,
        "seconds": seconds,
        "best": [run.best.accuracy, run.best.epoch],
        "epochs": [asdict(report) for report in run.epochs],
    }
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    write_whole(path, save(plain, metadata={"format": FORMAT, "facts": json.dumps(facts)}), is_flushed=True)


class Checkpoint:
    """A training that was kept.

    Args:
        path: of the file.

    Attributes:
        config: what was asked for.
        epoch: how many are done.
        seconds: they took.

    Raises:
        DigitpadError: the file is damaged or another program's.
    """

    def __init__(self, path: Path) -> None:
        try:
            with safe_open(path, framework="pt") as file:
                header = file.metadata() or {}
                self._tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 — no mapping
            if header.get("format") != FORMAT:
                raise ValueError("it was not made by digitpad")
            self._facts: dict[str, Any] = json.loads(header["facts"])
            self.config = TrainingConfig.from_dict(self._facts["config"])
            self.epoch, self.seconds = int(self._facts["epoch"]), float(self._facts["seconds"])
            self._images = int(self._facts["images"])
        except (DigitpadError, SafetensorError, OSError, *_NONSENSE) as error:
            reason = str(error).rstrip(".")
            raise DigitpadError(f"The training kept in {path} cannot be resumed: {reason}.") from error

    def restore(self, run: TrainingRun) -> None:
        """Bring a run of the same config and images to where the kept one stood.

        Raises:
            DigitpadError: it is not the same.
        """
        if run.image_count != self._images:
            raise DigitpadError(
                f"The training cannot go on: it learned from {self._images:,} images, and now there are "
                f"{run.image_count:,}. Begin anew."
            )
        try:
            self._fill(run)
        except (RuntimeError, *_NONSENSE) as error:
            raise DigitpadError(f"The training that was kept cannot go on: {error}. Begin anew.") from error

    def _fill(self, run: TrainingRun) -> None:
        facts = self._facts
        run.go_to(int(facts["epoch"]), int(facts["batch"]))
        run.best = Best(float(facts["best"][0]), int(facts["best"][1]), self._with_prefix("best"))
        if run.best.epoch:
            run.result.load_state_dict(run.best.weights)  # they fit, or this raises; what is there now comes after
        run.network.load_state_dict(self._with_prefix("network"))
        if run.averaged:
            run.averaged.load_state_dict(self._with_prefix("averaged"))
        groups = run.optimizer.state_dict()["param_groups"]
        states = {index: self._with_prefix(f"optimizer.{index}") for index in groups[0]["params"]}
        run.optimizer.load_state_dict({"state": {i: s for i, s in states.items() if s}, "param_groups": groups})
        _lay_out(run.optimizer)
        run.epochs = [EpochReport(**report) for report in facts["epochs"]]
        run.tally.add(self._tensors["tally.loss"], self._tensors["tally.right"], int(facts["counted"]))
        torch.set_rng_state(self._tensors["random.torch"])
        # A card's chance is none for the processor: on the other of the two it goes on with what it began with.
        if ("random.cuda" in self._tensors) == (run.device.torch_device.type == "cuda"):
            run.generator.set_state(self._tensors["random.own"])
            if "random.cuda" in self._tensors:
                torch.cuda.set_rng_state(self._tensors["random.cuda"])

    def _with_prefix(self, prefix: str) -> dict[str, Tensor]:
        return {name[len(prefix) + 1 :]: t for name, t in self._tensors.items() if name.startswith(prefix + ".")}


def _lay_out(optimizer: torch.optim.Optimizer) -> None:
    """Lay what belongs to a weight out as the weight is: fused steps go through both side by side."""
    for weights, state in optimizer.state.items():
        for name, tensor in state.items():
            if tensor.shape == weights.shape:
                state[name] = torch.empty_like(weights).copy_(tensor)


def _prefixed(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}
