"""What a .deb depends on is told by names."""

from smoke.bare_system import names_in


def test_versions_alternatives_and_architectures_are_left_out():
    told = "libegl1, libgl1 (>= 1.3), libglib2.0-0t64 | libglib2.0-0, libc6:any (>= 2.31)\n"
    assert names_in(told) == ["libegl1", "libgl1", "libglib2.0-0t64", "libc6"]


def test_nothing_is_no_package():
    assert names_in("\n") == []
