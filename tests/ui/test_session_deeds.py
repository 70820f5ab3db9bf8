"""What is done with the shown session, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.end2end.streams import Paced
from tests.support.server import ScriptedServer, stream


def test_ctrl_l_goes_from_the_text_to_the_composer(reader: Person) -> None:
    reader.editor.setFocus()
    reader.press("Ctrl+L")
    assert reader.composer.prompt.hasFocus()


def test_alt_and_arrows_step_from_slice_to_slice(reader: Person) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(1, 0)
    seen = []
    for keys in ("Alt+Down", "Alt+Down", "Alt+Down", "Alt+Up"):
        reader.press(keys)
        seen.append(reader.editor.part_of_caret())
    assert seen == [2, 3, 3, 2]


def test_ctrl_z_and_ctrl_shift_z_undo_and_redo_in_the_text(reader: Person) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type(" more")
    assert reader.tab.session.slices[2].text == "Three more"
    reader.press("Ctrl+Z")
    assert reader.tab.session.slices[2].text == "Three"
    reader.press("Ctrl+Shift+Z")
    assert reader.tab.session.slices[2].text == "Three more"


def test_the_menu_undoes_where_the_person_was_writing(reader: Person) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type("!")
    reader.press("Ctrl+L")
    reader.type("draft")
    reader.window.trigger("edit.undo")
    assert reader.composer.text() != "draft"
    assert reader.tab.session.slices[2].text == "Three!"
    reader.window.trigger("edit.redo")
    assert reader.composer.text() == "draft"


def test_ctrl_s_saves_at_once_and_says_when(reader: Person, written: Path) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type("!")
    reader.saved()
    assert "Three!" in written.read_text("utf-8")
    reader.until(lambda: reader.window.status.saved.text().startswith("Saved "))


@pytest.mark.parametrize("keys", ["Ctrl+Return", "Ctrl+Enter"])
def test_both_return_keys_send(person: Person, server: ScriptedServer, keys: str) -> None:
    server.reply(stream(["Fine"]))
    person.type("Hello")
    person.press(keys)
    person.rest()
    assert person.answer is not None


def test_send_in_the_menu_sends_what_is_written(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.type("Hello")
    person.window.trigger("session.send")
    person.rest()
    assert server.visits[0].json()["messages"][0]["content"] == "Hello"


def test_esc_stops_and_keeps_what_came(person: Person, talk: Paced) -> None:
    person.press("Esc")
    person.rest()
    assert person.answer is not None
    assert (person.answer.text, person.answer.status) == ("First ", "stopped")


def test_why_nothing_was_sent_is_said_until_the_next_send(person: Person) -> None:
    person.send("<!-- include: gone.py -->")
    person.until(lambda: person.window.notices.cards)
    person.press("Ctrl+Return")
    person.until(lambda: len(person.notices()) == 2)
    assert len(person.window.notices.cards) == 1
