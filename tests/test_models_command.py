"""`digitpad models` as scripts see it: what it prints where, its exit status, and what is changed."""

from __future__ import annotations

import json

import pytest

from digitpad.cli import run_command
from digitpad.core import whole_file
from digitpad.core.paths import bundled_model
from digitpad.store.model_shelf import ModelShelf
from digitpad.store.settings import Settings, load_settings, save_settings
from tests.store.model_samples import write_model


@pytest.fixture
def run(capsys):
    """Runs `digitpad models …`; gives the exit status and the lines on standard output and standard error."""

    def run(*arguments):
        status = run_command(["models", *map(str, arguments)])
        printed = capsys.readouterr()
        return status, printed.out.splitlines(), printed.err.splitlines()

    return run


@pytest.fixture
def mine(home, tmp_path):
    """A model of one's own called mine; its weights mean nothing."""
    return ModelShelf(home).add(write_model(tmp_path / "mine.safetensors"))


def names(run):
    return [json.loads(line)["name"] for line in run("list", "--json")[1]]


def test_the_list_marks_the_one_in_use(run, mine, home):
    tiny = next(model for model in ModelShelf(home).models() if model.name == "digitpad-tiny")
    status, lines, errors = run("list")
    assert (status, errors) == (0, [])
    assert [line.split()[:2] for line in lines] == [
        ["model", "date"],
        ["*", "digitpad-base"],
        ["digitpad-tiny", tiny.facts.date],
        ["mine", "2026-01-31"],
    ]
    assert lines[3].split() == ["mine", "2026-01-31", "base", "98.50", "%"]


def test_the_list_as_json_has_an_object_for_each(run, mine):
    status, lines, _ = run("list", "--json")
    assert status == 0
    base, _, own = map(json.loads, lines)
    assert (base["name"], base["bundled"], base["in_use"]) == ("digitpad-base", True, True)
    assert (own["name"], own["bundled"], own["in_use"], own["network"]) == ("mine", False, False, "base")
    assert own["file"] == str(mine.path)
    assert own["scores"] == {"test_accuracy": 0.985}
    assert own["error"] is None


def test_a_broken_model_is_listed_and_told(run, mine):
    mine.path.write_bytes(b"nonsense")
    status, lines, errors = run("list")
    assert status == 1
    assert "cannot be used" in lines[3]
    assert errors == ["The model mine.safetensors cannot be used: it is damaged or no safetensors file."]
    assert json.loads(run("list", "--json")[1][2])["error"] == errors[0]


def test_a_model_is_shown_with_all_it_says(run, mine):
    status, lines, _ = run("show", "mine")
    assert status == 0
    told = dict(line.split(maxsplit=1) for line in lines if line.split()[0] in ("name", "network", "data", "scores"))
    assert told == {"name": "mine", "network": "base", "data": "some digits – é", "scores": "test accuracy 0.985"}
    assert json.loads(run("show", "mine", "--json")[1][0])["temperature"] == 1.0
    assert json.loads(run("show", mine.path, "--json")[1][0])["name"] == "mine"


def test_a_strangers_words_are_no_commands_to_the_terminal(run, tmp_path):
    path = write_model(tmp_path / "bad.safetensors", data="\x1b]0;owned\x07", date="\x1b[2J")
    _, lines, _ = run("show", path)
    assert all(line.isprintable() for line in lines)
    run("import", path)
    assert all(line.isprintable() for line in run("list")[1])


def test_a_model_is_imported_after_a_check_of_its_weights(run, mine, home, tmp_path):
    assert run("import", bundled_model("digitpad-tiny"), "--name", "little one")[:2] == (
        0,
        ["little one is in the list."],
    )
    assert "little one" in names(run)
    status, _, errors = run("import", write_model(tmp_path / "weightless.safetensors"))
    assert status == 2
    assert "weightless.safetensors cannot be used: its weights" in errors[0]
    assert run("import", tmp_path / "nowhere.safetensors")[0] == 2
    assert "weightless" not in names(run)


def test_a_model_is_exported(run, tmp_path):
    assert run("export", "digitpad-tiny", tmp_path / "tiny.safetensors")[0] == 0
    assert (tmp_path / "tiny.safetensors").read_bytes() == bundled_model("digitpad-tiny").read_bytes()
    assert run("export", "digitpad-tiny", tmp_path / "tiny.pt") == (0, [f"Written: {tmp_path / 'tiny.pt'}"], [])
    status, _, errors = run("export", "digitpad-tiny", tmp_path / "tiny.doc")
    assert status == 2
    assert "should end in" in errors[0]


def test_another_model_is_used_and_the_one_before_again(run, mine, home):
    save_settings(Settings(pen_width=20), home)
    assert run("use", "mine")[0] == 0
    assert load_settings(home) == Settings(pen_width=20, model="mine", models_before=("",))
    assert json.loads(run("list", "--json")[1][2])["in_use"]
    assert run("use", "--back") == (0, ["The window reads with digitpad-base from its next start on."], [])
    assert load_settings(home).model == ""
    run("use", "tiny")
    assert load_settings(home).model == "digitpad-tiny"
    run("use", "--back")
    run("use", mine.path)
    assert load_settings(home).model == str(mine.path)
    run("use", "--back")
    assert load_settings(home).model == ""


def test_going_back_leaves_out_what_is_gone(run, mine, home):
    run("use", "tiny")
    run("use", "mine")
    run("use", "digitpad-base")
    run("remove", "mine")
    assert run("use", "--back")[0] == 0
    assert load_settings(home).model == "digitpad-tiny"


def test_what_a_file_is_called_gives_the_terminal_no_commands(run, tmp_path):
    status, _, errors = run("import", tmp_path / "\x1b[31mevil\a.safetensors")
    assert status == 2
    assert "\\x1b[31mevil\\x07" in errors[0]
    assert "\x1b" not in errors[0]


def test_what_cannot_be_used_is_not_chosen(run, mine, home, tmp_path):
    for arguments in (["nobody"], [tmp_path / "nowhere.safetensors"], [], ["mine", "--back"], ["--back"]):
        status, lines, errors = run("use", *arguments)
        assert status == 2
        assert lines == []
        assert errors
    mine.path.write_bytes(b"nonsense")
    assert run("use", "mine")[0] == 2
    assert load_settings(home) == Settings()


def test_a_model_is_renamed_and_stays_the_one_in_use(run, mine, home):
    run("use", "mine")
    assert run("rename", "mine", "his")[:2] == (0, ["mine is called his now."])
    assert names(run)[2:] == ["his"]
    assert load_settings(home).model == "his"
    assert run("rename", "his", "digitpad-base")[0] == 2
    assert run("rename", "digitpad-base", "his")[0] == 2


def test_a_model_is_removed_and_restored(run, mine):
    assert run("restore")[1] == ["No model was removed."]
    assert run("remove", "mine")[0] == 0
    assert "mine" not in names(run)
    assert run("restore")[1] == ["mine"]
    assert run("restore", "mine")[:2] == (0, ["mine is in the list again."])
    assert "mine" in names(run)
    assert run("remove", "digitpad-base")[0] == 2
    assert run("remove", "nobody")[0] == 2
    assert run("restore", "nobody")[0] == 2


def test_settings_that_cannot_be_written_are_a_sentence(run, mine, home, monkeypatch):
    monkeypatch.setattr(whole_file, "unfinished_beside", lambda path: home / "nowhere" / "unfinished")
    status, _, errors = run("use", "mine")
    assert status == 2
    assert "cannot be written" in errors[0]


def test_a_model_cut_off_in_its_weights_is_not_used(run, home, tmp_path):
    cut = tmp_path / "cut.safetensors"
    whole = bundled_model("digitpad-tiny").read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    for command in ("use", "show", "import"):
        status, _, errors = run(command, cut)
        assert status == 2
        assert "cut.safetensors cannot be used" in errors[0]


def test_a_model_that_is_used_by_its_path_is_marked(run, mine, tmp_path):
    path = tmp_path / "copy.safetensors"
    path.write_bytes(bundled_model("digitpad-tiny").read_bytes())
    run("use", path)
    _, lines, _ = run("show", path)
    assert any(line.split() == ["in", "use", "yes"] for line in lines)


def test_without_a_command_the_help_is_shown(run):
    status, lines, errors = run()
    assert status == 2
    assert any("restore" in line for line in lines + errors)
