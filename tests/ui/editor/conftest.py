"""An editor with a session behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.look import Look

Make = Callable[..., Owner]


@pytest.fixture
def make(qtbot: QtBot, look: Look) -> Make:
    """Makes an owner with a session of this text, its editor shown and focused."""

    def build(text: str, width: int = 820, height: int = 600) -> Owner:
        editor = SessionEditor(look)
        qtbot.addWidget(editor)
        editor.resize(width, height)
        with qtbot.waitExposed(editor):
            editor.show()
        owner = Owner(editor, text)
        editor.activateWindow()
        editor.setFocus()
        qtbot.waitUntil(editor.hasFocus)
        QGuiApplication.clipboard().clear()
        return owner

    return build


def talk(count: int, lines: int = 3) -> str:
    """A session of so many slices, User and Assistant in turn."""
    roles = ("User", "Assistant")
    return "\n".join(
        f"=={{ {roles[number % 2]} | id=a{number:05d} }}==\n"
        + "".join(f"Line {line} of slice {number}.\n" for line in range(lines))
        for number in range(count)
    )


def point_at(widget: QWidget, at: QPoint) -> None:
    """Move the pointer there, wherever it was before."""
    none = Qt.MouseButton.NoButton
    place, there = at.toPointF(), widget.mapToGlobal(at).toPointF()
    kind = QEvent.Type.MouseMove
    QApplication.sendEvent(
        widget, QMouseEvent(kind, place, there, none, none, Qt.KeyboardModifier.NoModifier)
    )
