"""How a list or tree of painted rows looks and scrolls: flat, in rows of one height, by pixels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QTreeView

from vibekoder.ui.ground import Ground
from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import RowDelegate, TreeRowDelegate
from vibekoder.ui.style import thin_bars


def dress_list(look: Look, view: QListView, rows: RowDelegate, ground: str = "") -> None:
    """Give a list its rows and a ground of the theme's; without one, what is behind it shows."""
    view.setUniformItemSizes(True)
    _dress(look, view, rows, ground)


def dress_tree(look: Look, view: QTreeView, rows: TreeRowDelegate, ground: str = "") -> None:
    """Give a tree its rows, which indent themselves, and a ground as a list has it."""
    # before anything lays the rows out: Qt asks for the one height only then
    view.setUniformRowHeights(True)
    view.setHeaderHidden(True)
    view.setRootIsDecorated(False)
    view.setIndentation(0)
    view.setExpandsOnDoubleClick(False)
    _dress(look, view, rows, ground)


def _dress(look: Look, view: QAbstractItemView, rows: RowDelegate, ground: str) -> None:
    view.setItemDelegate(rows)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setMouseTracking(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    thin_bars(look, view)
    if ground:
        Ground(look, view, ground)
    else:
        view.viewport().setAutoFillBackground(False)
