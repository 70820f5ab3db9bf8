"""Paragraphs: plain words with room between their lines."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph

WORDS = "Each will be a file in sessions/, ready for git and grep."


def test_a_narrow_paragraph_is_taller_by_whole_lines(qtbot: QtBot, look: Look) -> None:
    paragraph = Paragraph(look, WORDS)
    qtbot.addWidget(paragraph)
    line = look.theme.line("body")
    assert paragraph.heightForWidth(1000) == line
    assert paragraph.heightForWidth(120) % line == 0
    assert paragraph.heightForWidth(120) > 2 * line


def test_an_empty_paragraph_takes_no_room(qtbot: QtBot, look: Look) -> None:
    paragraph = Paragraph(look)
    qtbot.addWidget(paragraph)
    assert paragraph.heightForWidth(100) == 0
    assert paragraph.sizeHint().height() == 0
    assert paragraph.minimumSizeHint().height() == 0


def test_line_ends_are_kept(qtbot: QtBot, look: Look) -> None:
    paragraph = Paragraph(look, "one\ntwo\n\nthree")
    qtbot.addWidget(paragraph)
    assert paragraph.heightForWidth(500) == 4 * look.theme.line("body")


def test_margins_add_to_the_height(qtbot: QtBot, look: Look) -> None:
    paragraph = Paragraph(look, WORDS)
    qtbot.addWidget(paragraph)
    bare = paragraph.heightForWidth(1000)
    paragraph.setContentsMargins(0, 3, 0, 4)
    assert paragraph.heightForWidth(1000) == bare + 7
    assert paragraph.sizeHint().height() == bare + 7


def test_a_screen_reader_hears_the_words(qtbot: QtBot, look: Look) -> None:
    paragraph = Paragraph(look, "first")
    qtbot.addWidget(paragraph)
    paragraph.set_text("second")
    paragraph.set_text("second")
    assert paragraph.text() == paragraph.accessibleName() == "second"


def test_words_are_painted_in_their_colour(qtbot: QtBot, look: Look) -> None:
    paragraph = Paragraph(look, "███", face="display")
    qtbot.addWidget(paragraph)
    paragraph.resize(200, 40)
    paragraph.set_color("error")
    paragraph.set_color("error")
    image = paragraph.grab().toImage()
    found = {image.pixelColor(x, 16).name() for x in range(image.width())}
    assert "#a92b20" in found
