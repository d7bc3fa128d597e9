"""The recipe of `digitpad-base`: a residual network of 238,362 weights, from MNIST's train split alone.

Result (last epoch, weights averaged): see training/README.md.

    python -m training.base --data FOLDER --work FOLDER --output resources/models/digitpad-base.safetensors

Reads top to bottom: data, network, schedule, epochs, calibration, export. It runs on the CPU or on CUDA where there is
a card, and writes a checkpoint after each epoch into --work, from which it goes on when started again. 5,000 digits of
the train split are held out for every choice (settings, temperature, threshold); the test split is looked at once, at
the end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from digitpad.core.model_facts import ModelFacts
from digitpad.imaging.normalize import NORMALIZATION_VERSION
from digitpad.ml.augmentation import Augmentation
from digitpad.ml.mnist import Split, load_mnist, normalize_all
from digitpad.ml.model_file import save_model
from digitpad.ml.networks import build_network, count_weights, in_channels_last

WIDTHS = [16, 64, 112]  # few channels where the image is large keep one answer near a millisecond
EPOCHS = 16
BATCH_SIZE = 128
PEAK_RATE = 4e-3
WEIGHT_DECAY = 0.02
AVERAGING = 0.998  # the averaged weights look back over about 500 steps, one epoch and a bit
HELD_OUT = 5_000
AUGMENTATION = Augmentation(rotation=12, shear=0.2, scale=0.12, shift=1.2, elastic=0.9, thickness=0.35)


def tensors(folder: Path, split: Split) -> tuple[Tensor, Tensor]:
    """A split as (N, 1, 28, 28) float32 and (N,) int64, every digit through the app's own normalisation."""
    images, labels = load_mnist(folder, split)
    return torch.from_numpy(normalize_all(images))[:, None], torch.tensor(labels, dtype=torch.int64)


@torch.inference_mode()
def logits_of(network: nn.Module, images: Tensor, device: torch.device) -> Tensor:
    """Logits (N, 10) on the CPU, in float32."""
    network.eval()
    return torch.cat([network(batch.to(device)).float().cpu() for batch in images.split(1000)])


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """The share of images whose highest logit is their label's."""
    return (logits.argmax(1) == labels).double().mean().item()


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature of the lowest cross-entropy on held-out digits, to one part in fifty (Guo et al. 2017)."""
    candidates = [math.exp(step / 50) for step in range(-60, 61)]
    return min(candidates, key=lambda t: functional.cross_entropy(logits / t, labels).item())


def fit_unsure_below(logits: Tensor, labels: Tensor, temperature: float) -> float:
    """The confidence under which lie as many held-out answers as would leave one in 2,000 of the others wrong."""
    confidence, answers = (logits / temperature).softmax(1).max(1)
    order = confidence.argsort(descending=True)
    wrong_so_far = (answers != labels)[order].cumsum(0)
    share = wrong_so_far / torch.arange(1, len(order) + 1)
    last = int((share <= 1 / 2000).nonzero().max())
    return round(confidence[order[last]].item(), 4)


def main() -> None:
    """Train, calibrate, measure, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of MNIST's four files")
    parser.add_argument("--work", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument("--output", type=Path, required=True, help="the model file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    generator = torch.Generator(device).manual_seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)
    checkpoint_path = options.work / f"base-{options.seed}.pt"

    # Data: everything lives in memory as one tensor.
    images, labels = tensors(options.data, "train")
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))  # one hold-out for all seeds
    held_images, held_labels = images[order[:HELD_OUT]], labels[order[:HELD_OUT]]
    images, labels = images[order[HELD_OUT:]].to(device), labels[order[HELD_OUT:]].to(device)

    # Network.
    network = in_channels_last(build_network("residual", {"widths": WIDTHS}).to(device))
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGING), use_buffers=True)
    print(f"{count_weights(network):,} weights on {device}", flush=True)

    # Schedule: one rise, one long fall to nothing.
    optimizer = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY)
    steps = len(images) // BATCH_SIZE
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PEAK_RATE, total_steps=options.epochs * steps, pct_start=0.15, final_div_factor=1e4
    )

    # Epochs, from the last checkpoint if there is one.
    state: dict[str, Any] = {
        "network": network,
        "averaged": averaged,
        "optimizer": optimizer,
        "schedule": schedule,
    }
    first_epoch, seconds = 0, 0.0
    if checkpoint_path.exists():
        saved = torch.load(checkpoint_path, weights_only=True)
        for name, part in state.items():
            part.load_state_dict(saved[name])
        generator.set_state(saved["random"])
        first_epoch, seconds = saved["epoch"], saved["seconds"]
    for epoch in range(first_epoch, options.epochs):
        started = time.perf_counter()
        network.train()
        shuffled = torch.randperm(len(images), generator=generator, device=device)
        total = 0.0
        for batch in shuffled[: steps * BATCH_SIZE].view(steps, BATCH_SIZE):
            seen = AUGMENTATION(images[batch], generator).contiguous(memory_format=torch.channels_last)
            with torch.autocast(device.type, torch.bfloat16):
                loss = functional.cross_entropy(network(seen).float(), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            total += loss.item()
        seconds += time.perf_counter() - started
        held = accuracy(logits_of(averaged, held_images, device), held_labels)
        print(f"epoch {epoch + 1} loss {total / steps:.4f} held out {held:.2%} {seconds:.0f} s", flush=True)
        saved = {name: part.state_dict() for name, part in state.items()}
        saved |= {"random": generator.get_state(), "epoch": epoch + 1, "seconds": seconds}
        torch.save(saved, checkpoint_path.with_suffix(".part"))
        checkpoint_path.with_suffix(".part").replace(checkpoint_path)

    # Calibration on the held-out digits, the one look at the test split, export.
    logits = logits_of(averaged, held_images, device)
    temperature = fit_temperature(logits, held_labels)
    unsure_below = fit_unsure_below(logits, held_labels, temperature)
    test_images, test_labels = tensors(options.data, "t10k")
    test_logits = logits_of(averaged, test_images, device)
    scores = {
        "held_out_accuracy": accuracy(logits, held_labels),
        "test_accuracy": accuracy(test_logits, test_labels),
        "test_loss": functional.cross_entropy(test_logits / temperature, test_labels).item(),
    }
    facts = ModelFacts(
        name="digitpad-base",
        architecture="residual",
        arguments={"widths": WIDTHS},
        normalization=NORMALIZATION_VERSION,
        temperature=round(temperature, 4),
        unsure_below=unsure_below,
        not_a_digit_below=0.0,
        data="MNIST train split, 55,000 digits",
        seed=options.seed,
        epochs=options.epochs,
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        scores={name: round(score, 6) for name, score in scores.items()},
    )
    save_model(options.output, averaged.module, facts)
    print(facts)


if __name__ == "__main__":
    main()
