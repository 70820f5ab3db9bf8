"""The heads of the project panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.panels.heads import ProjectHead, SectionHead


def test_a_section_tells_how_many_of_how_many(qtbot: QtBot, look: Look) -> None:
    head = SectionHead(look, "Sessions")
    qtbot.addWidget(head)
    head.set_count(3, of=3)
    assert head.accessibleName() == "Sessions 3"
    head.set_count(3, of=214)
    assert head.accessibleName() == "Sessions 3 of 214"


def test_a_note_is_told_aloud_too(qtbot: QtBot, look: Look) -> None:
    head = SectionHead(look, "Sessions")
    qtbot.addWidget(head)
    head.set_note("$0.12", "12 cents so far")
    assert head.accessibleDescription() == "12 cents so far"
    assert not head.grab().isNull()


def test_without_a_project_only_the_name_is_left(qtbot: QtBot, look: Look) -> None:
    head = ProjectHead(look)
    qtbot.addWidget(head)
    head.set_name("kettledrum")
    assert not head.new.isHidden()
    head.set_name("")
    assert (head.new.isHidden(), head.filter.isHidden()) == (True, True)
    assert head.name.text() == "No project"


def test_a_head_says_whether_its_section_is_folded(qtbot: QtBot, look: Look) -> None:
    head = SectionHead(look, "Files")
    qtbot.addWidget(head)
    head.set_note("main · 3 changed")
    assert head.accessibleDescription() == "main · 3 changed"
    head.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter):
        QTest.keyClick(head, key)
    assert head.accessibleDescription() == "folded\nmain · 3 changed"
    assert head.sizeHint().height() > 0
    assert not head.grab().isNull()
