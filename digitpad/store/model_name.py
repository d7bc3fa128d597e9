"""The names of models: each is the name of a file on every system, and no option of a command line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

SUFFIX = ".safetensors"

_MOST_BYTES = 120
"""Of a name: with a time before it and a suffix behind it, every file system takes it."""

_NO_PLACE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\<>:"|?*\ud800-\udfff]+')

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever follows a dot."""


def clean_name(text: str) -> str:
    """The name nearest to a text that every system can call a file."""
    name = _NO_PLACE.sub("-", unicodedata.normalize("NFC", text))
    name = " ".join(name.split()).removesuffix(SUFFIX)
    name = name.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .-")
    if _DEVICES.fullmatch(name):
        name += " model"
    return name or "model"


def numbered(name: str, taken: Container[str]) -> str:
    """The name, or with a number behind it the first that is not taken; `taken` holds names in lower case."""
    chosen, number = name, 1
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{name} {number}"
    return chosen


def names_a_file(model: str) -> bool:
    """Whether a model is named by its file, and not by its name in the list."""
    return model.lower().endswith(SUFFIX)
