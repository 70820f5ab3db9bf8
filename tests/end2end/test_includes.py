"""Files in a prompt: pinned before the request leaves, and what was sent can be had again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.end2end.person import Person
from tests.support.server import Answer, ScriptedServer, Visit, failure, stream
from vibekoder.core import receipt
from vibekoder.core.session import parse
from vibekoder.store.objects import Objects

SOURCE = "def hello():\n    return 'hello'\n"
INCLUDE = "<!-- include: hello.py -->"
PIN = hashlib.sha256(SOURCE.encode()).hexdigest()[:12]


@pytest.fixture(autouse=True)
def source(root: Path) -> Path:
    """A file of the project."""
    path = root / "hello.py"
    path.write_bytes(SOURCE.encode())
    return path


def objects(person: Person) -> Objects:
    """The project's objects."""
    return Objects(person.workspace.project.sessions / ".objects")


def test_an_included_file_is_sent_and_pinned_in_the_session(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask(f"{INCLUDE}\nWhat does it do?")
    assert SOURCE in server.visits[0].json()["messages"][0]["content"]
    assert f"<!-- include: hello.py @ {PIN} -->\n" in person.on_disk().slices[0].body
    assert PIN in person.editor.session_text()
    person.agree()


def test_pin_and_object_are_on_the_disk_before_the_server_sees_the_request(
    person: Person, server: ScriptedServer
) -> None:
    found: list[str] = []

    def look(visit: Visit) -> Answer | None:
        text = parse(person.path.read_bytes()).slices[0].body
        found.extend([text, objects(person).get(objects(person).find(PIN)[0]).decode()])
        return None

    server.choose = look
    server.reply(stream(["Fine"]))
    person.ask(INCLUDE)
    assert PIN in found[0]
    assert found[1] == SOURCE


def test_the_receipt_gives_back_the_very_bytes_that_the_server_got(
    person: Person, server: ScriptedServer, source: Path
) -> None:
    server.reply(stream(["Fine"]))
    answer = person.ask(f"Look:\n{INCLUDE}\nWhat does it do? ✓")
    source.unlink()
    store = objects(person)
    named = store.get(store.find(answer.get("receipt"))[0])
    assert receipt.replay(named, store.get) == server.visits[0].body


def test_the_pinned_bytes_are_sent_again_whatever_the_file_says_now(
    person: Person, server: ScriptedServer, source: Path
) -> None:
    server.reply(stream(["Fine"]), stream(["Still"]))
    person.ask(INCLUDE)
    source.write_text("changed", encoding="utf-8")
    person.ask("And now?")
    assert SOURCE in server.visits[1].json()["messages"][0]["content"]


def test_a_refused_request_takes_its_pin_back(person: Person, server: ScriptedServer) -> None:
    server.reply(failure(400, "no"))
    person.ask(INCLUDE)
    assert person.on_disk().slices[0].text == INCLUDE
    person.agree()


def test_one_undo_takes_prompt_and_pin_away_together(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask(INCLUDE)
    person.editor.setFocus()
    person.press("Ctrl+Z", "Ctrl+Z")
    person.saved()
    assert not person.on_disk().slices
    person.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    person.saved()
    assert PIN in person.on_disk().slices[0].body
    person.agree()


@pytest.mark.parametrize(
    "line",
    [
        "<!-- include: missing.py -->",
        "<!-- include: hello.py#L1-9 -->",
        "<!-- include: docs/Vision.md#Scope -->",
        "<!-- include: *.rs -->",
        "<!-- include: ../outside.txt -->",
        "<!-- command: git_diff -->",
    ],
)
def test_what_cannot_be_included_stops_the_send_and_is_named(
    person: Person, server: ScriptedServer, line: str
) -> None:
    before = person.path.read_bytes()
    person.ask(f"Look:\n{line}\n{INCLUDE}")
    said = person.notices()[-1]
    assert line in said
    assert INCLUDE not in said
    assert not server.visits
    assert person.composer.text() == f"Look:\n{line}\n{INCLUDE}"
    assert person.path.read_bytes() == before
    assert not person.journals()
    person.agree()


@pytest.mark.parametrize(
    "prompt",
    [
        "```\n<!-- include: missing.py -->\n```",
        "\\<!-- include: missing.py -->",
        "Say `<!-- x -->`",
    ],
)
def test_a_directive_in_a_fence_or_behind_a_backslash_is_text(
    person: Person, server: ScriptedServer, prompt: str
) -> None:
    server.reply(stream(["Fine"]))
    assert person.ask(prompt).text == "Fine"
    assert prompt.lstrip("\\") in server.visits[0].json()["messages"][0]["content"]


def test_a_directive_in_an_answer_is_never_followed(person: Person, server: ScriptedServer) -> None:
    server.reply(stream([INCLUDE]), stream(["No"]))
    person.ask("Say it")
    person.ask("Again")
    assert server.visits[1].json()["messages"][1]["content"] == INCLUDE


def test_what_was_pasted_acts_if_the_person_says_so(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Seen"]))
    person.press("Ctrl+L")
    QGuiApplication.clipboard().setText(f"Look:\n{INCLUDE}")
    person.press("Ctrl+V")
    assert "\\<!-- include" in person.composer.text()
    person.press_notice("live")
    person.press("Ctrl+L", "Ctrl+Return")
    person.rest()
    assert SOURCE in server.visits[0].json()["messages"][0]["content"]
