"""What is learned from, what chooses and what measures never mix, and a few digits of one's own weigh a tenth."""

from __future__ import annotations

import pytest
import torch

from digitpad.core.errors import DigitpadError
from digitpad.ml.labelled_images import LabelledImages
from digitpad.ml.training_sets import split_sets, with_own


def images(count, first=0, digits=10):
    """Images told apart by two pixels, with the labels in turn."""
    numbers = torch.arange(first, first + count)
    pixels = torch.zeros(count, 1, 28, 28, dtype=torch.uint8)
    pixels[:, 0, 0, 0], pixels[:, 0, 0, 1] = (numbers // 256).byte(), (numbers % 256).byte()
    return LabelledImages(pixels, torch.arange(count) % digits)


def numbers(of):
    return (of.images[:, 0, 0, 0].long() * 256 + of.images[:, 0, 0, 1].long()).tolist()


SETS = split_sets(images(1000), images(100, first=5000), "words", 0.1, list(range(999, -1, -1)))


def test_a_share_is_held_out():
    assert (len(SETS.train), len(SETS.validation), len(SETS.test)) == (900, 100, 100)
    assert sorted(numbers(SETS.train) + numbers(SETS.validation)) == list(range(1000))
    assert numbers(SETS.validation) == list(range(999, 899, -1))  # those that come first in the order
    assert SETS.own_test is None
    assert SETS.words == "words"


@pytest.mark.parametrize(("learn", "measure"), [(2, 1), (15, 4), (0, 19), (0, 0)])
def test_too_few_pictures_are_a_sentence(learn, measure):
    with pytest.raises(DigitpadError, match=rf"only {learn + measure} pictures; a training needs 20 at least\."):
        split_sets(images(learn), images(measure), "", 0.1, range(learn))


@pytest.mark.parametrize(("learn", "measure", "lacking"), [(0, 30, "learn from"), (30, 0, "measure with")])
def test_a_set_without_pictures_is_a_sentence(learn, measure, lacking):
    with pytest.raises(DigitpadError, match=f"no picture to {lacking}"):
        split_sets(images(learn), images(measure), "", 0.1, range(learn))


def test_only_one_digit_is_a_sentence():
    with pytest.raises(DigitpadError, match=r"All pictures show a 0; a training needs two different digits at least\."):
        split_sets(images(30, digits=1), images(30), "", 0.1, range(30))


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_something_is_left_on_each_side(share):
    sets = split_sets(images(2), images(18), "", share, [1, 0])
    assert len(sets.train) == len(sets.validation) == 1


def test_own_digits_weigh_a_tenth_and_the_held_out_ones_measure():
    held_out = torch.arange(30) % 3 == 0
    sets = with_own(SETS, images(30, first=9000), held_out)
    own = [number for number in numbers(sets.train) if number >= 9000]
    assert len(own) == pytest.approx(len(SETS.train) / 10, abs=20)
    assert set(own) == {9000 + place for place in range(30) if place % 3}
    assert numbers(sets.own_test) == list(range(9000, 9030, 3))
    assert numbers(sets.train)[: len(SETS.train)] == numbers(SETS.train)
    assert numbers(sets.validation) == numbers(SETS.validation)
    assert sets.words == "words, 20 digits of one's own"


def test_no_own_digit_is_seen_too_often():
    sets = with_own(SETS, images(1, first=9000), torch.tensor([False]))
    assert numbers(sets.train).count(9000) == 40
    assert sets.own_test is None


def test_many_own_digits_are_seen_once_each():
    sets = with_own(SETS, images(2000, first=9000), torch.zeros(2000, dtype=torch.bool))
    assert len(sets.train) == 900 + 2000


def test_own_digits_that_all_measure_are_not_learned():
    sets = with_own(SETS, images(3, first=9000), torch.ones(3, dtype=torch.bool))
    assert numbers(sets.train) == numbers(SETS.train)
    assert len(sets.own_test) == 3
