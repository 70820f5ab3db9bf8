"""The list of backends: which there are, and what each lacks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from vibekoder.store.projects import BackendEntry
from vibekoder.ui.look import Look
from vibekoder.ui.rows import ROW
from vibekoder.ui.sheets.backend_list import (
    BackendDelegate,
    BackendList,
    BackendRow,
    SidePane,
)

HOUSE = BackendRow(BackendEntry("house", "openai", "House", model="qwen3"), True, "", "qwen3")
CLOUD = BackendRow(BackendEntry("cloud", "openai"), False, "key missing", "gpt")
NEW = BackendRow(BackendEntry("", "openai"), False, "", "")


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> QListView:
    made = QListView()
    qtbot.addWidget(made)
    model = BackendList(made)
    model.show((HOUSE, CLOUD, NEW))
    made.setModel(model)
    made.setItemDelegate(BackendDelegate(look, made))
    made.resize(240, 300)
    made.show()
    return made


def test_a_row_says_what_is_missing_and_which_is_the_default(view: QListView) -> None:
    model = view.model()
    spoken = [model.data(model.index(at, 0), Qt.ItemDataRole.AccessibleTextRole) for at in range(2)]
    assert spoken == ["House, qwen3, default", "cloud, key missing"]


def test_an_entry_without_a_name_is_new(view: QListView) -> None:
    model = view.model()
    assert model.data(model.index(2, 0)) == "New backend"
    assert model.data(model.index(2, 0), ROW) == NEW
    assert model.data(model.index(2, 0), Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(model.index(0, 0)) == 0


def test_as_many_rows_keep_the_choice(view: QListView) -> None:
    view.setCurrentIndex(view.model().index(1, 0))
    view.model().show((HOUSE, HOUSE, NEW))
    assert view.currentIndex().row() == 1
    view.model().show((HOUSE,))
    assert view.model().rowCount() == 1
    view.model().show(())
    view.model().show(())
    assert view.model().rowCount() == 0


def test_choice_pointer_and_focus_are_shown(look: Look, view: QListView, qtbot: QtBot) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.setCurrentIndex(view.model().index(0, 0))
    rect = view.visualRect(view.model().index(0, 0))
    image = view.viewport().grab().toImage()
    assert image.pixelColor(rect.x() + 120, rect.y() + 1) == look.theme.color("focus")
    assert image.pixelColor(rect.x() + 150, rect.y() + 5) == look.theme.color("accentTint")
    QTest.mouseMove(view.viewport(), view.visualRect(view.model().index(1, 0)).center())
    assert not view.grab().isNull()


def test_the_ground_of_the_list_is_the_panels(qtbot: QtBot, look: Look) -> None:
    pane = SidePane(look)
    qtbot.addWidget(pane)
    pane.resize(200, 300)
    image = pane.grab().toImage()
    assert image.pixelColor(100, 150) == look.theme.color("panel")
    assert image.pixelColor(199, 150) == look.theme.color("border")
