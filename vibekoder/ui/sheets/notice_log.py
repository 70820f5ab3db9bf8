"""What was said in notices since the program began: found, read whole, copied, acted on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.tongue import tr
from vibekoder.ui.buttons import Button
from vibekoder.ui.draw import RIGHT, draw_text
from vibekoder.ui.look import Look
from vibekoder.ui.notices import ICONS, Logged
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.row_delegate import RowDelegate, RowPlace
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import ROW, Index, Rows
from vibekoder.ui.sheets.onward_list import OnwardList
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import Choice

SIZE: Final = QSize(760, 560)
LEVELS: Final = ("info", "warn", "error")


class LogRows(Rows[Logged]):
    """The notices that are listed, newest first."""

    def tell(self, row: Logged, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.notice.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = (self.level(row.notice.kind), f"{row.when:%H:%M:%S}", *_words(row))
            return ", ".join(one for one in told if one)
        return None

    def level(self, kind: str) -> str:
        """The level of a notice in a word."""
        words = {
            "info": self.tr("Note"),
            "warn": self.tr("Warning"),
            "error": self.tr("Error"),
        }
        return words[kind]


class LogDelegate(RowDelegate):
    """Paints one notice: its level, title and time, and below them its first words."""

    height = "rowTwoLine"
    width = 160

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, box = self._look.theme, at.box
        row: Logged = index.data(ROW)
        kind = row.notice.kind
        spot = QRect(box.x() + 8, box.y() + 6, 16, 18)
        self._look.icons.paint(painter, spot, ICONS[kind], kind)
        left = spot.right() + 10
        time = QRect(box.right() - 70, box.y() + 5, 60, 20)
        told = f"{row.when:%H:%M:%S}"
        draw_text(painter, time, told, theme.font("caption"), theme.color("dim"), RIGHT)
        title = QRect(left, box.y() + 5, time.left() - left - 8, 20)
        pen = theme.color("dim" if row.over else "text")
        draw_text(painter, title, row.notice.title, theme.font("bodyStrong"), pen)
        line = QRect(left, box.y() + 25, box.right() - left - 10, 18)
        draw_text(painter, line, row.notice.text, theme.font("small"), theme.color("dim"))

    def box(self, rect: QRect) -> QRect:
        return rect.adjusted(2, 1, -8, -1)


class NoticeLog(Sheet):
    """The notices of this run, newest first, and the chosen one whole.

    Signals:
        acted(Logged, str): an action of a notice that is still open was pressed; the sheet is
            closed.
    """

    acted = Signal(object, str)

    def __init__(
        self, look: Look, log: Callable[[], Sequence[Logged]], parent: QWidget | None = None
    ) -> None:
        """``log`` gives the notices, oldest first."""
        title = tr("Notices")
        super().__init__(look, title, SIZE, parent)
        self._log = log
        self._acts: list[Button] = []
        self.field = QLineEdit(self.box)
        self.level = Choice(look, self.box)
        self.view = OnwardList(self.box)
        self.model = LogRows(self)
        self.title = Paragraph(look, face="bodyStrong", parent=self.box)
        self.text = Paragraph(look, color="dim", parent=self.box)
        self.copy = Button(look, self.tr("Copy"), height="buttonDialog", parent=self.box)
        self.done = Button(
            look, self.tr("Close"), kind="primary", height="buttonDialog", parent=self.box
        )
        self._offered = QHBoxLayout()
        self._lay_out(title)
        self._connect()
        self.look()

    def look(self) -> None:
        """List what there is now; the chosen notice stays so."""
        now = self.current
        letters = self.field.text().casefold().split()
        least = self.level.currentIndex()
        rows = [
            one
            for one in reversed(self._log())
            if LEVELS.index(one.notice.kind) >= least
            and all(part in " ".join(_words(one)).casefold() for part in letters)
        ]
        self.model.show(rows)
        same = [at for at, row in enumerate(rows) if now and row.when == now.when]
        if rows:
            self.view.setCurrentIndex(self.model.index(same[0] if same else 0))
        self._show_current()

    @property
    def current(self) -> Logged | None:
        """The notice that is shown whole."""
        index = self.view.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def first_focus(self) -> QWidget:
        return self.field

    def _lay_out(self, title: str) -> None:
        self.field.setPlaceholderText(self.tr("Find in notices"))
        self.field.setAccessibleName(self.tr("Find in notices"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumHeight(self._look.theme.size("field"))
        self.field.setTextMargins(6, 0, 6, 0)
        self.level.setAccessibleName(self.tr("Level"))
        self.level.setMinimumHeight(self._look.theme.size("field"))
        self.level.setMinimumWidth(180)
        for words in (
            self.tr("All notices"),
            self.tr("Warnings and errors"),
            self.tr("Errors alone"),
        ):
            self.level.addItem(words)
        self.view.setModel(self.model)
        dress_list(self._look, self.view, LogDelegate(self._look, self.view))
        self.view.setAccessibleName(title)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(18, 16, 14, 12)
        column.setSpacing(8)
        head = Paragraph(self._look, title, face="dialogTitle", parent=self.box)
        head.setContentsMargins(6, 0, 0, 0)
        column.addWidget(head)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.field, 1)
        top.addWidget(self.level)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        for words in (self.title, self.text):
            words.setContentsMargins(6, 0, 6, 0)
            column.addWidget(words)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        self._offered.setSpacing(6)
        foot.addLayout(self._offered)
        foot.addStretch(1)
        foot.addWidget(self.copy)
        foot.addWidget(self.done)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.field.textChanged.connect(self.look)
        self.level.currentIndexChanged.connect(self.look)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.onward.connect(self._on_onward)
        self.copy.clicked.connect(self._on_copy)
        self.done.clicked.connect(self.dismiss)

    def _on_current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_current()

    def _show_current(self) -> None:
        one = self.current
        nothing = self.tr("Nothing so far.") if not self._log() else self.tr("No notice has that.")
        self.title.set_text(one.notice.title if one else nothing)
        self.text.set_text(one.notice.text if one else "")
        self.copy.setEnabled(one is not None)
        for button in self._acts:
            self._offered.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._acts = []
        if one is None or one.over:
            return
        for name, verb in one.notice.actions:
            button = Button(self._look, tr(verb), height="buttonDialog", parent=self.box)
            button.clicked.connect(partial(self._on_act, one, name))
            button.show()
            self._offered.addWidget(button)
            self._acts.append(button)

    def _on_onward(self) -> None:
        (self._acts[0] if self._acts else self.copy).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_act(self, one: Logged, action: str) -> None:
        self.dismiss()
        self.acted.emit(one, action)

    def _on_copy(self) -> None:
        one = self.current
        if one is not None:
            text = "\n".join(part for part in (one.notice.title, one.notice.text) if part)
            QGuiApplication.clipboard().setText(text)


def _words(one: Logged) -> tuple[str, str]:
    return one.notice.title, one.notice.text
