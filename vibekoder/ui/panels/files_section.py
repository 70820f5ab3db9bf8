"""The section of the project panel that lists its files, under a head that folds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from vibekoder.ui.buttons import keyboard_focus, press_or_pass
from vibekoder.ui.draw import RIGHT, draw_ring, draw_text
from vibekoder.ui.look import Look
from vibekoder.ui.panels.files import FileList, FileRow, FileView

TITLE_X = 28


class FilesHead(QAbstractButton):
    """The section's title, which folds it, and a few words on what git says."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._note = ""
        self.setCheckable(True)
        self.setChecked(True)
        self.setText(self.tr("Files"))
        self.setFixedHeight(look.theme.size("sectionRow"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(self._tell)
        self._tell()

    def set_note(self, note: str) -> None:
        """``main · 3 changed``."""
        if note != self._note:
            self._note = note
            self._tell()

    def sizeHint(self) -> QSize:
        return QSize(120, self._look.theme.size("sectionRow"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses as Space does."""
        if not press_or_pass(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._look.theme, QPainter(self)
        pad = theme.space("panelPadX")
        shape = "chevron-down" if self.isChecked() else "chevron-right"
        self._look.icons.paint(painter, QRectF(10, 0, 12, self.height()), shape, "dim", 10)
        font = theme.font("small")
        font.setWeight(font.Weight.DemiBold)
        title = QRect(TITLE_X, 0, self.width() - TITLE_X, self.height())
        used = draw_text(painter, title, self.text(), font, theme.color("dim"))
        left = TITLE_X + used + 12
        note = QRect(left, 0, max(0, self.width() - pad + 2 - left), self.height())
        draw_text(painter, note, self._note, theme.font("small"), theme.color("dim"), RIGHT)
        if keyboard_focus(self):
            box = self.rect().adjusted(4, 1, -4, -1)
            draw_ring(painter, box, theme.radius("control"), self._look)

    def _tell(self) -> None:
        self.setAccessibleName(", ".join(part for part in (self.text(), self._note) if part))
        state = self.tr("unfolded") if self.isChecked() else self.tr("folded")
        self.setAccessibleDescription(state)
        self.update()


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
        self.head = FilesHead(look, self)
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
        self.list.set_rows(rows)
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
