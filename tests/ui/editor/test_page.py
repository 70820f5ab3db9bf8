"""Each line has the room of its kind, and is laid out only when it is looked at."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QTextBlock
from PySide6.QtTest import QTest

from tests.ui.editor.conftest import Make, talk
from tests.ui.editor.owner import Owner
from vibekoder.core.marks import Kind
from vibekoder.ui.editor.rooms import FRONT, HEADER, LineData

TEXT = (
    "---\ntitle: x\n---\n=={ User | id=aaaaaa }==\n# Head\n\nwords\n- "
    + "long item " * 30
    + "\n> quote\n```py\ncode\n```\n---\n<!-- include: a.py -->\n| a | b |\n\n"
    "=={ Assistant | id=bbbbbb }==\n<details><summary>Reasoning · 3 s</summary>\n\nthought\n\n"
    "</details>\n\nsaid `code` so\n"
)


@pytest.fixture
def owner(make: Make) -> Owner:
    return make(TEXT, 820, 1400)


def line(owner: Owner, text: str) -> QTextBlock:
    block = owner.editor.document().firstBlock()
    while not block.text().startswith(text):
        block = block.next()
        assert block.isValid()
    return block


def data(owner: Owner, text: str) -> LineData:
    return owner.editor.page.data(line(owner, text))


@pytest.mark.parametrize(
    ("text", "kind", "height"),
    [
        ("title", FRONT, 18),
        ("=={ Assistant", HEADER, 52),
        ("# Head", Kind.HEADING, 38),
        ("words", Kind.TEXT, 25),
        ("> quote", Kind.QUOTE, 25),
        ("```py", Kind.FENCE, 38),
        ("code", Kind.CODE, 20),
        ("| a", Kind.TABLE, 20),
        ("<!--", Kind.DIRECTIVE, 28),
        ("thought", Kind.TEXT, 25),
        ("</details>", Kind.BLOCK_END, 10),
    ],
)
def test_a_line_is_as_high_as_its_kind(owner: Owner, text: str, kind: int, height: int) -> None:
    found = data(owner, text)
    assert (found.kind, found.height) == (kind, height)


def test_wrapped_lines_of_an_item_hang_behind_its_bullet(owner: Owner) -> None:
    layout = line(owner, "- long").layout()
    places = [layout.lineAt(number).x() for number in range(layout.lineCount())]
    assert len(places) > 2
    assert places[1] == places[2] > places[0]


def test_base_lines_stand_a_pitch_apart_whatever_fonts_a_line_has(make: Make) -> None:
    owner = make("=={ User }==\n" + "plain words `code` and **strong** " * 12 + "\n")
    layout = line(owner, "plain").layout()
    rows = [layout.lineAt(number) for number in range(layout.lineCount())]
    bases = [row.y() + row.ascent() for row in rows]
    assert {round(b - a) for a, b in pairwise(bases)} == {23}


def test_the_column_is_in_the_middle_of_the_editor(make: Make) -> None:
    owner = make("=={ User }==\nwords\n", 1000)
    left = line(owner, "words").layout().lineAt(0).x()
    assert left == (1000 - 690) / 2


def test_the_first_line_keeps_its_distance_from_the_top(owner: Owner) -> None:
    assert data(owner, "---").top == 16


def test_a_narrow_editor_keeps_a_margin(make: Make) -> None:
    owner = make("=={ User }==\nwords\n", 400)
    assert line(owner, "words").layout().lineAt(0).x() == 30


def test_points_and_places_find_each_other(owner: Owner) -> None:
    editor = owner.editor
    for text in ("# Head", "words", "- long", "code", "said"):
        block = line(owner, text)
        for offset in range(2, min(40, block.length()), 5):
            cursor = editor.textCursor()
            cursor.setPosition(block.position() + offset)
            at = editor.cursorRect(cursor)
            found = editor.cursorForPosition(QPoint(at.x() + 1, at.center().y()))
            assert abs(found.position() - cursor.position()) <= 1


def test_inline_code_has_a_box_behind_it(owner: Owner) -> None:
    boxes = data(owner, "said").boxes
    assert len(boxes) == 1
    assert 20 < boxes[0].width() < 60


def test_an_empty_line_one_has_just_made_is_as_high_as_a_full_one(make: Make) -> None:
    owner = make("=={ User }==\nwords\n\nmore\n")
    block = line(owner, "words").next()
    assert owner.editor.page.data(block).height == 10
    owner.editor.set_caret(1, 18)
    QTest.keyClick(owner.editor, Qt.Key.Key_Return)
    fresh = owner.editor.textCursor().block()
    assert owner.editor.page.data(fresh).height == 23
    QTest.keyClick(owner.editor, Qt.Key.Key_Down)
    assert owner.editor.page.data(fresh).height == 10


def test_zoom_makes_text_and_column_larger(owner: Owner) -> None:
    owner.editor.resize(1400, 900)
    owner.editor.set_zoom(1.5)
    assert data(owner, "words").height == 37
    assert owner.editor.page.column.width == 690 * 1.5
    owner.editor.set_zoom(1.0)
    assert data(owner, "words").height == 25


def test_only_what_is_looked_at_is_laid_out(make: Make) -> None:
    owner = make(talk(2000))
    block, laid = owner.editor.document().firstBlock(), 0
    while block.isValid():
        laid += isinstance(block.userData(), LineData)
        block = block.next()
    assert laid < 200


def test_a_keystroke_reports_no_more_than_itself(make: Make) -> None:
    owner = make("=={ User }==\n**one** and `two`\n")
    owner.editor.grab()
    told = list[tuple[int, int, int]]()
    owner.editor.document().contentsChange.connect(lambda *change: told.append(change))
    owner.editor.set_caret(1, 15)
    QTest.keyClicks(owner.editor, "x")
    assert told == [(15, 0, 1)]


def test_words_from_right_to_left_stand_at_the_right(make: Make) -> None:
    owner = make("=={ User }==\nשלום עולם\n")
    text = line(owner, "ש").layout().lineAt(0)
    assert text.naturalTextRect().right() > owner.editor.width() / 2


@pytest.mark.logs
def test_a_fault_in_a_line_leaves_the_program_alive(
    owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bool:
        raise TypeError("planted")

    page = owner.editor.page
    page.mirror.is_header = fail  # type: ignore[method-assign]
    page.touch()
    assert page.blockBoundingRect(line(owner, "words")) == QRectF()
    page.documentChanged(0, 0, 1)
    assert "planted" in caplog.text
