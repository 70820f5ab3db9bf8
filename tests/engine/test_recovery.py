"""What died with a program comes back, once, and in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import answer, desk, file_text, home, reopened, sent, target, texts
from vibekoder.core import events
from vibekoder.core.edits import Edit
from vibekoder.core.errors import Code, Failure, StoreError
from vibekoder.core.models import Prices
from vibekoder.core.session import ToolStep, parse, take_apart
from vibekoder.engine import recovery
from vibekoder.engine.desk import Desk
from vibekoder.engine.recovery import Outcome, Project, Recovered, adopt, recover
from vibekoder.engine.strike import Strike
from vibekoder.engine.tariff import Tariff
from vibekoder.store import atomic, journal
from vibekoder.store.paths import State


def died(
    folder: Path, *said: events.Event, prompt: str = "Hello?", slices: tuple[str, ...] = ()
) -> Strike:
    """A request that was under way when its program was killed."""
    run = sent(desk(folder, *slices), prompt)
    answer(run, *said)
    run.journal.close()
    return run


def outcomes(found: list[Recovered]) -> list[Outcome]:
    return [one.outcome for one in found]


def journals(one: Desk) -> list[Path]:
    return journal.everywhere(one.home.state)


def test_an_interrupted_answer_comes_back(tmp_path: Path):
    run = died(tmp_path, events.step("reasoning", "hm"), events.delta("Hel"), events.delta("lo"))
    (found,) = recover(run.desk.home.state)
    user, said = parse(run.desk.path.read_bytes()).slices
    assert found == Recovered(found.journal, Outcome.PLACED, run.desk.path, run.slice_id, "")
    assert user.text == "Hello?"
    assert take_apart(said.text).answer == "Hello"
    assert take_apart(said.text).reasoning == "hm"
    assert (said.id, said.status, said.model) == (run.slice_id, "interrupted", "test/small")
    assert said.timestamp == run.started
    assert said.get("receipt") == run.receipt
    assert not journals(run.desk)
    assert not list(run.desk.home.state.journals.iterdir())


def test_a_recovered_answer_says_what_it_cost(tmp_path: Path):
    run = sent(desk(tmp_path), target=target(tariff=Tariff(Prices(1000, 2000))))
    answer(run, events.delta("Hi"), events.completed("Hi", "stop", usage={"input": 3, "output": 2}))
    run.journal.close()
    recover(run.desk.home.state)
    said = parse(run.desk.path.read_bytes()).slices[1]
    assert (said.get("usage"), said.get("cost")) == ("3/2//", "0.007")


def test_a_tools_call_comes_back(tmp_path: Path):
    run = died(tmp_path, events.step("tool_calls", '{"a"', index=0, id="c", name="ls"))
    recover(run.desk.home.state)
    said = parse(run.desk.path.read_bytes()).slices[1]
    assert take_apart(said.text).steps == (ToolStep("ls", '{"a"'),)


def test_an_open_reasoning_block_is_closed(tmp_path: Path):
    run = died(tmp_path, events.step("reasoning", "hm"))
    recover(run.desk.home.state)
    assert run.desk.path.read_text().endswith("hm\n</details>\n")


def test_recovery_twice_changes_nothing(tmp_path: Path):
    run = died(tmp_path, events.delta("Hello"))
    recover(run.desk.home.state)
    before = run.desk.path.read_bytes()
    assert recover(run.desk.home.state) == []
    assert run.desk.path.read_bytes() == before


def test_an_answer_that_was_saved_already_is_not_placed_again(tmp_path: Path):
    run = died(tmp_path, events.delta("Hello"))
    run.end(1.0)
    run.desk.saved(run.desk.saving().run())
    before = run.desk.path.read_bytes()
    assert outcomes(recover(run.desk.home.state)) == [Outcome.KNOWN]
    assert run.desk.path.read_bytes() == before
    assert not journals(run.desk)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (events.completed("Hello", "stop"), "complete"),
        (events.cancelled("Hello"), "stopped"),
        (events.error(Failure(Code.SERVER, "It broke."), "Hello"), "error"),
    ],
)
def test_an_end_that_the_journal_knows_is_kept(tmp_path: Path, end: events.Event, status: str):
    run = died(tmp_path, events.delta("Hello"), end)
    recover(run.desk.home.state)
    assert parse(run.desk.path.read_bytes()).slices[1].status == status


def test_a_journal_without_text_takes_its_pins_back(tmp_path: Path):
    (home(tmp_path).root / "a.txt").write_text("x")
    run = died(tmp_path, prompt="<!-- include: a.txt -->")
    assert "@" in run.desk.path.read_text()
    assert outcomes(recover(run.desk.home.state)) == [Outcome.EMPTY]
    assert texts(parse(run.desk.path.read_bytes())) == ["u: <!-- include: a.txt -->"]
    assert not journals(run.desk)


def test_a_journal_without_text_and_pins_is_only_removed(tmp_path: Path):
    run = died(tmp_path)
    before = run.desk.path.stat().st_ino
    assert outcomes(recover(run.desk.home.state)) == [Outcome.EMPTY]
    assert run.desk.path.stat().st_ino == before


def test_a_journal_whose_owner_lives_is_left_alone(tmp_path: Path):
    run = sent(desk(tmp_path))
    answer(run, events.delta("Hello"))
    assert recover(run.desk.home.state) == []
    assert adopt(run.desk.home.state, run.journal.path, run.desk.path) is None
    run.take(events.delta("!"), 1.0)
    run.end(1.0)
    assert texts(run.desk.session) == ["u: Hello", "a: Hello!"]


def test_the_answer_goes_below_its_prompt(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"), slices=("u aaaaaa: one", "a bbbbbb: two"))
    run.desk.path.write_text(run.desk.path.read_text() + "\n=={ User }==\nlater\n")
    recover(run.desk.home.state)
    assert texts(parse(run.desk.path.read_bytes())) == [
        "u: one",
        "a: two",
        "u: Hello?",
        "a: Hi",
        "u: later",
    ]


def test_an_answer_whose_prompt_is_gone_goes_to_the_end(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    run.desk.path.write_text(file_text("u aaaaaa: else"))
    recover(run.desk.home.state)
    assert texts(parse(run.desk.path.read_bytes())) == ["u: else", "a: Hi"]


def test_a_journal_whose_session_is_gone_is_offered_and_kept(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    run.desk.path.unlink()
    (found,) = recover(run.desk.home.state)
    assert (found.outcome, found.slice_id) == (Outcome.HOMELESS, run.slice_id)
    assert outcomes(recover(run.desk.home.state)) == [Outcome.HOMELESS]
    other = run.desk.path.with_name("002.md")
    other.write_text(file_text("u aaaaaa: else"))
    adopted = adopt(run.desk.home.state, found.journal, other)
    assert adopted is not None
    assert adopted.outcome is Outcome.PLACED
    assert texts(parse(other.read_bytes())) == ["u: else", "a: Hi"]
    assert not journals(run.desk)


def test_a_session_is_found_in_its_moved_project(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    state, root = run.desk.home.state, run.desk.home.root
    moved = tmp_path / "elsewhere"
    root.rename(moved)
    assert outcomes(recover(state)) == [Outcome.HOMELESS]
    assert outcomes(recover(state, Project(moved, "other"))) == []
    assert outcomes(recover(state, Project(moved, "p1"))) == [Outcome.PLACED]
    assert texts(parse((moved / "sessions" / "001.md").read_bytes()))[1] == "a: Hi"


def test_a_session_is_found_in_a_moved_folder_that_has_no_id(tmp_path: Path):
    one = desk(tmp_path)
    one.home = replace(one.home, project_id="")
    run = sent(one, "Hello?")
    answer(run, events.delta("Hi"))
    run.journal.close()
    moved, other = tmp_path / "elsewhere", tmp_path / "other"
    one.home.root.rename(moved)
    (other / "sessions").mkdir(parents=True)
    (other / "sessions" / "001.md").write_text(file_text("u: else"))
    assert recover(one.home.state, Project(other)) == []
    assert outcomes(recover(one.home.state, Project(moved))) == [Outcome.PLACED]
    assert texts(parse((moved / "sessions" / "001.md").read_bytes())) == ["u: Hello?", "a: Hi"]


def test_another_projects_session_that_cannot_be_read_is_no_fault_of_a_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    one = desk(tmp_path)
    one.home = replace(one.home, project_id="")
    run = sent(one, "Hello?")
    run.journal.close()
    one.home.root.rename(tmp_path / "elsewhere")
    same = tmp_path / "other" / "sessions" / "001.md"
    same.parent.mkdir(parents=True)
    same.touch()
    read = atomic.read

    def refusing(path: Path) -> bytes:
        if path == same:
            raise StoreError(path, "permission denied")
        return read(path)

    monkeypatch.setattr(atomic, "read", refusing)
    assert recover(one.home.state, Project(tmp_path / "other")) == []


def test_a_session_that_did_not_move_along_is_homeless(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    run.desk.home.root.rename(tmp_path / "away")
    assert outcomes(recover(run.desk.home.state, Project(moved, "p1"))) == [Outcome.HOMELESS]


def test_only_the_wanted_project_is_recovered(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    state = run.desk.home.state
    assert recover(state, Project(tmp_path / "other")) == []
    assert outcomes(recover(state, Project(run.desk.home.root))) == [Outcome.PLACED]


def write_journal(state: State, name: str, content: bytes) -> Path:
    path = state.journals / "0123456789abcdef" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_damaged_lines_are_skipped_and_the_rest_is_kept(tmp_path: Path):
    run = died(tmp_path, events.delta("one "), events.delta("two"))
    data = run.journal.path.read_bytes()
    run.journal.path.write_bytes(data.replace(b'"content":"one "', b"\xff{") + b'{"event": "thre')
    recover(run.desk.home.state)
    assert texts(parse(run.desk.path.read_bytes())) == ["u: Hello?", "a: two"]


def test_a_journal_that_was_cut_in_its_first_line_is_removed(tmp_path: Path):
    state = State(tmp_path)
    write_journal(state, "r1", b'{"session": "/x')
    assert outcomes(recover(state, Project(tmp_path / "any"))) == [Outcome.EMPTY]
    assert not journal.everywhere(state)


@pytest.mark.parametrize(
    "content", [b'{\n{"event": "thread.message.delta", "data": {"content": "x"}}\n', b"{\n\0\0\n"]
)
def test_text_without_a_known_session_is_kept(tmp_path: Path, content: bytes):
    state = State(tmp_path)
    path = write_journal(state, "r1", content)
    assert outcomes(recover(state, Project(tmp_path / "any"))) == [Outcome.HOMELESS]
    assert path.exists()


def test_a_journal_without_an_id_is_kept(tmp_path: Path):
    session = tmp_path / "001.md"
    session.write_text("")
    state = State(tmp_path / "state")
    path = write_journal(state, "r1", f'{{"session": "{session}", "slice": 3}}\n'.encode())
    assert outcomes(recover(state)) == [Outcome.HOMELESS]
    assert path.exists()


def test_a_damaged_time_does_not_keep_text_from_its_place(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    path = run.journal.path
    path.write_bytes(path.read_bytes().replace(run.started.encode(), b"then"))
    recover(run.desk.home.state)
    said = parse(run.desk.path.read_bytes()).slices[1]
    assert (said.text, said.timestamp) == ("Hi", None)


def test_a_journal_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    bad = run.desk.home.state.journals / "0000000000000000" / "r0.jsonl"
    bad.mkdir(parents=True)
    assert outcomes(recover(run.desk.home.state)) == [Outcome.FAILED, Outcome.PLACED]


def test_a_session_that_is_no_text_any_more_is_not_touched(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    run.desk.path.write_bytes(b"=={ User }==\n\xff\n")
    (found,) = recover(run.desk.home.state)
    assert found.outcome is Outcome.FAILED
    assert "UTF-8" in found.why
    assert run.desk.path.read_bytes() == b"=={ User }==\n\xff\n"
    assert journals(run.desk)


def test_junk_pins_are_no_fault(tmp_path: Path):
    run = died(tmp_path)
    path = run.journal.path
    path.write_bytes(path.read_bytes().replace(b'"pins":[]', b'"pins":3'))
    assert outcomes(recover(run.desk.home.state)) == [Outcome.EMPTY]


def test_a_running_answer_is_shown_with_its_own_status(tmp_path: Path):
    run = sent(desk(tmp_path))
    answer(run, events.delta("Hi"))
    record = journal.read(run.journal.path)
    session = parse(run.desk.path.read_bytes())
    shown = recovery.with_answer(session, record, "streaming")
    assert shown.slices[1].status == "streaming"
    assert recovery.with_answer(shown, record) is shown


def test_recovery_beside_a_program_that_has_the_session_open(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    other = reopened(run.desk.path, run.desk.home)
    end = len(other.shown(1).rstrip("\n"))
    other.edit(Edit(1, end, 1, end, " And?"), 0.0)
    recover(run.desk.home.state)
    other.saved(other.saving().run())
    assert texts(other.session) == ["u: Hello? And?", "a: Hi"]
    assert parse(run.desk.path.read_bytes()) == other.session


def test_an_answer_that_was_placed_while_it_still_runs_stands_once(tmp_path: Path):
    run = died(tmp_path, events.delta("Hi"))
    recover(run.desk.home.state)
    run.desk.saved(run.desk.saving().run())
    run.end(1.0)
    run.desk.saved(run.desk.saving().run())
    assert texts(parse(run.desk.path.read_bytes())) == ["u: Hello?", "a: Hi"]


def test_a_session_that_changes_while_an_answer_is_placed_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run = died(tmp_path, events.delta("Hi"))
    write = atomic.write
    count = [0]

    def changing(path: Path, data: bytes, **more: Any) -> str:
        count[0] += 1
        if count[0] == 1:
            path.write_text(path.read_text().replace("Hello?", "Hello!"))
        return write(path, data, **more)

    monkeypatch.setattr(atomic, "write", changing)
    recover(run.desk.home.state)
    assert texts(parse(run.desk.path.read_bytes())) == ["u: Hello!", "a: Hi"]


def test_a_session_that_never_rests_keeps_its_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run = died(tmp_path, events.delta("Hi"))
    write = atomic.write

    def changing(path: Path, data: bytes, **more: Any) -> str:
        path.write_text(path.read_text() + "x\n")
        return write(path, data, **more)

    monkeypatch.setattr(atomic, "write", changing)
    assert outcomes(recover(run.desk.home.state)) == [Outcome.FAILED]
    assert journals(run.desk)
