"""What the settings say of prompts and texts, in every tab: when it opens, and when they change."""

from __future__ import annotations

from PySide6.QtCore import QObject

from vibekoder.core import settings
from vibekoder.core.settings import Values
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.zoom import Zoom


class Obeying(QObject):
    """Hands the settings' values to the tabs of one window."""

    def __init__(self, tabs: SessionTabs, zoom: Zoom, parent: QObject) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._zoom = zoom
        self._values = Values()
        tabs.added.connect(self._tell)

    def use(self, values: Values) -> None:
        """Let these hold in all tabs, and in those that come."""
        self._values = values
        self._zoom.set_usual(values[settings.ZOOM])
        for widget in self._tabs.widgets:
            self._tell(widget)

    def _tell(self, widget: SessionTabWidget) -> None:
        values = self._values
        widget.composer.set_return_sends(values[settings.SEND_KEY] == "return")
        widget.composer.looks_first = values[settings.LOOK_FIRST] == "always"
        widget.editor.set_dimmed(values[settings.MARKS] == "dimmed")
