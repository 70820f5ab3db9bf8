"""Who is asked where a backend fails."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.conftest import Rooms
from tests.app.room import SETTINGS, Room
from tests.support.fakes import FakeCall
from vibekoder.app.choice import NOTHING_ELSE, How, Once
from vibekoder.app.tab import Tab

CUT = """\
=={ User | id=aaaaaa }==
Count

=={ Assistant | id=bbbbbb model=scripted/small status=stopped }==
one
"""


@pytest.fixture
def pair(rooms: Rooms, tmp_path: Any) -> Room:
    """A project with two backends, each of which names the other one."""
    file = tmp_path / "project" / "vibekoder.toml"
    file.parent.mkdir(exist_ok=True)
    second = 'fallback = "other"\n[backends.other]\nkind = "openai"\nfallback = "scripted"\n'
    where = 'base_url = "http://server.test/v1"\nmodel = "large"\nkey_variable = "SCRIPTED_KEY"\n'
    file.write_text(SETTINGS + second + where, encoding="utf-8")
    return rooms()


def fail(call: FakeCall, status: int = 404) -> None:
    """The server refuses."""
    call.open(status, (("content-type", "application/json"),))
    call.receive(b'{"error": {"message": "no"}}')
    call.close()


def asked(room: Room) -> list[str]:
    """Which models were asked, in order."""
    return [json.loads(call.request.body or b"")["model"] for call in room.transport.calls]


def failed(room: Room, tab: Tab) -> None:
    """A prompt, its failure, and the second backend asked."""
    fail(room.send(tab))
    room.until(lambda: len(room.transport.calls) == 2)


def test_the_second_is_asked_once_and_the_first_not_again(pair: Room) -> None:
    tab = pair.new()
    failed(pair, tab)
    fail(pair.transport.call)
    pair.rest(tab)
    assert asked(pair) == ["small", "large"]


def test_what_is_meant_for_this_message_alone_holds_for_the_second_too(pair: Room) -> None:
    tab = pair.new()
    tab.set_once(Once(params={"seed": 7}))
    failed(pair, tab)
    assert json.loads(pair.transport.call.request.body or b"")["seed"] == 7


def test_what_was_chosen_meanwhile_is_left_for_the_next_message(pair: Room) -> None:
    tab = pair.new()
    call = pair.send(tab)
    tab.set_once(Once(model="next"))
    fail(call)
    pair.until(lambda: len(pair.transport.calls) == 2)
    assert tab.once == Once(model="next")
    assert tab.once != NOTHING_ELSE


def test_an_answer_that_was_to_go_on_is_left_to_its_own_model(pair: Room) -> None:
    tab = pair.open(pair.write(CUT))
    pair.workspace.send(tab, "", How(goes_on="bbbbbb"))
    pair.until(lambda: pair.transport.calls)
    fail(pair.transport.call)
    pair.rest(tab)
    assert asked(pair) == ["small"]


def test_who_retries_at_once_is_not_overtaken(pair: Room) -> None:
    tab = pair.new()
    call = pair.send(tab)
    asked_for = next(iter(tab.runs.values())).strike.send.after
    tab.runArrived.connect(lambda _: pair.workspace.send(tab, "", How(asked_for)))
    fail(call)
    pair.until(lambda: len(pair.transport.calls) == 2)
    assert asked(pair) == ["small", "small"]
    assert pair.titles == []


def test_nobody_is_asked_while_the_program_ends(pair: Room) -> None:
    tab = pair.new()
    call = pair.send(tab)
    pair.workspace.shut_down()
    with pair.qtbot.waitSignal(pair.workspace.settled):
        fail(call)
    assert asked(pair) == ["small"]
