"""Tabs in the window: closed, had again, pinned, moved, told where their files are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer
from vibekoder.ui import reveal

NAMES = ("001.md", "002.md", "003.md", "004.md")


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody with four sessions open, the second one shown."""
    (root / "sessions").mkdir()
    text = file_text("u aaaaaa: One", "a bbbbbb: # Two\n\nwords", "u cccccc: Three")
    for name in NAMES:
        (root / "sessions" / name).write_text(text, "utf-8")
    someone = opens(session=root / "sessions" / NAMES[0])
    someone.ready()
    for name in NAMES[1:]:
        someone.window.opening.open(root / "sessions" / name)
        someone.until(lambda name=name: someone.path.name == name)
    someone.press("Alt+2")
    return someone


def names(person: Person) -> list[str]:
    return [one.tab.path.name for one in person.window.tabs.widgets]


def menu_of(person: Person, at: int) -> QMenu:
    """The menu of a tab, by the pointer."""
    bar = person.window.tabs.bar
    place = bar.tabRect(at).center()
    QTest.mouseClick(bar, Qt.MouseButton.RightButton, pos=place)
    bar.menuWanted.emit(at, bar.mapToGlobal(place))
    return person.menu()


def nowhere(*_: object) -> tuple[str, ...]:
    """No program here marks a file in its folder."""
    return ()


def act(menu: QMenu, name: str) -> None:
    action = menu.findChild(QAction, name)
    assert isinstance(action, QAction)
    action.trigger()
    menu.close()


def offers(person: Person, at: int, name: str) -> bool:
    """Whether this can be done with a tab now."""
    menu = menu_of(person, at)
    action = menu.findChild(QAction, name)
    assert isinstance(action, QAction)
    can = action.isEnabled()
    menu.close()
    return can


def test_a_tab_that_was_closed_is_had_again_at_its_place_with_all_that_was_in_it(
    reader: Person,
) -> None:
    reader.type("half a thought")
    reader.editor.setFocus()
    reader.editor.folds.fold_answers()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 2)
    folds, caret = reader.editor.remembered_folds(), reader.editor.caret()
    reader.press("Ctrl+W")
    assert names(reader) == ["001.md", "003.md", "004.md"]
    reader.press("Ctrl+Shift+T")
    reader.until(lambda: names(reader) == list(NAMES))
    assert reader.path.name == "002.md"
    assert reader.editor.caret() == caret
    assert reader.editor.remembered_folds() == folds
    assert reader.composer.text() == "half a thought"


def test_closed_tabs_come_back_the_last_one_first_and_not_without_a_file(
    reader: Person, root: Path
) -> None:
    for _ in range(3):
        reader.press("Ctrl+W")
    closed = [name for name in NAMES if name not in names(reader)]
    reader.rest()
    (root / "sessions" / closed[2]).unlink()
    reader.press("Ctrl+Shift+T")
    reader.until(lambda: len(names(reader)) == 2)
    assert closed[2] not in names(reader)
    reader.press("Ctrl+Shift+T")
    reader.until(lambda: len(names(reader)) == 3)
    reader.press("Ctrl+Shift+T")
    assert not reader.window.opening.can_reopen


def test_an_answer_goes_on_in_a_closed_tab_and_is_there_when_it_comes_back(
    reader: Person, server: ScriptedServer
) -> None:
    talk = paced("First ", "second")
    server.reply(talk.answer)
    reader.send("Hello")
    reader.shows("First ")
    reader.press("Ctrl+W")
    reader.press("Ctrl+Shift+T")
    reader.until(lambda: reader.path.name == "002.md")
    reader.shows("First ")
    talk.end()
    reader.shows("second")
    reader.rest()
    reader.agree()


def test_a_pinned_tab_is_spared_when_others_are_closed(reader: Person) -> None:
    act(menu_of(reader, 3), "tab.pin")
    assert names(reader) == ["004.md", "001.md", "002.md", "003.md"]
    act(menu_of(reader, 1), "tab.close_others")
    assert names(reader) == ["004.md", "001.md"]
    assert not offers(reader, 1, "tab.close_others")


def test_tabs_to_the_right_are_closed(reader: Person) -> None:
    act(menu_of(reader, 1), "tab.close_right")
    assert names(reader) == ["001.md", "002.md"]


def test_the_middle_button_closes_and_the_menu_brings_back(reader: Person) -> None:
    bar = reader.window.tabs.bar
    assert not offers(reader, 0, "tab.reopen")
    middle = bar.tabRect(2).center() - QPoint(20, 0)
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=middle)
    assert names(reader) == ["001.md", "002.md", "004.md"]
    act(menu_of(reader, 0), "tab.reopen")
    reader.until(lambda: names(reader) == list(NAMES))


def test_keys_move_the_shown_tab(reader: Person) -> None:
    reader.press("Ctrl+Shift+PgDown")
    assert names(reader) == ["001.md", "003.md", "002.md", "004.md"]
    reader.press("Ctrl+Shift+PgUp", "Ctrl+Shift+PgUp")
    assert names(reader) == ["002.md", "001.md", "003.md", "004.md"]


def test_where_a_session_is_can_be_copied_and_seen(
    reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[QUrl] = []
    monkeypatch.setattr(reveal, "showing", nowhere)
    monkeypatch.setattr(QDesktopServices, "openUrl", seen.append)
    act(menu_of(reader, 2), "session.copy_path")
    assert QGuiApplication.clipboard().text().endswith("003.md")
    act(menu_of(reader, 2), "session.reveal")
    assert seen[0].toLocalFile().endswith("sessions")


def test_order_pins_and_closed_tabs_are_as_they_were_after_a_restart(
    reader: Person, opens: Opens
) -> None:
    act(menu_of(reader, 3), "tab.pin")
    reader.press("Alt+3", "Ctrl+Shift+PgDown", "Alt+2", "Ctrl+W")
    assert names(reader) == ["004.md", "003.md", "002.md"]
    reader.quit()
    again = opens()
    again.until(lambda: names(again) == ["004.md", "003.md", "002.md"])
    pinned = [again.window.tabs.pinned(one) for one in again.window.tabs.widgets]
    assert pinned == [True, False, False]
    again.press("Ctrl+Shift+T")
    again.until(lambda: names(again) == ["004.md", "001.md", "003.md", "002.md"])
