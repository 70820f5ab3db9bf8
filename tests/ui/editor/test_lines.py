"""From line to line over what is folded."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.editor.conftest import Make, talk
from vibekoder.ui.editor.lines import above, below, held, line_of


def test_lines_that_are_folded_away_are_passed_over(make: Make) -> None:
    owner = make(talk(2))
    document = owner.editor.document()
    first, second = document.findBlockByNumber(0), document.findBlockByNumber(5)
    owner.editor.folds.fold(first)
    assert below(first) == second
    assert above(second) == first
    assert not above(first).isValid()
    assert not below(document.lastBlock()).isValid()


def test_below_a_fold_at_the_end_is_nothing(make: Make) -> None:
    owner = make(talk(2))
    header = owner.editor.document().findBlockByNumber(5)
    owner.editor.folds.fold(header)
    assert not below(header).isValid()


def test_a_held_line_is_found_after_changes_above(make: Make) -> None:
    owner = make(talk(2))
    cursor = held(owner.editor.document().findBlockByNumber(5))
    owner.editor.set_caret(1, 30)
    QTest.keyClick(owner.editor, Qt.Key.Key_Return)
    line = line_of(cursor)
    assert line is not None
    assert line.blockNumber() == 6


def test_a_held_line_that_was_removed_is_gone(make: Make) -> None:
    owner = make(talk(1))
    cursor = held(owner.editor.document().findBlockByNumber(2))
    owner.editor.set_caret(1, 30)
    QTest.keyClick(owner.editor, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(owner.editor, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(owner.editor, Qt.Key.Key_Delete)
    assert line_of(cursor) is None
