"""The backends sheet in the real window: tests, lists, keys, servers on this computer."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person, write_project
from tests.support.dialects import SPOKEN
from tests.support.server import ScriptedServer, json_answer, openai_stream, stream
from vibekoder.core.providers import PROVIDERS
from vibekoder.store.key_rules import Source
from vibekoder.ui.sheets.key import KeySheet

MODELS = json_answer({"data": [{"id": "small"}, {"id": "large"}]})


@pytest.fixture
def sheet(person: Person) -> Any:
    """The sheet, opened by its key."""
    person.press("Ctrl+Alt+M")
    return person.sheet()


def press(button: Any) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def backends(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "vibekoder.toml").read_text("utf-8"))["backends"]


def test_a_test_sends_a_real_small_request_and_tells_its_times(
    person: Person, sheet: Any, server: ScriptedServer
) -> None:
    server.reply(stream(["ready"]))
    press(sheet.test)
    person.until(lambda: "Connected" in sheet.trial.words())
    assert server.visits[0].json()["model"] == "test-model"
    assert "Key accepted: from SCRIPTED_KEY" in sheet.trial.words()
    assert sheet.test.text() == "Test connection"
    assert not person.journals()


def test_a_refused_test_says_so_in_words_without_the_key(
    person: Person, sheet: Any, server: ScriptedServer
) -> None:
    server.reply(json_answer({"error": {"message": f"Bad {KEY}", "code": "invalid_api_key"}}, 401))
    press(sheet.test)
    person.until(lambda: "refused" in sheet.trial.words())
    assert KEY not in sheet.trial.words()


def test_a_test_can_be_stopped_and_closing_stops_it(
    person: Person, sheet: Any, server: ScriptedServer
) -> None:
    endless = stream(["a"]).but(body=(*openai_stream(["a"], None, done=False), 30))
    server.reply(endless, endless)
    press(sheet.test)
    person.until(lambda: server.visits)
    press(sheet.test)
    person.until(lambda: "Stopped" in sheet.trial.words())
    press(sheet.test)
    person.until(lambda: len(server.visits) == 2)
    person.press("Esc")
    person.until(lambda: server.visits[1].disconnected.is_set())


def test_the_parameters_that_the_typed_model_takes_are_offered(person: Person, sheet: Any) -> None:
    sheet.add_entry("anthropic")
    sheet.form.model.setText("claude-opus-4-8")
    sheet.form.model.textEdited.emit("claude-opus-4-8")
    press(sheet.form.add_parameter)
    offered = {n for n, one in sheet.form.parameter_actions.items() if one.isVisible()}
    sheet.form.parameter_menu.hide()
    assert offered == {
        *("max_tokens", "reasoning_effort", "show_reasoning", "stop", "response_format", "user")
    }


def test_the_servers_models_are_fetched_and_offered(
    person: Person, sheet: Any, server: ScriptedServer
) -> None:
    server.reply(MODELS)
    press(sheet.form.fetch)
    person.until(lambda: sheet.form.rows["model"].under.text() == "2 models listed")
    assert sheet.form.models.stringList() == ["small", "large"]
    assert sheet.form.pick.isVisible()


def test_a_list_that_cannot_be_had_is_said_beside_the_field(
    person: Person, sheet: Any, server: ScriptedServer
) -> None:
    server.reply(json_answer({"error": {"message": "no"}}, 500), json_answer({"data": []}))
    press(sheet.form.fetch)
    person.until(lambda: "server" in sheet.form.rows["model"].under.text())
    press(sheet.form.fetch)
    person.until(lambda: "with no models" in sheet.form.rows["model"].under.text())


def test_a_key_is_given_from_the_sheet(person: Person, sheet: Any) -> None:
    press(sheet.form.key.give)
    asked = person.shell.findChildren(KeySheet)[0]
    assert not asked.backends.isVisible()
    person.type("sk-other\n")
    person.until(lambda: "typed for this run" in sheet.form.rows["key"].under.text())
    assert sheet.isVisible()


def test_where_the_key_is_stays_on_this_machine(person: Person, sheet: Any, root: Path) -> None:
    before = (root / "vibekoder.toml").read_text("utf-8")
    source = sheet.form.key.source
    source.setCurrentIndex(source.findData(Source.NONE))
    sheet.flush()
    person.until(lambda: "No key is sent" in sheet.form.rows["key"].under.text())
    rules = Path(os.environ["XDG_CONFIG_HOME"]) / "vibekoder" / "keys.toml"
    assert 'source = "none"' in rules.read_text("utf-8")
    assert (root / "vibekoder.toml").read_text("utf-8") == before


def test_a_server_on_this_computer_is_added_by_one_press(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    server.reply(MODELS)
    local = PROVIDERS["lmstudio"]
    person.workspace.connections.places = ((local, f"{server.base_url}/"),)
    person.press("Ctrl+Alt+M")
    sheet = person.sheet()
    person.until(lambda: sheet.found_buttons)
    button = sheet.found_buttons["lmstudio"]
    assert button.text() == "LM Studio · 2 models"
    press(button)
    person.until(lambda: "lm-studio" in backends(root))
    assert backends(root)["lm-studio"]["model"] == "small"
    assert not server.visits[0].headers.get("authorization")


def test_a_session_that_says_the_old_name_goes_to_the_renamed_backend(
    person: Person, sheet: Any, server: ScriptedServer, root: Path
) -> None:
    QTest.keyClick(sheet.form.more, " ")
    sheet.form.beyond.name.setFocus()
    person.press("Ctrl+A")
    person.type("house\n")
    person.until(lambda: "[backends.house]" in (root / "vibekoder.toml").read_text("utf-8"))
    assert 'backend = "house"' in (root / "vibekoder.toml").read_text("utf-8")
    person.press("Esc")
    path = root / "sessions" / "old.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("---\nbackend: scripted\n---\n", "utf-8")
    person.workspace.open(path)
    person.until(lambda: person.tab.path == path)
    person.until(lambda: person.composer.prompt.hasFocus())
    server.reply(stream(["Here"]))
    assert person.ask().text == "Here"
    assert person.answer.model == "house/test-model"


def test_another_kind_keeps_what_makes_sense_and_is_what_the_next_send_speaks(
    qt_loop: object, person: Person, sheet: Any, server: ScriptedServer, root: Path
) -> None:
    sheet.form.kind.setFocus()
    anthropic = next(one for one in SPOKEN if one.kind == "anthropic")
    while sheet.form.kind.currentData() != "anthropic":
        person.press("Down")
    person.until(lambda: 'kind = "anthropic"' in (root / "vibekoder.toml").read_text("utf-8"))
    person.press("Esc")
    server.reply(anthropic.stream("Spoken otherwise"))
    person.send("Hello")
    person.until(lambda: server.visits)
    person.rest()
    assert person.answer.text == "Spoken otherwise"
    assert server.visits[-1].path == "/v1/messages"
    assert server.visits[-1].headers["x-api-key"] == KEY


def test_a_copy_is_an_entry_of_its_own(person: Person, sheet: Any, root: Path) -> None:
    sheet.duplicate.trigger()
    sheet.flush()
    person.until(lambda: "scripted-copy" in backends(root))
    assert backends(root)["scripted-copy"]["model"] == "test-model"


def test_a_removed_backend_comes_back(person: Person, sheet: Any, root: Path) -> None:
    sheet.remove.trigger()
    assert sheet.note.text() == "Scripted was removed."
    press(sheet.undo)
    person.until(lambda: not person.workspace.changes.pending)
    assert backends(root)["scripted"]["model"] == "test-model"
    assert person.workspace.project.default_backend == "scripted"


def test_what_was_changed_is_reverted(person: Person, sheet: Any, root: Path) -> None:
    QTest.keyClicks(sheet.form.model, "-two")
    sheet.flush()
    assert sheet.revert.isVisible()
    press(sheet.revert)
    person.until(lambda: not person.workspace.changes.pending)
    assert sheet.form.model.text() == backends(root)["scripted"]["model"] == "test-model"


def test_a_provider_whose_key_is_set_is_offered(person: Person, root: Path) -> None:
    person.workspace.backends.keys.environ = {"MISTRAL_API_KEY": KEY}
    person.press("Ctrl+Alt+M")
    sheet = person.sheet()
    button = sheet.found_buttons["mistral"]
    assert button.text() == "Mistral · MISTRAL_API_KEY"
    press(button)
    person.until(lambda: "mistral" in backends(root))
    assert KEY not in (root / "vibekoder.toml").read_text("utf-8")


def test_a_test_names_the_model_that_it_has_asked(
    person: Person, sheet: Any, server: ScriptedServer
) -> None:
    person.workspace.backends.keys.environ = {"OPENAI_MODEL": "from-outside", "SCRIPTED_KEY": KEY}
    sheet.form.model.clear()
    sheet.form.edited.emit()
    server.reply(stream(["ready"]))
    press(sheet.test)
    person.until(lambda: "Connected" in sheet.trial.words())
    assert server.visits[0].json()["model"] == "from-outside"
    assert "First word from from-outside" in sheet.trial.words()


def test_a_price_in_the_sheet_says_whose_it_is_and_of_which_day(opens: Opens, root: Path) -> None:
    write_project(root, "https://api.openai.com/v1")
    file = root / "vibekoder.toml"
    file.write_text(file.read_text("utf-8").replace("test-model", "gpt-5"), "utf-8")
    person = opens()
    person.press("Ctrl+Alt+M")
    hint = person.sheet().form.rows["model"].under
    person.until(lambda: "OpenAI's list price of 2026-" in hint.text())


def test_how_much_a_local_model_holds_is_asked_when_models_are_chosen_from(
    qt_loop: object, opens: Opens, root: Path, server: ScriptedServer
) -> None:
    write_project(root, server.base_url)
    file = root / "vibekoder.toml"
    file.write_text(file.read_text("utf-8").replace('"openai"', '"ollama"'), "utf-8")
    person = opens()
    shown = {"capabilities": ["vision"], "model_info": {"llama.context_length": 4096}}
    server.reply(json_answer({"models": [{"name": "test-model"}]}), json_answer(shown))
    person.press("Ctrl+M")
    backends, project = person.window.workspace.backends, person.window.workspace.project
    entry = project.backend("scripted")
    person.until(lambda: backends.facts(project, entry, "test-model").context == 4096)
    person.press("Esc")
    done = {"message": {"content": "Hi"}, "done": True, "done_reason": "stop"}
    server.reply(json_answer(done))
    assert person.ask() is not None
    assert server.visits[-1].json()["options"]["num_ctx"] == 4096
