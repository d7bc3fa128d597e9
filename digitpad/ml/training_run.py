"""A training under way: everything that changes from step to step, and nothing else."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import EpochReport
from digitpad.ml.augmentation import augment
from digitpad.ml.device import Device
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.networks import NOT_A_DIGIT, in_channels_last
from digitpad.ml.optimizer import make_optimizer, rate_factor
from digitpad.ml.ranks import ALONE, Ranks

_AVERAGED_SHARE = 0.02
"""The averaged weights look back over about this part of all steps…"""

_LONGEST_AVERAGE = 350
"""…and over so many at most."""


@dataclass
class Tally:
    """Loss and right answers so far, on the device: reading them waits for it."""

    loss: Tensor
    right: Tensor
    count: int = 0

    @classmethod
    def empty(cls, device: torch.device) -> Tally:
        return cls(torch.zeros((), device=device), torch.zeros((), device=device))

    def add(self, loss: Tensor, right: Tensor, count: int) -> None:
        """Take in the sum of some images' losses, and how many of them were right."""
        self.loss += loss
        self.right += right
        self.count += count

    def means(self) -> tuple[float, float]:
        """The mean loss and the accuracy; nan before the first batch."""
        if not self.count:
            return float("nan"), float("nan")
        return self.loss.item() / self.count, self.right.item() / self.count


@dataclass
class Best:
    """The best epoch so far.

    Attributes:
        accuracy: on the validation images.
        epoch: which, from 1; 0 before the first.
        weights: the network's state after it.
    """

    accuracy: float = -1.0
    epoch: int = 0
    weights: dict[str, Tensor] = field(default_factory=dict)


class TrainingRun:
    """The network, its optimizer, its random numbers, and how far they are.

    Args:
        config: what is asked for.
        network: with the weights it begins with; trained in place.
        images: what it learns from, on the device.
        device: where it runs.
        ranks: the processes that train it together; each learns from its part of every batch.

    Attributes:
        epoch: how many are done.
        batch: how many of the next one are done.
        batches: in an epoch.
        epochs: reports of those done.
        best: the best epoch so far.
        tally: loss and accuracy of the epoch under way; of this process's images until its last batch, then of all.
        generator: where its randomness comes from.
        note: a sentence for the person, not yet told.
        ranks: the processes that train it together.
    """

    def __init__(
        self,
        config: TrainingConfig,
        network: nn.Module,
        images: LabelledImages,
        device: Device,
        ranks: Ranks = ALONE,
    ) -> None:
        self.config, self.device = config, device
        self.network = in_channels_last(network.to(device.torch_device))
        self.optimizer = make_optimizer(config, self.network.parameters())
        self.batches = -(-len(images) // config.batch_size)  # rounded up: the last may be smaller
        seed = config.seed + ranks.rank
        self.generator = torch.Generator(device.torch_device).manual_seed(seed)
        torch.manual_seed(seed)  # dropout draws from torch's own
        self.averaged = self._averaged() if config.average_weights else None
        self.epoch = self.batch = 0
        self.epochs: list[EpochReport] = []
        self.best = Best()
        self.tally = Tally.empty(device.torch_device)
        self.note = ""
        self._pieces = 1
        self._images = images
        self.ranks = ranks
        self._learner = ranks.joined(self.network)
        # Before anything is learned, the network of a fine-tuning is the model it starts from.
        self._teacher = copy.deepcopy(self.network).eval() if config.start_from else None
        self._order = self._draw_order()

    @property
    def image_count(self) -> int:
        """How many images an epoch has."""
        return len(self._images)

    @property
    def is_done(self) -> bool:
        """Whether every batch of every epoch is behind it."""
        return self.epoch >= self.config.epochs

    @property
    def is_out_of_patience(self) -> bool:
        """Whether so many epochs as the config allows went by without a higher validation accuracy."""
        if not self.config.patience or not self.epochs:
            return False
        first_best = max(self.epochs, key=lambda report: report.validation_accuracy)  # of equals, the first
        return self.epoch - first_best.epoch >= self.config.patience

    @property
    def result(self) -> nn.Module:
        """The network as it would be kept now."""
        return self.averaged.module if self.averaged else self.network

    def step(self) -> None:
        """Learn from the next batch.

        Raises:
            torch.OutOfMemoryError: not even one image at a time fits on the device.
        """
        size = self.config.batch_size
        places = self._order[self.batch * size : (self.batch + 1) * size]
        self._set_rate()
        self._set_mode()
        self.optimizer.zero_grad()
        self._learn(self._images[self.ranks.share_of(places)])
        self.optimizer.step()
        if self.averaged:
            self.averaged.update_parameters(self.network)
        self.batch += 1
        if self.batch == self.batches:
            self.tally = Tally(*self.ranks.total(self.tally.loss, self.tally.right, self.tally.count))

    def has_diverged(self) -> bool:
        """Whether the loss is no number any more; several processes see it all at once, at the end of an epoch."""
        may_tell = self.ranks.size == 1 or self.batch == self.batches
        return may_tell and not math.isfinite(self.tally.loss.item())

    def end_epoch(self, validation: tuple[float, float], seconds: float) -> EpochReport:
        """Count an epoch whose batches are all done; `validation` is its loss and its accuracy."""
        loss, accuracy = self.tally.means()
        self.epoch, self.batch = self.epoch + 1, 0
        is_best = validation[1] >= self.best.accuracy  # of two that are as good, the later has learned longer
        if is_best:
            self.best = Best(validation[1], self.epoch, copy.deepcopy(self.result.state_dict()))
        report = EpochReport(self.epoch, loss, accuracy, *validation, seconds)
        self.epochs.append(report)
        self.tally = Tally.empty(self.device.torch_device)
        self._order = self._draw_order()
        return report

    def take_note(self) -> str:
        """The sentence not yet told, which then is."""
        note, self.note = self.note, ""
        return note

    def go_to(self, epoch: int, batch: int) -> None:
        """Stand before a batch of an epoch, as a checkpoint says.

        Raises:
            ValueError: there is no such place.
        """
        if not (0 <= epoch <= self.config.epochs and 0 <= batch <= self.batches):
            raise ValueError(f"there is no batch {batch} in an epoch {epoch}")
        self.epoch, self.batch = epoch, batch
        self._order = self._draw_order()

    def _draw_order(self) -> Tensor:
        """The order of the next epoch: of the seed and its number alone, so that it need not be kept."""
        generator = torch.Generator().manual_seed(self.config.seed * 1_000_003 + self.epoch)
        return torch.randperm(len(self._images), generator=generator).to(self.device.torch_device)

    def _set_rate(self) -> None:
        step, steps = self.epoch * self.batches + self.batch, self.config.epochs * self.batches
        factor = rate_factor(self.config.schedule, step, steps, self.epoch)
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate * factor

    def _learn(self, batch: LabelledImages) -> None:
        """Add up the gradients of a batch, in as many pieces as the device's memory asks for."""
        while True:
            try:
                parts = [(*self._learn_piece(piece, len(batch)), len(piece)) for piece in self._in_pieces(batch)]
            except torch.OutOfMemoryError:
                if self._pieces >= len(batch):
                    raise
                self._pieces *= 2
                size = -(-len(batch) // self._pieces)
                self.note = f"The memory of {self.device.label} is small: batches are learned in parts of {size}."
                self.optimizer.zero_grad()
                torch.cuda.empty_cache()
            else:
                for part in parts:
                    self.tally.add(*part)
                return

    def _in_pieces(self, batch: LabelledImages) -> list[LabelledImages]:
        if self._pieces == 1:
            return [batch]
        return [batch[places] for places in torch.arange(len(batch), device=batch.labels.device).chunk(self._pieces)]

    def _learn_piece(self, piece: LabelledImages, batch_size: int) -> tuple[Tensor, Tensor]:
        """The sum of the losses of a piece, and how many were right."""
        images = piece.images.float() / 255
        if not self.config.augmentation.changes_nothing:
            images = augment(images, self.config.augmentation, self.generator)
        images = images.contiguous(memory_format=torch.channels_last)
        logits = forward(self._learner, images, self.device)
        losses = functional.cross_entropy(
            logits, self._targets(images, piece.labels), label_smoothing=self.config.label_smoothing, reduction="sum"
        )
        loss = losses / batch_size
        if self.config.l1:
            size = sum(weights.abs().sum() for weights in self.network.parameters())
            loss = loss + self.config.l1 * size * len(piece) / batch_size
        loss.backward()
        return losses.detach(), (logits.detach()[:, :NOT_A_DIGIT].argmax(1) == piece.labels).sum()

    @torch.no_grad()
    def _targets(self, images: Tensor, labels: Tensor) -> Tensor:
        """What the answers should be: the labels (N,), or probabilities (N, 10) or (N, 11) where there is a teacher.

        What the model at the start reads right, the network goes on reading as that did; what it reads wrong is learned
        from the labels. So least is forgotten (Li and Hoiem, "Learning without Forgetting", 2016): not even what is no
        digit, of which there are no images here.
        """
        if self._teacher is None:
            return labels
        answers = forward(self._teacher, images, self.device).softmax(1)
        is_right = answers[:, :NOT_A_DIGIT].argmax(1) == labels
        return torch.where(is_right[:, None], answers, functional.one_hot(labels, answers.shape[1]))

    def _set_mode(self) -> None:
        """Dropout is on. In a fine-tuning, batch norm keeps the means it has: those of all that was learned before."""
        self.network.train()
        if self._teacher is not None:
            for module in self.network.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()

    def _averaged(self) -> AveragedModel:
        steps = self.config.epochs * self.batches
        looks_back = max(1.0, min(_AVERAGED_SHARE * steps, _LONGEST_AVERAGE))
        average = get_ema_multi_avg_fn(1 - 1 / looks_back)
        return AveragedModel(self.network, multi_avg_fn=average, use_buffers=True)


def forward(network: nn.Module, images: Tensor, device: Device) -> Tensor:
    """Logits (N, 10) or (N, 11) in float32, computed in bfloat16 where the device has units for it."""
    with torch.autocast(device.torch_device.type, torch.bfloat16, enabled=device.has_bfloat16):
        return network(images).float()
