"""Cards, code boxes and chips are where the text they belong to is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.paper import first_words

TEXT = (
    "=={ System | id=ssssss }==\nrules\n\n=={ User | id=aaaaaa }==\nask\n\n"
    "<!-- include: src/a.py @ 3fa9c1d20b7e -->\n\n"
    "=={ Assistant | id=bbbbbb }==\n<details><summary>Reasoning · 3 s</summary>\n\nwell\n\n"
    "</details>\n\nsaid\n\n> quote\n\n```py\ncode\n```\n\n---\n"
)


@pytest.fixture
def owner(make: Make) -> Owner:
    owner = make(TEXT, 820, 900)
    owner.editor.set_caret(1, 30)
    return owner


def beside(owner: Owner, text: str, image: QImage, left: int = -10, low: int = 0) -> str:
    """The colour at the left of a line's text, or ``low`` pixels below its middle."""
    block = owner.editor.document().firstBlock()
    while not block.text().startswith(text):
        block = block.next()
    rect = owner.editor.blockBoundingGeometry(block).translated(owner.editor.contentOffset())
    data = owner.editor.page.data(block)
    y = rect.top() + (data.top + data.bottom) / 2 + low
    x = owner.editor.page.column.left + left
    return image.pixelColor(QPoint(round(x), round(y))).name()


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("rules", "systemTint"),
        ("ask", "userTint"),
        ("=={ User", "userTint"),
        ("said", "editor"),
        ("=={ Ass", "editor"),
    ],
)
def test_people_write_on_cards_and_models_on_paper(owner: Owner, text: str, token: str) -> None:
    image = owner.editor.viewport().grab().toImage()
    # in the middle of the edge a banner may have its fold's sign
    assert beside(owner, text, image, low=9) == owner.editor.look.theme.color(token).name()


def test_what_is_folded_tells_how_it_begins_and_an_answer_by_its_words(owner: Owner) -> None:
    told = dict[str, str]()
    block = owner.editor.document().firstBlock()
    while block.isValid():
        told[block.text()[:12]] = first_words(block)
        block = block.next()
    assert told["=={ User | i"] == "ask"
    assert told["=={ Assistan"] == "said"
    assert told["<details><su"] == "well"


def test_what_is_folded_and_empty_tells_nothing(make: Make) -> None:
    owner = make("=={ User }==\n\n=={ Assistant }==\nword\n")
    assert first_words(owner.editor.document().firstBlock()) == ""


@pytest.mark.parametrize(
    ("text", "left", "token"),
    [
        ("```py", 200, "codeHead"),
        ("code", 5, "codeBg"),
        ("```", 200, "codeHead"),
        ("> quote", 3, "border"),
        ("well", 7, "border"),
        ("<!--", 120, "raised"),
    ],
)
def test_lines_lie_on_what_their_kind_asks_for(
    owner: Owner, text: str, left: int, token: str
) -> None:
    image = owner.editor.viewport().grab().toImage()
    assert beside(owner, text, image, left) == owner.editor.look.theme.color(token).name()


def test_with_the_caret_in_it_a_covered_line_shows_its_text(owner: Owner) -> None:
    before = beside(owner, "<!--", owner.editor.viewport().grab().toImage(), 2)
    owner.editor.set_caret(2, owner.texts[2].index("<!--"))
    after = beside(owner, "<!--", owner.editor.viewport().grab().toImage(), 500)
    assert before != after == owner.editor.look.theme.color("userTint").name()


def test_a_selection_is_one_ground_without_stripes(owner: Owner) -> None:
    owner.editor.selectAll()
    image = owner.editor.viewport().grab().toImage()
    theme = owner.editor.look.theme
    words = {beside(owner, "said", image, 8, low) for low in (-11, 11)}
    assert words == {theme.color("selection").name()}
    assert beside(owner, "=={ Ass", image, 300) == theme.color("accentTint").name()
    assert beside(owner, "```py", image, 300) == theme.color("accentTint").name()
