"""The outline in the real window, by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.end2end.streams import paced
from tests.support.server import ScriptedServer, stream
from vibekoder.core.tokens import estimate
from vibekoder.ui.panels.outline_tree import OutlineTree

USAGE = {"prompt_tokens": 600, "completion_tokens": 2}
SESSION = """=={ User }==
What is it?

=={ Assistant | id=aaaaaa usage=4/868// }==
# Alpha
words
```
# no heading
```
## Beta
more
"""


@pytest.fixture
def reader(root: Path, opens: Callable[..., Person]) -> Person:
    """Somebody with a session that has slices and headings."""
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text(SESSION, encoding="utf-8")
    person = opens()
    person.ready()
    person.workspace.open(path)
    person.until(lambda: person.path == path)
    return person


def shown(person: Person) -> list[tuple[str, str]]:
    """First words and tokens of the slices."""
    tree = tree_of(person)
    return [(tree.entry(row).text, tree.entry(row).figure) for row in range(tree.count)]


def tree_of(person: Person) -> OutlineTree:
    view = person.window.side.outline.view
    assert view is not None
    return view.tree


def marked(person: Person) -> str:
    view = person.window.side.outline.view
    assert view is not None
    return str(view.currentIndex().data())


def test_the_outline_lists_slices_with_first_words_and_tokens(reader: Person) -> None:
    assert shown(reader) == [("What is it?", "~5"), ("Alpha", "868")]


def test_headings_stand_below_their_slice_and_code_has_none(reader: Person) -> None:
    reader.until(lambda: [one.text for one in tree_of(reader).headings(1)] == ["Alpha", "Beta"])


def test_return_in_the_outline_goes_to_the_heading(reader: Person) -> None:
    reader.until(lambda: tree_of(reader).headings(1))
    reader.press("Ctrl+Shift+O", "End", "Right", "Down", "Down", "Return")
    assert reader.editor.hasFocus()
    part, point = reader.editor.caret()
    assert reader.editor.part_texts()[part][point:].startswith("## Beta")


def test_the_outline_follows_the_caret(reader: Person) -> None:
    reader.editor.setFocus()
    reader.press("Ctrl+Home")
    reader.until(lambda: marked(reader) == "What is it?")
    reader.press("Alt+Down")
    reader.until(lambda: marked(reader) == "Alpha")


def test_what_is_typed_shows_in_the_outline(reader: Person) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(1, len("=={ User }==\n"))
    reader.type("So: ")
    assert shown(reader)[0][0] == "So: What is it?"
    reader.editor.set_caret(2, len(reader.editor.part_texts()[2]))
    reader.type("# Gamma")
    reader.until(lambda: [h.text for h in tree_of(reader).headings(1)][-1:] == ["Gamma"])


def test_an_answer_shows_in_the_outline_while_it_streams(
    person: Person, server: ScriptedServer
) -> None:
    answer = paced("# Why\n", "It rings", ".")
    server.reply(answer.answer)
    person.send("Hello")
    answer.go(1)
    person.until(lambda: shown(person)[1:2] and shown(person)[1][0] == "Why")
    assert tree_of(person).entry(1).state == "answering"
    person.press("Esc")
    answer.end()
    person.rest()
    assert tree_of(person).entry(1).state == "stopped"


def test_the_panel_is_hidden_and_comes_back_as_it_was(reader: Person) -> None:
    reader.shell.resize(1440, 900)
    reader.until(lambda: reader.window.panes.shows_side)
    width = reader.window.side.width()
    reader.window.trigger("view.side")
    assert not reader.window.side.isVisible()
    reader.window.trigger("view.side")
    reader.until(lambda: reader.window.side.width() == width)


def test_a_closed_session_takes_its_outline_along(reader: Person) -> None:
    reader.press("Ctrl+W", "Ctrl+W")
    assert reader.window.side.outline.view is None
    assert reader.window.side.outline.pages.count() == 1


def test_what_a_model_counted_corrects_what_the_outline_estimates(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"], usage=USAGE))
    person.composer.set_text("word " * 400)
    person.press("Ctrl+Return")
    person.rest()
    person.until(lambda: tree_of(person).entry(0).tokens > 1.2 * estimate("word " * 400))
    assert tree_of(person).entry(1).tokens == 2
