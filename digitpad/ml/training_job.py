"""A training from its images to its file: gather, begin, train, calibrate, measure, write."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from digitpad.core.errors import DigitpadError
from digitpad.core.model_facts import ModelFacts
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import Phase, TestScores, TrainingResult, TrainingStep
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.ml.answering import collected, scored
from digitpad.ml.calibration import accuracy, calibrate
from digitpad.ml.checkpoint import Checkpoint
from digitpad.ml.device import Device, errors_as_sentences
from digitpad.ml.gathering import Sources, gather
from digitpad.ml.model_file import load_model, save_model
from digitpad.ml.ranks import ALONE, Ranks
from digitpad.ml.start import Start, start
from digitpad.ml.trainer import TrainedNetwork, Trainer, logits_of
from digitpad.ml.training_run import TrainingRun
from digitpad.ml.training_sets import TrainingSets

_T = TypeVar("_T")

Steps = Generator[TrainingStep, None, TrainingResult]


@dataclass(frozen=True)
class Files:
    """Where a training reads and writes.

    Attributes:
        start: the model it starts from; None to start from scratch.
        checkpoint: where it is kept while it runs.
        output: the finished model.
    """

    start: Path | None
    checkpoint: Path
    output: Path


class TrainingJob:
    """One training.

    Args:
        config: what is asked for.
        sources: where its images lie.
        files: where it reads and writes.
        device: where it runs.
        ranks: the processes that do it together; only the first writes.
    """

    def __init__(
        self, config: TrainingConfig, sources: Sources, files: Files, device: Device, ranks: Ranks = ALONE
    ) -> None:
        self._config, self._sources, self._files = config, sources, files
        self._device, self._ranks = device, ranks

    def steps(self, stop_requested: Callable[[], bool], checkpoint: Checkpoint | None = None) -> Steps:
        """Do it, or go on with it.

        Raises:
            DigitpadError: it cannot be done; the text says why.
        """
        with errors_as_sentences(self._device):
            return (yield from self._steps(stop_requested, checkpoint))

    def _steps(self, stop_requested: Callable[[], bool], checkpoint: Checkpoint | None) -> Steps:
        began = time.monotonic()
        sets = yield from self._as_steps("preparing", gather(self._config, self._sources))
        begun = start(self._config, self._files.start)
        before = yield from self._before(sets)
        on_device = self._device.torch_device
        run = TrainingRun(self._config, begun.network, sets.train.to(on_device), self._device, self._ranks)
        trainer = Trainer(run, sets.validation.to(on_device), self._files.checkpoint if self._ranks.is_first else None)
        if checkpoint is not None:
            trainer.resume(checkpoint)
        seconds = time.monotonic() - began
        trained = yield from trainer.steps(stop_requested)
        began = time.monotonic()
        facts, scores = yield from self._as_steps("testing", self._finish(begun, trained, sets))
        if self._ranks.is_first:
            self._write(trained, facts)
        seconds += trained.seconds + time.monotonic() - began  # a person's pauses are no time of the training
        return TrainingResult(self._files.output, facts, trained.epochs, scores, before, seconds, trained.note)

    def _write(self, trained: TrainedNetwork, facts: ModelFacts) -> None:
        """Write the model, and drop the checkpoint, which is needed no more."""
        output = self._files.output
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            save_model(output, trained.network, facts)
            self._files.checkpoint.unlink(missing_ok=True)
        except OSError as error:
            raise DigitpadError(
                f"The model cannot be written to {output.parent}: {error.strerror}. Make room and resume the training."
            ) from error

    def _before(self, sets: TrainingSets) -> Generator[TrainingStep, None, TestScores | None]:
        """How the model it starts from does."""
        if self._files.start is None:
            return None
        network, facts = load_model(self._files.start)
        network = network.to(self._device.torch_device)
        return (yield from self._as_steps("preparing", scored(network, facts, sets, self._device)))

    def _finish(
        self, begun: Start, trained: TrainedNetwork, sets: TrainingSets
    ) -> Generator[None, None, tuple[ModelFacts, TestScores]]:
        """Calibrate on the images that chose the epoch, and measure on those that chose nothing."""
        images = sets.validation.images.to(self._device.torch_device)
        logits = yield from collected(logits_of(trained.network, images, self._device))
        temperature, unsure_below, not_a_digit_below = calibrate(logits, sets.validation.labels)
        facts = ModelFacts(
            name=begun.name,
            architecture=begun.architecture,
            arguments=begun.arguments,
            normalization=NORMALIZATION_VERSION,
            temperature=temperature,
            unsure_below=unsure_below,
            not_a_digit_below=not_a_digit_below,
            data=sets.words if begun.origin is None else f"{begun.origin.data}; then {sets.words}",
            seed=self._config.seed,
            epochs=len(trained.epochs),
            date=dt.datetime.now(dt.UTC).date().isoformat(),
        )
        scores = yield from scored(trained.network, facts, sets, self._device)
        measured = {
            "validation_accuracy": accuracy(logits, sets.validation.labels),
            "test_accuracy": scores.test.evaluation.accuracy,
            "test_loss": scores.test.evaluation.loss,
        }
        if scores.own is not None:
            measured["own_accuracy"] = scores.own.evaluation.accuracy
        return replace(facts, scores={name: round(score, 6) for name, score in measured.items()}), scores

    def _as_steps(self, phase: Phase, work: Generator[None, None, _T]) -> Generator[TrainingStep, None, _T]:
        """Work that has no steps of its own, told as steps of a training."""
        step = TrainingStep(phase, epochs=self._config.epochs, device=self._device.label)
        while True:
            try:
                next(work)
            except StopIteration as end:
                return end.value
            yield step
