"""A model file gives back what was saved; a stranger's file gives a sentence and runs nothing."""

from __future__ import annotations

import functools
import json
import pickle
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from digitpad.core.errors import ModelError
from digitpad.ml.model_file import load_model, save_model
from digitpad.ml.networks import build_network
from tests.ml.small_models import FACTS, random_images, random_network


@pytest.fixture
def saved(tmp_path):
    """A good model file."""
    path = tmp_path / "small – é.safetensors"
    save_model(path, random_network(), FACTS)
    return path


def rewrite(path, weights=None, header=None):
    """Write a model file again with some weights or facts changed; `None` for a weight leaves it out."""
    tensors = {**load_file(path), **(weights or {})}
    save_file(
        {name: tensor for name, tensor in tensors.items() if tensor is not None},
        path,
        {**FACTS.to_header(), **(header or {})},
    )


def test_a_saved_model_is_loaded_with_its_facts_and_gives_the_same_answers(saved):
    network, facts = load_model(saved)
    assert facts == FACTS
    assert not network.training
    with torch.inference_mode():
        assert torch.equal(network(random_images(5)), random_network()(random_images(5)))


def test_saving_leaves_nothing_but_the_model(saved):
    save_model(saved, random_network(1), FACTS)
    assert [path.name for path in saved.parent.glob("*.safetensors*")] == [saved.name]


def test_a_model_can_be_read_by_whoever_can_read_other_files(saved, tmp_path):
    other = tmp_path / "other"
    other.touch()
    assert saved.stat().st_mode == other.stat().st_mode


def test_a_crash_while_saving_keeps_the_old_model(saved, monkeypatch):
    def full_disk(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space"):
        save_model(saved, random_network(1), replace(FACTS, name="new"))
    assert load_model(saved)[1] == FACTS


def test_saving_into_no_folder_is_an_error(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        save_model(tmp_path / "nowhere" / "a.safetensors", random_network(), FACTS)


def missing(path):
    path.unlink()


def a_folder(path):
    path.unlink()
    path.mkdir()


def empty(path):
    path.write_bytes(b"")


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-1])


def a_text(path):
    path.write_text("no model", encoding="utf-8")


def a_pickle(path):
    torch.save(random_network().state_dict(), path)


def without_header(path):
    save_file(load_file(path), path)


def with_nan(path):
    rewrite(path, {"classifier.bias": torch.full((10,), torch.nan)})


def with_infinity(path):
    rewrite(path, {"classifier.bias": torch.full((10,), torch.inf)})


def with_a_negative_variance(path):
    rewrite(path, {"norm.running_var": -torch.ones(4)})


def with_an_extra_weight(path):
    rewrite(path, {"extra": torch.zeros(1)})


def without_a_weight(path):
    rewrite(path, {"classifier.bias": None})


def of_other_shape(path):
    rewrite(path, {"classifier.bias": torch.zeros(11)})


def of_half_precision(path):
    rewrite(path, {"classifier.bias": torch.zeros(10, dtype=torch.float16)})


def far_too_large(path):
    with path.open("r+b") as file:
        file.truncate(10**9)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (missing, "no such file"),
        (a_folder, "no such file"),
        (empty, "damaged or no safetensors file"),
        (cut_short, "damaged or no safetensors file"),
        (a_text, "damaged or no safetensors file"),
        (a_pickle, "damaged or no safetensors file"),
        (far_too_large, "too large"),
        (without_header, "not made by digitpad"),
        (with_nan, "not numbers"),
        (with_infinity, "not numbers"),
        (with_a_negative_variance, "answers are not numbers"),
        (with_an_extra_weight, "not those of its architecture"),
        (without_a_weight, "not those of its architecture"),
        (of_other_shape, "another shape"),
        (of_half_precision, "another shape"),
    ],
)
def test_a_file_that_is_no_good_model_is_named_with_the_reason(saved, damage, reason):
    damage(saved)
    with pytest.raises(ModelError, match=f"^The model {saved.name} cannot be used: .*{reason}"):
        load_model(saved)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("architecture", "transformer", "“transformer” is unknown"),
        ("architecture", 7, "“architecture”"),
        ("arguments", {"widths": [4, 4, 16]}, "another shape"),
        ("arguments", {"widths": [10**9, 10**9, 10**9]}, "out of range"),
        ("arguments", {"widths": [4, 4]}, "widths"),
        ("arguments", {}, "widths"),
        ("normalization", FACTS.normalization + 1, "normalised in another way"),
        ("temperature", 0, "temperature"),
    ],
)
def test_a_header_that_does_not_fit_is_refused_with_the_reason(saved, name, value, reason):
    rewrite(saved, header={name: json.dumps(value)})
    with pytest.raises(ModelError, match=f"^The model {saved.name} cannot be used: .*{reason}"):
        load_model(saved)


def test_a_name_no_file_can_have_is_a_model_error():
    with pytest.raises(ModelError, match="cannot be used"):
        load_model(Path("x" * 5000 + ".safetensors"))


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickle_named_like_a_model_runs_nothing(tmp_path):
    sprung = tmp_path / "sprung"
    path = tmp_path / "trap.safetensors"
    path.write_bytes(pickle.dumps(Trap(sprung)))
    with pytest.raises(ModelError, match="damaged or no safetensors file"):
        load_model(path)
    assert not sprung.exists()


@functools.cache
def smallest_file():
    """The bytes of the smallest model there can be."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "smallest.safetensors"
        network = build_network("residual", {"widths": [1, 1, 1]})
        save_model(path, network, replace(FACTS, arguments={"widths": [1, 1, 1]}))
        return path.read_bytes()


@given(
    kept=st.floats(0, 1) | st.just(1.0),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=3),
)
def test_a_damaged_file_gives_a_model_or_a_model_error(kept, changes):
    content = bytearray(smallest_file())
    for place, value in changes:
        content[int(place * len(content))] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.safetensors"
        path.write_bytes(content[: round(kept * len(content))])
        try:
            network, _ = load_model(path)
        except ModelError as error:
            assert "damaged.safetensors" in str(error)  # noqa: PT017 — either outcome is right
        else:
            assert all(tensor.isfinite().all() for tensor in network.state_dict().values())
