"""Names are sorted as people count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.natural_order import in_natural_order, natural_order, path_order


@given(st.lists(st.text("aA019²٣.\udcff", max_size=6), unique=True))
def test_all_names_have_one_order(names):
    backwards = names[::-1]
    assert sorted(names, key=natural_order) == sorted(backwards, key=natural_order)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_are_counted(one, other):
    ordered = natural_order(f"page {one}.png") < natural_order(f"page {other}.png")
    assert ordered == (one < other)


def test_paths_are_sorted_folder_by_folder():
    paths = ["2/b.png", "10/a.png", "2.png", "2/10.png", "2/9.png"]
    assert sorted(paths, key=path_order) == ["2.png", "2/9.png", "2/10.png", "2/b.png", "10/a.png"]


def test_many_names_are_sorted_as_few_are():
    names = [f"{number}.png" for number in range(5000)]
    assert list(in_natural_order(reversed(names), str)) == names
