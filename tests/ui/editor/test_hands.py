"""What a person changed is read once; what the program writes is nobody's edit."""

from __future__ import annotations

from PySide6.QtTest import QTest

from tests.ui.editor.conftest import Make, talk


def test_what_the_program_writes_is_no_edit_of_a_person(make: Make) -> None:
    owner = make(talk(2))
    owner.start(2)
    owner.grow(2, "more words\n")
    assert owner.edits == []
    owner.agree()


def test_each_key_is_one_edit(make: Make) -> None:
    owner = make(talk(2))
    owner.editor.set_caret(1, 30)
    QTest.keyClicks(owner.editor, "abc")
    assert [edit.text for edit in owner.edits] == ["a", "b", "c"]
