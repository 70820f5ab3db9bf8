"""A person's own settings at work: the sheet is opened, and what it wants is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from vibekoder.app.keys import own_keys
from vibekoder.app.preferences import Preferences
from vibekoder.core import settings
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.settings import Values
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.settings import UserSettings


class Preferring(QObject):
    """Opens the settings over one window, and serves them.

    ``inner`` gives the values with what project and shown session say as well, or None without a
    project.

    Signals:
        projectWanted(): the project's settings are to be shown.
    """

    projectWanted = Signal()

    def __init__(
        self,
        look: Look,
        preferences: Preferences,
        inner: Callable[[], Values | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._preferences = preferences
        self._inner = inner
        self._window = window
        self._sheet: UserSettings | None = None
        preferences.changed.connect(self._follow)
        preferences.failed.connect(self._on_failed)

    def open(self) -> UserSettings:
        """Show the settings."""
        mine = self._preferences
        sheet = self._sheet = UserSettings(self._look, mine.path, self._window)
        sheet.changed.connect(mine.set)
        sheet.keys.keysWanted.connect(mine.set_keys)
        sheet.keys.allWanted.connect(mine.reset_keys)
        sheet.projectWanted.connect(self.projectWanted)
        sheet.project.setEnabled(self._inner() is not None)
        sheet.fileWanted.connect(partial(_open_file, mine))
        sheet.closed.connect(self._on_closed)
        self._follow()
        sheet.open_over(self._window)
        return sheet

    def _follow(self) -> None:
        if self._sheet is None:
            return
        mine = self._preferences.values
        inner = self._inner() or Values()
        for layer in (settings.Layer.PROJECT, settings.Layer.SESSION):
            mine = mine.over(layer, inner)
        self._sheet.show_values(mine)
        self._sheet.keys.show_keys(frozenset(own_keys(mine[settings.KEYS])))

    def _on_closed(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    def _on_failed(self, problem: VibeKoderError) -> None:
        if self._sheet is not None:
            self._sheet.say(f"{problem.sentence} {problem.hint}".strip())


def _open_file(preferences: Preferences) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(preferences.path)))
