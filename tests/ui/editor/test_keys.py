"""Keys in Markdown: lists go on, fences close, lines move."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import Make, talk
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.atoms import STILL_ARRIVING

SHIFT = Qt.KeyboardModifier.ShiftModifier
HEADER = "=={ User | id=aaaaaa }==\n"


def at_end(make: Make, body: str) -> Owner:
    owner = make(HEADER + body)
    owner.editor.set_caret(1, len(HEADER + body))
    return owner


def body(owner: Owner) -> str:
    owner.agree()
    return owner.text.removeprefix(HEADER)


def test_return_goes_on_with_a_list(make: Make) -> None:
    owner = at_end(make, "1. one")
    QTest.keyClick(owner.editor, Qt.Key.Key_Return)
    QTest.keyClicks(owner.editor, "two")
    assert body(owner) == "1. one\n2. two"


def test_shift_return_begins_a_plain_line(make: Make) -> None:
    owner = at_end(make, "- one")
    QTest.keyClick(owner.editor, Qt.Key.Key_Return, SHIFT)
    assert body(owner) == "- one\n"


def test_return_in_an_empty_item_ends_the_list(make: Make) -> None:
    owner = at_end(make, "- one\n- ")
    QTest.keyClick(owner.editor, Qt.Key.Key_Return)
    assert body(owner) == "- one\n"


def test_return_closes_the_fence_that_was_opened(make: Make) -> None:
    owner = at_end(make, "```py")
    QTest.keyClick(owner.editor, Qt.Key.Key_Return)
    QTest.keyClicks(owner.editor, "x = 1")
    assert body(owner) == "```py\nx = 1\n```"


def test_tab_goes_to_the_next_stop(make: Make) -> None:
    owner = at_end(make, "ab")
    QTest.keyClick(owner.editor, Qt.Key.Key_Tab)
    assert body(owner) == "ab  "


def test_tab_moves_an_item_in_and_shift_tab_out_again(make: Make) -> None:
    owner = at_end(make, "- one")
    QTest.keyClick(owner.editor, Qt.Key.Key_Tab)
    assert body(owner) == "    - one"
    QTest.keyClick(owner.editor, Qt.Key.Key_Backtab, SHIFT)
    assert body(owner) == "- one"


def test_tab_moves_all_selected_lines_and_leaves_headers(make: Make) -> None:
    owner = make(talk(2, lines=2))
    QTest.keyClick(owner.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(owner.editor, Qt.Key.Key_Tab)
    owner.agree()
    lines = owner.text.split("\n")
    assert [line for line in lines if line.startswith("==")] == [
        "=={ User | id=a00000 }==",
        "=={ Assistant | id=a00001 }==",
    ]
    assert sum(line.startswith("    Line") for line in lines) == 4


def test_a_line_that_still_grows_is_not_moved(make: Make, qtbot: QtBot) -> None:
    owner = make(talk(1, lines=2))
    owner.editor.set_caret(1, 30)
    owner.start(1)
    with qtbot.waitSignal(owner.editor.refused) as refused:
        QTest.keyClick(owner.editor, Qt.Key.Key_Tab)
    assert refused.args == [STILL_ARRIVING]
