"""The row on top of the Scan tab: which folder, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from digitpad.scan.scan_options import ScanOptions
from digitpad.scan.walk import by_one_name
from digitpad.ui.actions import button_of, make_action
from digitpad.ui.icons import icon


class ScanControls(QWidget):
    """Chooses a folder, and says when to start, rest, end or watch.

    Signals:
        options_changed: emitted with the `ScanOptions` of the next scan.
        folder_chosen: emitted with a `Path` when the person chose another folder.
        start_requested: emitted with whether to go on where an earlier scan ended.
        pause_requested: emitted with whether to rest.
        cancel_requested: emitted when the scan should end.
        watch_requested: emitted with whether to watch the folder.
    """

    options_changed = Signal(object)
    folder_chosen = Signal(object)
    start_requested = Signal(bool)
    pause_requested = Signal(bool)
    cancel_requested = Signal()
    watch_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._has_record = False
        self._edit = QLineEdit()
        self._choose = make_action(self, "chooseFolderAction", self.tr("Choose a folder…"), "folder-open", None)
        self._start = QPushButton(icon("play"), "")
        self._again = QPushButton(icon("rotate-ccw"), self.tr("Start over"))
        self._pause = make_action(self, "scanPauseAction", self.tr("Pause"), "pause", None)
        self._pause_button = button_of(self._pause, self)
        self._watch = make_action(self, "scanWatchAction", self.tr("Watch the folder for new files"), "eye", None)
        self._cancel = QPushButton(icon("x"), self.tr("Cancel"))
        self._recursive = QCheckBox(self.tr("Sub-folders too"))
        self._one_digit = QCheckBox(self.tr("One digit per picture"))
        self._dress()
        self._connect()
        self.show_state(is_running=False, has_record=False)

    @property
    def folder(self) -> Path | None:
        """The folder chosen."""
        return self._folder

    @property
    def options(self) -> ScanOptions:
        """How the next scan goes about it."""
        return ScanOptions(self._recursive.isChecked(), self._one_digit.isChecked())

    def set_options(self, options: ScanOptions) -> None:
        """Show how the next scan goes about it."""
        self._recursive.setChecked(options.recursive)
        self._one_digit.setChecked(options.one_digit)

    def set_folder(self, folder: Path) -> None:
        """Show which folder it is; it is not watched yet."""
        self._folder = folder
        self._watch.setChecked(False)
        self._edit.setText(str(folder))
        self.show_state(is_running=False, has_record=False)

    def show_state(self, is_running: bool, has_record: bool) -> None:
        """Offer what can be done.

        Args:
            is_running: whether a scan runs.
            has_record: whether there is something to go on with.
        """
        self._has_record = has_record
        self._start.setText(self.tr("Go on") if has_record else self.tr("Start"))
        tip = self.tr("Read what was not read yet") if has_record else self.tr("Read the pictures of the folder")
        self._start.setToolTip(tip)
        self._again.setVisible(has_record)
        self._watch.setEnabled(self._folder is not None)
        if not is_running:
            self._pause.setChecked(False)
        focus = self.focusWidget()
        beginning, ending = (self._start, self._again), (self._pause_button, self._cancel)
        offered, withdrawn = (ending, beginning) if is_running else (beginning, ending)
        for button in offered:
            button.setEnabled(True)
        if focus in withdrawn and focus.hasFocus():  # else it would go to whatever comes next
            (self._cancel if is_running else self._start).setFocus()
        for button in withdrawn:
            button.setEnabled(False)
        self._pause.setEnabled(is_running)

    def choose_folder(self) -> None:
        """Let the person choose a folder."""
        start = str(self._folder or "")
        name = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of pictures"), start)
        if name:
            self.folder_chosen.emit(Path(name))

    def _dress(self) -> None:
        self._edit.setObjectName("scanFolder")
        self._edit.setAccessibleName(self.tr("Folder to read"))
        self._edit.setPlaceholderText(self.tr("Folder of pictures"))
        self._edit.setToolTip(self.tr("The folder whose pictures are read"))
        self._edit.setAcceptDrops(False)  # the window takes what is dropped
        self._start.setObjectName("scanStart")
        self._again.setObjectName("scanAgain")
        self._again.setToolTip(self.tr("Read every picture anew; what you corrected stays"))
        self._cancel.setObjectName("scanCancel")
        self._cancel.setToolTip(self.tr("End the scan; what was read is kept"))
        self._pause.setCheckable(True)
        self._watch.setCheckable(True)
        for button in (self._start, self._again, self._cancel):
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._recursive.setObjectName("scanRecursive")
        self._recursive.setToolTip(self.tr("Read the pictures of the folders in the folder, too"))
        self._recursive.setChecked(True)
        self._one_digit.setObjectName("scanOneDigit")
        self._one_digit.setToolTip(self.tr("Take all the ink of a picture for one digit, not for numbers in lines"))
        self._arrange()

    def _arrange(self) -> None:
        row, options = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._edit, stretch=1)
        row.addWidget(button_of(self._choose, self))
        for part in (self._start, self._again, self._pause_button, self._cancel):
            row.addWidget(part)
        row.addWidget(button_of(self._watch, self))
        options.setSpacing(24)
        options.addWidget(self._recursive)
        options.addWidget(self._one_digit)
        options.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addLayout(options)

    def _connect(self) -> None:
        self._recursive.toggled.connect(self._on_option_toggled)
        self._one_digit.toggled.connect(self._on_option_toggled)
        self._edit.editingFinished.connect(self._on_edited)
        self._choose.triggered.connect(self.choose_folder)
        self._start.clicked.connect(self._on_start_clicked)
        self._again.clicked.connect(self._on_again_clicked)
        self._pause.toggled.connect(self.pause_requested)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._watch.toggled.connect(self.watch_requested)

    def _on_option_toggled(self) -> None:
        self.options_changed.emit(self.options)

    def _on_edited(self) -> None:
        written = self._edit.text().strip()
        if not written:
            return
        try:
            folder = Path(written).expanduser()
        except RuntimeError:  # a person of that name has no home here: then it is said that there is no such folder
            folder = Path(written)
        if self._folder is not None and by_one_name(folder) == self._folder:
            self._edit.setText(str(self._folder))  # it may have been written in another way
        else:
            self.folder_chosen.emit(folder)

    def _on_start_clicked(self) -> None:
        self._on_edited()  # scripts write the folder and press the button
        if self._folder is None:
            self.choose_folder()
        else:
            self.start_requested.emit(self._has_record)

    def _on_cancel_clicked(self) -> None:
        self._watch.setChecked(False)  # it would read the rest at once
        self.cancel_requested.emit()

    def _on_again_clicked(self) -> None:
        self.start_requested.emit(False)
