"""The store keeps each image once, with the last label a person gave it, whatever happens to the program."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime

import numpy as np
import pytest

from digitpad.core.errors import DigitpadError
from digitpad.core.sample import Sample, is_held_out
from digitpad.store.sample_store import SampleStore


@pytest.fixture
def store(home):
    store = SampleStore(home)
    yield store
    store.close()


def sample(shade, label=7, source="drawing"):
    pixels = np.zeros((28, 28), np.uint8)
    pixels[4:24, 10:18] = shade
    return Sample(pixels, label, source)


def test_an_empty_store_has_arrays_of_nothing(store):
    images, labels, digests = store.load()
    assert (images.shape, images.dtype) == ((0, 28, 28), np.uint8)
    assert (labels.shape, labels.dtype) == ((0,), np.int64)
    assert (digests, store.newest_first()) == ((), [])
    assert store.load().held_out.shape == (0,)


def test_what_is_kept_is_there_again_in_an_order_of_its_own(store, home):
    samples = [sample(shade, shade % 10) for shade in range(1, 31)]
    store.add(samples)
    loaded = store.load()
    assert len(store.newest_first()) == len(loaded.digests) == 30
    labels = {one.digest: one.label for one in samples}
    assert [labels[digest] for digest in loaded.digests] == loaded.labels.tolist()
    assert sorted(int(image.max()) for image in loaded.images) == list(range(1, 31))
    assert loaded.images.flags.writeable
    other = SampleStore(home / "other")
    other.add(reversed(samples))
    assert other.load().digests == loaded.digests
    assert (other.load().images == loaded.images).all()
    other.close()


def test_the_same_image_is_kept_once_with_its_last_label(store):
    store.add([sample(1, 3), sample(1, 5)])
    store.add([sample(1, 8, "picture")])
    assert store.load().labels.tolist() == [8]


def test_samples_are_forgotten(store):
    store.add([sample(1), sample(2)])
    store.remove([sample(1).digest, b"nobody's"])
    assert store.load().digests == (sample(2).digest,)


def test_samples_are_other_digits_after_all(store):
    store.add([sample(1, 3), sample(2, 5), sample(3, 8)])
    before = store.relabel([sample(1).digest, sample(3).digest, b"nobody's"], 8)
    assert [(one.digest, one.label) for one in before] == [(sample(1).digest, 3)]  # the other was one before
    assert sorted(store.load().labels.tolist()) == [5, 8, 8]


@pytest.mark.parametrize("change", [lambda store, digests: store.remove(digests), lambda s, d: s.relabel(d, 9)])
def test_what_was_changed_can_be_brought_back_as_it_was(store, change):
    store.add([sample(1, 3)])
    store.replace_page(b"a", [sample(2, 5, "scan")])
    everything = store.newest_first()
    before = change(store, [one.digest for one in everything])
    assert sorted(before) == sorted(everything)
    assert store.newest_first() != everything
    store.restore(before)
    assert store.newest_first() == everything
    store.replace_page(b"a", [])  # it still is of that page
    assert store.load().digests == (sample(1).digest,)


def test_the_newest_come_first(store, monkeypatch):
    for day in (2, 3, 1):
        monkeypatch.setattr("digitpad.store.sample_store.datetime", clock(day))
        store.add([sample(day)])
    assert [one.digest for one in store.newest_first()] == [sample(day).digest for day in (3, 2, 1)]


def clock(day):
    """A clock that stands still, on a day of May 2026."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 5, day, tzinfo=tz)

    return Clock


def test_a_page_gives_what_it_gave_last(store):
    store.add([sample(9)])
    store.replace_page(b"a", [sample(1), sample(2)])
    store.replace_page(b"b", [sample(3)])
    store.replace_page(b"a", [sample(4)])
    assert set(store.load().digests) == {sample(shade).digest for shade in (9, 3, 4)}
    store.replace_page(b"b", [])
    assert set(store.load().digests) == {sample(shade).digest for shade in (9, 4)}


def test_what_was_given_elsewhere_stays_when_a_page_takes_its_samples_back(store):
    store.add([sample(9, label=4)])
    store.replace_page(b"a", [sample(9, label=5), sample(1)])
    assert [(one.label, one.page) for one in store.newest_first() if one.digest == sample(9).digest] == [(5, b"")]
    store.replace_page(b"a", [])
    assert store.load().digests == (sample(9).digest,)


def test_of_two_pages_with_the_same_image_the_later_has_it(store):
    store.replace_page(b"a", [sample(1)])
    store.replace_page(b"b", [sample(1)])
    store.replace_page(b"a", [])
    assert len(store.newest_first()) == 1


def test_the_held_out_ones_stay_the_same_when_others_come(store):
    store.add([sample(shade) for shade in range(1, 60)])
    before = store.load()
    held_out = {digest for digest, out in zip(before.digests, before.held_out, strict=True) if out}
    assert 0 < len(held_out) < 59
    store.add([sample(shade) for shade in range(60, 120)])
    after = store.load()
    still = {digest for digest, out in zip(after.digests, after.held_out, strict=True) if out}
    assert {digest for digest in before.digests if is_held_out(digest)} == held_out == still & set(before.digests)


def test_what_is_kept_survives_the_death_of_the_program(home):
    script = """
import os, signal, sys
from pathlib import Path
from digitpad.store.sample_store import SampleStore
from tests.store.test_sample_store import sample
SampleStore(Path(sys.argv[1])).add([sample(1)])
os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
"""
    subprocess.run([sys.executable, "-c", script, str(home)], check=False)
    store = SampleStore(home)
    assert store.load().digests == (sample(1).digest,)
    store.close()


def test_samples_come_all_or_not_at_all(store):
    class UnkeepableError(Exception):
        pass

    def half():
        yield sample(1)
        raise UnkeepableError

    with pytest.raises(UnkeepableError):
        store.add(half())
    with pytest.raises(UnkeepableError):
        store.replace_page(b"a", half())
    assert store.newest_first() == []


def test_a_damaged_store_is_a_sentence(home):
    home.mkdir()
    (home / "samples.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(DigitpadError, match=r"training samples .*samples\.sqlite cannot be used"):
        SampleStore(home)


def test_a_sample_whose_pixels_are_text_is_a_sentence(home):
    SampleStore(home).close()
    database = sqlite3.connect(home / "samples.sqlite")
    database.execute("INSERT INTO sample VALUES (x'01', 3, ?, 'scan', x'', '2020')", ("é" * 784,))
    database.commit()
    database.close()
    with closing(SampleStore(home)) as store, pytest.raises(DigitpadError, match="is damaged"):
        store.load()


def test_a_store_of_a_later_program_is_left_alone(home):
    home.mkdir()
    database = sqlite3.connect(home / "samples.sqlite")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(DigitpadError, match="newer digitpad"):
        SampleStore(home)


def test_a_home_that_cannot_be_made_is_a_sentence(home):
    home.write_text("a file where the folder should be")
    with pytest.raises(DigitpadError, match="cannot be used"):
        SampleStore(home)
