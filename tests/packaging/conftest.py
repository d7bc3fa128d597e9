"""A bundle that was never built, of distributions that were never installed."""

from __future__ import annotations

from importlib import metadata

import components
import distributions
import licences
import pytest

TORCH_LIBRARY, QT_LIBRARY = "_internal/torch/lib/libtorch.so", "_internal/PySide6/Qt/lib/libQt6Core.so.6"


def install(site, name, version, licence, files):
    """Put a distribution into a folder: its metadata and its files, by path."""
    about = site / f"{name}-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{licence}\n", "utf-8")
    for path, content in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(content, "utf-8")
    record = "".join(f"{path},,\n" for path in [*files, f"{about.name}/METADATA"])
    (about / "RECORD").write_text(record, "utf-8")


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Where digitpad, torch, PySide6 and PyInstaller are installed, and nothing else."""
    folder = tmp_path / "site-packages"
    install(
        folder, "digitpad", "0.1.0", "License-Expression: MIT", {"digitpad-0.1.0.dist-info/licenses/LICENSE": "MIT"}
    )
    install(
        folder,
        "torch",
        "2.13.0+cpu",
        "License-Expression: BSD-3-Clause",
        {
            "torch/__init__.py": "",
            "torch/lib/libtorch.so": "",
            "torch-2.13.0+cpu.dist-info/licenses/third_party/fmt/LICENSE": "FMT'S WORDS",
            "torch-2.13.0+cpu.dist-info/licenses/LICENSE": "TORCH'S WORDS",
        },
    )
    install(folder, "PySide6_Essentials", "6.11.3", "License: LGPL-3.0-only", {"PySide6/__init__.py": ""})
    install(folder, "pyinstaller", "6.22.3", "License: GPL", {"pyinstaller-6.22.3.dist-info/COPYING.txt": "GPL, BUT"})
    installed = list(metadata.distributions(path=[str(folder)]))
    monkeypatch.setattr(components.metadata, "distributions", lambda: installed)
    by_name = distributions.Distributions(installed)
    monkeypatch.setattr(licences.metadata, "distribution", by_name.named)
    return folder


@pytest.fixture
def bundle(tmp_path):
    """A folder such as PyInstaller makes."""
    folder = tmp_path / "bundle"
    for path in ("digitpad", TORCH_LIBRARY, QT_LIBRARY, "_internal/base_library.zip", "_internal/digitpad/resources/a"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path, "utf-8")
    (folder / "_internal" / "libtorch.so").symlink_to("torch/lib/libtorch.so")
    return folder


@pytest.fixture
def modules():
    """SHA-256 of the Python modules in its program's file."""
    return dict.fromkeys(("torch", "torch.nn", "json", "pyimod01_archive", "digitpad.core"), "00" * 32) | {
        "digitpad": "11" * 32
    }
