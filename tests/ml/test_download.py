"""MNIST is fetched from the first mirror that has it, whole or not at all, and the fetching can be left at any time.

The mirrors are servers of this computer, and MNIST is four small files.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from digitpad.core.errors import DigitpadError
from digitpad.ml import download, mnist
from digitpad.ml.download import download_mnist

CONTENTS = {name: bytes(range(256)) * (8 if "images" in name else 1) + name.encode() for name in mnist.SHA256}
PACKED = {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in CONTENTS.items()}
FIRST = next(iter(PACKED))
TOTAL = sum(map(len, PACKED.values()))


class Mirror(ThreadingHTTPServer):
    """Serves the four files, or what it is told instead.

    Attributes:
        files: what it has, by name.
        asked: the names it was asked for, in order.
        length: what it says the length of a file is; the truth where it is None.
        silent_after: bytes after which it says no more until it goes; None where it says all.
        is_endless: whether it sends bytes until it goes.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = dict(PACKED)
        self.asked = []
        self.length = None
        self.silent_after = None
        self.is_endless = False
        self.is_gone = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/"

    def go(self):
        self.is_gone.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.strip("/")
        self.server.asked.append(name)
        content = self.server.files.get(name)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        if self.server.is_endless:
            self.end_headers()
            with contextlib.suppress(OSError):  # the other side has heard enough
                while not self.server.is_gone.wait(0.001):
                    self.wfile.write(bytes(1000))
            return
        self.send_header("Content-Length", self.server.length or str(len(content)))
        self.end_headers()
        self.wfile.write(content[: self.server.silent_after])
        if self.server.silent_after is not None:
            self.server.is_gone.wait()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(autouse=True)
def _small_mnist(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "_SIZES", {name: len(PACKED[f"{name}.gz"]) for name in CONTENTS})
    monkeypatch.setattr(download, "_TELL_EVERY", 0.01)
    for name, content in CONTENTS.items():
        monkeypatch.setitem(mnist.SHA256, name, hashlib.sha256(content).hexdigest())


@pytest.fixture
def mirrors():
    """Two mirrors that have everything."""
    two = [Mirror(), Mirror()]
    yield two
    for mirror in two:
        mirror.go()
    for thread in threading.enumerate():
        if thread.name == "download":  # what was left behind ends when the server goes
            thread.join(timeout=5)
            assert not thread.is_alive()


def fetch(folder, mirrors):
    """Download to the end: the steps and the folder."""
    steps = []
    work = download_mnist(folder, [mirror.address for mirror in mirrors])
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            return steps, end.value


def kept(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_four_files_are_fetched(tmp_path, mirrors):
    steps, folder = fetch(tmp_path / "data" / "mnist", mirrors)
    assert folder == tmp_path / "data" / "mnist"
    assert kept(folder) == PACKED
    assert mirrors[0].asked == list(PACKED)
    assert not mirrors[1].asked
    assert mirrors[0].address == f"http://{steps[0].mirror}/"


def test_the_progress_rises_to_the_total(tmp_path, mirrors):
    steps, _ = fetch(tmp_path, mirrors)
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert {step.total for step in steps} == {TOTAL}
    assert done[-1] == TOTAL
    assert {step.file for step in steps} == set(PACKED)


def test_files_that_are_there_are_not_fetched_again(tmp_path, mirrors):
    packed, plain = list(CONTENTS)[:2]
    (tmp_path / f"{packed}.gz").write_bytes(PACKED[f"{packed}.gz"])
    (tmp_path / plain).write_bytes(CONTENTS[plain])
    steps, _ = fetch(tmp_path, mirrors)
    assert mirrors[0].asked == list(PACKED)[2:]
    assert steps[-1].done == TOTAL
    assert fetch(tmp_path, mirrors)[0] == []


def test_a_damaged_file_is_fetched_again(tmp_path, mirrors):
    (tmp_path / FIRST).write_bytes(PACKED[FIRST][:-20])
    fetch(tmp_path, mirrors)
    assert kept(tmp_path) == PACKED


def is_gone(mirror):
    mirror.files.clear()


def sends_garbage(mirror):
    mirror.files = dict.fromkeys(PACKED, b"<html>Log in to the hotel's network</html>")


def sends_another_file(mirror):
    mirror.files = dict.fromkeys(PACKED, gzip.compress(b"another"))


def sends_half(mirror):
    mirror.files = {name: content[: len(content) // 2] for name, content in PACKED.items()}


def sends_too_much(mirror):
    mirror.files = dict.fromkeys(PACKED, bytes(2_000_000))


def sends_what_unpacks_to_too_much(mirror):
    mirror.files = dict.fromkeys(PACKED, gzip.compress(bytes(2_000_000)))


def ends_too_early(mirror):
    mirror.length = "1000"


def cannot_count(mirror):
    mirror.length = "many"


@pytest.mark.parametrize(
    "trouble",
    [
        is_gone,
        sends_garbage,
        sends_another_file,
        sends_half,
        sends_too_much,
        sends_what_unpacks_to_too_much,
        ends_too_early,
        cannot_count,
    ],
)
def test_the_second_mirror_is_asked_where_the_first_fails(tmp_path, mirrors, trouble, monkeypatch):
    monkeypatch.setattr(download, "_LARGEST", 1_000_000)
    monkeypatch.setattr(download, "_LARGEST_UNPACKED", 1_000_000)
    trouble(mirrors[0])
    fetch(tmp_path, mirrors)
    assert kept(tmp_path) == PACKED
    assert mirrors[1].asked == list(PACKED)


def test_a_mirror_that_sends_without_end_is_given_up(tmp_path, mirrors, monkeypatch):
    monkeypatch.setattr(download, "_LARGEST", 100_000)
    mirrors[0].is_endless = True
    with pytest.raises(DigitpadError, match="it sends too much"):
        list(download_mnist(tmp_path, [mirrors[0].address]))


def test_closed_in_the_middle_it_soon_takes_nothing_more(tmp_path, mirrors, monkeypatch):
    monkeypatch.setattr(download, "_CHUNK", 100)
    mirrors[0].is_endless = True
    work = download_mnist(tmp_path, [mirrors[0].address])
    next(work)
    work.close()
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(timeout=5)
            assert not thread.is_alive()
    assert kept(tmp_path) == {}


def test_a_mirror_that_falls_silent_is_given_up(tmp_path, mirrors, monkeypatch):
    monkeypatch.setattr(download, "_PATIENCE", 0.1)
    mirrors[0].silent_after = 10
    fetch(tmp_path, mirrors)
    assert kept(tmp_path) == PACKED


def test_where_no_mirror_helps_a_sentence_says_what_to_do(tmp_path, mirrors):
    is_gone(mirrors[0])
    sends_garbage(mirrors[1])
    with pytest.raises(DigitpadError) as error:
        fetch(tmp_path, mirrors)
    first, second = (mirror.address[7:-1] for mirror in mirrors)
    assert str(error.value) == (
        f"MNIST could not be downloaded ({first}: 404 Client Error: Not Found; {second}: it sent no packed file). "
        f"Without the network, copy its four files (train-images-idx3-ubyte.gz and so on) into {tmp_path}, "
        "or choose a folder that holds them."
    )
    assert kept(tmp_path) == {}


def test_without_a_network_a_sentence_says_what_to_do(tmp_path, mirrors):
    address = mirrors[0].address
    mirrors[0].server_close()  # nobody listens there any more
    with pytest.raises(DigitpadError, match=r"cannot be reached.*Without the network, copy its four files"):
        list(download_mnist(tmp_path, [address]))


@pytest.mark.parametrize("silent_after", [0, 10])
def test_closed_in_the_middle_it_ends_at_once_and_keeps_what_is_whole(tmp_path, mirrors, silent_after):
    mirror = mirrors[0]
    work = download_mnist(tmp_path, [mirror.address])
    step = next(work)
    while step.file == FIRST:
        mirror.silent_after = silent_after if (tmp_path / FIRST).exists() else None
        step = next(work)
    before = time.monotonic()
    work.close()
    assert time.monotonic() - before < 1
    assert kept(tmp_path) == {FIRST: PACKED[FIRST]}


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, mirrors):
    (tmp_path / "file").touch()
    with pytest.raises(DigitpadError, match=r"MNIST cannot be kept in .*file/mnist: Not a directory\."):
        fetch(tmp_path / "file" / "mnist", mirrors)


def test_a_full_disk_is_a_sentence_and_leaves_nothing_half(tmp_path, mirrors, monkeypatch):
    def full(path, content):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(DigitpadError, match="No space left on device"):
        fetch(tmp_path, mirrors)
    assert kept(tmp_path) == {}
