"""The window: its panels, pages, keys and notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import Paced
from tests.ui.window import choose_folder, titles
from vibekoder.ui.sheets.notice_log import NoticeLog
from vibekoder.ui.shell import NARROW, SMALLEST
from vibekoder.ui.style import Splitter

LEFT = Qt.MouseButton.LeftButton


def test_every_pane_has_a_name_for_who_cannot_see_it(person: Person) -> None:
    window = person.window
    panes = [window.project, window.tabs.bar, window.requests, window.status, window.notices]
    assert [one.accessibleName() for one in panes] == [
        *("Project", "Sessions", "Requests", "Status", "Notices"),
    ]
    assert person.editor.accessibleName() == "Session"
    assert person.composer.prompt.accessibleName() == "Prompt"
    buttons = [window.top.project, window.top.requests]
    assert [one.accessibleName() for one in buttons] == ["Project panel", "Requests panel"]


def test_the_window_is_called_after_its_project(person: Person) -> None:
    assert person.window.windowTitle() == "project — VibeKoder"
    assert person.window.project.head.name.accessibleName() == "Project project"


def test_the_project_panel_goes_and_comes_by_its_button(person: Person) -> None:
    window = person.window
    for shown, named in ((False, "project"), (True, "")):
        QTest.mouseClick(window.top.project, LEFT)
        assert window.project.isVisible() is shown
        assert window.top.project.isChecked() is shown
        assert window.status.project.text() == named


def test_the_requests_panel_goes_and_comes_by_its_button_and_its_cross(person: Person) -> None:
    window = person.window
    assert not window.requests.isVisible()
    QTest.mouseClick(window.top.requests, LEFT)
    assert window.requests.isVisible()
    assert window.requests.quiet.isVisible()
    QTest.mouseClick(window.requests.head.close_panel, LEFT)
    assert not window.requests.isVisible()
    assert not window.top.requests.isChecked()


def test_the_requests_come_by_themselves_with_the_first_one_and_may_be_hidden(
    person: Person, talk: Paced
) -> None:
    window = person.window
    assert window.requests.isVisible()
    assert window.top.requests.isChecked()
    QTest.mouseClick(window.status.running, LEFT)
    assert not window.requests.isVisible()
    talk.end()
    person.rest()
    assert not window.requests.isVisible()


def drag(person: Person, splitter: Splitter, way: QPoint) -> None:
    """Drag the divider of a splitter."""
    handle = splitter.handle(1)
    person.until(lambda: handle.rect().contains(handle.mapFrom(splitter, edge(splitter))))
    middle = handle.mapFrom(splitter, edge(splitter))
    QTest.mousePress(handle, LEFT, pos=middle)
    QTest.mouseMove(handle, middle + way)
    QTest.mouseRelease(handle, LEFT)


def edge(splitter: Splitter) -> QPoint:
    """Where the first area ends."""
    first = splitter.sizes()[0]
    return (
        QPoint(first, 5)
        if splitter.orientation() is Qt.Orientation.Horizontal
        else QPoint(5, first)
    )


def test_panels_and_their_sizes_are_as_they_were_left(person: Person, opens: Opens) -> None:
    person.shell.resize(1100, 700)
    person.window.trigger("view.requests")
    panes = person.window.panes
    before = panes.across.sizes()[0], panes.down.sizes()[1]
    drag(person, panes.across, QPoint(60, 0))
    drag(person, panes.down, QPoint(0, -40))
    sizes = panes.across.sizes()[0], panes.down.sizes()[1]
    assert (sizes[0] - before[0], sizes[1] - before[1]) == pytest.approx((60, 40), abs=3)
    person.quit()
    again = opens()
    # the display of the tests is too narrow for what Qt remembers
    again.shell.resize(1100, 700)
    assert again.window.requests.isVisible()
    panes = again.window.panes
    again.until(lambda: (panes.across.sizes()[0], panes.down.sizes()[1]) == sizes)


def test_a_hidden_project_panel_stays_hidden_after_a_restart(person: Person, opens: Opens) -> None:
    person.window.trigger("view.project")
    person.quit()
    again = opens()
    assert not again.window.project.isVisible()
    assert not again.window.top.project.isChecked()


def test_a_narrow_window_makes_room_for_the_text(person: Person) -> None:
    window = person.window
    person.shell.resize(NARROW - 1, 700)
    person.until(lambda: not window.project.isVisible())
    assert window.status.project.text() == "project"
    person.shell.resize(NARROW, 700)
    person.until(window.project.isVisible)
    assert window.status.project.text() == ""


def test_in_a_narrow_window_the_panel_still_comes_when_it_is_asked_for(person: Person) -> None:
    window = person.window
    person.shell.resize(NARROW - 60, 700)
    person.until(lambda: not window.project.isVisible())
    QTest.mouseClick(window.top.project, LEFT)
    assert window.project.isVisible()
    QTest.mouseClick(window.top.project, LEFT)
    assert not window.project.isVisible()


def test_the_window_never_gets_too_small_to_be_used(person: Person) -> None:
    person.shell.resize(10, 10)
    assert person.shell.size() == SMALLEST
    assert person.composer.prompt.isVisible()


def test_tabs_come_go_and_change_by_keys(person: Person) -> None:
    for _ in range(2):
        person.new_session()
    tabs = [one.tab.path for one in person.window.tabs.widgets]
    seen = []
    for keys in ("Alt+1", "Ctrl+Tab", "Alt+3", "Ctrl+Tab", "Ctrl+Shift+Tab", "Alt+9"):
        person.press(keys)
        seen.append(tabs.index(person.path))
    assert seen == [0, 1, 2, 0, 2, 2]
    person.press("Ctrl+W")
    assert [one.tab.path for one in person.window.tabs.widgets] == tabs[:2]
    assert person.path in tabs[:2]


def test_a_chosen_tab_has_the_caret_in_its_composer(person: Person) -> None:
    first = person.composer
    person.new_session()
    person.press("Ctrl+Tab")
    assert first.prompt.hasFocus()
    person.type("here")
    assert first.text() == "here"


def test_without_a_project_the_window_shows_how_to_begin(opens: Opens, root: Path) -> None:
    person = opens(project=None)
    window = person.window
    assert window.tabs.no_project.isVisible()
    assert window.windowTitle() == "VibeKoder"
    assert window.status.backend.accessibleName() == "Backend: No backend"
    QTest.mouseClick(window.tabs.no_project.buttons["open_folder"], LEFT)
    choose_folder(person, root)
    person.until(lambda: window.workspace is not None)
    assert window.windowTitle() == "project — VibeKoder"


def test_a_notice_covers_neither_prompt_nor_send(person: Person) -> None:
    person.window.say("error", "Something went wrong")
    person.type("one\ntwo\nthree\nfour")
    notices, composer = person.window.notices, person.composer
    foot = notices.mapTo(person.window, notices.rect().bottomLeft()).y()
    assert foot < composer.mapTo(person.window, composer.rect().topLeft()).y()


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_the_text_is_reached_by_tab_in_both_directions(reader: Person, key: Qt.Key) -> None:
    reader.press("Ctrl+L")
    for _ in range(30):
        QTest.keyClick(reader.focus, key)
        if reader.editor.hasFocus():
            break
    assert reader.editor.hasFocus()


def test_where_no_session_is_open_nobody_claims_that_there_is_none(reader: Person) -> None:
    reader.press("Ctrl+W")
    assert reader.window.tabs.none_open.isVisible()
    assert reader.window.tabs.none_open.title.text() == "No session is open"
    reader.press("Ctrl+T")
    reader.ready()


def test_what_was_said_can_be_read_again(person: Person) -> None:
    person.window.say("info", "A thing has happened", "Nothing is lost.")
    person.window.trigger("view.notices")
    sheet = person.sheet()
    assert isinstance(sheet, NoticeLog)
    assert sheet.title.text() == "A thing has happened"


def test_the_menu_renames_although_the_panel_was_hidden(reader: Person) -> None:
    reader.window.trigger("view.project")
    reader.window.trigger("session.rename")
    assert reader.window.project.isVisible()
    assert reader.focus.accessibleName() == "New title"
    QTest.keyClick(reader.focus, Qt.Key.Key_Escape)
    assert titles(reader) == ["One"]


def test_turning_to_another_window_saves_what_was_typed(
    qtbot: QtBot, reader: Person, written: Path
) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type("!")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    with qtbot.waitSignal(reader.tab.saved, timeout=900):
        other.activateWindow()
    assert "Three!" in written.read_text("utf-8")
