"""How a time is written."""

from __future__ import annotations


def as_clock(seconds: float) -> str:
    """Seconds as 0:42, 12:05 or 1:00:00."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
