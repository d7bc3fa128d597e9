"""Text on its way to a terminal."""

from __future__ import annotations


def on_a_terminal(text: str) -> str:
    """The text with what would move the cursor escaped: names of files may hold anything."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
