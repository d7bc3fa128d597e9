"""The one folder in which everything the user keeps lies."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """`DIGITPAD_HOME`, or the platform's folder for user data. It may not exist yet."""
    chosen = os.environ.get("DIGITPAD_HOME")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("digitpad", appauthor=False))
