from __future__ import annotations

import components
import pytest

from tests.packaging.conftest import QT_LIBRARY, TORCH_LIBRARY


def test_each_file_and_module_has_its_maker(site, bundle, modules):
    parts = {part.name: part for part in components.components(bundle, modules)}
    assert list(parts["torch"].files) == [TORCH_LIBRARY]  # and not the link to it
    assert list(parts["PySide6_Essentials"].files) == [QT_LIBRARY]
    assert list(parts["Python"].files) == ["_internal/base_library.zip"]
    assert set(parts["digitpad"].files) == {"digitpad", "_internal/digitpad/resources/a"}
    assert list(parts["pyinstaller"].modules) == ["pyimod01_archive"]
    assert list(parts["Python"].modules) == ["json"]
    assert set(parts["torch"].modules) == {"torch", "torch.nn"}
    assert parts["torch"].purl == "pkg:pypi/torch@2.13.0%2Bcpu"
    assert parts["torch"].licence == "BSD-3-Clause"


def test_a_module_nobody_installed_is_named(site, bundle, modules):
    with pytest.raises(components.UnknownOriginError, match="module stranger"):
        components.components(bundle, modules | {"stranger.part": "00" * 32})


def test_a_library_of_no_package_is_named(site, bundle, modules, monkeypatch):
    (bundle / "_internal" / "libstranger.so.1").write_bytes(b"\x7fELF")
    monkeypatch.setattr(components.platform, "system", lambda: "Linux")
    monkeypatch.setattr(components, "package_of", lambda library: None)
    with pytest.raises(components.UnknownOriginError, match=r"libstranger\.so\.1"):
        components.components(bundle, modules)


def test_libraries_of_one_debian_source_are_one_component(site, bundle, modules, monkeypatch):
    for name in ("libkrb5.so.3", "libk5crypto.so.3"):
        (bundle / "_internal" / name).write_bytes(b"\x7fELF")
    monkeypatch.setattr(components.platform, "system", lambda: "Linux")
    monkeypatch.setattr(components.platform, "freedesktop_os_release", lambda: {"ID": "debian"})
    monkeypatch.setattr(components, "package_of", lambda library: library.partition(".")[0] + "-3")
    monkeypatch.setattr(components, "source_of", lambda package: ("krb5", "1:1.20+x~1"))
    krb5 = next(part for part in components.components(bundle, modules) if part.name == "krb5")
    assert krb5.packages == {"libkrb5-3", "libk5crypto-3"}
    assert len(krb5.files) == 2
    assert krb5.purl == "pkg:deb/debian/krb5@1%3A1.20%2Bx~1?arch=source"


def test_a_folder_without_the_program_is_told_so(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"build\.py"):
        components.executable(tmp_path)
