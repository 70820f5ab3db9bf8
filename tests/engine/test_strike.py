"""One request from the prompt to the placed answer; a fault at any step loses no character."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import (
    answer,
    carry,
    desk,
    file_text,
    finish,
    reopened,
    sent,
    strike,
    target,
    texts,
)
from vibekoder.core import events
from vibekoder.core.edits import Edit
from vibekoder.core.errors import Code, Failure, Refused, StoreError
from vibekoder.core.models import Prices
from vibekoder.core.session import Session, parse, take_apart
from vibekoder.engine.desk import ABOUT, Desk
from vibekoder.engine.recovery import recover
from vibekoder.engine.strike import BATCH, RETRY, STEPS, Strike, timestamp
from vibekoder.engine.tariff import Tariff
from vibekoder.store import journal

HI = (events.step("reasoning", "hm"), events.delta("Hello "), events.delta("you"))
STOP = events.completed("Hello you", "stop", raw="stop", usage={"input": 3, "output": 2})


def on_disk(one: Desk) -> Session:
    return parse(one.path.read_bytes())


def journals(one: Desk) -> list[Path]:
    return journal.everywhere(one.home.state)


def test_a_prompt_and_its_answer_are_in_the_file(tmp_path: Path):
    one = desk(tmp_path)
    run = strike(one, "Hello?")
    shown = carry(run, *HI, STOP)
    user, said = on_disk(one).slices
    assert user.text == "Hello?"
    assert take_apart(said.text).answer == "Hello you"
    assert take_apart(said.text).reasoning == "hm"
    assert shown.endswith("</details>\n\nHello you")
    assert said.model == "test/small"
    assert said.status == "complete"
    assert said.get("finish") == "stop"
    assert said.get("usage") == "3/2//"
    assert said.get("secs") == "9.0"
    assert said.get("receipt") == run.receipt
    assert (run.status, run.placed, run.problem) == ("complete", True, "")
    assert not journals(one)


def test_an_answer_says_what_it_cost(tmp_path: Path):
    priced = target(tariff=Tariff(Prices(1000, 2000)))
    carry(strike(one := desk(tmp_path), target=priced), *HI, STOP)
    assert on_disk(one).slices[1].get("cost") == "0.007"


def test_an_answer_without_known_prices_has_no_cost(tmp_path: Path):
    carry(strike(one := desk(tmp_path)), *HI, STOP)
    assert on_disk(one).slices[1].get("cost") is None


def test_an_answer_from_this_computer_is_local(tmp_path: Path):
    here = target(tariff=Tariff(local=True))
    carry(strike(one := desk(tmp_path), target=here), *HI, events.cancelled(""))
    assert on_disk(one).slices[1].get("cost") == "local"


def test_the_file_reads_as_the_format_says(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    run = strike(one, "three")
    carry(run, events.delta("four\n"), events.completed("four\n", "stop"))
    _, _, user, said = one.session.slices
    assert one.path.read_text() == (
        file_text("u aaaaaa: one", "a bbbbbb: two") + f"\n{user.line}\nthree\n\n{said.line}\nfour\n"
    )


def test_the_reasoning_says_how_long_it_took(tmp_path: Path):
    run = sent(desk(tmp_path))
    run.take(events.step("reasoning", "a"), 1.0)
    run.flush(1.0)
    run.take(events.delta("b"), 3.5)
    run.flush(3.5)
    run.end(4.0)
    (piece, _) = take_apart(run.desk.session.slices[-1].text).pieces
    assert piece.seconds == 2.5


def test_an_answer_of_reasoning_alone_is_kept(tmp_path: Path):
    run = strike(desk(tmp_path))
    carry(run, events.step("reasoning", "hm"), events.cancelled(""))
    assert take_apart(on_disk(run.desk).slices[1].text).reasoning == "hm"
    assert run.status == "stopped"


def test_the_prompt_is_on_the_disk_before_the_request_leaves(tmp_path: Path):
    one = desk(tmp_path)
    run = strike(one, "Hello?")
    run.begin(0.0)
    run.prepare()
    assert texts(on_disk(one)) == ["u: Hello?"]
    (path,) = journals(one)
    first = journal.read(path).first
    assert first["session"] == str(one.path)
    assert (first["project"], first["inside"]) == ("p1", "sessions/001.md")
    assert (first["slice"], first["after"]) == (run.slice_id, on_disk(one).slices[0].id)
    assert (first["backend"], first["model"]) == ("test", "small")
    assert not journal.is_free(path)


def test_every_text_is_in_the_journal_before_it_is_shown(tmp_path: Path):
    run = sent(desk(tmp_path))
    run.take(events.delta("one"), 0.0)
    run.take(events.delta(" two"), 0.01)
    assert run.due == pytest.approx(BATCH)
    (path,) = journals(run.desk)
    assert not journal.read(path).events
    assert run.flush(BATCH) == "one two"
    assert [dict(one.data) for one in journal.read(path).events] == [{"content": "one two"}]
    assert run.due is None
    assert run.answered == len("one two")


def test_the_journal_does_not_hold_the_text_twice(tmp_path: Path):
    run = sent(desk(tmp_path))
    answer(run, events.delta("Hello"), events.completed("Hello", "stop"))
    (path,) = journals(run.desk)
    assert path.read_text().count("Hello") == 1


def test_an_answer_told_at_its_end_only_is_kept(tmp_path: Path):
    run = strike(desk(tmp_path))
    shown = carry(run, events.completed("Hello", "stop"))
    assert shown == "Hello"
    assert texts(on_disk(run.desk)) == ["u: Hello", "a: Hello"]


@pytest.mark.parametrize(
    ("end", "status", "error", "finish"),
    [
        (events.completed("x", "length"), "length", None, "length"),
        (events.completed("x", "content_filter", raw="SAFETY"), "filtered", None, "SAFETY"),
        (events.completed("x", "other"), "interrupted", None, "other"),
        (events.cancelled("x"), "stopped", None, None),
        (events.error(Failure(Code.SERVER, "It broke."), "x"), "error", "server", None),
        (events.error(Failure(Code.CUT_OFF, "Cut."), "x"), "interrupted", "cut_off", None),
    ],
)
def test_a_partial_answer_is_kept_and_says_how_it_ended(
    tmp_path: Path, end: events.Event, status: str, error: str | None, finish: str | None
):
    run = strike(desk(tmp_path))
    carry(run, events.delta("x"), end)
    said = on_disk(run.desk).slices[1]
    assert (said.text, said.status, said.error) == ("x", status, error)
    assert said.get("finish") == finish
    assert run.status == status


def test_an_answer_whose_end_nobody_told_is_interrupted(tmp_path: Path):
    run = sent(desk(tmp_path))
    answer(run, events.delta("x"))
    finish(run)
    assert on_disk(run.desk).slices[1].status == "interrupted"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ((events.cancelled(""),), "not sent: stopped before any text came"),
        (
            (events.error(Failure(Code.AUTH, "The key was refused.")),),
            "failed: The key was refused.",
        ),
        (
            (events.delta("\n"), events.completed("\n", "stop")),
            "failed: the model answered with nothing (stop)",
        ),
        ((), "failed: the request ended before any text came"),
    ],
)
def test_an_end_without_text_adds_no_slice(
    tmp_path: Path, said: tuple[events.Event, ...], problem: str
):
    one = desk(tmp_path)
    run = strike(one, "Hello?")
    carry(run, *said)
    (user,) = on_disk(one).slices
    assert one.path.read_text() == f"{user.line}\nHello?\n"
    assert one.problems == {user.id: problem}
    assert run.problem == problem
    assert not run.placed


def test_a_failed_request_takes_its_pins_back(tmp_path: Path):
    one = desk(tmp_path)
    (one.home.root / "a.txt").write_text("x")
    run = sent(one, "<!-- include: a.txt -->\n<!-- include: a.txt raw -->")
    assert "@ " in on_disk(one).slices[0].text
    finish(run)
    assert on_disk(one).slices[0].text == "<!-- include: a.txt -->\n<!-- include: a.txt raw -->"


def test_a_pin_that_was_changed_meanwhile_is_left_alone(tmp_path: Path):
    one = desk(tmp_path)
    (one.home.root / "a.txt").write_text("x")
    run = sent(one, "<!-- include: a.txt -->")
    at = one.shown(1).index("a.txt")
    one.edit(Edit(1, at, 1, at + 1, "b"), 0.0)
    finish(run)
    assert on_disk(one).slices[0].text.startswith("<!-- include: b.txt @ ")


def test_an_empty_prompt_sends_the_last_user_slice_again(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    run = strike(one, "")
    carry(run, events.error(Failure(Code.SERVER, "It broke.")))
    assert one.path.read_text() == file_text("u aaaaaa: one")
    assert "aaaaaa" in one.problems
    again = strike(one, "", "r2")
    carry(again, *HI, STOP)
    assert [part.role for part in on_disk(one).slices] == ["user", "assistant"]
    assert not one.problems


@pytest.mark.parametrize(
    "slices", [(), ("u: one", "a: two"), ("u alt=conflict: one",), ("u: \t",), ("s: one",)]
)
def test_an_empty_prompt_with_nothing_to_answer_is_refused(tmp_path: Path, slices: tuple[str, ...]):
    one = desk(tmp_path, *slices)
    before = one.session
    run = strike(one, " \n")
    assert run.begin(0.0) == []
    with pytest.raises(Refused, match="nothing to send"):
        run.prepare()
    assert run.refused() == []
    assert one.session == before
    assert run.status == "refused"


def test_what_is_answered_already_is_not_sent_again_by_an_empty_prompt(tmp_path: Path):
    one = desk(tmp_path)
    sent(one, "Hello?")
    run = strike(one, "", "r2")
    assert run.begin(0.0) == []


def test_a_second_request_sees_only_finished_slices(tmp_path: Path):
    one = desk(tmp_path)
    first = sent(one, "first")
    answer(first, events.delta("growing"))
    second = strike(one, "second", "r2")
    second.begin(0.0)
    request, _ = second.ready(second.prepare())
    assert [message.text for message in request.messages] == ["first", "second"]
    answer(second, events.delta("2"))
    finish(second)
    answer(first, events.delta("!"))
    finish(first)
    assert texts(on_disk(one)) == ["u: first", "a: growing!", "u: second", "a: 2"]
    assert parse(one.path.read_bytes()) == one.session
    assert one.text() == one.path.read_text()


def test_an_answer_that_failed_is_asked_for_again(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb status=error: half", "u cccccc: two")
    assert one.asked(2) == "aaaaaa"
    run = strike(one, again="aaaaaa")
    carry(run, *HI, STOP)
    assert [(part.text, part.alt) for part in on_disk(one).slices if part.role == "assistant"] == [
        ("half", True),
        (on_disk(one).slices[2].text, False),
    ]
    assert len(on_disk(one).slices) == 4
    one.undo(0.0)
    assert [part.alt for part in one.session.slices] == [False, False, False]


def test_a_whole_answer_stays_current_when_asking_again_fails(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: whole")
    carry(strike(one, again="aaaaaa"), events.delta("ha"), events.cancelled("ha"))
    assert [part.alt for part in on_disk(one).slices] == [False, False, True]


def test_asking_twice_at_once_leaves_one_current_answer(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    first, second = sent(one, again="aaaaaa"), sent(one, "", "r2", again="aaaaaa")
    answer(first, events.delta("1"), events.completed("1", "stop"))
    finish(first)
    answer(second, events.delta("2"), events.completed("2", "stop"))
    finish(second)
    assert [(part.text, part.alt) for part in on_disk(one).slices] == [
        ("one", False),
        ("1", True),
        ("2", False),
    ]


def test_a_slice_that_is_gone_is_not_asked_again(tmp_path: Path):
    run = strike(desk(tmp_path, "u aaaaaa: one"), again="zzzzzz")
    assert run.begin(0.0) == []
    assert desk(tmp_path / "2", "s: x").asked(1) is None


def test_the_answer_is_one_step_and_the_send_another(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    before = one.text()
    carry(strike(one), *HI, STOP)
    after = one.text()
    assert one.history.labels == ("Send", "Answer")
    one.undo(0.0)
    assert len(one.session.slices) == 3
    one.undo(0.0)
    assert one.text() == before
    one.redo(0.0)
    one.redo(0.0)
    assert one.text() == after


def test_a_title_is_one_step(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    one.set_front({"title": "A plan"}, ABOUT, 0.0)
    assert one.title == "A plan"
    one.set_front({"title": None}, ABOUT, 0.0)
    assert one.text() == file_text("u aaaaaa: one")
    one.undo(0.0)
    assert one.title == "A plan"


def test_a_refused_request_gives_the_prompt_back(tmp_path: Path):
    one = desk(tmp_path, "u: one")
    before = one.session
    refusal = Refused("There is no key.", code=Code.NO_KEY)
    run = strike(one, "Hello?", target=target(refusal))
    assert carry(run) == ""
    assert one.session == before
    assert on_disk(one) == before
    assert run.prompt == "Hello?"
    assert not one.running
    assert not journals(one)


def test_what_was_added_to_a_refused_prompt_comes_back_with_it(tmp_path: Path):
    one = desk(tmp_path)
    run = strike(one, "Hello", target=target(Refused("no")))
    run.begin(0.0)
    with pytest.raises(Refused):
        run.prepare()
    end = len(one.shown(1).rstrip("\n"))
    one.edit(Edit(1, end, 1, end, " there"), 0.0)
    run.refused()
    assert run.prompt == "Hello there"
    assert one.session == Session()


def test_what_was_refused_is_not_done_again(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    run = strike(one, "Hello", target=target(Refused("no")))
    run.begin(0.0)
    end = len(one.shown(1).rstrip("\n"))
    one.edit(Edit(1, end, 1, end, "!"), 0.0)
    one.undo(1.0)
    with pytest.raises(Refused):
        run.prepare()
    run.refused()
    assert texts(one.session) == ["u: one"]
    one.redo(2.0)
    assert texts(one.session) == ["u: one!"]
    assert one.redo(3.0) == []


def test_a_blank_line_that_was_taken_away_meanwhile_is_no_fault(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    run = sent(one, "three")
    end = len(one.shown(3))
    one.edit(Edit(3, end - 1, 3, end, ""), 0.0)
    finish(run)
    assert texts(on_disk(one)) == ["u: one", "a: two", "u: three"]


def test_typing_elsewhere_survives_a_refusal(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    run = strike(one, "Hello", target=target(Refused("no")))
    run.begin(0.0)
    end = len(one.shown(1).rstrip("\n"))
    one.edit(Edit(1, end, 1, end, "!"), 0.0)
    with pytest.raises(Refused):
        run.prepare()
    run.refused()
    assert texts(one.session) == ["u: one!"]
    one.undo(0.0)
    assert texts(one.session) == ["u: one"]


def test_a_journal_that_cannot_be_written_is_retried_each_second(tmp_path: Path):
    full = [True]

    def append(one: Strike, batch: list[events.Event]) -> None:
        if full[0]:
            raise StoreError(one.journal.path, "the disk is full")
        STEPS["append"](one, batch)

    run = sent(desk(tmp_path), steps={**STEPS, "append": append})
    run.take(events.delta("one "), 0.0)
    assert run.flush(0.0) == "one "
    assert "full" in run.trouble
    assert run.due == RETRY
    run.take(events.delta("two"), 0.1)
    assert run.flush(0.2) == "two"
    full[0] = False
    assert run.due == RETRY
    assert run.flush(RETRY) == ""
    assert run.trouble == ""
    assert run.due is None
    (path,) = journals(run.desk)
    assert [one.data["content"] for one in journal.read(path).events] == ["one ", "two"]


def test_a_strike_that_has_not_begun_says_so(tmp_path: Path):
    run = strike(desk(tmp_path))
    with pytest.raises(RuntimeError, match="begun"):
        run.prepare()
    with pytest.raises(RuntimeError, match="journal"):
        run.sync()


def test_a_missing_step_of_the_preparation_is_noticed(tmp_path: Path):
    run = strike(desk(tmp_path), steps={**STEPS, "journal": lambda work: None})
    run.begin(0.0)
    with pytest.raises(RuntimeError, match="missing"):
        run.prepare()


def test_a_time_has_its_offset():
    moment = datetime(2026, 11, 21, 19, 0, 0, 500, tzinfo=timezone(timedelta(hours=2)))
    assert datetime.fromisoformat(timestamp(moment)) == moment.replace(microsecond=0)
    assert "." not in timestamp(datetime.now(UTC))


class Watched:
    """The table of steps, each of which says when it runs."""

    def __init__(self, one: Desk, folder: Path) -> None:
        self.ran: list[str] = []
        self.outside: list[str] = []
        self._desk, self._folder = one, folder
        self._before = self.look()
        self.steps = {name: self._watched(name, step) for name, step in STEPS.items()}

    def look(self) -> object:
        """Memory and every file, with its size and which file it is."""
        files = {
            str(path): (path.stat().st_size, path.stat().st_ino)
            for path in sorted(self._folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock"
        }
        return files, self._desk.session

    def check(self, when: str) -> None:
        """Nothing may have changed since the last step."""
        if self.look() != self._before:
            self.outside.append(when)

    def _watched(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            self.check(f"before {name}")
            try:
                return step(*given)
            finally:
                self.ran.append(name)
                self._before = self.look()

        return run


def test_the_table_has_every_step_that_changes_memory_or_disk(tmp_path: Path):
    one = desk(tmp_path)
    (one.home.root / "a.txt").write_text("x" * 1000)
    watched = Watched(one, tmp_path)
    run = strike(one, "<!-- include: a.txt -->", steps=watched.steps)
    run.begin(0.0)
    run.ready(run.prepare())
    answer(run, *HI, STOP)
    run.sync()
    run.end(1.0)
    watched.check("end")
    run.remove()
    watched.check("remove")
    refused = strike(one, "x", "r2", steps=watched.steps, target=target(Refused("no")))
    refused.begin(0.0)
    with pytest.raises(Refused):
        refused.prepare()
    refused.refused()
    watched.check("refused")
    assert not watched.outside
    first_runs = sorted(set(watched.ran) - {"refuse"}, key=watched.ran.index)
    assert first_runs == [name for name in STEPS if name != "refuse"]
    assert watched.ran.count("refuse") == 1


def faults() -> Iterator[tuple[str, str]]:
    for name in STEPS:
        for when in ("before", "after"):
            yield name, when


@pytest.mark.parametrize(("name", "when"), list(faults()))
def test_a_fault_at_any_step_loses_no_character(tmp_path: Path, name: str, when: str):
    one = desk(tmp_path, "u aaaaaa: earlier", "a bbbbbb: answered")
    (one.home.root / "a.txt").write_text("x")
    steps = dict(STEPS)
    steps[name] = broken(STEPS[name], when)
    steps["build"] = broken(STEPS["build"], when) if name == "refuse" else steps["build"]
    run = strike(one, "My prompt\n<!-- include: a.txt -->", steps=steps)
    shown: list[str] = []
    try:
        shown.append(carry(run, *HI, STOP))
    except StoreError:
        shown.append(run.send.shown())
    memory = one.text() + run.prompt
    assert "My prompt" in memory
    assert_all_there("".join(shown), memory + one.path.read_text())
    die(run)
    recover(one.home.state)
    after = one.path.read_text()
    assert after.startswith(file_text("u aaaaaa: earlier", "a bbbbbb: answered"))
    assert_all_there("".join(shown), after)
    assert "My prompt" in after + run.prompt
    recover(one.home.state)
    assert one.path.read_text() == after
    again = reopened(one.path, one.home)
    carry(strike(again, "And now?", "r9"), *HI, STOP)
    assert not journals(again)


def broken(step: Callable[..., Any], when: str) -> Callable[..., Any]:
    def run(*given: Any) -> Any:
        if when == "after":
            step(*given)
        raise StoreError(Path("disk"), "broken")

    return run


def assert_all_there(shown: str, kept: str) -> None:
    if shown:
        for words in ("hm", "Hello you"):
            assert words in kept


def die(run: Strike) -> None:
    """The program is gone: nothing holds its journals any more."""
    try:
        run.journal.close()
    except RuntimeError:
        return


def test_a_journal_that_is_let_go_can_be_placed_by_whoever_finds_it(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: earlier")
    run = strike(one, "go")
    run.let_go()
    run.begin(0.0)
    run.ready(run.prepare())
    answer(run, *HI)
    assert recover(one.home.state) == []
    run.let_go()
    recover(one.home.state)
    assert_all_there("Hello you", one.path.read_text())


def test_the_largest_piece_of_what_was_sent_is_known(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: short", "a bbbbbb: a much longer answer")
    run = sent(one, "go")
    assert run.largest is not None
    assert run.largest.slice_id == "bbbbbb"


def test_what_was_estimated_stands_beside_what_was_counted(tmp_path: Path):
    run = strike(desk(tmp_path), "word " * 300)
    carry(run, *HI, STOP)
    assert run.counted == 3
    assert 250 < run.estimated < 400


def test_nobody_guesses_what_a_picture_counts(tmp_path: Path):
    one = desk(tmp_path)
    (one.home.root / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    run = strike(one, "<!-- include: a.png -->")
    carry(run, *HI, STOP)
    assert run.estimated == 0
