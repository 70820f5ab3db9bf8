"""Every text that is painted is told from its ground: window, panes and sheets, in each theme."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from tests.end2end.conftest import Opens
from tests.end2end.inks import Ink, inks
from tests.end2end.person import Person
from tests.end2end.streams import paced
from tests.end2end.test_accessible import SHEETS
from tests.end2end.test_focus_seen import MORE, PANES
from tests.support.server import ScriptedServer, failure, stream
from vibekoder.store.paths import settings_file
from vibekoder.ui.completion_list import CompletionList
from vibekoder.ui.theme import Theme, contrast

LEAST = 4.5
"""What WCAG 2.2 asks of text (1.4.3, AA)."""
STATES = "=={ System }==\nBe **brief**.\n\n=={ User }==\nWhy?\n\n" + "".join(
    f"=={{ Assistant | status={status} finish=stop usage=62/8/4/ secs=14.2 model=m }}==\n{text}\n"
    for status, text in (
        ("complete", "# One\n\n> said `so`, see [it](https://example.org)\n\n| a | b |\n|--|--|\n"),
        ("length", "```python\nimport re  # why\n@one\ndef two(a: int = 3):\n    '''x'''\n```\n"),
        (
            "filtered",
            "- one\n- [ ] two\n\n<details><summary>Reasoning · 2 s</summary>\nx\n</details>",
        ),
        ("stopped", "~~gone~~ *calm*\n<!-- include: gone.py -->\n<!-- run: ls -->"),
        ("interrupted", "```diff\n-one\n+two\n```"),
    )
)


@pytest.fixture(params=["light", "dark", "light high", "dark high"])
def settings(request: pytest.FixtureRequest) -> None:
    """The program is started in this theme, and nothing moves in it."""
    name, _, high = request.param.partition(" ")
    file = settings_file(os.environ)
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = f'[ui]\ntheme = "{name}"\nmotion = "none"\ncontrast = "{high or "usual"}"\n'
    file.write_text(lines, "utf-8")


@pytest.fixture
def reader(settings: None, root: Path, opens: Opens) -> Person:
    """Somebody before a session that has everything in it."""
    (root / "sessions").mkdir()
    (root / "sessions" / "001.md").write_text(STATES, "utf-8")
    (root / "clock.py").write_text("tick = 1\n", "utf-8")
    person = opens(session=root / "sessions" / "001.md")
    person.ready()
    person.shell.resize(1440, 1800)
    return person


@pytest.fixture
def asker(reader: Person, server: ScriptedServer) -> Person:
    """The same one after an answer and a notice, a piece for the next prompt written."""
    server.reply(stream(["Fine"]))
    reader.ask("Hello")
    reader.window.say("error", "Something was told", "And what to do about it.")
    reader.press("Ctrl+L")
    reader.type("<!-- include: clock.py -->")
    reader.until(lambda: reader.window.composing.panel.model.rows)
    return reader


def poor(person: Person, widget: QWidget) -> list[str]:
    """Texts with too little contrast, or of which the table of the look knows nothing."""
    theme = person.window.findChild(Theme) or person.program.findChild(Theme)
    assert theme is not None
    found = []
    for same in inks(widget):
        under = widget.childAt(same[0].place.toPoint())
        if under is None or under.isEnabled():
            found += min((list(told(theme, ink)) for ink in same), key=len)
    return sorted(set(found))


def told(theme: Theme, ink: Ink) -> Iterator[str]:
    pairs = {f"{a} on {b}" for a in names(theme, ink.color) for b in names(theme, ink.ground)}
    ratio = contrast(ink.color, ink.ground)
    if ratio < LEAST:
        yield f"{ratio:.2f} {sorted(pairs)} {ink.text[:40]}"
    elif pairs and not theme.high_contrast and not pairs & theme.tokens.contrast[theme.name].keys():
        yield f"no pair {ink.color.name()} {ink.ground.name()} {sorted(pairs)} {ink.text[:40]}"


def names(theme: Theme, color: QColor) -> list[str]:
    """Which tokens have this colour."""
    return [token for token in theme.tokens.colors[theme.name] if theme.color(token) == color]


def test_the_first_page(settings: None, opens: Opens) -> None:
    person = opens(project=None)
    assert poor(person, person.window) == []


def test_a_project_without_sessions(settings: None, opens: Opens, root: Path) -> None:
    person = opens()
    person.ready()
    assert poor(person, person.window) == []


def test_every_kind_of_text_and_ending(reader: Person) -> None:
    assert poor(reader, reader.window) == []
    reader.editor.set_caret(1, 0)
    assert poor(reader, reader.window) == []


def test_the_panes(asker: Person) -> None:
    for action in PANES:
        asker.window.trigger(action)
        asker.type("one")
        assert poor(asker, asker.window) == [], action


@pytest.mark.parametrize("actions", [SHEETS[:8], SHEETS[8:], MORE])
def test_the_sheets(asker: Person, actions: tuple[str, ...]) -> None:
    for action in actions:
        asker.window.trigger(action)
        sheet = asker.sheet()
        lists = [one for one in sheet.findChildren(QAbstractItemView) if one.isVisible()]
        asker.until(lambda lists=lists: all(one.model().rowCount() for one in lists))
        assert poor(asker, sheet.box) == [], action
        sheet.dismiss()


def test_an_answer_while_it_comes(reader: Person, server: ScriptedServer) -> None:
    talk = paced("Still ", "talking")
    server.reply(talk.answer)
    reader.send("Go on")
    reader.shows("Still ")
    assert poor(reader, reader.window) == []


@pytest.mark.parametrize("status", [401, 404])
def test_a_request_that_fails(reader: Person, server: ScriptedServer, status: int) -> None:
    server.reply(failure(status, "no"))
    reader.ask("Go on")
    assert poor(reader, reader.window) == []


@pytest.mark.parametrize("letters", ["/", "@clo"])
def test_what_completes_what_is_typed(reader: Person, letters: str) -> None:
    reader.type(letters)
    reader.until(lambda: any(one.isVisible() for one in reader.shell.findChildren(CompletionList)))
    assert poor(reader, reader.window) == []


def test_what_is_selected(reader: Person) -> None:
    reader.editor.setFocus()
    reader.press("Ctrl+A")
    assert reader.editor.textCursor().hasSelection()
    assert poor(reader, reader.window) == []


def test_the_menus(reader: Person) -> None:
    for menu in reader.window.top.menus.actions():
        shown = menu.menu()
        assert isinstance(shown, QMenu)
        shown.ensurePolished()
        shown.resize(shown.sizeHint())
        assert poor(reader, shown) == []
