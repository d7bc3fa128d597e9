"""The scripts of `packaging/` are no package; its folder is on the path while they are tested."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "packaging"))
