"""A form that scrolls."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.form_area import FormArea, FormPage
from vibekoder.ui.sheets.sheet import Sheet


class Form(Sheet):
    """Twenty fields where there is room for some."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Form", QSize(300, 200))
        self.area = FormArea(look, self)
        self.fields = [QLineEdit() for _ in range(20)]
        for field in self.fields:
            self.area.rows.addWidget(field)
        QVBoxLayout(self.box).addWidget(self.area)

    def seen(self, field: QLineEdit) -> bool:
        """Whether all of it is in view."""
        room = self.area.viewport().rect()
        place = field.mapTo(self.area.viewport(), QPoint(0, 0))
        return room.contains(field.rect().translated(place))


@pytest.fixture
def form(qtbot: QtBot, look: Look, window: QWidget) -> Form:
    made = Form(look)
    made.open_over(window)
    qtbot.waitUntil(made.fields[0].hasFocus)
    return made


def test_a_field_far_below_is_out_of_view_until_it_has_the_focus(qtbot: QtBot, form: Form) -> None:
    assert not form.seen(form.fields[15])
    form.fields[15].setFocus()
    qtbot.waitUntil(lambda: form.seen(form.fields[15]))


def test_going_back_up_brings_the_first_field_into_view(qtbot: QtBot, form: Form) -> None:
    form.fields[19].setFocus()
    qtbot.waitUntil(lambda: not form.seen(form.fields[0]))
    form.fields[0].setFocus()
    qtbot.waitUntil(lambda: form.seen(form.fields[0]))


def test_a_page_is_as_high_as_its_words_need(qtbot: QtBot, look: Look) -> None:
    page = FormPage()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(Paragraph(look, "many words " * 60, parent=page))
    field = QWidget(page)
    field.setMinimumHeight(50)
    column.addWidget(field)
    page.resize(300, 10)
    page.show()
    narrow = page.minimumHeight()
    page.resize(900, 10)
    assert narrow > page.minimumHeight() > 50
