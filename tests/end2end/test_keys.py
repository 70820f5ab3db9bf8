"""A planted key: used for real, from every source, and written nowhere, in no form."""

from __future__ import annotations

import base64
import gc
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import keyring
import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person
from tests.end2end.speaking import write
from tests.support.dialects import SPOKEN, Spoken
from tests.support.proxy import LoopbackProxy
from tests.support.server import FAR_HOST, Answer, ScriptedServer, failure, json_answer, stream
from vibekoder.cli.main import Open
from vibekoder.core.hosts import origin
from vibekoder.store.key_rules import FILE, KeyRules, Rule, Source
from vibekoder.store.paths import State, settings_file

KEY = "sk-planted+/7Qx9Lm2Vt4Zr8Kc6Wd1Hs3"
SOURCES = (Source.ENVIRONMENT, Source.KEYRING, Source.COMMAND, Source.ASKED)


class Memory(KeyringBackend):
    """A keyring of this test's process."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture(autouse=True)
def memory() -> Iterator[Memory]:
    before, made = keyring.get_keyring(), Memory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def forms(key: str) -> list[str]:
    """The key, its halves, and how JSON, addresses and base64 write it."""
    middle = len(key) // 2
    coded = [base64.b64encode(b" " * n + key.encode()).decode()[4:-6] for n in range(3)]
    return [key, key[:middle], key[middle:], key.replace("/", "\\/"), quote(key, safe=""), *coded]


def echoes() -> list[Answer]:
    """Every way in which a server may say a key back, none of which is tried again."""
    said = [KEY, KEY[: len(KEY) // 2], KEY[len(KEY) // 2 :], quote(KEY, safe="")]
    said += [base64.b64encode(f"Bearer {KEY}".encode()).decode(), json.dumps(KEY)]
    answers = [failure(401, f"Incorrect API key provided: {one}") for one in said]
    answers += [failure(400, f"no: {KEY}"), failure(403, f"Bearer {KEY}")]
    page = f"<html><title>{KEY}</title>{KEY}</html>".encode()
    return [*answers, Answer(body=(page,), headers=(("Content-Type", "text/html"),))]


def come_from(source: Source, place: str, tmp_path: Path, memory: Memory) -> dict[str, str]:
    """Let the key of a server come from one of the sources; the environment to start in."""
    environ = dict(os.environ)
    rules = KeyRules(settings_file(environ).with_name(FILE))
    if source is Source.ENVIRONMENT:
        environ["SCRIPTED_KEY"] = KEY
    elif source is Source.KEYRING:
        memory.kept["VibeKoder", place] = KEY
    elif source is Source.COMMAND:
        (tmp_path / "secret").write_text(f"{KEY}\n", "utf-8")
        code = "import sys; print(open(sys.argv[1]).read())"
        command = (sys.executable, "-c", code, str(tmp_path / "secret"))
        rules.put(place, Rule(source, command=command))
    else:
        rules.put(place, Rule(source))
    return environ


@pytest.fixture(params=SOURCES, ids=str)
def someone(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    root: Path,
    state: State,
    server: ScriptedServer,
    tmp_path: Path,
    memory: Memory,
) -> Iterator[Person]:
    """Somebody whose key comes from one of the sources; the first answer is there."""
    source = request.param
    environ = come_from(source, origin(server.base_url), tmp_path, memory)
    wish = Open(project=root, trace=state.root / "trace.jsonl")
    person = Person(qtbot, wish, state, environ)
    person.ready()
    server.reply(stream(["Fine"]))
    person.send("Hello")
    if source is Source.ASKED:
        person.sheet()
        person.type(f"{KEY}\n")
    person.until(lambda: server.visits)
    person.rest()
    yield person
    person.leave()


def shown(value: object) -> str:
    """What a debugger or a log would show of a value."""
    with suppress(RuntimeError):  # it holds a widget of an earlier window
        return repr(value)
    return ""


def found(person: Person, root: Path, said: str, key: str = KEY) -> list[str]:
    """Where any form of the key is, of everything that was written or said."""
    person.rest()
    person.saved()
    homes = (root, person.state.root, Path(os.environ["HOME"]).parent)
    leaks = [f"{path}: {form}" for form in forms(key) for path in person.files_with(form, *homes)]
    gc.collect()  # what nobody holds any more is no place
    ours = (one for one in gc.get_objects() if type(one).__module__.startswith("vibekoder."))
    values = [one for one in ours if not isinstance(one, QObject)]
    texts = [said, *person.notices(), *map(shown, values)]
    texts.append(QApplication.clipboard().text())
    return leaks + [text[:200] for text in texts for form in forms(key) if form in text]


def test_a_key_from_any_source_is_sent_and_stands_in_no_file_and_no_word(
    someone: Person, root: Path, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    states: list[Any] = []
    answers = echoes()
    for answer in answers:
        server.reply(answer)
        someone.ask("Again")
        states += [someone.banner(), list(someone.tab.failures.values())]
    assert [one.headers["authorization"] for one in server.visits] == [f"Bearer {KEY}"] * (
        len(answers) + 1
    )
    assert someone.answer is None
    assert found(someone, root, f"{caplog.text} {states}") == []


def test_neither_tests_nor_lists_nor_curl_tell_the_key(
    someone: Person, root: Path, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    line = someone.workspace.edge.ledger.lines[-1]
    curl: list[str] = []
    someone.workspace.sending.copy_as_curl(line, curl.append)
    someone.until(lambda: curl)
    someone.press("Ctrl+Alt+M")
    sheet = someone.sheet()
    server.reply(failure(401, f"Bad {KEY}"), json_answer({"error": f"no {KEY}"}, 403))
    QTest.keyClick(sheet.test, " ")
    someone.until(lambda: "refused" in sheet.trial.words())
    QTest.keyClick(sheet.form.fetch, " ")
    someone.until(lambda: len(server.visits) == 3)
    someone.until(lambda: "Asking" not in sheet.form.rows["model"].under.text())
    said = [curl, sheet.trial.words(), sheet.form.rows["model"].under.text(), caplog.text]
    someone.press("Esc")
    assert found(someone, root, f"{said}") == []


@pytest.mark.parametrize("spoken", SPOKEN[:3], ids=lambda one: one.kind)
def test_the_password_of_a_proxy_is_told_to_it_and_stands_in_no_file_and_no_word(
    qt_loop: object,
    qtbot: QtBot,
    root: Path,
    state: State,
    server: ScriptedServer,
    spoken: Spoken,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    write(root, f"http://{FAR_HOST}", spoken, key_variable='""')
    server.reply(spoken.stream("Fine"), spoken.refusal(400, "no"), spoken.refusal(407, "who"))
    with LoopbackProxy(server, password=f"me:{KEY}") as proxy:
        named = f"http://me:{quote(KEY, safe='')}@{proxy.place}"
        wish = Open(project=root, trace=state.root / "trace.jsonl")
        person = Person(qtbot, wish, state, {**os.environ, "http_proxy": named})
        person.ready()
        assert person.ask().text == "Fine"
        person.ask("Again")
        person.ask("And again")
        assert "wants a password" in person.box.title
        curl: list[str] = []
        person.workspace.sending.copy_as_curl(person.workspace.edge.ledger.lines[0], curl.append)
        person.until(lambda: curl)
        said = f"{caplog.text} {curl} {person.banner()} {person.tab.failures}"
        assert found(person, root, said) == []
        person.leave()
