"""A key is asked for in the window, and what has waited for it is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person, write_project
from tests.support.server import ScriptedServer, json_answer, stream
from vibekoder.app.choice import Once
from vibekoder.cli.main import Open
from vibekoder.core.hosts import origin
from vibekoder.store.key_rules import FILE, KeyRules, Rule, Source
from vibekoder.store.paths import State, settings_file
from vibekoder.store.projects import BackendEntry

LEFT = Qt.MouseButton.LeftButton
REFUSED = json_answer({"error": {"message": f"Bad key {KEY}", "code": "invalid_api_key"}}, 401)


@pytest.fixture
def bare(qtbot: QtBot, root: Path, state: State) -> Iterator[Person]:
    """Somebody whose backend has no key here."""
    someone = Person(qtbot, Open(project=root), state, os.environ)
    someone.ready()
    yield someone
    someone.leave()


def test_a_prompt_without_a_key_is_kept_and_sent_once_the_key_is_given(
    bare: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    bare.send("Hello")
    bare.press_notice("key")
    assert not server.visits
    sheet = bare.sheet()
    assert sheet.accessibleName() == "A key for Scripted"
    bare.type(f"{KEY}\n")
    bare.until(lambda: server.visits)
    bare.rest()
    assert server.visits[0].headers["authorization"] == f"Bearer {KEY}"
    assert bare.answer.text == "Fine"
    assert bare.composer.text() == ""


@pytest.fixture
def asked(bare: Person, server: ScriptedServer) -> Person:
    """Somebody who gives the key in each run."""
    rules = KeyRules(settings_file(os.environ).with_name(FILE))
    rules.put(origin(server.base_url), Rule(Source.ASKED))
    return bare


def test_a_key_that_is_asked_for_is_asked_for_by_itself_and_the_send_goes_on(
    asked: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]), stream(["Fine again"]))
    asked.send("Hello")
    assert asked.sheet().accessibleName() == "A key for Scripted"
    assert asked.composer.text() == "Hello"
    assert not server.visits
    asked.type(f"{KEY}\n")
    asked.until(lambda: server.visits)
    asked.rest()
    assert (asked.answer.text, asked.composer.text()) == ("Fine", "")
    assert asked.ask("More").text == "Fine again"


def test_saying_not_now_loses_nothing_and_the_way_to_the_key_stays(
    asked: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    asked.send("Hello")
    asked.sheet()
    asked.press("Esc")
    assert asked.composer.text() == "Hello"
    assert any("Scripted waits for its key" in one for one in asked.notices())
    asked.press_notice("key")
    asked.type(f"{KEY}\n")
    asked.until(lambda: server.visits)
    asked.rest()
    assert asked.answer.text == "Fine"


def test_what_was_to_be_answered_anew_is_once_the_key_is_there(
    asked: Person, server: ScriptedServer
) -> None:
    asked.path.write_text("=={ User }==\nHello\n\n=={ Assistant | model=x }==\nOld\n", "utf-8")
    asked.until(lambda: len(asked.tab.session.slices) == 2)
    server.reply(stream(["New"]))
    asked.press("Ctrl+R")
    assert asked.sheet().accessibleName() == "A key for Scripted"
    asked.type(f"{KEY}\n")
    asked.until(lambda: server.visits)
    asked.rest()
    assert [one.text for one in asked.on_disk().slices] == ["Hello", "Old", "New"]


def test_a_request_of_another_tab_waits_for_the_same_key(
    asked: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]), stream(["Fine"]))
    asked.send("First")
    asked.sheet()
    tab = asked.tab
    asked.workspace.new_session()
    asked.until(lambda: asked.tab is not tab)
    asked.workspace.send(asked.tab, "Second")
    asked.until(lambda: asked.composer.text() == "Second")
    asked.type(f"{KEY}\n")
    asked.until(lambda: len(server.visits) == 2)
    asked.rest()
    assert {one.json()["messages"][-1]["content"] for one in server.visits} == {"First", "Second"}


def test_the_key_of_the_model_for_one_message_is_the_one_that_is_asked_for(
    asked: Person, root: Path, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    asked.tab.once = Once("other")
    with ScriptedServer() as other:
        other.reply(stream(["From the other"]))
        rules = KeyRules(settings_file(os.environ).with_name(FILE))
        rules.put(origin(other.base_url), Rule(Source.ASKED))
        entry = BackendEntry("other", "openai", "Other", other.base_url, "big", "SCRIPTED_KEY")
        asked.workspace.change_later(lambda project: project.save_backend(entry, None), print)
        asked.send("Hello")
        assert asked.sheet().accessibleName() == "A key for Other"
        asked.type(f"{KEY}\n")
        asked.until(lambda: other.visits)
        asked.rest()
    assert asked.answer.text == "From the other"
    assert not server.visits


def test_what_is_no_key_is_told_beside_the_field(bare: Person) -> None:
    bare.send("Hello")
    bare.press_notice("key")
    sheet = bare.sheet()
    bare.type("two words\n")
    bare.until(lambda: "no key" in sheet.problem.text())
    bare.press("Esc")
    assert bare.composer.text() == "Hello"


def test_a_keyring_that_keeps_nothing_is_said_and_the_key_is_used(
    bare: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    bare.send("Hello")
    bare.press_notice("key")
    bare.sheet().keep.setChecked(True)
    bare.type(f"{KEY}\n")
    bare.until(lambda: server.visits)
    bare.rest()
    assert any("did not keep" in one and "for this run" in one for one in bare.notices())


def test_a_refused_key_is_named_and_another_answers_the_same_prompt(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(REFUSED, stream(["Fine"]))
    person.ask()
    assert "The key for Scripted was refused" in person.box.title
    assert "SCRIPTED_KEY" in person.box.sentence
    assert KEY not in f"{person.box}"
    person.choose(person.last, "Check the key")
    assert person.sheet().accessibleName() == "A key for Scripted"
    person.type("sk-another-key\n")
    person.until(lambda: len(server.visits) == 2)
    person.rest()
    assert server.visits[1].headers["authorization"] == "Bearer sk-another-key"
    assert person.answer.text == "Fine"


def test_a_projects_own_variable_is_allowed_by_a_button(opens: Opens, tmp_path: Path) -> None:
    other = write_project(tmp_path / "other", "http://house.invalid/v1")
    someone = opens(project=other)
    someone.ready()
    someone.send("Hello")
    someone.press_notice("key")
    sheet = someone.sheet()
    assert sheet.allow.text() == "Use SCRIPTED_KEY"
    someone.composer.set_text("")
    QTest.mouseClick(sheet.allow, LEFT)
    rules = Path(os.environ["XDG_CONFIG_HOME"]) / "vibekoder" / "keys.toml"
    someone.until(rules.is_file)
    assert '["http://house.invalid"]' in rules.read_text("utf-8")
    assert 'variable = "SCRIPTED_KEY"' in rules.read_text("utf-8")


def test_the_backends_are_one_step_away(bare: Person) -> None:
    bare.send("Hello")
    bare.press_notice("key")
    QTest.mouseClick(bare.sheet().backends, LEFT)
    assert bare.sheet().accessibleName() == "Backends"
