"""Every network and every optimizer learns, and every setting has the effect it promises."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import pytest
import torch
from torch import nn

from digitpad.core.augmentation import Augmentation
from digitpad.core.network_choice import NETWORKS
from digitpad.core.optimizer_name import USUAL_RATES, OptimizerName
from digitpad.ml import training_run
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.networks import build_network
from digitpad.ml.training_run import TrainingRun
from tests.ml.small_sets import CPU, FAST, small_run, small_set


def learned(run, batches):
    """The mean loss of the first batch, and of the last."""
    losses = []
    for _ in range(batches):
        before = run.tally.loss.item(), run.tally.count
        run.step()
        losses.append((run.tally.loss.item() - before[0]) / (run.tally.count - before[1]))
        if run.batch == run.batches:
            run.end_epoch((1.0, 0.5), 0.0)
    return losses[0], losses[-1]


def weights_of(run):
    return torch.cat([weights.detach().flatten() for weights in run.network.parameters()])


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_learns_with_its_own_settings(name):
    choice = NETWORKS[name]
    config = replace(choice.defaults, epochs=8, batch_size=25, augmentation=Augmentation())
    torch.manual_seed(1)
    network = build_network(choice.architecture, {**choice.arguments, "dropout": config.dropout})
    first, last = learned(TrainingRun(config, network, small_set(50), CPU), 16)
    assert last < 0.95 * first


@pytest.mark.parametrize("name", get_args(OptimizerName))
def test_every_optimizer_learns_at_its_usual_rate(name):
    first, last = learned(small_run(replace(FAST, optimizer=name, learning_rate=USUAL_RATES[name])), 30)
    assert last < 0.8 * first


def test_augmented_images_are_learned():
    first, last = learned(small_run(replace(FAST, augmentation=Augmentation(rotation=10, shift=1, noise=0.1))), 30)
    assert last < 0.8 * first


def test_an_epoch_sees_every_image_once_in_another_order():
    run = small_run()
    orders = []
    for _ in range(2):
        orders.append(run._order.tolist())
        while run.batch < run.batches:
            run.step()
        assert run.tally.count == run.image_count
        run.end_epoch((1.0, 0.5), 0.0)
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(run.image_count))
    assert orders[0] != orders[1]


def test_the_seed_decides_everything():
    config = replace(FAST, dropout=0.3, augmentation=Augmentation(shift=1, elastic=0.5))
    runs = [small_run(replace(config, seed=seed)) for seed in (1, 1, 2)]
    ends = []
    for run in runs:
        torch.manual_seed(run.config.seed)  # as if each had a process to itself
        learned(run, 5)
        ends.append(weights_of(run))
    assert torch.equal(ends[0], ends[1])
    assert not torch.equal(ends[0], ends[2])


def test_the_learning_rate_follows_the_schedule():
    run = small_run(replace(FAST, schedule="steps"))
    rates = []
    for _ in range(2 * run.batches):
        learned(run, 1)
        rates.append(run.optimizer.param_groups[0]["lr"])
    assert rates == pytest.approx([FAST.learning_rate] * run.batches + [0.7 * FAST.learning_rate] * run.batches)


def test_l1_shrinks_the_weights():
    sizes = []
    for l1 in (0.0, 0.01):
        run = small_run(replace(FAST, l1=l1))
        learned(run, 30)
        sizes.append(weights_of(run).abs().sum())
    assert sizes[1] < 0.7 * sizes[0]


def test_weight_decay_shrinks_the_weights():
    sizes = []
    for decay in (0.0, 0.5):
        run = small_run(replace(FAST, optimizer="adamw", weight_decay=decay))
        learned(run, 30)
        sizes.append(weights_of(run).square().sum())
    assert sizes[1] < 0.95 * sizes[0]


def test_label_smoothing_keeps_the_network_from_being_too_sure():
    confidences = []
    for smoothing in (0.0, 0.4):
        run = small_run(replace(FAST, label_smoothing=smoothing))
        learned(run, 60)
        with torch.inference_mode():
            answers = run.network.eval()(small_set().images / 255).softmax(1)
        confidences.append(answers.max(1).values.mean())
    assert confidences[0] > 0.95
    assert confidences[1] < 0.8


def test_dropout_leaves_units_out_while_learning_only():
    run = small_run(replace(FAST, dropout=0.5))
    images = small_set(20).images / 255
    with torch.inference_mode():
        run.network.train()
        assert not torch.equal(run.network(images), run.network(images))
        run.network.eval()
        assert torch.equal(run.network(images), run.network(images))


def test_averaged_weights_lag_behind_and_are_what_is_kept(monkeypatch):
    monkeypatch.setattr(training_run, "_AVERAGED_SHARE", 0.5)
    run = small_run(replace(FAST, average_weights=True))
    seen = []
    for _ in range(10):
        run.step()
        seen.append(weights_of(run))
    kept = torch.cat([weights.flatten() for weights in run.result.parameters()])
    assert not torch.equal(kept, seen[-1])
    assert (kept - seen[0]).norm() < (seen[-1] - seen[0]).norm()
    expected = seen[0]
    looks_back = 0.5 * run.config.epochs * run.batches
    for weights in seen[1:]:
        expected = expected + (weights - expected) / looks_back
    assert torch.allclose(kept, expected, atol=1e-5)


def test_the_best_epoch_is_the_last_of_the_highest_accuracies():
    run = small_run()
    kept = []
    for accuracy in (0.5, 0.9, 0.7, 0.9, 0.8):
        run.step()
        kept.append({name: weights.clone() for name, weights in run.result.state_dict().items()})
        run.end_epoch((1.0, accuracy), 0.0)
    assert run.best.epoch == 4
    assert all(torch.equal(weights, kept[3][name]) for name, weights in run.best.weights.items())


@pytest.mark.parametrize(
    ("accuracies", "is_out"),
    [
        ([0.9], False),
        ([0.9, 0.8], False),
        ([0.9, 0.8, 0.8], True),
        ([0.9, 0.8, 0.95], False),
        ([1.0, 1.0, 1.0], True),  # as good is not better
    ],
)
def test_patience_counts_the_epochs_without_a_better_one(accuracies, is_out):
    run, patient = small_run(replace(FAST, patience=2)), small_run()
    for accuracy in accuracies:
        run.end_epoch((1.0, accuracy), 0.0)
        patient.end_epoch((1.0, accuracy), 0.0)
    assert run.is_out_of_patience is is_out
    assert not patient.is_out_of_patience


class Small(nn.Module):
    """A network on a device that has memory for so many images at a time."""

    def __init__(self, network, most):
        super().__init__()
        self.network, self.most, self.sizes = network, most, []

    def forward(self, images):
        if len(images) > self.most:
            raise torch.OutOfMemoryError("too many")
        self.sizes.append(len(images))
        return self.network(images)


def gradients(most, batch_size=40, l1=0.001):
    config = replace(FAST, batch_size=batch_size, l1=l1, label_smoothing=0.1)
    run = small_run(config)
    run._learner = Small(run.network, most)
    run.step()
    return run, torch.cat([weights.grad.flatten() for weights in run.network.parameters()])


def test_a_batch_too_large_for_the_memory_is_learned_in_parts():
    whole, expected = gradients(40)
    run, found = gradients(12)
    assert run._learner.sizes == [10] * 4
    assert torch.allclose(found, expected, atol=1e-6)
    assert run.tally.means() == pytest.approx(whole.tally.means())
    assert run.tally.count == 40
    assert run.take_note() == "The memory of CPU (test) is small: batches are learned in parts of 10."
    assert not run.take_note()


def test_parts_stay_small_and_a_last_small_batch_is_no_trouble():
    run, _ = gradients(12, batch_size=37)
    while run.batch < run.batches:
        run.take_note()
        run.step()
        assert not run.take_note()
    assert max(run._learner.sizes) <= 12
    assert run.tally.count == run.image_count


@pytest.mark.parametrize("batch_size", [1, 5, 32])
def test_where_not_even_one_image_fits_it_gives_up(batch_size):
    with pytest.raises(torch.OutOfMemoryError):
        gradients(0, batch_size)


def test_accuracy_is_that_of_the_ten_digits_even_where_a_network_knows_what_is_none():
    class AlwaysNone(nn.Module):
        """Sure that it is no digit, else that it is a 3."""

        def __init__(self):
            super().__init__()
            self.bias = nn.Parameter(torch.tensor([0.0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 9]))

        def forward(self, images):
            return self.bias.expand(len(images), -1)

    run = TrainingRun(FAST, AlwaysNone(), small_set(), CPU)
    while run.batch < run.batches:
        run.step()
    assert run.tally.means()[1] == pytest.approx(0.1)


def test_a_loss_that_is_no_number_is_seen():
    run = small_run()
    run.step()
    assert not run.has_diverged()
    next(run.network.parameters()).data[:] = math.nan
    run.step()
    assert run.has_diverged()


def test_nothing_is_known_before_the_first_batch():
    assert all(math.isnan(mean) for mean in small_run().tally.means())


def fine_tuning(images: LabelledImages) -> TrainingRun:
    """Of a small residual network, with nothing but the answers to learn from."""
    torch.manual_seed(1)
    network = build_network("residual", {"widths": [4, 4, 8]})
    config = replace(FAST, start_from="a model", batch_size=len(images), optimizer="sgd", learning_rate=0.1)
    return TrainingRun(config, network, images, CPU)


def read_by(run: TrainingRun, images: LabelledImages) -> torch.Tensor:
    """What a network that has not learned yet reads."""
    with torch.no_grad():
        return run.network.eval()(images.images.float() / 255).argmax(1)


def test_what_the_model_at_the_start_reads_right_goes_on_as_it_is():
    images = small_set(40)
    right = LabelledImages(images.images, read_by(fine_tuning(images), images))
    run = fine_tuning(right)
    before = weights_of(run).clone()
    run.step()
    assert torch.allclose(weights_of(run), before, atol=1e-5)


def test_what_the_model_at_the_start_reads_wrong_is_learned():
    images = small_set(40)
    wrong = LabelledImages(images.images, (read_by(fine_tuning(images), images) + 1) % 10)
    run = fine_tuning(wrong)
    before = weights_of(run).clone()
    run.step()
    assert not torch.allclose(weights_of(run), before, atol=1e-3)


def test_a_fine_tuned_network_keeps_the_means_of_all_it_has_seen():
    run = fine_tuning(small_set(40))
    norms = [module for module in run.network.modules() if isinstance(module, nn.BatchNorm2d)]
    before = [norm.running_mean.clone() for norm in norms]
    run.step()
    assert all(torch.equal(norm.running_mean, mean) for norm, mean in zip(norms, before, strict=True))
