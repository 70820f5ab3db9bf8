"""Sessions that are opened, made, restored, renamed and deleted in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.end2end.conftest import Opens
from tests.end2end.person import Person, write_project
from tests.end2end.streams import Paced
from tests.support.builders import file_text
from tests.ui.window import choose_folder, dialogs, press_notice, titles

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize("keys", ["Ctrl+O", "Ctrl+T"])
def test_without_a_project_keys_ask_for_a_folder(opens: Opens, keys: str) -> None:
    person = opens(project=None)
    person.press(keys)
    (dialog,) = dialogs(person)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.reject()


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


def test_the_page_without_sessions_makes_the_first(opens: Opens, root: Path) -> None:
    person = opens(project=None)
    person.press("Ctrl+O")
    choose_folder(person, root)
    person.until(person.window.tabs.no_session.isVisible)
    QTest.mouseClick(person.window.tabs.no_session.buttons["new_session"], LEFT)
    person.ready()
    assert person.path == root / "sessions" / "001.md"


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


def test_a_session_is_renamed_where_it_is_listed(reader: Person, written: Path) -> None:
    view = reader.window.project.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert reader.focus.accessibleName() == "New title"
    QTest.keyClicks(reader.focus, "Ties & slurs")
    QTest.keyClick(reader.focus, Qt.Key.Key_Return)
    reader.until(lambda: titles(reader) == ["Ties & slurs"])
    assert "title: Ties & slurs" in written.read_text("utf-8")
    reader.until(lambda: reader.window.tabs.bar.tab(0).title == "Ties & slurs")
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


def test_each_tab_comes_back_with_caret_scroll_folds_and_draft(opens: Opens, root: Path) -> None:
    folder = root / "sessions"
    folder.mkdir()
    words = "\n\n".join(f"Paragraph {number}." for number in range(200))
    for name in ("001.md", "002.md"):
        text = file_text("u aaaaaa: One", "a bbbbbb: Short", f"a cccccc: {words}")
        (folder / name).write_text(text, "utf-8")
    person = opens(session=folder / "001.md")
    person.ready()
    for name, place in (("001.md", 600), ("002.md", 1400)):
        person.window.opening.open(folder / name)
        person.until(lambda name=name: person.path.name == name)
        person.type(f"Draft of {name}")
        person.editor.set_caret(2, len(person.tab.desk.shown(2)) - 2)
        person.editor.deeds.fold_here()
        person.editor.set_caret(3, place)
        person.editor.verticalScrollBar().setValue(place // 40)
    before = [one.remembered() for one in person.window.tabs.widgets]
    person.quit()
    again = opens()
    again.until(lambda: len(again.window.tabs.widgets) == 2)
    assert [one.remembered() for one in again.window.tabs.widgets] == before
    drafts = [one.composer.text() for one in again.window.tabs.widgets]
    assert drafts == ["Draft of 001.md", "Draft of 002.md"]
    assert before[0]["folds"]
    assert before[0]["caret"] != before[1]["caret"]
    assert before[0]["top"] != before[1]["top"]
