"""The window itself, from the first moment on: its place, its title, the grounds of its parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from vibekoder.ui import geometry
from vibekoder.ui.early_keys import EarlyKeys

SMALLEST: Final = QSize(640, 420)
FIRST_SIZE: Final = QSize(1440, 900)
NARROW: Final = 960
"""Below this width the project panel makes room for the text."""
LESS: Final = 1100
"""Below this one the side panel does."""
LONGEST: Final = 1 << 14
"""No bar of a window is as thick as that."""


class Bars(NamedTuple):
    """How thick, in pixels, each part is that has a ground of its own; 0 where it is away."""

    top: int = 0
    tabs: int = 0
    left: int = 0
    side: int = 0
    below: int = 0
    status: int = 0


class Colors(NamedTuple):
    """What the grounds and the lines between them are painted with."""

    window: QColor
    panel: QColor
    editor: QColor
    border: QColor


class Shell(QWidget):
    """The top-level window that everything stands in.

    It is shown before the program is there, as the window will be: where it was left, with the
    grounds that its bars and panels had. What moves in fills it, names it, and is asked before
    it closes. What is typed before that is kept in ``early``.

    Signals:
        painted(): it was painted for the first time.
        left(): it was closed before anything had moved in.
    """

    painted = Signal()
    left = Signal()

    def __init__(self, remembered: Mapping[str, Any], tokens: Path) -> None:
        super().__init__()
        # before anything below sends an event
        self._tenant: QWidget | None = None
        self._seen = False
        self.setWindowTitle("VibeKoder")
        self.setMinimumSize(SMALLEST)
        self.resize(FIRST_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        geometry.restore(self, remembered.get("geometry"))
        known = remembered.get("grounds")
        grounds = cast("dict[str, Any]", known) if isinstance(known, dict) else {}
        self._bars = Bars(*(_thick(grounds.get(name)) for name in Bars._fields))
        self._colors = _colors(tokens, grounds)
        self.early = EarlyKeys(self)

    def take_in(self, tenant: QWidget) -> None:
        """Let this widget, a child, fill the window from now on; it is shown by this."""
        self._tenant = tenant
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tenant.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(tenant.windowTitle())
        tenant.setGeometry(self.rect())
        tenant.show()

    def vacate(self) -> None:
        """What had moved in is at its end, and the window goes with it."""
        self._tenant = None
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds; what has moved in lies over all of them."""
        painter, (width, height), bars = QPainter(self), self.size().toTuple(), self._bars
        bars = bars._replace(
            left=bars.left if width >= NARROW else 0, side=bars.side if width >= LESS else 0
        )
        painter.fillRect(self.rect(), self._colors.editor)
        middle = QRect(0, bars.top, width, height - bars.top - bars.status)
        left = QRect(0, middle.y(), bars.left, middle.height())
        below = QRect(bars.left, middle.bottom() + 1 - bars.below, width - bars.left, bars.below)
        side = QRect(width - bars.side, middle.y(), bars.side, middle.height() - bars.below)
        tabs = QRect(bars.left, bars.top, width - bars.left - bars.side, bars.tabs)
        chrome = QRect(0, 0, width, bars.top), QRect(0, height - bars.status, width, bars.status)
        for rect in (left, below, side):
            painter.fillRect(rect, self._colors.panel)
        for rect in (*chrome, tabs):
            painter.fillRect(rect, self._colors.window)
        for line in _lines(left, below, side, tabs, *chrome):
            painter.fillRect(line, self._colors.border)
        painter.end()
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has moved in is as large as the window."""
        super().resizeEvent(event)
        if self._tenant is not None:
            self._tenant.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        """Tell what has moved in whether the person is in this window."""
        super().changeEvent(event)
        if self._tenant is not None and event.type() is QEvent.Type.ActivationChange:
            QCoreApplication.sendEvent(self._tenant, QEvent(QEvent.Type.ActivationChange))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close if what has moved in agrees; it may close the window itself a while later."""
        if self._tenant is not None:
            event.setAccepted(self._tenant.close())
            return
        event.accept()
        self.left.emit()


def recall(path: Path) -> dict[str, Any]:
    """What is remembered of the window as far as it can be read; the program reads it again."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def remembered(bars: Bars, *, theme: str, high_contrast: bool) -> dict[str, Any]:
    """What ``Shell`` reads under ``grounds``; ``theme`` is "system", "light" or "dark"."""
    return {**bars._asdict(), "theme": theme, "high_contrast": high_contrast}


def _thick(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < LONGEST else 0


def _colors(tokens: Path, grounds: Mapping[str, Any]) -> Colors:
    theme = grounds.get("theme")
    if theme not in ("light", "dark"):
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        theme = "dark" if dark else "light"
    table = json.loads(tokens.read_bytes())["colors"][theme]
    line = "borderStrong" if grounds.get("high_contrast") is True else "border"
    return Colors(*(QColor(table[name]) for name in ("window", "panel", "editor", line)))


def _lines(
    left: QRect, below: QRect, side: QRect, tabs: QRect, top: QRect, status: QRect
) -> list[QRect]:
    """The line between each part and the text, one pixel thick."""
    return [
        QRect(left.right() + 1, left.y(), min(1, left.width()), left.height()),
        QRect(below.x(), below.y() - 1, below.width(), min(1, below.height())),
        QRect(side.x() - 1, side.y(), min(1, side.width()), side.height()),
        QRect(tabs.x(), tabs.bottom(), tabs.width(), min(1, tabs.height())),
        QRect(0, top.bottom(), top.width(), min(1, top.height())),
        QRect(0, status.y(), status.width(), min(1, status.height())),
    ]
