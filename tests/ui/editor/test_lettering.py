"""The text of one line has its face, its indent, and room for its cells and its code."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCharFormat

from tests.ui.editor.conftest import Make
from vibekoder.core import marks
from vibekoder.core.marks import START
from vibekoder.ui.editor.highlight import Inks
from vibekoder.ui.editor.lettering import cell_width, face_of, hanging, padded
from vibekoder.ui.look import Look


@pytest.mark.parametrize(
    ("text", "face", "color"),
    [
        ("words", "prose", "text"),
        ("> said", "prose", "dim"),
        ("| a | b |", "code", "text"),
        ("```py", "code", "mark"),
        ("<!-- include: a.py -->", "code", "mark"),
    ],
)
def test_each_kind_of_line_has_its_face_and_colour(text: str, face: str, color: str) -> None:
    assert face_of(marks.read(START, text)) == (face, color)


def test_a_heading_has_the_face_of_its_level() -> None:
    faces = [face_of(marks.read(START, f"{'#' * level} x"))[0] for level in (1, 2, 3)]
    assert len(set(faces)) == 3


def test_a_deeper_item_hangs_further(look: Look) -> None:
    inks = Inks(look.theme)
    shallow, deep = "- one", "    - one"
    least = hanging(inks, marks.read(START, shallow), shallow)
    assert hanging(inks, marks.read(START, deep), deep) > least > 0


def test_hidden_signs_take_no_room_in_a_cell(look: Look) -> None:
    inks = Inks(look.theme)
    plain = cell_width(inks, "bold", signs=False)
    assert cell_width(inks, "**bold**", signs=False) == plain
    assert cell_width(inks, "**bold**", signs=True) > plain


def test_a_short_cell_is_made_wider_behind_its_last_word(look: Look) -> None:
    inks, row = Inks(look.theme), "| a | bb |"
    found = padded(inks, [], [(3, 9.0)], row, QTextCharFormat())
    spaced = [one for one in found if one.format.fontLetterSpacing() == 9.0]
    assert [(one.start, one.length) for one in spaced] == [(3, 1)]
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize("revealed", [True, False])
def test_code_in_a_line_has_one_box_with_its_signs_or_without(make: Make, revealed: bool) -> None:
    owner = make("=={ User | id=aaaaaa }==\nsee `code` here\n\nmore\n")
    owner.editor.set_caret(1, len("=={ User | id=aaaaaa }==\n") if revealed else 45)
    block = owner.editor.document().findBlockByNumber(1)
    (box,) = owner.editor.page.data(block).boxes
    wide = owner.editor.page.inks.metrics("inlineCode").horizontalAdvance("code")
    signs = owner.editor.page.inks.metrics("inlineCode").horizontalAdvance("``")
    assert abs(box.width() - wide - (signs if revealed else 0)) < signs
