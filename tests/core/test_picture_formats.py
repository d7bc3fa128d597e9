"""The kinds of pictures that are opened have their usual names."""

from __future__ import annotations

from PIL import Image

from digitpad.core.picture_formats import FORMATS, SUFFIXES


def test_the_suffixes_are_those_of_the_formats():
    kinds = Image.registered_extensions()
    assert {kinds[suffix] for suffix in SUFFIXES} == set(FORMATS)
