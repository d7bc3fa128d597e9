"""One command per figure this project claims: `python -m benchmarks.…`; README.md beside this file lists them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "packaging"))  # a folder of scripts; its name is PyPI's
