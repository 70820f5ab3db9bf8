"""Everything about a request is on the disk before it leaves, or nothing is sent."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import (
    STARTED,
    desk,
    file_text,
    plain_body,
    reopened,
    sent,
    strike,
    target,
    texts,
)
from vibekoder.core import contents, receipt
from vibekoder.core.contents import Output
from vibekoder.core.errors import Altered, Code, Overfull, Refused, StoreError, Unresolved
from vibekoder.core.session import parse
from vibekoder.engine.commands import CommandsWanted
from vibekoder.engine.desk import Desk
from vibekoder.engine.prepare import PREPARATION, Home, Work
from vibekoder.engine.strike import STEPS, Strike
from vibekoder.store import journal
from vibekoder.store.approvals import confirm_folders
from vibekoder.store.objects import Objects
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect, Endpoint
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

INCLUDE = "<!-- include: a.txt -->"


def project(folder: Path, prompt: str, *slices: str) -> Strike:
    one = desk(folder, *slices)
    (one.home.root / "a.txt").write_bytes(b"some words\n")
    run = strike(one, prompt)
    run.begin(0.0)
    return run


def refusal(run: Strike) -> Refused:
    """Why it was refused; nothing has been sent or written then."""
    before = run.desk.path.read_bytes() if run.desk.path.exists() else b""
    with pytest.raises(Refused) as caught:
        run.prepare()
    after = run.desk.path.read_bytes() if run.desk.path.exists() else b""
    assert after == before
    assert not journal.everywhere(run.desk.home.state)
    return caught.value


def objects(one: Desk) -> Objects:
    return one.home.objects


def test_what_a_person_should_know_of_a_request_comes_with_it(tmp_path: Path):
    run = project(tmp_path, f"{INCLUDE}\n```\nan example", "u: one", "a status=filtered: two")
    filtered, unclosed = run.prepare().warnings
    assert "filtered" in filtered
    assert "fence" in unclosed


def test_a_request_like_most_brings_no_warning(tmp_path: Path):
    assert project(tmp_path, INCLUDE).prepare().warnings == ()


def test_a_file_is_included_and_pinned(tmp_path: Path):
    run = project(tmp_path, f"see\n  {INCLUDE}")
    ready = run.prepare()
    (name,) = objects(run.desk).find(ready.pins[0].pinned.split("@ ")[1][:12])
    assert objects(run.desk).get(name) == b"some words\n"
    assert ready.request.messages[0].text == "see\na.txt (pinned)\n```\nsome words\n```"
    saved = parse(run.desk.path.read_bytes()).slices[0].text
    assert saved == f"see\n  <!-- include: a.txt @ {name[:12]} -->"
    run.ready(ready)
    assert run.desk.session.slices[0].text == saved


def test_a_pinned_file_is_read_from_the_objects_for_ever(tmp_path: Path):
    first = sent(project(tmp_path, INCLUDE).desk, INCLUDE, "r0")
    (first.desk.home.root / "a.txt").unlink()
    again = reopened(first.desk.path, first.desk.home)
    run = strike(again, "more", "r2")
    run.begin(0.0)
    assert "some words" in run.prepare().request.messages[0].text


def test_history_reads_the_same_at_every_send(tmp_path: Path):
    run = project(tmp_path, INCLUDE)
    first = run.ready(run.prepare())[0].messages[0]
    again = strike(run.desk, "more", "r2")
    again.begin(0.0)
    assert again.prepare().request.messages[0] == first


def test_directives_of_earlier_and_system_slices_are_pinned_too(tmp_path: Path):
    run = project(tmp_path, "go", f"s: {INCLUDE}", f"u: {INCLUDE}", "a: ok")
    run.ready(run.prepare())
    slices = run.desk.session.slices
    assert all("@ " in one.text for one in slices[:2])
    assert all(one.id for one in slices)


def test_the_receipt_replays_the_exact_body(tmp_path: Path):
    run = project(tmp_path, f"{INCLUDE}\n" + "x" * 500)
    ready = run.prepare()
    (name,) = objects(run.desk).find(ready.receipt)
    data = objects(run.desk).get(name)
    assert receipt.replay(data, objects(run.desk).get) == plain_body(ready.request)
    said = json.loads(data)
    assert said["pieces"][0]["path"] == "a.txt"
    assert said["backend"] == "test"


def test_the_journal_names_what_recovery_needs(tmp_path: Path):
    run = project(tmp_path, INCLUDE)
    ready = run.prepare()
    (path,) = journal.everywhere(run.desk.home.state)
    first = journal.read(path).first
    assert first["receipt"] == ready.receipt
    assert first["pins"] == [pin.as_json() for pin in ready.pins]
    assert first["started"] == STARTED


def test_a_session_outside_of_the_project_has_no_place_in_it(tmp_path: Path):
    one = desk(tmp_path)
    elsewhere = Home(one.home.state, tmp_path / "else", one.home.objects)
    run = strike(reopened(one.path, elsewhere))
    run.begin(0.0)
    run.prepare()
    (path,) = journal.everywhere(one.home.state)
    assert journal.read(path).first["inside"] == ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("<!-- include: gone.txt -->", "no such file"),
        ("<!-- include: ../secret -->", "outside|out of"),
        ("<!-- include: sessions -->", "no file fits"),
        ("<!-- include: latin.txt -->", "UTF-8"),
        ("<!-- include: binary.dat -->", "binary"),
        ("<!-- include: big.txt -->", "KiB"),
        ("<!-- include: a.txt#L1-2 -->", "only 1 line"),
        ("<!-- include: a.txt#Part -->", "no heading"),
        ("<!-- include: *.rs -->", "no file fits"),
        ("<!-- command: gone -->", "no command"),
        ("<!-- include: -->", "nothing"),
        ("<!-- include: a.txt @ 0123456789ab -->", "missing"),
    ],
)
def test_what_cannot_be_had_is_named_and_nothing_is_sent(tmp_path: Path, line: str, why: str):
    run = project(tmp_path, f"see\n{line}\n{INCLUDE}")
    root = run.desk.home.root
    (root / "latin.txt").write_bytes(b"caf\xe9")
    (root / "binary.dat").write_bytes(b"\0\1")
    (root / "big.txt").write_bytes(b"x" * (2 << 20))
    problem = refusal(run)
    assert line in problem.sentence
    assert INCLUDE not in problem.sentence
    assert re.search(why, problem.sentence)
    assert problem.sentence.endswith(".")


def test_commands_run_before_a_prompt_is_compiled(tmp_path: Path):
    run = project(tmp_path, "<!-- command: tree -->")
    with pytest.raises(CommandsWanted) as caught:
        run.prepare()
    assert [one.name for one in caught.value.wanted] == ["tree"]
    run.desk.saved(run.desk.saving().run())
    run.take_outputs({"tree": Output(0, "a.txt\n", "", contents.name_of(b"x"))})
    assert "exit status 0\n```\na.txt\n```" in run.prepare().request.messages[0].text


def test_what_cannot_be_had_can_be_sent_without(tmp_path: Path):
    run = project(tmp_path, f"see\n<!-- include: gone.txt -->\n{INCLUDE}\n<!-- include: -->")
    problem = refusal(run)
    assert isinstance(problem, Unresolved)
    assert [one.why for one in problem.missing] == ["there is no such file", "it names nothing"]
    run.refused()
    again = strike(run.desk, run.prompt, "r2", without=True)
    again.begin(0.0)
    ready = again.prepare()
    text = ready.request.messages[0].text
    assert "gone.txt: not part of this message, because there is no such file." in text
    assert "some words" in text
    assert "it names nothing" in text
    assert any("gone.txt" in sentence for sentence in ready.warnings)


def test_what_was_left_out_once_stays_so_in_history(tmp_path: Path):
    run = project(tmp_path, "")
    run = strike(run.desk, "<!-- include: late.txt -->", without=True)
    run.begin(0.0)
    run.ready(run.prepare())
    (run.desk.home.root / "late.txt").write_text("came later")
    again = strike(run.desk, "more", "r2")
    again.begin(0.0)
    ready = again.prepare()
    assert "because there is no such file" in ready.request.messages[0].text
    assert ready.warnings == ()


def test_todays_files_can_be_sent_instead_of_the_pinned_ones(tmp_path: Path):
    run = project(tmp_path, INCLUDE)
    run.ready(run.prepare())
    (run.desk.home.root / "a.txt").write_text("new words\n")
    again = strike(run.desk, "", "r2", again=run.send.after, fresh=True)
    again.begin(0.0)
    ready = again.prepare()
    assert "new words" in ready.request.messages[0].text
    again.ready(ready)
    pin = hashlib.sha256(b"new words\n").hexdigest()[:12]
    assert f"@ {pin}" in run.desk.session.slices[0].text


def test_a_folder_is_pinned_as_it_was(tmp_path: Path):
    run = project(tmp_path, "<!-- include: *.txt -->")
    (run.desk.home.root / "b.txt").write_text("more words")
    (run.desk.home.root / "c.txt").write_bytes(b"\0")
    ready = run.prepare()
    run.ready(ready)
    (run.desk.home.root / "a.txt").write_text("changed")
    (run.desk.home.root / "b.txt").unlink()
    again = strike(run.desk, "more", "r2")
    again.begin(0.0)
    assert again.prepare().request.messages[0] == ready.request.messages[0]
    assert any("c.txt" in sentence for sentence in ready.warnings)


def test_a_picture_needs_a_model_that_takes_it(tmp_path: Path):
    run = project(tmp_path, "<!-- include: a.png -->")
    (run.desk.home.root / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    assert len(run.prepare().request.messages[0].images) == 1
    other = strike(desk(tmp_path / "other"), run.prompt, target=target(images=False))
    (other.desk.home.root / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    other.begin(0.0)
    assert "takes no pictures" in refusal(other).sentence


def test_a_file_that_has_a_wildcard_in_its_name_wins(tmp_path: Path):
    run = project(tmp_path, "<!-- include: what*.txt -->")
    (run.desk.home.root / "what*.txt").write_text("literal")
    assert "literal" in run.prepare().request.messages[0].text


def test_a_pin_that_fits_two_objects_is_refused_naming_them(tmp_path: Path):
    run = project(tmp_path, "<!-- include: a.txt @ abababababab -->")
    folder = objects(run.desk).folder / "ab"
    folder.mkdir(parents=True)
    for end in "01":
        (folder / ("ababababab" + end * 52)).write_bytes(b"x")
    assert f"ab{'ababababab' + '1' * 52}" in refusal(run).sentence


def test_a_damaged_object_is_refused(tmp_path: Path):
    run = project(tmp_path, INCLUDE)
    run.ready(run.prepare())
    text = run.desk.session.slices[0].text
    (name,) = objects(run.desk).find(text.split("@ ")[1][:12])
    (objects(run.desk).folder / name[:2] / name[2:]).write_bytes(b"else")
    again = strike(run.desk, "more", "r2")
    again.begin(0.0)
    with pytest.raises(Refused, match="missing"):
        again.prepare()


def test_all_that_is_missing_is_named_at_once(tmp_path: Path):
    problem = refusal(project(tmp_path, "<!-- include: b -->\n<!-- include: c -->"))
    assert "include: b" in problem.sentence
    assert "include: c" in problem.sentence


def test_a_missing_key_refuses_with_its_code(tmp_path: Path):
    run = strike(desk(tmp_path), target=target(Refused("There is no key.", code=Code.NO_KEY)))
    run.begin(0.0)
    assert refusal(run).code == Code.NO_KEY


def test_a_read_only_session_is_not_sent(tmp_path: Path):
    one = desk(tmp_path, "u: one")
    one.path.write_bytes(b"=={ User }==\n\xff\n")
    run = strike(reopened(one.path, one.home))
    run.begin(0.0)
    assert "UTF-8" in refusal(run).sentence


def test_a_prompt_that_comes_to_nothing_is_not_sent(tmp_path: Path):
    run = project(tmp_path, "<!-- include: empty.txt raw -->")
    (run.desk.home.root / "empty.txt").write_text("")
    assert "nothing to send" in refusal(run).sentence


def test_an_allowed_folder_may_be_included(tmp_path: Path):
    one = desk(tmp_path)
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "b.txt").write_text("theirs")
    place = Home(one.home.state, one.home.root, one.home.objects, allowed=(shared,))
    run = strike(reopened(one.path, place), f"<!-- include: {shared / 'b.txt'} -->")
    run.begin(0.0)
    assert "not confirmed" in refusal(run).sentence
    confirm_folders(place.state, place.root, [shared])
    assert "theirs" in run.prepare().request.messages[0].text


def test_the_limit_of_a_project_holds(tmp_path: Path):
    one = desk(tmp_path)
    (one.home.root / "a.txt").write_text("12345")
    place = Home(one.home.state, one.home.root, one.home.objects, limit=4)
    run = strike(reopened(one.path, place), INCLUDE)
    run.begin(0.0)
    assert "allowed" in refusal(run).sentence


def test_what_others_wrote_is_sent_too(tmp_path: Path):
    run = project(tmp_path, "go", "u aaaaaa: one", "a bbbbbb: two")
    run.desk.path.write_text(file_text("u aaaaaa: ONE", "a bbbbbb: two", "u: aside"))
    ready = run.prepare()
    assert [one.text for one in ready.request.messages] == ["ONE", "two", "aside", "go"]
    run.ready(ready)
    assert texts(run.desk.session) == ["u: ONE", "a: two", "u: aside", "u: go", "a: "]
    assert all(one.id for one in run.desk.session.slices)
    run.desk.saved(run.desk.saving().run())
    assert parse(run.desk.path.read_bytes()).parts == run.desk.session.parts[:-1]


def test_a_file_that_changes_while_it_is_compiled_is_compiled_again(tmp_path: Path):
    run = project(tmp_path, "go", "u aaaaaa: one", "a bbbbbb: two")
    rounds: list[int] = []

    def build(work: Work) -> None:
        if not rounds:
            run.desk.path.write_text(file_text("u aaaaaa: ONE", "a bbbbbb: two"))
        rounds.append(1)
        PREPARATION["build"](work)

    retried = strike(run.desk, "again", "r2", steps={**STEPS, "build": build})
    retried.begin(0.0)
    assert retried.prepare().request.messages[0].text == "ONE"
    assert len(rounds) == 2


OLD = "<!-- cached: cache/1.txt -->"


def test_a_copy_of_the_earlier_program_is_sent_as_it_was_made(tmp_path: Path):
    run = project(tmp_path, "go on", f"u aaaaaa: {OLD}", "a bbbbbb: two")
    copy = run.desk.path.parent / "001" / "cache" / "1.txt"
    copy.parent.mkdir(parents=True)
    copy.write_text("as it was")
    ready = run.prepare()
    assert ready.request.messages[0].text == "cache/1.txt\n```\nas it was\n```"
    assert ready.pins == ()
    assert OLD in run.desk.path.read_text()


@pytest.mark.parametrize("line", [OLD, "<!-- cached: ../001.md -->"])
def test_a_copy_of_the_earlier_program_that_is_gone_or_elsewhere_stops_the_send(
    tmp_path: Path, line: str
):
    run = project(tmp_path, "go on", f"u aaaaaa: {line}", "a bbbbbb: two")
    assert line in refusal(run).sentence


def test_a_file_that_never_rests_is_not_sent(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "a bbbbbb: two")
    rounds: list[int] = []

    def build(work: Work) -> None:
        rounds.append(1)
        one.path.write_text(file_text(f"u aaaaaa: {len(rounds)}", "a bbbbbb: two"))
        PREPARATION["build"](work)

    run = strike(one, "go", steps={**STEPS, "build": build})
    run.begin(0.0)
    with pytest.raises(StoreError, match="keep changing"):
        run.prepare()


def test_a_prompt_that_others_removed_is_not_sent(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: one", "u bbbbbb: two")
    one.path.write_text(file_text("u aaaaaa: one"))
    run = strike(one, "")
    run.begin(0.0)
    with pytest.raises(Refused, match="nothing to send"):
        run.prepare()


def test_a_journal_that_cannot_be_made_takes_the_prompt_back_from_the_file(tmp_path: Path):
    run = project(tmp_path, INCLUDE, "u aaaaaa: one", "a bbbbbb: two")
    run.desk.home.state.journals.parent.mkdir(exist_ok=True)
    run.desk.home.state.journals.write_text("in the way")
    with pytest.raises(StoreError):
        run.prepare()
    run.refused()
    assert run.prompt == INCLUDE
    run.desk.saved(run.desk.saving().run())
    assert run.desk.path.read_text() == file_text("u aaaaaa: one", "a bbbbbb: two")


def test_a_parameter_that_does_not_go_is_named(tmp_path: Path) -> None:
    to = target(left_out=lambda _: ("top_k", "seed"))
    run = strike(desk(tmp_path), target=to)
    run.begin(0.0)
    assert run.prepare().warnings == ("test/small does not take top_k, seed; left out.",)


REASONED = (
    "a bbbbbb: <details><summary>Reasoning · 2.0 s</summary>\n\nsecret thought\n</details>\n\n"
    "seen\n\n<details><summary>Tool · ls</summary>\n\n```json\n{}\n```\n</details>"
)


@pytest.mark.parametrize(
    "dialect",
    [OpenAI(), OpenAIResponses(), Anthropic(), Gemini(), Ollama()],
    ids=lambda one: type(one).__name__,
)
def test_reasoning_and_tools_are_not_sent_back_by_any_protocol(tmp_path: Path, dialect: Dialect):
    at = Endpoint("b", "http://server.test/v1")
    spoken = replace(target(), build=lambda request: dialect.build(at, request).body)
    run = strike(desk(tmp_path, "u aaaaaa: Hi", REASONED), "So?", target=spoken)
    run.begin(0.0)
    request, _ = run.ready(run.prepare())
    body = dialect.build(at, request).body.decode()
    assert "seen" in body
    assert not any(word in body for word in ("secret", "details", "Tool ·", "```json"))


def test_what_the_model_cannot_read_is_refused_before_anything_is_stored(tmp_path: Path):
    one = desk(tmp_path, "u aaaaaa: <!-- include: a.txt -->", "a: ok")
    (one.home.root / "a.txt").write_text("some words\n" * 900)
    run = strike(one, "And now?", target=target(window=900))
    run.begin(0.0)
    with pytest.raises(Overfull, match="Most of it is a") as caught:
        run.prepare()
    assert caught.value.source.startswith("<!-- include: a.txt")
    assert caught.value.slice_id == "aaaaaa"
    assert not one.home.objects.folder.exists()


def test_what_is_near_the_limit_is_left_to_the_server(tmp_path: Path):
    one = desk(tmp_path)
    words = "some words " * 500
    assert sent(one, words, target=target(window=900)).largest is not None


def test_what_was_sent_before_is_sent_again_whatever_the_window(tmp_path: Path):
    one = desk(tmp_path)
    first = sent(one, "some words " * 500)
    again = strike(
        one, "", "r2", replay=first.receipt, again=first.send.after, target=target(window=9)
    )
    again.begin(0.0)
    assert again.prepare().receipt == first.receipt


def test_only_the_body_that_was_shown_leaves(tmp_path: Path):
    run = strike(desk(tmp_path), "Hello", seen="0" * 64)
    run.begin(0.0)
    assert isinstance(refusal(run), Altered)
    assert not list(objects(run.desk).folder.rglob("*"))


def test_the_body_that_was_shown_leaves(tmp_path: Path):
    made = sent(desk(tmp_path / "one"), "Hello")
    shown = hashlib.sha256(plain_body(made._work.request)).hexdigest()
    run = strike(desk(tmp_path / "two"), "Hello", seen=shown)
    run.begin(0.0)
    assert run.prepare().receipt


def test_only_the_lines_that_a_person_accepted_are_left_out(tmp_path: Path):
    lines = ["<!-- include: b -->", "<!-- include: c -->"]
    one = desk(tmp_path)
    run = strike(one, "\n".join(lines), without=True, accepted=lines[:1])
    run.begin(0.0)
    problem = refusal(run)
    assert isinstance(problem, Unresolved)
    assert [missing.line for missing in problem.missing] == lines
    run.refused()
    both = strike(one, "\n".join(lines), "r2", without=True, accepted=lines)
    both.begin(0.0)
    assert both.prepare().receipt
