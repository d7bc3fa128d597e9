"""The recipe of the bundled models: MNIST's train split, what MNIST lacks, bad pictures, and things that are no digits.

Results: training/README.md.

    python -m training.bundled base --data FOLDER --work FOLDER --output resources/models/digitpad-base.safetensors
    python -m training.bundled tiny --data FOLDER --work FOLDER --output resources/models/digitpad-tiny.safetensors

Reads top to bottom: data, network, schedule, epochs, calibration, export. It runs on the CPU or on CUDA where there is
a card, and writes a checkpoint after each epoch into --work, from which it goes on when started again. 5,000 digits of
the train split and drawings of another seed are held out for every choice; the test split is looked at once, at the
end.

What MNIST lacks pulls at what MNIST taught: a network of this size that learns both misreads more of MNIST's digits
than one that saw MNIST alone. So specialists are trained on MNIST alone (`specialist`), and the bundled models learn
from the average of their answers on MNIST's digits (--specialist, any number of times; Hinton et al., "Distilling the
Knowledge in a Neural Network", 2015). The tiny model learns everything else from the larger one (--teacher), and so may
a base from bases of other seeds. A way of writing that the generators have learned since costs no whole training: a
model goes on from where it was (--start). Models that went on from the same one, with other seeds, are better together
than each: `--start A --start B --epochs 0` writes the average of their weights (Wortsman et al., "Model soups", 2022).
What is shipped doubts as fits what people give it to read, where one thing in a hundred is no digit: `--prior 0.01`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from digitpad.core.augmentation import Augmentation
from digitpad.core.model_facts import ModelFacts
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.ml.augmentation import augment
from digitpad.ml.calibration import accuracy, fit_temperature, fit_thresholds, loss_of
from digitpad.ml.model_file import load_model, save_model
from digitpad.ml.networks import (
    NOT_A_DIGIT,
    build_network,
    count_weights,
    digit_probabilities,
    in_channels_last,
)
from training.doubt import suit_to_prior
from training.hardware import chosen_device, in_bfloat16
from training.mixture import EXPLANATION, HELD_OUT, HeldOut, Mixture, gather, tensors
from training.pools import mnist_pool
from training.teachers import Teachers, average_of, teacher


@dataclass(frozen=True)
class Size:
    """What differs between the models."""

    widths: list[int]
    epochs: int
    peak_rate: float
    only_mnist: bool = False
    start: Sequence[Path] = ()  # trained models whose average it begins from, instead of anew

    @property
    def arguments(self) -> dict[str, Any]:
        """What the network is built with."""
        return {"widths": self.widths, "classes": CLASSES}


SIZES = {
    "base": Size([16, 64, 128], epochs=28, peak_rate=5e-3),  # 283,515 weights
    "tiny": Size([8, 18, 30], epochs=30, peak_rate=1e-2),  # 19,661 weights
    "specialist": Size([16, 64, 128], epochs=16, peak_rate=5e-3, only_mnist=True),
    "wide": Size([32, 96, 192], epochs=14, peak_rate=5e-3),  # 651,947 weights, to teach the others
    "wide-specialist": Size([32, 96, 192], epochs=14, peak_rate=5e-3, only_mnist=True),
}

BATCH_SIZE = 256
WEIGHT_DECAY = 0.02
GENTLER = 0.2  # the rate of a training that starts from a trained model
AVERAGING = 0.997  # the averaged weights look back over about 350 steps
CLASSES = 11  # ten digits, and what is none
DOUBT_WEIGHT = 0.6  # of a non-digit's loss beside a digit's
FORGIVENESS = 0.3  # of what is drawn or degraded beyond reading: 0 is cross-entropy, 1 the mean absolute error
LATE = 2 / 3  # of the epochs; then MNIST's share grows, for the network is most like what it saw last
UNTOUCHED = (0.25, 0.5)  # of the images, early and late: those that are read later are not augmented either
AUGMENTATION = Augmentation(rotation=12, shear=0.2, scale=0.12, shift=1.2, elastic=0.9, thickness=0.3)


@torch.no_grad()
def logits_of(network: nn.Module, images: Tensor) -> Tensor:
    """Logits (N, 11) on the CPU, in float32, for images of bytes."""
    network.eval()
    return torch.cat([network(batch.float() / 255).float().cpu() for batch in images.split(1000)])


def held_out_scores(network: nn.Module, held_out: HeldOut) -> dict[str, float]:
    """The accuracy on each set of held-out digits."""
    return {name: accuracy(logits_of(network, images), labels) for name, (images, labels) in held_out.digits.items()}


class Training:
    """A run under way: everything a checkpoint holds.

    Attributes:
        epoch: how many are done.
        seconds: they took.
    """

    def __init__(self, size: Size, epochs: int, mixture: Mixture, teachers: Teachers, seed: int) -> None:
        device = mixture.images.device
        torch.manual_seed(seed)
        self.generator = torch.Generator(device).manual_seed(seed)
        self.network = build_network("residual", size.arguments)
        if size.start:
            self.network.load_state_dict(average_of(size.start))
        self.network = in_channels_last(self.network.to(device))
        # One rise, one long fall to nothing; and an average over the last steps.
        self.averaged = AveragedModel(self.network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGING), use_buffers=True)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), size.peak_rate, weight_decay=WEIGHT_DECAY)
        self._mixture, self._teachers = mixture, teachers
        self._first_late = round(LATE * epochs)
        steps = sum(sum(mixture.counts(self._is_late(epoch))) // BATCH_SIZE for epoch in range(epochs))
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, size.peak_rate, total_steps=max(1, steps), pct_start=0.15, final_div_factor=1e4
        )
        self.epoch, self.seconds = 0, 0.0

    def run_epoch(self) -> float:
        """Learn from one epoch's images; the mean loss."""
        started = time.perf_counter()
        self.network.train()
        total = 0.0
        late = self._is_late(self.epoch)
        order = self._mixture.epoch(late, self.generator)
        batches = order[: len(order) // BATCH_SIZE * BATCH_SIZE].split(BATCH_SIZE)
        for batch in batches:
            seen = self._augmented(self._mixture.images[batch].float() / 255, UNTOUCHED[late])
            target = functional.one_hot(self._mixture.labels[batch], CLASSES).float()
            is_mnist = self._mixture.is_mnist(batch)
            taught = self._teachers.teach(seen, target, is_mnist, self._mixture.is_drawn(batch))
            loss = self._loss(seen, target, self._mixture.labels[batch], ~is_mnist & ~taught)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            self.schedule.step()
            self.averaged.update_parameters(self.network)
            total += loss.item()
        self.epoch += 1
        self.seconds += time.perf_counter() - started
        return total / len(batches)

    def _augmented(self, images: Tensor, untouched: float) -> Tensor:
        """A share of the images left as they are, the others changed.

        Changed images are resampled, and a little blurred. A network that sees nothing else misreads a third more of
        what is not (Touvron et al., "Fixing the train-test resolution discrepancy", 2019, met the like).
        """
        changed = torch.rand(len(images), generator=self.generator, device=images.device) >= untouched
        images[changed] = augment(images[changed], AUGMENTATION, self.generator)
        return images.contiguous(memory_format=torch.channels_last)

    def _is_late(self, epoch: int) -> bool:
        return epoch >= self._first_late

    def _loss(self, images: Tensor, target: Tensor, labels: Tensor, forgiving: Tensor) -> Tensor:
        """Over eleven classes: cross-entropy, or a forgiving one for what is not MNIST's own and has no teacher.

        One degraded digit in eight cannot be read, and would have most of the say. The loss (1 - p^q) / q lets go of
        them (Zhang and Sabuncu, "Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels",
        2018). A teacher's answers say themselves what cannot be read. A non-digit counts less than a digit.
        """
        with in_bfloat16():
            log_probabilities = self.network(images).float().log_softmax(1)
        forgiven = (1 - (FORGIVENESS * log_probabilities).exp()) / FORGIVENESS
        surprise = torch.where(forgiving[:, None], forgiven, -log_probabilities)
        weight = torch.where(labels == NOT_A_DIGIT, DOUBT_WEIGHT, 1.0)
        return (weight * (target * surprise).sum(1)).sum() / weight.sum()

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        saved = {name: getattr(self, name).state_dict() for name in _WITH_STATE}
        saved |= {"random": self.generator.get_state(), "epoch": self.epoch, "seconds": self.seconds}
        torch.save(saved, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def go_on_from(self, path: Path) -> None:
        """Take up a checkpoint."""
        saved = torch.load(path, weights_only=True)
        for name in _WITH_STATE:
            getattr(self, name).load_state_dict(saved[name])
        self.generator.set_state(saved["random"])
        self.epoch, self.seconds = saved["epoch"], saved["seconds"]


_WITH_STATE = ("network", "averaged", "optimizer", "schedule")


def main() -> None:
    """Train, calibrate, measure, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--data", type=Path, required=True, help="folder of MNIST and Omniglot's characters")
    parser.add_argument("--work", type=Path, required=True, help="folder for the pools and the checkpoint")
    parser.add_argument("--output", type=Path, required=True, help="the model file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="another number than the size's own")
    parser.add_argument("--rate", type=float, help="another highest learning rate than the size's own")
    parser.add_argument("--drawing", type=int, default=1, help="number of the pools; another one draws all anew")
    parser.add_argument("--prior", type=float, help="the share of what is read that is no digit, instead of training's")
    models: dict[str, Any] = {"type": Path, "action": "append", "default": []}
    parser.add_argument("--start", **models, help="a model of this size to start from, with a gentler rate")
    for name, of_what in (("--teacher", "everything"), ("--specialist", "MNIST's digits")):
        parser.add_argument(name, **models, help=f"a model to learn {of_what} from")
    options = parser.parse_args()
    size = SIZES[options.size]
    if options.start:
        size = replace(size, start=options.start, peak_rate=GENTLER * size.peak_rate)
    if options.rate:
        size = replace(size, peak_rate=options.rate)
    epochs = size.epochs if options.epochs is None else options.epochs
    device = chosen_device().torch_device
    options.work.mkdir(parents=True, exist_ok=True)

    # Data and network.
    mixture, held_out = gather(options.data, options.work, device, options.drawing)
    teachers = Teachers(*([teacher(path, device) for path in paths] for paths in (options.specialist, options.teacher)))
    training = Training(size, epochs, mixture.only_mnist if size.only_mnist else mixture, teachers, options.seed)
    print(f"{count_weights(training.network):,} weights on {device}", flush=True)

    # Epochs, from the last checkpoint if there is one.
    taught = "".join(f"-by-{path.stem}" for path in (*options.specialist, *options.teacher))
    started = "".join(f"-from-{path.stem}" for path in options.start)
    drawing = f"-drawing-{options.drawing}" if options.drawing > 1 else ""
    rate = f"-rate-{options.rate}" if options.rate else ""
    checkpoint = options.work / f"{options.size}-{options.seed}-{epochs}{started}{taught}{drawing}{rate}.pt"
    if checkpoint.exists():
        training.go_on_from(checkpoint)
    while training.epoch < epochs:
        loss = training.run_epoch()
        training.save(checkpoint)
        held = ", ".join(f"{name} {score:.2%}" for name, score in held_out_scores(training.averaged, held_out).items())
        print(f"epoch {training.epoch} loss {loss:.4f} held out: {held}; {training.seconds:.0f} s", flush=True)

    # Calibration on held-out digits, MNIST's and drawn ones in equal parts.
    network = training.averaged
    digits, labels = (torch.cat(parts) for parts in zip(held_out.mnist, held_out.drawn, strict=True))
    labels = labels.cpu()
    logits, others = logits_of(network, digits), logits_of(network, held_out.non_digits[0])
    if options.prior is not None:
        change = suit_to_prior(network.module, logits, others, options.prior)
        print(f"the logit of “no digit” changed by {change:+.2f}")
    temperature = round(fit_temperature(logits, labels), 4)
    probabilities = digit_probabilities(logits, temperature)
    unsure_below, not_a_digit_below = fit_thresholds(probabilities, labels)
    doubts = digit_probabilities(others, temperature).amax(1)
    print(f"temperature {temperature}, held-out digits and non-digits below the thresholds:")
    for name, threshold in (("unsure", unsure_below), ("not a digit", not_a_digit_below)):
        shares = [(confidence < threshold).double().mean().item() for confidence in (probabilities.amax(1), doubts)]
        print(f"{name} below {threshold}: {shares[0]:.2%} and {shares[1]:.2%}")

    # The one look at the test split, and export.
    test_images, test_labels = tensors(mnist_pool(options.data, "t10k"), device)
    test_logits = logits_of(network, test_images)
    scores = {
        "held_out_accuracy": accuracy(logits[:HELD_OUT], labels[:HELD_OUT]),
        "test_accuracy": accuracy(test_logits, test_labels),
        "test_loss": loss_of(test_logits, test_labels.cpu(), temperature),
    }
    facts = ModelFacts(
        name=f"digitpad-{options.size}",
        architecture="residual",
        arguments=size.arguments,
        normalization=NORMALIZATION_VERSION,
        temperature=temperature,
        unsure_below=unsure_below,
        not_a_digit_below=not_a_digit_below,
        data=EXPLANATION,
        seed=options.seed,
        epochs=epochs + max((load_model(path)[1].epochs for path in options.start), default=0),
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        scores={name: round(score, 6) for name, score in scores.items()},
    )
    save_model(options.output, network.module, facts)
    print(facts)


if __name__ == "__main__":
    main()
