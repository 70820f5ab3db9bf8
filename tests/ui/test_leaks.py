"""Secrets in a prompt and in what it includes: found before anything leaves, and decided about."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.plants import planted
from tests.support.server import ScriptedServer, stream

PLANTED = planted()
SECRET = PLANTED["Stripe"][1]
IN_FILE = PLANTED["GitHub"][1]
INCLUDE = "<!-- include: settings.py -->"
STOPPED = "Nothing was sent: the request holds what looks like a secret"


@pytest.fixture(autouse=True)
def source(root: Path) -> Path:
    """A file of the project that somebody has left a token in."""
    path = root / "settings.py"
    path.write_bytes(f"DEBUG = True\nGITHUB = '{IN_FILE}'\n".encode())
    return path


def stopped(person: Person, prompt: str) -> None:
    """Send, and wait until it is said why nothing went."""
    person.send(prompt)
    person.until(lambda: any(one.startswith(STOPPED) for one in person.notices()))
    person.rest()


def sent(server: ScriptedServer) -> str:
    return server.visits[-1].json()["messages"][-1]["content"]


def test_a_secret_in_a_prompt_stops_it_and_nothing_is_lost(
    person: Person, server: ScriptedServer
) -> None:
    stopped(person, f"Why is {SECRET} refused?")
    assert not server.visits
    assert person.composer.text() == f"Why is {SECRET} refused?"
    assert all(SECRET not in one for one in person.notices())
    assert not person.files_with(SECRET, person.workspace.project.root)


def test_redacting_changes_the_own_words_and_sends(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    stopped(person, f"Why is {SECRET} refused?")
    person.press_notice("leak-redact")
    person.until(lambda: server.visits)
    person.rest()
    assert sent(server) == "Why is [redacted Stripe key] refused?"
    assert not person.files_with(SECRET, person.workspace.project.root, person.state.root)
    person.agree()


def test_a_slice_without_an_id_is_redacted_too(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    (root / "sessions").mkdir()
    path = root / "sessions/001.md"
    path.write_text(f"=={{ User }}==\nThe key is {SECRET}.\n\n=={{ Assistant }}==\nFine.\n")
    person = opens(session=path)
    person.ready()
    server.reply(stream(["Fine"]))
    stopped(person, "And now?")
    person.press_notice("leak-redact")
    person.until(lambda: server.visits)
    person.rest()
    assert SECRET not in server.visits[0].body.decode()
    assert SECRET not in path.read_text("utf-8")


def test_redacting_leaves_the_file_and_sends_pins_and_keeps_another_form(
    person: Person, server: ScriptedServer, source: Path
) -> None:
    server.reply(stream(["Fine"]))
    stopped(person, f"{INCLUDE}\nIs it safe?")
    person.press_notice("leak-redact")
    person.until(lambda: server.visits)
    person.rest()
    assert "GITHUB = '[redacted GitHub token]'" in sent(server)
    assert IN_FILE in source.read_text()
    assert person.files_with(IN_FILE, person.workspace.project.root) == [source]


def test_a_pinned_redacted_file_is_not_asked_about_again(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    stopped(person, INCLUDE)
    person.press_notice("leak-redact")
    person.until(lambda: server.visits)
    person.rest()
    server.reply(stream(["More"]))
    person.ask("And now?")
    assert "[redacted GitHub token]" in server.visits[1].json()["messages"][0]["content"]


def test_sending_anyway_is_remembered_by_a_mark_in_the_project(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    stopped(person, INCLUDE)
    person.press_notice("leak-allow")
    person.until(lambda: server.visits)
    person.rest()
    assert IN_FILE in sent(server)
    settings = person.workspace.project.file.read_text("utf-8")
    assert "github:" in settings
    assert IN_FILE[8:] not in settings
    server.reply(stream(["More"]))
    person.ask("And again?")
    assert len(server.visits) == 2


def test_show_selects_the_secret_in_the_composer(person: Person) -> None:
    stopped(person, f"Why 𝒳 is {SECRET} refused?")
    person.press_notice("leak-show")
    assert person.composer.prompt.textCursor().selectedText() == SECRET
    assert QApplication.focusWidget() is person.composer.prompt


def test_show_goes_to_the_line_that_includes_it(person: Person) -> None:
    stopped(person, f"Look:\n{INCLUDE}")
    person.press_notice("leak-show")
    assert person.composer.prompt.textCursor().selectedText() == INCLUDE


def test_a_session_that_keeps_a_secret_is_saved_and_says_so(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream([f"Use {SECRET} then."]))
    person.ask("Which key?")
    person.until(lambda: any("holds what looks like a secret" in one for one in person.notices()))
    assert person.files_with(SECRET, person.path.parent) == [person.path]
    assert all(SECRET not in one for one in person.notices())


def test_what_a_session_keeps_is_redacted_as_one_step(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream([f"Use {SECRET} then."]))
    person.ask("Which key?")
    person.press_notice("leak-redact")
    person.shows("Use [redacted Stripe key] then.")
    person.rest()
    person.until(lambda: not person.files_with(SECRET, person.path.parent))
    person.editor.setFocus()
    person.press("Ctrl+Z")
    person.shows(f"Use {SECRET} then.")


def test_what_a_session_keeps_may_stay(person: Person, server: ScriptedServer) -> None:
    server.reply(stream([f"Use {SECRET} then."]))
    person.ask("Which key?")
    person.press_notice("leak-allow")
    server.reply(stream(["More"]))
    person.ask("And then?")
    person.until(lambda: len(server.visits) == 2)


def test_show_goes_to_the_slice_that_keeps_it(person: Person, server: ScriptedServer) -> None:
    server.reply(stream([f"Use {SECRET} then."]))
    person.ask("Which key?")
    person.press_notice("leak-show")
    part, point = person.editor.caret()
    assert person.tab.desk.shown(part)[point:].startswith(SECRET)


def test_an_answer_anew_is_redacted_and_asked_for_again(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream([f"Use {SECRET} then."]))
    person.ask("Which key?")
    person.until(lambda: person.window.notices.cards)
    server.reply(stream(["Fine"]))
    person.send("Go on")
    person.until(lambda: any(one.startswith(STOPPED) for one in person.notices()))
    person.press_notice("leak-redact")
    person.until(lambda: len(server.visits) == 2)
    person.rest()
    contents = [one["content"] for one in server.visits[1].json()["messages"]]
    assert contents == ["Which key?", "Use [redacted Stripe key] then.", "Go on"]
