"""The menu of the text and of a slice."""

from __future__ import annotations

from tests.ui.editor.conftest import Make, talk
from vibekoder.ui.editor.banners import Act
from vibekoder.ui.editor.text_menu import text_menu
from vibekoder.ui.keymap import Keymap


def test_the_menu_lists_the_text_s_acts_and_the_slice_s(make: Make) -> None:
    done: list[str] = []
    editor = make(talk(1)).editor
    deeds = [(Act("fork", "Fork here", key="slice.fork"), lambda: done.append("fork"))]
    menu = text_menu(editor, lambda: None, lambda: None, deeds, Keymap())
    words = [one.text() for one in menu.actions() if not one.isSeparator()]
    assert words == ["Undo", "Redo", "Cut", "Copy", "Paste", "Select all", "Fork here"]
    assert menu.actions()[-1].shortcut().toString() == "Ctrl+B"
    menu.actions()[-1].trigger()
    assert done == ["fork"]


def test_without_a_selection_there_is_nothing_to_copy(make: Make) -> None:
    menu = text_menu(make(talk(1)).editor, lambda: None, lambda: None, [], Keymap())
    enabled = {one.text(): one.isEnabled() for one in menu.actions()}
    assert not enabled["Copy"]
    assert enabled["Select all"]
