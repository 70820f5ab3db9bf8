"""What can be done at the caret: folding, and taking code elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner

HEADER = "=={ Assistant | id=aaaaaa }==\n"
BODY = "words\n\n```console a.sh\n$ one\ntwo\n```\n\n```py\nx = 1\n```\n\nlast\n"


@pytest.fixture
def owner(make: Make) -> Owner:
    return make(HEADER + BODY)


def go(owner: Owner, text: str) -> None:
    owner.editor.set_caret(1, owner.texts[1].index(text))


def test_code_at_the_caret_is_copied_without_fence_and_prompt(owner: Owner) -> None:
    go(owner, "two")
    owner.editor.deeds.copy_code()
    assert QGuiApplication.clipboard().text() == "one"


def test_below_code_the_last_one_is_copied(owner: Owner) -> None:
    go(owner, "last")
    owner.editor.deeds.copy_code()
    assert QGuiApplication.clipboard().text() == "x = 1"


def test_where_there_is_no_code_that_is_said(owner: Owner, qtbot: QtBot) -> None:
    go(owner, "words")
    with qtbot.waitSignal(owner.editor.refused):
        owner.editor.deeds.copy_code()


def test_code_is_saved_as_it_is_under_its_own_name(owner: Owner, qtbot: QtBot) -> None:
    go(owner, "two")
    with qtbot.waitSignal(owner.editor.deeds.saveWanted) as wanted:
        owner.editor.deeds.save_code()
    assert wanted.args == ["a.sh", "$ one\ntwo\n"]


def test_a_slice_is_saved_without_its_header(owner: Owner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(owner.editor.deeds.saveWanted) as wanted:
        owner.editor.deeds.save_slice(1)
    assert wanted.args == ["slice.md", BODY]


def test_stepping_goes_from_code_to_code(owner: Owner) -> None:
    go(owner, "words")
    owner.editor.deeds.step_code(1)
    assert owner.editor.textCursor().block().text() == "$ one"
    owner.editor.deeds.step_code(1)
    assert owner.editor.textCursor().block().text() == "x = 1"
    owner.editor.deeds.step_code(1)
    assert owner.editor.textCursor().block().text() == "x = 1"
    owner.editor.deeds.step_code(-1)
    assert owner.editor.textCursor().block().text() == "$ one"


def test_stepping_into_folded_code_opens_it(owner: Owner) -> None:
    owner.editor.folds.fold(owner.editor.document().findBlockByNumber(0))
    owner.editor.deeds.step_code(1)
    assert owner.editor.textCursor().block().text() == "$ one"
    assert owner.editor.textCursor().block().isVisible()


def test_folding_here_folds_what_the_caret_is_in(owner: Owner) -> None:
    go(owner, "x = 1")
    owner.editor.deeds.fold_here()
    assert owner.editor.folds.remembered() == [["aaaaaa", "code", 1]]
    go(owner, "words")
    owner.editor.deeds.fold_here()
    assert ["aaaaaa", "slice", 0] in owner.editor.folds.remembered()


def test_what_can_be_done_at_the_caret_is_in_its_menu(owner: Owner) -> None:
    go(owner, "x = 1")
    labels = [act.label for act, _ in owner.editor.deeds.acts_here()]
    assert labels == ["Copy code", "Save code as…", "Wrap lines", "Fold"]
    go(owner, "words")
    assert [act.label for act, _ in owner.editor.deeds.acts_here()] == ["Fold"]


def test_long_lines_of_code_are_cut_where_wrapping_is_off(make: Make) -> None:
    owner = make(HEADER + "```py\n" + "x = 1; " * 60 + "\n```\n")
    go(owner, "x = 1")
    line = owner.editor.textCursor().block()
    owner.editor.page.data(line)
    assert line.layout().lineCount() > 1
    owner.editor.deeds.wrap_code()
    owner.editor.page.data(line)
    assert line.layout().lineCount() == 1
    QTest.keyClick(owner.editor, Qt.Key.Key_End)
    assert owner.editor.cursorRect().x() < owner.editor.page.column.right
    QTest.keyClick(owner.editor, Qt.Key.Key_Home)
    assert owner.editor.cursorRect().x() >= owner.editor.page.column.left
