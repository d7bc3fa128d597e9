"""Training: how fast, how good, what it costs beside a bare loop, what a crash loses, what the window feels of it.

    xvfb-run -a python -m benchmarks.training [--only PART,PART…] [--seeds N]

MNIST comes from `DIGITPAD_DATA`. The whole takes an hour; each part can be run by itself. Compared rates are measured in
turn, in one process. The test split measures, and chooses nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from benchmarks import development_data, pytorch_example
from digitpad.core.network_choice import FINE_TUNING, NETWORKS, PRESETS
from digitpad.core.training_config import DataChoice, TrainingConfig
from digitpad.core.training_report import TrainingResult
from digitpad.ml.device import choose_device
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.mnist import load_mnist
from digitpad.ml.networks import build_network, in_channels_last
from digitpad.ml.optimizer import make_optimizer
from digitpad.ml.training_run import TrainingRun
from digitpad.workshop import LocalWorkshop, all_threads

GOOD = 0.99
"""What PyTorch's example is run to."""

CLASSIC = ("perceptron", "sigmoid", "deep-perceptron", "dropout-cnn", "small-cnn", "pooled-cnn")
ROUNDS, STEPS = 7, 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(PARTS), help=", ".join(PARTS))
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    development_data.take_fresh_home()
    print(f"{choose_device('cpu').label}, {all_threads()} threads\n", flush=True)
    for name in options.only.split(","):
        PARTS[name](options.seeds)


def trained(config: TrainingConfig) -> tuple[TrainingResult, float]:
    """A training through the program's own workshop, and the seconds its epochs took."""
    steps = LocalWorkshop(Path(os.environ["DIGITPAD_HOME"]), all_threads()).train(config, lambda: False)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value, end.value.epochs[-1].seconds


def measure_quick(seeds: int) -> None:
    """The quick preset to its end, and PyTorch's example to its first good epoch."""
    runs = [trained(replace(PRESETS["quick"].config, seed=seed)) for seed in range(1, seeds + 1)]
    accuracies = [result.scores.test.evaluation.accuracy for result, _ in runs]
    seconds = statistics.median(seconds for _, seconds in runs)
    told = ", ".join(f"{accuracy:.2%}" for accuracy in accuracies)
    print(f"quick preset: {told}, mean {statistics.mean(accuracies):.2%}; {seconds:.1f} s (median)", flush=True)
    folder = development_data.folder()
    for number, (total, accuracy) in enumerate(
        pytorch_example.epochs(load_mnist(folder, "train"), load_mnist(folder, "t10k"), seed=1), start=1
    ):
        print(f"PyTorch's example, epoch {number}: {accuracy:.2%} after {total:.0f} s", flush=True)
        if accuracy >= GOOD or number == 12:
            break
    print(f"quick is {total / seconds:.0f} times as fast\n", flush=True)


def measure_balanced(_: int) -> None:
    """The balanced preset."""
    result, seconds = trained(PRESETS["balanced"].config)
    print(f"balanced preset: {result.scores.test.evaluation.accuracy:.2%} in {seconds:.0f} s\n", flush=True)


def measure_networks(_: int) -> None:
    """Each classic network with its own defaults."""
    for name in CLASSIC:
        result, seconds = trained(NETWORKS[name].defaults)
        print(f"{name:<16}{result.scores.test.evaluation.accuracy:>8.2%}{seconds:>7.0f} s", flush=True)
    print()


def measure_overhead(_: int) -> None:
    """Time per image of the program's step, and of a bare loop over tensors, in turn."""
    torch.set_num_threads(all_threads())
    device = choose_device("cpu")
    images, labels = load_mnist(development_data.folder(), "train")
    digits = LabelledImages.from_arrays(images[:20_000], labels[:20_000])
    for name, choice in NETWORKS.items():
        config = replace(choice.defaults, augmentation=type(choice.defaults.augmentation)(), average_weights=False)
        run = TrainingRun(config, build_network(choice.architecture, choice.arguments), digits, device)
        ours, bare = [], []
        step = bare_step(config, digits)
        for _ in range(ROUNDS):
            ours.append(timed(lambda run=run: own_step(run)))
            bare.append(timed(step))
        ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
        print(f"{name:<16}{ratio:>6.2f} of a bare loop's time per image", flush=True)
    print()


def own_step(run: TrainingRun) -> None:
    """One step; an epoch that is over begins anew."""
    run.step()
    if run.batch == run.batches:
        run.go_to(0, 0)


def bare_step(config: TrainingConfig, digits: LabelledImages) -> Callable[[], None]:
    """What a person would write: slices of one tensor, the same network, numbers and optimizer."""
    device = choose_device("cpu")
    choice = NETWORKS[config.network]
    network = in_channels_last(build_network(choice.architecture, choice.arguments)).train()
    optimizer = make_optimizer(config, network.parameters())
    images = (digits.images.float() / 255).contiguous(memory_format=torch.channels_last)
    order, place = torch.randperm(len(digits)), 0

    def step() -> None:
        nonlocal place
        chosen = order[place : place + config.batch_size]
        place = (place + config.batch_size) % (len(digits) - config.batch_size)
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=device.dtype is torch.bfloat16):
            logits = network(images[chosen])
        functional.cross_entropy(logits.float(), digits.labels[chosen]).backward()
        optimizer.step()

    return step


def timed(step: Callable[[], None]) -> float:
    """Seconds of some steps."""
    started = time.perf_counter()
    for _ in range(STEPS):
        step()
    return time.perf_counter() - started


def measure_memory(_: int) -> None:
    """The most memory a process holds that trains the program's own network."""
    with tempfile.TemporaryDirectory() as folder:
        process = start_command(Path(folder), "base", "--epochs", "1", "-o", f"{folder}/base.safetensors")
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.2)
    print(f"memory while base is trained: {peak:.0f} MB at most\n", flush=True)


def resident(process: int) -> float:
    """Megabytes in memory; 0 of a process that has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure_kills(_: int) -> None:
    """Killed at a random moment after the first checkpoint, gone on with, killed again: the weights against undisturbed."""
    wishes = ("tiny", "--epochs", "3", "--batch-size", "128")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        one_thread = {"OMP_NUM_THREADS": "1"}
        start_command(folder / "calm", *wishes, "-o", str(folder / "calm.safetensors"), **one_thread).wait()
        output, kills = folder / "killed.safetensors", 0
        process = start_command(folder / "killed", *wishes, "-o", str(output), **one_thread)
        checkpoint = folder / "killed" / "training" / "unfinished.safetensors"
        dice = random.Random(1)
        while process.poll() is None:
            written = checkpoint.stat().st_mtime_ns if checkpoint.exists() else None
            while process.poll() is None and (not checkpoint.exists() or checkpoint.stat().st_mtime_ns == written):
                time.sleep(0.05)
            time.sleep(dice.uniform(0, 5))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
                process = start_command(folder / "killed", None, "--resume", "-o", str(output), **one_thread)
        same = tensors_of(folder / "calm.safetensors") == tensors_of(output)
        print(
            f"killed {kills} times and gone on: {'the same weights, bit by bit' if same else 'OTHER WEIGHTS'}\n",
            flush=True,
        )


def tensors_of(model: Path) -> bytes:
    """The weights of a model file, without its header."""
    content = model.read_bytes()
    return content[8 + int.from_bytes(content[:8], "little") :]


def start_command(home: Path, network: str | None, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """`digitpad train`, with a home of its own."""
    chosen = ["--network", network] if network else []
    return subprocess.Popen(
        [sys.executable, "-m", "digitpad", "train", *chosen, *arguments],
        env=os.environ | environment | {"DIGITPAD_HOME": str(home)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def measure_fine_tuning(seeds: int) -> None:
    """Fifty digits of a writer who holds the sheet askew, and what they teach; 1,000 more of the same hand measure."""
    from digitpad.core.sample import Sample
    from digitpad.store.sample_store import SampleStore

    home = Path(os.environ["DIGITPAD_HOME"])
    for seed in range(1, seeds + 1):
        images, labels = askew_digits(50, seed)
        store = SampleStore(home)
        store.remove(store.load().digests)
        store.add(Sample(image, int(label), "drawing") for image, label in zip(images, labels, strict=True))
        learned = int((~store.load().held_out).sum())
        store.close()
        config = replace(FINE_TUNING, start_from="digitpad-base", data=DataChoice(own=True), seed=seed)
        result, seconds = trained(config)
        before, after = (
            accuracy_on(model, *askew_digits(1000, 1000 + seed)) for model in ("digitpad-base", result.model)
        )
        mnist = [scores.test.evaluation.accuracy for scores in (result.before, result.scores) if scores]
        print(
            f"fine-tuned with {learned} digits in {seconds:.0f} s: own hand {before:.1%} → {after:.1%}, "
            f"MNIST {mnist[0]:.2%} → {mnist[1]:.2%}",
            flush=True,
        )
    print()


def askew_digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Drawn digits, turned by 55° and wide: (N, 28, 28) uint8, and labels."""
    from digitpad.imaging.normalize import normalize
    from training.pen_digits import draw_digit
    from training.renderings import from_canvas

    generator = np.random.default_rng(seed)
    angle = np.deg2rad(-55)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    labels = np.arange(count) % 10
    images = []
    for label in labels:
        lines = [(line * [1.3, 1]) @ turn.T for line in draw_digit(int(label), generator)]
        points = np.concatenate(lines)
        low, side = points.min(axis=0), np.ptp(points, axis=0).max()
        images.append(np.rint(normalize(from_canvas([(line - low) / side for line in lines])) * 255).astype(np.uint8))
    return np.stack(images), labels


def accuracy_on(model: str | Path, images: np.ndarray, labels: np.ndarray) -> float:
    """The share of normalised digits a model reads right."""
    from digitpad.loading import load_recognizer

    recognizer = load_recognizer(model, "cpu").recognizer
    probabilities = recognizer.probabilities(images.astype(np.float32) / 255)
    return float((probabilities.argmax(1).numpy() == labels).mean())
