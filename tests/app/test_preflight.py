"""Looking at a request: nothing is sent, commands run first."""

from __future__ import annotations

import pytest

from tests.app.room import Room
from vibekoder.app.preflight import Preflight


@pytest.fixture
def look(room: Room) -> Preflight:
    (room.root / "a.py").write_text("a = 1\n")
    tab, space = room.new(), room.workspace
    choice = space.choice(tab.session)
    target = space.backends.target(choice)
    return Preflight(tab, space.looking, space.commands, choice, target, tab)


def test_a_look_writes_and_sends_nothing(room: Room, look: Preflight) -> None:
    with room.qtbot.waitSignal(look.ready, timeout=3000) as heard:
        look.look("<!-- include: a.py -->\nWhy?")
    assert heard.args[0].preview.ready
    assert not room.transport.calls
    assert not (room.sessions / ".objects").exists()


def test_a_command_runs_first(room: Room, look: Preflight) -> None:
    with room.qtbot.waitSignals([look.running, look.ready], timeout=5000):
        look.look("<!-- command: tree -->")
    assert "tree" in look.outputs


def test_an_answer_that_is_no_longer_wanted_is_not_told(room: Room, look: Preflight) -> None:
    look.look("Hello")
    look.stop()
    with room.qtbot.assertNotEmitted(look.ready, wait=200):
        room.until(lambda: not room.workspace.looking.writer.busy)


def test_after_a_send_it_compares_with_that(room: Room, look: Preflight) -> None:
    room.ask(look.tab, "Hello")
    with room.qtbot.waitSignal(look.ready, timeout=3000) as heard:
        look.look("And?")
    assert heard.args[0].alike > 0


def test_a_receipt_that_is_gone_leaves_nothing_to_compare(room: Room, look: Preflight) -> None:
    room.ask(look.tab, "Hello")
    for path in (room.sessions / ".objects").rglob("*"):
        if path.is_file():
            path.unlink()
    with room.qtbot.waitSignal(look.ready, timeout=3000) as heard:
        look.look("And?")
    assert heard.args[0].before is None
