"""What was pasted into a session's text and holds directives."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream

INCLUDE = "<!-- include: hello.py -->"


def paste_into_text(person: Person, text: str, part: int = 1) -> None:
    """Paste at the end of a slice's text."""
    person.editor.setFocus()
    person.editor.set_caret(part, len(person.tab.desk.shown(part).rstrip("\n")))
    QGuiApplication.clipboard().setText(text)
    person.press("Ctrl+V")


def test_what_was_pasted_into_the_text_acts_too_if_the_person_says_so(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Look:")
    paste_into_text(person, f"\n{INCLUDE}\nand\n\\{INCLUDE}")
    assert person.tab.session.slices[0].body == f"Look:\n\\{INCLUDE}\nand\n\\\\{INCLUDE}"
    person.press_notice("live")
    assert person.tab.session.slices[0].body == f"Look:\n{INCLUDE}\nand\n\\{INCLUDE}"
    person.saved()
    person.agree()
    person.editor.setFocus()
    person.press("Ctrl+Z")
    assert person.tab.session.slices[0].body == f"Look:\n\\{INCLUDE}\nand\n\\\\{INCLUDE}"


def test_lines_that_have_changed_since_are_let_be(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Look:")
    paste_into_text(person, f"\n{INCLUDE}")
    person.press("Backspace")
    before = person.tab.session
    person.press_notice("live")
    assert person.tab.session is before


def test_words_that_name_no_file_are_pasted_without_a_word(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Look:")
    paste_into_text(person, "\nnothing here")
    assert person.tab.session.slices[0].body == "Look:\nnothing here"
    assert person.notices() == []
