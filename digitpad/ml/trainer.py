"""The trainer: a plain generator that tells where it stands, and ends with a network."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from digitpad.core.errors import DigitpadError
from digitpad.core.training_report import EpochReport, Phase, TrainingStep
from digitpad.ml.calibration import accuracy
from digitpad.ml.checkpoint import Checkpoint, write_checkpoint
from digitpad.ml.device import Device
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.training_run import TrainingRun, forward

_TELL_EVERY = 0.1
"""Seconds between two steps told, and between two chances to stop."""

_KEEP_EVERY = 20.0
"""Seconds between two checkpoints."""

_RATE_OVER = 5.0
"""Seconds over which the rate is measured."""

_BATCH = 500
"""Images read at once where nothing is learned."""

_STOPPED = "It was stopped."


@dataclass(frozen=True)
class TrainedNetwork:
    """What a training ends with.

    Attributes:
        network: the best epoch's, in eval mode.
        epochs: every epoch.
        seconds: all of them took.
        note: why it ended before the last epoch; empty where it did not.
    """

    network: nn.Module
    epochs: tuple[EpochReport, ...]
    seconds: float
    note: str


class Trainer:
    """Trains one network.

    Args:
        run: the training, at its beginning.
        validation: the images that choose the best epoch, on its device.
        checkpoint: the file to keep the training in; None to keep nothing.
    """

    def __init__(self, run: TrainingRun, validation: LabelledImages, checkpoint: Path | None = None) -> None:
        self._run, self._validation, self._checkpoint = run, validation, checkpoint
        self._config = run.config
        self._clock = Clock(run)
        self._kept_at = time.monotonic()
        self._note = ""
        self._told_tally, self._told_figures = (0.0, 0.0, 0), (math.nan, math.nan)

    def resume(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint, to the very weights it would have had undisturbed (on one processor).

        Raises:
            DigitpadError: it is of another training.
        """
        checkpoint.restore(self._run)
        self._clock = Clock(self._run, checkpoint.seconds)

    def steps(
        self, stop_requested: Callable[[], bool] = lambda: False
    ) -> Generator[TrainingStep, None, TrainedNetwork]:
        """Train to the end; closed on the way, it keeps a checkpoint.

        Args:
            stop_requested: asked now and then; where it says yes, the training ends with the best epoch so far.

        Raises:
            DigitpadError: the loss is no number before the first epoch is done.
            torch.OutOfMemoryError: not even one image at a time fits on the device.
        """
        run = self._run
        try:
            while not (run.is_done or run.is_out_of_patience or self._note):
                yield from self._epoch(stop_requested)
        except GeneratorExit:
            self._keep()
            raise
        self._keep()  # what is done with the network from here on may be cut off, too
        if run.is_out_of_patience and not (run.is_done or self._note):
            epochs = "The last epoch" if self._config.patience == 1 else f"{self._config.patience} epochs"
            self._note = f"{epochs} brought nothing better; it ended early."
        if run.best.weights:
            run.result.load_state_dict(run.best.weights)
        return TrainedNetwork(run.result.eval(), tuple(run.epochs), self._clock.seconds, self._note)

    def _epoch(self, stop_requested: Callable[[], bool]) -> Generator[TrainingStep, None, None]:
        run = self._run
        told_at = time.monotonic()
        while run.batch < run.batches and not self._note:
            run.step()
            if time.monotonic() - told_at < _TELL_EVERY and run.batch < run.batches:
                continue
            if run.has_diverged():
                self._end_diverged()
                return
            yield from self._tell("training")
            self._keep_if_due()
            if stop_requested():
                self._note = _STOPPED
            told_at = time.monotonic()
        if self._note and run.best.weights:
            return  # the best is known; what was begun is dropped
        validation = yield from self._validate(stop_requested)
        if validation is None:
            return
        if not math.isfinite(validation[0]):
            self._end_diverged()
            return
        report = run.end_epoch(validation, self._clock.seconds)
        yield from self._tell("training", report)
        self._keep_if_due()

    def _tell(self, phase: Phase, finished: EpochReport | None = None) -> Generator[TrainingStep, None, None]:
        """Say where it stands; however long the listener rests over it is no time of the training."""
        told = time.monotonic()
        yield self._step_now(phase, finished)
        self._clock.leave_out(time.monotonic() - told)

    def _validate(
        self, stop_requested: Callable[[], bool]
    ) -> Generator[TrainingStep, None, tuple[float, float] | None]:
        """The loss and the accuracy on the validation images; None where a stop makes them needless."""
        logits = []
        for part in logits_of(self._run.result, self._validation.images, self._run.device):
            logits.append(part)
            yield from self._tell("validating")
            if self._run.best.weights and stop_requested():
                self._note = _STOPPED
                return None
        answers, labels = torch.cat(logits), self._validation.labels.cpu()
        loss = nn.functional.cross_entropy(answers, labels).item()
        return self._run.ranks.agreed((loss, accuracy(answers, labels)), self._run.device.torch_device)

    def _end_diverged(self) -> None:
        if not self._run.best.weights:
            raise DigitpadError(
                "The loss became infinite in the first epoch: the steps were too large. Choose a smaller learning rate."
            )
        self._note = f"The loss became infinite; the network is that of epoch {self._run.best.epoch}."

    def _step_now(self, phase: Phase, finished: EpochReport | None = None) -> TrainingStep:
        run = self._run
        loss, accuracy = (finished.loss, finished.accuracy) if finished else self._latest()
        under_way = run.epoch if finished or run.is_done else run.epoch + 1
        return TrainingStep(
            phase=phase,
            epoch=under_way,
            epochs=self._config.epochs,
            batch=run.batches if finished else run.batch,
            batches=run.batches,
            loss=loss,
            accuracy=accuracy,
            samples_per_second=self._clock.rate(),
            seconds_left=self._clock.seconds_left(),
            device=run.device.label,
            finished=finished,
            note=run.take_note(),
        )

    def _latest(self) -> tuple[float, float]:
        """The mean loss and the accuracy of the batches since the last time; the same again where there were none."""
        tally = self._run.tally
        now = (tally.loss.item(), tally.right.item(), tally.count)
        before = self._told_tally if tally.count >= self._told_tally[2] else (0.0, 0.0, 0)  # or an epoch began
        count = now[2] - before[2]
        if count:
            self._told_figures = (now[0] - before[0]) / count, (now[1] - before[1]) / count
        self._told_tally = now
        return self._told_figures

    def _keep_if_due(self) -> None:
        if time.monotonic() - self._kept_at > _KEEP_EVERY:
            self._keep()

    def _keep(self) -> None:
        """Write a checkpoint; a disk that is full costs the checkpoint, not the training."""
        self._kept_at = time.monotonic()
        if self._checkpoint is None:
            return
        try:
            self._checkpoint.parent.mkdir(parents=True, exist_ok=True)
            write_checkpoint(self._checkpoint, self._run, self._clock.seconds)
        except OSError as error:
            self._run.note = f"The training goes on, but could not be kept in {self._checkpoint}: {error.strerror}."


class Clock:
    """How long a training has taken, how fast it is, and how long it will take.

    Args:
        run: the training.
        before: seconds it took before it was resumed.
    """

    def __init__(self, run: TrainingRun, before: float = 0.0) -> None:
        self._run = run
        self._started = time.monotonic() - before
        self._seen: deque[tuple[float, int]] = deque([(time.monotonic(), self._steps_done)])

    def leave_out(self, seconds: float) -> None:
        """Do not count a break that just ended."""
        self._started += seconds
        self._seen = deque((then + seconds, steps) for then, steps in self._seen)

    @property
    def seconds(self) -> float:
        """Since the training began, its breaks left out."""
        return time.monotonic() - self._started

    @property
    def _steps_done(self) -> int:
        return self._run.epoch * self._run.batches + self._run.batch

    def rate(self) -> float:
        """Images learned from in a second, over the last few."""
        now = time.monotonic()
        self._seen.append((now, self._steps_done))
        while len(self._seen) > 2 and now - self._seen[0][0] > _RATE_OVER:
            self._seen.popleft()
        (then, steps_then), (_, steps) = self._seen[0], self._seen[-1]
        images = (steps - steps_then) * self._run.image_count / self._run.batches
        return images / (now - then) if now > then else 0.0

    def seconds_left(self) -> float:
        """Until the last epoch ends; nan before it can be known."""
        done = self._steps_done
        steps = self._run.config.epochs * self._run.batches
        return self.seconds / done * (steps - done) if done else math.nan


@torch.inference_mode()
def logits_of(network: nn.Module, images: Tensor, device: Device) -> Generator[Tensor, None, None]:
    """Logits on the CPU, some hundred rows at a time, for images of bytes (N, 1, 28, 28) on the device."""
    network.eval()
    for part in images.split(_BATCH):
        yield forward(network, part.float() / 255, device).cpu()
