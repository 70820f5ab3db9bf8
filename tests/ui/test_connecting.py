"""The short way to a model: who answers, with which key, and which of its models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, failure, json_answer, stream
from vibekoder.cli.main import Open
from vibekoder.store.paths import State

KEY = "sk-test-fresh-0123456789"
MODELS = json_answer({"data": [{"id": "small"}, {"id": "large"}]})


@pytest.fixture
def fresh(qtbot: QtBot, tmp_path: Path, state: State, server: ScriptedServer) -> Iterator[Person]:
    """Somebody in a project of which nothing was said, where OpenAI is a server of the house."""
    environ = {"OPENAI_BASE_URL": server.base_url, "VIBEKODER_STATE": str(state.root)}
    environ["VIBEKODER_SETTINGS"] = str(tmp_path / "settings.toml")
    (tmp_path / "new").mkdir()
    person = Person(qtbot, Open(project=tmp_path / "new"), state, environ)
    person.ready()
    yield person
    person.leave()


def choose(person: Person, name: str) -> None:
    person.press("Ctrl+Shift+J")
    person.type(f"{name}\n")


def test_a_provider_wants_its_key_and_a_model_and_answers(
    fresh: Person, server: ScriptedServer
) -> None:
    server.reply(MODELS, stream(["Fine"]))
    choose(fresh, "openai")
    fresh.until(lambda: fresh.focus.accessibleName() == "Key")
    fresh.type(f"{KEY}\n")
    fresh.until(lambda: [one.text for one in getattr(fresh.sheet(), "shown", [])][:1] == ["small"])
    fresh.type("large\n")
    fresh.until(lambda: fresh.composer.prompt.hasFocus())
    fresh.send("Hello")
    fresh.until(lambda: fresh.answer is not None)
    answer = fresh.answer
    assert answer is not None
    assert (answer.text, answer.model) == ("Fine", "openai/large")
    assert server.visits[-1].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in (fresh.workspace.project.file).read_text()


def test_what_the_server_says_instead_of_a_list_is_told(
    fresh: Person, server: ScriptedServer
) -> None:
    server.reply(failure(401, "wrong key"))
    choose(fresh, "openai")
    fresh.until(lambda: fresh.focus.accessibleName() == "Key")
    fresh.type(f"{KEY}\n")
    fresh.until(lambda: any("key" in one for one in fresh.notices()[1:]))
    assert fresh.window.notices.cards[-1].buttons["backends"].isVisible()


def test_one_of_the_projects_own_is_taken_at_once(opens: Opens) -> None:
    person = opens()
    person.ready()
    choose(person, "rehears")
    person.until(lambda: person.workspace.project.default_backend == "rehearsal")
    person.until(lambda: person.composer.prompt.hasFocus())
    assert any("answers from now on" in one for one in person.notices())


def test_all_that_can_be_set_is_one_row_away(person: Person) -> None:
    choose(person, "any other server")
    assert person.sheet().accessibleName() == "Backends"


def test_a_server_on_this_computer_is_offered(fresh: Person, server: ScriptedServer) -> None:
    kind = next(one for one in fresh.workspace.backends.kinds if one.name == "lmstudio")
    fresh.workspace.connections.places = ((kind, server.base_url),)
    server.reply(MODELS)
    fresh.press("Ctrl+Shift+J")
    sheet = fresh.sheet()
    fresh.until(lambda: any(one.key == "found:lmstudio" for one in sheet.shown))
    fresh.type("lm studio\n")
    fresh.until(lambda: fresh.workspace.project.default_backend == "lmstudio")
    assert fresh.workspace.project.backend("lmstudio").model == "small"


def test_without_a_project_a_folder_comes_first(opens: Opens) -> None:
    person = opens(project=None)
    person.press("Ctrl+Shift+J")
    assert any("Open a folder first" in one for one in person.notices())


def test_rehearsing_goes_nowhere_whatever_else_is_chosen(
    person: Person, server: ScriptedServer
) -> None:
    row = person.widget.empty.buttons["rehearse"]
    for _ in range(9):
        if person.focus is not row:
            person.press("Shift+Tab")
    assert person.focus is row
    person.press("Return")
    person.until(lambda: person.composer.prompt.hasFocus())
    answer = person.ask("Hello")
    assert answer is not None
    assert answer.model.startswith("rehearsal/")
    assert server.visits == []


def test_the_key_that_sends_stands_at_rehearsing_only_while_it_rehearses(person: Person) -> None:
    row = person.widget.empty.buttons["rehearse"]
    with_none = row.grab().toImage()
    assert row.key == ""
    choose(person, "rehears")
    person.until(lambda: row.key == "session.send")
    assert row.grab().toImage() != with_none
