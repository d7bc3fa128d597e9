"""Settings survive a crash while they are written, and any damage to their file."""

from __future__ import annotations

import errno
import json
import math
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.store.settings import APPEARANCES, NARROWEST_PEN, WIDEST_PEN, Settings, load_settings, save_settings

CHOSEN = Settings(
    geometry="AdnQywAD",
    tab="picturesTab",
    pen_width=22.5,
    appearance="dark",
    scan_folder="/pictures/\udcff",  # a name that is no text
    scan_recursive=False,
    scan_one_digit=True,
)


def write(folder, text):
    (folder / "settings.json").write_text(text, encoding="utf-8")


def test_what_was_saved_is_loaded(tmp_path):
    folder = tmp_path / "not yet there" / "home"
    save_settings(CHOSEN, folder)
    assert load_settings(folder) == CHOSEN


@given(
    geometry=st.text(), tab=st.text(), pen_width=st.floats(NARROWEST_PEN, WIDEST_PEN), look=st.sampled_from(APPEARANCES)
)
def test_any_settings_are_loaded_as_they_were_saved(geometry, tab, pen_width, look):
    settings = Settings(geometry, tab, pen_width, look)
    with tempfile.TemporaryDirectory() as folder:
        save_settings(settings, Path(folder))
        assert load_settings(Path(folder)) == settings


def test_saving_again_replaces_the_old_settings_and_leaves_nothing_else(tmp_path):
    save_settings(Settings(), tmp_path)
    save_settings(CHOSEN, tmp_path)
    assert load_settings(tmp_path) == CHOSEN
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_a_crash_while_writing_keeps_the_old_settings(tmp_path, monkeypatch):
    save_settings(CHOSEN, tmp_path)

    def full_disk(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space"):
        save_settings(Settings(), tmp_path)
    assert load_settings(tmp_path) == CHOSEN
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_a_home_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        save_settings(CHOSEN, tmp_path / "file" / "home")


def test_without_a_file_the_settings_are_the_defaults_and_nothing_is_logged(tmp_path, caplog):
    assert load_settings(tmp_path / "nowhere") == Settings()
    assert caplog.records == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "\ufeff{}",
        "[" * 100_000,
        '{"pen_width": 1' + "0" * 5000 + "}",
        '{"tab": "picturesTab"}' + " " * 1_000_001,
    ],
    ids=["empty", "cut", "list", "null", "text", "byte order mark", "deep", "endless number", "too large"],
)
def test_a_damaged_file_gives_the_defaults_and_a_warning_in_the_log(tmp_path, caplog, text):
    write(tmp_path, text)
    assert load_settings(tmp_path) == Settings()
    assert "settings.json" in caplog.text


def test_a_damaged_file_is_put_aside_and_not_written_over(tmp_path, caplog):
    write(tmp_path, '{"pen_width": 20')
    save_settings(load_settings(tmp_path), tmp_path)
    assert (tmp_path / "settings-damaged.json").read_text(encoding="utf-8") == '{"pen_width": 20'
    assert "settings-damaged.json" in caplog.text
    assert load_settings(tmp_path) == Settings()


def test_a_file_that_cannot_be_opened_at_this_moment_is_not_put_aside(tmp_path, caplog, monkeypatch):
    write(tmp_path, '{"pen_width": 20}')

    def refused(*_, **__):
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", refused)
        assert load_settings(tmp_path) == Settings()
    assert "Too many open files" in caplog.text
    assert load_settings(tmp_path).pen_width == 20


def test_bytes_that_are_no_text_and_a_folder_in_the_place_of_the_file_give_the_defaults(tmp_path):
    (tmp_path / "settings.json").write_bytes(b"\xff\xfe{}")
    assert load_settings(tmp_path) == Settings()
    (tmp_path / "a" / "settings.json").mkdir(parents=True)
    assert load_settings(tmp_path / "a") == Settings()


@pytest.mark.parametrize(
    ("stored", "loaded"),
    [
        ({"pen_width": 20}, Settings(pen_width=20.0)),
        ({"pen_width": 0.1}, Settings(pen_width=NARROWEST_PEN)),
        ({"pen_width": 1e9}, Settings(pen_width=WIDEST_PEN)),
        ({"pen_width": 10**400}, Settings()),
        ({"pen_width": math.nan}, Settings()),
        ({"pen_width": math.inf}, Settings()),
        ({"pen_width": "20"}, Settings()),
        ({"pen_width": True}, Settings()),
        ({"appearance": "neon"}, Settings()),
        ({"tab": 3, "geometry": None}, Settings()),
        ({"models_before": ["a", 3, None, "b"]}, Settings(models_before=("a", "b"))),
        ({"models_before": "a"}, Settings()),
        ({"of a later version": [1, 2], "tab": "picturesTab"}, Settings(tab="picturesTab")),
    ],
)
def test_a_value_that_is_not_ours_gives_way_and_the_rest_is_kept(tmp_path, stored, loaded):
    write(tmp_path, json.dumps(stored))
    assert load_settings(tmp_path) == loaded


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(list(asdict(CHOSEN))), json_values))
def test_whatever_stands_in_the_file_the_settings_are_in_range(stored):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), json.dumps(stored))
        settings = load_settings(Path(folder))
    assert NARROWEST_PEN <= settings.pen_width <= WIDEST_PEN
    assert settings.appearance in APPEARANCES
    assert isinstance(settings.tab, str)
    assert isinstance(settings.geometry, str)
    assert all(isinstance(model, str) for model in settings.models_before)


def test_the_models_used_before_are_remembered_each_once_the_last_first():
    settings = Settings()
    for model in ("mine", "digitpad-base", "/files/other.safetensors", "mine"):
        settings.use_model(model)
    assert settings.model == "mine"
    assert settings.models_before == ("/files/other.safetensors", "")
    settings.use_model("mine")  # it is in use already
    assert settings.models_before == ("/files/other.safetensors", "")
    for number in range(100):
        settings.use_model(str(number))
    assert len(settings.models_before) == 20
    assert settings.models_before[0] == "98"
