"""The outline's view: painted rows, folds, and the mark that follows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from vibekoder.core.session import parse, shown
from vibekoder.ui.look import Look
from vibekoder.ui.panels.outline import OutlinePanel, OutlineView
from vibekoder.ui.panels.outline_tree import OutlineTree

TEXT = (
    "=={ User | id=aaaaaa }==\nask\n"
    "=={ Assistant | status=interrupted }==\nwhy\n# One\n### Deep\n"
    "=={ Assistant | alt }==\nother\n"
)


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> OutlinePanel:
    session = parse(TEXT.encode())
    made = OutlinePanel(look)
    qtbot.addWidget(made)
    view = OutlineView(look, OutlineTree(session.parts, shown, session.find))
    view.tree.setParent(view)
    made.add(view)
    made.show_view(view)
    made.resize(300, 300)
    made.show()
    qtbot.waitUntil(lambda: len(view.tree.headings(1)) == 2)
    return made


def view_of(panel: OutlinePanel) -> OutlineView:
    assert panel.view is not None
    return panel.view


def test_the_mark_is_the_slice_while_its_headings_are_folded(panel: OutlinePanel) -> None:
    view = view_of(panel)
    view.mark(2, 10_000)
    assert view.currentIndex() == view.tree.index(1, 0)
    view.expand(view.tree.index(1, 0))
    view.mark(2, 10_000)
    assert view.currentIndex().data() == "Deep"


def test_a_click_on_the_sign_opens_the_headings_and_goes_nowhere(
    qtbot: QtBot, panel: OutlinePanel
) -> None:
    view = view_of(panel)
    row = view.visualRect(view.tree.index(1, 0))
    with qtbot.assertNotEmitted(view.goWanted):
        qtbot.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(12, row.center().y())
        )
    assert view.isExpanded(view.tree.index(1, 0))
    assert panel.grab().toImage() != panel.grab(view.geometry()).toImage()


def test_a_click_on_a_row_goes_there(qtbot: QtBot, panel: OutlinePanel) -> None:
    view = view_of(panel)
    place = view.visualRect(view.tree.index(2, 0)).center()
    with qtbot.waitSignal(view.goWanted) as heard:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args is not None
    assert heard.args[0].row() == 2


def test_the_panel_is_as_tall_as_its_rows(panel: OutlinePanel) -> None:
    view, before = view_of(panel), panel.sizeHint().height()
    view.expand(view.tree.index(1, 0))
    assert panel.sizeHint().height() > before
    panel.show_view(None)
    assert panel.view is None
    assert panel.sizeHint().height() < before


def test_a_slice_that_runs_or_failed_looks_so(panel: OutlinePanel) -> None:
    before = panel.grab().toImage()
    view_of(panel).tree.set_states({"aaaaaa": "answering"})
    running = panel.grab().toImage()
    assert running != before
    view_of(panel).tree.set_states({"aaaaaa": "failed"})
    assert panel.grab().toImage() not in (before, running)
