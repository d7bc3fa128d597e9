"""What `digitpad train` does: train, tell how far it is, and write the model."""

from __future__ import annotations

import json
import math
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from digitpad.core.errors import DigitpadError
from digitpad.core.network_choice import FINE_TUNING, NETWORKS, PRESETS, choice_named, preset_named
from digitpad.core.optimizer_name import USUAL_RATES
from digitpad.core.places import is_folder
from digitpad.core.training_config import DataChoice, TrainingConfig
from digitpad.core.training_report import EpochReport, TestScores, TrainingResult, TrainingStep
from digitpad.core.whole_file import replaceable, write_whole
from digitpad.core.workshop import Workshop
from digitpad.store.model_header import renamed
from digitpad.store.model_name import names_a_file


@dataclass(frozen=True)
class TrainingWishes:
    """What the command line says of a training; None and empty for what it leaves open.

    Attributes:
        preset, network, start_from: names.
        overrides: what is named of a `TrainingConfig`, by its names there.
    """

    preset: str | None
    network: str | None
    start_from: str | None
    overrides: dict[str, Any]

    @property
    def are_any(self) -> bool:
        """Whether it says anything."""
        return any(wish is not None for wish in (self.preset, self.network, self.start_from, *self.overrides.values()))

    def config(self, data: DataChoice) -> TrainingConfig:
        """The training that is asked for.

        Raises:
            DigitpadError: a name is unknown or a number out of its range.
        """
        if self.start_from:
            if self.preset or self.network:
                raise DigitpadError("--start-from brings its network with it; leave out --preset and --network.")
            chosen = FINE_TUNING
        elif self.network and not self.preset:
            chosen = choice_named(self.network).defaults
        else:
            chosen = preset_named(self.preset or "quick").config
        overrides = {name: value for name, value in self.overrides.items() if value is not None}
        if self.network:
            overrides["network"] = choice_named(self.network).name
        if overrides.get("optimizer") in USUAL_RATES:
            overrides.setdefault("learning_rate", USUAL_RATES[overrides["optimizer"]])
        start_from = self.start_from or ""
        if names_a_file(start_from):
            start_from = str(Path(start_from).absolute())
        return replace(chosen, data=data, start_from=start_from, **overrides)


def describe_networks() -> str:
    """The networks and presets, a line each."""
    presets = [f"{preset.name:<16}{preset.line}" for preset in PRESETS.values()]
    networks = [f"{network.name:<16}{network.line}" for network in NETWORKS.values()]
    return "\n".join(["Presets:", *presets, "", "Networks:", *networks])


def data_choice(folder: Path | None, own: bool) -> DataChoice:
    """What to learn from: a folder of IDX files, a folder of sorted pictures, or MNIST where it is found by itself.

    Raises:
        DigitpadError: there is no such folder.
    """
    from digitpad.ml.mnist import holds_mnist

    if folder is None:
        return DataChoice(own=own)
    if not is_folder(folder):
        raise DigitpadError(f"{folder} is no folder.")
    folder = folder.absolute()  # it may be resumed elsewhere
    return DataChoice(mnist=folder, own=own) if holds_mnist(folder) else DataChoice(pictures=folder, own=own)


class TrainCommand:
    """One call of the command.

    Args:
        workshop: where the work is done.
        output: the model file to write.
        as_json: whether each epoch is a line of JSON.
    """

    def __init__(self, workshop: Workshop, output: Path, as_json: bool) -> None:
        self._workshop, self._output, self._as_json = workshop, output, as_json
        # Of several processes that torchrun started, the first speaks.
        self._speaks = os.environ.get("RANK", "0") == "0"
        # Sentences as they are: a folder's name may hold brackets, and a log wants one line for each epoch.
        self._console = Console(stderr=True, quiet=not self._speaks, markup=False, highlight=False, soft_wrap=True)

    def _download_what_is_missing(self) -> None:
        """Fetch MNIST, where it is not found already."""
        if self._workshop.data_at_hand().mnist is not None:
            return
        with self._bar() as bar:
            task = bar.add_task("downloading", total=None)
            for step in self._workshop.download():
                bar.update(task, description=f"{step.file} from {step.mirror}", completed=step.done, total=step.total)

    def train(self, config: TrainingConfig | None, download: bool = False) -> None:
        """Train, or go on with the training that was cut off where there is no config.

        Args:
            config: of the training.
            download: fetch MNIST first, where it is not here.

        Raises:
            DigitpadError: it cannot be done, the data cannot be had, or the model cannot be written.
        """
        if self._speaks:
            self._check_output()
        if download:
            self._download_what_is_missing()
        earlier = self._workshop.unfinished()
        if config and earlier is not None:
            self._console.print("A training was cut off before: --resume goes on with it. This one takes its place.")
        never = lambda: False  # noqa: E731 — Ctrl+C is heard between two steps, and closes them
        steps = self._workshop.train(config, never) if config else self._workshop.resume(never)
        try:
            with interrupts_noted() as interrupted:
                result = self._follow(steps, interrupted)
        except KeyboardInterrupt:
            steps.close()
            left = self._workshop.unfinished()
            if left is None:
                self._console.print("Interrupted before anything was learned.")
            elif config and left == earlier:
                self._console.print("Interrupted before anything was learned. The training before can still go on.")
            else:
                self._console.print("Interrupted; what was learned is kept. Go on with digitpad train --resume -o …")
            raise
        if self._speaks:
            self._write(result)

    def _check_output(self) -> None:
        """Raise DigitpadError where the model could not be written: before hours of training, not after."""
        if not is_folder(self._output.parent):
            raise DigitpadError(f"{self._output.parent} is no folder; the model could not be written there.")
        if self._output.suffix.lower() != ".safetensors":
            raise DigitpadError(f"{self._output.name} should end with .safetensors: by that a model file is known.")
        try:
            replaceable(self._output)
            with tempfile.TemporaryFile(dir=self._output.parent):
                pass
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> DigitpadError:
        return DigitpadError(f"{self._output} cannot be written: {error.strerror}.")

    def _follow(
        self, steps: Generator[TrainingStep, None, TrainingResult], interrupted: Callable[[], bool]
    ) -> TrainingResult:
        with self._bar() as bar:
            task = bar.add_task("preparing", total=None)
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    return end.value  # type: ignore[no-any-return]  # StopIteration's value has no type
                if step.finished and self._speaks:
                    self._tell_epoch(step.finished, step.epochs)
                if step.note:
                    self._console.print(step.note)
                done, total = (step.epoch - 1) * step.batches + step.batch, step.epochs * step.batches
                bar.update(task, description=_described(step), completed=done, total=total or None)
                if interrupted():
                    raise KeyboardInterrupt

    def _tell_epoch(self, epoch: EpochReport, epochs: int) -> None:
        if self._as_json:
            typer.echo(json.dumps(epoch.to_dict()))
            return
        self._console.print(
            f"epoch {epoch.epoch} of {epochs}: loss {epoch.loss:.4f}, right {epoch.accuracy:.2%}; "
            f"held out: loss {epoch.validation_loss:.4f}, right {epoch.validation_accuracy:.2%}; {epoch.seconds:.1f} s"
        )

    def _write(self, result: TrainingResult) -> None:
        evaluation = result.scores.test.evaluation
        try:
            write_whole(self._output, renamed(result.model, self._output.stem), is_flushed=True)
        except OSError as error:
            raise DigitpadError(f"{self._unwritable(error)} The model is kept as {result.model}.") from error
        self._workshop.discard(result.model)
        if result.note:
            self._console.print(result.note)
        if self._as_json:
            last = {"test_loss": evaluation.loss, "test_accuracy": evaluation.accuracy, "model": str(self._output)}
            typer.echo(json.dumps(last | {"seconds": result.seconds}))
            return
        if result.before is not None:
            self._console.print(f"before: {_scores(result.before)}")
            self._console.print(f"after:  {_scores(result.scores)}")
        typer.echo(f"{self._output}: {_scores(result.scores)}, after {result.seconds:.1f} s")

    def _bar(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn())
        return Progress(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)


@contextmanager
def interrupts_noted() -> Iterator[Callable[[], bool]]:
    """Gives a question: was Ctrl+C pressed? A second press interrupts wherever the program is.

    An interrupt in the middle of a step would leave half of its weights changed, and nothing to go on with.
    """
    pressed = threading.Event()

    def on_interrupt(number: int, frame: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _scores(scores: TestScores) -> str:
    own = f", {scores.own.evaluation.accuracy:.2%} of your own digits" if scores.own else ""
    return f"{scores.test.evaluation.accuracy:.2%} of {scores.test.evaluation.count:,} test digits right{own}"


def _described(step: TrainingStep) -> str:
    if step.phase != "training":
        return f"{step.phase} on {step.device}" if step.device else step.phase
    left = f", {step.seconds_left:.0f} s left" if math.isfinite(step.seconds_left) else ""
    return f"epoch {step.epoch} of {step.epochs} on {step.device}: {step.samples_per_second:,.0f} a second{left}"
