"""Opens the handbook, at the part that helps with what is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from vibekoder.app.actions import ACTIONS
from vibekoder.app.notice import Notice
from vibekoder.core.handbook import Page, with_keys
from vibekoder.store.pages import pages
from vibekoder.ui.keymap import native_key
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.session_tabs import SessionTabs, state_of
from vibekoder.ui.sheets.help import HelpSheet

FIRST: Final = "writing.md"
REQUEST: Final = "failures.md#a-request"
PLACES: Final[Mapping[str, str]] = {
    "refused": "failures.md#before-it-is-sent",
    "unsaved": "failures.md#files",
    "merged": "failures.md#files",
    "recovered": "failures.md#what-remains-after-a-kill",
    "exposed": "secrets.md#when-something-is-found",
    "test": "projects.md",
    "connect": "projects.md",
}
"""Which part tells of a notice, by how its key begins."""
FAILED: Final = ("failed", "error", "interrupted", "length", "filtered")
OPEN: Final = "open-address"


class Helping(QObject):
    """Serves one window; the help opens where it was left, unless something went wrong."""

    def __init__(self, look: Look, tabs: SessionTabs, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._tabs = tabs
        self._notices = notices
        self._window = window
        self._left = FIRST
        notices.acted.connect(self._on_acted)

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of the help do."""
        return {
            "help.open": self.open,
            "help.format": partial(self.show, "format.md"),
            "help.directives": partial(self.show, "format.md#including-files"),
            "help.failures": partial(self.show, "failures.md"),
        }

    def open(self) -> None:
        """The part about what went wrong, if something did; else what was read last."""
        self.show(self._about() or self._left)

    def show(self, link: str) -> None:
        """Open the handbook at a part."""
        sheet = HelpSheet(self._look, self._pages(), self._window)
        sheet.show_part(link)
        sheet.outwardWanted.connect(self._ask)
        sheet.closed.connect(partial(self._on_closed, sheet))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open_over(self._window)

    def _pages(self) -> list[Page]:
        """The handbook as it is true for this person: with the keys that are bound now."""
        now = {one.id: [*map(native_key, one.keys)] for one in self._look.keys.bound.actions}
        usual = {
            key: (now[one.id][at:] or now[one.id] or [self.tr("no key")])[0]
            for one in ACTIONS
            # Esc closes what is open as well, and does so whatever stops an answer
            for at, key in enumerate(one.keys)
            if key != "Esc"
        }
        return [with_keys(page, usual, now) for page in pages()]

    def _about(self) -> str:
        for card in reversed(self._notices.cards):
            place = PLACES.get(card.notice.key.partition(":")[0], "")
            if card.notice.kind != "info":
                return place or REQUEST
        shown = self._tabs.current
        return REQUEST if shown is not None and state_of(shown.tab) in FAILED else ""

    def _on_closed(self, sheet: HelpSheet) -> None:
        if sheet.shown is not None:
            self._left = f"{sheet.shown.page}#{sheet.shown.anchor}"

    def _ask(self, address: str) -> None:
        """An address of the web is shown before it is opened."""
        actions = ((OPEN, self.tr("Open it")),)
        title = self.tr("This leads to the web")
        self._notices.show_notice(Notice("info", title, address, actions, f"web:{address}"))

    def _on_acted(self, key: str, action: str) -> None:
        if action == OPEN:
            QDesktopServices.openUrl(QUrl(key.removeprefix("web:")))
