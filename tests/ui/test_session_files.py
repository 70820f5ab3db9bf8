"""What can be done with a session's file from the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QPoint, QUrl, Slot
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream


class Desktop(QObject):
    """Stands in for the programs of the desktop."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    made = Desktop()
    QDesktopServices.setUrlHandler("file", made, "take")
    yield made
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def two(person: Person) -> Person:
    """A second session beside the one that is shown; the list has the keys, on the second."""
    other = person.path.with_name("other.md")
    said = "---\ntitle: Other\nown: 1 # mine\n---\n=={ User }==\nHi\n"
    other.write_text(said, encoding="utf-8")
    panel = person.window.project
    person.until(lambda: len(panel.model.rows) == 2)
    person.press("Ctrl+Shift+E")
    assert panel.view.hasFocus()
    person.type("Oth")
    assert panel.current_session() == other
    return person


def test_a_duplicate_is_opened_with_all_that_was_typed(person: Person) -> None:
    person.send("Hello")
    person.press("Esc")
    person.rest()
    first = person.path
    person.press("Ctrl+Shift+D")
    person.until(lambda: person.path != first)
    assert person.tab.title == "Hello (copy)"
    assert first.exists()


def test_the_path_is_copied(person: Person) -> None:
    person.press("Ctrl+Shift+Y")
    assert QGuiApplication.clipboard().text() == str(person.path)


def test_file_and_folder_open_in_other_programs(person: Person, desktop: Desktop) -> None:
    person.press("F4", "Shift+F4")
    assert [Path(one) for one in desktop.opened] == [person.path, person.path.parent]


def test_what_the_keys_do_is_about_the_marked_session_while_the_list_has_them(
    two: Person, desktop: Desktop
) -> None:
    two.press("F4", "Ctrl+L", "F4")
    assert [Path(one).name for one in desktop.opened] == ["other.md", two.path.name]


def test_the_menu_has_them_too(two: Person) -> None:
    view = two.window.project.view
    at = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QCoreApplication.sendEvent(view.viewport(), at)
    texts = [one.text().partition("\t")[0] for one in two.menu().actions()]
    assert "Duplicate session" in texts
    assert "Title, description and tags…" in texts
    two.menu().close()


def test_f2_renames_what_is_marked(two: Person) -> None:
    two.press("F2")
    field = two.focus
    assert isinstance(field, QLineEdit)
    field.selectAll()
    two.type("Another\n")
    two.until(lambda: "title: Another\nown: 1 # mine" in two.path.with_name("other.md").read_text())


def test_a_deleted_session_comes_back_by_a_key(two: Person) -> None:
    other = two.path.with_name("other.md")
    two.press("Del")
    two.until(lambda: not other.exists() and len(two.window.project.model.rows) == 1)
    two.until(two.notices)
    two.press("Ctrl+Shift+F8")
    two.until(other.exists)
    two.until(lambda: two.path == other)
    two.press("Ctrl+Shift+F8")
    assert two.notices()[-1].strip() == "No session was deleted so far"


def test_the_notice_brings_it_back_as_well(two: Person) -> None:
    other = two.path.with_name("other.md")
    two.press("Ctrl+F8")
    two.until(lambda: not other.exists())
    two.press_notice("restore")
    two.until(other.exists)


def test_an_open_session_is_described_and_undo_takes_it_back(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask("Hello")
    before = person.tab.desk.text()
    person.press("Shift+F2")
    person.type("Ties")
    person.press("Tab")
    person.type("On one tick")
    person.press("Tab")
    person.type("audio, midi\n")
    front = "---\ntitle: Ties\ndescription: On one tick\ntags: [audio, midi]\n---\n"
    person.until(lambda: person.path.read_text().startswith(front))
    assert person.tab.title == "Ties"
    person.editor.setFocus()
    person.press("Ctrl+Z")
    assert person.tab.desk.text() == before


def test_a_closed_session_is_described_and_the_notice_takes_it_back(two: Person) -> None:
    other = two.path.with_name("other.md")
    before = other.read_text()
    two.press("Shift+F2")
    assert two.focus.text() == "Other"
    two.press("Tab", "Tab")
    two.type("audio\n")
    two.until(lambda: "own: 1 # mine\ntags: [audio]\n" in other.read_text())
    two.until(lambda: two.window.project.model.rows[0].about.tags == ("audio",))
    two.press_notice("unsay")
    two.until(lambda: other.read_text() == before)


def test_the_list_is_filtered_by_keys_alone(two: Person) -> None:
    two.press("Ctrl+Shift+K")
    two.type("other\n")
    two.until(lambda: two.path.name == "other.md")


def test_what_no_title_has_is_searched_in_the_texts(two: Person) -> None:
    two.press("Ctrl+Shift+K")
    two.type("zzz")
    two.press("Esc", "Ctrl+Shift+K")
    assert not two.window.project.model.rows
    two.press("Tab")
    while two.focus is not two.window.project.no_match.buttons["search"]:
        two.press("Tab")
    two.press("Space")
    assert two.window.seeking.panel.field.text() == "zzz"


def test_without_a_project_there_is_nothing_to_do_it_with(opens: Opens) -> None:
    person = opens(project=None)
    person.press("Ctrl+Shift+K", "Ctrl+Shift+E", "Ctrl+Shift+D", "Ctrl+Shift+F8", "F2")
    assert person.notices() == []
