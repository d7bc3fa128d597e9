"""`digitpad models`: what models there are, and everything that can be done with one's own."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from digitpad.core.errors import DigitpadError
from digitpad.core.exit_status import OK, SOME_FAILED
from digitpad.core.network_choice import title_of
from digitpad.core.paths import DEFAULT_MODEL
from digitpad.store.home import home_folder
from digitpad.store.model_header import read_header
from digitpad.store.model_name import names_a_file
from digitpad.store.model_shelf import ModelShelf, ShelfModel
from digitpad.store.settings import Settings, load_settings, save_settings
from digitpad.terminal import on_a_terminal

models = typer.Typer(help="List, show, import, export, choose, rename, remove and restore models.")

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A model of the list.")]
_NameOrPath = Annotated[str, typer.Argument(metavar="NAME|PATH", help="A model of the list, or a model file.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON object per model, each on its own line.")]


@models.callback(no_args_is_help=True)
def describe() -> None:
    """List, show, import, export, choose, rename, remove and restore models."""


@models.command("list")
def list_models(as_json: _Json = False) -> None:
    """List the models: those that come with the program first, then your own, the newest first.

    The one the window reads with is marked. The exit status is 1 where one of them cannot be used.
    """
    found = _shelf().models()
    if as_json:
        for model in found:
            _print_json(model)
    else:
        typer.echo(_table(found))
    for model in found:
        if model.error is not None:
            typer.echo(on_a_terminal(model.error), err=True)
    raise typer.Exit(SOME_FAILED if any(model.error for model in found) else OK)


@models.command()
def show(name: _NameOrPath, as_json: _Json = False) -> None:
    """Show all that a model says of itself."""
    model = _found(name)
    if as_json:
        _print_json(model)
    else:
        told = [(key.replace("_", " "), value) for key, value in _facts_of(model).items() if value is not None]
        typer.echo("\n".join(f"{key:<18}{on_a_terminal(_in_words(value))}" for key, value in told))


@models.command("import")
def import_model(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A model file (.safetensors).")],
    name: Annotated[str, typer.Option(metavar="NAME", help="What to call it; as its file where not given.")] = "",
) -> None:
    """Take a copy of a model file into the list, after a check of its weights."""
    from digitpad.ml.model_file import load_model

    added = _shelf().add(file, name, load_model)
    typer.echo(f"{added.name} is in the list.")


@models.command()
def export(
    name: _NameOrPath,
    output: Annotated[Path, typer.Argument(metavar="OUT", help=".safetensors, .pt (TorchScript) or .onnx.")],
) -> None:
    """Write a model for other programs.

    A .pt and an .onnx take (N, 1, 28, 28) float32 in 0..1 and give ten calibrated probabilities for each image.
    """
    from digitpad.loading import find_model
    from digitpad.ml.export import export_model

    export_model(find_model(name), output)
    typer.echo(f"Written: {output}")


@models.command()
def use(
    name: Annotated[str, typer.Argument(metavar="[NAME|PATH]", help="A model of the list, or a model file.")] = "",
    back: Annotated[bool, typer.Option("--back", help="The one that was used before.")] = False,
) -> None:
    """Choose the model the window reads with."""
    if back == bool(name):
        raise typer.BadParameter("give either the name of a model or --back")
    settings = load_settings(home_folder())
    chosen = _last_before(settings) if back else name
    model = _found(chosen or DEFAULT_MODEL)
    read_header(model.path)
    settings.use_model(str(model.path.absolute()) if names_a_file(chosen) else model.name)
    _save(settings)
    typer.echo(f"The window reads with {model.name} from its next start on.")


@models.command()
def remove(name: _Name) -> None:
    """Take one of your own models from the list; `restore` brings it back."""
    _shelf().remove(name)
    typer.echo(f"{name} is removed; “digitpad models restore” with its name brings it back.")


@models.command()
def rename(name: _Name, new_name: Annotated[str, typer.Argument(metavar="NEW")]) -> None:
    """Call one of your own models something else."""
    renamed = _shelf().rename(name, new_name).name
    settings = load_settings(home_folder())
    if name in (settings.model, *settings.models_before):
        settings.rename_model(name, renamed)
        _save(settings)
    typer.echo(f"{name} is called {renamed} now.")


@models.command()
def restore(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A removed model; without a name they are listed.")
    ] = "",
) -> None:
    """Bring back a model that was removed."""
    if not name:
        typer.echo("\n".join(_shelf().removed_names()) or "No model was removed.")
        return
    typer.echo(f"{_shelf().restore(name).name} is in the list again.")


def _shelf() -> ModelShelf:
    return ModelShelf(home_folder())


def _found(name: str) -> ShelfModel:
    """A model of the list, or a file that is in none."""
    if names_a_file(name):
        return ShelfModel(Path(name).stem, Path(name), is_bundled=False, facts=read_header(Path(name)))
    return _shelf().model(name)


def _last_before(settings: Settings) -> str:
    """The last model that was used before, and is still there."""
    for before in settings.models_before:
        with contextlib.suppress(DigitpadError):
            _found(before or DEFAULT_MODEL)
            return before
    raise DigitpadError("No other model was used before that is still there.")


def _save(settings: Settings) -> None:
    try:
        save_settings(settings, home_folder())
    except OSError as error:
        raise DigitpadError(f"The settings in {home_folder()} cannot be written: {error.strerror}.") from error


def _is_in_use(model: ShelfModel) -> bool:
    used = load_settings(home_folder()).model or DEFAULT_MODEL
    return Path(used) == model.path.absolute() if names_a_file(used) else model.name == used


def _facts_of(model: ShelfModel) -> dict[str, Any]:
    """All that is known of a model, by name."""
    facts = asdict(model.facts) if model.facts else {}
    facts.pop("name", None)
    network = title_of(model.facts.architecture, model.facts.arguments) if model.facts else None
    return {
        "name": model.name,
        "file": str(model.path),
        "bundled": model.is_bundled,
        "in_use": _is_in_use(model),
        "error": model.error,
        "network": network,
        **facts,
    }


def _print_json(model: ShelfModel) -> None:
    typer.echo(json.dumps(_facts_of(model), allow_nan=False))


def _table(found: Sequence[ShelfModel]) -> str:
    """A line for each model: whether it is in use, name, date, network, accuracy."""
    rows: list[tuple[str, ...]] = []
    for model in found:
        facts = model.facts
        accuracy = "" if model.accuracy is None else f"{100 * model.accuracy:.2f} %"
        rows.append(
            (
                "*" if _is_in_use(model) else "",
                model.name,
                facts.date if facts else "",
                title_of(facts.architecture, facts.arguments) if facts else "cannot be used",
                accuracy,
            )
        )
    rows.insert(0, ("", "model", "date", "network", "accuracy"))
    rows = [tuple(map(on_a_terminal, row)) for row in rows]
    rows = [tuple(map(on_a_terminal, row)) for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {number}" for key, number in value.items())
    return str(value)
