"""Values as a table: each column has a title, and tells one fact of every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from vibekoder.app.tongue import tr
from vibekoder.ui import draw
from vibekoder.ui.rows import Index

T = TypeVar("T")

LEFT: Final = int(draw.LEFT)
RIGHT: Final = int(draw.RIGHT)


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column; figures stand at its right, and ``tip`` says more than its title."""

    name: str
    tell: Callable[[T], str]
    figure: bool = False
    tip: str = ""

    @property
    def align(self) -> int:
        """Where its words or figures stand."""
        return RIGHT if self.figure else LEFT


class FactTable(QAbstractTableModel, Generic[T]):
    """Rows of facts; titles and tips are of the words that are translated."""

    def __init__(self, columns: Sequence[Column[T]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column[T], ...] = tuple(columns)
        self.rows: tuple[T, ...] = ()

    def show(self, rows: Sequence[T], columns: Sequence[Column[T]] | None = None) -> None:
        """Show these instead, under other columns if some are given."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.columns = tuple(columns) if columns is not None else self.columns
        self.endResetModel()

    def renew(self, rows: Sequence[T]) -> None:
        """Show the same rows as they are now, with what is selected."""
        if tuple(rows) != self.rows:
            self.rows = tuple(rows)
            last = self.index(len(rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        text = column.tell(self.rows[index.row()])
        facts = {
            Qt.ItemDataRole.DisplayRole: text,
            Qt.ItemDataRole.AccessibleTextRole: f"{tr(column.name)}: {text}",
            Qt.ItemDataRole.TextAlignmentRole: column.align,
        }
        return facts.get(Qt.ItemDataRole(role))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        facts = {
            Qt.ItemDataRole.DisplayRole: tr(column.name),
            Qt.ItemDataRole.ToolTipRole: tr(column.tip) if column.tip else None,
            Qt.ItemDataRole.TextAlignmentRole: column.align,
        }
        return facts.get(Qt.ItemDataRole(role))
