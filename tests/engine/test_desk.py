"""One open session in memory: edits, undo, saving, and what comes from the disk meanwhile."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import answer, desk, file_text, reopened, sent, strike, texts
from vibekoder.core import events
from vibekoder.core.edits import Edit
from vibekoder.core.errors import StoreError
from vibekoder.core.session import Session, Splice, parse, shown
from vibekoder.engine.desk import Desk
from vibekoder.engine.strike import Strike
from vibekoder.store import atomic


def saved(one: Desk) -> list[Splice]:
    return one.saved(one.saving().run())


def type_at_end(one: Desk, part: int, text: str, now: float = 0.0) -> list[Splice]:
    end = len(one.shown(part).rstrip("\n"))
    return one.edit(Edit(part, end, part, end, text), now)


def write_outside(one: Desk, *slices: str) -> None:
    one.path.write_text(file_text(*slices), encoding="utf-8", newline="")


def test_typing_is_saved(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    (splice,) = type_at_end(one, 1, "!")
    assert [shown(part) for part in splice.added] == [one.shown(1)]
    assert one.dirty
    assert saved(one) == []
    assert not one.dirty
    assert texts(parse(one.path.read_bytes())) == ["u: one!"]


def test_a_typed_header_is_escaped_and_the_view_told(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    splices = type_at_end(one, 1, "\n=={ User }==")
    assert [shown(part) for part in splices[0].added] == [
        "=={ User | id=aaaaaa }==\none\n\\=={ User }==\n"
    ]


def test_pasted_directives_are_escaped(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    end = len(one.shown(1)) - 1
    assert one.edit(Edit(1, end, 1, end, "\n<!-- include: a -->"), 0.0, pasted=True)
    assert "\\<!-- include: a -->" in one.session.slices[0].text


def test_deleting_over_a_header_joins_the_slices(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    end = len(one.shown(1).rstrip("\n"))
    splices = one.edit(Edit(1, end, 2, len("=={ Assistant | id=bbbbbb }==\n"), ""), 0.0)
    assert splices
    assert texts(one.session) == ["u: onetwo"]
    one.undo(1.0)
    assert texts(one.session) == ["u: one", "a: two"]
    one.redo(1.0)
    assert texts(one.session) == ["u: onetwo"]


def test_the_raw_view_makes_structure(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    end = len(one.shown(1))
    one.edit(Edit(1, end, 1, end, "=={ User }==\ntwo\n"), 0.0, raw_view=True)
    assert texts(one.session) == ["u: one", "u: two"]


def test_a_repeated_id_is_replaced_at_the_next_edit(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "u aaaaaa: two")
    assert type_at_end(one, 1, "!")
    ids = [part.id for part in one.session.slices]
    assert ids[0] == "aaaaaa"
    assert ids[1] != "aaaaaa"


def test_nothing_to_undo_does_nothing(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    assert one.undo(0.0) == one.redo(0.0) == []


def test_a_read_only_session_takes_no_edit(tmp_path: Path):
    path = desk(tmp_path, "u aaaaaa: one").path
    path.write_bytes(b"=={ User }==\n\xff\n")
    one = reopened(path, desk(tmp_path / "other").home)
    assert one.edit(Edit(1, 15, 1, 15, "x"), 0.0) == []
    assert sending_adds_nothing(one)


def sending_adds_nothing(one: Desk) -> bool:
    return strike(one).begin(0.0) == []


def test_a_session_is_called_by_its_title_or_first_words_or_file(tmp_path: Path):
    assert desk(tmp_path / "1", "u: Plan it\nnow").title == "Plan it"
    assert desk(tmp_path / "2").title == "001"


def test_what_others_wrote_comes_in_as_one_step(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    type_at_end(one, 1, "!")
    write_outside(one, "u aaaaaa: one", "a bbbbbb: TWO", "u cccccc: three")
    splices = saved(one)
    assert texts(one.session) == ["u: one!", "a: TWO", "u: three"]
    assert splices
    assert one.history.labels == ("Typing", "Changes from disk")
    one.undo(1.0)
    assert texts(one.session) == ["u: one!", "a: two"]


def test_edits_made_while_a_save_is_under_way_are_kept(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    type_at_end(one, 1, "!")
    save = one.saving()
    type_at_end(one, 1, "?")
    write_outside(one, "u aaaaaa: one", "a bbbbbb: TWO")
    one.saved(save.run())
    assert texts(one.session) == ["u: one!?", "a: TWO"]
    assert one.dirty
    saved(one)
    assert texts(parse(one.path.read_bytes())) == ["u: one!?", "a: TWO"]


def test_a_slice_changed_here_and_outside_is_kept_twice(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    type_at_end(one, 1, " mine")
    write_outside(one, "u aaaaaa: theirs")
    save = one.saving().run()
    one.saved(save)
    assert save.conflicts == 1
    assert texts(one.session) == ["u: theirs", "u: one mine"]


def test_a_failed_save_keeps_everything(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    type_at_end(one, 1, "!")
    one.path.rename(one.path.with_suffix(".away"))
    with pytest.raises(StoreError):
        one.saving().run()
    type_at_end(one, 1, "?")
    one.path.with_suffix(".away").rename(one.path)
    assert saved(one) == []
    assert texts(parse(one.path.read_bytes())) == ["u: one!?"]


def test_a_running_slice_is_shown_and_not_saved(tmp_path: Path):
    one = desk(tmp_path)
    run = sent(one)
    answer(run, events.delta("=={ User }==\nHi"))
    assert one.running == (run.slice_id,)
    assert one.shown(2).endswith("}==\n\\=={ User }==\nHi\n")
    assert one.text() == one.shown(0) + one.shown(1) + one.shown(2)
    saved(one)
    assert texts(parse(one.path.read_bytes())) == ["u: Hello"]


def test_an_edit_inside_a_running_slice_is_not_taken(tmp_path: Path):
    one = desk(tmp_path)
    run = sent(one)
    answer(run, events.delta("Hi"))
    before = one.session
    assert type_at_end(one, 2, "x") == []
    assert one.edit(Edit(0, 0, 2, 1000, ""), 0.0) == []
    assert one.session == before


def test_typing_above_a_running_answer_is_undone_by_itself(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    run = sent(one)
    answer(run, events.delta("Hi"))
    type_at_end(one, 1, "!")
    one.undo(1.0)
    assert texts(one.session)[:3] == ["u: one", "a: two", "u: Hello"]
    assert one.undo(2.0) == []
    run.end(3.0)
    assert one.history.labels == ("Send", "Answer")
    one.undo(4.0)
    one.undo(4.0)
    assert file_text("u aaaaaa: one", "a bbbbbb: two") == one.text()


def test_changes_from_disk_leave_a_running_slice_below_its_prompt(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    first = sent(one, "first", "r1")
    second = sent(one, "second", "r2")
    answer(first, events.delta("1"))
    saved(one)
    said = one.path.read_text()
    one.path.write_text(
        said.replace("first", "FIRST").replace("one", "ONE") + "\n=={ User }==\nmore\n"
    )
    splices = saved(one)
    assert texts(one.session) == ["u: ONE", "u: FIRST", "a: ", "u: second", "a: ", "u: more"]
    assert all("streaming" not in str(splice) for splice in splices)
    for run in (first, second):
        run.end(1.0)
    assert texts(one.session) == ["u: ONE", "u: FIRST", "a: 1", "u: second", "u: more"]


def test_a_running_slice_stays_when_its_prompt_is_removed_outside(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "u bbbbbb: two")
    run = sent(one, "")
    saved(one)
    write_outside(one, "u aaaaaa: one")
    saved(one)
    assert texts(one.session) == ["u: one", "a: "]
    answer(run, events.delta("Hi"))
    run.end(1.0)
    assert texts(one.session) == ["u: one", "a: Hi"]


def test_a_new_answer_goes_below_the_variants(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "u bbbbbb: two")
    run = sent(one, "")
    saved(one)
    write_outside(one, "u aaaaaa: one", "u bbbbbb: two", "a cccccc alt: old", "u dddddd: new")
    saved(one)
    answer(run, events.delta("Hi"))
    run.end(1.0)
    assert texts(one.session) == ["u: one", "u: two", "a: old", "a: Hi", "u: new"]


def test_a_fresh_id_is_unlike_all_others(tmp_path: Path):
    seed = 5
    first = Desk(
        tmp_path / "x", Session(), atomic.MISSING, desk(tmp_path).home, random.Random(seed)
    )
    taken = first.fresh_id()
    one = desk(tmp_path, f"u {taken}: one", seed=seed)
    assert one.fresh_id() != taken


ROUNDS = 300 if os.environ.get("VIBEKODER_FULL") else 15


@pytest.mark.timeout(300)
@pytest.mark.parametrize("alone", [True, False])
def test_whatever_is_typed_sent_and_written_outside_no_word_is_lost(tmp_path: Path, alone: bool):
    for seed in range(ROUNDS):
        _any_order(tmp_path / str(seed), seed, alone)


def _any_order(tmp_path: Path, seed: int, alone: bool) -> None:
    """Typing, sending, saving, hearing of saves and writing from outside, in any order."""
    rng = random.Random(seed)
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two", "u cccccc: three", "a: four")
    (tmp_path / "project" / "a.txt").write_text("x")
    waiting: list[Any] = []
    words: list[str] = []
    runs: list[Strike] = []

    def type_word() -> None:
        word = f"mine{len(words)}"
        at = rng.randrange(1, len(one.session.parts))
        if one.session.parts[at].id not in one.running:
            words.append(word)
            type_at_end(one, at, f" {word}")

    def write_word() -> None:
        disk = parse(one.path.read_bytes())
        at = rng.randrange(1, len(disk.parts))
        word = f"theirs{len(words)}"
        words.append(word)
        part = disk.parts[at]
        changed = part.with_text(f"{part.text} {word}")
        write = disk.splice(Splice(at, (part,), (changed,)))
        one.path.write_bytes("".join(p.line + p.eol + p.raw for p in write.slices).encode())

    def save() -> None:
        waiting.append((one.saving().run, one.saved))

    def send() -> None:
        run = strike(one, f"<!-- include: a.txt -->\nprompt{len(words)}", f"r{len(words)}")
        words.append(f"prompt{len(words)}")
        run.begin(0.0)
        waiting.append((run.prepare, run.ready))
        runs.append(run)

    def work() -> None:
        if waiting and callable(waiting[-1][0]):
            at = next(n for n, job in enumerate(waiting) if callable(job[0]))
            waiting[at] = (("done", waiting[at][0]()), waiting[at][1])

    def hear() -> None:
        if waiting and not callable(waiting[0][0]):
            (_, result), then = waiting.pop(0)
            then(result)

    deeds = [type_word, type_word, save, send, work, work, hear, hear]
    deeds += [] if alone else [write_word]
    for _ in range(40):
        rng.choice(deeds)()
    while waiting:
        work()
        hear()
    for run in runs:
        answer(run, events.delta(f"answer {run.request_id}"))
        run.end(1.0)
    saved(one)
    assert not one.dirty
    assert parse(one.path.read_bytes()) == one.session
    for word in words:
        assert one.text().count(word) >= 1, word
    assert one.text().count("a.txt @ ") >= len(runs)
    if alone:
        assert "conflict" not in one.text()


def test_edits_of_several_parts_are_one_step(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    before = one.text()
    edits = [Edit(at, end, at, end, "!") for at in (1, 2) for end in [len(one.shown(at).rstrip())]]
    assert len(one.edit_all(edits, "Replace all", 0.0)) == 2
    assert texts(one.session) == ["u: one!", "a: two!"]
    one.undo(1.0)
    assert one.text() == before


def test_edits_leave_a_running_slice_alone(tmp_path: Path):
    one = desk(tmp_path)
    answer(sent(one), events.delta("Hi"))
    end = len(one.shown(1).rstrip("\n"))
    start = one.shown(2).index("Hi")
    edits = [Edit(1, end, 1, end, "!"), Edit(2, start, 2, start + 2, "gone")]
    assert len(one.edit_all(edits, "Replace all", 0.0)) == 1
    assert one.session.slices[0].text == "Hello!"
    assert one.shown(2).endswith("Hi\n")


def test_edits_of_a_session_that_is_not_ours_to_write_do_nothing(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one")
    one.session = Session(one.session.parts, readonly="It is not ours.")
    assert one.edit_all([Edit(1, 0, 1, 0, "x")], "Replace all", 0.0) == []


def test_front_matter_that_says_so_already_is_no_step(tmp_path: Path):
    one = desk(tmp_path, "u: hello", head="---\ntitle: Hello\n---\n")
    assert one.set_front({"title": "Hello"}, "Title", 0.0) == []
    assert one.undo(1.0) == []
