"""The header of a model file, read and written without torch or safetensors: so a list of models is there at once.

A `.safetensors` file begins with the length of its header, eight bytes little-endian; then comes the header, JSON with
the place of each tensor and our facts under `__metadata__`; then the tensors, at places counted from the header's end.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitpad.core.errors import ModelError
from digitpad.core.model_facts import LARGEST_MODEL_FILE, ModelFacts
from digitpad.core.places import is_file

_LENGTH = 8
"""Bytes that tell the header's length."""

_LARGEST_HEADER = 1024 * 1024
"""Bytes; the bundled models' have four thousand."""

_FACTS = "__metadata__"


def read_header(path: Path) -> ModelFacts:
    """The facts of a model file; its weights are not looked at.

    Raises:
        ModelError: the file is missing, damaged or another program's.
    """
    try:
        _check_size(path)
        with path.open("rb") as file:
            size = _header_size(file.read(_LENGTH))
            header = _parsed(file.read(size), size)
        if path.stat().st_size < _LENGTH + size + _weights_size(header):
            raise ModelError("it is cut off")
        return _facts_of(header)
    except (OSError, ValueError, ModelError) as error:
        raise _unusable(path, error) from error


def read_metadata(path: Path) -> dict[str, str]:
    """What a safetensors file of ours says under `__metadata__`, whatever it is the file of.

    Raises:
        ModelError: the file is missing or damaged.
    """
    try:
        _check_is_file(path)
        return _read(path)
    except (OSError, ValueError, ModelError) as error:
        raise _unusable(path, error) from error


def renamed(path: Path, name: str) -> bytes:
    """The content of a model file, with another name in its facts.

    Raises:
        ModelError: the file is missing, damaged or another program's.
    """
    try:
        _check_size(path)
        content = path.read_bytes()
        size = _header_size(content[:_LENGTH])
        header = _parsed(content[_LENGTH : _LENGTH + size], size)
        header[_FACTS] = replace(_facts_of(header), name=name).to_header()
    except (OSError, ValueError, ModelError) as error:
        raise _unusable(path, error) from error
    written = json.dumps(header, separators=(",", ":")).encode("ascii")
    written += b" " * (-len(written) % _LENGTH)  # the tensors begin at a multiple of eight
    return len(written).to_bytes(_LENGTH, "little") + written + content[_LENGTH + size :]


def _read(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        size = _header_size(file.read(_LENGTH))
        return _metadata_of(_parsed(file.read(size), size))


def _check_is_file(path: Path) -> None:
    if not is_file(path):  # neither a folder nor a pipe, which would be waited for
        raise ModelError(f"there is no such file in {path.absolute().parent}")


def _check_size(path: Path) -> None:
    _check_is_file(path)
    if path.stat().st_size > LARGEST_MODEL_FILE:
        raise ModelError("it is too large to be one of ours")


def _header_size(length: bytes) -> int:
    size = int.from_bytes(length, "little")
    if len(length) < _LENGTH or not 0 < size <= _LARGEST_HEADER:
        raise ModelError("it is damaged or no safetensors file")
    return size


def _parsed(header: bytes, size: int) -> dict[str, Any]:
    if len(header) < size:
        raise ModelError("it is cut off")
    try:
        values = json.loads(header)
    except (ValueError, RecursionError):
        raise ModelError("it is damaged or no safetensors file") from None
    if not isinstance(values, dict):
        raise ModelError("it is damaged or no safetensors file")
    return values


def _weights_size(header: dict[str, Any]) -> int:
    """Bytes of all tensors, as far as the header tells."""
    tensors = [value for name, value in header.items() if name != _FACTS]
    try:
        return max((int(tensor["data_offsets"][1]) for tensor in tensors), default=0)
    except (TypeError, KeyError, IndexError, ValueError, OverflowError):  # of “Infinity”
        raise ModelError("it is damaged or no safetensors file") from None


def _metadata_of(header: dict[str, Any]) -> dict[str, str]:
    metadata = header.get(_FACTS) or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise ModelError("it was not made by digitpad")
    return metadata


def _facts_of(header: dict[str, Any]) -> ModelFacts:
    return ModelFacts.from_header(_metadata_of(header))


def _unusable(path: Path, error: Exception) -> ModelError:
    reason = getattr(error, "strerror", None) or error
    return ModelError(f"The model {path.name} cannot be used: {reason}.")
