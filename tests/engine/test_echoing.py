"""What a provider wants back of an answer is kept, and goes back to nobody else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import desk, reopened, strike
from vibekoder.core import events, receipt
from vibekoder.core.messages import Message, Role
from vibekoder.core.session import Slice, Splice
from vibekoder.engine import echoing
from vibekoder.engine.desk import Desk
from vibekoder.engine.prepare import Target
from vibekoder.engine.preview import preview
from vibekoder.engine.replay import find
from vibekoder.engine.strike import Strike
from vibekoder.wire.http import ChatRequest

BLOCKS = [{"type": "thinking", "signature": "c2ln"}]
CALLS = events.completed("", "tool_calls", raw="tool_use", echo=BLOCKS)
PAUSED = events.completed("", "pause", raw="pause_turn", echo=BLOCKS)
WHOLE = events.completed("", "stop", raw="end_turn")


def body(request: ChatRequest) -> bytes:
    """A body that shows what would go back."""
    said = [[str(one.role), one.text, one.echo and one.echo.listed()] for one in request.messages]
    return json.dumps(said).encode()


TARGET = Target("test", "small", body, base_url="https://t.test", params={"tools": [1]}, form="f")


def ended(one: Strike, *said: events.Event) -> None:
    """Carry a request to its end, what its provider wants back put on file before."""
    one.begin(0.0)
    one.ready(one.prepare(), 0.0)
    for event in said:
        one.take(event, 1.0)
    one.flush(1.0)
    if (keeping := one.keeping()) is not None:
        one.healed(keeping(), 1.0)
    one.end(2.0)
    one.desk.saved(one.desk.saving().run())
    one.remove()


def asked(on: Desk, *said: events.Event, **more: Any) -> None:
    ended(strike(on, "Look", target=TARGET, **more), *said)


def next_body(on: Desk, to: Target = TARGET, **more: Any) -> list[Any]:
    """What the next request says."""
    one = strike(on, "It is wet.", "r2", target=to, **more)
    one.begin(0.0)
    ready = one.prepare()
    one.journal.remove()
    return json.loads(body(ready.request))


def answer_of(on: Desk) -> Slice:
    return next(one for one in on.session.slices if one.role is Role.ASSISTANT)


def rewritten(on: Desk, part: Slice, text: str) -> None:
    at = on.session.find(part.id or "") or 0
    on.change([Splice(at, (part,), (part.with_text(text, "\n"),))], "Rewrite", 3.0)


@pytest.fixture
def called(tmp_path: Path) -> Desk:
    """A session whose answer called a tool."""
    one = desk(tmp_path)
    asked(one, events.delta("I look."), CALLS)
    return one


def test_it_goes_back_to_who_wrote_it(called: Desk):
    assert next_body(reopened(called.path, called.home)) == [
        ["user", "Look", None],
        ["assistant", "I look.", BLOCKS],
        ["user", "It is wet.", None],
    ]


def test_an_answer_without_text_goes_back_too(tmp_path: Path):
    one = desk(tmp_path)
    call = events.step("tool_calls", "{}", index=0, id="t", name="look")
    asked(one, call, CALLS)
    assert next_body(one)[1] == ["assistant", "", BLOCKS]


def test_the_receipt_of_the_answer_names_it_and_still_replays(called: Desk):
    objects = called.home.objects
    data = objects.get(find(objects, answer_of(called).get("receipt") or ""))
    origin, name = receipt.echo_in(data)
    assert origin.model == "small"
    assert b"c2ln" in objects.get(name)
    assert json.loads(receipt.replay(data, objects.get)) == [["user", "Look", None]]


@pytest.mark.parametrize(
    "other",
    [
        {"backend": "elsewhere"},
        {"base_url": "https://elsewhere.test"},
        {"model": "large"},
        {"form": "other"},
        {"params": {}},
    ],
    ids=lambda one: next(iter(one)),
)
def test_nobody_else_gets_it(called: Desk, other: dict[str, Any]):
    said = next_body(called, replace(TARGET, **other))
    assert said[1] == ["assistant", "I look.", None]


def test_an_answer_that_was_changed_goes_by_its_text(called: Desk):
    rewritten(called, answer_of(called), "We look.")
    assert next_body(called)[1] == ["assistant", "We look.", None]


def test_a_history_that_was_changed_takes_it_back(called: Desk):
    rewritten(called, called.session.slices[0], "See")
    assert [one[2] for one in next_body(called)] == [None, None, None]


def test_only_the_last_answer_has_it_back(called: Desk):
    ended(strike(called, "Wet.", "r2", target=TARGET), events.delta("So it is."), WHOLE)
    assert [one[2] for one in next_body(called)] == [None] * 5


def test_a_variant_of_the_answer_does_not_have_it_back(called: Desk):
    one = strike(called, "", "r2", target=TARGET, again=called.session.slices[0].id or "")
    ended(one, events.delta("Other."), WHOLE)
    assert [said[:2] for said in next_body(called)][1] == ["assistant", "Other."]
    assert next_body(called)[1][2] is None


def test_a_system_text_after_the_answer_ends_its_turn(called: Desk):
    end = len(called.session.parts)
    made = desk(called.path.parent.parent.parent / "other", "s eeeeee: Be brief.").session.parts[-1]
    called.change([Splice(end, (), (made,))], "x", 3.0)
    assert all(one[2] is None for one in next_body(called))


def test_what_is_gone_does_not_keep_the_text_from_going(called: Desk):
    objects = called.home.objects
    _, name = receipt.echo_in(objects.get(find(objects, answer_of(called).get("receipt") or "")))
    (objects.folder / name[:2] / name[2:]).unlink()
    assert next_body(called)[1] == ["assistant", "I look.", None]


def test_the_preview_shows_it_as_it_would_go(called: Desk):
    home = called.home
    shown = preview(called.session, "It is wet.", called.path, home, TARGET)
    assert json.loads(shown.body)[1] == ["assistant", "I look.", BLOCKS]


def test_a_paused_answer_goes_on_by_itself(tmp_path: Path):
    one = desk(tmp_path)
    asked(one, events.delta("I look."), PAUSED)
    goes_on = answer_of(one).id
    said = next_body(one, goes_on=goes_on)
    assert said == [["user", "Look", None], ["assistant", "I look.", BLOCKS]]


def test_a_paused_answer_below_another_prompt_goes_by_its_text(tmp_path: Path):
    one = desk(tmp_path)
    asked(one, events.delta("I look."), PAUSED)
    assert next_body(one)[1] == ["assistant", "I look.", None]


def test_an_answer_that_pauses_twice_goes_back_whole(tmp_path: Path):
    one = desk(tmp_path)
    asked(one, events.delta("I look."), PAUSED)
    goes_on = answer_of(one).id
    more = events.completed("", "pause", raw="pause_turn", echo=[{"type": "text"}])
    ended(strike(one, "", "r2", target=TARGET, goes_on=goes_on), events.delta(" Still."), more)
    said = next_body(one, goes_on=goes_on)
    assert said[1] == ["assistant", "I look. Still.", [*BLOCKS, {"type": "text"}]]


@pytest.mark.parametrize("prefill", [None, {}])
def test_the_rest_of_a_cut_answer_is_not_taken_for_the_whole(tmp_path: Path, prefill: Any):
    one = desk(tmp_path)
    asked(one, events.delta("I lo"), events.cancelled(""))
    goes_on = answer_of(one).id
    to = replace(TARGET, prefill=prefill)
    ended(strike(one, "", "r2", target=to, goes_on=goes_on), events.delta("ok."), PAUSED)
    assert all(said[2] is None for said in next_body(one, goes_on=goes_on))


def test_an_answer_without_it_has_nothing_to_keep(tmp_path: Path):
    one = strike(desk(tmp_path), "Look", target=TARGET)
    one.begin(0.0)
    one.ready(one.prepare(), 0.0)
    one.take(WHOLE, 1.0)
    one.flush(1.0)
    assert one.keeping() is None


def test_a_request_that_is_sent_again_as_it_was_keeps_nothing():
    assert echoing.made("f", "complete", BLOCKS, "x", ()) is None
    assert echoing.made("", "complete", BLOCKS, "x", (Message(Role.USER, "Hi"),)) is None


def test_a_session_in_which_nobody_has_said_anything_has_nothing_to_send_back(tmp_path: Path):
    one = desk(tmp_path)
    assert not preview(one.session, "", one.path, one.home, TARGET).body
