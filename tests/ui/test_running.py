"""What runs, in the requests panel and the status bar."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.app.conftest import Rooms
from tests.app.room import Room, begin
from tests.support.builders import file_text
from tests.support.fakes import FakeClock
from tests.support.server import openai_stream
from vibekoder.ui.look import Look
from vibekoder.ui.panels.requests import RequestsPanel
from vibekoder.ui.running import Running
from vibekoder.ui.status_bar import StatusBar

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")


class Shown:
    """The panel and the status bar, with what they are told."""

    def __init__(self, qtbot: QtBot, look: Look) -> None:
        self.panel = RequestsPanel(look)
        self.status = StatusBar(look)
        for widget in (self.panel, self.status):
            qtbot.addWidget(widget)
        self.running = Running(self.panel, self.status)
        self.told: list[str] = []
        self.running.began.connect(lambda: self.told.append("began"))
        self.running.ended.connect(lambda: self.told.append("ended"))

    @property
    def rows(self) -> list[Any]:
        """What the panel lists."""
        return list(self.panel.model.rows)


@pytest.fixture
def shown(qtbot: QtBot, look: Look) -> Iterator[Shown]:
    made = Shown(qtbot, look)
    yield made
    made.running.set_workspaces()


def test_a_request_is_listed_with_its_session_model_and_state(shown: Shown, room: Room) -> None:
    tab = room.open(room.write(TWO))
    shown.running.set_workspaces(room.workspace)
    call = room.send(tab)
    begin(call, ["x" * 40])
    shown.running.look()
    (row,) = shown.rows
    assert (row.title, row.model, row.state, row.tokens) == ("One", "small", "answering", 7)


def test_the_first_request_and_the_last_end_are_told(shown: Shown, room: Room) -> None:
    tab = room.open(room.write(TWO))
    shown.running.set_workspaces(room.workspace)
    call = room.send(tab)
    shown.running.look()
    room.send(tab).play(openai_stream(["Hi"]))
    shown.running.look()
    assert shown.told == ["began"]
    call.play(openai_stream(["Hi"]))
    room.rest(tab)
    shown.running.look()
    assert shown.told == ["began", "ended"]
    assert shown.rows == []


def test_what_changes_at_the_same_time_is_shown_once(qtbot: QtBot, shown: Shown) -> None:
    looks: list[None] = []
    shown.running.ticked.connect(lambda: looks.append(None))
    for _ in range(20):
        shown.running.look_soon()
    assert not looks
    qtbot.waitUntil(lambda: bool(looks))
    assert len(looks) == 1


def test_figures_tick_while_something_runs_and_not_after(
    qtbot: QtBot, shown: Shown, rooms: Rooms
) -> None:
    clock = FakeClock()
    room = rooms(now=clock)
    tab = room.open(room.write(TWO))
    shown.running.set_workspaces(room.workspace)
    call = room.send(tab)
    shown.running.look()
    clock.advance(3)
    qtbot.waitUntil(lambda: shown.rows[0].elapsed == 3.0)
    call.play(openai_stream(["Hi"]))
    room.until(lambda: shown.told == ["began", "ended"])


def test_a_pause_counts_down_in_the_list(shown: Shown, rooms: Rooms) -> None:
    clock = FakeClock()
    room = rooms(now=clock)
    tab = room.open(room.write(TWO))
    shown.running.set_workspaces(room.workspace)
    call = room.send(tab)
    call.open(429, [("retry-after", "9")])
    call.close()
    clock.advance(0.5)
    shown.running.look()
    assert shown.rows[0].words == "sends again in 9 s"
    tab.stop()


def test_others_of_the_backend_show_that_they_queue_behind_the_pause(
    shown: Shown, rooms: Rooms
) -> None:
    room = rooms(now=FakeClock())
    tab = room.open(room.write(TWO))
    shown.running.set_workspaces(room.workspace)
    call = room.send(tab)
    call.open(429, [("retry-after", "30")])
    call.close()
    for prompt in "BC":
        room.workspace.send(tab, prompt)
    room.until(lambda: [run.before for run in tab.runs.values()] == [None, 0, 1])
    shown.running.look()
    assert shown.rows[1].words.startswith("queued, sends in ")
    assert shown.rows[2].words.endswith("s, 1 before it")
    assert len(room.transport.calls) == 1
    tab.stop_all()


def test_one_is_stopped_by_its_row_and_all_by_their_head(shown: Shown, room: Room) -> None:
    tab = room.open(room.write(TWO))
    shown.running.set_workspaces(room.workspace)
    calls = [room.send(tab, prompt) for prompt in "ABC"]
    shown.running.look()
    shown.panel.cancelWanted.emit(shown.rows[1].id)
    assert [call.cancelled for call in calls] == [False, True, False]
    shown.panel.cancelWanted.emit("nobody")
    shown.panel.cancelAllWanted.emit()
    assert all(call.cancelled for call in calls)


def test_a_row_brings_its_session_into_view(shown: Shown, room: Room) -> None:
    tab = room.open(room.write(TWO))
    shown.running.set_workspaces(room.workspace)
    room.send(tab)
    room.workspace.close_tab(tab)
    shown.running.look()
    with room.qtbot.waitSignal(room.workspace.opened) as told:
        shown.panel.openWanted.emit(shown.rows[0].id)
    assert told.args == [tab]
    shown.panel.openWanted.emit("nobody")


def test_requests_of_a_project_that_was_left_stay_in_the_list(shown: Shown, rooms: Rooms) -> None:
    left, now = rooms(), rooms(rng=random.Random(8))
    first = left.open(left.write(TWO))
    second = now.open(now.write(TWO, "002.md"))
    shown.running.set_workspaces(left.workspace, now.workspace)
    calls = [left.send(first), now.send(second)]
    shown.running.look()
    assert len(shown.rows) == 2
    shown.panel.cancelAllWanted.emit()
    assert all(call.cancelled for call in calls)


def test_without_a_project_nothing_runs(shown: Shown) -> None:
    shown.running.look()
    shown.running.stop("nobody")
    shown.running.stop_all()
    assert (shown.rows, shown.told) == ([], [])
