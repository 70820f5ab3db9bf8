"""What was sent for an answer, fetched and held against other requests."""

from __future__ import annotations

import pytest

from tests.app.room import Room
from tests.support.server import openai_stream
from vibekoder.app.choice import How
from vibekoder.app.receipts import Comparing, Opened, open_receipt, others
from vibekoder.app.tab import Tab
from vibekoder.core.session import Slice
from vibekoder.engine.comparison import Compared

PROMPT = "Look:\n<!-- include: clock.py -->"


@pytest.fixture
def tab(room: Room) -> Tab:
    """A session with an answer to a prompt with a file in it."""
    (room.root / "clock.py").write_text("tick = 1\n", "utf-8")
    tab = room.new()
    room.ask(tab, PROMPT, "Yes")
    return tab


def answer(tab: Tab) -> Slice:
    return tab.session.slices[-1]


def opened(room: Room, tab: Tab) -> Opened:
    """The receipt of the last answer."""
    got: list[Opened] = []
    open_receipt(tab, answer(tab), got.append, pytest.fail)
    room.until(lambda: got)
    return got[0]


@pytest.fixture
def comparing(room: Room, tab: Tab) -> Comparing:
    return Comparing(room.workspace, tab, opened(room, tab).sent, tab)


def today(room: Room, tab: Tab, comparing: Comparing) -> Compared:
    with room.qtbot.waitSignal(comparing.ready, timeout=5000) as heard:
        comparing.with_today(answer(tab))
    return heard.args[0]


def test_a_receipt_has_the_body_as_the_server_got_it(room: Room, tab: Tab) -> None:
    found = opened(room, tab)
    assert found.sent.body == room.transport.call.request.body
    assert "tick = 1\n" in found.texts


def test_with_the_same_files_nothing_would_differ(
    room: Room, tab: Tab, comparing: Comparing
) -> None:
    found = today(room, tab, comparing)
    assert found.changes == ""
    assert all(row.same for row in found.rows)


def test_a_changed_file_is_the_difference(room: Room, tab: Tab, comparing: Comparing) -> None:
    (room.root / "clock.py").write_text("tick = 2\n", "utf-8")
    found = today(room, tab, comparing)
    assert "tick = 1" in found.changes
    assert "tick = 2" in found.changes
    assert [(row.added, row.removed) for row in found.rows if not row.same] == [(1, 1)]
    assert len(room.transport.calls) == 1


def test_a_file_that_is_gone_is_named(room: Room, tab: Tab, comparing: Comparing) -> None:
    (room.root / "clock.py").unlink()
    with room.qtbot.waitSignal(comparing.refused, timeout=5000) as heard:
        comparing.with_today(answer(tab))
    assert "clock.py" in heard.args[0]


def test_commands_run_for_it_each_time(room: Room, tab: Tab) -> None:
    room.ask(tab, "<!-- command: tree -->", "So many")
    comparing = Comparing(room.workspace, tab, opened(room, tab).sent, tab)
    for name in ("one.txt", "two.txt"):
        (room.root / name).write_text("x")
        with room.qtbot.waitSignal(comparing.running, timeout=5000) as running:
            found = today(room, tab, comparing)
        assert running.args == ["tree"]
        assert f"+{name}" in found.changes.replace(" ", "")


def test_what_cannot_go_anywhere_is_said(room: Room, tab: Tab, comparing: Comparing) -> None:
    stranger = answer(tab).with_attributes({"model": "nobody/at-all"})
    with room.qtbot.waitSignal(comparing.refused, timeout=5000) as heard:
        comparing.with_today(stranger)
    assert "nobody" in heard.args[0]


def test_another_answer_is_held_beside_it(room: Room, tab: Tab, comparing: Comparing) -> None:
    (room.root / "clock.py").write_text("tick = 2\n", "utf-8")
    first = answer(tab)
    room.workspace.send(tab, "", How(tab.session.slices[0].id or "", fresh=True))
    room.until(lambda: len(room.transport.calls) == 2)
    room.transport.call.play(openai_stream(["No"]))
    room.rest(tab)
    (second,) = others(tab, first)
    assert others(tab, second)[0].id == first.id
    with room.qtbot.waitSignal(comparing.ready, timeout=5000) as heard:
        comparing.with_answer(second)
    assert "tick = 2" in heard.args[0].changes


def test_a_receipt_that_is_gone_is_said(room: Room, tab: Tab, comparing: Comparing) -> None:
    with room.qtbot.waitSignal(comparing.refused, timeout=5000) as heard:
        comparing.with_answer(answer(tab).with_attributes({"receipt": "0" * 12}))
    assert "missing" in heard.args[0]


def test_nobody_is_told_who_does_not_wait(room: Room, tab: Tab, comparing: Comparing) -> None:
    comparing.with_today(answer(tab))
    comparing.stop()
    with room.qtbot.assertNotEmitted(comparing.ready, wait=100):
        room.until(lambda: not room.workspace.looking.writer.busy)
