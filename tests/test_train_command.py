"""`digitpad train` as scripts see it: what it prints where, its exit status, its model, and how it goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from digitpad import train_command
from digitpad.cli import INTERRUPTED, OK, USAGE, run_command
from digitpad.core.errors import DigitpadError
from digitpad.core.network_choice import FINE_TUNING, NETWORKS, PRESETS
from digitpad.core.sample import Sample
from digitpad.core.training_config import DataChoice
from digitpad.core.workshop import DownloadStep
from digitpad.loading import load_recognizer
from digitpad.ml import download
from digitpad.ml.model_file import load_model
from digitpad.ml.start import start
from digitpad.store.model_header import read_header
from digitpad.store.sample_store import SampleStore
from digitpad.train_command import TrainCommand, TrainingWishes, data_choice
from tests.drawing_samples import drawn_digit, on_paper
from tests.ml.small_sets import small_set, write_idx_folder, write_pictures

ROOT = Path(__file__).parents[1]

EPOCH_FIELDS = ["epoch", "loss", "accuracy", "validation_loss", "validation_accuracy", "seconds"]
LAST_FIELDS = ["test_loss", "test_accuracy", "model", "seconds"]

KILLED_IN_ITS_THIRD_EPOCH = """
import os, signal
import digitpad.ml.trainer, digitpad.workshop
from digitpad.__main__ import main
from digitpad.train_command import TrainCommand

def tell(command, report, epochs):
    if report.epoch == 3:
        os.kill(os.getpid(), signal.SIGKILL)

TrainCommand._tell_epoch = tell
digitpad.ml.trainer._KEEP_EVERY = -1.0
digitpad.workshop.all_threads = lambda: 1
main()
"""


@pytest.fixture(autouse=True)
def _surroundings_are_left_as_they_were(monkeypatch):
    for name in ("DIGITPAD_DATA", "WORLD_SIZE", "RANK", "LOCAL_WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("digitpad.workshop.all_threads", lambda: 1)
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture
def data(tmp_path):
    return write_idx_folder(tmp_path / "data")


@pytest.fixture
def output(tmp_path):
    return tmp_path / "my digits.safetensors"


@pytest.fixture
def run(capsys, output):
    """Runs `digitpad train …` on the processor; gives the status, the lines on standard output, and standard error."""

    def run(*arguments):
        device = [] if "--resume" in arguments else ["--device", "cpu"]  # it goes on where it was begun
        status = run_command(["train", *device, "-o", str(output), *map(str, arguments)])
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err

    return run


def network_of(model):
    return load_model(model)[0]


def flat(network):
    return torch.cat([weights.flatten() for weights in network.parameters()])


def same_weights(one, other):
    (network, _), (another, _) = load_model(one), load_model(other)
    return all(torch.equal(weights, another.state_dict()[name]) for name, weights in network.state_dict().items())


def test_a_model_is_written_under_its_own_name_and_reads(run, data, output):
    status, lines, errors = run("--data", data, "--network", "perceptron", "--epochs", 6)
    assert status == OK
    assert [line.partition(":")[0] for line in lines] == [str(output)]
    assert "of 60 test digits right" in lines[0]
    told = [line for line in errors.splitlines() if line.startswith("epoch")]
    assert [line.partition(":")[0] for line in told] == [f"epoch {number} of 6" for number in range(1, 7)]
    facts = read_header(output)
    assert (facts.name, facts.architecture, facts.epochs) == ("my digits", "perceptron", 6)
    reading = load_recognizer(output, device="cpu").read(on_paper(drawn_digit(8, side=60, size=40)))
    assert reading.digits[0].value == 8
    assert [path.name for path in output.parent.glob("*.part")] == []


def test_json_has_a_line_for_each_epoch_and_one_for_the_test(run, data, output):
    status, lines, errors = run("--data", data, "--network", "perceptron", "--epochs", 2, "--json")
    assert status == OK
    *epochs, last = map(json.loads, lines)
    assert [list(epoch) for epoch in epochs] == [EPOCH_FIELDS] * 2
    assert [epoch["epoch"] for epoch in epochs] == [1, 2]
    assert list(last) == LAST_FIELDS
    assert last["model"] == str(output)
    scores = read_header(output).scores
    assert last["test_accuracy"] == pytest.approx(scores["test_accuracy"], abs=1e-6)
    assert last["test_loss"] == pytest.approx(scores["test_loss"], abs=1e-6)
    assert last["seconds"] >= epochs[1]["seconds"] >= epochs[0]["seconds"] > 0
    assert errors == ""


def test_the_networks_and_presets_are_listed(capsys):
    assert run_command(["train", "--list"]) == OK
    listed = capsys.readouterr().out
    for name in (*NETWORKS, *PRESETS):
        assert f"\n{name} " in listed


def test_a_model_is_trained_on(run, data, output):
    status, lines, errors = run("--data", data, "--start-from", "digitpad-tiny", "--epochs", 1, "--batch-size", 64)
    assert status == OK
    assert len(lines) == 1
    assert "before: " in errors
    assert "after:  " in errors
    facts = read_header(output)
    assert facts.arguments["classes"] == 11
    assert facts.data.endswith("; then 300 digits of the folder data")


def test_ones_own_digits_are_mixed_in(run, data, output, home):
    digits = small_set(20, seed=5)
    with closing(SampleStore(home)) as store:
        store.add(Sample(i[0].numpy(), int(d), "scan") for i, d in zip(digits.images, digits.labels, strict=True))
    status, lines, _ = run("--data", data, "--network", "perceptron", "--epochs", 1, "--own")
    assert status == OK
    assert lines[0].count("of your own digits") == 1
    assert "digits of one's own" in read_header(output).data


def test_sorted_pictures_are_learned(run, tmp_path, output):
    status, _, _ = run("--data", write_pictures(tmp_path / "mine", each=4), "--network", "perceptron", "--epochs", 1)
    assert status == OK
    assert read_header(output).data == "33 pictures of the folder mine"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--network", "vgg"], "no network named “vgg”"),
        (["--preset", "slow"], "no preset named “slow”"),
        (["--optimizer", "lion"], "The optimizer is “lion”"),
        (["--epochs", "0"], "Epochs is 0; it can be 1 to 500."),
        (["--epochs", "many"], "--epochs"),
        (["--batch-size", "5000"], "it can be 1 to 4,096"),
        (["--learning-rate", "nan"], "Learning rate is nan"),
        (["--validation-split", "1"], "Validation share is 1; it can be 0.01 to 0.5."),
        (["--seed", "-1"], "Seed is -1"),
        (["--device", "tpu"], "The device is “tpu”"),
        (["--start-from", "nobody"], "nobody"),
        (["--data", "/nowhere/at/all"], "/nowhere/at/all is no folder."),
        (["--own"], "no digits of your own yet"),
        (["--resume"], "There is no training to go on with."),
        (["--resume", "--epochs", "5"], "--resume goes on with the training as it was begun"),
        (["--resume", "--own"], "--resume goes on with the training as it was begun"),
        ([], "MNIST is not on this computer yet."),
    ],
)
def test_wrong_usage_is_a_sentence_on_standard_error(run, output, arguments, reason):
    status, lines, errors = run(*arguments)
    assert (status, lines) == (USAGE, [])
    assert reason in " ".join(errors.split())
    assert not output.exists()


@pytest.fixture
def _training_would_be_a_mistake(monkeypatch):
    def train(*_):
        raise AssertionError("it trains")

    monkeypatch.setattr("digitpad.workshop.LocalWorkshop.train", train)


@pytest.mark.usefixtures("_training_would_be_a_mistake")
def test_an_output_that_cannot_be_written_is_said_before_the_training(run, data, tmp_path, monkeypatch):
    pipe = tmp_path / "pipe.safetensors"
    folder = tmp_path / "folder.safetensors"
    folder.mkdir()
    os.mkfifo(pipe)
    for output, reason in (
        (tmp_path / "no" / "a.safetensors", "no is no folder"),
        (tmp_path / "model.txt", "model.txt should end with .safetensors"),
        (folder, "folder.safetensors cannot be written: Is a directory"),
        (pipe, "pipe.safetensors cannot be written: It is no file but a pipe or a device"),
    ):
        status, _, errors = run("--data", data, "-o", output)
        assert status == USAGE
        assert reason in errors

    def forbidden(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(train_command.tempfile, "TemporaryFile", forbidden)
    status, _, errors = run("--data", data)
    assert status == USAGE
    assert "my digits.safetensors cannot be written: Permission denied." in errors


def test_a_model_that_cannot_be_written_at_the_end_is_kept_elsewhere(run, data, output, home, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(train_command, "write_whole", full)
    status, lines, errors = run("--data", data, "--network", "perceptron", "--epochs", 1)
    assert (status, lines) == (USAGE, [])
    (kept,) = (home / "training").glob("*.safetensors")
    assert f"No space left on device. The model is kept as {kept}." in errors
    assert load_model(kept)[1].name == "perceptron"


def interrupt_after(epoch, monkeypatch):
    """Press Ctrl+C while an epoch is told."""
    tell = TrainCommand._tell_epoch

    def told(command, report, epochs):
        tell(command, report, epochs)
        if report.epoch == epoch:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(TrainCommand, "_tell_epoch", told)


def test_after_ctrl_c_the_training_can_go_on(run, data, output, tmp_path, monkeypatch):
    asked = ("--data", data, "--network", "perceptron", "--epochs", 4)
    assert run(*asked)[0] == OK
    undisturbed = output.rename(tmp_path / "undisturbed.safetensors")
    before = signal.getsignal(signal.SIGINT)
    interrupt_after(2, monkeypatch)
    status, lines, errors = run(*asked, "--json")
    assert status == INTERRUPTED
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2]
    assert errors.startswith("Interrupted; what was learned is kept. Go on with digitpad train --resume -o …")
    assert not output.exists()
    assert signal.getsignal(signal.SIGINT) is before
    status, lines, _ = run("--resume", "--json")
    assert status == OK
    assert [json.loads(line).get("epoch") for line in lines] == [3, 4, None]
    assert same_weights(output, undisturbed)
    assert run("--resume")[0] == USAGE  # it is done


def test_ctrl_c_before_anything_is_learned_keeps_nothing(run, data, monkeypatch):
    def gathered(*_):
        signal.raise_signal(signal.SIGINT)
        yield

    monkeypatch.setattr("digitpad.ml.training_job.gather", gathered)
    status, _, errors = run("--data", data)
    assert status == INTERRUPTED
    assert errors.startswith("Interrupted before anything was learned.")
    assert run("--resume")[0] == USAGE


def test_ctrl_c_before_anything_is_learned_leaves_the_training_before(run, data, monkeypatch):
    def gathered(*_):
        signal.raise_signal(signal.SIGINT)
        yield

    with monkeypatch.context() as patch:
        interrupt_after(1, patch)
        assert run("--data", data, "--network", "perceptron", "--epochs", 3)[0] == INTERRUPTED
    with monkeypatch.context() as patch:
        patch.setattr("digitpad.ml.training_job.gather", gathered)
        status, _, errors = run("--data", data)
    assert status == INTERRUPTED
    assert "A training was cut off before: --resume goes on with it." in errors
    assert "The training before can still go on." in errors
    assert run("--resume")[0] == OK


@pytest.fixture
def keyboard():
    """Ctrl+C means what it usually does, even where the tests were started in the background and it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("keyboard")
def test_a_second_ctrl_c_interrupts_at_once():
    with train_command.interrupts_noted() as interrupted:
        assert not interrupted()
        signal.raise_signal(signal.SIGINT)
        assert interrupted()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(sys.platform == "win32", reason="nothing can be killed like that there")
def test_a_killed_training_goes_on_to_the_same_weights(run, data, output, tmp_path):
    asked = ("--data", data, "--network", "perceptron", "--epochs", 6)
    assert run(*asked)[0] == OK
    undisturbed = output.rename(tmp_path / "undisturbed.safetensors")
    command = ["train", "--device", "cpu", "-o", output, *asked]
    program = [sys.executable, "-c", KILLED_IN_ITS_THIRD_EPOCH, *map(str, command)]
    ended = subprocess.run(program, cwd=ROOT, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not output.exists()
    status, lines, _ = run("--resume", "--json")
    assert status == OK
    assert json.loads(lines[-2])["epoch"] == 6
    assert same_weights(output, undisturbed)


@pytest.mark.skipif(sys.platform == "win32", reason="gloo's rendezvous is made for Unix")
def test_two_processes_train_one_model_as_one_would(run, data, output, tmp_path):
    asked = ["--data", data, "--network", "deep-perceptron", "--epochs", 6, "--batch-size", 40]
    asked += ["--validation-split", 0.2, "--optimizer", "sgd", "--learning-rate", 0.05]  # every batch can be halved
    assert run(*asked)[0] == OK
    alone = output.rename(tmp_path / "alone.safetensors")
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "digitpad"]
    ended = subprocess.run(
        [*launch, "train", "--device", "cpu", "--json", *map(str, asked), "-o", str(output)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    *epochs, last = map(json.loads, ended.stdout.splitlines())
    assert [epoch["epoch"] for epoch in epochs] == [1, 2, 3, 4, 5, 6]
    assert last["test_accuracy"] > 0.9
    config = replace(NETWORKS["deep-perceptron"].defaults, seed=1)
    first, one, two = (flat(network) for network in (start(config, None).network, *map(network_of, (alone, output))))
    assert (two - one).norm() < 0.1 * (one - first).norm()


def test_what_is_not_said_is_the_presets(tmp_path):
    data = DataChoice(mnist=tmp_path)

    def config(preset=None, network=None, start_from=None, **numbers):
        return TrainingWishes(preset, network, start_from, numbers).config(data)

    assert config() == replace(PRESETS["quick"].config, data=data)
    assert config(preset="best") == replace(PRESETS["best"].config, data=data)
    assert config(network="pooled-cnn") == replace(NETWORKS["pooled-cnn"].defaults, data=data)
    assert config(preset="balanced", network="tiny") == replace(PRESETS["balanced"].config, network="tiny", data=data)
    assert config(start_from="mine") == replace(FINE_TUNING, start_from="mine", data=data)
    assert config(epochs=7, batch_size=None, seed=3) == replace(PRESETS["quick"].config, epochs=7, seed=3, data=data)
    assert config(network="perceptron", optimizer="sgd").learning_rate == 0.1
    assert config(network="perceptron", optimizer="sgd", learning_rate=0.02).learning_rate == 0.02


def test_a_folder_is_taken_for_what_it_is(tmp_path):
    assert data_choice(None, own=True) == DataChoice(own=True)
    idx, pictures = write_idx_folder(tmp_path / "idx"), write_pictures(tmp_path / "pictures", each=1)
    assert data_choice(idx, own=False) == DataChoice(mnist=idx)
    assert data_choice(pictures, own=True) == DataChoice(pictures=pictures, own=True)
    with pytest.raises(DigitpadError, match="is no folder"):
        data_choice(tmp_path / "nothing", own=False)


def test_mnist_is_downloaded_where_it_is_not_found(run, output, monkeypatch):
    downloads = []

    def fetched(folder):
        downloads.append(folder)
        yield DownloadStep("a file", 1, 2, "a mirror")
        return write_idx_folder(folder)

    monkeypatch.setattr(download, "download_mnist", fetched)
    for _ in range(2):
        assert run("--download", "--network", "perceptron", "--epochs", 1)[0] == OK
    assert len(downloads) == 1
    assert read_header(output).data == "300 digits of the folder mnist"


def test_what_is_learned_from_is_found_again_from_another_folder(tmp_path, monkeypatch):
    write_pictures(tmp_path / "sorted")
    monkeypatch.chdir(tmp_path)
    data = data_choice(Path("sorted"), own=False)
    assert data.pictures == tmp_path / "sorted"
    wishes = TrainingWishes("", "", "./mine.safetensors", {})
    assert wishes.config(data).start_from == str(tmp_path / "mine.safetensors")
