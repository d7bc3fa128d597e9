"""The recipe of the bundled models: MNIST's train split, drawn digits MNIST lacks, and things that are no digits.

Results: training/README.md.

    python -m training.bundled base --data FOLDER --work FOLDER --output resources/models/digitpad-base.safetensors
    python -m training.bundled tiny --data FOLDER --work FOLDER --output resources/models/digitpad-tiny.safetensors

Reads top to bottom: data, network, schedule, epochs, calibration, export. It runs on the CPU or on CUDA where there is
a card, and writes a checkpoint after each epoch into --work, from which it goes on when started again. 5,000 digits of
the train split and drawings of another seed are held out for every choice; the test split is looked at once, at the
end. A recipe that names teachers (--teacher) learns from their averaged answers as well (Hinton et al., "Distilling the
Knowledge in a Neural Network", 2015).
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from digitpad.core.model_facts import ModelFacts
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.ml.augmentation import Augmentation
from digitpad.ml.mnist import Split, load_mnist, normalize_all
from digitpad.ml.model_file import load_model, save_model
from digitpad.ml.networks import build_network, count_weights, in_channels_last
from training.drawn_data import NOT_A_DIGIT, Pool, cached, drawn_pool, omniglot_pool, stretched


@dataclass(frozen=True)
class Size:
    """What differs between the two models."""

    widths: list[int]
    epochs: int
    peak_rate: float


SIZES = {
    "base": Size([16, 64, 112], epochs=24, peak_rate=4e-3),  # 238,362 weights
    "tiny": Size([8, 16, 28], epochs=30, peak_rate=8e-3),  # 16,858 weights
}

BATCH_SIZE = 128
WEIGHT_DECAY = 0.02
AVERAGING = 0.9985  # the averaged weights look back over about 700 steps
HELD_OUT = 5_000  # of MNIST's train split
DRAWN, NON_DIGITS = 120_000, 60_000  # in the pools
DRAWN_A_EPOCH, NON_DIGITS_A_EPOCH = 40_000, 20_000  # another part of the pools each time
STRETCHED_SHARE = 0.2  # of MNIST's digits, each epoch
DOUBT_WEIGHT = 0.5  # of a non-digit's loss beside a digit's (Hendrycks et al. 2019)
TEACHING = 0.7  # of the loss comes from the teachers, where there are any
AUGMENTATION = Augmentation(rotation=12, shear=0.2, scale=0.12, shift=1.2, elastic=0.9, thickness=0.35)


def mnist(folder: Path, split: Split) -> Pool:
    """A split through the program's own normalisation."""
    images, labels = load_mnist(folder, split)
    return np.rint(normalize_all(images) * 255).astype(np.uint8), labels.astype(np.int64)


def tensors(pool: Pool, device: torch.device) -> tuple[Tensor, Tensor]:
    """Images (N, 1, 28, 28) uint8 and labels (N,) int64."""
    return torch.from_numpy(pool[0])[:, None].to(device), torch.from_numpy(pool[1]).to(device)


@torch.inference_mode()
def logits_of(network: nn.Module, images: Tensor) -> Tensor:
    """Logits (N, 10) on the CPU, in float32, for images of bytes."""
    network.eval()
    return torch.cat([network(batch.float() / 255).float().cpu() for batch in images.split(1000)])


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """The share of images whose highest logit is their label's."""
    return (logits.argmax(1) == labels.cpu()).double().mean().item()


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature of the lowest cross-entropy on held-out digits, to one part in fifty (Guo et al. 2017)."""
    candidates = [math.exp(step / 50) for step in range(-60, 61)]
    return min(candidates, key=lambda t: functional.cross_entropy(logits / t, labels).item())


def fit_thresholds(digits: Tensor, labels: Tensor, others: Tensor) -> tuple[float, float]:
    """Confidences below which an answer is `unsure`, and below which it is `not_a_digit`.

    Of the held-out digits answered `ok`, one in 2,000 may be wrong, and one in a hundred of all may be `unsure` at
    least; of the non-digits as many as possible are `not_a_digit` while only one digit in 500 is.

    Args:
        digits: calibrated probabilities (N, 10) of held-out digits.
        labels: what they are.
        others: calibrated probabilities (M, 10) of held-out non-digits.
    """
    confidence, answers = digits.max(1)
    order = confidence.argsort(descending=True)
    wrong = (answers != labels)[order].cumsum(0) / torch.arange(1, len(order) + 1)
    last = int((wrong <= 1 / 2000).nonzero().max())
    unsure_below = min(confidence[order[last]].item(), confidence.quantile(0.03).item())
    unsure_below = max(unsure_below, confidence.quantile(0.005).item())
    not_a_digit_below = min(confidence.quantile(1 / 500).item(), unsure_below)
    caught = (others.amax(1) < not_a_digit_below).double().mean().item()
    print(f"not a digit below {not_a_digit_below:.4f}: {caught:.1%} of non-digits; unsure below {unsure_below:.4f}")
    return round(unsure_below, 4), round(not_a_digit_below, 4)


def main() -> None:
    """Train, calibrate, measure, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--data", type=Path, required=True, help="folder of MNIST and Omniglot's characters")
    parser.add_argument("--work", type=Path, required=True, help="folder for the pools and the checkpoint")
    parser.add_argument("--output", type=Path, required=True, help="the model file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="another number than the size's own")
    parser.add_argument("--teacher", type=Path, action="append", default=[], help="a model to learn from; any number")
    options = parser.parse_args()
    size = SIZES[options.size]
    epochs = options.epochs or size.epochs

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    generator = torch.Generator(device).manual_seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)
    checkpoint_path = options.work / f"{options.size}-{options.seed}{'-taught' if options.teacher else ''}.pt"

    # Data: everything lives in memory as bytes. One hold-out for all seeds.
    train = cached(options.work / "mnist.npz", lambda: mnist(options.data, "train"))
    order = np.random.default_rng(0).permutation(len(train[0]))
    held, kept = order[:HELD_OUT], order[HELD_OUT:]
    wide = cached(options.work / "stretched.npz", lambda: (stretched(train[0], 1), train[1]))
    drawn = cached(options.work / "drawn.npz", lambda: drawn_pool(DRAWN, 1, digits=True))
    other = cached(options.work / "other.npz", lambda: drawn_pool(NON_DIGITS, 2, digits=False))
    omniglot = omniglot_pool(options.data / "omniglot_characters.npz", first_half=True)
    held_drawn = cached(options.work / "held-drawn.npz", lambda: drawn_pool(5_000, 3, digits=True))
    held_other = cached(options.work / "held-other.npz", lambda: drawn_pool(5_000, 4, digits=False))
    plain_images, plain_labels = tensors((train[0][kept], train[1][kept]), device)
    wide_images, _ = tensors((wide[0][kept], wide[1][kept]), device)
    drawn_images, drawn_labels = tensors(drawn, device)
    other_images, _ = tensors((np.concatenate([other[0]] + [omniglot[0]] * 4), other[1]), device)
    other_labels = torch.full((len(other_images),), NOT_A_DIGIT, device=device)
    held_images, held_labels = tensors((train[0][held], train[1][held]), device)
    held_drawn_images, held_drawn_labels = tensors(held_drawn, device)
    held_other_images, _ = tensors(held_other, device)

    # Network.
    network = in_channels_last(build_network("residual", {"widths": size.widths}).to(device))
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGING), use_buffers=True)
    teachers = [in_channels_last(load_model(path)[0].to(device)) for path in options.teacher]
    print(f"{count_weights(network):,} weights on {device}, {len(teachers)} teachers", flush=True)

    # Schedule: one rise, one long fall to nothing.
    optimizer = torch.optim.AdamW(network.parameters(), lr=size.peak_rate, weight_decay=WEIGHT_DECAY)
    steps = (len(plain_images) + DRAWN_A_EPOCH + NON_DIGITS_A_EPOCH) // BATCH_SIZE
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, size.peak_rate, total_steps=epochs * steps, pct_start=0.15, final_div_factor=1e4
    )

    # Epochs, from the last checkpoint if there is one.
    state: dict[str, Any] = {"network": network, "averaged": averaged, "optimizer": optimizer, "schedule": schedule}
    first_epoch, seconds = 0, 0.0
    if checkpoint_path.exists():
        saved = torch.load(checkpoint_path, weights_only=True)
        for name, part in state.items():
            part.load_state_dict(saved[name])
        generator.set_state(saved["random"])
        first_epoch, seconds = saved["epoch"], saved["seconds"]
    for epoch in range(first_epoch, epochs):
        started = time.perf_counter()

        def some(count: int, of: int) -> Tensor:
            return torch.randperm(of, generator=generator, device=device)[:count]

        is_wide = torch.rand(len(plain_images), generator=generator, device=device) < STRETCHED_SHARE
        some_drawn, some_other = some(DRAWN_A_EPOCH, len(drawn_images)), some(NON_DIGITS_A_EPOCH, len(other_images))
        images = torch.cat(
            [
                torch.where(is_wide[:, None, None, None], wide_images, plain_images),
                drawn_images[some_drawn],
                other_images[some_other],
            ]
        )
        labels = torch.cat([plain_labels, drawn_labels[some_drawn], other_labels[some_other]])
        network.train()
        total = 0.0
        for batch in some(steps * BATCH_SIZE, len(images)).view(steps, BATCH_SIZE):
            seen = AUGMENTATION(images[batch].float() / 255, generator).contiguous(memory_format=torch.channels_last)
            label = labels[batch]
            is_digit = label != NOT_A_DIGIT
            with torch.autocast(device.type, torch.bfloat16):
                log_probabilities = network(seen).float().log_softmax(1)
            target = functional.one_hot(label.clamp(min=0), 10).float()
            target[~is_digit] = 0.1
            if teachers:
                with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16):
                    taught = torch.stack([teacher(seen).float().softmax(1) for teacher in teachers]).mean(0)
                target = torch.lerp(target, taught, TEACHING)
            weight = torch.where(is_digit, 1.0, DOUBT_WEIGHT)
            loss = -(weight * (target * log_probabilities).sum(1)).sum() / weight.sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            total += loss.item()
        seconds += time.perf_counter() - started
        held_score = accuracy(logits_of(averaged, held_images), held_labels)
        drawn_score = accuracy(logits_of(averaged, held_drawn_images), held_drawn_labels)
        print(
            f"epoch {epoch + 1} loss {total / steps:.4f} held out: MNIST {held_score:.2%} drawn {drawn_score:.2%}"
            f" {seconds:.0f} s",
            flush=True,
        )
        saved = {name: part.state_dict() for name, part in state.items()}
        saved |= {"random": generator.get_state(), "epoch": epoch + 1, "seconds": seconds}
        torch.save(saved, checkpoint_path.with_suffix(".part"))
        checkpoint_path.with_suffix(".part").replace(checkpoint_path)

    # Calibration on held-out digits, MNIST's and drawn ones in equal parts.
    held_logits = logits_of(averaged, torch.cat([held_images, held_drawn_images]))
    every_label = torch.cat([held_labels, held_drawn_labels]).cpu()
    temperature = fit_temperature(held_logits, every_label)
    unsure_below, not_a_digit_below = fit_thresholds(
        (held_logits / temperature).softmax(1),
        every_label,
        (logits_of(averaged, held_other_images) / temperature).softmax(1),
    )

    # The one look at the test split, and export.
    test_images, test_labels = tensors(mnist(options.data, "t10k"), device)
    test_logits = logits_of(averaged, test_images)
    scores = {
        "held_out_accuracy": accuracy(held_logits[:HELD_OUT], held_labels),
        "test_accuracy": accuracy(test_logits, test_labels),
        "test_loss": functional.cross_entropy(test_logits / temperature, test_labels.cpu()).item(),
    }
    facts = ModelFacts(
        name=f"digitpad-{options.size}",
        architecture="residual",
        arguments={"widths": size.widths},
        normalization=NORMALIZATION_VERSION,
        temperature=round(temperature, 4),
        unsure_below=unsure_below,
        not_a_digit_below=not_a_digit_below,
        data="MNIST train split (55,000 digits), 120,000 drawn digits, 60,000 drawn non-digits, half of Omniglot",
        seed=options.seed,
        epochs=epochs,
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        scores={name: round(score, 6) for name, score in scores.items()},
    )
    save_model(options.output, averaged.module, facts)
    print(facts)


if __name__ == "__main__":
    main()
