"""Where the caret may be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.editor.conftest import Make, talk


def test_the_caret_passes_over_a_header_in_the_direction_of_travel(make: Make) -> None:
    owner = make(talk(2, lines=1))
    owner.editor.set_caret(1, len(owner.texts[1]) - 1)
    QTest.keyClick(owner.editor, Qt.Key.Key_Right)
    assert owner.editor.caret() == (2, len("=={ Assistant | id=a00001 }==\n"))
    QTest.keyClick(owner.editor, Qt.Key.Key_Left)
    assert owner.editor.part_of_caret() == 1


def test_only_the_caret_s_line_shows_its_signs(make: Make) -> None:
    owner = make(talk(1))
    owner.editor.set_caret(1, 30)
    assert owner.editor.page.revealed == owner.editor.textCursor().block().position()
    owner.editor.clearFocus()
    assert owner.editor.page.revealed is None
