"""The workshop: training put together from its parts. A `core.Workshop`; torch is imported when it is needed."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.core.answered_digits import Duel
from digitpad.core.device_preference import DevicePreference
from digitpad.core.errors import DigitpadError
from digitpad.core.places import is_file
from digitpad.core.processors import processor_count
from digitpad.core.training_config import TrainingConfig
from digitpad.core.training_report import TrainingResult, TrainingStep, UndecidedModel, UnfinishedTraining
from digitpad.core.workshop import DataAtHand, DownloadStep
from digitpad.loading import device_preference, find_model
from digitpad.store.checkpoint_header import read_checkpoint_header
from digitpad.store.file_lock import take_lock
from digitpad.store.model_header import read_header
from digitpad.store.sample_store import OwnSamples, SampleStore, sample_count

if TYPE_CHECKING:
    from digitpad.ml.checkpoint import Checkpoint
    from digitpad.ml.gathering import Sources

_log = logging.getLogger(__name__)

Steps = Generator[TrainingStep, None, TrainingResult]

_MOST_FINISHED = 20
"""Models that were trained and not decided on: so many are offered again, of a megabyte each or less."""

_MNIST = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
"""The files of MNIST, each of which may be packed: `ml.mnist` knows them too, but brings what takes long to import."""


class LocalWorkshop:
    """Trains on this computer, and keeps what it needs in the home folder.

    Args:
        home: the folder of what the program keeps.
        threads: of the processor to compute with; all but one where it is 0, so that a window beside it lives.
    """

    def __init__(self, home: Path, threads: int = 0) -> None:
        self._home = home
        self._threads = threads or max(1, processor_count() - 1)
        self._counted = 0  # digits of one's own, when they could be counted last
        self._folder = home / "training"
        self._checkpoint = self._folder / "unfinished.safetensors"

    def data_at_hand(self) -> DataAtHand:
        """What there is to learn from."""
        return DataAtHand(self._find_mnist(), self._own_count())

    def download(self) -> Generator[DownloadStep, None, Path]:
        """Fetch MNIST into the home folder."""
        from digitpad.ml.download import download_mnist

        return (yield from download_mnist(self._home / "data" / "mnist"))

    def preview(self, config: TrainingConfig, count: int) -> Generator[None, None, NDArray[np.uint8]]:
        """Some of the images a training would see."""
        yield  # what follows belongs to the thread that asks for the second step, too
        from digitpad.ml.gathering import preview

        return (yield from preview(config, self._sources(config), count))

    def train(self, config: TrainingConfig, stop_requested: Callable[[], bool]) -> Steps:
        """Train."""
        yield TrainingStep("preparing", epochs=config.epochs)
        return (yield from self._steps(config, stop_requested))

    def unfinished(self) -> UnfinishedTraining | None:
        """The training that was cut off."""
        return read_checkpoint_header(self._checkpoint)

    def resume(self, stop_requested: Callable[[], bool]) -> Steps:
        """Go on with the training that was cut off."""
        yield TrainingStep("preparing")
        if not self._checkpoint.exists():
            raise DigitpadError("There is no training to go on with.")
        from digitpad.ml.checkpoint import Checkpoint

        checkpoint = Checkpoint(self._checkpoint)
        return (yield from self._steps(checkpoint.config, stop_requested, checkpoint))

    def forget_unfinished(self) -> None:
        """Throw the checkpoint away.

        Raises:
            DigitpadError: it cannot be deleted.
        """
        try:
            self._checkpoint.unlink(missing_ok=True)
        except OSError as error:
            raise DigitpadError(f"{self._checkpoint} cannot be deleted: {error.strerror or error}.") from error

    def undecided(self) -> list[UndecidedModel]:
        """Finished models that were neither kept nor discarded; what cannot be read is left out."""
        models = []
        for path in reversed(self._finished()):
            with contextlib.suppress(OSError, DigitpadError):
                models.append(UndecidedModel(path, read_header(path), path.stat().st_mtime))
        return models

    def discard(self, model: Path) -> None:
        """Delete a finished model; one that cannot be deleted is offered once more."""
        try:
            model.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("%s stays behind: %s", model, error)

    def duel(self, result: TrainingResult, model: str) -> Generator[None, None, Duel]:
        """The finished model against another, on the same test digits."""
        yield
        from digitpad.ml.answering import answered
        from digitpad.ml.device import choose_device
        from digitpad.ml.labelled_images import LabelledImages
        from digitpad.ml.model_file import load_model

        network, facts = load_model(find_model(model or None))
        test = result.scores.test
        digits = LabelledImages.from_arrays(test.images, test.labels)
        before = yield from answered(network, facts, digits, choose_device("cpu"))
        return Duel(before, test)

    def _steps(
        self, config: TrainingConfig, stop_requested: Callable[[], bool], checkpoint: Checkpoint | None = None
    ) -> Steps:
        import torch

        from digitpad.ml.device import choose_device
        from digitpad.ml.preload import preload_training
        from digitpad.ml.ranks import join_ranks, leave_ranks
        from digitpad.ml.training_job import Files, TrainingJob

        self._check_folder()
        preload_training()
        torch.set_num_threads(self._threads)
        device = choose_device(_preference(config))
        if _preference(config) == "cuda" and device.torch_device.type != "cuda":
            note = f"CUDA was asked for, and the processor is what there is. {device.reason}"
            yield TrainingStep("preparing", epochs=config.epochs, device=device.label, note=note)
        start = find_model(config.start_from) if config.start_from else None
        # Of its own: the person may not have decided yet on that of another window, or of the training before.
        output = self._folder / f"finished-{os.getpid()}-{time.time_ns()}.safetensors"
        files = Files(start, self._checkpoint, output)
        ranks = join_ranks(device.torch_device)
        try:
            with self._alone() if ranks.is_first else contextlib.nullcontext():
                self._tidy()
                job = TrainingJob(config, self._sources(config), files, device, ranks)
                return (yield from job.steps(stop_requested, checkpoint))
        finally:
            leave_ranks(ranks)

    def _check_folder(self) -> None:
        """Raise DigitpadError where nothing can be kept: before hours of training, not after."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            raise DigitpadError(
                f"{self._folder} cannot be written: {error.strerror or error}. What a training learns is kept there; "
                "another folder can be named in DIGITPAD_HOME."
            ) from error

    def _tidy(self) -> None:
        """Delete finished models that nobody decided on, but for the newest."""
        with contextlib.suppress(OSError):
            for path in self._finished()[:-_MOST_FINISHED]:
                path.unlink()

    def _finished(self) -> list[Path]:
        """The files of models that nobody decided on, the newest last."""
        try:
            return sorted(self._folder.glob("finished-*.safetensors"), key=lambda path: path.stat().st_mtime)
        except OSError:
            return []

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One training at a time: what is kept of it has one place in a home, and another would write over it.

        Raises:
            DigitpadError: another one is going on, in this process or any other.
        """
        try:
            lock = take_lock(self._home / "training.lock")
        except OSError:  # where nothing can be written, nothing is written over
            yield
            return
        if lock is None:
            raise DigitpadError(
                "Another training is going on, in a window or a terminal. Wait for its end, or stop it."
            )
        with lock:
            yield

    def _sources(self, config: TrainingConfig) -> Sources:
        from digitpad.ml.gathering import OwnDigits, Sources

        own = None
        if config.data.own:
            kept = self._own_samples()
            own = OwnDigits(kept.images, kept.labels, kept.held_out)
        mnist = config.data.mnist or self._find_mnist()
        return Sources(mnist, config.data.pictures, own, self._home / "cache")

    def _find_mnist(self) -> Path | None:
        """The folder of MNIST's files: `DIGITPAD_DATA`, or where a download put them."""
        named = os.environ.get("DIGITPAD_DATA")
        for folder in (*([Path(named)] if named else []), self._home / "data"):
            for place in (folder, folder / "mnist"):
                if all(is_file(place / name) or is_file(place / f"{name}.gz") for name in _MNIST):
                    return place
        return None

    def _own_count(self) -> int:
        # For the window's thread: who writes this moment is not waited for, and what is wrong is told by the training.
        count = sample_count(self._home)
        if count is not None:
            self._counted = count
        return self._counted

    def _own_samples(self) -> OwnSamples:
        with contextlib.closing(SampleStore(self._home)) as store:
            samples = store.load()
        if not len(samples.labels):
            raise DigitpadError(
                "There are no digits of your own yet. "
                "Correct an answer in the Draw tab or in the review of a scan, and it is kept."
            )
        return samples


def all_threads() -> int:
    """As many threads as may run at once: for a program that does nothing else."""
    return processor_count() // int(os.environ.get("LOCAL_WORLD_SIZE", "1")) or 1


def _preference(config: TrainingConfig) -> DevicePreference:
    """The device a training asks for; `auto` goes by `DIGITPAD_DEVICE`."""
    return device_preference() if config.device == "auto" else config.device
