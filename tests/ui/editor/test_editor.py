"""The editor under a person's hands and the program's: one text, and nothing jumps."""

from __future__ import annotations

import os
import random

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import Make, talk
from tests.ui.editor.owner import Owner
from vibekoder.core.edits import Edit
from vibekoder.core.messages import Role
from vibekoder.core.session import Slice, Splice, inserted, new_slice
from vibekoder.ui.editor.banners import Act, BannerState, Box
from vibekoder.ui.editor.editor import SessionEditor

SEEDS = range(300 if os.environ.get("VIBEKODER_FULL") else 8)
TWO = "=={ User | id=aaaaaa }==\nask me\n\n=={ Assistant | id=bbbbbb }==\nsaid so\n"
USER, ASSISTANT = len("=={ User | id=aaaaaa }==\n"), len("=={ Assistant | id=bbbbbb }==\n")
KEEP = QTextCursor.MoveMode.KeepAnchor
NO, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def select(editor: SessionEditor, start: tuple[int, int], end: tuple[int, int]) -> None:
    editor.set_caret(*start)
    cursor = editor.textCursor()
    anchor = cursor.position()
    editor.set_caret(*end)
    position = editor.textCursor().position()
    cursor.setPosition(anchor)
    cursor.setPosition(position, KEEP)
    editor.setTextCursor(cursor)


def paste(editor: SessionEditor, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def scroll(editor: SessionEditor, value: int) -> None:
    editor.verticalScrollBar().setValue(value)


def top_line(editor: SessionEditor) -> tuple[str, float]:
    block = editor.firstVisibleBlock()
    place = editor.blockBoundingGeometry(block).translated(editor.contentOffset())
    return block.text(), place.top()


# typing


def test_typing_is_told_as_an_edit_of_its_part(make: Make) -> None:
    owner = make(TWO)
    owner.editor.set_caret(1, USER + 3)
    QTest.keyClicks(owner.editor, "!")
    assert owner.edits == [Edit(1, USER + 3, 1, USER + 3, "!")]
    assert owner.text == TWO.replace("ask", "ask!")
    owner.agree()


def test_return_makes_a_line_and_shift_return_too(make: Make) -> None:
    owner = make(TWO)
    owner.editor.set_caret(1, USER + 3)
    QTest.keyClick(owner.editor, Qt.Key.Key_Return)
    QTest.keyClick(owner.editor, Qt.Key.Key_Return, SHIFT)
    assert owner.text == TWO.replace("ask", "ask\n\n")
    owner.agree()


def test_control_return_is_left_to_the_owner(make: Make) -> None:
    owner = make(TWO)
    owner.editor.set_caret(1, USER + 3)
    QTest.keyClick(owner.editor, Qt.Key.Key_Return, CONTROL)
    assert owner.edits == []


def test_a_typed_header_is_escaped_and_the_caret_stays_behind_it(make: Make) -> None:
    owner = make(TWO)
    owner.editor.set_caret(1, USER + 6)
    QTest.keyClick(owner.editor, Qt.Key.Key_Return)
    QTest.keyClicks(owner.editor, "=={ User }==x")
    assert owner.text == TWO.replace("ask me", "ask me\n\\=={ User }==x")
    owner.agree()


def test_code_points_beyond_the_first_plane_count_as_one(make: Make) -> None:
    owner = make(TWO.replace("ask", "😀😀"))
    owner.editor.set_caret(1, USER + 2)
    QTest.keyClick(owner.editor, Qt.Key.Key_Backspace)
    assert owner.edits == [Edit(1, USER + 1, 1, USER + 2, "")]
    owner.agree()


def test_undo_and_redo_are_wishes(make: Make, qtbot: QtBot) -> None:
    owner = make(TWO)
    with qtbot.waitSignal(owner.editor.undoWanted):
        QTest.keyClick(owner.editor, Qt.Key.Key_Z, CONTROL)
    with qtbot.waitSignal(owner.editor.redoWanted):
        QTest.keyClick(owner.editor, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert not owner.editor.document().isUndoRedoEnabled()


def test_composing_shows_and_commits(make: Make) -> None:
    owner = make(TWO)
    owner.editor.set_caret(1, USER + 3)
    QApplication.sendEvent(owner.editor, QInputMethodEvent("ni", []))
    block = owner.editor.textCursor().block()
    assert block.layout().preeditAreaText() == "ni"
    underlined = [one for one in block.layout().formats() if one.format.fontUnderline()]
    assert [(one.start, one.length) for one in underlined] == [(3, 2)]
    assert owner.edits == []
    commit = QInputMethodEvent()
    commit.setCommitString("你")
    QApplication.sendEvent(owner.editor, commit)
    assert owner.text == TWO.replace("ask", "ask你")
    owner.agree()


def test_an_edit_that_nobody_takes_is_not_kept(make: Make) -> None:
    owner = make(TWO)
    owner.editor.edited.disconnect(owner.on_edited)
    owner.editor.set_caret(1, USER + 3)
    QTest.keyClicks(owner.editor, "lost")
    owner.agree()


# headers


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        (Qt.Key.Key_Right, (1, USER + 7), (2, ASSISTANT)),
        (Qt.Key.Key_Left, (2, ASSISTANT), (1, USER + 7)),
        (Qt.Key.Key_Down, (1, USER + 7), (2, ASSISTANT)),
        (Qt.Key.Key_Up, (2, ASSISTANT), (1, USER + 7)),
        (Qt.Key.Key_Up, (1, USER), (1, USER)),
        (Qt.Key.Key_Left, (1, USER), (1, USER)),
    ],
)
def test_the_caret_passes_over_a_header(
    make: Make, key: Qt.Key, start: tuple[int, int], end: tuple[int, int]
) -> None:
    owner = make(TWO)
    owner.editor.set_caret(*start)
    QTest.keyClick(owner.editor, key)
    assert owner.editor.caret() == end


def test_a_selection_grows_over_a_header(make: Make) -> None:
    owner = make(TWO)
    owner.editor.set_caret(1, USER + 7)
    QTest.keyClick(owner.editor, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(owner.editor, Qt.Key.Key_Right, SHIFT)
    cursor = owner.editor.textCursor()
    assert cursor.selectedText().replace("\u2029", "\n") == "\n=={ Assistant | id=bbbbbb }==\ns"


@pytest.mark.parametrize(
    ("key", "modifier", "place"),
    [
        (Qt.Key.Key_Backspace, NO, (2, ASSISTANT)),
        (Qt.Key.Key_Backspace, CONTROL, (2, ASSISTANT)),
        (Qt.Key.Key_Delete, NO, (1, USER + 7)),
        (Qt.Key.Key_Delete, CONTROL, (1, USER + 7)),
        (Qt.Key.Key_Backspace, NO, (1, USER)),
    ],
)
def test_no_key_eats_into_a_header(
    make: Make, key: Qt.Key, modifier: Qt.KeyboardModifier, place: tuple[int, int]
) -> None:
    owner = make(TWO)
    owner.editor.set_caret(*place)
    QTest.keyClick(owner.editor, key, modifier)
    assert owner.text == TWO
    owner.agree()


def test_a_header_half_in_a_selection_stays_whole(make: Make) -> None:
    owner = make(TWO)
    cursor = owner.editor.textCursor()
    cursor.setPosition(USER + 2)
    cursor.setPosition(USER + 12, KEEP)
    cursor.removeSelectedText()
    assert owner.text == TWO
    owner.agree()


def test_deleting_over_a_header_joins_the_slices(make: Make) -> None:
    owner = make(TWO)
    select(owner.editor, (1, USER + 3), (2, ASSISTANT + 4))
    QTest.keyClick(owner.editor, Qt.Key.Key_Delete)
    assert owner.edits == [Edit(1, USER + 3, 2, ASSISTANT + 4, "")]
    assert owner.text == "=={ User | id=aaaaaa }==\nask so\n"
    owner.agree()


def test_pasting_over_headers_is_one_edit(make: Make) -> None:
    owner = make(TWO)
    select(owner.editor, (1, USER), (2, ASSISTANT + 4))
    paste(owner.editor, "new\r\n<!-- include: a.py -->")
    assert len(owner.edits) == 1
    assert owner.text == "=={ User | id=aaaaaa }==\nnew\n\\<!-- include: a.py --> so\n"
    owner.agree()


def test_everything_can_be_replaced(make: Make) -> None:
    owner = make("preamble\n\n" + TWO)
    QTest.keyClick(owner.editor, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(owner.editor, "x")
    owner.agree()
    assert "ask" not in owner.text


def test_typing_after_replacing_all_goes_on_behind(make: Make) -> None:
    owner = make(TWO)
    QTest.keyClick(owner.editor, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(owner.editor, "xyz")
    assert owner.text == "=={ User | id=aaaaaa }==\nxyz"
    owner.agree()


def test_a_slice_without_a_line_is_given_one_when_written_in(make: Make) -> None:
    owner = make("=={ User }==\n=={ Assistant }==\nx\n")
    cursor = owner.editor.textCursor()
    cursor.setPosition(len("=={ User }=="))
    owner.editor.setTextCursor(cursor)
    QTest.keyClicks(owner.editor, "hi")
    assert owner.text == "=={ User }==\nhi\n=={ Assistant }==\nx\n"
    owner.agree()


def test_a_third_click_selects_its_line_and_not_the_header_below(make: Make) -> None:
    owner = make("=={ User }==\none\n=={ Assistant }==\nx\n")
    owner.editor.set_caret(1, 13)
    at = owner.editor.cursorRect().center() + QPoint(8, 0)
    viewport = owner.editor.viewport()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, NO, at)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NO, at)
    assert owner.editor.textCursor().selectedText() == "one"


# copying


def test_copying_gives_the_true_text(make: Make) -> None:
    text = "=={ User }==\na\u2029b\xa0c " + "word " * 2000 + "\n"
    owner = make(text)
    owner.editor.selectAll()
    QTest.keyClick(owner.editor, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == text
    assert owner.editor.createMimeDataFromSelection().text() == text


def test_cutting_takes_out_what_it_copies(make: Make) -> None:
    owner = make(TWO)
    select(owner.editor, (1, USER), (1, USER + 4))
    QTest.keyClick(owner.editor, Qt.Key.Key_X, CONTROL)
    assert QGuiApplication.clipboard().text() == "ask "
    assert owner.text == TWO.replace("ask ", "")
    owner.agree()


def test_copying_nothing_leaves_the_clipboard_alone(make: Make) -> None:
    owner = make(TWO)
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(owner.editor, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(owner.editor, Qt.Key.Key_X, CONTROL)
    assert QGuiApplication.clipboard().text() == "before"


def drop(owner: Owner, text: str, part: int, point: int) -> QDropEvent:
    old = owner.editor.textCursor()
    owner.editor.set_caret(part, point)
    at = QPointF(owner.editor.cursorRect().center())
    owner.editor.setTextCursor(old)
    data = QMimeData()
    data.setText(text)
    left = Qt.MouseButton.LeftButton
    event = QDropEvent(at, Qt.DropAction.CopyAction, data, left, NO)
    owner.editor.dropEvent(event)
    return event


def test_dropped_text_goes_where_it_falls(make: Make) -> None:
    owner = make(TWO)
    assert drop(owner, "now ", 2, ASSISTANT + 5).isAccepted()
    assert owner.text == TWO.replace("said so", "said now so")
    owner.agree()


# what runs


@pytest.fixture
def running(make: Make) -> Owner:
    owner = make(TWO)
    owner.start(2)
    return owner


def test_what_grows_is_shown_at_its_own_place(running: Owner) -> None:
    for piece in (" and", " more\n", "```py\n", "x = 1"):
        running.grow(2, piece)
        running.agree()
    assert running.editor.is_growing(2)


@pytest.mark.parametrize("key", [Qt.Key.Key_X, Qt.Key.Key_Backspace, Qt.Key.Key_Return])
def test_what_grows_cannot_be_changed(running: Owner, qtbot: QtBot, key: Qt.Key) -> None:
    running.editor.set_caret(2, ASSISTANT + 2)
    with qtbot.waitSignal(running.editor.refused) as said:
        QTest.keyClick(running.editor, key)
    assert "still arriving" in str(said.args)
    assert running.text == TWO
    running.agree()


@pytest.mark.parametrize("way", ["paste", "compose", "cut", "drop", "shift"])
def test_no_other_way_changes_what_grows(running: Owner, way: str) -> None:
    editor = running.editor
    select(editor, (2, ASSISTANT + 2), (2, ASSISTANT + 4))
    if way == "paste":
        paste(editor, "x")
    elif way == "compose":
        QApplication.sendEvent(editor, QInputMethodEvent("x", []))
    elif way == "cut":
        editor.cut()
    elif way == "drop":
        drop(running, "x", 2, ASSISTANT + 1)
    else:
        QTest.keyClick(editor, Qt.Key.Key_Backspace, SHIFT)
    assert running.text == TWO
    running.agree()
    running.grow(2, " on")
    running.agree()


def test_a_selection_that_reaches_into_what_grows_is_kept(running: Owner) -> None:
    running.grow(2, " a\n\n")
    running.editor.selectAll()
    running.editor.textCursor().removeSelectedText()
    running.agree()
    running.grow(2, "b")
    running.agree()
    assert running.text.endswith("so a\n\nb\n")


def test_typing_above_goes_on_while_text_grows_below(running: Owner) -> None:
    running.editor.set_caret(1, USER + 3)
    for sign in "typed":
        QTest.keyClicks(running.editor, sign)
        running.grow(2, " piece\n")
        running.agree()
    assert "asktyped me" in running.text
    assert running.editor.caret() == (1, USER + 8)


def test_typing_below_goes_on_while_text_grows_above(make: Make) -> None:
    owner = make(TWO + "\n=={ User | id=cccccc }==\nnext\n")
    owner.start(2)
    owner.editor.set_caret(3, USER + 4)
    for sign in "typed":
        QTest.keyClicks(owner.editor, sign)
        owner.grow(2, " piece\n")
        owner.agree()
    assert owner.editor.caret() == (3, USER + 9)


def test_a_caret_at_the_end_of_what_grows_stays_where_it_was(running: Owner) -> None:
    running.editor.set_caret(2, ASSISTANT + 7)
    running.grow(2, " more")
    assert running.editor.caret() == (2, ASSISTANT + 7)
    assert not running.editor.textCursor().hasSelection()


def test_a_selection_stays_while_text_grows(running: Owner) -> None:
    select(running.editor, (1, USER), (2, ASSISTANT + 7))
    before = running.editor.textCursor().selectedText()
    running.grow(2, " more")
    assert running.editor.textCursor().selectedText() == before


def test_when_it_has_ended_it_can_be_changed(running: Owner) -> None:
    running.grow(2, " more")
    running.editor.stop_growing(2)
    running.editor.set_caret(2, ASSISTANT)
    QTest.keyClicks(running.editor, "x")
    assert running.text == TWO.replace("said so", "xsaid so more")
    running.agree()


def test_an_endless_line_grows_in_pieces(make: Make) -> None:
    owner = make(TWO)
    owner.start(2)
    for _ in range(30):
        owner.grow(2, "word " * 100)
    owner.agree()
    block, longest = owner.editor.document().firstBlock(), 0
    while block.isValid():
        longest, block = max(longest, block.length()), block.next()
    assert longest <= 4098


def test_backspace_at_a_soft_break_takes_a_character_of_the_text(make: Make) -> None:
    owner = make("=={ User }==\n" + "x" * 9000 + "\n")
    place = 13 + 2048
    owner.editor.set_caret(1, place)
    assert owner.editor.textCursor().atBlockStart()
    QTest.keyClick(owner.editor, Qt.Key.Key_Backspace)
    assert owner.edits == [Edit(1, place - 1, 1, place, "")]
    owner.editor.set_caret(1, place - 1)
    cursor = owner.editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Left)
    owner.editor.setTextCursor(cursor)
    QTest.keyClick(owner.editor, Qt.Key.Key_Delete)
    assert len(owner.text) == 13 + 8998 + 1
    owner.agree()


# the view


def test_the_view_does_not_move_when_text_grows_above(make: Make) -> None:
    owner = make(talk(40))
    owner.start(2)
    scroll(owner.editor, 60)
    before = top_line(owner.editor)
    for _ in range(10):
        owner.grow(2, "More text.\n" * 3)
        assert top_line(owner.editor) == before


def test_the_view_does_not_move_when_slices_come_above(make: Make) -> None:
    owner = make(talk(40))
    scroll(owner.editor, 60)
    before = top_line(owner.editor)
    slice_ = new_slice(Role.USER, "one\ntwo\nthree", timestamp=None)
    owner.splice(inserted(owner.session, 2, slice_))
    assert top_line(owner.editor) == before
    owner.agree()


def test_the_view_does_not_move_when_the_slice_at_the_top_is_written_anew(make: Make) -> None:
    owner = make(talk(40))
    scroll(owner.editor, 60)
    before = top_line(owner.editor)
    part, _ = owner.editor.top_place()
    old = owner.session.parts[part]
    assert isinstance(old, Slice)
    owner.put(part, old.with_attributes({"id": "changed"}))
    assert top_line(owner.editor)[1] == before[1]
    owner.agree()


def test_at_the_bottom_the_view_follows(make: Make) -> None:
    owner = make(talk(20))
    owner.start(20)
    owner.editor.to_bottom()
    bar = owner.editor.verticalScrollBar()
    for _ in range(20):
        owner.grow(20, "Some more text, long enough to be wrapped now and then. ")
        assert owner.editor.following
        assert bar.value() == bar.maximum()


def test_scrolling_up_lets_go_and_the_pill_brings_back(make: Make, qtbot: QtBot) -> None:
    owner = make(talk(20))
    owner.start(20)
    owner.editor.to_bottom()
    scroll(owner.editor, 10)
    assert not owner.editor.following
    before = top_line(owner.editor)
    owner.grow(20, "More.\n")
    assert top_line(owner.editor) == before
    pill = owner.editor.floating.pill
    assert pill.isVisible()
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert owner.editor.following
    assert not pill.isVisible()


def test_following_goes_on_through_a_resize(make: Make) -> None:
    owner = make(talk(20))
    owner.editor.to_bottom()
    owner.editor.resize(500, 400)
    assert owner.editor.following
    bar = owner.editor.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_the_last_line_is_wholly_in_the_view_at_the_bottom(make: Make) -> None:
    for height in range(400, 460, 7):
        owner = make(talk(12), height=height)
        owner.editor.to_bottom()
        block = owner.editor.document().lastBlock().previous()
        place = owner.editor.blockBoundingGeometry(block).translated(owner.editor.contentOffset())
        assert place.bottom() <= owner.editor.viewport().height()


def test_a_banner_out_of_the_view_sticks_to_its_top(make: Make) -> None:
    owner = make(talk(3, lines=60))
    assert not owner.editor.floating.sticky.isVisible()
    scroll(owner.editor, 5)
    assert owner.editor.floating.sticky.isVisible()
    scroll(owner.editor, 0)
    assert not owner.editor.floating.sticky.isVisible()


def test_the_caret_does_not_hide_under_the_banner_at_the_top(make: Make) -> None:
    owner = make(talk(3, lines=60))
    owner.editor.set_caret(1, owner.texts[1].index("Line 50"))
    for _ in range(45):
        QTest.keyClick(owner.editor, Qt.Key.Key_Up)
        if owner.editor.floating.sticky.isVisible():
            assert owner.editor.cursorRect().top() >= owner.editor.floating.sticky.height() - 4


# banners, states, menus


BOX = Box("warn", "Cut off", "The text is safe.", (Act("retry", "Retry"), Act("details", "More")))


def test_a_state_box_takes_room_under_its_slice(make: Make) -> None:
    owner = make(TWO + "\n=={ User | id=cccccc }==\nnext\n")
    block = owner.editor.document().lastBlock().previous()
    before = owner.editor.blockBoundingGeometry(block).top()
    owner.editor.set_state(2, BannerState("cut off", "warn", box=BOX))
    owner.editor.grab()
    assert owner.editor.blockBoundingGeometry(block).top() > before + 60
    owner.editor.set_state(2, None)
    assert owner.editor.blockBoundingGeometry(block).top() == before


def test_a_part_s_acts_are_in_its_menu_and_are_done(make: Make, qtbot: QtBot) -> None:
    owner = make(TWO)
    owner.editor.set_state(2, BannerState("cut off", "warn", box=BOX))
    owner.editor.set_caret(2, ASSISTANT)
    QTest.keyClick(owner.editor, Qt.Key.Key_Menu)
    menu = owner.editor.findChild(QMenu)
    assert isinstance(menu, QMenu)
    texts = {action.text(): action for action in menu.actions()}
    assert {"Undo", "Paste", "Retry", "More", "Copy text"} <= texts.keys()
    with qtbot.waitSignal(owner.editor.actionWanted) as done:
        texts["Retry"].trigger()
    assert done.args == ["retry", 2]
    menu.close()


def test_a_state_moves_with_its_part(make: Make) -> None:
    owner = make(TWO)
    state = BannerState("failed", "error")
    owner.editor.set_state(2, state)
    slice_ = new_slice(Role.USER, "before", timestamp=None)
    owner.splice(inserted(owner.session, 1, slice_))
    assert owner.editor.state(3) == state
    assert owner.editor.state(2) != state


def test_another_theme_is_shown_at_once(make: Make) -> None:
    owner = make(TWO)
    before = owner.editor.grab().toImage().pixelColor(5, 500)
    owner.editor.look.theme.use("dark")
    assert owner.editor.grab().toImage().pixelColor(5, 500) != before


def test_only_the_caret_s_line_shows_its_signs(make: Make) -> None:
    owner = make("=={ User }==\n**one** here\n**two** here\n")
    owner.editor.set_caret(1, 13)
    owner.editor.grab()
    first = owner.editor.document().findBlockByNumber(1)
    widths = [block.layout().lineAt(0).naturalTextWidth() for block in (first, first.next())]
    assert widths[0] > widths[1] + 10


def test_the_editor_says_when_it_has_painted(make: Make, qtbot: QtBot) -> None:
    owner = make(TWO)
    with qtbot.waitSignal(owner.editor.painted):
        owner.editor.viewport().update()


def test_a_place_can_be_shown_and_found_again(make: Make) -> None:
    owner = make(talk(30))
    owner.editor.show_part(12)
    assert owner.editor.part_of_caret() == 12
    place = owner.editor.top_place()
    scroll(owner.editor, 0)
    owner.editor.show_place(*place)
    assert owner.editor.top_place() == place


@pytest.mark.logs
def test_a_fault_in_painting_leaves_the_program_alive(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    owner = make(TWO)

    def fail(*_: object) -> None:
        raise TypeError("planted")

    owner.editor.scene.under = fail  # type: ignore[method-assign]
    owner.editor.grab()
    assert "planted" in caplog.text


# everything at once


TYPED = ["a", "`", "*", "```", "=={ User }==", "# ", " "]
PIECES = ["tok ", "```\n", "\n", "long words " * 9, "a\nb\n", "😀", "word " * 1200]
KEYS = [
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Return,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
]
START = (
    "preamble\n\n" + TWO + "\n=={ User | id=cccccc }==\n```py\ncode 😀\n```\n\n"
    "=={ Assistant | id=dddddd }==\n<details><summary>Reasoning · 3 s</summary>\n\nx\n\n"
    "</details>\n"
)


def disturb(owner: Owner, chance: random.Random) -> None:
    """One thing that a person or the program may do."""
    editor, what = owner.editor, chance.random()
    if what < 0.4:
        modifier = chance.choice([NO, NO, SHIFT, CONTROL, CONTROL | SHIFT])
        QTest.keyClick(editor, chance.choice(KEYS), modifier)
    elif what < 0.65:
        QTest.keyClicks(editor, chance.choice(TYPED))
    elif what < 0.7:
        paste(editor, chance.choice(["x\r\ny", "```\n", "=={ User }==\nz", "word " * 1500]))
    elif what < 0.75:
        part = chance.randrange(len(owner.session.parts))
        editor.set_caret(part, chance.randrange(len(owner.texts[part]) + 1))
    elif what < 0.8:
        slice_ = new_slice(Role.USER, chance.choice(["one", "a\n```\nb"]), timestamp=None)
        owner.splice(inserted(owner.session, len(owner.session.parts), slice_))
    elif what < 0.85:
        editor.resize(chance.choice([500, 900]), chance.choice([200, 500]))
    elif owner.growing:
        at = next(iter(owner.growing))
        owner.grow(at, chance.choice(PIECES))
        if chance.random() < 0.1:
            editor.stop_growing(at)
            owner.growing.clear()
    else:
        last = len(owner.session.parts) - 1
        if last and owner.texts[last].endswith("\n"):
            owner.start(last)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_editor_shows_the_session_whatever_happens(make: Make, seed: int) -> None:
    chance = random.Random(seed)
    owner = make(START)
    for _ in range(50):
        disturb(owner, chance)
        owner.agree()
        if chance.random() < 0.2:
            owner.editor.grab()
    cursor = owner.editor.textCursor()
    assert not owner.editor.atoms.misplaced(cursor)


def test_a_slice_that_is_taken_out_is_gone(make: Make) -> None:
    owner = make(TWO)
    owner.splice(Splice(1, (owner.session.parts[1],), ()))
    assert owner.text.startswith("=={ Assistant")
    owner.agree()
