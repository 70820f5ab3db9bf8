"""The panes of the window: project left, sessions in the middle, what tells of them at the side,
requests below, and dividers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vibekoder.ui.beside import Beside
from vibekoder.ui.look import Look
from vibekoder.ui.overlay import Overlay
from vibekoder.ui.panels.requests import RequestsPanel
from vibekoder.ui.panels.side import SidePanel
from vibekoder.ui.shell import LESS, NARROW
from vibekoder.ui.style import Splitter

QUIET_MS: Final = 3000
"""So long after the last request its panel stays, if nobody has asked for it."""


class Panes(QWidget):
    """Shows and hides the panels; a panel that comes back is as large as it was left.

    The requests panel is as tall as its rows until the person chooses its height. It comes with
    the first request and goes after the last one, unless the person has opened it.

    In a narrow window the panels beside the text make room for it, and lie over it when they are
    asked for.

    Signals:
        changed(): a panel was shown or hidden, or a divider was moved.
    """

    changed = Signal()

    def __init__(
        self,
        look: Look,
        project: QWidget,
        middle: QWidget,
        requests: RequestsPanel,
        side: SidePanel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._requests = requests
        self._side = side
        self._wants_project = True
        self._wants_side = True
        self._opened = True
        self._kept = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._hide_requests)
        self._width = look.theme.size("projectPanel")
        self._height = 0
        self.across = Splitter(look, Qt.Orientation.Horizontal, self)
        self.down = Splitter(look, Qt.Orientation.Vertical, self)
        self.beside = Beside(look, middle, side, self)
        self.down.addWidget(self.beside)
        self.down.addWidget(requests)
        self.down.setStretchFactor(0, 1)
        self.across.addWidget(project)
        self.across.addWidget(self.down)
        self.across.setStretchFactor(1, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.across)
        self._over_left = Overlay(look, project, self.across, 0, self)
        requests.hide()
        self.across.splitterMoved.connect(self._on_across_moved)
        self.down.splitterMoved.connect(self._on_down_moved)
        self.beside.splitterMoved.connect(self.changed)
        side.down.splitterMoved.connect(self.changed)

    @property
    def shows_project(self) -> bool:
        """Whether the project panel is shown."""
        return self._project.isVisibleTo(self)

    @property
    def shows_requests(self) -> bool:
        """Whether the requests panel is shown."""
        return self._requests.isVisibleTo(self)

    @property
    def shows_side(self) -> bool:
        """Whether the side panel is shown."""
        return self.beside.shows_panel

    @property
    def shares(self) -> tuple[int, int, int]:
        """The pixels of the panels left, at the side and below; what lies over the text has none,
        nor has a panel that only requests have brought."""
        left = self.shows_project and not self._over_left.holds
        side = self.shows_side and not self.beside.lies_over
        below = self.shows_requests and self._kept
        sizes = self._project.width(), self._side.width(), self._requests.height()
        return sizes[0] * left, sizes[1] * side, sizes[2] * below

    def set_open(self, *, opened: bool) -> None:
        """Whether there is a project that the panels could tell of; without one they are away."""
        self._opened = opened
        self._fit()

    def show_side(self, *, wanted: bool) -> None:
        """Show or hide the side panel by the person's wish, in a narrow window too."""
        self._wants_side = wanted
        self._set_side(shown=wanted)

    def show_project(self, *, wanted: bool) -> None:
        """Show or hide the project panel by the person's wish, in a narrow window too."""
        self._wants_project = wanted
        self._set_project(shown=wanted)

    def show_requests(self, *, wanted: bool) -> None:
        """Show or hide the requests panel by the person's wish."""
        self._kept = wanted
        self._quiet.stop()
        self._set_requests(shown=wanted)

    def bring_requests(self) -> None:
        """Something runs: show the requests panel until that is over."""
        self._quiet.stop()
        self._set_requests(shown=True)

    def release_requests(self) -> None:
        """Nothing runs any more: give the room back, unless the person has asked for the panel."""
        if not self._kept:
            # one answer after the other does not make the text jump
            self._quiet.start()

    def toggle_project(self) -> None:
        """Show or hide the project panel."""
        self.show_project(wanted=not self.shows_project)

    def toggle_requests(self) -> None:
        """Show or hide the requests panel."""
        self.show_requests(wanted=not self.shows_requests)

    def toggle_side(self) -> None:
        """Show or hide the side panel."""
        self.show_side(wanted=not self.shows_side)

    def fit_requests(self) -> None:
        """Give the requests panel the height that was chosen, else what its rows need."""
        now, needed = self.down.sizes(), self._requests.sizeHint().height()
        wanted = self._height or max(needed, now[1])
        if self.shows_requests and wanted != now[1]:
            self.down.setSizes([max(0, sum(now) - wanted), wanted])

    def dismiss(self) -> bool:
        """Put away what lies over the text; False if nothing does."""
        if self._over_left.isVisible():
            self.show_project(wanted=False)
        elif self.beside.lies_over:
            self.show_side(wanted=False)
        else:
            return False
        return True

    def remembered(self) -> dict[str, Any]:
        """What is shown and how large; plain JSON values."""
        return {
            "project_panel": self._wants_project,
            "project_width": self._width,
            "side_panel": self._wants_side,
            "side_width": self.beside.panel_width,
            "outline_height": self._side.outline_height,
            "requests_panel": self._kept,
            "requests_height": self._height,
        }

    def restore(self, remembered: Mapping[str, Any]) -> None:
        """Show what was remembered, as far as it can be read."""
        self._width = size_of(remembered.get("project_width")) or self._width
        self._height = size_of(remembered.get("requests_height"))
        self._wants_project = remembered.get("project_panel") is not False
        self.beside.panel_width = size_of(remembered.get("side_width")) or self.beside.panel_width
        self._side.outline_height = size_of(remembered.get("outline_height"))
        self._wants_side = remembered.get("side_panel") is not False
        self._kept = remembered.get("requests_panel") is True
        self._requests.setVisible(self._kept)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the text in a narrow window."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._set_project(shown=self._opened and self._wants_project and self.width() >= NARROW)
        self._set_side(shown=self._opened and self._wants_side and self.width() >= LESS)
        self.fit_requests()

    def _hide_requests(self) -> None:
        self._set_requests(shown=False)

    def _set_requests(self, *, shown: bool) -> None:
        if shown != self.shows_requests:
            self._requests.setVisible(shown)
            self.fit_requests()
            self.changed.emit()

    def _set_project(self, *, shown: bool) -> None:
        before, over = self.shows_project, shown and self.width() < NARROW
        if over:
            self._over_left.take(self._width)
        else:
            self._over_left.give_back()
            self._project.setVisible(shown)
        if shown != before:
            self.changed.emit()
        if shown and not over:
            self.across.setSizes([self._width, self.width() - self._width])

    def _set_side(self, *, shown: bool) -> None:
        # at once: the project panel may have come or gone a moment ago
        whole = self.width() - (self._width if self.shows_project else 0)
        if self.beside.show_panel(shown=shown, over=self.width() < LESS, whole=whole):
            self.changed.emit()

    def _on_across_moved(self) -> None:
        self._width = self.across.sizes()[0]
        self.changed.emit()

    def _on_down_moved(self) -> None:
        self._height = self.down.sizes()[1]
        self.changed.emit()


def size_of(value: object) -> int:
    """A length in pixels, 0 where that is not what was remembered."""
    return value if isinstance(value, int) and 0 < value < 1 << 16 else 0
