"""An answer grows from events, whatever order and form they have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core import events
from vibekoder.core.escape import escape
from vibekoder.core.events import Event
from vibekoder.core.session import take_apart
from vibekoder.engine.growing import CUT_OFF, Ending, Growing, coalesced, ending_of

PIECES = st.tuples(
    st.sampled_from(["text", "reasoning"]),
    st.text(st.sampled_from("ab\n\\={}<>"), max_size=6) | st.sampled_from(["</details>", "=={ "]),
)


def event(kind: str, text: str) -> Event:
    return events.delta(text) if kind == "text" else events.step("reasoning", text)


@given(st.lists(PIECES, max_size=12))
def test_batches_give_the_same_answer_as_single_events(pieces: list[tuple[str, str]]):
    one, other = Growing(), Growing()
    said = [event(kind, text) for kind, text in pieces]
    for single in said:
        one.take(single)
    shown = "".join(other.take(batch) for batch in coalesced(said))
    assert one.body() == other.body()
    assert escape(one.body()).startswith(shown)
    assert other.shown() == shown
    assert one.answered == sum(len(text) for kind, text in pieces if kind == "text")


@given(st.lists(PIECES, max_size=12))
def test_what_was_said_is_what_is_read_back(pieces: list[tuple[str, str]]):
    one = Growing()
    for kind, text in pieces:
        one.take(event(kind, text))
    one.close()
    read = take_apart(one.body())
    assert read.answer == "".join(text for kind, text in pieces if kind == "text")


def test_stages_are_no_text():
    one = Growing()
    assert one.take(events.step("waiting")) == one.take(events.created("b", "m", "r")) == ""
    assert one.take(events.step("reasoning")) == ""
    assert one.empty
    one.close(1.0)
    assert one.body() == ""


def test_neighbouring_deltas_become_one_event():
    said = [
        events.delta("a"),
        events.delta("b"),
        events.step("reasoning", "c"),
        events.step("reasoning", "d"),
        events.step("tool_calls", "e"),
        events.step("waiting"),
        events.step("waiting"),
        events.delta("f"),
    ]
    assert coalesced(said) == [
        events.delta("ab"),
        events.step("reasoning", "cd"),
        *said[4:],
    ]


@pytest.mark.parametrize(
    ("said", "ending"),
    [
        (events.completed("", "stop"), Ending("complete", "stop")),
        (events.completed("", "length", usage={"output": 4}), Ending("length", "length", "/4//")),
        (events.cancelled(""), Ending("stopped")),
        (Event("error", {"code": "idle", "message": "m"}), Ending("error", "", "", "idle", "m")),
        (Event("error", {"code": 3}), Ending("error")),
        (Event(events.COMPLETED, {"usage": "much"}), Ending("interrupted", "other")),
    ],
)
def test_an_end_is_read_from_its_event(said: Event, ending: Ending):
    assert ending_of(said) == ending


def test_what_is_not_known_is_no_attribute():
    assert Ending("complete").attributes() == dict.fromkeys(("status", "finish", "usage", "error"))
    assert CUT_OFF.attributes()["status"] == "interrupted"
