"""Fetching MNIST from several mirrors in turn, checked by its content: the program's only use of the network."""

from __future__ import annotations

import gzip
import io
import queue
import threading
import zlib
from collections.abc import Generator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from digitpad.core.whole_file import write_whole
from digitpad.core.workshop import DownloadStep
from digitpad.ml.idx import DataError, read_idx
from digitpad.ml.mnist import is_mnist

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
"""Where the four packed files lie; LeCun's own site no longer serves them."""

_SIZES = {
    "train-images-idx3-ubyte": 9_912_422,
    "train-labels-idx1-ubyte": 28_881,
    "t10k-images-idx3-ubyte": 1_648_877,
    "t10k-labels-idx1-ubyte": 4_542,
}
"""Bytes of the packed files, for the progress alone."""

_LARGEST, _LARGEST_UNPACKED = 20_000_000, 50_000_000
"""Bytes; a mirror that sends more sends something else."""

_CHUNK = 65_536
_PATIENCE = 10.0
"""Seconds without a byte after which a mirror is given up."""

_TELL_EVERY = 0.1
"""Seconds between two steps, and between two chances to cancel."""


def download_mnist(folder: Path, mirrors: Sequence[str] = MIRRORS) -> Generator[DownloadStep, None, Path]:
    """Fetch what is missing of the four files. Closed on the way, it keeps the files that are whole.

    Args:
        folder: to put them in; made where it is missing.
        mirrors: addresses that end in a slash.

    Returns:
        The folder.

    Raises:
        DataError: no mirror can be reached, or none has the right files, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = 0
        for name, size in _SIZES.items():
            if not _is_there(folder, name):
                yield from _fetch_from_any(name, folder, mirrors, done)
            done += size
    except OSError as error:
        raise DataError(f"MNIST cannot be kept in {folder}: {error.strerror}.") from error
    return folder


def _is_there(folder: Path, name: str) -> bool:
    try:
        return is_mnist(name, read_idx(folder, name))
    except DataError:
        return False


def _fetch_from_any(
    name: str, folder: Path, mirrors: Sequence[str], before: int
) -> Generator[DownloadStep, None, None]:
    """One file from the first mirror that has it."""
    failures = []
    for mirror in mirrors:
        host = urlsplit(mirror).netloc
        fetch = _Fetch(f"{mirror}{name}.gz")
        try:
            while not fetch.wait(_TELL_EVERY):
                received = min(fetch.received, _SIZES[name])  # it counts in whole chunks
                yield DownloadStep(f"{name}.gz", before + received, sum(_SIZES.values()), host)
        finally:
            fetch.cancel()
        reason = fetch.error or _keep_if_right(name, fetch.content, folder)
        if not reason:
            yield DownloadStep(f"{name}.gz", before + _SIZES[name], sum(_SIZES.values()), host)
            return
        failures.append(f"{host}: {reason}")
    raise DataError(
        f"MNIST could not be downloaded ({'; '.join(failures)}). Without the network, copy its four files "
        f"(train-images-idx3-ubyte.gz and so on) into {folder}, or choose a folder that holds them."
    )


def _keep_if_right(name: str, packed: bytes, folder: Path) -> str:
    """Write the file if its content is MNIST's; else why it is not."""
    try:
        with gzip.open(io.BytesIO(packed)) as file:
            content = file.read(_LARGEST_UNPACKED)
    except (OSError, EOFError, zlib.error):
        return "it sent no packed file"
    if not is_mnist(name, content):
        return "what it sent has another checksum"
    write_whole(folder / f"{name}.gz", packed)
    return ""


class _Cancelled(Exception):  # noqa: N818 — no error: somebody wished it
    """Ends a transfer from within."""


class _Fetch:
    """One transfer in a thread of its own: a read from a silent server cannot be interrupted, only left behind.

    It is its own `progressbar` for pooch.

    Attributes:
        received: bytes so far.
        content: all of them, at the end.
        error: why there are none; empty where all went well.
        total: pooch writes it.
    """

    def __init__(self, address: str) -> None:
        self.received, self.total = 0, 0
        self.content, self.error = b"", ""
        self._address = address
        self._cancelled = threading.Event()
        self._ended: queue.SimpleQueue[None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="download", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, after so many seconds at most."""
        try:
            self._ended.get(timeout=seconds)
        except queue.Empty:
            return False
        return True

    def cancel(self) -> None:
        """End it soon, without waiting for it."""
        self._cancelled.set()

    def _run(self) -> None:
        import pooch

        try:
            file = io.BytesIO()
            pooch.HTTPDownloader(progressbar=self, chunk_size=_CHUNK, timeout=_PATIENCE)(self._address, file, None)
            self.content = file.getvalue()
        except _Cancelled as reason:
            self.error = str(reason)
        except OSError as error:  # requests' own errors are all of this kind
            self.error = _in_short(error)
        except ValueError as error:  # a length that is no number
            self.error = f"its answer makes no sense: {error}"
        finally:
            self._ended.put(None)

    # What pooch calls.

    def update(self, count: int) -> None:
        """Take in that some bytes came."""
        self.received += count
        if self._cancelled.is_set():
            raise _Cancelled("it was cancelled")
        if max(self.received, self.total) > _LARGEST:
            raise _Cancelled("it sends too much")

    def reset(self) -> None:
        """Begin again at nothing: the last call for a file gives its true size."""
        self.received = 0

    def close(self) -> None:
        """Do nothing: there is no bar to close."""


def _in_short(error: OSError) -> str:
    """The part of an error of the network that a person can read."""
    kind = type(error).__name__
    if "Timeout" in kind:
        return "it did not answer"
    if "HTTPError" in kind:
        return str(error).split(" for url")[0]
    return "it cannot be reached"
