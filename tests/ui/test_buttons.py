"""Buttons: pressed by mouse and keys, named for screen readers, with a line while focused."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.buttons import Button, IconButton
from vibekoder.ui.look import Look


def has_colour(image: QImage, color: QColor) -> bool:
    return any(
        image.pixelColor(x, y) == color for x in range(image.width()) for y in range(image.height())
    )


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_return_and_space_press_a_button(qtbot: QtBot, look: Look, key: Qt.Key) -> None:
    button = Button(look, "Send", icon="strike", kind="primary")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked, timeout=1000):
        qtbot.keyClick(button, key)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_keys_press_an_icon_too(qtbot: QtBot, look: Look, key: Qt.Key) -> None:
    button = IconButton(look, "plus", "Add")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked, timeout=1000):
        qtbot.keyClick(button, key)


def test_a_disabled_button_does_nothing(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "Send")
    qtbot.addWidget(button)
    button.setEnabled(False)
    with qtbot.assertNotEmitted(button.clicked):
        button.click()
    assert not button.grab().isNull()


def test_another_word_is_told_and_finds_room(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "Stop", chevron=True)
    qtbot.addWidget(button)
    before = button.sizeHint().width()
    button.set_text("Stop and quit")
    assert button.accessibleName() == "Stop and quit"
    assert button.sizeHint().width() > before
    assert button.minimumSizeHint() == button.sizeHint()


def test_an_icon_s_tool_tip_names_the_key_that_does_it_now(qtbot: QtBot, look: Look) -> None:
    button = IconButton(look, "session-new", "New session", key="session.new")
    qtbot.addWidget(button)
    assert button.toolTip() == "New session  Ctrl+T"
    look.keys.use({"session.new": "Ctrl+J"})
    assert button.toolTip() == "New session  Ctrl+J"


@pytest.mark.parametrize("kind", ["primary", "plain", "quiet", "link"])
def test_the_focus_line_shows_after_the_keyboard_alone(qtbot: QtBot, look: Look, kind: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    first, second = Button(look, "One", kind=kind), Button(look, "Two", kind=kind)
    row.addWidget(first)
    row.addWidget(second)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    ring = look.theme.color("focus")
    assert not has_colour(first.grab().toImage(), ring)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert has_colour(second.grab().toImage(), ring)


@pytest.mark.parametrize(
    ("kind", "rest", "hover", "down"),
    [
        ("primary", "accent", "accentHover", "accentPress"),
        ("plain", "raised", "hover", "press"),
        ("quiet", "", "hover", "press"),
    ],
)
def test_grounds_follow_the_pointer(
    qtbot: QtBot, look: Look, kind: str, rest: str, hover: str, down: str
) -> None:
    button = Button(look, "Send", kind=kind)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    button.show()
    if rest:
        assert has_colour(button.grab().toImage(), look.theme.color(rest))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert has_colour(button.grab().toImage(), look.theme.color(hover))
    QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    assert has_colour(button.grab().toImage(), look.theme.color(down))


def test_a_disabled_primary_button_looks_so(qtbot: QtBot, look: Look) -> None:
    button = Button(look, "Send", icon="strike", kind="primary")
    qtbot.addWidget(button)
    button.setEnabled(False)
    image = button.grab().toImage()
    assert has_colour(image, look.theme.color("press"))
    assert not has_colour(image, look.theme.color("accent"))


def test_a_toggle_shows_whether_it_is_on(qtbot: QtBot, look: Look) -> None:
    toggle = IconButton(look, "panel-left", "Project panel", toggle=True)
    qtbot.addWidget(toggle)
    off = toggle.grab().toImage()
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert toggle.isChecked()
    assert toggle.grab().toImage() != off
    toggle.setEnabled(False)
    assert toggle.accessibleName() == "Project panel"
    assert not toggle.grab().isNull()
