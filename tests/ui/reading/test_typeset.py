"""Documents of blocks: what can be read in them, and what is painted around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from pygments.lexers import PythonLexer
from PySide6.QtGui import QImage, QTextCursor, QTextDocument

from vibekoder.ui.editor.syntax import Palette
from vibekoder.ui.look import Look
from vibekoder.ui.reading.blocks import read
from vibekoder.ui.reading.typeset import Page, line_at, marks, top_of_line, typeset


@dataclass(frozen=True)
class Shown:
    image: QImage | None
    why: str = ""


@pytest.fixture
def page(look: Look) -> Page:
    def picture(address: str) -> Any:
        there = QImage(2000, 1000, QImage.Format.Format_RGB32)
        return Shown(there) if address == "a.png" else Shown(None, f"(not {address})")

    palette = Palette(look.theme.tokens.syntax_map)
    return Page(look, 1.0, 600.0, palette, lambda _: PythonLexer(stripnl=False), picture)


def document(text: str, page: Page) -> QTextDocument:
    made = QTextDocument()
    typeset(made, read(text), page)
    made.setTextWidth(page.width)
    made.size()
    return made


def test_everything_can_be_read_with_the_signs_of_lists(page: Page) -> None:
    made = document("# A\n\n- b\n\n|c|d|\n|-|-|\n|e|f|\n\n```python\ng = 1\nh = 2\n```\n", page)
    told = made.toPlainText()
    for word in ("A", "•\tb", "c", "f", "g = 1\nh = 2"):
        assert word in told


def test_code_quotes_rules_and_tasks_are_painted_in_the_column(page: Page) -> None:
    made = document("> a\n\n---\n\n- [x] b\n- [ ] c\n\n```\nd\n```\n\n> e", page)
    found = list(marks(made, page.width))
    assert [one.kind for one in found] == ["quote", "rule", "done", "open", "code", "quote"]
    assert all(one.rect.right() <= page.width for one in found)


def test_a_heading_below_other_text_keeps_its_room_above(page: Page) -> None:
    tops = []
    for follows in (False, True):
        made = document("# A\n\nwords", replace(page, follows=follows))
        tops.append(made.documentLayout().blockBoundingRect(made.begin()).top())
    assert tops[0] == 0
    assert tops[1] > 5


def test_code_that_came_on_has_no_room_above(page: Page) -> None:
    alone = document("```\nx\n```", page)
    joined = document("```\nx\n```", replace(page, joined=True))
    assert joined.size().height() < alone.size().height()


def test_code_has_the_colours_of_its_language(page: Page) -> None:
    made = document("```python\ndef f(): pass\n```", page)
    cursor = QTextCursor(made)
    cursor.setPosition(1)
    assert cursor.charFormat().foreground().color() == page.look.theme.color("synKeyword")


def test_a_picture_is_no_wider_than_the_column_and_a_missing_one_is_told(page: Page) -> None:
    assert document("![x](a.png)", page).idealWidth() <= page.width
    assert document("![x](b.png)", page).toPlainText() == "x (not b.png)"


def test_a_table_that_is_too_wide_wraps(page: Page) -> None:
    made = document("|a|b|\n|-|-|\n|" + "word " * 80 + "|c|\n", page)
    assert made.size().width() <= page.width + 1


def test_a_place_in_the_source_is_found_in_the_document_and_back(page: Page) -> None:
    made = document("a\n\nb\n\nc\n\nd", page)
    top = top_of_line(made, 4)
    assert top > top_of_line(made, 2) > 0
    assert line_at(made, top) == 4
