"""The text of a request: its body, its members, a piece."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.flight_text import LONGEST, MOST, FlightText, shortened

BODY = '{"model":"m","messages":[{"role":"user","content":"Größe\\nzwei"}]}'.encode()


@pytest.fixture
def text(qtbot: QtBot, look: Look) -> FlightText:
    text = FlightText(look)
    qtbot.addWidget(text)
    text.resize(600, 300)
    text.show()
    text.set_body(BODY, BODY.index(b"zwei"))
    return text


def test_the_first_byte_that_differs_is_marked(text: FlightText) -> None:
    (marked,) = text.text.extraSelections()
    cursor = marked.cursor  # pyright: ignore[reportAttributeAccessIssue]
    assert cursor.selectedText().startswith("zwei")
    assert not text.grab().isNull()
    text.set_body(BODY, None)
    assert text.text.extraSelections() == []


def test_what_is_copied_is_the_exact_body(text: FlightText) -> None:
    text.copy.click()
    assert QGuiApplication.clipboard().text() == BODY.decode()


def test_members_and_pieces_are_read_as_text(text: FlightText) -> None:
    text.members.click()
    assert "Größe\n" in text.text.toPlainText()
    text.show_piece("a.py", "a = 1\n", 8)
    assert text.text.toPlainText() == "a = 1\n"
    assert text.about.text() == "a.py · 8 bytes"
    text.body.click()
    text.piece.click()
    text.copy.click()
    assert QGuiApplication.clipboard().text() == "a = 1\n"


def test_of_a_very_long_text_the_beginning_is_shown_and_the_rest_told(text: FlightText) -> None:
    text.show_piece("a", "x\n" * (MOST // 2) + "y" * 10, MOST + 10)
    assert text.text.toPlainText().endswith("… and about 10 more characters")
    text.set_body(b'["' + b'","'.join([b"x" * 97] * (MOST // 50)) + b'"]', None)
    assert "more characters" in text.text.toPlainText()


def test_an_endless_line_is_cut_and_the_mark_finds_its_place() -> None:
    text = f"one\n{'x' * (LONGEST + 5)}\nmore"
    shown, place = shortened(text, text.index("more"))
    assert shown.split("\n")[1].endswith("x … 5 more characters in this line")
    assert place is not None
    assert shown[place:] == "more"
    inside = shortened(text, 4 + LONGEST + 2)[1]
    assert inside == 4 + LONGEST
    assert shortened("one\ntwo", None) == ("one\ntwo", None)


def test_the_exact_body_can_be_saved(qtbot: QtBot, text: FlightText) -> None:
    with qtbot.waitSignal(text.saveWanted, timeout=500) as heard:
        text.save.click()
    assert heard.args == [BODY]
