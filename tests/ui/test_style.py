"""The stock widgets after the look, and the thin bars and lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.style import Choice, LookStyle, Splitter, thin_bars


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.fixture
def style(qapp: QApplication, look: Look) -> Iterator[LookStyle]:
    palette, font = qapp.palette(), qapp.font()
    made = LookStyle(look)
    made.apply(qapp)
    yield made
    qapp.setStyle("fusion")
    qapp.setPalette(palette)
    qapp.setFont(font)


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(160, 34)
    widget.show()
    return widget


def test_the_program_takes_palette_and_font_of_the_theme(
    qapp: QApplication, look: Look, style: LookStyle
) -> None:
    assert qapp.palette().color(qapp.palette().ColorRole.Base) == look.theme.color("editor")
    assert qapp.font().pixelSize() == look.theme.font("body").pixelSize()
    look.theme.use("dark")
    assert qapp.palette().color(qapp.palette().ColorRole.Base) == QColor("#202124")


@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QCheckBox, QToolButton])
def test_a_stock_widget_paints_in_the_looks_colours(
    qtbot: QtBot, look: Look, style: LookStyle, kind: type[QWidget]
) -> None:
    widget = shown(qtbot, kind())
    before = colours(widget.grab().toImage())
    look.theme.use("dark")
    qtbot.waitUntil(lambda: colours(widget.grab().toImage()) != before)


def test_a_field_shows_its_focus_and_its_end(qtbot: QtBot, look: Look, style: LookStyle) -> None:
    field = shown(qtbot, QLineEdit())
    with qtbot.waitActive(field):
        field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert look.theme.color("focus").name() in colours(field.grab().toImage())
    field.setEnabled(False)
    assert look.theme.color("sunken").name() in colours(field.grab().toImage())


def test_a_check_box_shows_its_tick(qtbot: QtBot, look: Look, style: LookStyle) -> None:
    box = shown(qtbot, QCheckBox("Ask"))
    assert look.theme.color("accent").name() not in colours(box.grab().toImage())
    box.setChecked(True)
    assert look.theme.color("accent").name() in colours(box.grab().toImage())
    box.setEnabled(False)
    assert look.theme.color("press").name() in colours(box.grab().toImage())


def test_a_pressed_button_is_darker(qtbot: QtBot, look: Look, style: LookStyle) -> None:
    button = shown(qtbot, QPushButton("Apply"))
    button.setDown(True)
    assert look.theme.color("press").name() in colours(button.grab().toImage())
    tool = shown(qtbot, QToolButton())
    tool.setDown(True)
    assert look.theme.color("press").name() in colours(tool.grab().toImage())


def test_a_menu_has_a_line_around_it(qtbot: QtBot, look: Look, style: LookStyle) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("Open")
    image = menu.grab().toImage()
    assert image.pixelColor(0, 5) == look.theme.color("border")
    assert image.pixelColor(2, 2) == look.theme.color("raised")


def test_a_choice_shows_its_words(qtbot: QtBot, look: Look, style: LookStyle) -> None:
    choice = Choice(look)
    shown(qtbot, choice)
    choice.addItem("")
    empty = choice.grab().toImage()
    choice.addItem("5 minutes")
    choice.setCurrentIndex(1)
    assert choice.grab().toImage() != empty
    choice.setEnabled(False)
    assert look.theme.color("sunken").name() in colours(choice.grab().toImage())


def test_scroll_bars_are_thin_and_show_where_one_is(
    qtbot: QtBot, look: Look, style: LookStyle
) -> None:
    field = QPlainTextEdit("a long line of text that goes on and on\n" * 60)
    qtbot.addWidget(field)
    field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    thin_bars(look, field)
    field.resize(120, 120)
    field.show()
    bar, across = field.verticalScrollBar(), field.horizontalScrollBar()
    assert bar.width() == look.theme.size("scrollBar")
    qtbot.waitUntil(across.isVisible)
    assert across.height() == look.theme.size("scrollBar")
    top = bar.grab().toImage()
    bar.setValue(bar.maximum())
    assert bar.grab().toImage() != top
    assert len(colours(across.grab().toImage())) > 1


def test_an_empty_list_shows_no_bar(qtbot: QtBot, look: Look, style: LookStyle) -> None:
    view = QListWidget()
    qtbot.addWidget(view)
    thin_bars(look, view)
    view.show()
    assert not view.verticalScrollBar().isVisible()


def test_a_splitter_draws_one_pixel_and_can_be_grabbed(qtbot: QtBot, look: Look) -> None:
    splitter = Splitter(look, Qt.Orientation.Horizontal)
    qtbot.addWidget(splitter)
    for _ in range(2):
        splitter.addWidget(QWidget())
    splitter.resize(400, 100)
    splitter.show()
    handle = splitter.handle(1)
    assert splitter.handleWidth() == 1
    assert handle.width() >= 5
    image = handle.grab().toImage()
    row = [image.pixelColor(x, 50).name() for x in range(image.width())]
    assert row.count(look.theme.color("border").name()) == 1
    assert not splitter.childrenCollapsible()
