"""Where somebody wants a network to run."""

from __future__ import annotations

from typing import Literal

DevicePreference = Literal["auto", "cpu", "cuda"]
"""`auto` is the fastest there is."""
