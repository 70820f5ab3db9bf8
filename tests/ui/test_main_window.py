"""The window: its panels, pages, keys and notices, and what closing it means."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import Person, write_project
from tests.end2end.streams import Paced, paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer, stream
from vibekoder.app.actions import ACTIONS, MENUS
from vibekoder.ui.main_window import SMALLEST
from vibekoder.ui.panes import NARROW
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import Splitter

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def talk(person: Person, server: ScriptedServer) -> Paced:
    """An answer that has begun."""
    talk = paced("First ", "second ", "third")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    return talk


@pytest.fixture
def written(root: Path) -> Path:
    """A session that is on the disk."""
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text(file_text("u aaaaaa: One", "a bbbbbb: Two", "u cccccc: Three"), "utf-8")
    return path


@pytest.fixture
def reader(opens: Opens, written: Path) -> Person:
    """Somebody who has opened that session."""
    someone = opens(session=written)
    someone.ready()
    return someone


def sheets(person: Person) -> list[Sheet]:
    """The sheets that are shown."""
    return [one for one in person.window.findChildren(Sheet) if not one.isHidden()]


def titles(person: Person) -> list[str]:
    """What the list of sessions says."""
    return [row.title for row in person.window.project.model.rows]


def press_notice(person: Person, action: str) -> None:
    """Press an action of a notice that is shown, or soon will be."""

    def found() -> list[QWidget]:
        return [one.buttons[action] for one in person.window.notices.cards if action in one.buttons]

    person.until(found)
    QTest.mouseClick(found()[0], LEFT)


# ------------------------------------------------------------------ panels


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
    person.window.resize(1100, 700)
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
    again.window.resize(1100, 700)
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
    window.resize(NARROW - 1, 700)
    person.until(lambda: not window.project.isVisible())
    assert window.status.project.text() == "project"
    window.resize(NARROW, 700)
    person.until(window.project.isVisible)
    assert window.status.project.text() == ""


def test_in_a_narrow_window_the_panel_still_comes_when_it_is_asked_for(person: Person) -> None:
    window = person.window
    window.resize(NARROW - 60, 700)
    person.until(lambda: not window.project.isVisible())
    QTest.mouseClick(window.top.project, LEFT)
    assert window.project.isVisible()
    QTest.mouseClick(window.top.project, LEFT)
    assert not window.project.isVisible()


def test_the_window_never_gets_too_small_to_be_used(person: Person) -> None:
    person.window.resize(10, 10)
    assert person.window.size() == SMALLEST
    assert person.composer.prompt.isVisible()


def test_the_status_bar_tells_where_a_prompt_goes_and_what_happens(
    person: Person, talk: Paced
) -> None:
    status = person.window.status
    assert status.backend.accessibleName() == "Backend: Scripted · test-model"
    person.until(lambda: status.state.text().startswith("answering"))
    assert status.state.text().endswith(" s")
    assert status.running.text() == "1 running"
    talk.end()
    person.rest()
    person.until(lambda: not status.running.isVisible())
    assert status.state.text() == ""
    assert status.saved.text().startswith("Saved ")


# ------------------------------------------------------------------ keys and menus


def test_every_action_stands_in_its_menu_with_its_key(person: Person) -> None:
    menus = {one.text().replace("&", ""): one.menu() for one in person.window.top.menus.actions()}
    assert tuple(menus) == MENUS
    for name, menu in menus.items():
        rows = [row for row in ACTIONS if row.menu == name]
        assert [one.text() for one in menu.actions()] == [row.text for row in rows]
        for action, row in zip(menu.actions(), rows, strict=True):
            assert action.shortcuts() == [QKeySequence(keys) for keys in row.keys]


def test_each_menu_opens_by_alt_and_a_letter_of_its_own(person: Person) -> None:
    letters = [one.text().partition("&")[2][:1] for one in person.window.top.menus.actions()]
    assert letters == ["F", "E", "S", "l", "V", "T", "H"]


@pytest.mark.parametrize(
    "row", [row for row in ACTIONS if row.keys and row.id != "window.quit"], ids=lambda row: row.id
)
def test_each_key_of_the_table_triggers_its_action_and_no_other(
    reader: Person, row: object
) -> None:
    window = reader.window
    heard: list[str] = []
    for action in window.actions():
        action.triggered.connect(partial(heard.append, action.objectName()))
    window.tabs.bar.setFocus()
    for keys in row.keys:
        reader.press(keys)
        reader.until(lambda: heard)
        for dialog in dialogs(reader):
            dialog.reject()
        for sheet in sheets(reader):
            sheet.dismiss()
        window.tabs.bar.setFocus()
    assert heard == [row.id] * len(row.keys)


def test_no_key_stands_for_two_actions() -> None:
    keys = [key for row in ACTIONS for key in row.keys]
    assert len(keys) == len(set(keys))


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


def test_ctrl_l_goes_from_the_text_to_the_composer(reader: Person) -> None:
    reader.editor.setFocus()
    reader.press("Ctrl+L")
    assert reader.composer.prompt.hasFocus()


def test_alt_and_arrows_step_from_slice_to_slice(reader: Person) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(1, 0)
    seen = []
    for keys in ("Alt+Down", "Alt+Down", "Alt+Down", "Alt+Up"):
        reader.press(keys)
        seen.append(reader.editor.part_of_caret())
    assert seen == [2, 3, 3, 2]


def test_ctrl_z_and_ctrl_shift_z_undo_and_redo_in_the_text(reader: Person) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type(" more")
    assert reader.tab.session.slices[2].text == "Three more"
    reader.press("Ctrl+Z")
    assert reader.tab.session.slices[2].text == "Three"
    reader.press("Ctrl+Shift+Z")
    assert reader.tab.session.slices[2].text == "Three more"


def test_the_menu_undoes_where_the_person_was_writing(reader: Person) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type("!")
    reader.press("Ctrl+L")
    reader.type("draft")
    reader.window.trigger("edit.undo")
    assert reader.composer.text() != "draft"
    assert reader.tab.session.slices[2].text == "Three!"
    reader.window.trigger("edit.redo")
    assert reader.composer.text() == "draft"


def test_ctrl_s_saves_at_once_and_says_when(reader: Person, written: Path) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type("!")
    reader.saved()
    assert "Three!" in written.read_text("utf-8")
    assert reader.window.status.saved.text().startswith("Saved ")


@pytest.mark.parametrize("keys", ["Ctrl+Return", "Ctrl+Enter"])
def test_both_return_keys_send(person: Person, server: ScriptedServer, keys: str) -> None:
    server.reply(stream(["Fine"]))
    person.type("Hello")
    person.press(keys)
    person.rest()
    assert person.answer is not None


def test_send_in_the_menu_sends_what_is_written(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.type("Hello")
    person.window.trigger("session.send")
    person.rest()
    assert server.visits[0].json()["messages"][0]["content"] == "Hello"


def test_esc_stops_and_keeps_what_came(person: Person, talk: Paced) -> None:
    person.press("Esc")
    person.rest()
    assert person.answer is not None
    assert (person.answer.text, person.answer.status) == ("First ", "stopped")


def test_an_action_that_needs_a_session_does_nothing_without_one(person: Person) -> None:
    person.press("Ctrl+W")
    for row in ACTIONS:
        if row.target == "tab" or row.id.startswith("tab."):
            person.window.trigger(row.id)
    assert person.window.current is None
    assert person.notices() == []


def test_f1_lists_the_keys(person: Person) -> None:
    person.press("F1")
    text = person.sheet().text.toPlainText()
    assert all(row.text in text for row in ACTIONS if row.keys)
    person.press("Esc")
    assert sheets(person) == []


# ------------------------------------------------------------------ empty pages and projects


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


def choose_folder(person: Person, folder: Path) -> None:
    """Name a folder in the dialog that is open, and accept it."""
    person.until(lambda: dialogs(person))
    (dialog,) = dialogs(person)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    accept = next(one for one in dialog.findChildren(QPushButton) if one.text() == "&Choose")
    name.setText(str(folder))
    person.until(lambda: dialog.selectedFiles() == [str(folder)] and accept.isEnabled())
    # by key: a click is for the window that the system takes for the one under the pointer
    QTest.keyClick(accept, Qt.Key.Key_Space)
    assert not dialog.isVisible(), (name.text(), dialog.selectedFiles(), accept.isDown())
    # no window manager is here that would give the focus back
    person.window.activateWindow()


def dialogs(person: Person) -> list[QFileDialog]:
    """The system's dialogs that are shown."""
    return [one for one in person.window.findChildren(QFileDialog) if one.isVisible()]


@pytest.mark.parametrize("keys", ["Ctrl+O", "Ctrl+T"])
def test_without_a_project_keys_ask_for_a_folder(opens: Opens, keys: str) -> None:
    person = opens(project=None)
    person.press(keys)
    (dialog,) = dialogs(person)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.reject()


def test_without_a_project_its_actions_say_what_to_do_first(opens: Opens) -> None:
    person = opens(project=None)
    person.window.trigger("tools.backends")
    assert [one.split(" Backends")[0] for one in person.notices()] == ["Open a folder first"]
    press_notice(person, "folder")
    person.until(lambda: dialogs(person))
    dialogs(person)[0].reject()


def test_the_folder_dialog_begins_beside_the_project_that_is_open(
    person: Person, root: Path
) -> None:
    person.press("Ctrl+O")
    (dialog,) = dialogs(person)
    assert dialog.directory().path() == str(root.parent)
    assert dialog.selectedFiles() == [str(root.parent)]
    dialog.reject()


def test_a_folder_that_is_chosen_gets_no_file_that_nobody_asked_for(
    opens: Opens, root: Path
) -> None:
    person = opens(project=None)
    person.press("Ctrl+O")
    choose_folder(person, root)
    person.until(lambda: person.window.workspace is not None)
    person.rest()
    assert person.window.tabs.no_session.isVisible()
    assert person.window.project.no_sessions.isVisible()
    assert [one.name for one in root.iterdir()] == ["vibekoder.toml"]


def test_the_one_next_step_is_under_the_keys(opens: Opens, root: Path) -> None:
    person = opens(project=None)
    person.press("Space")
    choose_folder(person, root)
    person.until(person.window.tabs.no_session.isVisible)
    person.until(person.window.tabs.no_session.buttons["new_session"].hasFocus)
    person.press("Space")
    person.ready()
    person.press("Ctrl+W")
    person.press("Space")
    person.ready()


def test_a_notice_covers_neither_prompt_nor_send(person: Person) -> None:
    person.window.say("error", "Something went wrong")
    person.type("one\ntwo\nthree\nfour")
    notices, composer = person.window.notices, person.composer
    foot = notices.mapTo(person.window, notices.rect().bottomLeft()).y()
    assert foot < composer.mapTo(person.window, composer.rect().topLeft()).y()


def test_why_nothing_was_sent_is_said_until_the_next_send(person: Person) -> None:
    person.send("<!-- include: gone.py -->")
    person.until(lambda: person.window.notices.cards)
    person.press("Ctrl+Return")
    person.until(lambda: len(person.notices()) == 2)
    assert len(person.window.notices.cards) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_the_text_is_reached_by_tab_in_both_directions(reader: Person, key: Qt.Key) -> None:
    reader.press("Ctrl+L")
    for _ in range(20):
        QTest.keyClick(reader.focus, key)
        if reader.editor.hasFocus():
            break
    assert reader.editor.hasFocus()


def test_the_page_without_sessions_makes_the_first(opens: Opens, root: Path) -> None:
    person = opens(project=None)
    person.press("Ctrl+O")
    choose_folder(person, root)
    person.until(person.window.tabs.no_session.isVisible)
    QTest.mouseClick(person.window.tabs.no_session.buttons["new_session"], LEFT)
    person.ready()
    assert person.path == root / "sessions" / "001.md"


def test_where_no_session_is_open_nobody_claims_that_there_is_none(reader: Person) -> None:
    reader.press("Ctrl+W")
    assert reader.window.tabs.none_open.isVisible()
    assert reader.window.tabs.none_open.title.text() == "No session is open"
    reader.press("Ctrl+T")
    reader.ready()


def test_the_session_list_opens_a_session_by_click_and_by_return(reader: Person) -> None:
    view = reader.window.project.view
    first = reader.window.project.model.index(0)
    reader.press("Ctrl+W")
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(first).center())
    reader.ready()
    reader.press("Ctrl+W")
    view.setCurrentIndex(first)
    QTest.keyClick(view, Qt.Key.Key_Return)
    reader.ready()
    assert reader.path.name == "001.md"


def test_the_panel_makes_a_session_and_marks_the_shown_one(reader: Person) -> None:
    QTest.mouseClick(reader.window.project.head.new, LEFT)
    reader.until(lambda: len(reader.window.tabs.widgets) == 2)
    reader.until(lambda: len(titles(reader)) == 2)
    assert reader.window.project.current_session() == reader.path
    reader.press("Alt+1")
    assert reader.window.project.current_session() == reader.path


def test_another_project_takes_the_window_and_the_first_ones_answer_still_arrives(
    person: Person, talk: Paced, tmp_path: Path
) -> None:
    path = person.path
    other = write_project(tmp_path / "other", "http://127.0.0.1:9/v1")
    person.press("Ctrl+O")
    choose_folder(person, other)
    person.until(lambda: person.window.windowTitle() == "other — VibeKoder")
    assert person.window.tabs.widgets == []
    assert [row.title for row in person.window.requests.model.rows] == ["Hello"]
    talk.end()
    person.until(lambda: person.window.requests.model.rows == ())
    assert person.on_disk(path).slices[-1].text == talk.text


def test_a_project_that_is_opened_again_is_as_it_was_left(
    reader: Person, tmp_path: Path, root: Path
) -> None:
    other = write_project(tmp_path / "other", "http://127.0.0.1:9/v1")
    reader.editor.setFocus()
    reader.editor.set_caret(2, len(reader.tab.desk.shown(2)) - 3)
    caret = reader.editor.caret()
    for folder in (other, root):
        reader.press("Ctrl+O")
        choose_folder(reader, folder)
        reader.until(lambda name=folder.name: reader.window.windowTitle().startswith(name))
    reader.ready()
    assert reader.path == root / "sessions" / "001.md"
    assert reader.editor.caret() == caret


# ------------------------------------------------------------------ notices


def test_a_session_that_cannot_be_made_is_said_and_named(opens: Opens, root: Path) -> None:
    (root / "sessions").write_text("in the way")
    person = opens()
    person.until(lambda: any("No session could be made" in one for one in person.notices()))
    assert str(root / "sessions") in " ".join(person.notices())
    assert person.window.notices.isVisible()
    assert person.window.tabs.no_session.isVisible()


def test_a_session_that_cannot_be_read_is_said_and_named(person: Person, root: Path) -> None:
    (root / "sessions" / "009.md").mkdir()
    person.workspace.open(root / "sessions" / "009.md")
    person.until(lambda: any("009.md cannot be opened" in one for one in person.notices()))
    assert len(person.window.tabs.widgets) == 1


def test_a_backend_that_a_session_names_and_the_project_lacks_is_said_and_nothing_is_sent(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text(file_text("u aaaaaa: One", head="---\nbackend: nowhere\n---\n"), "utf-8")
    person = opens(session=path)
    person.ready()
    assert any("nowhere" in one for one in person.notices())
    assert person.window.status.backend.accessibleName() == "Backend: No backend"
    person.send("Hello")
    person.until(lambda: person.composer.text() == "Hello")
    assert not server.visits


def test_what_was_said_can_be_read_again(person: Person) -> None:
    person.window.say("info", "A thing has happened", "Nothing is lost.")
    person.window.trigger("view.notices")
    sheet = person.sheet()
    assert sheet.accessibleName() == "Notices"
    assert "A thing has happened  Nothing is lost." in sheet.text.toPlainText()


# ------------------------------------------------------------------ renaming and deleting


def test_a_session_is_renamed_where_it_is_listed(reader: Person, written: Path) -> None:
    view = reader.window.project.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert reader.focus.accessibleName() == "New title"
    QTest.keyClicks(reader.focus, "Ties & slurs")
    QTest.keyClick(reader.focus, Qt.Key.Key_Return)
    reader.until(lambda: titles(reader) == ["Ties & slurs"])
    assert "title: Ties & slurs" in written.read_text("utf-8")
    assert reader.window.tabs.bar.tab(0).title == "Ties & slurs"
    reader.agree()


def test_a_session_that_is_not_open_is_renamed_and_stays_closed(
    reader: Person, written: Path
) -> None:
    reader.press("Ctrl+W")
    reader.until(lambda: not reader.workspace.all_tabs)
    view = reader.window.project.view
    view.setCurrentIndex(reader.window.project.model.index(0))
    QTest.keyClick(view, Qt.Key.Key_F2)
    QTest.keyClicks(reader.focus, "Ties")
    QTest.keyClick(reader.focus, Qt.Key.Key_Return)
    reader.until(lambda: titles(reader) == ["Ties"])
    assert "title: Ties" in written.read_text("utf-8")
    assert reader.window.tabs.widgets == []


def test_the_menu_renames_although_the_panel_was_hidden(reader: Person) -> None:
    reader.window.trigger("view.project")
    reader.window.trigger("session.rename")
    assert reader.window.project.isVisible()
    assert reader.focus.accessibleName() == "New title"
    QTest.keyClick(reader.focus, Qt.Key.Key_Escape)
    assert titles(reader) == ["One"]


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


def test_what_was_typed_a_moment_ago_goes_to_the_trash_too(reader: Person, written: Path) -> None:
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type(" more")
    reader.window.trigger("session.delete")
    reader.until(lambda: not written.exists())
    press_notice(reader, "restore")
    reader.ready()
    assert "Three more" in written.read_text("utf-8")


def test_a_session_is_not_deleted_while_it_is_answered(person: Person, talk: Paced) -> None:
    person.window.trigger("session.delete")
    assert any("still being answered" in one for one in person.notices())
    talk.end()
    person.rest()
    assert person.on_disk().slices[-1].text == talk.text


# ------------------------------------------------------------------ closing


def test_a_window_in_which_all_is_saved_closes_without_a_question(reader: Person) -> None:
    reader.quit()
    assert reader.codes == [0]
    assert not reader.window.isVisible()


def test_closing_while_an_answer_arrives_asks_once(person: Person, talk: Paced) -> None:
    person.press("Ctrl+Q")
    person.window.close()
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


@pytest.fixture
def unsaved(reader: Person, written: Path) -> Iterator[Path]:
    """A session with a word that the disk does not take."""
    shutil.rmtree(written.parent)
    written.parent.write_text("in the way")
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type(" more")
    reader.press("Ctrl+S")
    reader.until(lambda: any("001.md cannot be saved" in one for one in reader.notices()))
    yield written
    reader.window.abandon()


def test_what_is_not_saved_is_told_in_the_status_bar(reader: Person, unsaved: Path) -> None:
    assert reader.window.status.saved.text() == "Not saved"


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


def test_who_stays_may_save_it_after_all(reader: Person, unsaved: Path) -> None:
    reader.press("Ctrl+Q")
    QTest.keyClick(reader.sheet().stay, Qt.Key.Key_Return)
    unsaved.parent.unlink()
    unsaved.parent.mkdir()
    press_notice(reader, "save")
    press_notice(reader, "anew")
    reader.until(lambda: unsaved.exists() and "Three more" in unsaved.read_text("utf-8"))
    reader.quit()


def test_quitting_without_saving_is_possible_by_choice(reader: Person, unsaved: Path) -> None:
    reader.press("Ctrl+Q")
    QTest.mouseClick(reader.sheet().verb, LEFT)
    reader.until(lambda: reader.codes)
    assert unsaved.parent.read_text() == "in the way"


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
