"""Every action, session and file by a few letters, with the keyboard alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.ui.window import finder
from vibekoder.ui.sheets.finder import Finder


def test_it_begins_with_sessions_or_with_actions(seeker: Person) -> None:
    sheet = finder(seeker)
    assert sheet.shown[0].section == "Sessions"
    seeker.press("Esc")
    seeker.until(lambda: not seeker.shell.findChildren(Finder))
    assert finder(seeker, "Ctrl+Shift+P").shown[0].section == "Actions"


def test_a_session_is_gone_to(seeker: Person) -> None:
    finder(seeker)
    seeker.type("tempo")
    seeker.press("Return")
    seeker.until(lambda: seeker.tab.path.name == "002.md")


def test_an_action_is_carried_out(seeker: Person) -> None:
    finder(seeker, "Ctrl+Shift+P")
    seeker.type("requests pan")
    seeker.press("Return")
    assert seeker.window.requests.isVisible()


def test_an_action_shows_its_key(seeker: Person) -> None:
    rows = {one.text: one for one in finder(seeker, "Ctrl+Shift+P").shown}
    assert rows["Send"].keys == "Ctrl+Return"


def test_without_a_session_no_action_of_a_session_is_offered(opens: Opens) -> None:
    person = opens(project=None)
    person.press("Ctrl+Shift+P")
    (sheet,) = person.shell.findChildren(Finder)
    names = [one.text for one in sheet.shown]
    assert "Open folder" in names
    assert "Send" not in names


def test_the_field_at_the_windows_head_opens_it(seeker: Person) -> None:
    QTest.mouseClick(seeker.window.top.search, Qt.MouseButton.LeftButton)
    assert seeker.sheet().accessibleName() == "Find"
