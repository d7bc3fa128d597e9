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


def test_the_licences_are_ours_and_those_of_others_by_name():
    (own, text), *others = paths.licences()
    assert own == "digitpad"
    assert text.read_text(encoding="utf-8").startswith("MIT License")
    assert "lucide" in [name for name, _ in others]


def test_a_built_program_has_its_own_licence_among_the_others(tmp_path, monkeypatch):
    package = tmp_path / "digitpad"
    folder = package / "resources" / "licences"
    folder.mkdir(parents=True)
    for name in ("Zlib", "digitpad", "numpy", "OpenCV"):
        (folder / f"{name}.txt").touch()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert [name for name, _ in paths.licences()] == ["digitpad", "numpy", "OpenCV", "Zlib"]
    assert paths.licences()[0][1] == folder / "digitpad.txt"
