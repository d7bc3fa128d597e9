from __future__ import annotations

import licences
import pytest

from tests.packaging.conftest import install


def test_each_component_has_a_file_named_after_it(site, bundle, modules, tmp_path):
    into = tmp_path / "licences"
    written = licences.collect(bundle, into, modules)
    names = {"digitpad", "torch", "PySide6_Essentials", "pyinstaller", "Python", "GPL-3", "LGPL-3"}
    assert {file.stem for file in written} == {file.stem for file in into.iterdir()} == names
    torch = (into / "torch.txt").read_text("utf-8")
    assert torch.startswith("torch 2.13.0+cpu\nLicence: BSD-3-Clause\n")
    assert torch.index("TORCH'S WORDS") < torch.index("FMT'S WORDS")  # its own before those of its parts
    assert "libgomp" in torch


def test_qt_may_be_replaced_and_the_text_says_where(site, bundle, modules, tmp_path):
    licences.collect(bundle, tmp_path, modules)
    text = (tmp_path / "PySide6_Essentials.txt").read_text("utf-8")
    for said in ("LGPL-3", "_internal/PySide6/Qt/lib", "replace", "download.qt.io"):
        assert said in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "LGPL-3.txt").read_text("utf-8")


def test_one_without_a_licence_fails_the_build_with_a_sentence(site, bundle, modules, tmp_path):
    (site / "pyinstaller-6.22.3.dist-info" / "COPYING.txt").unlink()
    with pytest.raises(
        licences.LicenceMissingError, match=r"pyinstaller 6\.22\.3 .*packaging/licences/pyinstaller\.txt"
    ):
        licences.collect(bundle, tmp_path / "licences", modules)


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("torch-2.dist-info/licenses/third_party/fmt/NOTES", True),
        ("cv2/LICENSE-3RD-PARTY.txt", True),
        ("pkg-1.dist-info/LICENCE.md", True),
        ("pkg/COPYING", True),
        ("pkg/NOTICE", True),
        ("pyqtgraph/colors/maps/CC-BY license - applies to CET color map data.txt", True),
        ("pip/_vendor/license.py", False),
        ("pkg-1.dist-info/METADATA", False),
        ("pkg/data.txt", False),
    ],
)
def test_licences_are_told_by_their_names(path, counts):
    assert licences.is_licence(path.split("/")) == counts


@pytest.mark.parametrize(
    ("name", "file"), [("gtk+3.0", "gtk+3.0.txt"), ("a/b", "a_b.txt"), ("PySide6_Essentials", "PySide6_Essentials.txt")]
)
def test_a_name_becomes_a_file_name_that_shows_it(name, file):
    assert licences.file_name(name) == file


def test_the_same_text_is_told_once(tmp_path, monkeypatch):
    texts = {"twice-1.dist-info/LICENSE": "WORDS", "twice/LICENSE": "WORDS"}
    install(tmp_path, "twice", "1", "License: MIT", texts)
    found = next(iter(licences.metadata.distributions(path=[str(tmp_path)])))
    monkeypatch.setattr(licences.metadata, "distribution", lambda name: found)
    assert licences.licence_of(licences.Component("twice", "1", "pkg:pypi/twice@1")).count("WORDS") == 1
