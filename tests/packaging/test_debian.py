from __future__ import annotations

import hashlib
import shutil
import subprocess

import debian
import pytest
from archive import Entry, Packer
from components import Component
from project import Project

PROJECT = Project("0.1.0", "Reads digits.", 1_700_000_000)
ENTRIES = [Entry("usr/bin/digitpad", link="../lib/digitpad/digitpad"), Entry("usr/lib/digitpad/digitpad", b"x" * 1025)]
PARTS = [Component("digitpad", "0.1.0", ""), Component("torch", "2.13.0+cpu", "", "BSD-3-Clause")]


@pytest.fixture
def package(tmp_path):
    at = tmp_path / "digitpad_0.1.0_amd64.deb"
    control = debian.control_text(PROJECT, ENTRIES, ["libc6 (>= 2.36)", "libgl1"])
    debian.write_package(Packer(1, PROJECT.time), ENTRIES, control, at, PROJECT.time)
    return at


def test_the_control_file_says_what_dpkg_needs():
    fields = debian.control_text(PROJECT, ENTRIES, ["libc6 (>= 2.36)", "libgl1"]).splitlines()
    assert "Version: 0.1.0" in fields
    assert "Depends: libc6 (>= 2.36), libgl1" in fields
    assert "Installed-Size: 7" in fields  # four folders, a link, and a file of 1025 bytes


def test_the_copyright_file_names_every_part_and_our_own_licence():
    text = debian.copyright_text(PARTS)
    assert "torch 2.13.0+cpu: BSD-3-Clause (torch.txt)" in text
    assert "License: Expat\n Permission is hereby granted" in text
    assert "\n\n\n" not in text


def test_dpkg_reads_the_package(package, tmp_path):
    if not (dpkg_deb := shutil.which("dpkg-deb")):
        pytest.skip("dpkg-deb is not installed")
    subprocess.run([dpkg_deb, "--extract", package, tmp_path / "root"], check=True)
    assert (tmp_path / "root/usr/bin/digitpad").read_bytes() == b"x" * 1025
    subprocess.run([dpkg_deb, "--control", package, tmp_path / "control"], check=True)
    sums = (tmp_path / "control/md5sums").read_text("utf-8")
    md5 = hashlib.md5(b"x" * 1025, usedforsecurity=False).hexdigest()
    assert sums == f"{md5}  usr/lib/digitpad/digitpad\n"
    said = subprocess.run([dpkg_deb, "--field", package], capture_output=True, text=True, check=True).stdout
    assert "Package: digitpad\n" in said


def test_the_same_files_make_the_same_package(package, tmp_path):
    first = package.read_bytes()
    control = debian.control_text(PROJECT, ENTRIES, ["libc6 (>= 2.36)", "libgl1"])
    debian.write_package(Packer(1, PROJECT.time), ENTRIES[::-1], control, package, PROJECT.time)
    assert package.read_bytes() == first
