"""A planted key of every kind from every source, through all that a person does with a server."""

from __future__ import annotations

import itertools
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person
from tests.end2end.speaking import write
from tests.end2end.test_keys import KEY, SOURCES, Memory, come_from, found, memory
from tests.support.dialects import SPOKEN, Spoken
from tests.support.server import Answer, ScriptedServer, redirect
from vibekoder.app.faults import Faults
from vibekoder.cli.main import Open
from vibekoder.core.hosts import origin
from vibekoder.store.key_rules import Source
from vibekoder.store.paths import State

__all__ = ["memory"]

BY_KIND = {one.kind: one for one in SPOKEN}
BEARER = f"Bearer {KEY}"
Starts = Callable[[dict[str, str]], Person]
# How each provider wants its key: the header, and what stands in it.
KINDS: dict[str, tuple[Spoken, str, str]] = {
    "openai": (BY_KIND["openai"], "authorization", BEARER),
    "openai-responses": (BY_KIND["openai-responses"], "authorization", BEARER),
    "ollama": (BY_KIND["ollama"], "authorization", BEARER),
    "anthropic": (BY_KIND["anthropic"], "x-api-key", KEY),
    "gemini": (BY_KIND["gemini"], "x-goog-api-key", KEY),
    "azure": (replace(BY_KIND["openai"], kind="azure"), "api-key", KEY),
}


def pairs() -> list[ParameterSet]:
    """Each kind of key from each source; every third pair where time is short."""
    return [
        pytest.param(kind, source, id=f"{kind}-{source}", marks=[pytest.mark.slow][: number % 3])
        for number, (kind, source) in enumerate(itertools.product(KINDS, SOURCES))
    ]


def refusals(spoken: Spoken) -> list[Answer]:
    """Ends that say the key back: refused, led away with it, broken off, no answer at all."""
    begun = spoken.begun(["Some text"])
    page = f"<html><title>{KEY}</title></html>".encode()
    return [
        spoken.refusal(401, f"Incorrect API key provided: {KEY}", (("X-Request-Id", KEY),)),
        spoken.refusal(400, json.dumps({"headers": {"Authorization": BEARER}})),
        redirect(f"http://localhost:9/elsewhere?key={KEY}"),
        spoken.answer(*begun, spoken.broken(f"{KEY} has no quota", False)),
        Answer(body=(page,), headers=(("Content-Type", "text/html"),)),
    ]


def fall_over(secret: str) -> None:
    """A fault of the program's own while it holds a key."""
    held = {"key": secret}
    raise RuntimeError(f"it fell over with {len(held)} key")


@pytest.fixture
def starts(
    qt_loop: object, qtbot: QtBot, root: Path, state: State, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Starts]:
    """Starts the program with its trace, and hears of its faults as it does without a test."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    faults, people = Faults(), list[Person]()

    def start(environ: dict[str, str]) -> Person:
        wish = Open(project=root, trace=state.root / "trace.jsonl")
        people.append(Person(qtbot, wish, state, environ))
        faults.told.connect(people[0].program.tell_fault)
        people[0].ready()
        return people[0]

    yield start
    for person in people:
        person.leave()
    faults.close()


@pytest.mark.logs
@pytest.mark.parametrize(("kind", "source"), pairs())
def test_a_key_stands_in_its_own_header_and_nowhere_else(
    starts: Starts,
    root: Path,
    server: ScriptedServer,
    tmp_path: Path,
    memory: Memory,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    kind: str,
    source: Source,
) -> None:
    caplog.set_level(logging.DEBUG)
    spoken, header, value = KINDS[kind]
    write(root, server.url, spoken)
    person = starts(come_from(source, origin(server.url), tmp_path, memory))
    said = struck(person, server, spoken, source)
    said += tried(person, server, spoken)
    QTimer.singleShot(0, partial(fall_over, KEY))
    person.until(lambda: any("RuntimeError" in one for one in person.notices()))
    errors = capfd.readouterr().err
    assert "it fell over" in errors
    for visit in server.visits:
        assert visit.headers[header] == value
        rest = {**visit.headers, header: "", "host": ""}
        assert KEY not in f"{rest} {visit.path} {visit.body!r}"
    assert found(person, root, f"{said} {logged(caplog)} {errors}") == []


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What may come into a log: all of the program's own, and of others what is no debugging."""
    ours = (one for one in caplog.records if one.name.startswith("vibekoder"))
    others = (one for one in caplog.records if one.levelno >= logging.INFO)
    return [one.getMessage() for one in (*ours, *others)]


def struck(person: Person, server: ScriptedServer, spoken: Spoken, source: Source) -> str:
    """Ask: once for an answer, then for every refusal; all that is read of it."""
    server.reply(spoken.stream("Fine"))
    person.send("Hello")
    if source is Source.ASKED:
        person.sheet()
        person.type(f"{KEY}\n")
    person.until(lambda: server.visits)
    person.rest()
    assert person.answer is not None
    said: list[object] = []
    for answer in refusals(spoken):
        server.reply(answer)
        person.ask("Again")
        said += [person.banner(), list(person.tab.failures.values())]
    curl: list[str] = []
    for line in person.workspace.edge.ledger.lines:
        person.workspace.sending.copy_as_curl(line, curl.append)
    person.until(lambda: len(curl) == 1 + len(refusals(spoken)))
    return f"{said} {curl} {person.workspace.edge.ledger.lines}"


def tried(person: Person, server: ScriptedServer, spoken: Spoken) -> str:
    """Test the connection and ask for the models, both refused with the key in the words."""
    asked = len(server.visits)
    server.reply(spoken.refusal(401, f"Bad {KEY}"), spoken.refusal(403, f"no {KEY}"))
    person.press("Ctrl+Alt+M")
    sheet = person.sheet()
    QTest.keyClick(sheet.test, " ")
    person.until(lambda: "refused" in sheet.trial.words())
    QTest.keyClick(sheet.form.fetch, " ")
    person.until(lambda: len(server.visits) == asked + 2)
    person.until(lambda: "Asking" not in sheet.form.rows["model"].under.text())
    said = f"{sheet.trial.words()} {sheet.form.rows['model'].under.text()}"
    person.press("Esc")
    return said
