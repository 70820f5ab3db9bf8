"""Commands in a prompt: confirmed once, run before the send, stopped with the prompt kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.sheets.command import CommandSheet
from vibekoder.ui.sheets.preflight import PreflightSheet

LINE = "<!-- command: check -->"


def define(root: Path, code: str) -> None:
    """The project names a command of its own."""
    words = json.dumps([sys.executable, "-c", code])
    with (root / "vibekoder.toml").open("a", encoding="utf-8") as file:
        file.write(f"[commands]\ncheck = {words}\n")


@pytest.fixture
def project(root: Path, request: pytest.FixtureRequest) -> Path:
    """The project with the command that the test names by its code."""
    define(root, getattr(request, "param", "print('all is well')"))
    return root


@pytest.fixture
def someone(project: Path, opens: Opens) -> Person:
    """Somebody with that project open."""
    person = opens()
    person.ready()
    return person


def sheet_of(person: Person) -> CommandSheet:
    person.until(lambda: bool(person.shell.findChildren(CommandSheet)))
    return person.shell.findChildren(CommandSheet)[-1]


def test_a_new_command_is_shown_then_run_then_sent(someone: Person, server: ScriptedServer):
    server.reply(stream(["Good"]), stream(["Still"]))
    someone.send(f"Look:\n{LINE}")
    sheet = sheet_of(someone)
    assert "all is well" in sheet.shown.toPlainText()
    assert not server.visits
    sheet.verb.click()
    someone.rest()
    sent = server.visits[0].json()["messages"][0]["content"]
    assert "check (pinned): exit status 0\n```\nall is well\n```" in sent
    assert "<!-- command: check @ " in someone.path.read_text()
    someone.ask(f"Again:\n{LINE}")
    assert len(server.visits) == 2


def test_a_command_that_is_declined_keeps_the_prompt(someone: Person, server: ScriptedServer):
    someone.send(f"Look:\n{LINE}")
    sheet_of(someone).stay.click()
    someone.rest()
    assert someone.composer.text() == f"Look:\n{LINE}"
    assert "did not confirm" in " ".join(str(one) for one in someone.notices())
    assert not server.visits


def test_the_preflight_shows_the_rest_where_a_command_is_declined(
    someone: Person, server: ScriptedServer
):
    server.reply(stream(["Fine"]))
    someone.press("Ctrl+L")
    someone.type(f"Look:\n{LINE}\nWell?")
    someone.press("Ctrl+Shift+Return")
    sheet_of(someone).stay.click()
    (sheet,) = someone.shell.findChildren(PreflightSheet)
    someone.until(lambda: sheet.flight is not None)
    since = {row.name: row.since for row in sheet.rows.rows}
    assert since["check"] == "not confirmed"
    assert "Your words" in since
    assert "you did not confirm the command" in sheet.notes.text()
    assert "Nothing was sent" not in sheet.notes.text()
    sheet.send.click()
    someone.until(lambda: bool(server.visits))
    someone.rest()
    assert server.visits[0].body == sheet.flight.preview.body


@pytest.mark.parametrize("project", ["import time; time.sleep(60)"], indirect=True)
def test_a_running_command_is_told_and_can_be_stopped(someone: Person, server: ScriptedServer):
    someone.send(f"Look:\n{LINE}")
    sheet_of(someone).verb.click()
    someone.until(lambda: any("running check" in run.doing for run in someone.tab.arriving))
    someone.press("Esc")
    someone.rest()
    assert someone.composer.text() == f"Look:\n{LINE}"
    assert not server.visits


@pytest.mark.parametrize("project", ["raise SystemExit(3)"], indirect=True)
def test_a_command_that_fails_can_be_left_out(someone: Person, server: ScriptedServer):
    server.reply(stream(["Fine"]))
    someone.send(f"Look:\n{LINE}")
    sheet_of(someone).verb.click()
    someone.rest()
    assert not server.visits
    someone.press_notice("without")
    someone.until(lambda: bool(server.visits))
    someone.rest()
    sent = server.visits[0].json()["messages"][0]["content"]
    assert "not part of this message, because it ended with exit status 3" in sent


def test_what_is_built_in_runs_without_a_word(someone: Person, server: ScriptedServer):
    server.reply(stream(["Nice"]))
    someone.ask("<!-- command: tree -->")
    assert "vibekoder.toml" in server.visits[0].json()["messages"][0]["content"]


def test_nobody_is_asked_in_an_unattended_run(project: Path, opens: Opens, server: ScriptedServer):
    person = opens(send=LINE, exit_when_idle=True)
    person.until(lambda: bool(person.codes))
    assert person.codes == [3]
    assert not server.visits
