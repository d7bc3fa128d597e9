"""Checks of training: it learns, its model is used, a kill loses little, every network and optimizer works."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

from smoke.command_checks import require_well, texts_of
from smoke.handwriting import Hand, Sheet, data_set, number, png
from smoke.place import LIMIT, Done, Place
from smoke.report import BadError, Report, SkippedError, require
from smoke.screen import wait_for

OPTIMIZERS = ("sgd", "adam", "adamw", "adadelta", "rmsprop")
SUFFIXES = (".safetensors", ".pt", ".onnx")
_KEPT_EVERY = 20
"""Seconds between two checkpoints."""


@dataclass(frozen=True)
class TrainingChecks:
    """What they share.

    Attributes:
        place: where the program lies.
        display: a screen that is there, on which nothing should appear.
        data: four IDX files to learn from.
        few: the same with hardly any digits.
        model: the file that the quick training writes.
    """

    place: Place
    display: str
    data: Path
    few: Path
    model: Path

    @classmethod
    def prepare(cls, place: Place, display: str) -> TrainingChecks:
        """With MNIST where `DIGITPAD_DATA` names it, else with digits of our own."""
        few, data = place.work / "wenige", Path(os.environ.get("DIGITPAD_DATA") or place.work / "viele")
        data_set(few, 600, 100)
        if data.parent == place.work:
            data_set(data, 4000, 500)
        else:
            _copy_mnist(data, data := place.work / "viele")
        for folder in (few, data):
            place.hand_over(folder)
        return cls(place, display, data, few, place.work / "Modell ß.safetensors")

    def run_all(self, report: Report) -> None:
        """Run every check of this file."""
        report.check("Quick learns in one epoch", self._quick)
        report.check("its model is used", self._used)
        report.check("its model is evaluated", self._evaluated)
        for suffix in SUFFIXES:
            report.check(f"a model is exported to {suffix}", lambda s=suffix: self._exported(s))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        for index, network in enumerate(self._networks()):
            optimizer = OPTIMIZERS[index % len(OPTIMIZERS)]
            report.check(f"{network} learns with {optimizer}", lambda n=network, o=optimizer: self._step(n, o))  # type: ignore[misc]  # the same
        report.check("a killed training goes on", self._resumed)

    def train(self, *words: str | Path, traced: bool = False) -> Done:
        """`digitpad train --json`, with a device every computer has."""
        return self.place.run("train", "--json", "--device", "cpu", *words, display=self.display, traced=traced)

    def _quick(self) -> str:
        done = self.train("--preset", "quick", "--epochs", "1", "--data", self.data, "-o", self.model)
        require_well(done)
        epoch, last = _objects(done)
        require(epoch["validation_accuracy"] > 0.5, f"it learned nothing: {epoch}")
        require(last["test_accuracy"] > 0.5, f"it learned nothing: {last}")
        return f"{last['test_accuracy']:.1%} of the test digits right after {epoch['seconds']:.1f} s"

    def _used(self) -> str:
        picture = self.place.write("sieben.png", png(number("7")))
        done = self.place.run("read", "--json", "--one-digit", "--model", self.model, picture, display=self.display)
        require_well(done)
        require(texts_of(done)[0] in ("7", "?"), f"it read {texts_of(done)}")
        digits = json.loads(done.said)["digits"]
        require(digits[0]["value"] == 7, f"it took a 7 for {digits[0]['value']}")
        return f"a 7 is a 7, {digits[0]['confidence']:.0%} sure"

    def _evaluated(self) -> str:
        for digit in range(10):
            sheet = Sheet(60, 80)
            sheet.write(digit, (15, 15, 30, 50), Hand(6))
            self.place.write(f"Ziffern/{digit}/eine.png", png(sheet))
        folder = self.place.hand_over(self.place.work / "Ziffern")
        done = self.place.run("evaluate", "--json", "--model", self.model, "--data", folder, display=self.display)
        require_well(done)
        accuracy = json.loads(done.said)["accuracy"]
        require(accuracy >= 0.5, f"{accuracy:.0%} right")
        return f"{accuracy:.0%} of ten pictures right"

    def _exported(self, suffix: str) -> str:
        output = self.place.work / f"ausgeführt{suffix}"
        done = self.place.run("models", "export", self.model, output, display=self.display)
        if suffix == ".onnx" and done.status == 2 and "onnx" in done.complained:
            raise SkippedError(done.complained.strip())
        require_well(done)
        require(output.stat().st_size > 100_000, f"{output.stat().st_size} bytes")
        return f"{output.stat().st_size / 1e6:.1f} MB"

    def _networks(self) -> list[str]:
        """The names of `train --list`."""
        told = self.place.run("train", "--list", display=self.display).said
        lines = told.partition("Networks:\n")[2].splitlines()
        return [line.split()[0] for line in lines if line.strip()]

    def _step(self, network: str, optimizer: str) -> str:
        output = self.place.work / f"{network}.safetensors"
        wishes = ("--network", network, "--optimizer", optimizer, "--epochs", "1", "--batch-size", "64")
        done = self.train(*wishes, "--data", self.few, "-o", output)
        require_well(done)
        epoch, _ = _objects(done)
        require(epoch["loss"] > 0 and output.exists(), f"it learned nothing: {epoch}")
        return f"loss {epoch['loss']:.2f}"

    def _resumed(self) -> str:
        if os.name == "nt":
            raise SkippedError("Windows has no signal for Ctrl+C that reaches one process")
        checkpoint = self.place.data / "training" / "unfinished.safetensors"
        output = self.place.work / "lang.safetensors"
        # A large network and few digits: their epochs are not so short that the lines fill the pipe.
        long = ("--network", "base", "--epochs", "500", "--data", self.few)
        with self._training(*long, "-o", output) as process:
            wait_for(lambda: checkpoint.exists() or process.poll() is not None, 3 * _KEPT_EVERY)
            if process.poll() is not None:
                raise BadError(f"it ended by itself with {process.poll()}: {process.communicate()[1][-300:]!r}")
            require(checkpoint.exists(), "no checkpoint came")
        require(not self.place.running(), "it survived being killed")
        with self._training("--resume", "-o", output) as process:
            first = json.loads(_line(process))
            process.send_signal(signal.SIGINT)
            complained = process.communicate(timeout=LIMIT)[1]
        require(first["epoch"] > 1, f"it began anew: {first}")
        require(process.returncode == 130, f"Ctrl+C ended it with {process.returncode}: {complained[-300:]!r}")
        return f"killed, it goes on with epoch {first['epoch']}; Ctrl+C ends it with 130"

    @contextmanager
    def _training(self, *words: str | Path) -> Iterator[Popen[str]]:
        with self.place.started("train", "--json", "--device", "cpu", *words, display=self.display) as process:
            yield process


def _objects(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.said.splitlines()]


def _line(process: Popen[str]) -> str:
    """The next line a process says."""
    started = time.monotonic()
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise BadError(f"it said nothing and ended after {time.monotonic() - started:.0f} s")
    return line


def _copy_mnist(source: Path, target: Path) -> None:
    """The four files, wherever they lie in a folder."""
    target.mkdir()
    place = source / "mnist" if (source / "mnist").is_dir() else source
    for file in place.glob("*-ubyte*"):
        (target / file.name).write_bytes(file.read_bytes())
