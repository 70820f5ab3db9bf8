"""The menu of the reading view."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.editor.banners import Act
from vibekoder.ui.reading.reading_menu import reading_menu


def test_it_lists_copying_the_link_and_what_can_be_done_with_the_slice(qtbot: QtBot) -> None:
    parent, done = QWidget(), list[str]()
    qtbot.addWidget(parent)
    calls = [lambda name=name: done.append(name) for name in ("copy", "select", "follow", "fork")]
    menu = reading_menu(parent, *calls[:3], [(Act("fork", "Fork here"), calls[3])])
    chosen = [action for action in menu.actions() if action.text()]
    assert [action.text() for action in chosen][2:] == ["Open link…", "Fork here"]
    for action in chosen:
        action.trigger()
    assert done == ["copy", "select", "follow", "fork"]


def test_without_a_link_none_is_offered(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = reading_menu(parent, list, list, None, [])
    assert len(menu.actions()) == 2
