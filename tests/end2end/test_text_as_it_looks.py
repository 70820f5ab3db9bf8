"""How the text of a session looks and folds in the real window, clause by clause."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.end2end.conftest import Opens
from tests.end2end.inks import Ink, inks
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, endless
from vibekoder.core import settings
from vibekoder.core.header import write_header
from vibekoder.core.messages import Role
from vibekoder.ui.theme import contrast
from vibekoder.ui.words import moment

HEAD = "=={ Assistant | id=aaaaaa }==\n"
TEXT = (
    f"{HEAD}<details><summary>Reasoning · 2 s</summary>\n\nlong thought\n\n</details>\n\n"
    "See **strong**, *slanted*, `code` and [docs](https://x.org).\n\n"
    "- an item of a list, in words that go on until the edge of the column is reached and "
    "then some more of them\n\n```python\ndef strike():\n    return 1\n```\n\nlast line\n"
)


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody in the last line of an answer."""
    path = root / "sessions" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(TEXT, encoding="utf-8")
    return at_end(opens(session=path))


def at_end(person: Person) -> Person:
    person.until(lambda: person.window.current is not None)
    person.editor.setFocus()
    person.editor.set_caret(1, len(person.editor.part_texts()[1]) - 1)
    return person


def painted(person: Person) -> list[Ink]:
    """The texts that the editor shows now."""
    return [one for same in inks(person.editor.viewport()) for one in same]


def line(person: Person, begin: str) -> QTextBlock:
    """The first line that begins so, laid out."""
    block = person.editor.document().firstBlock()
    while not block.text().startswith(begin):
        block = block.next()
    person.editor.page.data(block)
    return block


def look_of(person: Person, word: str, begin: str) -> QTextCharFormat:
    """How a word of a line looks."""
    block = line(person, begin)
    at = block.text().index(word)
    looks = [one for one in block.layout().formats() if one.start <= at < one.start + one.length]
    return QTextCharFormat(looks[-1].format) if looks else QTextCharFormat()


def seen(person: Person, begin: str) -> bool:
    return line(person, begin).isVisible()


def test_words_look_as_their_signs_ask_for(reader: Person) -> None:
    prose = look_of(reader, "See", "See")
    strong, slanted = look_of(reader, "strong", "See"), look_of(reader, "slanted", "See")
    code, link = look_of(reader, "code", "See"), look_of(reader, "docs", "See")
    assert strong.fontWeight() > prose.fontWeight()
    assert slanted.fontItalic()
    assert code.fontFamilies() != prose.fontFamilies()
    assert link.foreground().color() != prose.foreground().color()


def test_code_has_colours_on_a_ground_of_its_own(reader: Person) -> None:
    word, name = look_of(reader, "def", "def strike"), look_of(reader, "strike", "def strike")
    assert word.foreground().color() != name.foreground().color()
    block = line(reader, "    return")
    rect = reader.editor.blockBoundingGeometry(block).translated(reader.editor.contentOffset())
    ground = reader.editor.viewport().grab().toImage()
    right = round(reader.editor.page.column.right) - 20
    theme = reader.editor.look.theme
    assert QColor(ground.pixel(right, round(rect.center().y()))) == theme.color("codeBg")


def test_a_wrapped_item_hangs_behind_its_sign(reader: Person) -> None:
    layout = line(reader, "- an item").layout()
    assert layout.lineCount() > 1
    assert layout.lineAt(1).x() > layout.lineAt(0).x()


def test_signs_are_dim_in_every_line_where_that_is_set(reader: Person) -> None:
    assert look_of(reader, "**", "See").foreground().color().alpha() == 0
    reader.window.preferences.set(settings.MARKS, "dimmed")
    reader.until(lambda: look_of(reader, "**", "See").foreground().color().alpha() > 0)


def test_the_text_follows_the_theme_at_once(reader: Person) -> None:
    before = look_of(reader, "docs", "See").foreground().color()
    reader.window.preferences.set(settings.THEME, "dark")
    reader.until(lambda: look_of(reader, "docs", "See").foreground().color() != before)
    reader.window.preferences.set(settings.THEME, "light")
    reader.until(lambda: look_of(reader, "docs", "See").foreground().color() == before)


def test_the_wheel_scrolls_by_pixels(opens: Opens, root: Path) -> None:
    path = root / "sessions" / "long.md"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + "Words of a line.\n\n" * 200, encoding="utf-8")
    person = at_end(opens(session=path))
    editor = person.editor
    editor.show_place(1, 1500)
    block = editor.cursorForPosition(QPoint(400, 300)).block()
    before = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).top()
    place = QPointF(400, 300)
    event = QWheelEvent(
        *(place, QPointF(editor.viewport().mapToGlobal(place)), QPoint(0, -7), QPoint()),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase),
        False,
    )
    QApplication.sendEvent(editor.viewport(), event)
    after = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).top()
    assert before - after == 7


def test_code_and_opened_reasoning_are_as_they_were_after_a_restart(
    reader: Person, opens: Opens
) -> None:
    assert not seen(reader, "long thought")
    reader.press("Ctrl+F9", "Ctrl+Up", "F9")
    assert seen(reader, "long thought")
    assert not seen(reader, "def strike")
    reader.quit()
    again = opens()
    again.until(lambda: again.window.current is not None)
    again.until(lambda: not seen(again, "def strike"))
    assert seen(again, "long thought")


def test_a_running_banner_counts_its_seconds_beside_a_quiet_sign(
    person: Person, server: ScriptedServer
) -> None:
    server.fallback = endless(rate=20)
    person.send("Hello")
    person.until(lambda: person.tab.arriving and person.banner().word == "answering")
    first = person.banner().seconds
    assert first is not None
    person.until(lambda: (person.banner().seconds or 0) > first)
    assert [act.name for act in person.banner().acts] == ["stop"]
    (state,) = [one for one in painted(person) if one.text.startswith("answering")]
    assert float(state.text.split()[1]) > 0
    seen = person.editor.viewport().grab().toImage()
    middle = QPoint(round(state.place.x()) - 11, round(state.place.y()) - 5)
    around = seen.pixelColor(middle - QPoint(0, 9))
    assert contrast(seen.pixelColor(middle), around) > 1.5
    person.press("Esc")
    person.rest()
    assert person.banner().seconds is None


def test_a_banner_tells_role_model_time_tokens_and_cost(opens: Opens, root: Path) -> None:
    then = datetime.now().astimezone().replace(microsecond=0)
    told = {"model": "scripted/test-model", "usage": "9/2//", "cost": "0.21"}
    header = write_header(Role.ASSISTANT, then.isoformat(sep=" "), told.items())
    path = root / "sessions" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"{header}\nHi\n", encoding="utf-8")
    person = opens(session=path)
    person.ready()
    wanted = {"Assistant", "test-model", moment(then, then), "2 tokens · $0.21"}
    person.until(lambda: wanted <= {one.text for one in painted(person)})
