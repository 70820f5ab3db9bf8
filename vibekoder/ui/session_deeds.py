"""What is done with the session that a window shows, by its keys and from its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app import notice
from vibekoder.app.answers import DEEDS
from vibekoder.app.choice import How
from vibekoder.app.notice import Kind, Notice
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core.session import Slice
from vibekoder.store.projects import BackendEntry
from vibekoder.ui import drifting, tab_acts
from vibekoder.ui.asking import Asking
from vibekoder.ui.backends_desk import BackendsDesk
from vibekoder.ui.composing import Composing
from vibekoder.ui.forks import Forks
from vibekoder.ui.look import Look
from vibekoder.ui.menus import Deeds
from vibekoder.ui.preflighting import Preflighting
from vibekoder.ui.receipts import Receipts
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.session_tabs import SessionTabs
from vibekoder.ui.slice_acts import SENT
from vibekoder.ui.slice_states import LIGHTEN, PIECES
from vibekoder.ui.text_deeds import TEXT_DEEDS
from vibekoder.ui.window_sheets import WindowSheets

Act = Callable[[SessionTabWidget], object]


class SessionDeeds(QObject):
    """Serves the tabs of one window.

    Signals:
        backendsWanted(): the project's backends are to be shown.
        piecesWanted(): the pieces of the next request are to be chosen.
        told(object): a Notice to be shown.
    """

    backendsWanted = Signal()
    piecesWanted = Signal()
    told = Signal(object)

    def __init__(
        self,
        look: Look,
        tabs: SessionTabs,
        sheets: WindowSheets,
        composing: Composing,
        workspace: Callable[[], Workspace | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._tabs = tabs
        self._sheets = sheets
        self._workspace = workspace
        self._composing = composing
        self.asking = Asking(look, window)
        self.receipts = Receipts(look, window, self._act_on)
        self.preflighting = Preflighting(look, composing, window)
        self.forks = Forks(look, tabs, workspace, window)
        self.asking.backendsWanted.connect(self.backendsWanted)
        self.asking.noticeWanted.connect(self.told)
        self.receipts.told.connect(self.told)
        self.forks.told.connect(self.told)
        sheets.keyWanted.connect(self._on_key_of)

    def table(self) -> Deeds:
        """The actions of the table that are done with a session."""
        page = SessionTabWidget
        own: dict[str, Act] = {
            "session.save": lambda widget: widget.tab.save_now(),
            "edit.undo": page.undo,
            "edit.redo": page.redo,
            "session.send": page.submit,
            "session.stop": page.stop,
            "session.repeat": self._repeat,
            "session.model": self._choose_model,
            "session.parameters": self._set_parameters,
            "session.preflight": self._preflight,
            "session.composer": lambda widget: widget.composer.prompt.setFocus(),
            "session.append_changes": partial(
                drifting.append, say=self._say, known=self._composing.calibration
            ),
            "session.origin": self.forks.to_origin,
            "session.forks": self.forks.to_fork,
            "slice.previous": lambda widget: widget.step_slice(-1),
            "slice.next": lambda widget: widget.step_slice(1),
            "slice.latest": page.to_bottom,
        }
        for name in (*TEXT_DEEDS, "view.reading"):
            own[name] = partial(page.do, name=name)
        for name in (*DEEDS, SENT.name):
            own[f"slice.{name}"] = partial(page.act, name=name)
        return {name: self.on_tab(act) for name, act in own.items()}

    def on_tab(self, act: Act) -> Callable[[], None]:
        """This, with the session that is shown then; nothing where none is."""

        def do() -> None:
            if self._tabs.current is not None:
                act(self._tabs.current)

        return do

    def add(self, widget: SessionTabWidget) -> None:
        """A session has a page now: do what it asks for."""
        tab = widget.tab
        widget.sendWanted.connect(partial(self._send, tab))
        widget.retryWanted.connect(partial(self._retry, tab))
        widget.backendsWanted.connect(self.backendsWanted)
        widget.keyWanted.connect(partial(self.ask_key, widget))
        widget.keyAsked.connect(partial(self._ask_held, widget))
        widget.alteredSeen.connect(partial(self._look_again, widget))
        widget.composer.edited.connect(partial(self._on_edited, tab))
        widget.modelWanted.connect(partial(self._choose_model, widget))
        widget.composer.parametersWanted.connect(partial(self._set_parameters, widget))
        widget.promptWanted.connect(partial(self._offer_prompt, tab))
        widget.noticeWanted.connect(self._say)
        widget.inertPasted.connect(partial(self._tell_inert, tab))
        widget.detailsWanted.connect(self._sheets.details)
        widget.figuresWanted.connect(self._sheets.figures)
        widget.answerActWanted.connect(partial(self._answer_act, widget))

    def ask_key(self, widget: SessionTabWidget | None, again: str = "") -> None:
        """Ask for the key of where its next request goes; then what has waited is sent."""
        workspace = self._workspace()
        if workspace is not None:
            self.asking.ask(workspace, widget, again)

    def look_at(self, widget: SessionTabWidget | None) -> None:
        """The exact request of a session that was refused is to be seen."""
        if widget is not None:
            self._tabs.open(widget.tab, show=True)
            self._preflight(widget)

    def send_lighter(self, widget: SessionTabWidget | None) -> None:
        """What was too long is to be sent without what most of it is."""
        workspace = self._workspace()
        if workspace is not None and widget is not None:
            self._tabs.open(widget.tab, show=True)
            tab_acts.send_lighter(self._composing, workspace, widget)

    def preflight(self) -> None:
        """The exact request of the shown session is to be seen."""
        self.on_tab(self._preflight)()

    def _say(self, kind: Kind, title: str, text: str = "") -> None:
        self.told.emit(Notice(kind, title, text))

    def _send(self, tab: Tab, prompt: str, how: How) -> None:
        workspace = self._workspace()
        if workspace is not None:
            workspace.send(tab, prompt, how)

    def _retry(self, tab: Tab, slice_id: str) -> None:
        workspace = self._workspace()
        if workspace is not None:
            workspace.send(tab, "", How(slice_id))

    def _repeat(self, widget: SessionTabWidget) -> None:
        workspace = self._workspace()
        if not widget.repeat() and workspace is not None:
            workspace.sending.test_connection(widget.tab)

    def _choose_model(self, widget: SessionTabWidget) -> None:
        workspace = self._workspace()
        if workspace is not None:
            sheet = self._sheets.models(workspace, widget.tab)
            sheet.backendsWanted.connect(self.backendsWanted)

    def _set_parameters(self, widget: SessionTabWidget) -> None:
        workspace = self._workspace()
        if workspace is not None:
            self._sheets.parameters(workspace, widget.tab, widget.composer.frame)

    def _preflight(self, widget: SessionTabWidget) -> None:
        workspace = self._workspace()
        if workspace is not None:
            self.preflighting.open(workspace, widget)

    def _look_again(self, widget: SessionTabWidget) -> None:
        workspace = self._workspace()
        # elsewhere the notice of the refusal leads to it
        if workspace is not None and self._tabs.current is widget:
            self.preflighting.open_again(workspace, widget)

    def _on_edited(self, tab: Tab) -> None:
        workspace = self._workspace()
        if workspace is not None and not tab.held.how.of_session:
            # what its notice offers would send other words
            workspace.sending.withdraw(tab)

    def _offer_prompt(self, tab: Tab) -> None:
        workspace = self._workspace()
        if workspace is not None:
            workspace.sending.offer_prompt(tab)

    def _tell_inert(self, tab: Tab) -> None:
        self.told.emit(notice.inert(tab.path))

    def _answer_act(self, widget: SessionTabWidget, name: str, part: int) -> None:
        workspace = self._workspace()
        chosen = widget.tab.session.parts[part]
        if name == PIECES.name:
            self.piecesWanted.emit()
        elif workspace is not None and name == SENT.name:
            self.receipts.open(workspace, widget.tab, part)
        elif workspace is not None and name == LIGHTEN.name and isinstance(chosen, Slice):
            tab_acts.retry_lighter(self._composing, workspace, widget, chosen)
        elif workspace is not None:
            shown = DEEDS[name](workspace, widget.tab, part)
            if shown is not None:
                widget.bring(shown)

    def _act_on(self, name: str, tab: Tab, slice_id: str) -> None:
        """A deed with an answer that is known by its id: it may have moved meanwhile."""
        widget, at = self._tabs.widget_of(tab), tab.session.find(slice_id)
        if widget is not None and at is not None:
            self._answer_act(widget, name, at)

    def _ask_held(self, widget: SessionTabWidget) -> None:
        workspace = self._workspace()
        if workspace is not None:
            self.asking.ask_held(workspace, widget)

    def _on_key_of(self, desk: BackendsDesk, entry: BackendEntry) -> None:
        workspace = self._workspace()
        if workspace is not None:
            self.asking.ask_for(workspace, entry, partial(desk.look, entry))
