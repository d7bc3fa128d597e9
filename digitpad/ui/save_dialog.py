"""Where to save something, and as which kind of file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from digitpad.core.places import is_there
from digitpad.ui.question import is_sure


def ask_where_to_save(
    window: QWidget, title: str, offered: Path, kinds: Mapping[str, str], also: Sequence[str] = ()
) -> Path | None:
    """Let the person choose a file; None where nothing is to be saved.

    Args:
        window: over which the dialog stands.
        title: of the dialog.
        offered: the file's name without a suffix, which may hold dots; in the folder the dialog begins in, or in none
            for the one that was used last.
        kinds: the suffixes (`.csv`) by what the kinds of file are called, the usual one first.
        also: suffixes that may be typed, besides.

    Returns:
        The file, with one of the suffixes; if it is there already, the person wants it replaced.
    """
    suffixes = {f"{kind} (*{suffix})": suffix for kind, suffix in kinds.items()}
    usual = next(iter(suffixes.values()))
    dialog = QFileDialog(window, title, "" if offered.parent == Path() else str(offered.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(suffixes))
    # The dialog asks before a file is replaced, and must know its whole name.
    dialog.setDefaultSuffix(usual[1:])
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(suffixes[kind][1:]))
    dialog.selectFile(offered.name + usual)
    chosen = Path(dialog.selectedFiles()[0]) if dialog.exec() else None
    kind = suffixes.get(dialog.selectedNameFilter(), usual)
    dialog.deleteLater()
    if chosen is None or chosen.suffix.lower() in (*suffixes.values(), *also):
        return chosen
    # What stands behind a dot of the name is no suffix.
    whole = chosen.with_name(chosen.name + kind)
    return whole if not is_there(whole) or _may_be_replaced(window, title, whole) else None


def _may_be_replaced(window: QWidget, title: str, path: Path) -> bool:
    question = QCoreApplication.translate("ask_where_to_save", "{0} is there already. Replace it?").format(path.name)
    return is_sure(window, title, question)
