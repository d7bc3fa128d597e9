"""One rule finds the files that come with digitpad, installed or not."""

from __future__ import annotations

from digitpad.core import paths


def test_the_resources_of_this_installation_are_found():
    assert (paths.resources_folder() / "icons").is_dir()
    assert paths.bundled_model("digitpad-base").is_file()


def test_resources_inside_the_package_win_over_those_beside_it(tmp_path, monkeypatch):
    package = tmp_path / "digitpad"
    package.mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.resources_folder() == tmp_path / "resources"
    (package / "resources").mkdir()
    assert paths.resources_folder() == package / "resources"


def test_a_bundled_model_has_a_place_whether_it_is_there_or_not():
    path = paths.bundled_model("no such model")
    assert path.name == "no such model.safetensors"
    assert not path.exists()
