"""A picture to look at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets import picture
from vibekoder.ui.sheets.picture import PictureSheet
from vibekoder.ui.sheets.reading import ReadingSheet


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> QWidget:
    look.theme.set_reduced(True)
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 650)
    made.show()
    return made


def image(width: int, height: int) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.red)
    return made


@pytest.mark.parametrize(("size", "shown"), [((40, 20), (40, 20)), ((4000, 1000), (598, 150))])
def test_a_picture_is_shown_as_it_is_or_smaller(
    look: Look, window: QWidget, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    picture.show(look, "a.png", image(*size), window)
    (sheet,) = window.findChildren(PictureSheet)
    pixmap = sheet.picture.pixmap()
    assert (pixmap.width(), pixmap.height()) == pytest.approx(shown, abs=2)
    assert sheet.close_button.hasFocus() or sheet.first_focus() is sheet.close_button
    assert sheet.picture.accessibleName() == "a.png"


def test_esc_closes_it(qtbot: QtBot, look: Look, window: QWidget) -> None:
    picture.show(look, "a.png", image(4, 4), window)
    (sheet,) = window.findChildren(PictureSheet)
    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_text_is_read(look: Look, window: QWidget) -> None:
    picture.show(look, "a.py", "tick = 1", window)
    (sheet,) = window.findChildren(ReadingSheet)
    assert sheet.text.toPlainText() == "tick = 1"
