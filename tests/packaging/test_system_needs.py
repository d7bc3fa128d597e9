from __future__ import annotations

import pytest
import system_needs
from system_needs import SystemNeeds, needs_of, packages_for

READELF = """
 0x0000000000000001 (NEEDED)             Shared library: [libGL.so.1]
 0x0000000000000001 (NEEDED)             Shared library: [libinside.so.2]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
  0x0010:   Name: GLIBC_2.9  Flags: none  Version: 3
  0x0020:   Name: GLIBC_2.34  Flags: none  Version: 2
"""


def test_what_is_not_inside_is_needed_and_the_newest_c_library_counts(tmp_path, monkeypatch):
    (tmp_path / "libinside.so.2").write_bytes(b"\x7fELF")
    (tmp_path / "text.so").write_bytes(b"text")
    asked = []
    monkeypatch.setattr(system_needs, "said_by", lambda *command: asked.extend(command[4:]) or READELF)
    needs = needs_of(tmp_path)
    assert asked == [str(tmp_path / "libinside.so.2")]
    assert needs.libraries == {"libGL.so.1", "libc.so.6"}
    assert needs.c_library == (2, 34)


def test_packages_are_named_with_the_data_that_libraries_inside_read(monkeypatch):
    monkeypatch.setattr(system_needs, "package_of", {"libGL.so.1": "libgl1", "libc.so.6": "libc6"}.get)
    needs = SystemNeeds(frozenset({"libGL.so.1", "libc.so.6"}), frozenset({"libxkbcommon.so.0"}), (2, 34))
    assert packages_for(needs) == ["libc6 (>= 2.34)", "libgl1", "xkb-data"]


def test_a_library_of_no_package_is_named(monkeypatch):
    monkeypatch.setattr(system_needs, "package_of", lambda library: None)
    with pytest.raises(system_needs.PackageUnknownError, match=r"libGL\.so\.1"):
        packages_for(SystemNeeds(frozenset({"libGL.so.1"}), frozenset(), (2, 34)))
