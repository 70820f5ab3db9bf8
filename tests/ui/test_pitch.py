"""Lines stand as far apart as the type table says, through typing, wrapping and undoing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.pitch import PitchedLayout

PITCH = 31


@pytest.fixture
def field(qtbot: QtBot, look: Look) -> QPlainTextEdit:
    made = QPlainTextEdit()
    qtbot.addWidget(made)
    made.setFont(look.theme.font("prose"))
    made.layout_kept = PitchedLayout(made.document(), PITCH)
    made.document().setDocumentLayout(made.layout_kept)
    made.document().setDocumentMargin(0)
    made.resize(300, 400)
    made.show()
    return made


def tops(field: QPlainTextEdit) -> list[int]:
    """The caret's top in each line in sight."""
    cursor = field.textCursor()
    cursor.movePosition(cursor.MoveOperation.Start)
    found = [field.cursorRect(cursor).top()]
    while cursor.movePosition(cursor.MoveOperation.NextCharacter):
        top = field.cursorRect(cursor).top()
        if top != found[-1]:
            found.append(top)
    return found


def pitches(field: QPlainTextEdit) -> set[int]:
    at = tops(field)
    return {below - above for above, below in pairwise(at)}


def test_paragraphs_and_wrapped_lines_have_one_pitch(field: QPlainTextEdit) -> None:
    field.setPlainText("one\ntwo words that go on and on until they wrap at the edge\nthree")
    assert len(tops(field)) >= 4
    assert pitches(field) == {PITCH}


def test_typing_and_undoing_keep_the_pitch(field: QPlainTextEdit) -> None:
    field.setPlainText("one\ntwo")
    QTest.keyClicks(field, "more words than one line of this field can ever hold ")
    assert pitches(field) == {PITCH}
    field.undo()
    assert pitches(field) == {PITCH}


def test_a_point_in_a_line_is_a_caret_in_that_line(field: QPlainTextEdit) -> None:
    field.setPlainText("one\ntwo\nthree\nfour")
    field.grab()
    for at, top in enumerate(tops(field)):
        assert field.cursorForPosition(QPoint(5, top + 8)).blockNumber() == at


def test_arrows_go_from_line_to_line(field: QPlainTextEdit) -> None:
    field.setPlainText("one\ntwo\nthree")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.textCursor().blockNumber() == 2


def test_a_hidden_paragraph_takes_no_room(field: QPlainTextEdit) -> None:
    field.setPlainText("one\ntwo\nthree")
    field.document().findBlockByNumber(1).setVisible(False)
    middle = field.document().findBlockByNumber(1)
    assert field.layout_kept.blockBoundingRect(middle).height() == 0
