"""The sheets over the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.app.room import Room, put_back, replaced_by_a_file
from vibekoder import __version__
from vibekoder.app.actions import ACTIONS
from vibekoder.app.notice import Notice
from vibekoder.core import settings
from vibekoder.store.projects import Project
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.reading import ReadingSheet
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.window_sheets import WindowSheets


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    look.theme.set_reduced(True)
    made.resize(1000, 800)
    made.show()
    return made


@pytest.fixture
def sheets(look: Look, window: QWidget) -> WindowSheets:
    return WindowSheets(look, window)


def read(window: QWidget) -> str:
    """What the only sheet that is open says."""
    (sheet,) = [one for one in window.findChildren(ReadingSheet) if not one.isHidden()]
    return sheet.text.toPlainText()


def test_the_keys_are_those_of_the_table(window: QWidget, sheets: WindowSheets) -> None:
    sheets.keys()
    text = read(window)
    assert all(row.text in text for row in ACTIONS if row.keys)


def test_notices_can_be_read_again(look: Look, window: QWidget, sheets: WindowSheets) -> None:
    notices = Notices(look, window)
    sheets.notices(notices)
    assert read(window) == "None so far."
    window.findChildren(ReadingSheet)[0].dismiss()
    notices.show_notice(Notice("info", "Something happened", "and is safe"))
    sheets.notices(notices)
    shown = [one for one in window.findChildren(ReadingSheet) if not one.isHidden()]
    assert shown[0].text.toPlainText().endswith("Something happened  and is safe")


def test_details_are_shown_as_they_came(window: QWidget, sheets: WindowSheets) -> None:
    sheets.details('{"error": "<b>no</b>"}')
    assert read(window) == '{"error": "<b>no</b>"}'


def test_about_names_the_version(window: QWidget, sheets: WindowSheets) -> None:
    sheets.about()
    assert __version__ in read(window)


def test_a_closed_sheet_is_gone(qtbot: QtBot, window: QWidget, sheets: WindowSheets) -> None:
    sheets.about()
    window.findChildren(ReadingSheet)[0].dismiss()
    qtbot.waitUntil(lambda: not window.findChildren(Sheet))


@pytest.mark.parametrize(("count", "words"), [(1, "An answer is"), (3, "3 answers are")])
def test_quitting_says_how_many_answers_still_come(
    qtbot: QtBot, sheets: WindowSheets, count: int, words: str
) -> None:
    sheet = sheets.quitting(count)
    said = [one.text() for one in sheet.findChildren(Paragraph)]
    assert any(one.startswith(words) for one in said)
    with qtbot.waitSignal(sheet.confirmed):
        sheet.verb.click()


def test_staying_is_where_the_focus_is(qtbot: QtBot, sheets: WindowSheets) -> None:
    sheet = sheets.unsaved("001.md")
    assert sheet.first_focus() is sheet.stay
    assert "001.md" in sheet.accessibleName()
    with qtbot.waitSignal(sheet.declined):
        sheet.stay.click()


# ------------------------------------------------------------------ backends


def test_a_backend_that_is_saved_is_the_projects(room: Room, sheets: WindowSheets) -> None:
    sheet = sheets.backends(room.workspace)
    entry = room.workspace.project.backend("scripted")
    sheet.saveWanted.emit(replace(entry, model="large"))
    assert room.workspace.project.backend("scripted").model == "large"
    assert Project.open(room.root).backend("scripted").model == "large"


def test_another_default_answers_from_the_next_request_on(room: Room, sheets: WindowSheets) -> None:
    sheet = sheets.backends(room.workspace)
    sheet.defaultWanted.emit("rehearsal")
    assert room.workspace.choice().entry.name == "rehearsal"


def test_a_removed_backend_is_gone_and_the_built_in_one_answers(
    room: Room, sheets: WindowSheets
) -> None:
    sheet = sheets.backends(room.workspace)
    sheet.defaultWanted.emit("rehearsal")
    sheet.removeWanted.emit("scripted")
    assert [one.name for one in room.workspace.project.backends] == ["rehearsal"]


def test_a_change_that_cannot_be_saved_is_told(room: Room, sheets: WindowSheets) -> None:
    sheet = sheets.backends(room.workspace)
    told: list[Any] = []
    sheets.failed.connect(told.append)
    away = replaced_by_a_file(room.root)
    sheet.defaultWanted.emit("rehearsal")
    put_back(room.root, away)
    assert len(told) == 1
    assert room.workspace.choice().entry.name == "scripted"


def test_a_closed_sheet_no_longer_follows_the_project(
    qtbot: QtBot, room: Room, window: QWidget, sheets: WindowSheets
) -> None:
    sheet = sheets.backends(room.workspace)
    sheet.dismiss()
    qtbot.waitUntil(lambda: not window.findChildren(Sheet))
    room.workspace.change_project(lambda one: one.save_setting(settings.BACKEND, "rehearsal"))
    assert room.workspace.choice().entry.name == "rehearsal"
