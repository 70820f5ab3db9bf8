"""An expert's path through the window, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer

CODE = "```python\nprint('tempo')\n```"


@pytest.fixture
def expert(opens: Opens, root: Path) -> Person:
    """Somebody in a project of two sessions, a third one open."""
    (root / "sessions").mkdir()
    drift = file_text("u aaaaaa: Why does the tempo drift?", f"a bbbbbb: # The clock\n\n{CODE}")
    for name, title, text in (("001", "Ties", file_text("u: Hi")), ("002", "Tempo map", drift)):
        (root / "sessions" / f"{name}.md").write_text(f"---\ntitle: {title}\n---\n{text}", "utf-8")
    person = opens(session=root / "sessions" / "001.md")
    person.ready()
    person.until(lambda: len(person.workspace.rows) == 2)
    return person


def test_everything_is_reached_with_the_keyboard_alone(
    expert: Person, server: ScriptedServer
) -> None:
    _seek_and_find(expert)
    _fold_and_copy(expert)
    _strike_and_stop(expert, server)
    _visit_every_pane(expert)
    expert.quit()


def _seek_and_find(expert: Person) -> None:
    """Search in all sessions, and go to a heading of what was found."""
    expert.press("Ctrl+Shift+F")
    expert.type("drift")
    expert.until(lambda: expert.window.seeking.panel.tree.rows)
    expert.press("Return")
    expert.until(lambda: expert.path.name == "002.md" and expert.editor.hasFocus())
    expert.until(lambda: expert.editor.textCursor().selectedText() == "drift")
    expert.press("Ctrl+G")
    expert.type("clock")
    expert.press("Return")
    expert.until(lambda: expert.editor.hasFocus())
    assert expert.editor.caret()[0] == 2


def _fold_and_copy(expert: Person) -> None:
    """Copy the next block of code; fold the answer by the palette, and open it again by its key."""
    expert.press("Ctrl+Down", "Ctrl+Shift+C")
    assert QGuiApplication.clipboard().text().strip() == "print('tempo')"
    before = expert.editor.remembered_folds()
    expert.press("Ctrl+Shift+P")
    expert.type("fold or unfold all answers")
    expert.press("Return")
    expert.until(lambda: expert.editor.remembered_folds() != before)
    expert.press("Ctrl+Shift+F9")
    expert.until(lambda: expert.editor.remembered_folds() == before)


def _strike_and_stop(expert: Person, server: ScriptedServer) -> None:
    """Send a prompt, and stop its answer: what came is kept."""
    talk = paced("It drifts ", "because")
    server.reply(talk.answer)
    expert.send("And now?")
    expert.shows("It drifts ")
    expert.press("Esc")
    expert.rest()
    assert expert.answer is not None
    assert (expert.answer.status, expert.answer.text.strip()) == ("stopped", "It drifts")


def _visit_every_pane(expert: Person) -> None:
    """Outline, pieces, sessions, prompt and text: each by its key, and panes by the palette."""
    window = expert.window
    for keys, there in (
        ("Ctrl+Shift+O", window.side),
        ("Ctrl+Shift+L", window.side),
        ("Ctrl+Shift+K", window.project),
        ("Ctrl+L", expert.composer),
    ):
        expert.press(keys)
        expert.until(lambda there=there: there.isAncestorOf(expert.focus))
    for name, pane in (
        ("Project panel", window.project),
        ("Requests panel", window.requests),
        ("Side panel", window.side),
    ):
        shown = pane.isVisible()
        expert.press("Ctrl+Shift+P")
        expert.type(name)
        expert.press("Return")
        expert.until(lambda pane=pane, shown=shown: pane.isVisible() is not shown)
