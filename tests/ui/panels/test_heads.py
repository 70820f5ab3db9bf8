"""The heads of the project panel."""

from __future__ import annotations

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
