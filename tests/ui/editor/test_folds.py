"""Folding: what is hidden stays hidden, and the caret is never in it."""

from __future__ import annotations

import random

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextBlock
from PySide6.QtTest import QTest

from tests.ui.editor.conftest import Make, talk
from tests.ui.editor.owner import Owner
from vibekoder.core.messages import Role
from vibekoder.core.session import inserted, new_slice

ASSISTANT = "=={ Assistant | id=aaaaaa }==\n"
REASONED = (
    ASSISTANT
    + "<details><summary>Reasoning · 2 s</summary>\n\nlong\nthoughts\n</details>\n\nSo it is.\n\n"
    + "```py\nx = 1\ny = 2\n```\n\nThe end.\n"
)
CONTROL = Qt.KeyboardModifier.ControlModifier


def seen(owner: Owner) -> list[str]:
    """The lines that are in sight."""
    found, block = [], owner.editor.document().firstBlock()
    while block.isValid():
        if block.isVisible():
            found.append(block.text())
        block = block.next()
    return found


def line(owner: Owner, text: str) -> QTextBlock:
    block = owner.editor.document().firstBlock()
    while not block.text().startswith(text):
        block = block.next()
        assert block.isValid()
    return block


def header(owner: Owner, part: int) -> QTextBlock:
    return line(owner, owner.texts[part].split("\n")[0])


def test_a_folded_slice_shows_only_its_banner(make: Make) -> None:
    owner = make(talk(3))
    owner.editor.folds.fold(header(owner, 2))
    assert len([text for text in seen(owner) if "slice 1." in text]) == 0
    assert len([text for text in seen(owner) if "slice 2." in text]) == 3
    owner.agree()


def test_reasoning_folds_to_one_line(make: Make) -> None:
    owner = make(REASONED)
    owner.editor.folds.fold(line(owner, "<details>"))
    assert "thoughts" not in seen(owner)
    assert "</details>" not in seen(owner)
    assert "So it is." in seen(owner)


def test_code_folds_to_its_head(make: Make) -> None:
    owner = make(REASONED)
    owner.editor.folds.fold(line(owner, "```py"))
    assert "x = 1" not in seen(owner)
    assert "```" not in seen(owner)
    assert "The end." in seen(owner)


def test_a_fold_in_a_fold_stays_closed_when_the_outer_opens(make: Make) -> None:
    owner = make(REASONED)
    folds = owner.editor.folds
    folds.fold(line(owner, "```py"))
    folds.fold(header(owner, 1))
    folds.unfold(header(owner, 1))
    assert "So it is." in seen(owner)
    assert "x = 1" not in seen(owner)


def test_the_caret_leaves_what_is_folded(make: Make) -> None:
    owner = make(talk(3))
    owner.editor.set_caret(2, 40)
    owner.editor.folds.fold(header(owner, 2))
    assert owner.editor.textCursor().block().isVisible()


def test_the_caret_steps_over_a_fold_and_stops_at_its_banner(make: Make) -> None:
    owner = make(talk(3, lines=1))
    owner.editor.folds.fold(header(owner, 2))
    owner.editor.set_caret(1, len(owner.texts[1]) - 1)
    QTest.keyClick(owner.editor, Qt.Key.Key_Down)
    assert owner.editor.part_of_caret() == 2
    QTest.keyClick(owner.editor, Qt.Key.Key_Right)
    assert owner.editor.caret() == (3, len("=={ User | id=a00002 }==\n"))
    QTest.keyClick(owner.editor, Qt.Key.Key_Left)
    assert owner.editor.textCursor().block() == header(owner, 2)


def test_typing_at_a_folded_slice_opens_it_and_writes_nothing(make: Make) -> None:
    owner = make(talk(2, lines=1))
    owner.editor.folds.fold(header(owner, 1))
    cursor = owner.editor.textCursor()
    cursor.setPosition(header(owner, 1).position() + header(owner, 1).length() - 1)
    owner.editor.setTextCursor(cursor)
    before = owner.text
    QTest.keyClicks(owner.editor, "x")
    assert owner.text == before
    assert not owner.editor.folds.is_folded(header(owner, 1))


def test_backspace_below_a_fold_takes_nothing_hidden(make: Make) -> None:
    owner = make(REASONED)
    owner.editor.folds.fold(line(owner, "<details>"))
    owner.editor.set_caret(1, owner.texts[1].index("</details>\n") + len("</details>\n"))
    before = owner.text
    QTest.keyClick(owner.editor, Qt.Key.Key_Backspace)
    assert owner.text == before


def test_what_streams_into_a_folded_slice_is_hidden(make: Make) -> None:
    owner = make(talk(2))
    owner.start(2)
    owner.editor.folds.fold(header(owner, 2))
    owner.grow(2, "more\nand more\n")
    assert not [text for text in seen(owner) if "more" in text]
    owner.agree()


def test_a_slice_that_comes_below_a_folded_one_is_shown(make: Make) -> None:
    owner = make(talk(2))
    owner.editor.folds.fold(header(owner, 2))
    new = new_slice(Role.USER, "fresh words", timestamp=None, attributes=[("id", "b00001")])
    owner.splice(inserted(owner.session, 3, new))
    assert "fresh words" in seen(owner)
    assert not [text for text in seen(owner) if "slice 1." in text]


def test_reasoning_folds_when_the_answer_begins(make: Make) -> None:
    owner = make(ASSISTANT)
    owner.start(1)
    for piece in (
        "<details><summary>Reasoning · 2 s</summary>\n\nthou",
        "ghts\n</det",
        "ails>\n\n",
    ):
        owner.grow(1, piece)
    owner.grow(1, "So.")
    assert "thoughts" not in seen(owner)
    assert "So." in seen(owner)


def test_reasoning_that_was_opened_stays_open(make: Make) -> None:
    owner = make(ASSISTANT)
    owner.start(1)
    owner.grow(1, "<details><summary>Reasoning · 2 s</summary>\n\nthoughts")
    owner.editor.folds.toggle(line(owner, "<details>"))
    owner.editor.folds.toggle(line(owner, "<details>"))
    owner.grow(1, "\n</details>\n\nSo.")
    assert "thoughts" in seen(owner)


def test_the_rest_is_shown_when_a_folded_header_is_deleted(make: Make) -> None:
    owner = make(talk(2))
    owner.editor.folds.fold(header(owner, 2))
    joined = owner.session.parts[1].with_text("all")  # type: ignore[union-attr]
    owner.splice(type(inserted(owner.session, 1, joined))(1, owner.session.parts[1:], (joined,)))
    assert all(block_is_visible(owner))
    owner.agree()


def block_is_visible(owner: Owner) -> list[bool]:
    found, block = [], owner.editor.document().firstBlock()
    while block.isValid():
        found.append(block.isVisible())
        block = block.next()
    return found


def test_folds_are_remembered_by_the_slice_s_id(make: Make) -> None:
    owner = make(talk(1) + "\n" + REASONED)
    owner.editor.folds.fold(header(owner, 1))
    owner.editor.folds.fold(line(owner, "```py"))
    kept = owner.editor.folds.remembered()
    assert kept == [["a00000", "slice", 0], ["aaaaaa", "code", 0]]
    other = make(talk(1) + "\n" + REASONED)
    other.editor.folds.restore(kept)
    assert seen(other) == seen(owner)


def test_what_was_remembered_wrongly_does_no_harm(make: Make) -> None:
    owner = make(REASONED)
    owner.editor.folds.restore([["gone", "slice", 0], 3, ["aaaaaa", "sky", "x"], ["aaaaaa"]])
    assert all(block_is_visible(owner))


def test_all_answers_fold_and_unfold(make: Make) -> None:
    owner = make(talk(4))
    owner.editor.folds.fold_answers()
    assert not [text for text in seen(owner) if "slice 1." in text or "slice 3." in text]
    assert [text for text in seen(owner) if "slice 2." in text]
    owner.editor.folds.unfold_all()
    assert all(block_is_visible(owner))


def test_all_selected_is_copied_with_what_is_folded(make: Make) -> None:
    owner = make(talk(2))
    owner.editor.folds.fold(header(owner, 2))
    QTest.keyClick(owner.editor, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(owner.editor, Qt.Key.Key_C, CONTROL)
    assert "Line 1 of slice 1." in QGuiApplication.clipboard().text()


def test_going_to_a_hidden_place_opens_its_fold(make: Make) -> None:
    owner = make(REASONED)
    owner.editor.folds.fold(line(owner, "<details>"))
    owner.editor.folds.fold(header(owner, 1))
    owner.editor.set_caret(1, owner.texts[1].index("thoughts"))
    assert owner.editor.textCursor().block().text() == "thoughts"
    assert "thoughts" in seen(owner)


def test_at_any_time_what_is_hidden_is_what_is_folded(make: Make) -> None:
    owner = make((REASONED + "\n").replace("aaaaaa", "a00001") + REASONED)
    rng = random.Random(7)
    folds = owner.editor.folds
    for _ in range(120):
        count = owner.editor.document().blockCount()
        block = owner.editor.document().findBlockByNumber(rng.randrange(count))
        deed = rng.choice(("fold", "type", "return", "delete"))
        if deed == "fold":
            folds.toggle(block)
        elif block.isVisible() and not owner.editor.atoms.is_header(block):
            cursor = owner.editor.textCursor()
            cursor.setPosition(block.position())
            owner.editor.setTextCursor(cursor)
            key = {"type": Qt.Key.Key_X, "return": Qt.Key.Key_Return}.get(deed, Qt.Key.Key_Delete)
            QTest.keyClick(owner.editor, key)
        owner.agree()
        assert owner.editor.textCursor().block().isVisible()
    folds.unfold_all()
    assert all(block_is_visible(owner))
