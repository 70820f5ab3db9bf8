"""Closing tabs, quitting and coming back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import Paced, paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer, stream
from vibekoder.core.session import parse

LONG = "\n".join(f"line {n} of a long text" for n in range(300))


@pytest.fixture
def talk(person: Person, server: ScriptedServer) -> Paced:
    """An answer that has begun."""
    talk = paced("First ", "second ", "third")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    return talk


def last_text(path: Path) -> tuple[str, str]:
    """Text and status of a session's last slice."""
    last = parse(path.read_bytes()).slices[-1]
    return last.text, last.status


def test_a_tab_that_is_closed_while_it_streams_gets_its_answer(person: Person, talk: Paced) -> None:
    path = person.path
    person.press("Ctrl+W")
    assert not person.window.tabs.widgets
    person.until(lambda: len(person.window.requests.model.rows) == 1)
    talk.end()
    person.rest()
    assert last_text(path) == (talk.text, "complete")
    assert not person.journals()


def test_a_tab_that_is_opened_again_while_it_streams_shows_what_came_and_what_comes(
    person: Person, talk: Paced
) -> None:
    path = person.path
    person.press("Ctrl+W")
    talk.go()
    person.until(lambda: person.workspace.runs[0].chars == len("First second "))
    person.workspace.open(path)
    person.shows("First second ")
    assert person.banner().level == "running"
    talk.end()
    person.rest()
    assert last_text(path) == (talk.text, "complete")
    person.agree()


def test_quitting_while_an_answer_arrives_asks_and_stay_lets_it_go_on(
    person: Person, talk: Paced
) -> None:
    person.press("Ctrl+Q")
    sheet = person.sheet()
    assert sheet.verb.text() == "Stop and quit"
    assert QApplication.focusWidget() is sheet.stay
    QTest.keyClick(sheet.stay, Qt.Key.Key_Space)
    person.until(sheet.isHidden)
    talk.end()
    person.rest()
    assert person.codes == []
    assert last_text(person.path) == (talk.text, "complete")


def test_stop_and_quit_keeps_what_came_marked_as_stopped(
    person: Person, talk: Paced, server: ScriptedServer
) -> None:
    path = person.path
    person.press("Ctrl+Q")
    QTest.mouseClick(person.sheet().verb, Qt.MouseButton.LeftButton)
    person.until(lambda: person.codes)
    assert last_text(path) == ("First ", "stopped")
    assert not person.journals()
    person.until(server.visits[0].disconnected.is_set)


def test_closing_the_window_by_its_frame_asks_as_well(person: Person, talk: Paced) -> None:
    person.shell.close()
    assert person.sheet().verb.text() == "Stop and quit"
    assert person.window.isVisible()


def test_a_logout_of_the_system_stops_and_saves_without_a_question(
    person: Person, talk: Paced
) -> None:
    path = person.path
    person.window.stop_and_save()
    person.until(lambda: person.codes)
    assert last_text(path) == ("First ", "stopped")


def test_a_window_without_a_tab_closes(opens: Opens) -> None:
    person = opens()
    person.press("Ctrl+W")
    person.quit()
    assert person.codes == [0]


def test_what_was_typed_a_moment_ago_is_saved_when_the_window_closes(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    path = person.path
    person.editor.setFocus()
    person.editor.set_caret(2, len(person.editor.part_texts()[2]) - 2)
    person.type(" indeed")
    person.quit()
    assert " indeed" in last_text(path)[0]


def test_quitting_with_text_that_cannot_be_saved_asks_first(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    folder = person.path.parent
    folder.rename(folder.with_name("away"))
    folder.write_bytes(b"")
    person.editor.setFocus()
    person.editor.set_caret(1, len(person.editor.part_texts()[1]) - 2)
    person.type(" precious")
    person.press("Ctrl+Q")
    sheet = person.sheet()
    assert "cannot be saved" in sheet.accessibleName()
    QTest.mouseClick(sheet.stay, Qt.MouseButton.LeftButton)
    person.until(sheet.isHidden)
    assert "precious" in person.editor.session_text()
    person.press("Ctrl+Q")
    QTest.mouseClick(person.sheet().verb, Qt.MouseButton.LeftButton)
    person.until(lambda: person.codes)


def test_a_draft_is_there_after_a_restart(person: Person, opens: Opens) -> None:
    path = person.path
    person.type("A thought that is\nnot finished")
    person.quit()
    again = opens()
    assert again.path == path
    assert again.composer.text() == "A thought that is\nnot finished"


def test_a_sent_prompt_is_no_draft_any_more(
    person: Person, opens: Opens, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.type("Hello")
    person.press("Ctrl+S")
    person.ask(" you")
    person.quit()
    again = opens()
    assert again.composer.text() == ""


def test_drafts_are_kept_apart_by_session(person: Person, opens: Opens) -> None:
    person.type("one")
    person.new_session()
    person.type("two")
    person.quit()
    again = opens()
    again.until(lambda: len(again.window.tabs.widgets) == 2)
    assert [one.composer.text() for one in again.window.tabs.widgets] == ["one", "two"]


def test_tabs_their_order_and_the_shown_one_come_back(person: Person, opens: Opens) -> None:
    person.new_session()
    person.new_session()
    person.press("Alt+2")
    order = [one.tab.path for one in person.window.tabs.widgets]
    shown = person.path
    person.quit()
    again = opens()
    again.until(lambda: len(again.window.tabs.widgets) == 3)
    assert [one.tab.path for one in again.window.tabs.widgets] == order
    assert again.path == shown


def test_caret_and_view_come_back(opens: Opens, root: Path) -> None:
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text(file_text("u aaaaaa: Hello", f"a bbbbbb: {LONG}"), encoding="utf-8")
    person = opens(session=path)
    start = person.editor.part_texts()[2].index("line 150 ")
    person.editor.show_place(2, start)
    person.click_in(2, person.editor.part_texts()[2].index("line 155 "))
    caret, top = person.editor.caret(), person.editor.top_place()
    person.quit()
    again = opens()
    again.until(lambda: again.editor.top_place() == top)
    assert again.editor.caret() == caret
    assert not again.editor.following


def test_size_and_panels_come_back(person: Person, opens: Opens) -> None:
    person.shell.resize(780, 600)
    person.window.trigger("view.requests")
    person.quit()
    again = opens()
    assert again.shell.size().toTuple() == (780, 600)
    assert again.window.requests.isVisible()


def test_a_session_that_is_gone_is_left_out_when_tabs_come_back(
    person: Person, opens: Opens
) -> None:
    gone = person.path
    person.new_session()
    stays = person.path
    person.quit()
    gone.unlink()
    again = opens()
    again.rest()
    assert [one.tab.path for one in again.window.tabs.widgets] == [stays]
    assert not [one for one in again.notices() if "cannot" in one]


def test_a_deleted_session_comes_back_by_undo(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    path, data = person.path, person.path.read_bytes()
    person.window.trigger("session.delete")
    person.until(lambda: not path.exists())
    person.press_notice("restore")
    person.until(lambda: path.exists() and person.window.current is not None)
    assert path.read_bytes() == data


def test_an_answer_that_a_killed_program_left_is_placed_at_the_next_start(
    person: Person, talk: Paced, opens: Opens
) -> None:
    path = person.path
    left = person.journals()[0].read_bytes()
    talk.end()
    person.rest()
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"=={ Assistant")])
    person.quit()
    folder = person.state.journals / ("0" * 16)
    folder.mkdir(parents=True)
    (folder / "left.jsonl").write_bytes(left)
    again = opens()
    again.until(lambda: "First " in path.read_text(encoding="utf-8"))
    assert last_text(path) == ("First ", "interrupted")
    again.until(lambda: any("recovered" in one for one in again.notices()))
    assert not again.journals()
