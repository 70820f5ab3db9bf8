"""The parameters of a session and of one message, set over the composer by keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person, write_project
from tests.support.server import ScriptedServer, stream
from vibekoder.app.choice import Once
from vibekoder.store import front_matter
from vibekoder.ui.sheets.parameter_panel import ParameterPanel
from vibekoder.ui.sheets.parameter_rows import ParameterRow


def panel(person: Person) -> ParameterPanel:
    """The open panel."""
    person.press("Ctrl+Shift+M")
    found = [one for one in person.shell.findChildren(ParameterPanel) if one.isVisible()]
    return found[-1]


def go_to(person: Person, sheet: ParameterPanel, name: str) -> ParameterRow:
    """Tab to the field of a parameter."""
    row = sheet.rows[name]
    for _ in range(60):
        if person.focus is row.field:
            return row
        person.press("Tab")
    raise AssertionError(f"no Tab leads to {name}")


def front(person: Person) -> dict[str, object]:
    """The session's front matter, as the file has it."""
    person.saved()
    return dict(front_matter.read(person.on_disk().head.front))


def test_a_value_typed_for_the_session_is_kept_and_sent(
    person: Person, server: ScriptedServer
) -> None:
    sheet = panel(person)
    row = go_to(person, sheet, "temperature")
    person.type("0.25\n")
    assert row.source.text() == "this session"
    person.press("Esc")
    assert front(person)["params"] == {"temperature": "0.25"}
    server.reply(stream(["Yes"]))
    person.ask("Hello")
    assert server.visits[-1].json()["temperature"] == 0.25
    assert person.composer.parameters.text() == "1"


def test_a_value_for_one_message_is_over_with_it(person: Person, server: ScriptedServer) -> None:
    sheet = panel(person)
    sheet.where.setFocus()
    person.press("Down")
    go_to(person, sheet, "seed")
    person.type("7")
    person.press("Esc")
    server.reply(stream(["One"]), stream(["Two"]))
    person.ask("Hello")
    person.ask("And?")
    assert [visit.json().get("seed") for visit in server.visits] == [7, None]
    assert "params" not in front(person)


def test_every_layer_is_told_and_an_inner_one_can_be_taken_back(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    write_project(root, server.base_url, params="{ temperature = 0.5 }")
    person = opens()
    person.ready()
    sheet = panel(person)
    row = go_to(person, sheet, "temperature")
    assert row.field.placeholderText() == "0.5 · backend"
    assert row.source.text() == "backend"
    person.type("1\n")
    assert "backend: 0.5 · this session: 1" in row.help
    person.press("Tab", "Space")
    assert row.source.text() == "backend"
    person.press("Esc")
    assert "params" not in front(person)


def test_one_that_is_not_to_be_sent_is_taken_out(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    write_project(root, server.base_url, params="{ temperature = 0.5 }")
    person = opens()
    person.ready()
    go_to(person, panel(person), "temperature")
    person.type("null\n")
    person.press("Esc")
    server.reply(stream(["Yes"]))
    person.ask("Hello")
    assert "temperature" not in server.visits[-1].json()


def test_what_cannot_be_meant_is_said_and_not_kept(person: Person) -> None:
    sheet = panel(person)
    row = go_to(person, sheet, "temperature")
    person.type("9\n")
    assert row.source.text() == "not kept"
    assert "From 0 to 2." in sheet.help.text()
    assert row.field.text() == "9"
    person.press("Esc")
    assert "params" not in front(person)


def test_a_choice_is_made_from_a_list(person: Person, server: ScriptedServer) -> None:
    sheet = panel(person)
    row = go_to(person, sheet, "reasoning_effort")
    person.press("Down", "Down")
    assert row.source.text() == "this session"
    person.press("Esc")
    assert front(person)["params"] == {"reasoning_effort": "minimal"}


def test_what_the_model_does_not_take_is_not_offered(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    write_project(root, server.base_url)
    with (root / "vibekoder.toml").open("a", encoding="utf-8") as file:
        file.write('[models."test-model"]\nreasoning = false\n')
    person = opens()
    person.ready()
    row = panel(person).rows["reasoning_effort"]
    assert not row.field.isEnabled()
    assert "test-model does not reason" in row.help


def test_any_other_parameter_is_passed_on(person: Person, server: ScriptedServer) -> None:
    sheet = panel(person)
    sheet.more.setFocus()
    person.type('odd_thing = {"a": [1, 2]}\n')
    assert sheet.rows["odd_thing"].field.text() == '{"a": [1, 2]}'
    person.press("Esc")
    server.reply(stream(["Yes"]))
    person.ask("Hello")
    assert server.visits[-1].json()["odd_thing"] == {"a": [1, 2]}


def test_setting_one_is_a_step_that_undo_takes_back(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Yes"]))
    person.ask("Hello")
    go_to(person, panel(person), "seed")
    person.type("7\n")
    person.press("Esc")
    person.editor.setFocus()
    person.press("Ctrl+Z")
    assert "params" not in front(person)


def test_the_button_in_the_composer_opens_it(person: Person) -> None:
    person.composer.parameters.setFocus()
    person.press("Space")
    assert any(one.isVisible() for one in person.shell.findChildren(ParameterPanel))


def test_a_choice_of_one_message_stays_with_its_model(person: Person) -> None:
    person.tab.set_once(Once(model="other"))
    sheet = panel(person)
    sheet.where.setFocus()
    person.press("Down")
    go_to(person, sheet, "seed")
    person.type("7\n")
    assert person.tab.once == Once(model="other", params={"seed": 7})
    assert sheet.model.text() == "other · Scripted"


def test_a_click_beside_it_closes_it_and_keeps_what_was_typed(person: Person) -> None:
    sheet = panel(person)
    go_to(person, sheet, "seed")
    person.type("7")
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert not sheet.isVisible()
    assert front(person)["params"] == {"seed": "7"}


def test_it_stands_above_the_composer(person: Person) -> None:
    sheet = panel(person)
    place = person.composer.frame.mapTo(person.window, QPoint(0, 0))
    assert sheet.box.geometry().bottom() < place.y()
    assert abs(sheet.box.geometry().left() - place.x()) <= 1


def test_a_session_that_names_no_backend_of_the_project_is_told_so(
    opens: Opens, root: Path
) -> None:
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text("---\nbackend: gone\n---\n", encoding="utf-8")
    person = opens(session=path)
    person.until(lambda: person.window.current is not None)
    person.press("Ctrl+L")
    sheet = panel(person)
    assert "gone" in sheet.help.text()
    assert not sheet.rows
    person.press("Esc")
    assert not sheet.isVisible()


def test_what_one_layer_says_is_seen_while_another_is_edited(person: Person) -> None:
    sheet = panel(person)
    row = go_to(person, sheet, "seed")
    person.type("7\n")
    sheet.where.setFocus()
    person.press("Down")
    assert row.field.text() == ""
    assert row.field.placeholderText() == "7 · this session"
    go_to(person, sheet, "seed")
    person.type("9\n")
    assert row.source.text() == "this message"
    sheet.where.setFocus()
    person.press("Up")
    assert row.field.text() == "7"
