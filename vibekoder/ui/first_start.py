"""The page of a window without a project: open a folder, or one that was open before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.ui.buttons import IconButton, keyboard_focus, press_or_pass
from vibekoder.ui.draw import RIGHT, draw_badge, draw_ring, draw_text, fill_box
from vibekoder.ui.empty import EmptyState
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph

SHOWN: Final = 5
ROOM_ABOVE: Final = 330
"""What stands above the list needs so much; a low window lists fewer."""


class RecentRow(QAbstractButton):
    """One project: its letter, its name, where it is, and whether it is still there.

    Signals:
        forgetWanted(): Delete, or the cross: it is to leave the list.
    """

    forgetWanted = Signal()

    def __init__(self, look: Look, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.path = path
        self._missing = False
        name = path.name or str(path)
        self.setText(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(look.theme.size("rowTwoLine"))
        self.setToolTip(str(path))
        self.forget = IconButton(
            look, "close", self.tr("Take {name} off the list").format(name=name), parent=self
        )
        self.forget.clicked.connect(self.forgetWanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addStretch(1)
        row.addWidget(self.forget)
        self.set_missing(missing=False)

    def set_missing(self, *, missing: bool) -> None:
        """Whether the folder is gone."""
        self._missing = missing
        told = self.tr("not found") if missing else ""
        self.setAccessibleName(f"{self.text()}, {told}" if told else self.text())
        self.setAccessibleDescription(str(self.path))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self._look.theme.size("rowTwoLine"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens as Space does; Delete takes it off the list."""
        if event.key() == Qt.Key.Key_Delete:
            self.forgetWanted.emit()
        elif not press_or_pass(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, badge, name and place."""
        painter = QPainter(self)
        theme, radius = self._look.theme, self._look.theme.radius("card")
        if self.underMouse() or self.isDown():
            ground = theme.color("press" if self.isDown() else "panel")
            fill_box(painter, self.rect(), radius, ground, theme.color("border"))
        pad, middle = theme.space("cardPadX"), self.height() // 2
        draw_badge(
            painter, QRect(pad - 3, middle - 11, 22, 22), self.text()[:1].upper(), self._look
        )
        left, right = pad + 34, self.width() - 44
        if self._missing:
            font = theme.font("small")
            told = QRect(right - 90, 0, 90, self.height())
            draw_text(painter, told, self.tr("not found"), font, theme.color("warn"), RIGHT)
            right -= 98
        color = theme.color("dim" if self._missing else "text")
        name = QRect(left, middle - 20, right - left, 20)
        draw_text(painter, name, self.text(), theme.font("item"), color)
        place = QRect(left, middle, right - left, 18)
        shown = shortened(self.path)
        draw_text(painter, place, shown, theme.font("small"), theme.color("dim"))
        if keyboard_focus(self):
            draw_ring(painter, self.rect(), radius, self._look)


class FirstStart(EmptyState):
    """What to do first, and below it the projects that were open before.

    Signals:
        chosen(path: Path): this project is to be opened.
        forgetWanted(path: Path): this one is to leave the list.
        shown(): the page has come into view.
    """

    chosen = Signal(Path)
    forgetWanted = Signal(Path)
    shown = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "no_project", parent=parent)
        self.rows: tuple[RecentRow, ...] = ()
        side = look.theme.space("cardPadX")
        self._head = Paragraph(look, self.tr("Open before"), face="bodyStrong", color="dim")
        self._head.setContentsMargins(side, 18, side, 4)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.below.addWidget(self._head)
        self.below.addLayout(self._list)
        self.show_recent((), frozenset())

    def show_recent(self, paths: Sequence[Path], missing: frozenset[Path]) -> None:
        """List these; those that are missing are marked."""
        paths = paths[:SHOWN]
        if tuple(paths) != tuple(row.path for row in self.rows):
            self._exchange(paths)
        for row in self.rows:
            row.set_missing(missing=row.path in missing)
        self._head.setVisible(bool(self.rows))
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the page is seen."""
        super().showEvent(event)
        self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window lists fewer."""
        super().resizeEvent(event)
        self._fit()

    def _exchange(self, paths: Sequence[Path]) -> None:
        focused = next((at for at, row in enumerate(self.rows) if _has_focus(row)), None)
        for old in self.rows:
            self._list.removeWidget(old)
            old.hide()
            # later: a press of its own button may still be running
            old.deleteLater()
        self.rows = tuple(RecentRow(self._look, path, self) for path in paths)
        for row in self.rows:
            row.clicked.connect(partial(self.chosen.emit, row.path))
            row.forgetWanted.connect(partial(self.forgetWanted.emit, row.path))
            self._list.addWidget(row)
            row.show()
        # what is made later would come after all the rest of the window
        before: QWidget = list(self.buttons.values())[-1]
        for row in self.rows:
            QWidget.setTabOrder(before, row)
            QWidget.setTabOrder(row, row.forget)
            before = row.forget
        if focused is not None:
            after = self.rows[min(focused, len(self.rows) - 1)] if self.rows else self
            after.setFocus(Qt.FocusReason.TabFocusReason)

    def _fit(self) -> None:
        room = (self.height() - ROOM_ABOVE) // self._look.theme.size("rowTwoLine")
        for at, row in enumerate(self.rows):
            row.setVisible(at < max(1, room))


def shortened(path: Path) -> str:
    """A folder as people write it, with the home folder as ``~``."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _has_focus(row: RecentRow) -> bool:
    return row.hasFocus() or row.forget.hasFocus()
