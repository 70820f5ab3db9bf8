"""Boxes that say what is the matter, with what can be done."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.flight_notes import FlightNotes, Note

NOTE = Note("error", "lock", "A secret", "dev.env", (("show", "Show"), ("drop", "Drop")), "line")


def test_a_note_has_its_buttons(qtbot: QtBot, look: Look) -> None:
    notes = FlightNotes(look)
    qtbot.addWidget(notes)
    notes.show_notes([NOTE, Note("warn", "warning", "", "Mind this.")])
    assert notes.text() == "A secret dev.env\nMind this."
    drop = notes.button("drop")
    assert drop is not None
    with qtbot.waitSignal(notes.acted, timeout=500) as heard:
        drop.click()
    assert heard.args == ["drop", NOTE]
    assert not notes.grab().isNull()


def test_the_same_notes_stay_where_they_are(qtbot: QtBot, look: Look) -> None:
    notes = FlightNotes(look)
    qtbot.addWidget(notes)
    notes.show_notes([NOTE])
    boxes = notes.boxes
    notes.show_notes([NOTE])
    assert notes.boxes is boxes
    notes.show_notes([])
    assert notes.isHidden()
    assert notes.button("drop") is None
