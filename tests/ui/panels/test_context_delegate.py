"""Where the parts of a row lie, and what is painted there."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.support.sources import source
from vibekoder.engine.stack import Outlook
from vibekoder.ui.look import Look
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
