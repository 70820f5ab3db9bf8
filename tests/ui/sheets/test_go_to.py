"""The list of slices and headings to go to."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vibekoder.core.messages import Role
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.go_to import GoTo, Stop, stops

PARTS = [(None, ""), (Role.USER, "=={ User }==\nask\n# One\n"), (Role.ASSISTANT, "=={ A }==")]


def test_slices_and_their_headings_come_in_order() -> None:
    assert list(stops(PARTS)) == [
        Stop(1, 13, "ask", Role.USER),
        Stop(1, 17, "One", Role.USER, 1),
        Stop(2, 9, "", Role.ASSISTANT),
    ]


def test_what_is_taken_is_gone_to(qtbot: QtBot, look: Look) -> None:
    sheet = GoTo(look, list(stops(PARTS)))
    qtbot.addWidget(sheet)
    sheet.field.setText("one")
    with qtbot.waitSignal(sheet.chosen) as chosen:
        sheet.taken.emit(sheet.current.key if sheet.current else "", False)
    assert chosen.args == [1, 17]
