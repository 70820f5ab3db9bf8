"""The list of sessions: rows stay in place, say what they are, and are renamed where they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.panels.session_list import WHEN, SessionList, SessionView
from vibekoder.ui.panels.session_rows import SessionRow
from vibekoder.ui.rows import ROW

NOW = datetime(2026, 11, 20, 14, 2).astimezone()


def row(name: str, title: str, state: str = "complete", slices: int = 3) -> SessionRow:
    when = NOW - timedelta(minutes=10)
    return SessionRow(Path(f"/p/sessions/{name}.md"), title, slices, when, 4100, state)


ROWS = (row("001", "Tempo map"), row("002", "Ties", "answering"), row("003", "Sysex", "failed"))


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> SessionView:
    made = SessionView(look)
    qtbot.addWidget(made)
    model = SessionList(made)
    model.set_rows(ROWS, NOW)
    made.setModel(model)
    made.resize(290, 300)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.setFocus()
    return made


def titles(model: SessionList) -> list[str]:
    return [model.data(model.index(at)) for at in range(model.rowCount())]


def test_rows_that_stay_keep_their_place_through_any_change(view: SessionView) -> None:
    model = view.model()
    view.setCurrentIndex(model.index(1))
    kept = QPersistentModelIndex(model.index(1))
    model.set_rows((ROWS[1], row("004", "New"), ROWS[0]), NOW)
    assert titles(model) == ["Ties", "New", "Tempo map"]
    assert kept.row() == 0
    assert view.currentIndex().row() == 0


def test_all_rows_may_go(view: SessionView) -> None:
    view.model().set_rows((), NOW)
    assert view.model().rowCount() == 0


def test_a_renamed_title_shows_at_the_next_listing(view: SessionView) -> None:
    view.model().set_rows((replace(ROWS[0], title="Tempo"), *ROWS[1:]), NOW)
    assert titles(view.model())[0] == "Tempo"


def test_a_row_says_all_of_itself(view: SessionView) -> None:
    model = view.model()
    spoken = model.data(model.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Sysex, 3 slices, 4 kB, 13:52, failed"
    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert tip == "Tempo map\n001.md · 3 slices · 4 kB · 13:52 · begun 13:52"
    model.set_rows((row("001", "One", slices=1),), NOW)
    assert "1 slice," in model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)


def test_what_runs_is_now(view: SessionView) -> None:
    model = view.model()
    assert model.data(model.index(1), WHEN) == "now"
    assert model.data(model.index(0), WHEN) == "13:52"
    assert model.data(model.index(1), ROW) == ROWS[1]


def test_outside_the_list_there_is_nothing(view: SessionView) -> None:
    model = view.model()
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0), Qt.ItemDataRole.DecorationRole) is None
    assert model.rowCount(model.index(0)) == 0
    assert model.position(Path("/elsewhere.md")) == -1
    assert model.position(None) == -1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_return_opens(qtbot: QtBot, view: SessionView, key: Qt.Key) -> None:
    QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.openWanted, timeout=1000) as heard:
        QTest.keyClick(view, key)
    assert heard.args[0].row() == view.currentIndex().row()


def test_delete_asks_for_the_trash(qtbot: QtBot, view: SessionView) -> None:
    view.setCurrentIndex(view.model().index(2))
    with qtbot.waitSignal(view.deleteWanted, timeout=1000) as heard:
        QTest.keyClick(view, Qt.Key.Key_Delete)
    assert heard.args[0].row() == 2


def test_a_click_opens(qtbot: QtBot, view: SessionView) -> None:
    spot = view.visualRect(view.model().index(1)).center()
    with qtbot.waitSignal(view.openWanted, timeout=1000):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def edit(view: SessionView, at: int) -> QLineEdit:
    view.setCurrentIndex(view.model().index(at))
    QTest.keyClick(view, Qt.Key.Key_F2)
    field = view.viewport().findChild(QLineEdit)
    assert field is not None
    return field


def test_f2_renames_in_place(qtbot: QtBot, view: SessionView) -> None:
    field = edit(view, 0)
    assert field.text() == "Tempo map"
    field.selectAll()
    QTest.keyClicks(field, "Tempo drift")
    with qtbot.waitSignal(view.model().renamed, timeout=1000) as heard:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.args == [ROWS[0].path, "Tempo drift"]
    assert titles(view.model())[0] == "Tempo map"


@pytest.mark.parametrize(
    ("typed", "key"), [("", "Return"), ("Tempo map", "Return"), ("x", "Escape")]
)
def test_an_empty_same_or_abandoned_title_renames_nothing(
    qtbot: QtBot, view: SessionView, typed: str, key: str
) -> None:
    field = edit(view, 0)
    field.setText(typed)
    with qtbot.assertNotEmitted(view.model().renamed, wait=50):
        QTest.keyClick(field, Qt.Key[f"Key_{key}"])


def test_a_rename_goes_on_while_the_list_changes(qtbot: QtBot, view: SessionView) -> None:
    field = edit(view, 0)
    field.selectAll()
    QTest.keyClicks(field, "Tempo drift")
    view.model().set_rows((row("004", "New"), ROWS[1], ROWS[0]), NOW)
    assert field.text() == "Tempo drift"
    with qtbot.waitSignal(view.model().renamed, timeout=1000) as heard:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.args == [ROWS[0].path, "Tempo drift"]


def test_the_menu_is_asked_for_by_key_and_button(qtbot: QtBot, view: SessionView) -> None:
    view.setCurrentIndex(view.model().index(1))
    for reason in (QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse):
        spot = view.visualRect(view.model().index(1)).center()
        there = view.viewport().mapToGlobal(spot)
        with qtbot.waitSignal(view.menuWanted, timeout=1000) as heard:
            QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, spot, there))
        assert heard.args[0].row() == 1


def test_there_is_no_menu_below_the_rows(qtbot: QtBot, view: SessionView) -> None:
    spot = QPoint(20, 290)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, spot, view.viewport().mapToGlobal(spot)
    )
    with qtbot.assertNotEmitted(view.menuWanted):
        QApplication.sendEvent(view.viewport(), event)


def test_the_chosen_row_is_tinted_and_shows_the_focus_after_keys(
    look: Look, view: SessionView
) -> None:
    QTest.keyClick(view, Qt.Key.Key_Tab)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.setCurrentIndex(view.model().index(1))
    rect = view.visualRect(view.model().index(1))
    image = view.viewport().grab().toImage()
    assert image.pixelColor(rect.center().x() + 40, rect.y() + 4) == look.theme.color("accentTint")
    assert image.pixelColor(rect.center().x(), rect.y()) == look.theme.color("focus")


def test_the_row_under_the_pointer_is_lighter(look: Look, view: SessionView) -> None:
    rect = view.visualRect(view.model().index(2))
    QTest.mouseMove(view.viewport(), rect.center())
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QTest.mouseMove(view.viewport(), rect.center() + QPoint(2, 1))
    image = view.viewport().grab().toImage()
    assert image.pixelColor(rect.x() + 160, rect.y() + 3) == look.theme.color("hover")
