"""What can be done with a session's file from the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from tests.end2end.person import Person
from vibekoder.ui.session_files import showing


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


def choose(person: Person, text: str) -> None:
    menu = person.window.project.session_menu
    next(one for one in menu.actions() if one.text().startswith(text)).trigger()


def test_a_duplicate_is_opened_with_all_that_was_typed(person: Person) -> None:
    person.send("Hello")
    person.press("Esc")
    person.rest()
    first = person.path
    choose(person, "Duplicate")
    person.until(lambda: person.path != first)
    assert person.tab.title == "Hello (copy)"
    assert first.exists()


def test_the_path_is_copied(person: Person) -> None:
    person.until(lambda: person.window.project.current_session())
    choose(person, "Copy the path")
    assert QGuiApplication.clipboard().text() == str(person.path)


def test_file_and_folder_open_in_other_programs(person: Person, desktop: Desktop) -> None:
    person.until(lambda: person.window.project.current_session())
    choose(person, "Open in another editor")
    assert [Path(one) for one in desktop.opened] == [person.path]


def test_a_file_manager_marks_the_file_where_it_can() -> None:
    path = Path("/p/001.md")
    assert showing("darwin", path) == ("open", "-R", str(path))
    assert showing("win32", path) == ("explorer", f"/select,{path}")
    assert showing("linux", path) == ()
