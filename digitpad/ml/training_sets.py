"""The images of a training: those learned from, those that choose the best epoch, and those that measure the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from digitpad.core.errors import DigitpadError
from digitpad.ml.labelled_images import LabelledImages

FEWEST = 20
"""Images under which nothing can be learned and measured."""

_OWN_SHARE = 0.1
"""Of all images learned from are a person's own, however few those are…"""

_MOST_OFTEN = 40
"""…but none of them is seen more often in an epoch."""


@dataclass(frozen=True)
class TrainingSets:
    """All images of a training.

    Attributes:
        train: what is learned from.
        validation: what chooses the best epoch, and the temperature and the thresholds.
        test: what measures the end; looked at once.
        own_test: the person's own digits that measure the end; None where there are none.
        words: what the images are, for the model's header.
    """

    train: LabelledImages
    validation: LabelledImages
    test: LabelledImages
    own_test: LabelledImages | None
    words: str


def split_sets(
    images: LabelledImages, test: LabelledImages, words: str, validation_share: float, order: Sequence[int]
) -> TrainingSets:
    """Hold a share of the images out for validation.

    Args:
        images: to learn from.
        test: to measure with.
        words: on what they are.
        validation_share: how much of the images is held out.
        order: the places of the images; those at its beginning are held out. It should be the same for every training:
            a network that goes on learning from another's weights must not be judged by what that one learned.

    Raises:
        DigitpadError: there are too few images, or only one digit.
    """
    if len(images) + len(test) < FEWEST:
        raise DigitpadError(f"There are only {len(images) + len(test)} pictures; a training needs {FEWEST} at least.")
    if not len(images) or not len(test):
        lacking = "measure with" if len(images) else "learn from"
        raise DigitpadError(f"There is no picture to {lacking}.")
    digits = images.labels.unique()
    if len(digits) < 2:
        raise DigitpadError(f"All pictures show a {digits[0].item()}; a training needs two different digits at least.")
    places = torch.as_tensor(order)
    count = max(1, round(validation_share * len(images)))
    validation, train = images[places[:count]], images[places[count:]]
    return TrainingSets(train, validation, test, None, words)


def with_own(sets: TrainingSets, own: LabelledImages, is_held_out: torch.Tensor) -> TrainingSets:
    """Mix a person's own digits in, again and again, so that a few of them weigh a tenth.

    Args:
        sets: what is learned from besides, so that nothing is forgotten.
        own: the person's digits.
        is_held_out: (N,) bool: which of them measure, and are not learned from.
    """
    learned, measured = own[~is_held_out], own[is_held_out]
    wanted = round(_OWN_SHARE * len(sets.train) / max(1, len(learned)))
    times = min(max(1, wanted), _MOST_OFTEN)
    repeated = LabelledImages(learned.images.repeat(times, 1, 1, 1), learned.labels.repeat(times))
    return replace(
        sets,
        train=sets.train + repeated,
        own_test=measured if len(measured) else None,
        words=f"{sets.words}, {len(learned):,} digits of one's own",
    )


def replayed(sets: TrainingSets, own_count: int, seed: int) -> TrainingSets:
    """Less to learn from besides, for a network that knows it already: nine images for each of one's own.

    Args:
        sets: without one's own digits.
        own_count: how many of those are learned from.
        seed: of the lot that chooses.
    """
    enough = round(own_count * _MOST_OFTEN * (1 / _OWN_SHARE - 1))
    if enough >= len(sets.train) or not own_count:
        return sets
    chosen, _ = sets.train.split(enough / len(sets.train), seed)
    return replace(sets, train=chosen)
