"""Where the parts of a row lie, and what is painted there."""

from __future__ import annotations

from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from tests.support.sources import source
from vibekoder.engine.stack import Outlook
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context_delegate import COST_WIDTH, SIZE_WIDTH, TOKENS_WIDTH, WIDE
from vibekoder.ui.panels.context_tree import ContextTree, ContextView

PAGE = source("docs/b.md")
HEADS = tuple(
    source("docs/b.md", key=(*PAGE.key, name), parent=PAGE.key, kind="heading", level=level)
    for name, level in (("one", 1), ("two", 2))
)


def test_the_boxes_of_headings_stand_the_further_in_the_deeper_they_are(
    qtbot: QtBot, look: Look
) -> None:
    tree = ContextTree()
    view = ContextView(look, tree)
    tree.setParent(view)
    qtbot.addWidget(view)
    tree.show(Outlook(pieces=(PAGE,), below={PAGE.key: HEADS}), lambda _: "")
    view.expandAll()
    view.show()
    top = tree.index(0, 0)
    found = [top, tree.index(0, 0, top), tree.index(1, 0, top)]
    lefts = [view.faces.check_box(view.visualRect(one), one).left() for one in found]
    assert lefts == sorted(set(lefts))
    picture = view.grab().toImage()
    for one in found:
        box = view.faces.check_box(view.visualRect(one), one)
        spot = box.topLeft() + (box.center() - box.topLeft()) / 3
        assert picture.pixelColor(spot) == look.theme.color("accent")


def test_a_wide_panel_has_columns_for_size_and_cost(qtbot: QtBot, look: Look) -> None:
    tree = ContextTree()
    view = ContextView(look, tree)
    tree.setParent(view)
    qtbot.addWidget(view)
    tree.show(Outlook(pieces=(PAGE,)), lambda _: "~$0.009")
    view.show()

    def painted(width: int, left: int, right: int) -> bool:
        """Whether anything stands between these places, counted from the right."""
        view.resize(width, 100)
        row = view.visualRect(tree.index(0, 0))
        spot = QRect(view.viewport().width() - left, row.y() + 4, left - right, row.height() - 8)
        picture = view.viewport().grab(spot).toImage()
        ground = picture.pixelColor(0, 0)
        places = ((x, y) for x in range(spot.width()) for y in range(spot.height()))
        return any(picture.pixelColor(x, y) != ground for x, y in places)

    size = (14 + COST_WIDTH + TOKENS_WIDTH + SIZE_WIDTH, 14 + COST_WIDTH + TOKENS_WIDTH)
    assert painted(WIDE + 60, *size)
    assert not painted(WIDE - 60, *size)
