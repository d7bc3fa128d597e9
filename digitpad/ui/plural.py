"""Sentences that count."""

from __future__ import annotations


def counted(count: int, one: str, several: str) -> str:
    """The sentence for one thing or for any other number of them, with the number in the place of `{0}`."""
    return (one if count == 1 else several).replace("{0}", f"{count:,}")
