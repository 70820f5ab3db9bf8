"""The templates in the project panel: a head, and a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QWidget,
)

from vibekoder.store.templates import Template
from vibekoder.ui.draw import RIGHT, draw_text
from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import FLAG, RowDelegate, RowPlace
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.rows import ROW, Index, Rows
from vibekoder.ui.words import count

ICON_X: Final = 14
TITLE_X: Final = 34
TOKENS_WIDTH: Final = 56
MOST: Final = 6
"""So many rows are shown at once; further ones by scrolling."""


class TemplateList(Rows[Template]):
    """The rows of the list."""

    def tell(self, row: Template, role: int) -> Any:
        tokens = self.tr("~{n} tokens").format(n=count(row.tokens))
        texts = {
            Qt.ItemDataRole.DisplayRole: row.title,
            Qt.ItemDataRole.AccessibleTextRole: f"{row.title}, {row.description}, {tokens}",
            Qt.ItemDataRole.ToolTipRole: f"{row.description or row.title}\n{row.path.name}",
        }
        return texts.get(Qt.ItemDataRole(role))


class TemplateDelegate(RowDelegate):
    """Paints one template: icon, title, about how long it is."""

    marked = FLAG.State_HasFocus

    def paint_row(self, painter: QPainter, at: RowPlace, index: Index) -> None:
        theme, rect = self._look.theme, at.rect
        row: Template = index.data(ROW)
        icon = QRectF(rect.x() + ICON_X, rect.y(), 14, rect.height())
        self._look.icons.paint(painter, icon, "template", "dim", 14)
        right = rect.right() + 1 - theme.space("panelPadX") + 2
        tokens = QRect(right - TOKENS_WIDTH, rect.y(), TOKENS_WIDTH, rect.height())
        small = theme.font("small")
        draw_text(painter, tokens, f"~{count(row.tokens)}", small, theme.color("dim"), RIGHT)
        left = rect.x() + TITLE_X
        title = QRect(left, rect.y(), tokens.x() - left - 4, rect.height())
        draw_text(painter, title, row.title, theme.font("body"), theme.color("text"))


class TemplateView(QListView):
    """The list of templates.

    Signals:
        chosen(Path): a new session is to be made from this one; Return or a click.
    """

    chosen = Signal(Path)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.list = TemplateList(self)
        self.setModel(self.list)
        dress_list(look, self, TemplateDelegate(look, self), "panel")
        self.setAccessibleName(self.tr("Templates"))
        self.clicked.connect(self._on_taken)
        self.set_rows(())

    def set_rows(self, rows: Sequence[Template]) -> None:
        """Show these templates."""
        at = self.currentIndex().row()
        self.list.show(rows)
        self.setFixedHeight(min(len(rows), MOST) * self._look.theme.size("row") + 6)
        if rows:
            self.setCurrentIndex(self.list.index(min(max(at, 0), len(rows) - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_taken(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_taken(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.list.rows[index.row()].path)
