"""The header of a model file: what we write we read, what a stranger writes is checked."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import ModelError
from digitpad.core.model_facts import ModelFacts

FACTS = ModelFacts(
    name="test “model” é",
    architecture="residual",
    arguments={"widths": [4, 4, 8]},
    normalization=1,
    temperature=1.25,
    unsure_below=0.9,
    not_a_digit_below=0.2,
    data="digits drawn by the tests",
    seed=7,
    epochs=3,
    date="2026-01-31",
    scores={"accuracy": 0.99},
)
NAMES = [f.name for f in fields(ModelFacts)]


def test_facts_survive_the_header():
    assert ModelFacts.from_header(FACTS.to_header()) == FACTS


@given(name=st.text(), seed=st.integers(-(2**63), 2**63), temperature=st.floats(0.01, 100))
def test_any_values_survive_the_header(name, seed, temperature):
    facts = replace(FACTS, name=name, seed=seed, temperature=temperature)
    assert ModelFacts.from_header(facts.to_header()) == facts


def test_a_header_holds_text_only():
    assert all(isinstance(value, str) for value in FACTS.to_header().values())


@pytest.mark.parametrize("header", [None, {}, {"format": "pt"}, {**FACTS.to_header(), "format": "digitpad-model-2"}])
def test_another_programs_header_is_refused(header):
    with pytest.raises(ModelError, match="not made by digitpad"):
        ModelFacts.from_header(header)


@pytest.mark.parametrize("missing", NAMES)
def test_a_missing_fact_is_named(missing):
    header = FACTS.to_header()
    del header[missing]
    with pytest.raises(ModelError, match=f"lacks “{missing}”"):
        ModelFacts.from_header(header)


def test_text_that_could_not_be_written_again_is_refused():
    with pytest.raises(ModelError, match="“data” in its header cannot be read"):
        ModelFacts.from_header({**FACTS.to_header(), "data": '"a \\ud800 b"'})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["null", "true", "[1]", "{", "", pytest.param("[" * 100_000, id="deep")])
def test_a_fact_of_the_wrong_kind_is_named(name, text):
    with pytest.raises(ModelError, match=f"“{name}”"):
        ModelFacts.from_header({**FACTS.to_header(), name: text})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"temperature": "0"}, "temperature"),
        ({"temperature": "-1"}, "temperature"),
        ({"temperature": "NaN"}, "temperature"),
        ({"temperature": "Infinity"}, "temperature"),
        ({"temperature": f"{10**400}"}, "temperature"),
        ({"scores": '{"accuracy": "high"}'}, "score"),
        ({"scores": '{"accuracy": NaN}'}, "score"),
        ({"scores": f'{{"accuracy": {10**400}}}'}, "score"),
        ({"unsure_below": "1.1"}, "thresholds"),
        ({"unsure_below": "NaN"}, "unsure_below"),
        ({"not_a_digit_below": "-0.1"}, "thresholds"),
        ({"not_a_digit_below": "0.95"}, "thresholds"),
    ],
)
def test_a_value_out_of_its_range_is_refused(changes, reason):
    with pytest.raises(ModelError, match=reason):
        ModelFacts.from_header({**FACTS.to_header(), **changes})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(json_values.map(json.dumps), st.text(max_size=10))))
def test_whatever_a_stranger_writes_is_facts_or_a_refusal(changes):
    try:
        facts = ModelFacts.from_header({**FACTS.to_header(), **changes})
    except ModelError:
        return
    assert 0 <= facts.not_a_digit_below <= facts.unsure_below <= 1
    assert 0.01 <= facts.temperature <= 100
