"""The command line: text becomes values here, and values become text or JSON again."""

from __future__ import annotations

import errno
import json
import sys
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import digitpad
from digitpad.core.errors import DigitpadError
from digitpad.core.exit_status import INTERRUPTED, OK, SOME_FAILED, USAGE
from digitpad.core.reading import Reading, Status
from digitpad.models_command import models
from digitpad.store.home import home_folder
from digitpad.terminal import on_a_terminal

if TYPE_CHECKING:
    from digitpad.imaging.reader import Reader

_BATCH = 8
"""Pictures read before the first is printed: what Ctrl+C can lose."""

application = typer.Typer(
    name="digitpad",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

application.add_typer(models, name="models")


def run_command(arguments: list[str]) -> int:
    """Run one command and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A file's name may hold bytes that are no text; that is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    if "" in arguments:  # a path of no letters would be the current folder
        typer.echo("One of the arguments is empty. Is a variable not set?", err=True)
        return USAGE
    try:
        application(arguments, standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except DigitpadError as error:
        typer.echo(on_a_terminal(str(error)), err=True)
        return USAGE
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise
        typer.echo(f"The output cannot be written: {error.strerror}. Free some room, and try again.", err=True)
        return USAGE
    return OK


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"digitpad {digitpad.__version__}")
        raise typer.Exit


@application.callback()
def describe(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Read handwritten digits.

    Without a command, `digitpad [FILE…]` shows the window and opens the files in it.
    """


@application.command()
def read(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Pictures, PDFs and TIFFs to read.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per page, each on its own line.")] = False,
    model: Annotated[str | None, typer.Option(metavar="NAME|PATH", help="The model to read with.")] = None,
    one_digit: Annotated[
        bool, typer.Option("--one-digit", help="Take all the ink of a picture for one digit, not for numbers in lines.")
    ] = False,
    debug: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the steps of each page there, as PNG pictures.")
    ] = None,
) -> None:
    """Read numbers and whole pages of them, and print what stands in them.

    The exit status is 1 where a picture could not be read (the others were), 2 for wrong usage, 130 after Ctrl+C.
    """
    from digitpad.imaging.step_files import StepFiles
    from digitpad.loading import load_recognizer

    step_files = StepFiles(debug) if debug else None
    reader = load_recognizer(model)
    failed = False
    for reading in reader.read_each(files, one_digit=one_digit, batch_size=_BATCH):
        failed |= reading.error is not None
        if as_json:
            typer.echo(json.dumps(reading.to_dict(), allow_nan=False))
        else:
            typer.echo(_as_text(reading), err=reading.error is not None)
        if step_files:
            step_files.write(reading, one_digit)
    raise typer.Exit(SOME_FAILED if failed else OK)


@application.command()
def scan(  # noqa: PLR0913, PLR0917 — typer makes an option of each parameter
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to read.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="OUT", help="The results: .csv, .json (JSON lines), .xlsx, .html.")
    ],
    no_recursive: Annotated[bool, typer.Option("--no-recursive", help="Do not read the folders in it.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, max=256, metavar="N", help="Threads that decode and read; all processors if not given."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Do not read again what has not changed.")] = False,
    model: Annotated[str | None, typer.Option(metavar="NAME|PATH", help="The model to read with.")] = None,
    one_digit: Annotated[
        bool, typer.Option("--one-digit", help="Take all the ink of a picture for one digit, not for numbers in lines.")
    ] = False,
    truth: Annotated[
        Path | None, typer.Option(metavar="CSV", help="A table of what stands there, to compare with.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and read new files as they come.")] = False,
) -> None:
    """Read a folder of pictures and documents into a table.

    Progress goes to standard error. Every finished file is kept in a record, so Ctrl+C loses nothing, and --resume goes
    on. The exit status is 1 where a file could not be read (the others were), 2 for wrong usage, 130 after Ctrl+C.
    """
    from digitpad.loading import load_recognizer, one_thread_each
    from digitpad.scan.scan_options import ScanOptions
    from digitpad.scan_command import ScanCommand

    @cache
    def load_reader() -> Reader:
        reader = load_recognizer(model)
        one_thread_each()
        return reader

    options = ScanOptions(not no_recursive, one_digit, jobs)
    command = ScanCommand(folder, output, options, resume, truth)
    raise typer.Exit(OK if command.run(load_reader, watch) else SOME_FAILED)


def _list_networks(wanted: bool) -> None:
    if wanted:
        from digitpad.train_command import describe_networks

        typer.echo(describe_networks())
        raise typer.Exit


@application.command()
def train(  # noqa: PLR0913, PLR0917 — typer makes an option of each parameter
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="The model file to write.")],
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Four IDX files, or a folder of pictures for each digit.")
    ] = None,
    download: Annotated[bool, typer.Option("--download", help="Fetch MNIST first, if it is not here.")] = False,
    own: Annotated[bool, typer.Option("--own", help="Mix in the digits you corrected.")] = False,
    network: Annotated[str | None, typer.Option(metavar="NAME", help="The network; --list names them.")] = None,
    preset: Annotated[str | None, typer.Option(metavar="NAME", help="quick, balanced or best.")] = None,
    start_from: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Begin with the weights of a model: fine-tuning.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(metavar="N", help="How often all images are seen; the preset says, as all below.")
    ] = None,
    batch_size: Annotated[int | None, typer.Option(metavar="N", help="Images of one step.")] = None,
    optimizer: Annotated[str | None, typer.Option(metavar="NAME", help="sgd, adam, adamw, adadelta, rmsprop.")] = None,
    learning_rate: Annotated[float | None, typer.Option(metavar="X", help="The highest of a training.")] = None,
    validation_split: Annotated[
        float | None, typer.Option(metavar="X", help="The share held out to choose the best epoch.")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Of all that is drawn by lot.")] = None,
    device: Annotated[str | None, typer.Option(metavar="NAME", help="auto, cpu or cuda.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the training that was cut off.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per epoch, and one for the test.")] = False,
    networks: Annotated[
        bool, typer.Option("--list", callback=_list_networks, is_eager=True, help="Name the networks and presets.")
    ] = False,
) -> None:
    """Train a network, and write it as a model.

    Without a network or a preset it is the quick one. Progress goes to standard error; after Ctrl+C, --resume goes on.
    """
    from digitpad.train_command import TrainCommand, TrainingWishes, data_choice
    from digitpad.workshop import LocalWorkshop, all_threads

    overrides = {
        "epochs": epochs,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "validation_share": validation_split,
        "seed": seed,
        "device": device,
    }
    wishes = TrainingWishes(preset, network, start_from, overrides)
    if resume and (wishes.are_any or data is not None or own):
        typer.echo(
            "--resume goes on with the training as it was begun: what else is said of it is not heard.", err=True
        )
    config = None if resume else wishes.config(data_choice(data, own))
    TrainCommand(LocalWorkshop(home_folder(), all_threads()), output, as_json).train(config, download)


@application.command()
def evaluate(
    data: Annotated[Path, typer.Option(metavar="DIR", help="MNIST's four files, or a folder for each digit.")],
    model: Annotated[str | None, typer.Option(metavar="NAME|PATH", help="The model to evaluate.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure a model on labelled digits: MNIST's test split, or pictures sorted into folders named 0 to 9.

    Pictures in a further folder named not_a_digit show whether the model doubts where it should. What cannot be read is
    told and left out; the exit status is 1 then.
    """
    from digitpad.evaluate_command import measure
    from digitpad.loading import load_recognizer

    measured = measure(load_recognizer(model), data)
    typer.echo(measured.to_json() if as_json else measured.to_text())
    for reading in measured.unread:
        typer.echo(on_a_terminal(reading.error or ""), err=True)
    if measured.unread:
        raise typer.Exit(SOME_FAILED)


@application.command()
def doctor() -> None:
    """Check what this installation is made of and whether it works."""
    from digitpad.doctor import examine

    well = True
    for finding in examine():
        well &= finding.well
        typer.echo(f"{'ok ' if finding.well else 'BAD'}  {finding.what:<24}{on_a_terminal(finding.found)}")
    raise typer.Exit(OK if well else SOME_FAILED)


def _as_text(reading: Reading) -> str:
    """A reading for a person: one line, or a heading and the lines of the page below it."""
    if reading.error is not None:
        return on_a_terminal(reading.error)
    file = on_a_terminal(reading.file or "")
    place = f"{file}, page {reading.page}" if _is_one_of_several(reading) else file
    if reading.status is Status.EMPTY:
        return f"{place}: no ink found"
    percent = f"{100 * reading.confidence:.1f} %"
    doubt = "" if reading.status is Status.OK else f", {reading.status}"
    lines = reading.text.splitlines()
    if len(lines) == 1:
        return f"{place}: {reading.text} ({percent}{doubt})"
    return "\n    ".join([f"{place}: {len(lines)} lines ({percent}{doubt})", *lines])


def _is_one_of_several(reading: Reading) -> bool:
    from digitpad.imaging.decode import page_count

    return reading.page > 1 or (reading.file is not None and page_count(reading.file) > 1)
