"""What the buttons of notices do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from vibekoder.app.awaiting import GIVE_UP
from vibekoder.app.notice import LEAK
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.ui import tab_acts
from vibekoder.ui.all_tabs import AllTabs
from vibekoder.ui.leaks import Leaks
from vibekoder.ui.opening import Opening
from vibekoder.ui.session_tab import SessionTabWidget

Ways = Mapping[str, Callable[[SessionTabWidget | None], object]]
"""Buttons that lead somewhere else in the window, with the tab that their notice speaks of."""


class NoticeDeeds(QObject):
    """Carries out what a notice offers, for the session that its key names."""

    def __init__(
        self,
        tabs: AllTabs,
        workspaces: Callable[[], list[Workspace]],
        opening: Opening,
        workspace: Callable[[], Workspace | None],
        ways: Ways,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._tabs = tabs
        self._workspaces = workspaces
        self._opening = opening
        self._workspace = workspace
        self._ways = ways
        self._window = window
        self.leaks = Leaks(self)

    def act(self, key: str, action: str) -> None:
        """``key`` is the notice's: what it is about, then where."""
        _, _, rest = key.partition(":")
        widget = self._tabs.widget_at(Path(rest))
        if action in self._ways:
            self._ways[action](widget)
        # a session whose project was left can still be saved
        for workspace in self._workspaces():
            tab = workspace.tab_at(Path(rest)) if rest else None
            if tab is not None:
                self._act_in(workspace, tab, action)
        workspace = self._workspace()
        if workspace is None:
            return
        if action == GIVE_UP:
            workspace.awaiting.give_up(Path(rest))
        elif action == "restore":
            workspace.trashing.restore(rest)
        elif action == "adopt":
            workspace.recovering.adopt(Path(rest))
        elif action == "open":
            self._opening.open(Path(rest))
        elif action.startswith(LEAK) and widget is not None:
            self.leaks.act(workspace, widget, key, action)

    def _act_in(self, workspace: Workspace, tab: Tab, action: str) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "save": tab.save_now,
            "anew": tab.write_anew,
            "elsewhere": partial(self._save_elsewhere, tab),
            "untest": tab.stop_trial,
            "drop": partial(workspace.drop_tab, tab),
            "without": partial(self._in_page, tab, partial(tab_acts.send_without, workspace)),
            "live": partial(self._in_page, tab, tab_acts.let_act),
            "line": partial(self._in_page, tab, tab_acts.go_to_missing),
            "prompt": partial(_make_prompt, tab),
        }
        if action in deeds:
            deeds[action]()

    def _in_page(self, tab: Tab, act: Callable[[SessionTabWidget], None]) -> None:
        widget = self._tabs.widget_of(tab)
        if widget is not None:
            self._tabs.show(widget)
            act(widget)

    def _save_elsewhere(self, tab: Tab) -> None:
        dialog = QFileDialog(self._window, self.tr("Save elsewhere"), str(tab.path.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("md")
        dialog.selectFile(tab.path.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen(name: str) -> None:
            tab.save_copy(Path(name))

        dialog.fileSelected.connect(chosen)
        dialog.open()


def _make_prompt(tab: Tab) -> None:
    if tab.loose:
        tab.make_prompt()
