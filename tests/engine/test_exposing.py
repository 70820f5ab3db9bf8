"""No secret leaves, and none is stored, before the person has decided about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import desk, session, strike
from tests.support.plants import planted
from vibekoder.core import edits
from vibekoder.core.compile import Compiled, Piece
from vibekoder.core.contents import Output
from vibekoder.core.errors import Exposing
from vibekoder.core.messages import Message, Role
from vibekoder.engine.exposing import Clean, exposed, exposed_in, redact, redactions
from vibekoder.engine.prepare import Home
from vibekoder.engine.strike import Strike

PLANTED = planted()
KEY = PLANTED["OpenAI"][1]
OTHER = PLANTED["GitHub"][1]
INCLUDE = "<!-- include: a.txt -->"
COMMAND = "<!-- command: tree -->"
FILE = f"one\ntwo {KEY}\nthree\n"


def begun(folder: Path, prompt: str, *slices: str, **more: Any) -> Strike:
    one = desk(folder, *slices)
    (one.home.root / "a.txt").write_bytes(FILE.encode())
    (one.home.root / ".env").write_bytes(b"DB_PASSWORD=hunter2hunter\n")
    run = strike(one, prompt, **more)
    run.begin(0.0)
    return run


def refused(run: Strike) -> Exposing:
    with pytest.raises(Exposing) as caught:
        run.prepare()
    return caught.value


def kept(home: Home) -> str:
    """Everything that has been put into the objects."""
    files = home.objects.folder.rglob("*")
    return "".join(one.read_text("utf-8", "replace") for one in files if one.is_file())


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        (f"use {KEY}", "line 1 of the text"),
        (f"hello\n\nuse {KEY}", "line 3 of the text"),
        (INCLUDE, "a.txt, line 2"),
        ("<!-- include: a.txt raw -->", "a.txt, line 2"),
        ("<!-- include: a.txt#L2-3 -->", "a.txt#L2-3, line 2"),
        ("<!-- include: *.txt -->", "a.txt, line 2"),
        ("<!-- include: .env -->", ".env, line 1"),
    ],
)
def test_a_secret_stops_the_send_and_its_place_is_named(tmp_path: Path, prompt: str, place: str):
    problem = refused(begun(tmp_path, prompt))
    (found,) = problem.found
    assert place in problem.sentence
    assert found.words in problem.sentence


def test_neither_words_nor_values_hold_the_secret(tmp_path: Path):
    problem = refused(begun(tmp_path, f"{INCLUDE}\n{OTHER}"))
    said = f"{problem.sentence}{problem.hint}{problem.found!r}{problem!r}"
    assert KEY[5:] not in said
    assert OTHER[6:] not in said


def test_nothing_of_a_refused_request_is_stored(tmp_path: Path):
    run = begun(tmp_path, INCLUDE)
    refused(run)
    assert KEY not in kept(run.desk.home)
    assert not run.desk.path.exists()


def test_many_are_counted_and_the_first_are_named(tmp_path: Path):
    some = [secret for _, secret in list(PLANTED.values())[4:10]]
    problem = refused(begun(tmp_path, "\n".join(some)))
    assert "6 secrets" in problem.sentence
    assert problem.sentence.endswith("; and 3 more.")


@pytest.mark.parametrize("slices", [(f"u: {KEY}", "a: ok"), ("u: one", f"a: {KEY}")])
def test_earlier_slices_are_looked_at_too(tmp_path: Path, slices: tuple[str, ...]):
    (found,) = refused(begun(tmp_path, "go", *slices)).found
    assert found.slice_id


def test_what_a_command_wrote_is_looked_at(tmp_path: Path):
    run = begun(tmp_path, COMMAND)
    run.take_outputs({"tree": Output(0, FILE, "", "")})
    assert refused(run).found[0].path == "tree"


ENV_DIFF = "diff --git a/.env b/.env\n--- a/.env\n+++ b/.env\n-DB_PASSWORD=hunter2hunter\n"


@pytest.mark.parametrize("out", ["API_TOKEN=hunter2hunter\n", ENV_DIFF])
def test_values_of_an_environment_that_a_command_wrote_stop_the_send(tmp_path: Path, out: str):
    run = begun(tmp_path, COMMAND)
    run.take_outputs({"tree": Output(0, out, "", "")})
    (found,) = refused(run).found
    assert (found.path, found.line) == ("tree", out.count("\n"))


@pytest.mark.parametrize("out", ["API_TOKEN=hunter2hunter\n", ENV_DIFF])
def test_values_of_an_environment_that_a_command_wrote_are_redacted(tmp_path: Path, out: str):
    run = begun(tmp_path, COMMAND, redact=True)
    run.take_outputs({"tree": Output(0, out, out, "")})
    assert "hunter2hunter" not in run.prepare().request.messages[0].text
    assert "hunter2hunter" not in kept(run.desk.home)


@pytest.mark.parametrize(
    "prompt", [INCLUDE, "<!-- include: *.txt -->", "<!-- include: a.txt raw -->"]
)
def test_redacting_sends_keeps_and_pins_the_same_bytes(tmp_path: Path, prompt: str):
    run = begun(tmp_path, prompt, redact=True)
    ready = run.prepare()
    text = ready.request.messages[0].text
    assert "two [redacted OpenAI key]\nthree" in text
    assert KEY not in kept(run.desk.home)
    run.ready(ready)
    again = strike(run.desk, "more", "r2")
    again.begin(0.0)
    assert again.prepare().request.messages[0].text == text


def test_the_file_itself_is_left_as_it_is(tmp_path: Path):
    run = begun(tmp_path, INCLUDE, redact=True)
    run.prepare()
    assert (run.desk.home.root / "a.txt").read_text() == FILE


def test_what_a_command_wrote_is_redacted(tmp_path: Path):
    run = begun(tmp_path, COMMAND, redact=True)
    run.take_outputs({"tree": Output(0, FILE, f"err {OTHER}", "")})
    text = run.prepare().request.messages[0].text
    assert "[redacted OpenAI key]" in text
    assert "err [redacted GitHub token]" in text


def test_a_pin_that_held_a_secret_is_made_anew_when_it_is_redacted(tmp_path: Path):
    run = begun(tmp_path, INCLUDE)
    mark = refused(run).found[0].mark
    run.desk.home = home_with(run.desk.home, mark)
    first = strike(run.desk, INCLUDE, "r2")
    first.begin(0.0)
    first.ready(first.prepare())
    pinned = run.desk.session.slices[-2].text
    run.desk.home = home_with(run.desk.home)
    later = strike(run.desk, "more", "r3", redact=True)
    later.begin(0.0)
    ready = later.prepare()
    assert KEY not in "".join(one.text for one in ready.request.messages)
    assert [one.line for one in ready.pins if one.line == pinned]


def home_with(home: Home, *marks: str) -> Home:
    return Home(home.state, home.root, home.objects, home.project_id, secrets=frozenset(marks))


def test_what_the_project_allows_is_sent(tmp_path: Path):
    run = begun(tmp_path, INCLUDE)
    mark = refused(run).found[0].mark
    run.desk.home = home_with(run.desk.home, mark)
    again = strike(run.desk, INCLUDE, "r2")
    again.begin(0.0)
    assert KEY in again.prepare().request.messages[-1].text


def test_own_words_are_redacted_by_edits_that_can_be_undone() -> None:
    before = session(
        f"u id=aaaaaa: one {KEY}\ntwo {OTHER}", f"a id=bbbbbb: {KEY}", "u id=cccccc: x"
    )
    after = before
    for edit in redactions(before, {"aaaaaa"}, ()):
        after = after.splice(edits.apply(after, edit))
    first, second, _ = after.slices
    assert first.text == "one [redacted OpenAI key]\ntwo [redacted GitHub token]"
    assert KEY in second.text


def test_a_session_tells_what_it_keeps() -> None:
    kept = session(f"u id=aaaaaa: one\n{KEY}")
    (found,) = exposed_in(kept.slices[0], ())
    assert (found.slice_id, found.path, found.title) == ("aaaaaa", "", "OpenAI key")
    assert exposed_in(kept.slices[0], {found.mark}) == ()


def test_of_a_slice_that_was_clean_what_has_changed_is_looked_at() -> None:
    before, after = (session(f"u id=aaaaaa: one {words}").slices[0] for words in ("two", "three"))
    assert exposed_in(after, (), before) == ()
    told = session(f"u id=aaaaaa: one {KEY} two").slices[0]
    assert [one.title for one in exposed_in(told, (), before)] == ["OpenAI key"]


def test_a_preamble_belongs_to_no_slice() -> None:
    assert exposed_in(session(head=f"{KEY}\n").head, ())[0].slice_id == ""


def test_a_text_is_redacted_as_a_whole() -> None:
    assert redact(FILE, "a.txt", ()) == "one\ntwo [redacted OpenAI key]\nthree\n"


def compiled(text: str, **more: Any) -> Compiled:
    piece = Piece("text", Role.USER, 0, len(text), end=len(text), **more)
    return Compiled((Message(Role.USER, text),), (piece,))


def test_a_text_that_was_clean_is_clean_again_and_few_are_remembered() -> None:
    clean = Clean(most=1)
    for text in ("a", "a", "b", "a"):
        assert exposed(compiled(text), (), clean) == ()
    assert exposed(compiled(KEY), (), clean)
    assert exposed(compiled(KEY), (), clean)


def test_a_picture_is_no_text() -> None:
    picture = Compiled((Message(Role.USER, KEY),), (Piece("image", Role.USER, 0, 3, image=0),))
    assert exposed(picture, (), Clean()) == ()
