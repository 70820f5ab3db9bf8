"""A list's rows as values: what every list of the window has under its own facts."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")

ROW: Final = Qt.ItemDataRole.UserRole
"""The role under which a list's model tells the whole row."""


class Rows(QAbstractListModel, Generic[T]):
    """Rows that come and go one by one, so that selection and focus stay with theirs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[T, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        return row if role == ROW else self.tell(row, role)

    def tell(self, row: T, role: int) -> Any:
        """What a row says under a role of Qt's: its words, unless a list knows more."""
        return str(row) if role == Qt.ItemDataRole.DisplayRole else None

    def show(self, rows: Sequence[T]) -> None:
        """Show these instead; nothing is selected any more."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def renew(self, rows: Sequence[T]) -> None:
        """Show the same rows as they are now, with what is selected."""
        self.rows = tuple(rows)
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def keep(self, wanted: Callable[[T], bool]) -> None:
        """Take away the rows that are not wanted any more."""
        for at in reversed(range(len(self.rows))):
            if not wanted(self.rows[at]):
                self.beginRemoveRows(QModelIndex(), at, at)
                self.rows = self.rows[:at] + self.rows[at + 1 :]
                self.endRemoveRows()

    def append(self, rows: Sequence[T]) -> None:
        """Put rows at the end."""
        if rows:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self.rows += tuple(rows)
            self.endInsertRows()
