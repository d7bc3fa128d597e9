"""What is saved has the suffix of its kind, whatever dots its name has."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from digitpad.ui.save_dialog import ask_where_to_save

KINDS = {"Text": ".txt", "Picture": ".png"}


@pytest.fixture
def asked(qtbot, tmp_path: Path, monkeypatch):
    """Asks, with the dialog answered at once: the name offered is changed or not, and the kind chosen."""

    def ask(stem: str, name: str | None = None, kind: int = 0) -> Path | None:
        def choose(dialog: QFileDialog) -> int:
            dialog.setDirectory(str(tmp_path))
            dialog.selectNameFilter(dialog.nameFilters()[kind])
            dialog.filterSelected.emit(dialog.nameFilters()[kind])
            if name is not None:
                dialog.selectFile(name)
            return 1

        monkeypatch.setattr(QFileDialog, "exec", choose)
        window = QWidget()
        qtbot.addWidget(window)
        chosen = ask_where_to_save(window, "Save", Path(stem), KINDS, also=(".json",))
        return chosen and Path(chosen.name)

    return ask


@pytest.mark.parametrize("stem", ["seven", "Scan 2024.05.12", "meter 3.7"])
def test_the_name_offered_is_kept_whole(asked, stem):
    assert asked(stem) == Path(f"{stem}.txt")


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("a", "a.png"),
        ("a.b", "a.b.png"),
        ("a.txt", "a.txt"),
        ("a.PNG", "a.PNG"),
        ("a.9", "a.9.png"),
        ("a.json", "a.json"),
    ],
)
def test_a_name_without_one_of_the_suffixes_gets_that_of_its_kind(asked, name, saved):
    assert asked("seven", name, kind=1) == Path(saved)


def test_a_file_whose_whole_name_the_dialog_did_not_know_is_replaced_only_if_wanted(asked, tmp_path, monkeypatch):
    (tmp_path / "a.b.txt").touch()
    for answer, saved in ((QMessageBox.StandardButton.No, None), (QMessageBox.StandardButton.Yes, Path("a.b.txt"))):
        monkeypatch.setattr(QMessageBox, "question", lambda *_, answer=answer: answer)
        assert asked("seven", "a.b") == saved


def test_nothing_is_saved_where_the_dialog_is_left(qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: 0)
    window = QWidget()
    qtbot.addWidget(window)
    assert ask_where_to_save(window, "Save", Path("seven"), KINDS) is None
