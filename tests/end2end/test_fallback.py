"""A backend that fails, and another one that is asked in its place: visibly, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, failure, refusing_port, stream

SECOND = """
[backends.second]
kind = "openai"
title = "Second"
base_url = "{url}"
model = "other-model"
key_variable = "{key}"
fallback = "scripted"
"""


@pytest.fixture
def second() -> Iterator[ScriptedServer]:
    """The server of the backend that stands in."""
    with ScriptedServer() as server:
        yield server


def pair(opens: Opens, root: Path, second: str, *, key: str = "", more: str = "") -> Person:
    """Somebody whose backend falls back on another one."""
    file = root / "vibekoder.toml"
    text = file.read_text("utf-8") + 'fallback = "second"\n' + more
    file.write_text(text + SECOND.format(url=second, key=key), encoding="utf-8")
    person = opens()
    person.ready()
    return person


def said(person: Person, words: str) -> bool:
    return any(words in one for one in person.notices())


def test_another_backend_answers_and_both_are_named(
    opens: Opens, root: Path, server: ScriptedServer, second: ScriptedServer
) -> None:
    person = pair(opens, root, second.base_url)
    server.reply(failure(404, "no such model"))
    second.reply(stream(["Here"]))
    person.send("Hello")
    person.until(lambda: person.answer is not None)
    person.rest()
    assert second.visits[0].json()["messages"] == [{"role": "user", "content": "Hello"}]
    assert said(person, "Scripted failed; Second is asked instead")
    assert said(person, "no such model")
    answer = person.answer
    assert answer is not None
    assert (answer.text, answer.get("model")) == ("Here", "second/other-model")
    assert person.banner().word == "in place of Scripted"


def test_it_has_a_receipt_of_its_own(
    opens: Opens, root: Path, server: ScriptedServer, second: ScriptedServer
) -> None:
    person = pair(opens, root, second.base_url)
    server.reply(failure(404, "no such model"))
    second.reply(stream(["Here"]))
    person.send("Hello")
    person.until(lambda: person.answer is not None)
    person.rest()
    lines = person.workspace.edge.ledger.lines
    assert len({line.receipt for line in lines if line.receipt}) == 2


def test_a_server_that_is_not_there_is_stood_in_for(
    opens: Opens, root: Path, second: ScriptedServer
) -> None:
    with refusing_port() as port:
        file = root / "vibekoder.toml"
        text = file.read_text("utf-8").split('base_url = "')
        rest = text[1].partition('"')[2]
        file.write_text(f'{text[0]}base_url = "http://127.0.0.1:{port}/v1"{rest}', "utf-8")
        person = pair(opens, root, second.base_url)
        second.reply(stream(["Here"]))
        person.send("Hello")
        person.until(lambda: person.answer is not None)
        person.rest()
        assert said(person, "Cannot reach 127.0.0.1")


def test_it_goes_on_no_further_where_the_second_fails_too(
    opens: Opens, root: Path, server: ScriptedServer, second: ScriptedServer
) -> None:
    person = pair(opens, root, second.base_url)
    server.reply(failure(404, "not here"))
    second.reply(failure(404, "nor here"))
    person.send("Hello")
    person.until(lambda: len(second.visits) == 1)
    person.rest()
    assert len(server.visits) == 1
    assert "nor here" in person.box.title + person.box.sentence
    assert "Retry" in person.acts()


@pytest.mark.parametrize("status", [400, 413])
def test_what_must_be_changed_goes_to_nobody_else(
    opens: Opens, root: Path, server: ScriptedServer, second: ScriptedServer, status: int
) -> None:
    person = pair(opens, root, second.base_url)
    server.reply(failure(status, "too much"))
    assert person.ask() is None
    assert not second.visits


def test_a_stop_goes_to_nobody_else(
    opens: Opens, root: Path, server: ScriptedServer, second: ScriptedServer
) -> None:
    person = pair(opens, root, second.base_url)
    server.reply(stream(["Never"]).but(before=[5.0]))
    person.send("Hello")
    person.until(lambda: len(server.visits) == 1)
    person.press("Esc")
    person.rest()
    assert not second.visits


def test_an_answer_that_has_begun_is_kept_and_nobody_else_asked(
    opens: Opens, root: Path, server: ScriptedServer, second: ScriptedServer
) -> None:
    person = pair(opens, root, second.base_url)
    server.reply(stream(["Half"], finish=None, done=False))
    answer = person.ask()
    assert answer is not None
    assert answer.text == "Half"
    assert not second.visits


def test_a_second_backend_without_its_key_says_so(
    opens: Opens, root: Path, server: ScriptedServer, second: ScriptedServer
) -> None:
    person = pair(opens, root, second.base_url, key="NOWHERE_KEY")
    server.reply(failure(404, "not here"))
    person.send("Hello")
    person.until(lambda: said(person, "NOWHERE_KEY"))
    person.rest()
    assert not second.visits
    assert said(person, "Second is asked instead")
    assert "Retry" in person.acts()


def test_a_second_backend_that_is_gone_is_named(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    file = root / "vibekoder.toml"
    file.write_text(file.read_text("utf-8") + 'fallback = "gone"\n', encoding="utf-8")
    person = opens()
    person.ready()
    server.reply(failure(404, "not here"))
    assert person.ask() is None
    person.until(lambda: said(person, "Nobody answers in place of"))
    assert "not here" in person.box.title + person.box.sentence
