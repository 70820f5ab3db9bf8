"""Leaving a project or the program: nothing is lost on the way out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.end2end.person import Person, write_project
from tests.end2end.streams import Paced
from tests.ui.window import choose_folder, sheets

LEFT = Qt.MouseButton.LeftButton


def test_another_project_takes_the_window_and_the_first_ones_answer_still_arrives(
    person: Person, talk: Paced, tmp_path: Path
) -> None:
    path = person.path
    other = write_project(tmp_path / "other", "http://127.0.0.1:9/v1")
    person.press("Ctrl+O")
    choose_folder(person, other)
    person.until(lambda: person.window.windowTitle() == "other — VibeKoder")
    assert person.window.tabs.widgets == []
    rows = person.window.requests.model
    person.until(lambda: [row.title for row in rows.rows] == ["Hello"])
    talk.end()
    person.until(lambda: person.window.requests.model.rows == ())
    assert person.on_disk(path).slices[-1].text == talk.text


def test_a_window_in_which_all_is_saved_closes_without_a_question(reader: Person) -> None:
    reader.quit()
    assert reader.codes == [0]
    assert not reader.window.isVisible()


def test_closing_while_an_answer_arrives_asks_once(person: Person, talk: Paced) -> None:
    person.press("Ctrl+Q")
    person.shell.close()
    (sheet,) = sheets(person)
    assert sheet.verb.accessibleName() == "Stop and quit"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert sheets(person) == []
    talk.end()
    person.rest()
    assert person.codes == []


def test_after_staying_the_window_asks_again(person: Person, talk: Paced) -> None:
    for _ in range(2):
        person.press("Ctrl+Q")
        (sheet,) = sheets(person)
        QTest.mouseClick(sheet.stay, LEFT)
    assert person.window.isVisible()
    talk.end()
    person.rest()
    person.quit()


def test_what_cannot_be_saved_is_asked_about_before_it_is_lost(
    reader: Person, unsaved: Path
) -> None:
    reader.press("Ctrl+Q")
    sheet = reader.sheet()
    assert sheet.accessibleName() == "001.md cannot be saved"
    assert sheet.stay.hasFocus()
    QTest.keyClick(sheet.stay, Qt.Key.Key_Return)
    assert reader.codes == []
    assert reader.tab.session.slices[2].text == "Three more"


def test_quitting_without_saving_is_possible_by_choice(reader: Person, unsaved: Path) -> None:
    reader.press("Ctrl+Q")
    QTest.mouseClick(reader.sheet().verb, LEFT)
    reader.until(lambda: reader.codes)
    assert unsaved.parent.read_text() == "in the way"
