"""An answer grows from events, whatever order and form they have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core import events
from vibekoder.core.errors import Code, Failure
from vibekoder.core.escape import escape
from vibekoder.core.events import Event
from vibekoder.core.session import take_apart
from vibekoder.engine.growing import CUT_OFF, Ending, Growing, coalesced, ending_of

PIECES = st.tuples(
    st.sampled_from(["text", "reasoning", "tool"]),
    st.text(st.sampled_from("ab\n\\={}<>"), max_size=6) | st.sampled_from(["</details>", "=={ "]),
)


def event(kind: str, text: str) -> Event:
    if kind == "tool":
        return events.step("tool_calls", text, index=len(text), name="ls")
    return events.delta(text) if kind == "text" else events.step("reasoning", text)


@given(st.lists(PIECES, max_size=12))
def test_batches_give_the_same_answer_as_single_events(pieces: list[tuple[str, str]]):
    one, other = Growing(), Growing()
    said = [event(kind, text) for kind, text in pieces]
    for single in said:
        one.take(single)
    shown = "".join(other.take(batch) for batch in coalesced(said))
    assert one.body() == other.body()
    if all(kind != "tool" for kind, _ in pieces):
        assert escape(one.body()).startswith(shown)
    assert other.shown() == shown
    assert one.answered == sum(len(text) for kind, text in pieces if kind == "text")


def test_nothing_came_of_what_ends_before_anything():
    one = Growing()
    one.close(1.0)
    assert one.body() == ""


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
        events.step("tool_calls", "e", whole=True),
        events.step("tool_calls", "e", whole=True),
        events.step("waiting"),
        events.step("waiting"),
        events.delta("f"),
    ]
    assert coalesced(said) == [
        events.delta("ab"),
        events.step("reasoning", "cd"),
        *said[4:],
    ]


def call(details: str, index: int = 0, name: str = "ls", **more: bool) -> Event:
    return events.step("tool_calls", details, index=index, id=f"c{index}", name=name, **more)


def grown(*said: Event) -> tuple[Growing, str]:
    """What grew of these, and what the view was told."""
    one = Growing()
    shown = "".join(one.take(event) for event in said)
    assert one.shown() == shown
    return one, shown


def steps(one: Growing) -> list[tuple[str, str]]:
    return [(step.name, step.text) for step in take_apart(one.body()).steps]


def test_a_tools_call_is_shown_as_it_comes_and_stored():
    one, shown = grown(call('{"a"'), call(":1}"))
    assert shown == '<details><summary>Tool · ls</summary>\n\n```json\n{"a":1}'
    assert steps(one) == [("ls", '{"a":1}')]


def test_an_answer_of_a_call_alone_is_an_answer():
    one, _ = grown(call(""), events.completed("", "tool_calls"))
    assert not one.empty
    assert one.ending is not None
    assert one.ending.status == "complete"


def test_calls_that_come_interleaved_stay_apart():
    one, shown = grown(call("{", 0), call("[", 1), call("}", 0), call("]", 1))
    assert steps(one) == [("ls", "{}"), ("ls", "[]")]
    assert shown.endswith("```json\n[]")
    assert "{}" not in shown


def test_a_call_that_is_told_whole_replaces_its_pieces():
    one, shown = grown(call('{"a"'), call('{"b": 1}', whole=True), call(" "))
    assert steps(one) == [("ls", '{"b": 1} ')]
    assert shown.endswith('{"a"')


def test_a_call_that_is_whole_at_once_is_shown():
    one, shown = grown(call(""), call("{}", whole=True))
    assert shown.endswith("{}")
    assert steps(one) == [("ls", "{}")]


def test_a_call_is_shown_once_its_name_is_known():
    one, shown = grown(call("{", name=""), call("}"))
    assert shown.endswith("Tool · ls</summary>\n\n```json\n{}")
    assert steps(one) == [("ls", "{}")]


def test_a_call_without_a_name_is_kept_all_the_same():
    one, shown = grown(call("{", name=""), events.delta("so"), call("}"))
    assert shown == "so"
    assert steps(one) == [("ls", "{}")]


def test_a_servers_own_tool_is_told_by_its_name():
    search = events.step("tool_calls", "cats", name="web_search")
    one, _ = grown(search, search, events.step("tool_calls", name="fetch"), events.delta("Cats."))
    assert steps(one) == [("web_search", "catscats"), ("fetch", "")]
    assert take_apart(one.body()).answer == "Cats."


def test_a_tool_step_that_says_nothing_is_none():
    one, shown = grown(events.step("tool_calls"))
    assert (one.empty, shown, one.body()) == (True, "", "")


def test_reasoning_that_is_hidden_leaves_its_time():
    one = Growing()
    assert one.take(events.step("reasoning", hidden=True), 1.0) == ""
    assert one.empty
    one.take(events.delta("so"), 3.5)
    (thought, _) = take_apart(one.body()).pieces
    assert (thought.kind, thought.text, thought.seconds) == ("reasoning", "", 2.5)


def test_reasoning_that_is_hidden_and_took_no_time_leaves_nothing():
    one = Growing()
    one.take(events.delta("so"), 1.0)
    one.take(events.step("reasoning", hidden=True), 1.0)
    one.close(1.01)
    assert one.body() == "so"


@pytest.mark.parametrize(
    ("said", "ending"),
    [
        (events.completed("", "stop"), Ending("complete", "stop")),
        (events.completed("", "length", usage={"output": 4}), Ending("length", "length", "/4//")),
        (events.cancelled(""), Ending("stopped")),
        (Event("error", {"code": "idle", "message": "m"}), Ending("error", "", "", "idle", "m")),
        (Event("error", {"code": 3}), Ending("error")),
        (Event("error", {"usage": {"input": 1, "output": 4}}), Ending("error", "", "1/4//")),
        (Event("error", {"usage": {"input": 1}}), Ending("error")),
        (Event(events.COMPLETED, {"usage": "much"}), Ending("interrupted", "other")),
    ],
)
def test_an_end_is_read_from_its_event(said: Event, ending: Ending):
    assert ending_of(said) == ending


def test_what_is_not_known_is_no_attribute():
    assert Ending("complete").attributes() == dict.fromkeys(("status", "finish", "usage", "error"))
    assert CUT_OFF.attributes()["status"] == "interrupted"


def test_what_the_provider_charges_is_part_of_the_end() -> None:
    told = events.completed("", "stop", cost=0.25)
    assert ending_of(told).cost == 0.25
    assert ending_of(Event(events.COMPLETED, {"cost": "much"})).cost is None


def test_a_failed_end_costs_what_the_provider_charged() -> None:
    failed = events.error(Failure(Code.EMPTY, "m"), usage={"output": 1}, cost=0.0)
    assert ending_of(failed).cost == 0.0
