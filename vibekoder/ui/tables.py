"""How a table of figures looks: flat, a row at a time, one column taking the room that is left."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from vibekoder.ui.draw import LEFT, draw_line, draw_text
from vibekoder.ui.look import Look
from vibekoder.ui.style import thin_bars

MARGIN: Final = 4


class Titles(QHeaderView):
    """The titles over the columns: words on the table's own ground, and a line below them."""

    def __init__(self, look: Look, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._look = look
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFont(look.theme.font("small"))

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        """Room for the whole title, as it is drawn here."""
        size, text = super().sectionSizeFromContents(logicalIndex), self._title(logicalIndex)
        wide = QFontMetrics(self.font()).horizontalAdvance(text) + 2 * MARGIN + 2
        return size.expandedTo(QSize(wide, 0))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """One title, as its column is aligned."""
        theme, model, across = self._look.theme, self.model(), self.orientation()
        painter.fillRect(rect, theme.color("raised"))
        line = rect.bottom()
        draw_line(painter, rect.x(), line, rect.width(), theme.color("border"))
        told = model.headerData(logicalIndex, across, Qt.ItemDataRole.TextAlignmentRole)
        align = LEFT if told is None else Qt.AlignmentFlag(told)
        inner, text = rect.adjusted(MARGIN, 0, -MARGIN, 0), self._title(logicalIndex)
        draw_text(painter, inner, text, self.font(), theme.color("dim"), align)

    def _title(self, column: int) -> str:
        return str(self.model().headerData(column, self.orientation()) or "")


def dress(look: Look, table: QTableView, stretched: int) -> None:
    """Give a table the look of the sheets; its model must be set."""
    theme = look.theme
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.setFont(theme.font("small"))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.size("rowTable"))
    head = Titles(look, table)
    table.setHorizontalHeader(head)
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    thin_bars(look, table)
    palette = theme.palette()
    palette.setColor(palette.ColorRole.Base, theme.color("raised"))
    table.setPalette(palette)
