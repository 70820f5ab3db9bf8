"""Another model for one message, or for the session, without opening settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, failure, json_answer, stream
from vibekoder.ui.sheets.backends import BackendsSheet
from vibekoder.ui.sheets.models import ModelPalette

LISTED = {"data": [{"id": "small"}, {"id": "large", "context_length": 200_000}]}


@pytest.fixture
def listed(server: ScriptedServer) -> None:
    """A server that tells its models."""
    server.reply(json_answer(LISTED))


def palette(person: Person) -> ModelPalette:
    """The open palette, once the server's models are in it."""
    person.press("Ctrl+M")
    (sheet,) = person.shell.findChildren(ModelPalette)
    person.until(lambda: any(one.text == "large" for one in sheet.shown))
    return sheet


def model_sent(server: ScriptedServer) -> str:
    """The model of the last request."""
    return server.visits[-1].json()["model"]


@pytest.mark.usefixtures("listed")
def test_every_backend_lists_its_models_with_what_is_known_of_them(person: Person) -> None:
    rows = {(one.section, one.text): one for one in palette(person).shown}
    assert rows["Scripted", "test-model"].detail == "default"
    assert rows["Scripted", "large"].right == "200k"
    assert ("Rehearsal", "rehearsal") in rows


@pytest.mark.usefixtures("listed")
def test_one_message_goes_to_another_model_and_the_next_to_the_usual_one(
    person: Person, server: ScriptedServer
) -> None:
    palette(person)
    person.type("large")
    person.press("Return")
    person.until(lambda: person.composer.model.text() == "large · this message")
    server.reply(stream(["One"]), stream(["Two"]))
    answer = person.ask("First")
    assert (model_sent(server), answer and answer.model) == ("large", "scripted/large")
    person.until(lambda: person.composer.model.text() == "test-model")
    person.ask("Second")
    assert model_sent(server) == "test-model"


@pytest.mark.usefixtures("listed")
def test_alt_and_return_keep_it_in_the_session(person: Person, server: ScriptedServer) -> None:
    palette(person)
    person.type("small")
    person.press("Alt+Return")
    person.rest()
    assert "model: small" in person.tab.path.read_text("utf-8")
    server.reply(stream(["One"]))
    person.ask("First")
    assert model_sent(server) == "small"
    person.until(lambda: person.composer.model.text() == "small")


@pytest.mark.usefixtures("listed")
def test_a_name_that_nobody_lists_can_be_typed(person: Person, server: ScriptedServer) -> None:
    palette(person)
    person.type("brand-new-7b")
    person.press("Return")
    server.reply(stream(["One"]))
    person.ask("First")
    assert model_sent(server) == "brand-new-7b"


@pytest.mark.usefixtures("listed")
def test_a_typed_name_may_name_its_backend(person: Person) -> None:
    palette(person)
    person.type("rehearsal/other")
    person.press("Return")
    assert person.tab.once.backend == "rehearsal"
    answer = person.ask("Hello")
    assert answer is not None
    assert answer.model == "rehearsal/other"


@pytest.mark.usefixtures("listed")
def test_the_models_name_in_the_composer_opens_the_choice(person: Person) -> None:
    QTest.mouseClick(person.composer.model, Qt.MouseButton.LeftButton)
    assert person.sheet().accessibleName() == "Model for the next message"


@pytest.mark.usefixtures("listed")
def test_the_usual_model_needs_no_mark(person: Person) -> None:
    palette(person)
    person.type("test-model")
    person.press("Return")
    assert not person.tab.once
    person.until(lambda: person.composer.model.text() == "test-model")


def test_a_server_that_lists_nothing_leaves_its_default(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(failure(404, "no such path"))
    person.press("Ctrl+M")
    (sheet,) = person.shell.findChildren(ModelPalette)
    person.until(lambda: server.visits)
    assert "test-model" in [one.text for one in sheet.shown]
    person.press("Esc")
    assert person.composer.prompt.hasFocus()


@pytest.mark.usefixtures("listed")
def test_a_prompt_that_was_refused_keeps_its_choice(opens: Opens, person: Person) -> None:
    palette(person)
    person.type("rehearsal/other")
    person.press("Return")
    person.composer.prompt.setPlainText("<!-- include: missing.md -->")
    person.press("Ctrl+Return")
    person.until(person.notices)
    assert person.tab.once.model == "other"


@pytest.mark.usefixtures("listed")
def test_what_a_server_told_is_offered_after_a_restart_before_it_is_asked(
    opens: Opens, person: Person, server: ScriptedServer
) -> None:
    palette(person)
    person.until(lambda: any(person.state.models.glob("*.json")))
    person.press("Esc")
    person.quit()
    server.reply(failure(503, "busy"))
    again = opens()
    again.ready()
    assert next(one for one in palette(again).shown if one.text == "large").right == "200k"


def test_a_price_says_whose_it_is(root: Path, opens: Opens) -> None:
    with (root / "vibekoder.toml").open("a", encoding="utf-8") as file:
        file.write('[backends.ai]\nkind = "openai"\nmodel = "gpt-5"\n')
        file.write('[models."test-model"]\ninput_price = 3\noutput_price = 4\n')
    person = opens()
    person.ready()
    person.press("Ctrl+M")
    (sheet,) = person.shell.findChildren(ModelPalette)
    rows = {one.text: one for one in sheet.shown}
    assert rows["gpt-5"].detail.startswith("default · OpenAI's list price of 2026-")
    assert rows["gpt-5"].right == "400k · $1.25 / $10"
    assert (rows["test-model"].detail, rows["test-model"].right) == ("default", "$3 / $4")


@pytest.mark.usefixtures("listed")
def test_the_backends_are_one_row_away(person: Person) -> None:
    palette(person)
    person.type("backends")
    person.press("Return")
    person.until(lambda: person.shell.findChildren(BackendsSheet))
