"""Rows of a form: label, field, hint, fault."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.form_rows import FieldFrame, Form, Lines


def test_a_fault_takes_the_place_of_the_hint_and_gives_it_back(qtbot: QtBot, look: Look) -> None:
    form = Form(look)
    qtbot.addWidget(form)
    row = form.row("Proxy", form.field(code=True), hint="Empty: the system's.")
    row.say("That is no proxy.")
    assert row.under.text() == "That is no proxy."
    row.say("")
    assert row.under.text() == "Empty: the system's."


def test_a_row_hides_as_a_whole(qtbot: QtBot, look: Look) -> None:
    form = Form(look)
    qtbot.addWidget(form)
    first, second = form.field(), form.field()
    row = form.row("Model", first, second)
    form.end()
    form.show()
    assert first.isVisible()
    assert second.isVisible()
    assert first.accessibleName() == "Model"
    row.show(visible=False)
    assert not any(one.isVisible() for one in (first, second, *form.findChildren(QLabel)))


def test_several_lines_are_left_by_tab(qtbot: QtBot, look: Look) -> None:
    form = Form(look)
    qtbot.addWidget(form)
    lines = Lines(look, form)
    lines.fit(2)
    after = form.field()
    form.row("Headers", FieldFrame(look, lines, form))
    form.row("Proxy", after)
    form.show()
    with qtbot.waitActive(form):
        form.activateWindow()
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Tab)
    assert after.hasFocus()
