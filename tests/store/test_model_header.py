"""A header is read without torch; whatever a stranger wrote is facts or a sentence."""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import ModelError
from digitpad.core.model_facts import LARGEST_MODEL_FILE
from digitpad.core.paths import bundled_model, bundled_models
from digitpad.store.model_header import read_header, renamed
from tests.store.model_samples import FACTS, WEIGHTS, write_model


def test_the_facts_of_a_file_are_read(tmp_path):
    assert read_header(write_model(tmp_path / "a.safetensors")) == FACTS


@pytest.mark.parametrize("name", bundled_models())
def test_the_bundled_models_say_their_name(name):
    assert read_header(bundled_model(name)).name == name


def test_a_renamed_model_has_its_weights_and_all_other_facts(tmp_path):
    path = write_model(tmp_path / "a.safetensors")
    other = tmp_path / "b.safetensors"
    other.write_bytes(renamed(path, "another – name"))
    facts = read_header(other)
    assert facts.name == "another – name"
    assert (facts.arguments, facts.data, facts.scores) == (FACTS.arguments, FACTS.data, FACTS.scores)
    content = other.read_bytes()
    assert content.endswith(WEIGHTS)
    assert (len(content) - len(WEIGHTS)) % 8 == 0
    assert read_header(path) == FACTS


def whole(header: bytes) -> bytes:
    return len(header).to_bytes(8, "little") + header


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged or no safetensors"),
        (b"\x05\0\0", "damaged or no safetensors"),
        (bytes(8), "damaged or no safetensors"),
        (b"\xff" * 8 + b"{}", "damaged or no safetensors"),
        ((2**20 + 1).to_bytes(8, "little") + b"{}", "damaged or no safetensors"),
        ((100).to_bytes(8, "little") + b"{}", "cut off"),
        (whole(b"\x80\x04}."), "damaged or no safetensors"),
        (whole(b"[]"), "damaged or no safetensors"),
        (whole(b"{"), "damaged or no safetensors"),
        (whole(b"[" * 100_000), "damaged or no safetensors"),
        (whole(b'{"a":' * 100_000), "damaged or no safetensors"),
        (whole(b"1" * 5000), "damaged or no safetensors"),
        (whole(b"{}"), "not made by digitpad"),
        (whole(b'{"__metadata__": []}'), "not made by digitpad"),
        (whole(b'{"__metadata__": "text"}'), "not made by digitpad"),
        (whole(b'{"__metadata__": {"format": 1}}'), "not made by digitpad"),
        (whole(b'{"__metadata__": {"format": "pt"}}'), "not made by digitpad"),
        (whole(json.dumps({"__metadata__": {**FACTS.to_header(), "seed": None}}).encode()), "not made by digitpad"),
        (whole(json.dumps({"__metadata__": {**FACTS.to_header(), "seed": '"x"'}}).encode()), "“seed”"),
    ],
)
def test_a_hostile_file_is_refused_in_a_sentence(tmp_path, content, reason):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)
    for ask in (read_header, lambda path: renamed(path, "x")):
        with pytest.raises(ModelError, match=rf"bad\.safetensors cannot be used: .*{reason}.*\.$"):
            ask(path)


@pytest.mark.parametrize("end", [math.inf, math.nan, "x", None])
def test_tensors_without_an_end_are_refused(tmp_path, end):
    header = {"__metadata__": FACTS.to_header(), "a": {"data_offsets": [0, end]}}
    with pytest.raises(ModelError, match="damaged"):
        read_header(write_model(tmp_path / "a.safetensors", header))


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_it_is_a_sentence(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bad.safetensors"
        path.write_bytes(content)
        with pytest.raises(ModelError):
            read_header(path)


def test_a_file_too_large_is_not_read(tmp_path):
    path = write_model(tmp_path / "a.safetensors")
    os.truncate(path, LARGEST_MODEL_FILE + 1)
    with pytest.raises(ModelError, match="too large"):
        read_header(path)


def test_what_is_no_file_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere.safetensors", Path("a\0b"), Path("x" * 5000)):
        with pytest.raises(ModelError):
            read_header(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.safetensors")
    with pytest.raises(ModelError, match="no such file"):
        read_header(tmp_path / "pipe.safetensors")
