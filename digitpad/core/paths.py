"""Where the files that come with digitpad are."""

from __future__ import annotations

from pathlib import Path

DEFAULT_MODEL = "digitpad-base"
"""The bundled model that reads where no other was chosen."""

PAIR_MODEL = "digitpad-pairs"
"""The one that helps any of them with two digits that touch, and reads nothing by itself."""

_PACKAGE = Path(__file__).resolve().parents[1]


def resources_folder() -> Path:
    """The `resources` folder: inside the package where it was installed or built, beside it in a source tree."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def bundled_model(name: str) -> Path:
    """Where the bundled model of that name lies, whether it is there or not."""
    return resources_folder() / "models" / f"{name}.safetensors"


def bundled_models() -> list[str]:
    """The names of the models that come with the program, the default first."""
    names = sorted(file.stem for file in (resources_folder() / "models").glob("*.safetensors"))
    return sorted((name for name in names if name != PAIR_MODEL), key=lambda name: name != DEFAULT_MODEL)


def licences() -> list[tuple[str, Path]]:
    """The licences that come with the program, each by what it is of: digitpad's own first, the others by name."""
    own = resources_folder() / "licences" / "digitpad.txt"
    others = sorted((own.parent).glob("*.txt"), key=lambda path: path.name.casefold())
    if not own.is_file():  # a source tree has it where those look who browse it
        own = _PACKAGE.parent / "LICENSE"
    return [("digitpad", own), *((path.stem, path) for path in others if path.stem != "digitpad")]
