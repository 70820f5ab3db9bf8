"""Every action, session and file by a few letters, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.builders import file_text
from vibekoder.ui.sheets.finder import Finder


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody in a project with two sessions and a file, one session open."""
    (root / "sessions").mkdir()
    for number, title in ((1, "Ties in the scheduler"), (2, "Tempo map")):
        text = f"---\ntitle: {title}\n---\n" + file_text("u aaaaaa: One")
        (root / "sessions" / f"00{number}.md").write_text(text, "utf-8")
    (root / "src").mkdir()
    (root / "src" / "clock.py").write_text("tick = 1\n", "utf-8")
    someone = opens(session=root / "sessions" / "001.md")
    someone.ready()
    return someone


def found(person: Person, keys: str = "Ctrl+P") -> Finder:
    """The open finder, once sessions and files are in it."""
    person.press(keys)
    (sheet,) = person.shell.findChildren(Finder)
    person.until(lambda: any(one.text == "src/clock.py" for one in sheet.shown))
    person.until(lambda: any(one.text == "Tempo map" for one in sheet.shown))
    return sheet


def test_it_begins_with_sessions_or_with_actions(reader: Person) -> None:
    sheet = found(reader)
    assert sheet.shown[0].section == "Sessions"
    reader.press("Esc")
    reader.until(lambda: not reader.shell.findChildren(Finder))
    assert found(reader, "Ctrl+Shift+P").shown[0].section == "Actions"


def test_a_session_is_gone_to(reader: Person) -> None:
    found(reader)
    reader.type("tempo")
    reader.press("Return")
    reader.until(lambda: reader.tab.path.name == "002.md")


def test_an_action_is_carried_out(reader: Person) -> None:
    found(reader, "Ctrl+Shift+P")
    reader.type("requests pan")
    reader.press("Return")
    assert reader.window.requests.isVisible()


def test_an_action_shows_its_key(reader: Person) -> None:
    rows = {one.text: one for one in found(reader, "Ctrl+Shift+P").shown}
    assert rows["Send"].keys == "Ctrl+Return"


def test_without_a_session_no_action_of_a_session_is_offered(opens: Opens) -> None:
    person = opens(project=None)
    person.press("Ctrl+Shift+P")
    (sheet,) = person.shell.findChildren(Finder)
    names = [one.text for one in sheet.shown]
    assert "Open folder" in names
    assert "Send" not in names


def test_the_field_at_the_windows_head_opens_it(reader: Person) -> None:
    QTest.mouseClick(reader.window.top.search, Qt.MouseButton.LeftButton)
    assert reader.sheet().accessibleName() == "Find"
