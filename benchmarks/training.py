"""Training: how fast, how good, what it costs beside a bare loop, what a crash loses, what the window feels of it.

    xvfb-run -a python -m benchmarks.training [--only PART,PART…] [--seeds N]

MNIST comes from `DIGITPAD_DATA`. The whole takes an hour; each part can be run by itself. Compared rates are measured
in turn, in one process. The test split measures, and chooses nothing.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PySide6.QtCore import QEventLoop, Qt, QTimer
from torch.nn import functional

from benchmarks import development_data, pytorch_example
from digitpad.core.network_choice import FINE_TUNING, NETWORKS, PRESETS
from digitpad.core.training_config import DataChoice, TrainingConfig
from digitpad.core.training_report import TrainingResult, TrainingStep
from digitpad.ml.device import choose_device
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.mnist import load_mnist
from digitpad.ml.networks import build_network, in_channels_last
from digitpad.ml.training_run import TrainingRun
from digitpad.workshop import LocalWorkshop, all_threads

GOOD = 0.99
"""What PyTorch's example is run to."""

CLASSIC = ("perceptron", "sigmoid", "deep-perceptron", "dropout-cnn", "small-cnn", "pooled-cnn")
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": functools.partial(torch.optim.SGD, momentum=0.9),
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "adadelta": torch.optim.Adadelta,
}
"""As a person would write them."""

ROUNDS, IMAGES = 7, 4_000
"""Of the comparison with a bare loop: how often each, and how many images at a time."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(PARTS), help=", ".join(PARTS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--in-window", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_window:
        print_window()
        return
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
    """Time per image of the program's step, and of a bare loop over tensors, in turn, on one thread."""
    torch.set_num_threads(1)
    device = choose_device("cpu")
    images, labels = load_mnist(development_data.folder(), "train")
    digits = LabelledImages.from_arrays(images[:20_000], labels[:20_000])
    for name, choice in NETWORKS.items():
        config = replace(choice.defaults, augmentation=type(choice.defaults.augmentation)(), average_weights=False)
        run = TrainingRun(config, build_network(choice.architecture, choice.arguments), digits, device)
        ours, bare = [], []
        step = bare_step(config, digits)
        for _ in range(ROUNDS):
            steps = max(5, IMAGES // config.batch_size)
            ours.append(timed(lambda run=run: own_step(run), steps))
            bare.append(timed(step, steps))
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
    optimizer = OPTIMIZERS[config.optimizer](network.parameters(), lr=config.learning_rate)
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


def timed(step: Callable[[], None], times: int) -> float:
    """Seconds of some steps."""
    started = time.perf_counter()
    for _ in range(times):
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
    """Killed at random moments after each checkpoint and gone on with: the weights against undisturbed ones."""
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
        if process.returncode:
            sys.exit((folder / "killed" / "said.txt").read_text())
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
    """`digitpad train`, with a home of its own; what it says goes into a file there."""
    chosen = ["--network", network] if network else []
    home.mkdir(exist_ok=True)
    with (home / "said.txt").open("a") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "digitpad", "train", *chosen, *arguments],
            env=os.environ | environment | {"DIGITPAD_HOME": str(home)},
            stderr=said,
            stdout=said,
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


def measure_window(_: int) -> None:
    """The window while it trains, in a process of its own."""
    subprocess.run([sys.executable, "-m", "benchmarks.training", "--in-window"], check=True)


def print_window() -> None:
    """The longest pause, how fast the pen is answered, and how long stopping takes, while the window trains base."""
    from PySide6.QtWidgets import QTabWidget

    from benchmarks.latency import Pen, some_drawings, watched_bars
    from benchmarks.strokes import wait_for_reader
    from digitpad import app

    development_data.take_fresh_home()
    application = app.create_application()
    with watched_bars() as pens:
        window = app.create_window(application)
        window.resize(1100, 740)
        window.show()
        wait_for_reader(window)
        tabs, session = window.findChild(QTabWidget, "tabs"), window.train_tab.session
        tabs.setCurrentWidget(window.train_tab)
        loop = QEventLoop()

        def end_when_it_learns(steps: Sequence[TrainingStep]) -> None:
            if steps[-1].phase == "training":
                loop.quit()

        session.stepped.connect(end_when_it_learns)
        session.start(PRESETS["balanced"].config)
        loop.exec()
        session.stepped.disconnect(end_when_it_learns)
        beats: list[float] = []
        heart = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
        heart.timeout.connect(lambda: beats.append(time.perf_counter()))
        heart.start()
        watched = longest_pause(beats, loop, 8000)
        tabs.setCurrentWidget(window.draw_tab)
        switched = longest_pause(beats, loop, 1000)
        pens.append(Pen(window, some_drawings()))
        drawn, was_running = longest_pause(beats, pens[0].loop), session.is_running
        heart.stop()
        phases: list[tuple[str, float]] = []
        session.stepped.connect(lambda steps: phases.append((steps[-1].phase, time.perf_counter())))
        started = time.perf_counter()
        session.finish_early()
        while session.is_running:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        ended = time.perf_counter() - started
        window.train_tab.outcome.forget()  # nobody is there to be asked
        stopped = next(came for phase, came in phases if phase != "training") - started
        window.close()
    middle, high = np.percentile(pens[0].latencies, [50, 95])
    print(
        f"window while base is trained: longest pause {watched:.0f} ms with the curves shown, "
        f"{switched:.0f} ms changing to the Draw tab, {drawn:.0f} ms drawing"
    )
    print(f"pen event → bars repainted: median {middle:.1f} ms, 95th percentile {high:.1f} ms")
    told = f"stop → nothing is learned any more: {stopped:.2f} s, measured and kept: {ended:.1f} s"
    print(told if was_running else "it had ended before it was stopped", end="\n\n", flush=True)


def longest_pause(beats: list[float], loop: QEventLoop, wait_ms: int = 0) -> float:
    """Milliseconds between two beats, until the loop ends, or is ended after a while."""
    beats.clear()
    if wait_ms:
        QTimer.singleShot(wait_ms, loop.quit)
    loop.exec()
    return 1000 * max(later - earlier for earlier, later in itertools.pairwise(beats))


def measure_download(_: int) -> None:
    """How long it takes to cancel a download from a server that has fallen silent."""
    import socket

    from digitpad.ml.download import download_mnist

    with socket.create_server(("127.0.0.1", 0)) as silent, tempfile.TemporaryDirectory() as folder:
        mirror = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        steps = download_mnist(Path(folder), [mirror])
        next(steps)
        started = time.perf_counter()
        steps.close()
        print(f"download cancelled in {time.perf_counter() - started:.3f} s\n", flush=True)


PARTS: dict[str, Callable[[int], None]] = {
    "quick": measure_quick,
    "balanced": measure_balanced,
    "networks": measure_networks,
    "overhead": measure_overhead,
    "window": measure_window,
    "download": measure_download,
    "kills": measure_kills,
    "memory": measure_memory,
    "fine-tuning": measure_fine_tuning,
}


if __name__ == "__main__":
    main()
