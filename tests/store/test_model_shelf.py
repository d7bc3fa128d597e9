"""The shelf lists, takes, renames, removes and restores models, in whole or not at all."""

from __future__ import annotations

import os
import sys

import pytest

from digitpad.core.errors import ModelError
from digitpad.core.paths import bundled_models
from digitpad.store.model_header import read_header
from digitpad.store.model_shelf import ModelShelf
from tests.store.model_samples import WEIGHTS, write_model


@pytest.fixture
def shelf(home):
    return ModelShelf(home)


@pytest.fixture
def file(tmp_path):
    return write_model(tmp_path / "trained.safetensors")


def own(shelf):
    return [model.name for model in shelf.models() if not model.is_bundled]


def test_without_own_models_there_are_the_bundled_ones(shelf, home):
    models = shelf.models()
    assert [model.name for model in models] == bundled_models()
    assert all(model.is_bundled and model.facts and model.error is None for model in models)
    assert models[0].accuracy > 0.99
    assert not home.exists()


def test_an_added_model_is_listed_with_what_it_says_of_itself(shelf, file, home):
    added = shelf.add(file, "my sevens")
    assert added == shelf.model("my sevens")
    assert (added.name, added.is_bundled, added.accuracy) == ("my sevens", False, 0.985)
    assert added.path == home / "models" / "my sevens.safetensors"
    assert added.path.read_bytes().endswith(WEIGHTS)
    assert read_header(added.path).name == "my sevens"
    assert own(shelf) == ["my sevens"]
    assert file.exists()
    assert [path.name for path in added.path.parent.iterdir()] == ["my sevens.safetensors"]


def test_the_newest_stands_first_behind_the_bundled_ones(shelf, tmp_path):
    for name, date in (("a", "2026-02-01"), ("b", "2026-03-01"), ("c", "2026-01-01")):
        shelf.add(write_model(tmp_path / f"{name}.safetensors", date=date))
    assert own(shelf) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("", "trained"),
        ("../up", "up"),
        ("digitpad-base", "digitpad-base 2"),
        ("Tiny", "Tiny 2"),
        ("x" * 500, "x" * 120),
    ],
)
def test_names_are_made_fit(shelf, file, wish, name):
    assert shelf.add(file, wish).name == name
    assert shelf.add(file, wish).name != name
    assert len(own(shelf)) == 2


def test_a_file_that_cannot_be_used_is_not_taken(shelf, tmp_path, file, home):
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="bad"):
        shelf.add(bad)

    def refuse(path):
        raise ModelError(f"{path.name} is refused.")

    with pytest.raises(ModelError, match="is refused"):
        shelf.add(file, check=refuse)
    assert not home.exists()


def test_a_broken_file_in_the_folder_is_listed_with_the_reason_and_can_be_removed(shelf, home):
    (home / "models").mkdir(parents=True)
    (home / "models" / "bad.safetensors").write_bytes(b"nonsense")
    (home / "models" / "notes.txt").touch()
    (model,) = [model for model in shelf.models() if not model.is_bundled]
    assert (model.name, model.facts, model.accuracy) == ("bad", None, None)
    assert "damaged" in model.error
    shelf.remove("bad")
    assert own(shelf) == []


def test_a_renamed_model_has_its_new_name_everywhere(shelf, file):
    shelf.add(file, "old")
    renamed = shelf.rename("old", "new/er")
    assert (renamed.name, renamed.facts.name) == ("new-er", "new-er")
    assert own(shelf) == ["new-er"]
    assert shelf.rename("new-er", "new-er").name == "new-er"
    assert shelf.rename("new-er", "New-er").name == "New-er"
    assert own(shelf) == ["New-er"]


def test_a_name_that_is_taken_is_not_given_twice(shelf, file):
    shelf.add(file, "one")
    shelf.add(file, "two")
    for taken in ("TWO", "digitpad-tiny", "base"):
        with pytest.raises(ModelError, match="already"):
            shelf.rename("one", taken)
    assert sorted(own(shelf)) == ["one", "two"]


def test_what_comes_with_the_program_stays(shelf):
    for change in (lambda: shelf.remove("digitpad-base"), lambda: shelf.rename("digitpad-base", "mine")):
        with pytest.raises(ModelError, match="comes with the program"):
            change()


def test_bundled_models_have_short_names(shelf):
    assert shelf.model("tiny").name == "digitpad-tiny"
    assert shelf.model("base") == shelf.model("digitpad-base")


@pytest.mark.parametrize("name", ["nobody", "", "..", "../models/digitpad-base", "a\0b", "x" * 5000])
def test_an_unknown_name_is_a_sentence(shelf, name):
    for ask in (shelf.model, shelf.remove, lambda name: shelf.rename(name, "x")):
        with pytest.raises(ModelError, match="There is no model named"):
            ask(name)
    with pytest.raises(ModelError, match="was removed"):
        shelf.restore(name)


def test_a_removed_model_comes_back_as_it_was(shelf, file):
    content = shelf.add(file, "mine").path.read_bytes()
    shelf.remove("mine")
    assert own(shelf) == []
    assert shelf.removed_names() == ["mine"]
    assert shelf.restore("mine").path.read_bytes() == content
    assert shelf.removed_names() == []


def test_of_two_removed_with_one_name_the_last_comes_back_first_and_none_replaces_another(shelf, tmp_path):
    for date in ("2026-01-01", "2026-01-02", "2026-01-03"):
        shelf.add(write_model(tmp_path / "a.safetensors", date=date), "v1.0")
        shelf.remove("v1.0")
    assert shelf.removed_names() == ["v1.0"]
    first, second = shelf.restore("v1.0"), shelf.restore("v1.0")
    assert (first.name, first.facts.date) == ("v1.0", "2026-01-03")
    assert (second.name, second.facts.name, second.facts.date) == ("v1.0 2", "v1.0 2", "2026-01-02")


def test_the_oldest_removed_make_room(shelf, file, home):
    for number in range(25):
        shelf.add(file, f"model {number}")
        shelf.remove(f"model {number}")
    assert shelf.removed_names() == [f"model {number}" for number in range(24, 4, -1)]
    assert len(list((home / "models" / ".removed").iterdir())) == 20


def test_a_folder_that_cannot_be_made_is_a_sentence(shelf, file, home):
    home.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="models cannot be written"):
        shelf.add(file)
    assert own(shelf) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="whoever may do all things writes anyway")
def test_a_folder_that_cannot_be_written_loses_nothing(shelf, file, home):
    shelf.add(file, "mine")
    (home / "models").chmod(0o500)
    try:
        for change in (lambda: shelf.add(file), lambda: shelf.remove("mine"), lambda: shelf.rename("mine", "other")):
            with pytest.raises(ModelError, match="cannot be written"):
                change()
    finally:
        (home / "models").chmod(0o700)
    assert own(shelf) == ["mine"]


def test_a_full_disk_leaves_no_half_model(shelf, file, home, monkeypatch):
    shelf.add(file, "mine")

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for change in (lambda: shelf.add(file, "other"), lambda: shelf.rename("mine", "other")):
        with pytest.raises(ModelError, match="No space left on device"):
            change()
    assert [path.name for path in (home / "models").iterdir()] == ["mine.safetensors"]
