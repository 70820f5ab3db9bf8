"""Tells the desktop that a long answer has ended, where nobody looks at the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from vibekoder.app.loosely import loosely
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.core import settings
from vibekoder.core.answer import take_apart
from vibekoder.core.session import Slice
from vibekoder.core.settings import Values
from vibekoder.ui.desktop import Desktop
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.words import seconds

FIRST_WORDS: Final = 120


def is_away() -> bool:
    """Whether another program's window is in front."""
    return QGuiApplication.applicationState() is not Qt.ApplicationState.ApplicationActive


class Beckoning(QObject):
    """Follows every tab that opens, closed ones whose answers go on among them.

    Signals:
        wanted(Path): the session whose notification was clicked is to be shown, in front.
    """

    wanted = Signal(Path)

    def __init__(
        self,
        desktop: Desktop,
        values: Callable[[], Values],
        parent: QObject,
        away: Callable[[], bool] = is_away,
    ) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._values = values
        self._away = away
        desktop.pressed.connect(self._on_pressed)

    def follow(self, widget: SessionTabWidget) -> None:
        """Hear when this tab's answers end."""
        widget.tab.runEnded.connect(loosely(self._on_ended, widget.tab))

    def back(self) -> None:
        """The person looks at the window again."""
        self._desktop.quiet()

    def _on_ended(self, tab: Tab, run: Run, why: str) -> None:
        values = self._values()
        ended = self._ended(run, why)
        wanted = values[settings.NOTIFY] and run.elapsed() >= values[settings.NOTIFY_AFTER]
        if not (ended and wanted and self._away()):
            return
        text = f"{ended} · {seconds(run.elapsed())}"
        if values[settings.NOTIFY_TEXT] and (begun := _first_words(tab, run)):
            text = f"{text}\n{begun}"
        self._desktop.tell(str(tab.path), tab.title, text)

    def _ended(self, run: Run, why: str) -> str:
        """How it ended, in words; empty for what the person did."""
        words = {
            "complete": self.tr("The answer is complete"),
            "length": self.tr("The answer was cut at its length limit"),
            "filtered": self.tr("The provider's filter ended the answer"),
            "interrupted": self.tr("The answer was cut off"),
            "error": self.tr("The answer broke off"),
        }
        if why == "error" and not run.chars:
            return self.tr("No answer arrived")
        return words.get(why, "")

    def _on_pressed(self, key: str) -> None:
        self.wanted.emit(Path(key))


def _first_words(tab: Tab, run: Run) -> str:
    at = tab.session.find(run.slice_id)
    part = tab.session.parts[at] if at is not None else None
    if not isinstance(part, Slice):
        return ""
    words = " ".join(take_apart(part.text).answer[: 4 * FIRST_WORDS].split())
    return words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rstrip()}…"
