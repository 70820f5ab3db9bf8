"""An answer that was cut goes on in its own slice, and nothing of either part is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import answer, carry, desk, finish, reopened, sent, strike, target
from vibekoder.core import events, resuming
from vibekoder.core.compile import Compiled
from vibekoder.core.edits import Edit
from vibekoder.core.errors import Refused
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import Prices
from vibekoder.core.session import Slice, Splice, parse, take_apart
from vibekoder.engine.desk import Desk
from vibekoder.engine.going_on import asked_for
from vibekoder.engine.recovery import Outcome, recover
from vibekoder.engine.strike import Strike
from vibekoder.engine.tariff import Tariff

ASK = "u aaaaaa: Count"
CUT = "a bbbbbb status=length finish=length usage=9/2// cost=0.5 secs=1.5: one two"
HERE = {"prefill": {}}
REST = (
    events.delta(" three"),
    events.completed(" three", "stop", usage={"input": 11, "output": 1}),
)


def going_on(on: Desk, slice_id: str = "bbbbbb", **more: Any) -> Strike:
    return strike(on, "", request_id=more.pop("request_id", "r2"), goes_on=slice_id, **more)


def last(one: Desk) -> Slice:
    return parse(one.path.read_bytes()).slices[-1]


def said(one: Strike) -> list[tuple[str, str]]:
    """What the model was given."""
    request, _ = one.ready(one.prepare(), 0.0)
    return [(str(message.role), message.text) for message in request.messages]


def test_the_rest_joins_the_same_slice(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    shown = carry(going_on(one), *REST)
    assert shown == " three"
    assert [part.id for part in parse(one.path.read_bytes()).slices] == ["aaaaaa", "bbbbbb"]
    assert last(one).text == "one two three"


def test_what_was_used_is_added(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    carry(going_on(one, target=target(tariff=Tariff(Prices(1000, 2000)))), *REST)
    whole = last(one)
    assert (whole.status, whole.get("finish"), whole.model) == ("complete", "stop", "test/small")
    assert whole.get("usage") == "20/3//"
    assert whole.get("cost") == "0.513"
    assert whole.get("secs") == "10.5"
    assert whole.get("receipt")


@pytest.mark.parametrize(
    "before", ["a bbbbbb status=stopped: one", "a bbbbbb status=stopped secs=x: one"]
)
def test_a_sum_of_which_half_is_unknown_is_unknown(tmp_path: Path, before: str) -> None:
    one = desk(tmp_path, ASK, before)
    carry(going_on(one, target=target(tariff=Tariff(Prices(1000, 2000)))), *REST)
    assert (last(one).get("usage"), last(one).get("cost"), last(one).get("secs")) == (
        None,
        None,
        "9.0",
    )


@pytest.mark.parametrize(
    ("cost", "tariff", "sum_"),
    [
        ("local", Tariff(local=True), "local"),
        ("local", Tariff(Prices(1000, 0)), "0.011"),
        ("0.5", Tariff(local=True), "0.5"),
    ],
)
def test_what_ran_here_adds_nothing(tmp_path: Path, cost: str, tariff: Tariff, sum_: str) -> None:
    one = desk(tmp_path, ASK, f"a bbbbbb status=stopped cost={cost}: one")
    carry(going_on(one, target=target(tariff=tariff)), *REST)
    assert last(one).get("cost") == sum_


def test_a_provider_that_can_is_given_the_beginning(tmp_path: Path) -> None:
    one = going_on(desk(tmp_path, ASK, CUT), target=target(prefill={"go": True}))
    one.begin(0.0)
    request, _ = one.ready(one.prepare(), 0.0)
    assert [message.text for message in request.messages] == ["Count", "one two"]
    assert request.params == {"go": True}


def test_another_one_is_asked_in_a_turn(tmp_path: Path) -> None:
    one = going_on(desk(tmp_path, ASK, CUT))
    one.begin(0.0)
    assert said(one) == [("user", "Count"), ("assistant", "one two"), ("user", resuming.WORDS)]


def test_reasoning_is_kept_and_not_sent_back(tmp_path: Path) -> None:
    thought = "<details><summary>Reasoning · 2.0 s</summary>\n\nhm\n</details>"
    one = desk(tmp_path, ASK, f"a bbbbbb status=stopped: {thought}\n\none")
    run = going_on(one, target=target(**HERE))
    run.begin(0.0)
    assert said(run) == [("user", "Count"), ("assistant", "one")]
    answer(run, events.step("reasoning", "so"), events.delta(" two"), events.cancelled(""))
    finish(run)
    whole = take_apart(last(one).text)
    assert (whole.answer, whole.reasoning) == ("one two", "hm\n\nso")
    assert last(one).status == "stopped"


def test_thoughts_that_were_broken_off_stay_apart(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK)
    carry(strike(one, ""), events.step("reasoning", "hm"), events.cancelled(""))
    name = one.session.slices[-1].id or ""
    run = going_on(one, name)
    run.begin(0.0)
    assert said(run) == [("user", "Count")]
    answer(run, events.step("reasoning", "so"), *REST)
    finish(run)
    assert take_apart(last(one).text).reasoning == "hm\n\nso"


def test_a_variant_goes_on_without_its_sisters(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, "a cccccc: whole", "a bbbbbb alt status=stopped: one", "u dddddd: so")
    run = going_on(one, target=target(**HERE))
    run.begin(0.0)
    assert said(run) == [("user", "Count"), ("assistant", "one")]


def test_the_blanks_at_its_end_are_not_given_back() -> None:
    compiled = Compiled((Message(Role.USER, "a"), Message(Role.ASSISTANT, "one \n ")), ())
    assert asked_for(compiled, in_place=True).messages[-1].text == "one"


def test_while_it_goes_on_the_file_keeps_the_beginning(tmp_path: Path) -> None:
    run = sent(one := desk(tmp_path, ASK, CUT), "", goes_on="bbbbbb")
    answer(run, events.delta(" three"))
    one.saved(one.saving().run())
    assert last(one).text == "one two"
    assert one.shown(2).endswith("one two three\n")


def test_what_goes_on_cannot_be_changed_meanwhile(tmp_path: Path) -> None:
    run = sent(one := desk(tmp_path, ASK, CUT), "", goes_on="bbbbbb")
    length = len(one.shown(2))
    assert one.edit(Edit(2, length - 1, 2, length - 1, "x"), 1.0) == []
    part = one.session.parts[2]
    assert one.change([Splice(2, (part,), ())], "Discard", 1.0) == []
    assert run.desk.session.parts[2] == part


def test_undo_takes_the_rest_away_in_one_step(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    before = one.session.parts
    carry(going_on(one), *REST)
    one.undo(20.0)
    assert one.session.parts == before
    one.redo(21.0)
    assert one.session.slices[-1].text == "one two three"


def test_a_failure_before_any_text_leaves_the_beginning_as_it_was(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    before = one.path.read_bytes()
    run = going_on(one)
    carry(run, events.Event("error", {"code": "server", "message": "down"}))
    assert one.path.read_bytes() == before
    assert (run.status, run.placed) == ("error", False)
    assert one.problems == {"aaaaaa": "failed: down"}


def test_a_refusal_leaves_the_beginning_as_it_was(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    before = one.path.read_bytes()
    run = going_on(one, target=target(Refused("no key")))
    carry(run)
    assert run.status == "refused"
    assert (one.path.read_bytes(), one.running) == (before, ())


def test_a_failure_after_some_text_keeps_all_of_it(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    carry(going_on(one), events.delta(" thr"), events.Event("error", {"code": "server"}))
    assert (last(one).text, last(one).status, last(one).error) == ("one two thr", "error", "server")


def test_a_slice_that_was_deleted_elsewhere_comes_back_whole(tmp_path: Path) -> None:
    run = sent(one := desk(tmp_path, ASK, CUT), "", goes_on="bbbbbb")
    answer(run, *REST)
    other = reopened(one.path, one.home)
    other.change([Splice(2, (other.session.parts[2],), ())], "Delete", 0.0)
    other.saved(other.saving().run())
    one.saved(one.saving().run())
    assert one.slice_of("bbbbbb") is None
    finish(run)
    assert last(one).text == "one two three"


def test_what_is_not_there_is_not_continued(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    run = going_on(one)
    one.change([Splice(2, (one.session.parts[2],), ())], "Delete", 0.0)
    run.begin(0.0)
    with pytest.raises(Refused):
        run.prepare()


def died(one: Desk, *said: events.Event) -> Strike:
    run = sent(one, "", goes_on="bbbbbb")
    answer(run, *said)
    run.journal.close()
    return run


def test_a_program_that_dies_meanwhile_loses_nothing(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    died(one, events.delta(" thr"))
    (found,) = recover(one.home.state)
    assert (found.outcome, found.slice_id) == (Outcome.PLACED, "bbbbbb")
    assert (last(one).text, last(one).status) == ("one two thr", "interrupted")


def test_recovery_after_the_save_changes_nothing(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    run = sent(one, "", goes_on="bbbbbb")
    answer(run, events.step("tool_calls", "{}", name="ls"), *REST)
    run.end(9.0)
    one.saved(one.saving().run())
    run.journal.close()
    before = one.path.read_bytes()
    assert [found.outcome for found in recover(one.home.state)] == [Outcome.KNOWN]
    assert one.path.read_bytes() == before


def test_recovery_of_what_brought_nothing_changes_nothing(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    before = one.path.read_bytes()
    died(one)
    assert [found.outcome for found in recover(one.home.state)] == [Outcome.EMPTY]
    assert one.path.read_bytes() == before


def test_recovery_brings_the_rest_back_where_the_slice_is_gone(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, CUT)
    died(one, events.delta(" three"))
    one.path.write_text("=={ User | id=aaaaaa }==\nCount\n")
    recover(one.home.state)
    assert (last(one).id, last(one).text) == ("bbbbbb", " three")


def test_an_answer_without_an_id_is_given_one(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, "a status=stopped: one")
    one.name(2)
    assert one.session.slices[-1].id
    assert one.name(2) == []


def test_a_whole_variant_becomes_the_current_one(tmp_path: Path) -> None:
    one = desk(tmp_path, ASK, "a cccccc: whole", "a bbbbbb status=stopped: one")
    carry(going_on(one), *REST)
    assert [part.alt for part in one.session.slices] == [False, True, False]
