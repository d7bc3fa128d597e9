"""A history: states, one after another, that can be gone back and forth in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

State = TypeVar("State")


class History(Generic[State]):
    """Holds every state there was; a new one takes the place of those that were undone.

    Args:
        first: the state at the beginning.
    """

    def __init__(self, first: State) -> None:
        self._states = [first]
        self._index = 0

    @property
    def current(self) -> State:
        return self._states[self._index]

    @property
    def backwards(self) -> Iterator[State]:
        """The current state, and those before it that it came from, the latest first."""
        return reversed(self._states[: self._index + 1])

    @property
    def can_undo(self) -> bool:
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        return self._index < len(self._states) - 1

    def add(self, state: State) -> None:
        """Go on to a new state."""
        self._states[self._index + 1 :] = [state]
        self._index += 1

    def amend(self, state: State) -> None:
        """Change the current state, as no step of its own."""
        self._states[self._index] = state

    def undo(self) -> State:
        """Go back, where there is a state before; the state then."""
        self._index = max(0, self._index - 1)
        return self.current

    def redo(self) -> State:
        """Go on again, where there is a state after; the state then."""
        self._index = min(len(self._states) - 1, self._index + 1)
        return self.current
