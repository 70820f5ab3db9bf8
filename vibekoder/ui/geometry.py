"""Where a window was, and where it fits now: screens come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

SEEN: Final = 64
"""So many pixels of a window's head must be on a screen to take hold of it."""


def written(window: QWidget) -> str:
    """Size and place, as ``restore`` reads them."""
    return bytes(window.saveGeometry().toBase64().data()).decode()


def restore(window: QWidget, remembered: object) -> None:
    """Put a window where it was, or as near to that as a screen is; what is no place is none."""
    if not isinstance(remembered, str):
        return
    window.restoreGeometry(QByteArray.fromBase64(remembered.encode()))
    screens = [one.availableGeometry() for one in QGuiApplication.screens()]
    now = window.geometry()
    wanted = fitted(now, screens)
    if wanted != now and not (window.isMaximized() or window.isFullScreen()):
        window.setGeometry(wanted)


def fitted(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """The same on a screen that is there: no larger than it, its head within reach."""
    if not screens:
        return wanted
    head = QRect(wanted.x(), wanted.y(), wanted.width(), SEEN)
    screen = max(screens, key=lambda one: _area(one.intersected(head)))
    seen = screen.intersected(head)
    if seen.width() >= SEEN and seen.height() >= SEEN // 2 and _fits(wanted, screen):
        return wanted
    if seen.isEmpty():
        screen = min(screens, key=lambda one: _distance(one, wanted))
    width, height = min(wanted.width(), screen.width()), min(wanted.height(), screen.height())
    x = min(max(wanted.x(), screen.x()), screen.x() + screen.width() - width)
    y = min(max(wanted.y(), screen.y()), screen.y() + screen.height() - height)
    return QRect(x, y, width, height)


def _fits(wanted: QRect, screen: QRect) -> bool:
    return wanted.width() <= screen.width() and wanted.height() <= screen.height()


def _area(rect: QRect) -> int:
    return 0 if rect.isEmpty() else rect.width() * rect.height()


def _distance(screen: QRect, wanted: QRect) -> int:
    return (screen.center() - wanted.center()).manhattanLength()
