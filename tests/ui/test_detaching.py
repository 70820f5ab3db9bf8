"""Tabs in windows of their own, and back: nothing of them is lost on the way."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import Paced, paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer
from vibekoder.app.actions import ACTIONS
from vibekoder.ui.detached import DetachedWindow
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.finder import Finder
from vibekoder.ui.sheets.sheet import Sheet


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody with two sessions open, the second one shown."""
    (root / "sessions").mkdir()
    paths = [root / "sessions" / name for name in ("001.md", "002.md")]
    for path in paths:
        path.write_text(file_text("u aaaaaa: One", "a bbbbbb: # Two", "u cccccc: Three"), "utf-8")
    someone = opens(session=paths[0])
    someone.ready()
    someone.window.opening.open(paths[1])
    someone.until(lambda: someone.path == paths[1])
    return someone


def detach(person: Person) -> DetachedWindow:
    """Give the shown tab a window of its own, which has the keys then."""
    before = len(person.window.detaching.windows)
    person.window.trigger("tab.detach")
    window = person.window.detaching.windows[before]
    person.until(window.isActiveWindow)
    person.until(lambda: page(window).composer.prompt.hasFocus())
    return window


def page(window: DetachedWindow) -> SessionTabWidget:
    current = window.frame.tabs.current
    assert current is not None
    return current


def names(person: Person) -> list[str]:
    """The sessions in the main window."""
    return [one.tab.path.name for one in person.window.tabs.widgets]


def test_a_tab_takes_along_draft_caret_and_folds_and_brings_them_back(reader: Person) -> None:
    reader.type("half a thought")
    reader.editor.folds.fold_answers()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 2)
    before = reader.widget.remembered()
    window = detach(reader)
    assert names(reader) == ["001.md"]
    assert page(window).composer.text() == "half a thought"
    assert page(window).remembered() == before
    window.close()
    reader.until(lambda: names(reader) == ["001.md", "002.md"])
    assert reader.composer.text() == "half a thought"
    assert reader.widget.remembered() == before
    reader.until(lambda: not reader.window.detaching.windows)


@pytest.fixture
def talk(reader: Person, server: ScriptedServer) -> Paced:
    """An answer that has begun in the second session."""
    talk = paced("First ", "second ", "third")
    server.reply(talk.answer)
    reader.send("Hello")
    reader.shows("First ")
    return talk


def test_an_answer_goes_on_from_window_to_window(reader: Person, talk: Paced) -> None:
    window = detach(reader)
    tab = page(window).tab
    reader.until(lambda: "First " in page(window).editor.part_texts()[-1])
    talk.go()
    reader.until(lambda: "second " in page(window).editor.part_texts()[-1])
    reader.window.detaching.attach(page(window))
    talk.end()
    reader.shows("third")
    reader.until(lambda: not tab.runs)
    reader.rest()
    reader.agree()


def test_eight_answers_go_on_in_eight_windows(person: Person, server: ScriptedServer) -> None:
    talks = [paced(f"Answer {number}, ", "and its end") for number in range(8)]
    for number, talk in enumerate(talks):
        server.reply(talk.answer)
        person.send(f"Question {number}")
        person.shows(f"Answer {number}")
        if number < 7:
            person.new_session()
    for widget in person.window.tabs.widgets:
        person.window.detaching.detach(widget)
    pages = [page(window) for window in person.window.detaching.windows]
    assert len(person.workspace.arriving) == 8
    for talk in talks:
        talk.end()
    person.until(lambda: all("its end" in one.editor.part_texts()[-1] for one in pages))
    person.rest()
    for widget in pages:
        data = widget.tab.path.read_bytes().decode("utf-8")
        assert widget.editor.session_text() == data


def test_esc_in_its_window_stops_its_answer(reader: Person, talk: Paced) -> None:
    window = detach(reader)
    tab = page(window).tab
    reader.press("Esc")
    reader.until(lambda: not tab.runs)
    assert tab.session.slices[-1].status == "stopped"


def test_a_prompt_is_sent_by_key_from_its_window(reader: Person, server: ScriptedServer) -> None:
    window = detach(reader)
    talk = paced("Here")
    server.reply(talk.answer)
    reader.type("From here")
    reader.press("Ctrl+Return")
    reader.until(lambda: "Here" in page(window).editor.part_texts()[-1])
    talk.end()
    reader.rest()
    assert names(reader) == ["001.md"]
    assert page(window).tab.session.slices[-2].text == "From here"


def test_ctrl_w_closes_its_window_and_the_tab_is_had_again(reader: Person) -> None:
    detach(reader)
    reader.type("half")
    reader.press("Ctrl+W")
    reader.until(lambda: not reader.window.detaching.windows)
    assert names(reader) == ["001.md"]
    reader.window.activateWindow()
    reader.until(reader.window.isActiveWindow)
    reader.window.trigger("tab.reopen")
    reader.until(lambda: names(reader) == ["001.md", "002.md"])
    assert reader.composer.text() == "half"


def test_a_session_in_a_window_of_its_own_is_brought_forward_not_opened_twice(
    reader: Person, root: Path
) -> None:
    window = detach(reader)
    reader.window.activateWindow()
    reader.until(reader.window.isActiveWindow)
    reader.window.opening.open(root / "sessions" / "002.md")
    reader.until(window.isActiveWindow)
    assert names(reader) == ["001.md"]


def test_what_is_said_of_a_session_is_said_in_its_window(reader: Person) -> None:
    window = detach(reader)
    reader.send("<!-- include: gone.py -->")
    reader.until(lambda: window.frame.notices.cards)
    assert not reader.window.notices.cards
    assert any("gone.py" in one for one in reader.notices())


def test_the_palette_and_the_side_panel_open_in_its_window(reader: Person) -> None:
    window = detach(reader)
    reader.press("Ctrl+Shift+P")
    assert window.findChildren(Finder)
    reader.type("Unfold everything")
    reader.press("Return")
    reader.press("Ctrl+Shift+O")
    assert window.frame.side.isVisible()


def test_windows_are_as_they_were_after_a_restart(reader: Person, opens: Opens) -> None:
    window = detach(reader)
    window.resize(700, 500)
    page(window).composer.prompt.setFocus()
    reader.type("kept")
    reader.window.activateWindow()
    reader.until(reader.window.isActiveWindow)
    reader.quit()
    again = opens()
    again.until(lambda: names(again) == ["001.md"])
    again.until(lambda: again.window.detaching.windows)
    (same,) = again.window.detaching.windows
    again.until(lambda: same.frame.tabs.current)
    assert same.size() == QSize(700, 500)
    assert page(same).tab.path.name == "002.md"
    assert page(same).composer.text() == "kept"


def test_quitting_from_its_window_asks_in_the_main_one(reader: Person, talk: Paced) -> None:
    detach(reader)
    reader.press("Ctrl+Q")
    reader.until(reader.window.isActiveWindow)
    QTest.mouseClick(reader.sheet().verb, Qt.MouseButton.LeftButton)
    reader.until(lambda: reader.codes)
    assert not [one for one in reader.window.detaching.windows if one.isVisible()]


def test_every_key_of_a_session_works_in_its_window(reader: Person) -> None:
    window = detach(reader)
    heard: list[str] = []
    for action in window.actions():
        action.triggered.connect(partial(heard.append, action.objectName()))
    rows = [row for row in ACTIONS if row.target == "tab" and row.keys]
    rows = [row for row in rows if row.id != "view.reading"]
    for row in rows:
        window.frame.tabs.bar.setFocus()
        QTest.keySequence(window.frame.tabs.bar, QKeySequence(row.keys[0]))
        assert heard[-1:] == [row.id], row.keys[0]
        for dialog in window.findChildren(QFileDialog):
            dialog.reject()
        for sheet in window.findChildren(Sheet):
            sheet.dismiss()
    assert window.isVisible()


def test_the_session_is_read_in_its_window_while_it_is_answered(
    reader: Person, talk: Paced
) -> None:
    window = detach(reader)
    reader.press("Ctrl+E")
    assert page(window).reading.on
    talk.end()
    reader.rest()
    assert page(window).reading.on
