"""Rows of any list are marked alike."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QListWidget, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.row_delegate import FLAG, RowDelegate

MIDDLE = 15
ROW = QRect(0, 0, 200, 30)


class Quiet(RowDelegate):
    """Has no ground while the keys are elsewhere."""

    idle = ""


def painted(delegate: RowDelegate, view: QListWidget, state: FLAG) -> QImage:
    option, image = QStyleOptionViewItem(), QImage(ROW.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    option.rect, option.state = ROW, state  # pyright: ignore[reportAttributeAccessIssue]
    painter = QPainter(image)
    delegate.paint(painter, option, view.model().index(0, 0))
    painter.end()
    return image


def ground(delegate: RowDelegate, view: QListWidget, state: FLAG) -> QColor:
    image = painted(delegate, view, state)
    return image.pixelColor(image.width() - 20, MIDDLE)


def listed(qtbot: QtBot) -> QListWidget:
    view = QListWidget()
    view.addItem("One")
    qtbot.addWidget(view)
    return view


def test_the_chosen_row_has_a_tinted_ground(qtbot: QtBot, look: Look) -> None:
    view = listed(qtbot)
    shown = ground(RowDelegate(look, view), view, FLAG.State_Selected)
    assert shown == look.theme.color("accentTint")


def test_the_row_under_the_pointer_is_a_little_darker(qtbot: QtBot, look: Look) -> None:
    view = listed(qtbot)
    shown = ground(RowDelegate(look, view), view, FLAG.State_MouseOver)
    assert shown == look.theme.color("hover")


def test_any_other_row_has_the_ground_of_its_list(qtbot: QtBot, look: Look) -> None:
    view = listed(qtbot)
    shown = ground(RowDelegate(look, view), view, FLAG.State_Enabled)
    assert shown == QColor(Qt.GlobalColor.magenta)


def test_a_quiet_list_shows_its_choice_only_where_the_keys_are(qtbot: QtBot, look: Look) -> None:
    view = listed(qtbot)
    quiet = Quiet(look, view)
    away = ground(quiet, view, FLAG.State_Selected)
    view.show()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    here = ground(quiet, view, FLAG.State_Selected)
    assert (away, here) == (QColor(Qt.GlobalColor.magenta), look.theme.color("accentTint"))


def test_the_ring_shows_where_the_keys_are_once_they_are_used(qtbot: QtBot, look: Look) -> None:
    view = listed(qtbot)
    view.show()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    delegate = RowDelegate(look, view)
    before = painted(delegate, view, FLAG.State_HasFocus).pixelColor(100, 0)
    view.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    after = painted(delegate, view, FLAG.State_HasFocus).pixelColor(100, 0)
    assert (before == after, after) == (False, look.theme.color("focus"))


def test_a_row_that_cannot_be_chosen_is_grey(qtbot: QtBot, look: Look) -> None:
    view = listed(qtbot)
    delegate = RowDelegate(look, view)
    assert painted(delegate, view, FLAG.State_None) != painted(delegate, view, FLAG.State_Enabled)
