"""What a person does elsewhere while an answer streams."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import Paced, paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer
from vibekoder.store.sessions import load
from vibekoder.ui.editor.overlays import Pill

LONG = "\n".join(f"line {n} of a long text that fills the view" for n in range(200))
PIECES = [f"piece {n} of the answer\n" for n in range(40)]


@pytest.fixture
def talk(server: ScriptedServer) -> Paced:
    """A long answer, piece by piece."""
    talk = paced(*PIECES)
    server.reply(talk.answer)
    return talk


@pytest.fixture
def person(opens: Opens, root: Path, talk: Paced) -> Person:
    """Somebody with a long session, whose new prompt is being answered."""
    path = root / "sessions" / "001.md"
    path.parent.mkdir(parents=True)
    slices = ("u aaaaaa: First question", f"a bbbbbb: {LONG}", "u cccccc: Second", "a dddddd: Yes")
    path.write_text(file_text(*slices), encoding="utf-8", newline="")
    someone = opens(session=path)
    someone.send("Third")
    someone.shows("piece 0")
    return someone


def finish(person: Person, talk: Paced) -> None:
    """Let the answer end, then everything must agree."""
    talk.end()
    person.rest()
    person.saved()
    person.agree()
    assert person.answer.text == talk.text.rstrip("\n")


def place(person: Person) -> tuple[tuple[int, int], tuple[int, int]]:
    """Caret and top line."""
    return person.editor.caret(), person.editor.top_place()


def test_typing_into_another_slice_lands_there_and_the_answer_in_its_own(
    person: Person, talk: Paced
) -> None:
    person.editor.show_part(3)
    person.click_in(3, person.editor.part_texts()[3].index("Second") + 6)
    for number in range(6):
        person.type(f" {number}")
        talk.go(2)
        person.shows(f"piece {2 * number + 2} ")
        assert person.editor.session_text() == person.tab.desk.text()
    assert person.tab.session.slices[2].text == "Second 0 1 2 3 4 5"
    assert person.editor.caret()[0] == 3
    finish(person, talk)


def test_a_click_elsewhere_lets_go_of_the_end_and_nothing_moves_any_more(
    person: Person, talk: Paced
) -> None:
    person.editor.show_part(2)
    person.click_in(2, person.editor.part_texts()[2].index("line 5 "))
    before = place(person)
    for number in range(1, 20):
        talk.go()
        person.shows(f"piece {number} ")
        assert place(person) == before
    finish(person, talk)
    assert place(person) == before


def test_a_selection_elsewhere_stays_selected(person: Person, talk: Paced) -> None:
    person.editor.show_part(2)
    start = person.block_at(2, person.editor.part_texts()[2].index("line 3"))
    cursor = person.editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + 6, QTextCursor.MoveMode.KeepAnchor)
    person.editor.setTextCursor(cursor)
    talk.go(10)
    person.shows("piece 10 ")
    assert person.editor.textCursor().selectedText() == "line 3"
    finish(person, talk)
    assert person.editor.textCursor().selectedText() == "line 3"


def test_scrolling_up_by_wheel_stays_there(person: Person, talk: Paced) -> None:
    view = person.editor.viewport()
    spot = QPoint(view.width() // 2, view.height() // 2)
    window = person.shell.windowHandle()
    QTest.wheelEvent(window, view.mapTo(person.window, spot), QPoint(0, 960))
    person.until(lambda: not person.editor.following)
    top = person.editor.top_place()
    talk.go(20)
    person.shows("piece 20 ")
    assert person.editor.top_place() == top
    finish(person, talk)
    assert person.editor.top_place() == top


def test_the_view_follows_while_it_is_at_the_end(person: Person, talk: Paced) -> None:
    assert person.editor.following
    talk.go(30)
    person.shows("piece 30 ")
    bar = person.editor.verticalScrollBar()
    assert bar.value() == bar.maximum()
    finish(person, talk)
    assert person.editor.following


def test_the_raw_view_and_the_way_back_go_on_following(person: Person, talk: Paced) -> None:
    bar = person.editor.verticalScrollBar()
    for number in (10, 20):
        person.press("Ctrl+/")
        assert person.editor.following
        talk.go(10)
        person.shows(f"piece {number} ")
        assert bar.value() == bar.maximum()
    assert not person.editor.raw
    finish(person, talk)
    assert person.editor.following


def test_text_that_comes_from_disk_above_the_view_does_not_move_it(
    person: Person, talk: Paced
) -> None:
    person.editor.show_place(2, person.editor.part_texts()[2].index("line 20 "))
    person.click_in(2, person.editor.part_texts()[2].index("line 25 "))
    before = place(person)
    data = person.path.read_bytes()
    person.path.write_bytes(data.replace(b"First question", b"First\nquestion\nof\nfour lines"))
    person.until(lambda: "four lines" in person.editor.part_texts()[1])
    talk.go(10)
    person.shows("piece 10 ")
    assert place(person) == before
    finish(person, talk)
    assert place(person) == before


def test_the_answer_itself_cannot_be_typed_into_while_it_arrives(
    person: Person, talk: Paced
) -> None:
    person.editor.setFocus()
    person.editor.set_caret(person.last, len(person.editor.part_texts()[-1]) - 1)
    person.type("mine")
    assert any("still arriving" in one for one in person.notices())
    assert "mine" not in person.editor.session_text()
    finish(person, talk)
    person.editor.set_caret(person.last, len(person.editor.part_texts()[-1]) - 1)
    person.editor.setFocus()
    person.type("mine")
    assert person.tab.session.slices[-1].text.endswith("mine")


def test_undo_while_it_streams_takes_back_the_last_own_edit(person: Person, talk: Paced) -> None:
    person.editor.show_part(3)
    person.click_in(3, person.editor.part_texts()[3].index("Second") + 6)
    person.type(" thought")
    talk.go(5)
    person.shows("piece 5 ")
    person.press("Ctrl+Z")
    person.until(lambda: person.tab.session.slices[2].text == "Second")
    assert person.tab.desk.text() == person.editor.session_text()
    person.press("Ctrl+Shift+Z")
    person.until(lambda: person.tab.session.slices[2].text == "Second thought")
    finish(person, talk)


def test_one_undo_takes_the_whole_answer_and_redo_brings_it_back_byte_for_byte(
    person: Person, talk: Paced
) -> None:
    person.editor.show_part(3)
    person.click_in(3, person.editor.part_texts()[3].index("Second") + 6)
    talk.go(5)
    person.type(" thought")
    finish(person, talk)
    whole = person.path.read_bytes()
    person.press("Ctrl+Z")
    person.saved()
    assert [one.role for one in person.on_disk().slices][-2:] == ["assistant", "user"]
    assert person.on_disk().slices[2].text == "Second thought"
    person.agree()
    person.press("Ctrl+Shift+Z")
    person.saved()
    assert person.path.read_bytes() == whole
    person.agree()


def test_undo_after_the_answer_goes_back_step_by_step_to_the_beginning(
    person: Person, talk: Paced, root: Path
) -> None:
    finish(person, talk)
    person.editor.setFocus()
    person.press("Ctrl+Z", "Ctrl+Z")
    person.saved()
    slices = ("u aaaaaa: First question", f"a bbbbbb: {LONG}", "u cccccc: Second", "a dddddd: Yes")
    assert person.path.read_bytes().decode() == file_text(*slices)
    person.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    person.saved()
    assert person.answer.text == talk.text.rstrip("\n")
    person.agree()


def test_own_edits_are_saved_while_the_answer_streams_and_it_is_left_out(
    person: Person, talk: Paced
) -> None:
    person.editor.show_part(3)
    person.click_in(3, person.editor.part_texts()[3].index("Second") + 6)
    person.type(" kept")
    person.saved()
    on_disk = person.on_disk()
    assert on_disk.slices[2].text == "Second kept"
    assert on_disk.slices[-1].text == "Third"
    assert "piece" not in person.path.read_text(encoding="utf-8")
    finish(person, talk)


def test_the_composer_takes_the_next_prompt_meanwhile(person: Person, talk: Paced) -> None:
    person.press("Ctrl+L")
    for number in range(10):
        person.type(f"{number}")
        talk.go(2)
        person.shows(f"piece {2 * number + 2} ")
    assert person.composer.text() == "0123456789"
    assert person.composer.prompt.hasFocus()
    finish(person, talk)
    assert person.composer.text() == "0123456789"


def test_the_prompt_above_may_be_deleted_and_the_answer_still_has_its_place(
    person: Person, talk: Paced
) -> None:
    part = person.last - 1
    person.editor.setFocus()
    person.editor.set_caret(part, len(person.editor.part_texts()[part]) - 2)
    person.press("Ctrl+Shift+Home", "Delete")
    talk.go(5)
    person.shows("piece 5 ")
    assert person.editor.session_text() == person.tab.desk.text()
    finish(person, talk)


def test_what_looks_like_a_header_in_an_answer_stays_text(
    opens: Opens, server: ScriptedServer
) -> None:
    person = opens()
    person.ready()
    forged = "One\n=={ User }==\nTwo\n\\=={ System }==\n---\n<details><summary>Reasoning · 1 s"
    talk = paced(*forged)
    server.reply(talk.answer)
    person.send("Hello")
    talk.end()
    person.rest()
    assert person.answer.text.replace("\\<details>", "<details>") == forged
    assert len(load(person.path).session.slices) == 2
    person.agree()


def test_a_click_on_latest_brings_the_end_back(person: Person, talk: Paced) -> None:
    person.editor.show_part(2)
    person.click_in(2, person.editor.part_texts()[2].index("line 5 "))
    talk.go(5)
    person.shows("piece 5 ")
    assert not person.editor.following
    pill = next(one for one in person.editor.findChildren(Pill) if one.isVisible())
    spot = pill.mapTo(person.shell, pill.rect().center())
    assert person.shell.childAt(spot) is pill
    QTest.mouseClick(person.shell.windowHandle(), Qt.MouseButton.LeftButton, pos=spot)
    person.until(lambda: person.editor.following)
    person.until(lambda: not pill.isVisible())
    bar = person.editor.verticalScrollBar()
    assert bar.value() == bar.maximum()
    finish(person, talk)
    assert person.editor.following


def test_ctrl_end_brings_the_end_back(person: Person, talk: Paced) -> None:
    person.editor.show_part(2)
    person.click_in(2, person.editor.part_texts()[2].index("line 5 "))
    talk.go(5)
    person.shows("piece 5 ")
    QTest.keyClick(person.editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    person.until(lambda: person.editor.following)
    finish(person, talk)
    assert person.editor.following
