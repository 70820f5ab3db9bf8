"""The section of the project panel that lists its files, under a head that folds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from vibekoder.ui.look import Look
from vibekoder.ui.panels.files import FileList, FileRow, FileView
from vibekoder.ui.panels.heads import SectionHead


class FilesSection(QWidget):
    """Head and tree; the tree's signals are those of ``view``.

    Signals:
        folded(bool): it was folded (True) or unfolded.
    """

    folded = Signal(bool)

    def __init__(
        self, look: Look, root: Callable[[], Path | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.head = SectionHead(look, self.tr("Files"), self)
        self.list = FileList(root, self)
        self.view = FileView(look, self.list, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.view, 1)
        self.setAccessibleName(self.tr("Files of the project"))
        self.head.toggled.connect(self._on_toggled)
        self._on_toggled(True)

    @property
    def is_folded(self) -> bool:
        """Whether only the head is seen."""
        return not self.head.isChecked()

    def set_folded(self, folded: bool) -> None:
        """Fold or unfold it."""
        self.head.setChecked(not folded)

    def set_rows(self, rows: Sequence[FileRow]) -> None:
        """Show these files; something is marked as soon as there is something."""
        self.list.show(rows)
        if rows and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.list.index(0))

    def take_focus(self) -> None:
        """Put the keys into the tree."""
        self.set_folded(False)
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_toggled(self, shown: bool) -> None:
        self.view.setVisible(shown)
        grows = QSizePolicy.Policy.Expanding if shown else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, grows)
        self.folded.emit(not shown)
