"""A name is a file's name on every system, and no option."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.store.model_name import clean_name, names_a_file, numbered


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mine", "mine"),
        ("Großmutters Siebenen 2", "Großmutters Siebenen 2"),
        ("mine.safetensors", "mine"),
        ("v1.2", "v1.2"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\\b:c", "a-b-c"),
        ("...", "model"),
        ("", "model"),
        (" . hidden ", "hidden"),
        ("--model", "model"),
        ("a\0b\nc\x1b[31m", "a-b-c-[31m"),
        ("e\u0301", "é"),
        ("nul", "nul model"),
        ("COM1.txt", "COM1.txt model"),
        ("\ud800", "model"),
    ],
)
def test_a_text_becomes_a_name(text, name):
    assert clean_name(text) == name


@given(st.text())
def test_whatever_the_text_is_it_is_one_file(text):
    name = clean_name(text)
    assert name
    assert not set(name) & set('/\\\0\n<>:"|?*')
    assert name[0] not in ".- "
    assert len(name.encode()) <= 130
    assert clean_name(name) == name


def test_a_name_that_is_taken_gets_a_number():
    assert numbered("Mine", set()) == "Mine"
    assert numbered("Mine", {"mine"}) == "Mine 2"
    assert numbered("Mine", {"mine", "mine 2"}) == "Mine 3"


@pytest.mark.parametrize(
    ("model", "is_file"), [("digitpad-tiny", False), ("a.safetensors", True), ("A.SafeTensors", True)]
)
def test_a_file_is_told_from_a_name(model, is_file):
    assert names_a_file(model) is is_file
