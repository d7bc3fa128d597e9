"""Whether a training was cut off is known without torch, and a file that makes no sense is none."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from digitpad.core.training_config import TrainingConfig
from digitpad.store.checkpoint_header import read_checkpoint_header

CONFIG = TrainingConfig(network="perceptron", epochs=5)


def write(path, facts, tensors=b""):
    header = json.dumps({"__metadata__": {"format": "digitpad-checkpoint-1", "facts": facts}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + tensors)
    return path


def facts(config=CONFIG, epoch=1):
    return json.dumps({"config": config.to_dict(), "epoch": epoch})


def test_it_says_what_was_cut_off_and_where(tmp_path):
    path = write(tmp_path / "a", facts())
    found = read_checkpoint_header(path)
    assert (found.network, found.epoch, found.epochs) == ("Perceptron 784-128-10", 2, 5)
    assert found.when == path.stat().st_mtime


def test_a_training_of_a_model_is_called_by_it(tmp_path):
    config = replace(CONFIG, start_from="mine")
    assert read_checkpoint_header(write(tmp_path / "a", facts(config))).network == "mine"
    config = replace(CONFIG, start_from="mine", network="of another program")
    assert read_checkpoint_header(write(tmp_path / "a", facts(config))).network == "mine"


def test_after_the_last_epoch_it_is_at_the_last(tmp_path):
    assert read_checkpoint_header(write(tmp_path / "a", facts(epoch=5))).epoch == 5


def test_its_size_is_no_trouble(tmp_path, monkeypatch):
    monkeypatch.setattr("digitpad.store.model_header.LARGEST_MODEL_FILE", 100)
    assert read_checkpoint_header(write(tmp_path / "a", facts(), bytes(1000)))


@pytest.mark.parametrize(
    "found", ["", "{", "[]", "{}", facts(epoch="one"), facts(epoch=1e999), facts(epoch=None), "[" * 100_000]
)
def test_nonsense_is_no_training(tmp_path, found):
    assert read_checkpoint_header(write(tmp_path / "a", found)) is None


def test_no_file_a_folder_and_a_broken_file_are_no_training(tmp_path):
    assert read_checkpoint_header(tmp_path / "nothing") is None
    assert read_checkpoint_header(tmp_path) is None
    (tmp_path / "broken").write_bytes(b"\xff" * 20)
    assert read_checkpoint_header(tmp_path / "broken") is None
