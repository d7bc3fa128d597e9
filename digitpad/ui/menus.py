"""The menu bar: every wish the window can fulfil, by name, with its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from digitpad.ui.draw_tab import DrawTab
from digitpad.ui.icons import icon
from digitpad.ui.pictures_tab import PicturesTab


class Menus(QObject):
    """Fills a menu bar and says what the person wished for.

    Args:
        bar: the menu bar to fill.
        draw_tab, pictures_tab: the tabs whose actions stand in the menus, too.
        tab_names: what the tabs are called, in their order.
        appearance: `system`, `light` or `dark`: the one in use.

    Signals:
        open_requested, paste_requested, save_requested, copy_requested, quit_requested, licences_requested,
            about_requested: emitted when the person chose that entry.
        tab_requested: emitted with the index of the tab to show.
        appearance_requested: emitted with `system`, `light` or `dark`.
    """

    open_requested = Signal()
    paste_requested = Signal()
    save_requested = Signal()
    copy_requested = Signal()
    quit_requested = Signal()
    licences_requested = Signal()
    about_requested = Signal()
    tab_requested = Signal(int)
    appearance_requested = Signal(str)

    def __init__(
        self, bar: QMenuBar, draw_tab: DrawTab, pictures_tab: PicturesTab, tab_names: Sequence[str], appearance: str
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        keys = QKeySequence.StandardKey
        self._open = self._action("openAction", self.tr("Open pictures…"), keys.Open, "folder-open")
        self._paste = self._action("pasteAction", self.tr("Paste picture"), keys.Paste, "clipboard-paste")
        self._save = self._action("saveAction", self.tr("Save drawing…"), keys.Save)
        self._copy = self._action("copyAction", self.tr("Copy drawing"), keys.Copy)
        self._quit = self._action("quitAction", self.tr("Quit"), keys.Quit)
        self._licences = self._action("licencesAction", self.tr("Licences"))
        self._about = self._action("aboutAction", self.tr("About digitpad"))
        self._appearances = QActionGroup(self)
        self._fill(draw_tab, tab_names, appearance)
        self._fill_page_menu(pictures_tab)
        self._help = self._bar.addMenu(self.tr("&Help"))
        self._help.addActions([self._licences, self._about])
        self._connect()

    @property
    def appearance(self) -> str:
        """`system`, `light` or `dark`: the one chosen."""
        chosen = self._appearances.checkedAction()
        return str(chosen.data()) if chosen else "system"

    def set_drawing_exists(self, exists: bool) -> None:
        """Offer what needs a drawing, or do not."""
        self._save.setEnabled(exists)
        self._copy.setEnabled(exists)

    def add_model_menu(self, actions: Sequence[QAction]) -> None:
        """Offer what can be done with models."""
        menu = QMenu(self.tr("&Model"), self._bar)
        menu.addActions(actions)
        self._bar.insertMenu(self._help.menuAction(), menu)

    def _action(
        self,
        name: str,
        text: str,
        keys: QKeySequence | QKeySequence.StandardKey | None = None,
        icon_name: str | None = None,
    ) -> QAction:
        action = QAction(icon(icon_name) if icon_name else QIcon(), text, self)
        action.setObjectName(name)
        if isinstance(keys, QKeySequence.StandardKey):
            action.setShortcuts(QKeySequence.keyBindings(keys))
        elif keys is not None:
            action.setShortcut(keys)
        return action

    def _fill(self, draw: DrawTab, tab_names: Sequence[str], appearance: str) -> None:
        file = self._bar.addMenu(self.tr("&File"))
        file.addActions([self._open, self._save])
        file.addSeparator()
        file.addAction(self._quit)
        edit = self._bar.addMenu(self.tr("&Edit"))
        edit.addActions([draw.undo_action, draw.redo_action, draw.clear_action, draw.eraser_action])
        edit.addSeparator()
        edit.addActions([self._copy, self._paste])
        view = self._bar.addMenu(self.tr("&View"))
        for index, name in enumerate(tab_names):
            show = self._action(f"showTab{index}", name, QKeySequence(f"Ctrl+{index + 1}"))
            show.triggered.connect(self._emitter(self.tab_requested, index))
            view.addAction(show)
        view.addSeparator()
        view.addActions([draw.thinner_action, draw.wider_action])
        view.addSeparator()
        self._fill_appearances(view.addMenu(self.tr("Appearance")), appearance)

    def _fill_page_menu(self, pictures: PicturesTab) -> None:
        page = self._bar.addMenu(self.tr("&Page"))
        page.addActions([pictures.copy_action, pictures.save_action, pictures.keep_action])
        for group in pictures.editor.menu_actions:
            page.addSeparator()
            page.addActions(group)

    def _fill_appearances(self, menu: QMenu, current: str) -> None:
        texts = {"system": self.tr("Like the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for name, text in texts.items():
            action = QAction(text, self._appearances)
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setData(name)
            action.triggered.connect(self._emitter(self.appearance_requested, name))
            menu.addAction(action)

    def _connect(self) -> None:
        self._open.triggered.connect(self.open_requested)
        self._paste.triggered.connect(self.paste_requested)
        self._save.triggered.connect(self.save_requested)
        self._copy.triggered.connect(self.copy_requested)
        self._quit.triggered.connect(self.quit_requested)
        self._licences.triggered.connect(self.licences_requested)
        self._about.triggered.connect(self.about_requested)

    @staticmethod
    def _emitter(signal: SignalInstance, value: object) -> Callable[[], None]:
        return lambda: signal.emit(value)
