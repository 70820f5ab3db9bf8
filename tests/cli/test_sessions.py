import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from vibekoder.cli.commands import run
from vibekoder.core import events
from vibekoder.store.journal import Journal, journal_path
from vibekoder.store.paths import State

CHAT = """\
---
title: Bells
tags: [a, b]
---

=={ User | 2026-01-02 03:04:05+01:00 | id=aaaaaa }==
What is a bell?
\\=={ User }==

=={ Assistant | 2026-01-02 03:04:06+01:00 | id=bbbbbb model=r/m status=stopped }==
<details><summary>Reasoning · 1.0 s</summary>

hmm
</details>

A thing\u2028
=={ User | id=cccccc }==
And a gong?
"""


@pytest.fixture
def state() -> State:
    return State(Path(os.environ["VIBEKODER_STATE"]))


@pytest.fixture
def session(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "sessions"
    folder.mkdir(parents=True)
    path = folder / "001.md"
    path.write_text(CHAT)
    return path


def begin(state: State, session: Path, request: str, **first: str) -> Journal:
    said = {"session": str(session), "slice": "dddddd", "after": "cccccc"}
    said |= {"backend": "r", "model": "m", "started": "2026-01-02 03:04:07+01:00"}
    return Journal.create(journal_path(state, session, request), {**said, **first})


def shown(path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> dict[str, Any]:
    assert run(["show", str(path), "--json"]) == 0
    return json.loads(capfdbinary.readouterr().out)


@contextmanager
def unchanged(*folders: Path) -> Iterator[None]:
    """Nothing in these folders is written, made or removed."""

    def look() -> dict[str, str]:
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            for folder in folders
            for path in folder.rglob("*")
        }

    before = look()
    yield
    assert look() == before


def test_show_prints_the_session_as_json(
    session: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert shown(session, capfdbinary) == {
        "path": str(session),
        "front_matter": {"title": "Bells", "tags": ["a", "b"]},
        "slices": [
            {
                "role": "user",
                "id": "aaaaaa",
                "status": "complete",
                "model": None,
                "text": "What is a bell?\n=={ User }==",
                "reasoning": None,
            },
            {
                "role": "assistant",
                "id": "bbbbbb",
                "status": "stopped",
                "model": "r/m",
                "text": "A thing\u2028",
                "reasoning": "hmm",
            },
            {
                "role": "user",
                "id": "cccccc",
                "status": "complete",
                "model": None,
                "text": "And a gong?",
                "reasoning": None,
            },
        ],
    }


def test_what_is_absent_is_null(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "a.md").write_text("=={ System }==\n")

    assert shown(tmp_path / "a.md", capfdbinary) == {
        "path": str(tmp_path / "a.md"),
        "front_matter": None,
        "slices": [
            {
                "role": "system",
                "id": None,
                "status": "complete",
                "model": None,
                "text": "",
                "reasoning": None,
            }
        ],
    }


def test_bytes_that_are_no_text_are_shown_all_the_same(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "a.md").write_bytes(b"=={ User }==\ncaf\xe9\n")

    assert shown(tmp_path / "a.md", capfdbinary)["slices"][0]["text"] == "caf\udce9"


def test_a_running_answer_is_shown_as_streaming_where_it_belongs(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    session.write_text(CHAT + "\n=={ User | id=eeeeee }==\nlater\n")
    journal = begin(state, session, "r1")
    journal.append([events.step("reasoning", "so"), events.delta("A metal "), events.delta("=={")])

    with unchanged(session.parent, state.root):
        slices = shown(session, capfdbinary)["slices"]
    journal.close()

    assert [one["id"] for one in slices] == ["aaaaaa", "bbbbbb", "cccccc", "dddddd", "eeeeee"]
    assert slices[3] == {
        "role": "assistant",
        "id": "dddddd",
        "status": "streaming",
        "model": "r/m",
        "text": "A metal =={",
        "reasoning": "so",
    }


def test_an_answer_whose_program_died_is_shown_as_interrupted(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = begin(state, session, "r1")
    journal.append([events.delta("A metal ")])
    journal.close()

    with unchanged(session.parent, state.root):
        last = shown(session, capfdbinary)["slices"][-1]

    assert (last["id"], last["status"], last["text"]) == ("dddddd", "interrupted", "A metal ")


def test_all_journals_of_a_session_are_shown(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for request, slice_id, after in (("r1", "dddddd", "cccccc"), ("r2", "ffffff", "gone22")):
        journal = begin(state, session, request, slice=slice_id, after=after)
        journal.append([events.delta(request)])
        journal.close()

    slices = shown(session, capfdbinary)["slices"]

    assert [(one["id"], one["text"]) for one in slices[3:]] == [("dddddd", "r1"), ("ffffff", "r2")]


def test_an_answer_that_is_placed_already_is_shown_once(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = begin(state, session, "r1", slice="bbbbbb", after="aaaaaa")
    journal.append([events.delta("A thing")])
    journal.close()

    assert len(shown(session, capfdbinary)["slices"]) == 3


def test_journals_of_other_sessions_and_empty_ones_are_not_shown(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    other = begin(state, session.with_name("002.md"), "r1")
    other.append([events.delta("x")])
    other.close()
    begin(state, session, "r2").close()
    unreadable = journal_path(state, session, "r3")
    unreadable.mkdir()

    assert len(shown(session, capfdbinary)["slices"]) == 3


@pytest.mark.parametrize("own_id", ["p1", ""])
def test_a_moved_projects_session_is_shown_with_its_old_journal(
    session: Path,
    state: State,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    own_id: str,
) -> None:
    if own_id:
        (tmp_path / "project" / "vibekoder.toml").write_text(f'id = "{own_id}"\n')
    journal = begin(state, session, "r1", project=own_id, inside="sessions/001.md")
    journal.append([events.delta("A metal ")])
    journal.close()
    (tmp_path / "project").rename(tmp_path / "moved")

    slices = shown(tmp_path / "moved" / "sessions" / "001.md", capfdbinary)["slices"]

    assert slices[-1]["text"] == "A metal "


def test_show_is_readable_for_people(
    session: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    session.write_text(CHAT + "\x1b[31mred\x1b[0m\ttab\n\x9b31m\n", "utf-8")

    assert run(["show", str(session)]) == 0

    lines = capfdbinary.readouterr().out.decode().split("\n")
    assert "── User · 2026-01-02 03:04:05+01:00" in lines
    assert "── Assistant · r/m · 2026-01-02 03:04:06+01:00 · stopped" in lines
    assert "hmm" in lines
    assert "␛[31mred␛[0m\ttab" in lines
    assert "\ufffd31m" in lines


def test_a_reader_that_stops_early_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("=={ User }==\n" + "word " * 100_000)

    with subprocess.Popen(
        [sys.executable, "-m", "vibekoder", "show", str(tmp_path / "a.md")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_recover_places_what_died_and_a_second_time_changes_nothing(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = begin(state, session, "r1")
    journal.append([events.delta("A metal ")])
    journal.close()
    project = str(session.parent.parent)

    assert run(["recover", project]) == 0
    assert b"an answer was recovered" in capfdbinary.readouterr().out
    last = shown(session, capfdbinary)["slices"][-1]
    assert (last["id"], last["status"], last["text"]) == ("dddddd", "interrupted", "A metal ")

    with unchanged(session.parent, state.journals):
        assert run(["recover", project]) == 0
    assert capfdbinary.readouterr().out == b"0 recovered of 0 found.\n"
    assert list(state.journals.iterdir()) == []


def test_recover_leaves_running_answers_alone(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = begin(state, session, "r1")
    journal.append([events.delta("A metal ")])

    with unchanged(session.parent, state.journals):
        assert run(["recover", str(session.parent.parent)]) == 0

    journal.close()
    assert capfdbinary.readouterr().out == b"0 recovered of 0 found.\n"


def test_an_answer_without_a_session_is_kept_and_said(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = begin(state, session, "r1")
    journal.append([events.delta("A metal ")])
    journal.close()
    session.unlink()

    with unchanged(state.journals):
        assert run(["recover", str(session.parent.parent)]) == 0

    assert b"it is kept here" in capfdbinary.readouterr().out


def test_an_answer_that_cannot_be_placed_is_said_and_code_1(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    journal = begin(state, session, "r1")
    journal.append([events.delta("A metal ")])
    journal.close()
    session.write_bytes(b"=={ User }==\n\xff\n")

    with unchanged(session.parent, state.journals):
        assert run(["recover", str(session.parent.parent)]) == 1

    assert b"not UTF-8" in capfdbinary.readouterr().out


def test_broken_settings_keep_no_answer_from_its_session(
    session: Path, state: State, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (session.parent.parent / "vibekoder.toml").write_text("[")
    journal = begin(state, session, "r1")
    journal.append([events.delta("A metal ")])
    journal.close()

    assert run(["recover", str(session.parent.parent)]) == 0

    out, err = capfdbinary.readouterr()
    assert b"1 recovered of 1 found" in out
    assert b"vibekoder.toml is not readable" in err
    assert shown(session, capfdbinary)["slices"][-1]["text"] == "A metal "


def test_recover_sweeps_what_killed_saves_left(session: Path) -> None:
    (session.parent / ".vk-0123.tmp").touch()

    assert run(["recover", str(session.parent.parent)]) == 0

    assert [path.name for path in session.parent.iterdir()] == ["001.md"]
