"""The line at the foot: facts in words, buttons where something can be done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.status_bar import StatusBar


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> StatusBar:
    made = StatusBar(look)
    qtbot.addWidget(made)
    made.resize(900, made.height())
    made.show()
    return made


def test_backend_and_model_stand_together(qtbot: QtBot, bar: StatusBar) -> None:
    assert bar.backend.text() == "No backend"
    bar.set_backend("Rehearsal", "")
    assert bar.backend.text() == "Rehearsal"
    bar.set_backend("House", "qwen3")
    assert bar.backend.text() == "House · qwen3"
    assert bar.backend.accessibleName() == "Backend: House · qwen3"
    with qtbot.waitSignal(bar.backendsWanted, timeout=1000):
        qtbot.mouseClick(bar.backend, Qt.MouseButton.LeftButton)


def test_what_runs_is_counted_while_it_runs(qtbot: QtBot, bar: StatusBar) -> None:
    assert not bar.running.isVisible()
    bar.set_running(3)
    assert bar.running.isVisible()
    assert bar.running.accessibleName() == "3 running"
    with qtbot.waitSignal(bar.requestsWanted, timeout=1000):
        qtbot.keyClick(bar.running, Qt.Key.Key_Return)
    bar.set_running(0)
    assert not bar.running.isVisible()


def test_state_and_time_are_told(bar: StatusBar) -> None:
    bar.set_state("answering", 14.21)
    assert bar.state.text() == bar.state.accessibleName() == "answering 14.2 s"
    bar.set_state("tool_calls")
    assert bar.state.text() == "tool calls"
    bar.set_state("")
    assert not bar.state.isVisible()


def test_saving_is_told_with_its_time(bar: StatusBar) -> None:
    bar.set_saved("14:02")
    assert bar.saved.text() == "Saved 14:02"
    bar.set_note("Not saved: the disk is full")
    assert bar.saved.text() == "Not saved: the disk is full"
    bar.set_saved("")
    assert not bar.saved.isVisible()


def test_the_project_is_named_where_no_panel_names_it(bar: StatusBar) -> None:
    bar.set_project("kettledrum")
    assert bar.project.isVisible()
    bar.set_project("")
    assert not bar.project.isVisible()


def test_it_paints_its_ground_and_line(look: Look, bar: StatusBar) -> None:
    image = bar.grab().toImage()
    assert image.pixelColor(450, 0) == look.theme.color("border")
    assert image.pixelColor(450, 12) == look.theme.color("window")
    assert bar.sizeHint().height() == look.theme.size("statusBar")
    look.theme.use("dark")
    assert bar.grab().toImage().pixelColor(450, 12) == look.theme.color("window")


def test_what_the_session_cost_is_said_and_told_at_length(bar: StatusBar) -> None:
    assert not bar.spent.isVisible()
    bar.set_spent("Session 9 tokens · $0.50", "Sent: 7 tokens")
    assert bar.spent.text() == "Session 9 tokens · $0.50"
    assert bar.spent.toolTip() == bar.spent.accessibleDescription() == "Sent: 7 tokens"
    bar.set_spent("", "")
    assert not bar.spent.isVisible()
