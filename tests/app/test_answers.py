"""What a person does with an answer, where it cannot be done, and what is said then."""

from __future__ import annotations

import pytest

from tests.app.room import Room, begin
from vibekoder.app.answers import DEEDS
from vibekoder.app.tab import Tab

TWO = "=={ User }==\nHello\n\n=={ Assistant | alt }==\nOld\n\n=={ Assistant }==\nNew\n"
CUT = "=={ User }==\nHello\n\n=={ Assistant | status=stopped }==\nOne\n"


def act(room: Room, tab: Tab, name: str, at: int) -> int | None:
    return DEEDS[name](room.workspace, tab, at)


@pytest.mark.parametrize(
    ("deed", "text", "said"),
    [
        ("regenerate", "=={ Assistant }==\nOne\n", "no prompt above"),
        ("continue", TWO, "no answer here that was cut"),
        ("continue", "=={ User }==\nHello\n", "no answer here that was cut"),
        ("discard", TWO, "This answer is whole"),
        ("discard", "=={ User }==\nHello\n", "no answer here to discard"),
        ("delete_after", "=={ User }==\nHello\n", "nothing below"),
        ("variant_next", CUT, "no other answer"),
    ],
)
def test_what_cannot_be_done_is_said(room: Room, deed: str, text: str, said: str) -> None:
    path = room.write(text)
    tab = room.open(path)
    assert act(room, tab, deed, 1) is None
    assert said in room.titles[-1]
    assert path.read_text() == text


@pytest.mark.parametrize("deed", ["continue", "discard", "delete_after", "variant_next"])
def test_an_answer_that_arrives_is_left_alone(room: Room, deed: str) -> None:
    tab = room.new()
    begin(room.send(tab), ["One"])
    before = tab.session.parts
    assert act(room, tab, deed, 1) is None
    assert tab.session.parts == before
    tab.stop_all()
    room.rest(tab)


@pytest.mark.parametrize(("at", "shown"), [(2, 3), (3, 3)])
def test_an_answer_is_asked_for_anew_below_the_old_one(room: Room, at: int, shown: int) -> None:
    tab = room.open(room.write(TWO))
    assert act(room, tab, "regenerate", at) == shown + 1
    tab.stop_all()
    room.rest(tab)


def test_an_answer_of_an_older_file_goes_on(room: Room) -> None:
    path = room.write(CUT)
    tab = room.open(path)
    assert act(room, tab, "continue", 1) == 2
    room.until(lambda: room.transport.calls)
    begin(room.transport.call, [" two"])
    tab.stop_all()
    room.rest(tab)
    assert room.texts(path) == ["Hello", "One two"]
    assert room.on_disk(path).slices[1].id


def test_a_request_that_cannot_be_made_shows_nothing_new(room: Room) -> None:
    tab = room.open(room.write(f"---\nbackend: gone\n---\n{CUT}"))
    assert act(room, tab, "continue", 2) is None
    assert room.titles[-1].startswith("project has no backend named gone")


def test_what_is_chosen_is_brought_into_view(room: Room) -> None:
    tab = room.open(room.write(TWO))
    assert act(room, tab, "variant_previous", 3) == 2
    assert act(room, tab, "variant_previous", 3) == 3


def test_how_much_is_deleted_is_said(room: Room) -> None:
    tab = room.open(room.write(TWO))
    assert act(room, tab, "delete_after", 1) == 1
    assert room.titles[-1] == "2 slices are deleted"
    assert len(tab.session.slices) == 1
    tab.undo()
    assert act(room, tab, "delete_after", 2) == 2
    assert room.titles[-1] == "1 slice is deleted"


def test_what_a_session_cost_follows_its_answers(room: Room) -> None:
    tab = room.open(room.write(CUT.replace("stopped", "stopped model=a/b cost=0.5")))
    assert (tab.totals.cost, tab.totals.answers) == (0.5, 1)
    act(room, tab, "discard", 2)
    assert tab.totals.answers == 0
    assert room.workspace.totals.answers in (0, 1)


def test_a_prompt_without_any_id_is_given_one(room: Room) -> None:
    tab = room.open(room.write(CUT))
    asked = tab.asked(2)
    assert asked == tab.session.slices[0].id != ""
    assert tab.asked(0) == ""
