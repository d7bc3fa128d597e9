from __future__ import annotations

import hashlib

import packages
import pytest
from project import ROOT, read_project

import digitpad


def test_the_version_is_the_projects_and_the_time_the_one_asked_for(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    project = read_project()
    assert project.version == digitpad.__version__
    assert (project.time, project.date) == (1_700_000_000, "2023-11-14")
    assert project.fill_in("@VERSION@ of @DATE@") == f"{project.version} of 2023-11-14"


def test_sources_outside_a_repository_have_a_time_too(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "digitpad").mkdir()
    for name in ("pyproject.toml", "digitpad/__init__.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    assert read_project(tmp_path).date == "1980-01-01"


def test_checksums_are_as_sha256sum_reads_them(tmp_path):
    for name in ("b.deb", "a.whl"):
        (tmp_path / name).write_text(name, "utf-8")
    sums = packages.write_checksums([tmp_path / "b.deb", tmp_path / "a.whl"], tmp_path / "SHA256SUMS")
    expected = [f"{hashlib.sha256(name.encode()).hexdigest()}  {name}" for name in ("a.whl", "b.deb")]
    assert sums.read_text("utf-8").splitlines() == expected


def test_without_a_bundle_it_says_what_makes_one(tmp_path, capsys):
    assert packages.main(["--bundle", str(tmp_path), "--output", str(tmp_path / "out")]) == 1
    assert "packaging/build.py" in capsys.readouterr().err


@pytest.mark.parametrize("level", ["10", "x"])
def test_a_level_xz_does_not_know_is_refused(level, capsys):
    with pytest.raises(SystemExit):
        packages.main(["--level", level])
    assert "--level" in capsys.readouterr().err


def test_without_what_builds_wheels_it_says_how_to_get_it(tmp_path, monkeypatch):
    missing = tmp_path / "python"
    missing.write_text("#!/bin/sh\necho No module named hatchling >&2; exit 1\n", "utf-8")
    missing.chmod(0o755)
    monkeypatch.setattr(packages.sys, "executable", str(missing))
    with pytest.raises(packages.PythonPackagesError, match=r"(?s)\[package\].*No module named hatchling"):
        packages.make_python_packages(tmp_path, read_project())
