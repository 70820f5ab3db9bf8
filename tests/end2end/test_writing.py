"""Writing a prompt by keys: names are completed, actions named, in the composer and in the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.completion_list import CompletionList

HELLO = "<!-- include: src/hello.py -->"


@pytest.fixture(autouse=True)
def project(root: Path) -> None:
    """A project with something to name."""
    for name, text in {
        "src/hello.py": "def hello():\n    return 1\n",
        "src/world.py": "world = 1\n",
        "docs/plan.md": "# Plan\n\n## Scope\n\nNo.\n",
        'docs/odd "name".md': "odd\n",
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")


def listed(person: Person) -> list[str]:
    """What the list at the caret offers; nothing while it is closed."""
    open_ones = [one for one in person.shell.findChildren(CompletionList) if one.isVisible()]
    return [row.text for one in open_ones for row in one.shown]


def offered(person: Person, name: str) -> None:
    """Wait until the list offers this first."""
    person.until(lambda: listed(person)[:1] == [name])


def test_a_path_is_completed_in_the_composer(person: Person) -> None:
    person.type("<!-- include: hel")
    offered(person, "src/hello.py")
    person.press("Return")
    assert person.composer.text() == HELLO
    assert not listed(person)


def test_a_name_that_needs_quotes_gets_them(person: Person) -> None:
    person.type("<!-- include: odd")
    offered(person, 'docs/odd "name".md')
    person.press("Return")
    assert person.composer.text() == '<!-- include: "docs/odd \\"name\\".md" -->'


def test_tab_goes_on_to_a_heading(person: Person) -> None:
    person.type("<!-- include: plan")
    offered(person, "docs/plan.md")
    person.press("Tab")
    person.type("#Sc")
    offered(person, "Scope")
    person.press("Return")
    assert person.composer.text() == "<!-- include: docs/plan.md#Scope -->"


def test_lines_are_offered_up_to_the_end_of_the_file(person: Person) -> None:
    person.type("<!-- include: docs/plan.md#L2")
    offered(person, "L2-5")
    person.press("Return")
    assert person.composer.text() == "<!-- include: docs/plan.md#L2-5 -->"


def test_commands_are_completed(person: Person) -> None:
    person.type("<!-- command: git_d")
    offered(person, "git_diff")
    person.press("Tab")
    assert person.composer.text() == "<!-- command: git_diff -->"


def test_an_at_sign_includes_a_file_and_is_sent(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.type("Look at @wor")
    offered(person, "src/world.py")
    person.press("Return")
    assert person.composer.text() == "Look at\n<!-- include: src/world.py -->\n"
    person.type("What is it?")
    person.press("Ctrl+Return")
    person.rest()
    assert "world = 1" in server.visits[0].json()["messages"][0]["content"]


def test_what_was_put_in_is_taken_back_by_one_undo(person: Person) -> None:
    person.type("@hel")
    offered(person, "src/hello.py")
    person.press("Return", "Ctrl+Z")
    assert person.composer.text() == "@hel"


def test_the_arrows_choose_and_the_text_keeps_the_focus(person: Person) -> None:
    person.type("<!-- include: src/")
    person.until(lambda: len(listed(person)) == 3)
    second = listed(person)[1]
    person.press("Down")
    assert person.composer.prompt.hasFocus()
    person.press("Return")
    assert person.composer.text() == f"<!-- include: {second} -->"


def test_escape_closes_the_list_and_stops_nothing(person: Person, server: ScriptedServer) -> None:
    person.type("@hel")
    offered(person, "src/hello.py")
    person.press("Esc")
    assert not listed(person)
    assert person.composer.text() == "@hel"
    person.type("l")
    person.until(lambda: person.composer.text() == "@hell")
    assert not listed(person)
    person.press("Return")
    assert person.composer.text() == "@hell\n"


def test_nothing_is_offered_while_a_word_is_composed(person: Person) -> None:
    person.type("@hel")
    offered(person, "src/hello.py")
    composing = QInputMethodEvent("かな", [])
    QCoreApplication.sendEvent(person.composer.prompt, composing)
    person.until(lambda: not listed(person))
    person.press("Return")
    assert "include" not in person.composer.text()


def test_nothing_is_offered_inside_a_fence(person: Person) -> None:
    person.type("```\n@hel")
    QCoreApplication.processEvents()
    assert not listed(person)


def test_a_slash_lists_the_actions_and_return_carries_one_out(person: Person) -> None:
    before = person.window.zoom.steps
    person.type("/larger t")
    offered(person, "Larger text")
    person.press("Return")
    assert person.composer.text() == ""
    assert person.window.zoom.steps == before + 1


def test_a_path_that_begins_with_a_slash_is_sent_as_text(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("/usr/bin fails")
    assert server.visits[0].json()["messages"][0]["content"] == "/usr/bin fails"


def test_a_directive_is_completed_in_an_earlier_prompt(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Look:\nplease")
    person.editor.setFocus()
    person.editor.set_caret(1, person.tab.desk.shown(1).index("please"))
    person.type("<!-- include: hel")
    assert not listed(person)
    QTest.keyClick(person.editor, Qt.Key.Key_Return)
    person.press("Up", "End")
    person.press("Backspace")
    person.type("l")
    offered(person, "src/hello.py")
    person.press("Return")
    person.saved()
    assert f"{HELLO}\nplease" in person.on_disk().slices[0].body
    person.agree()


def test_nothing_is_offered_in_an_answer(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Hello")
    person.editor.setFocus()
    person.editor.set_caret(2, len(person.tab.desk.shown(2)) - 1)
    person.type("\n<!-- include: hel")
    QCoreApplication.processEvents()
    assert not listed(person)


def test_the_list_goes_when_the_focus_does(person: Person) -> None:
    person.type("@hel")
    offered(person, "src/hello.py")
    person.composer.send.setFocus()
    assert not listed(person)


def test_a_click_takes_what_is_pressed(person: Person) -> None:
    person.type("@hel")
    offered(person, "src/hello.py")
    shown: Any = next(one for one in person.shell.findChildren(CompletionList) if one.isVisible())
    place = shown.view.visualRect(shown.model.index(0)).center()
    QTest.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert person.composer.text() == f"{HELLO}\n"
    assert person.composer.prompt.hasFocus()


def test_up_brings_back_the_prompts_of_the_session_then_of_the_project(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(*(stream(["Fine"]) for _ in range(3)))
    person.ask("in another session")
    person.new_session()
    person.ask(f"first\n{HELLO}")
    person.ask("second")
    person.press("Up")
    assert person.composer.text() == "second"
    person.press("Up")
    assert person.composer.text() == f"first\n{HELLO}"
    person.until(lambda: "in another session" in person.workspace.prompts.newest)
    person.press("Up")
    assert person.composer.text() == "in another session"
    person.press("Esc")
    assert person.composer.text() == ""


def test_undo_after_a_send_brings_back_no_draft_and_takes_nothing_from_the_session(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Hello")
    person.press("Ctrl+L", "Ctrl+Z")
    assert person.composer.text() == ""
    person.saved()
    assert [one.text for one in person.on_disk().slices] == ["Hello", "Fine"]
