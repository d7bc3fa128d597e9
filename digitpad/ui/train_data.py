"""What a training learns from: MNIST, found or fetched, another folder, and the person's own digits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.training_config import DataChoice
from digitpad.core.workshop import DataAtHand, DownloadStep
from digitpad.ui.calm_wheel import CalmWheel
from digitpad.ui.listed_choice import ListedChoice
from digitpad.ui.steady_label import SteadyLabel

_MNIST, _IDX_FOLDER, _PICTURES = range(3)
"""The entries of the list."""


class TrainData(QWidget):
    """Chooses data, and offers to fetch MNIST where it is missing.

    Attributes:
        box: the list of kinds of data.

    Signals:
        choice_changed: emitted with the new `DataChoice`.
        download_requested: emitted when MNIST should be fetched.
        cancel_requested: emitted when it should not, after all.
    """

    choice_changed = Signal(object)
    download_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, wheel: CalmWheel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = DataChoice()
        self._at_hand = DataAtHand(None, 0)
        self.box = ListedChoice()
        self._place = SteadyLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._place.label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._download = QPushButton(self.tr("Download"))
        self._bar = QProgressBar()
        self._cancel = QPushButton(self.tr("Cancel"))
        self._own = QCheckBox()
        wheel.watch(self.box)
        self._dress()
        self.box.activated.connect(self._on_activated)
        self._download.clicked.connect(self.download_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._own.toggled.connect(self._on_own_toggled)
        self.end_download()

    @property
    def choice(self) -> DataChoice:
        """What is chosen."""
        return self._choice

    def show_at_hand(self, at_hand: DataAtHand) -> None:
        """Show what there is to learn from."""
        self._at_hand = at_hand
        self._show()

    def show_download(self, step: DownloadStep | None) -> None:
        """Show how far the download is; None when it begins."""
        self._download.hide()
        self._bar.show()
        self._cancel.show()
        self._bar.setRange(0, 1000 if step is not None and step.total else 0)
        if step is not None:
            self._bar.setValue(round(1000 * step.done / max(step.total, 1)))
            done = self.tr("{0} of {1} MB")
            self._place.say(done.format(f"{step.done / 1e6:.1f}", f"{step.total / 1e6:.1f}"))
            self._bar.setToolTip(self.tr("From {0}").format(step.mirror))

    def end_download(self) -> None:
        """The download ended, however it did."""
        self._bar.hide()
        self._bar.setRange(0, 1)  # an endless bar would go on moving unseen
        self._cancel.hide()
        self._show()

    def _dress(self) -> None:
        self.box.setObjectName("trainData")
        self.box.setAccessibleName(self.tr("Data"))
        self.box.setToolTip(self.tr("The pictures it learns from"))
        self.box.addItem(self.tr("MNIST: 70,000 digits"))
        self.box.addItem(self.tr("Another folder like MNIST…"))
        self.box.addItem(self.tr("Pictures in folders 0 to 9…"))
        self.box.setItemData(1, self.tr("Four IDX files, packed or not"), Qt.ItemDataRole.ToolTipRole)
        self.box.setItemData(2, self.tr("A folder with a sub-folder for each digit"), Qt.ItemDataRole.ToolTipRole)
        self._download.setObjectName("trainDownload")
        self._download.setToolTip(self.tr("Fetch MNIST, about 12 MB, from the internet"))
        self._cancel.setObjectName("trainDownloadCancel")
        self._cancel.setToolTip(self.tr("End the download"))
        self._bar.setObjectName("trainDownloadProgress")
        self._bar.setAccessibleName(self.tr("Progress of the download"))
        self._bar.setTextVisible(False)
        self._own.setObjectName("trainOwn")
        fetching = QHBoxLayout()
        fetching.setSpacing(8)
        fetching.addWidget(self._bar, stretch=1)
        fetching.addWidget(self._cancel)
        fetching.addWidget(self._download)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(4)
        for part in (self.box, self._place):
            layout.addWidget(part)
        layout.addLayout(fetching)
        layout.addWidget(self._own)

    def _show(self) -> None:
        choice, own = self._choice, self._at_hand.own
        is_mnist = choice.mnist is None and choice.pictures is None
        entry = _MNIST if is_mnist else _PICTURES if choice.pictures is not None else _IDX_FOLDER
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(entry)
        folder = choice.pictures or choice.mnist or self._at_hand.mnist
        if not self._bar.isVisibleTo(self):
            self._place.say(str(folder) if folder else self.tr("It is not on this computer yet."))
            self._download.setVisible(is_mnist and folder is None)
        self._own.setText(self.tr("Mix in my own digits ({0})").format(f"{own:,}"))
        self._own.setEnabled(own > 0)
        tip = self.tr("What you said misread digits are; mixed with the rest, so that nothing is forgotten")
        none = self.tr("There are none yet: say what a misread digit is, and it is kept as an example")
        self._own.setToolTip(tip if own else none)
        if not own and choice.own:
            self._choose(DataChoice(choice.mnist, choice.pictures, own=False))
        with QSignalBlocker(self._own):
            self._own.setChecked(self._choice.own)

    def _choose(self, choice: DataChoice) -> None:
        if choice != self._choice:
            self._choice = choice
            self.choice_changed.emit(choice)
        self._show()

    def _on_activated(self, entry: int) -> None:
        if entry == _MNIST:
            self._choose(DataChoice(own=self._choice.own))
            return
        title = (
            self.tr("Choose a folder like MNIST") if entry == _IDX_FOLDER else self.tr("Choose a folder of pictures")
        )
        start = str(self._choice.pictures or self._choice.mnist or "")
        name = QFileDialog.getExistingDirectory(self, title, start)
        folder = Path(name) if name else None
        if folder is None:
            self._show()  # as it was
        elif entry == _IDX_FOLDER:
            self._choose(DataChoice(mnist=folder, own=self._choice.own))
        else:
            self._choose(DataChoice(pictures=folder, own=self._choice.own))

    def _on_own_toggled(self, is_on: bool) -> None:
        self._choose(DataChoice(self._choice.mnist, self._choice.pictures, own=is_on))
