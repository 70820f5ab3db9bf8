"""A look at a request: the newest counts, its commands run first."""

from __future__ import annotations

import pytest

from tests.app.room import Room
from vibekoder.app.previewing import Found, Previewing
from vibekoder.core.commands import BUILT_IN
from vibekoder.core.errors import Refused


@pytest.fixture
def looks(room: Room) -> Previewing:
    space = room.workspace
    return Previewing(space.looking, space.commands, space)


def test_what_a_look_finds_is_told(room: Room, looks: Previewing) -> None:
    with room.qtbot.waitSignal(looks.seen, timeout=3000) as heard:
        looks.look(lambda outputs: Found(dict(outputs)))
    assert heard.args == [{}]


def test_it_looks_again_when_what_it_wants_has_run(room: Room, looks: Previewing) -> None:
    tree = BUILT_IN["tree"]
    with room.qtbot.waitSignals([looks.running, looks.seen], timeout=5000):
        looks.look(lambda outputs: Found(set(outputs), () if outputs else (tree,)))
    assert set(looks.outputs) == {"tree"}


def test_the_newest_look_counts(room: Room, looks: Previewing) -> None:
    told: list[object] = []
    looks.seen.connect(told.append)
    for name in ("one", "two"):
        looks.look(lambda _, name=name: Found(name))
    room.until(lambda: not room.workspace.looking.writer.busy)
    assert told == ["two"]


def test_why_nothing_can_be_shown_is_told(room: Room, looks: Previewing) -> None:
    def refuse(_: object) -> Found:
        raise Refused("It is not there.")

    with room.qtbot.waitSignal(looks.refused, timeout=3000) as heard:
        looks.look(refuse)
    assert heard.args == ["It is not there."]


@pytest.mark.logs
def test_a_mistake_of_the_program_is_told_and_logged(
    room: Room, looks: Previewing, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> Found:
        raise ValueError("broken")

    with room.qtbot.waitSignal(looks.refused, timeout=3000) as heard:
        looks.look(broken)
    assert heard.args == ["broken"]
    assert "looking at a request failed" in caplog.text
    caplog.clear()
