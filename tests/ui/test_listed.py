"""The list of sessions beside the open ones."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.person import Person
from tests.end2end.streams import Paced
from tests.ui.window import titles

LEFT = Qt.MouseButton.LeftButton


def test_the_panel_makes_a_session_and_marks_the_shown_one(reader: Person) -> None:
    QTest.mouseClick(reader.window.project.head.new, LEFT)
    reader.until(lambda: len(reader.window.tabs.widgets) == 2)
    reader.until(lambda: len(titles(reader)) == 2)
    assert reader.window.project.current_session() == reader.path
    reader.press("Alt+1")
    assert reader.window.project.current_session() == reader.path


def test_what_runs_in_an_open_session_stands_in_its_row(person: Person, talk: Paced) -> None:
    rows = person.window.project.model
    person.until(lambda: [row.state for row in rows.rows] == ["answering"])
    talk.end()
    person.rest()
    person.until(lambda: [row.state for row in rows.rows] == ["complete"])
