"""A workshop that trains nothing: its figures are made up, and its steps come when the test lets them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.answered_digits import AnsweredDigits, Duel
from digitpad.core.model_facts import ModelFacts
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import (
    EpochReport,
    TestScores,
    TrainingResult,
    TrainingStep,
    UndecidedModel,
    UnfinishedTraining,
)
from digitpad.core.workshop import DataAtHand, DownloadStep
from tests.drawing_samples import drawn_digit

FACTS = ModelFacts(
    name="mine",
    architecture="perceptron",
    arguments={},
    normalization=1,
    temperature=1.0,
    unsure_below=0.5,
    not_a_digit_below=0.0,
    data="made up",
    seed=1,
    epochs=2,
    date="2026-07-05",
)

_STEP_SECONDS = 0.001
"""A batch takes so long, on any machine: a training of 100,000 goes on until something is done about it."""

UNFINISHED = UnfinishedTraining("base", 3, 10, 1_780_000_000.0)


def ten_digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """(10, 28, 28) drawn digits, and their labels."""
    return np.stack([drawn_digit(digit, side=28, size=20) for digit in range(10)]), np.arange(10)


def answered(
    images: NDArray[np.uint8], labels: NDArray[np.int64], mistakes: dict[int, tuple[int, float]]
) -> AnsweredDigits:
    """Digits answered right with 99 %, but for some places: there with another digit and a confidence."""
    probabilities = np.full((len(labels), 10), 0.01 / 9)
    probabilities[np.arange(len(labels)), labels] = 0.99
    for place, (answer, confidence) in mistakes.items():
        probabilities[place] = (1 - confidence) / 9
        probabilities[place, answer] = confidence
    return AnsweredDigits(images, labels, probabilities, unsure_below=0.5)


class FakeWorkshop:
    """A workshop under control.

    Attributes:
        gate: steps wait while it is closed.
        at_hand: what there is to learn from.
        left: the training that was cut off.
        left_models: those that nobody decided on, the newest first.
        error: raised by the next generator.
        asked: what was asked for, in order.
        digits: the test digits.
        mistakes, mistakes_before: of the new model, and of the other, by place: the answer and its confidence.
        epochs, batches: of a training.
        is_deaf: whether a training goes on though it was asked to stop.
        start: the scores of the model it starts from.
        own: the person's own digits held out, as the new model answers them.
    """

    def __init__(self, folder: Path) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.at_hand = DataAtHand(Path("/data/mnist"), 12)
        self.left: UnfinishedTraining | None = None
        self.left_models: list[UndecidedModel] = []
        self.error: Exception | None = None
        self.asked: list[object] = []
        self.digits = ten_digits()
        self.mistakes = {4: (9, 0.98), 7: (1, 0.6)}
        self.mistakes_before = {4: (9, 0.9), 2: (3, 0.7)}
        self.epochs, self.batches = 2, 4
        self.is_deaf = False
        self.start: TestScores | None = None
        self.own: AnsweredDigits | None = None
        self._folder = folder
        self._moment = threading.Event()

    def data_at_hand(self) -> DataAtHand:
        return self.at_hand

    def download(self) -> Generator[DownloadStep, None, Path]:
        self._ask("download")
        for done in range(0, 12_000_000, 3_000_000):
            yield DownloadStep("train-images-idx3-ubyte.gz", done, 12_000_000, "mirror.example")
            self.gate.wait()
        self.at_hand = DataAtHand(Path("/fetched/mnist"), self.at_hand.own)
        return Path("/fetched/mnist")

    def preview(self, config: TrainingConfig, count: int) -> Generator[None, None, NDArray[np.uint8]]:
        self._ask(config)
        yield
        return np.resize(self.digits[0], (count, 28, 28))

    def train(
        self, config: TrainingConfig, stop_requested: Callable[[], bool]
    ) -> Generator[TrainingStep, None, TrainingResult]:
        self._ask(config)
        return (yield from self._steps(1, stop_requested))

    def unfinished(self) -> UnfinishedTraining | None:
        return self.left

    def resume(self, stop_requested: Callable[[], bool]) -> Generator[TrainingStep, None, TrainingResult]:
        self._ask("resume")
        return (yield from self._steps(2, stop_requested))

    def forget_unfinished(self) -> None:
        self.left = None

    def undecided(self) -> list[UndecidedModel]:
        return list(self.left_models)

    def discard(self, model: Path) -> None:
        self.left_models = [left for left in self.left_models if left.path != model]
        model.unlink(missing_ok=True)

    def duel(self, result: TrainingResult, model: str) -> Generator[None, None, Duel]:
        self._ask(f"duel with {model}")
        yield
        return Duel(answered(*self.digits, self.mistakes_before), result.scores.test)

    def _ask(self, what: object) -> None:
        self.asked.append(what)
        if self.error is not None:
            error, self.error = self.error, None
            raise error

    def _steps(self, first: int, stop_requested: Callable[[], bool]) -> Generator[TrainingStep, None, TrainingResult]:
        self.left = None
        reports: list[EpochReport] = []
        epoch = first
        try:
            yield TrainingStep("preparing", device="CPU (fake)")
            for epoch in range(first, self.epochs + 1):
                for batch in range(1, self.batches + 1):
                    self.gate.wait()
                    self._moment.wait(_STEP_SECONDS)
                    if stop_requested() and not self.is_deaf:
                        return self._result(reports, "You stopped it.")
                    yield self._step(epoch, batch)
                reports.append(self._report(epoch))
                yield TrainingStep("validating", epoch, self.epochs, finished=reports[-1], device="CPU (fake)")
        except GeneratorExit:
            self.left = UnfinishedTraining("fake", epoch, self.epochs, UNFINISHED.when)
            raise
        return self._result(reports, "")

    def _step(self, epoch: int, batch: int) -> TrainingStep:
        passed = epoch - 1 + batch / self.batches
        wobble = 0.15 * np.sin(37.0 * passed) / (1 + passed)
        return TrainingStep(
            phase="training",
            epoch=epoch,
            epochs=self.epochs,
            batch=batch,
            batches=self.batches,
            loss=float(2.2 * np.exp(-3 * passed) + (0.12 + wobble) / (0.5 + passed)),
            accuracy=float(1 - 0.85 * np.exp(-4 * passed) - (0.03 + 0.3 * abs(wobble)) / (0.5 + passed)),
            samples_per_second=5400.0,
            seconds_left=10.0 * (self.epochs - passed),
            device="CPU (fake)",
        )

    def _report(self, epoch: int) -> EpochReport:
        return EpochReport(
            epoch=epoch,
            loss=0.13 / epoch + 0.012,
            accuracy=0.995 - 0.035 / epoch,
            validation_loss=0.09 / epoch + 0.02,
            validation_accuracy=0.994 - 0.018 / epoch,
            seconds=10.0 * epoch,
        )

    def _result(self, reports: list[EpochReport], note: str) -> TrainingResult:
        model = self._folder / f"finished-{len(self.asked)}.safetensors"
        model.write_bytes(b"a model")
        self.left_models.insert(0, UndecidedModel(model, FACTS, UNFINISHED.when))
        scores = TestScores(answered(*self.digits, self.mistakes), self.own)
        seconds = 10.0 * len(reports)
        return TrainingResult(model, FACTS, tuple(reports), scores, self.start, seconds, note)
