"""The list of a sheet's sections, at its left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import RowDelegate
from vibekoder.ui.row_views import dress_list


class SectionDelegate(RowDelegate):
    """Paints the name of a section."""

    height = "rowPalette"
    width = 60

    def box(self, rect: QRect) -> QRect:
        return rect.adjusted(6, 1, -6, -1)


class SectionList(QListWidget):
    """Names of sections; the arrows go through them.

    Signals:
        wanted(int): the section with this number is to be shown.
    """

    wanted = Signal(int)

    def __init__(self, look: Look, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress_list(look, self, SectionDelegate(look, self))
        for name in names:
            self.addItem(name)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(self.wanted)
        self.itemClicked.connect(self._on_clicked)

    def narrow(self, shown: Sequence[bool]) -> None:
        """Which sections have something to show; the others are greyed."""
        for at, known in enumerate(shown):
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            self.item(at).setFlags(flags if known else Qt.ItemFlag.NoItemFlags)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        # again on the current one: what was scrolled away comes back
        self.wanted.emit(self.row(item))
