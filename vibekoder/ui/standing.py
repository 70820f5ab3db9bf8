"""How things stand in a window: its status bar, and where each tab's next prompt goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from vibekoder.app.choice import NOTHING_ELSE
from vibekoder.app.workspace import Workspace
from vibekoder.core.errors import ProjectError, VibeKoderError
from vibekoder.ui.composing import Composing
from vibekoder.ui.running import state_of_run
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.spending import Spending
from vibekoder.ui.status_bar import StatusBar


class Standing(QObject):
    """Shows it; changes nothing.

    Signals:
        failed(object): the VibeKoderError that tells why a session's prompts go nowhere.
    """

    failed = Signal(object)

    def __init__(
        self,
        tabs: SessionTabs,
        status: StatusBar,
        spending: Spending,
        composing: Composing,
        workspace: Callable[[], Workspace | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._status = status
        self._spending = spending
        self._composing = composing
        self._workspace = workspace

    def show_all(self) -> None:
        """The project has changed: every tab's next prompt may go elsewhere."""
        for widget in self._tabs.widgets:
            self.show_choice(widget)
        self.show()

    def show_changed(self) -> None:
        """Tabs whose next prompt goes elsewhere now tell so."""
        for widget in self._tabs.widgets:
            if widget.choice_of != (widget.tab.session.head.front, widget.tab.once):
                self.show_choice(widget)

    def show_choice(self, widget: SessionTabWidget) -> None:
        """Where the next prompt of this tab goes."""
        workspace = self._workspace()
        if workspace is None:
            return
        name = workspace.project.name
        once = widget.tab.once
        try:
            choice = workspace.choice(widget.tab.session, once)
        except VibeKoderError as problem:
            widget.set_choice("", "", name, once)
            widget.empty.name_key("rehearse", named=False)
            self.failed.emit(problem)
            return
        widget.set_choice(choice.entry.shown, choice.model, name, once)
        # the key that sends rehearses only where the next request goes nowhere
        widget.empty.name_key("rehearse", named=not choice.entry.base_url)
        own = workspace.backends.own_params(workspace.project, widget.tab.session)
        widget.composer.set_parameters(len({*own, *once.params}), once=bool(once.params))
        self._composing.renew(widget)

    def show_spent(self) -> None:
        """What the shown session and the project have cost."""
        widget = self._tabs.current
        self._spending.show_sums(self._workspace(), widget.tab if widget else None)

    def show(self) -> None:
        """The status bar, as the shown tab is now."""
        widget, workspace = self._tabs.current, self._workspace()
        self.show_spent()
        if workspace is None:
            self._status.set_backend("", "")
            self._status.set_state("")
            self._status.set_saved("")
            return
        try:
            session = widget.tab.session if widget else None
            once = widget.tab.once if widget else NOTHING_ELSE
            choice = workspace.choice(session, once)
            self._status.set_backend(choice.entry.shown, choice.model)
        except ProjectError:
            self._status.set_backend("", "")
        run = widget.newest if widget else None
        if run is None and widget is not None and widget.tab.disconnected:
            self._status.set_state(self.tr("disconnected"), why=widget.tab.disconnected)
        else:
            self._status.set_state(*state_of_run(run))
        if widget is not None and widget.tab.problem is not None:
            self._status.set_note(self.tr("Not saved"))
        else:
            self._status.set_saved(widget.saved_at if widget else "")
