"""What the buttons of notices do, pressed in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.ui.window import dialogs, press_notice, titles


def test_without_a_project_its_actions_say_what_to_do_first(opens: Opens) -> None:
    person = opens(project=None)
    person.window.trigger("tools.backends")
    assert [one.split(" Backends")[0] for one in person.notices()] == ["Open a folder first"]
    press_notice(person, "folder")
    person.until(lambda: dialogs(person))
    dialogs(person)[0].reject()


def test_a_deleted_session_is_offered_back_and_opens_again(reader: Person, written: Path) -> None:
    data = written.read_bytes()
    QTest.keyClick(reader.window.project.view, Qt.Key.Key_Delete)
    reader.until(lambda: not written.exists())
    reader.until(lambda: titles(reader) == [])
    assert reader.window.tabs.widgets == []
    assert reader.window.tabs.no_session.isVisible()
    press_notice(reader, "restore")
    reader.ready()
    assert written.read_bytes() == data
    reader.until(lambda: titles(reader) == ["One"])


def test_who_stays_may_save_it_after_all(reader: Person, unsaved: Path) -> None:
    reader.press("Ctrl+Q")
    QTest.keyClick(reader.sheet().stay, Qt.Key.Key_Return)
    unsaved.parent.unlink()
    unsaved.parent.mkdir()
    press_notice(reader, "save")
    press_notice(reader, "anew")
    reader.until(lambda: unsaved.exists() and "Three more" in unsaved.read_text("utf-8"))
    reader.quit()
