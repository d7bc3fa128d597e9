"""The recipe of the network that names two digits that touch.

    python -m training.pairs --data FOLDER --work FOLDER --output resources/models/digitpad-pairs.safetensors

Like `training.bundled`, with the same digits held out; it goes on from its own checkpoint, too. It begins from the
weights of the bundled base, which has seen single digits of every kind, and learns from 400,000 drawings of marks that
are two digits or none (`touching.py`). Pairs of the 5,000 digits of the train split that are not among these are held
out for every choice.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from digitpad.core.augmentation import Augmentation
from digitpad.core.model_facts import ModelFacts
from digitpad.core.paths import DEFAULT_MODEL, bundled_model
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.ml.augmentation import augment
from digitpad.ml.calibration import fit_temperature, fit_thresholds
from digitpad.ml.model_file import load_model, save_model
from digitpad.ml.networks import NOT_A_DIGIT, count_weights, digit_probabilities, in_channels_last
from digitpad.ml.residual import PairNetwork
from training.hardware import chosen_device, in_bfloat16
from training.mixture import HELD_OUT, tensors
from training.pools import cached, pair_pool

WIDTHS = [16, 64, 128]  # as the base's, whose weights it begins from: 316,000 weights
PAIRS, HELD_PAIRS = 400_000, 10_000
PER_EPOCH, EPOCHS = 100_000, 16
BATCH_SIZE, PEAK_RATE, WEIGHT_DECAY = 256, 3e-3, 0.02
AVERAGING = 0.997  # the averaged weights look back over about 350 steps
FORGIVENESS = 0.3  # of what overlaps beyond reading: 0 is cross-entropy, 1 the mean absolute error
WRONG_AMONG_OK = 1 / 200  # of the held-out digits that are answered `ok`
UNTOUCHED = 0.3  # of the images: those that are read later are not augmented either
AUGMENTATION = Augmentation(rotation=8, shear=0.2, scale=0.12, shift=1.2, elastic=0.8, thickness=0.3)

EXPLANATION = "400,000 marks: pairs of MNIST's digits (train split) and of drawn ones that touch, and what is no pair"


def begun() -> PairNetwork:
    """The network with the convolutions of the bundled base."""
    network = PairNetwork(WIDTHS)
    base = load_model(bundled_model(DEFAULT_MODEL))[0].state_dict()
    fresh = network.state_dict()
    network.load_state_dict(
        {name: fresh[name] if name.startswith("classifier") else weights for name, weights in base.items()}
    )
    return network


def loss_of(logits: Tensor, labels: Tensor) -> Tensor:
    """The mean surprise (1 - p^q) / q of both answers (Zhang and Sabuncu, 2018), for logits (N, 2, 11)."""
    log_probabilities = logits.float().log_softmax(2).gather(2, labels[:, :, None])
    return ((1 - (FORGIVENESS * log_probabilities).exp()) / FORGIVENESS).mean()


@torch.no_grad()
def logits_of(network: torch.nn.Module, images: Tensor) -> Tensor:
    """Logits (N, 2, 11) on the CPU, in float32, for images of bytes."""
    network.eval()
    return torch.cat([network(batch.float() / 255).float().cpu() for batch in images.split(500)])


def sure_from(probabilities: Tensor, labels: Tensor) -> float:
    """The lowest confidence from which on `WRONG_AMONG_OK` are wrong, for probabilities (N, 10) and labels (N,).

    However many that leaves unsure: of digits that lie over each other many cannot be read.
    """
    confidence, order = probabilities.amax(1).sort(descending=True)
    wrong = (probabilities.argmax(1) != labels)[order].cumsum(0) / torch.arange(1, len(order) + 1)
    return round(confidence[int((wrong <= WRONG_AMONG_OK).nonzero().max())].item(), 4)


def score(logits: Tensor, labels: Tensor) -> str:
    """How many pairs are right, of how many of them it is rather said that they are none, and the reverse."""
    is_pair = labels[:, 0].cpu() != NOT_A_DIGIT
    answers = logits.argmax(2)
    right = (answers == labels.cpu()).all(1)
    denied = (answers == NOT_A_DIGIT).any(1)
    return (
        f"pairs right {right[is_pair].double().mean():.2%}, denied {denied[is_pair].double().mean():.2%},"
        f" others taken for one {(~denied)[~is_pair].double().mean():.2%}"
    )


def main() -> None:
    """Train, calibrate, measure, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of MNIST")
    parser.add_argument("--work", type=Path, required=True, help="folder for the pools and the checkpoint")
    parser.add_argument("--output", type=Path, required=True, help="the model file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    device = chosen_device().torch_device
    options.work.mkdir(parents=True, exist_ok=True)

    # Data and network.
    order = np.random.default_rng(0).permutation(60_000)
    held, kept = order[:HELD_OUT], order[HELD_OUT:]
    images, labels = tensors(
        cached(options.work / "pairs.npz", lambda: pair_pool(options.data, kept, PAIRS, 12)), device
    )
    held_images, held_labels = tensors(
        cached(options.work / "held-pairs.npz", lambda: pair_pool(options.data, held, HELD_PAIRS, 13)), device
    )
    torch.manual_seed(options.seed)
    generator = torch.Generator(device).manual_seed(options.seed)
    network = in_channels_last(begun().to(device))
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGING), use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), PEAK_RATE, weight_decay=WEIGHT_DECAY)
    steps = PER_EPOCH // BATCH_SIZE
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PEAK_RATE, total_steps=steps * options.epochs, pct_start=0.15, final_div_factor=1e4
    )
    stateful: dict[str, Any] = {"network": network, "averaged": averaged, "optimizer": optimizer, "schedule": schedule}
    print(f"{count_weights(network):,} weights on {device}", flush=True)

    # Epochs, from the last checkpoint if there is one.
    checkpoint = options.work / f"pairs-{options.seed}-{options.epochs}.pt"
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        for name, part in stateful.items():
            part.load_state_dict(saved[name])
        generator.set_state(saved["random"])
        first = saved["epoch"]
    for epoch in range(first, options.epochs):
        started, total = time.perf_counter(), 0.0
        network.train()
        for batch in torch.randperm(len(images), generator=generator, device=device)[: steps * BATCH_SIZE].split(
            BATCH_SIZE
        ):
            seen = images[batch].float() / 255
            changed = torch.rand(len(seen), generator=generator, device=device) >= UNTOUCHED
            seen[changed] = augment(seen[changed], AUGMENTATION, generator)
            with in_bfloat16():
                logits = network(seen.contiguous(memory_format=torch.channels_last))
            loss = loss_of(logits, labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            total += loss.item()
        torch.save(
            {name: part.state_dict() for name, part in stateful.items()}
            | {"random": generator.get_state(), "epoch": epoch + 1},
            checkpoint.with_suffix(".part"),
        )
        checkpoint.with_suffix(".part").replace(checkpoint)
        held_score = score(logits_of(averaged, held_images[:4000]), held_labels[:4000])
        seconds = time.perf_counter() - started
        print(f"epoch {epoch + 1} loss {total / steps:.4f} held out: {held_score}; {seconds:.0f} s", flush=True)

    # Calibration on the held-out pairs, both answers alike.
    logits, truth = logits_of(averaged, held_images), held_labels.cpu()
    print(score(logits, truth))
    is_pair = truth[:, 0] != NOT_A_DIGIT
    answers, digits = logits[is_pair].flatten(0, 1), truth[is_pair].flatten()
    temperature = round(fit_temperature(answers, digits), 4)
    probabilities = digit_probabilities(answers, temperature)
    unsure_below, not_a_digit_below = sure_from(probabilities, digits), fit_thresholds(probabilities, digits)[1]
    share = (probabilities.amax(1) < unsure_below).double().mean().item()
    print(f"temperature {temperature}; unsure below {unsure_below}: {share:.2%} of the digits of pairs")
    facts = ModelFacts(
        name="digitpad-pairs",
        architecture="pair",
        arguments={"widths": WIDTHS},
        normalization=NORMALIZATION_VERSION,
        temperature=temperature,
        unsure_below=unsure_below,
        not_a_digit_below=not_a_digit_below,
        data=EXPLANATION,
        seed=options.seed,
        epochs=options.epochs,
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        scores={"held_out_pairs": round((answers.argmax(1) == digits).reshape(-1, 2).all(1).double().mean().item(), 6)},
    )
    save_model(options.output, averaged.module, facts)
    print(facts)


if __name__ == "__main__":
    main()
