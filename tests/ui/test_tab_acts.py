"""What the buttons of a notice do in the session's tab."""

from __future__ import annotations

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.core.edits import Edit

MISSING = "<!-- include: missing.py -->"


def test_what_is_sent_without_a_piece_is_what_was_refused(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["One"]), stream(["Two"]), stream(["Anew"]))
    person.ask("First")
    person.ask("Second")
    end = len(person.tab.desk.shown(1).rstrip("\n"))
    person.tab.show(person.tab.desk.edit(Edit(1, end, 1, end, f"\n{MISSING}"), 0.0))
    person.choose(2, "Regenerate")
    person.press_notice("without")
    person.until(lambda: len(server.visits) == 3)
    person.rest()
    messages = server.visits[2].json()["messages"]
    assert len(messages) == 1
    assert "missing.py" in messages[0]["content"]


def test_the_line_that_cannot_be_had_is_gone_to(person: Person, server: ScriptedServer) -> None:
    person.ask(f"Look:\n{MISSING}\nWhy?")
    person.press_notice("line")
    assert person.composer.prompt.textCursor().selectedText() == MISSING
    assert person.composer.prompt.hasFocus()


def test_the_line_of_an_earlier_slice_is_gone_to_in_the_text(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["One"]))
    person.ask("First")
    end = len(person.tab.desk.shown(1).rstrip("\n"))
    person.tab.show(person.tab.desk.edit(Edit(1, end, 1, end, f"\n{MISSING}"), 0.0))
    person.ask("Second")
    person.press_notice("line")
    assert person.editor.textCursor().block().text() == MISSING
    assert person.editor.hasFocus()
