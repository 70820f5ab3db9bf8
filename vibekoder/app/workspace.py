"""The workspace: one open project with its sessions, its tabs, its backends and what runs."""

from __future__ import annotations

import logging
import os
import random
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app.backends import Backends, Choice
from vibekoder.app.notice import Notice
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.app.watcher import Watcher
from vibekoder.app.writer import Writer
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.session import Session
from vibekoder.engine import recovery
from vibekoder.engine.desk import Desk
from vibekoder.engine.prepare import Home
from vibekoder.engine.recovery import Outcome, Recovered, recover
from vibekoder.engine.strike import Strike, timestamp
from vibekoder.store import sessions, strays, trash
from vibekoder.store.drafts import Drafts
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State, real
from vibekoder.store.projects import Project
from vibekoder.store.sessions import Loaded, SessionRow
from vibekoder.store.trace import Trace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edge:
    """What the program takes from the world, so that tests can give it."""

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], datetime] = datetime.now
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    rng: random.Random = field(default_factory=random.SystemRandom)
    trace: Trace | None = None

    def request_id(self) -> str:
        """A name for a request that no other has."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4).hex


class Workspace(QObject):
    """One project. Files are read and written in its own thread or a session's.

    Signals:
        projectChanged(): its settings or backends have changed.
        sessionsChanged(): ``rows`` has changed.
        opened(object): a Tab has been opened or was open already; show it.
        notice(object): a Notice to be shown.
        settled(): no run is left and everything is saved, after ``shut_down``.
    """

    projectChanged = Signal()
    sessionsChanged = Signal()
    opened = Signal(object)
    notice = Signal(object)
    settled = Signal()

    def __init__(
        self,
        project: Project,
        state: State,
        backends: Backends,
        edge: Edge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.project = project
        self.state = state
        self.backends = backends
        self.edge = edge
        self.rows: list[SessionRow] = []
        self.tabs: dict[Path, Tab] = {}
        self._lingering: list[Tab] = []
        self._drafts = Drafts(state)
        self._shutting = False
        self._listing = False
        self._list_again = False
        self._writer = Writer("project", self)
        self._watcher = Watcher(self)
        self._watcher.folderChanged.connect(self.list_sessions)
        self._watcher.fileChanged.connect(self._file_changed)

    def start(self) -> None:
        """Recover what an earlier run of the program left, then list the sessions."""
        for problem in self.project.problems:
            self.notice.emit(Notice("warn", "A setting of this project is not used", problem))
        self._writer.submit(
            self._recover,
            self._recovered,
            partial(self._failed, "Recovery did not finish"),
        )
        self.list_sessions()
        self._watcher.watch_folder(self.project.sessions)

    @property
    def runs(self) -> list[Run]:
        """Every running request of every tab, oldest first."""
        found = [run for tab in self.all_tabs for run in tab.runs.values()]
        return sorted(found, key=lambda run: run.started)

    @property
    def all_tabs(self) -> list[Tab]:
        """The open tabs, and closed ones whose runs go on."""
        return [*self.tabs.values(), *self._lingering]

    def tab_of(self, run_id: str) -> Tab | None:
        """The tab in which a request runs."""
        return next((tab for tab in self.all_tabs if run_id in tab.runs), None)

    def list_sessions(self) -> None:
        """Read the list of sessions anew, in the background."""
        if self._listing:
            self._list_again = True
            return
        self._listing = True
        folder, known = self.project.sessions, list(self.rows)
        self._writer.submit(
            lambda: sessions.rows(folder, known),
            self._listed,
            partial(self._failed, "The sessions cannot be listed"),
        )

    def new_session(self) -> None:
        """Make the next session file and open it."""
        folder = self.project.sessions
        self._writer.submit(
            lambda: sessions.create(folder),
            self.open,
            partial(self._failed, "No session could be made"),
        )

    def open(self, path: Path) -> None:
        """Open a session in a tab, or show the tab it has."""
        path = real(path)
        for tab in self._lingering:
            if tab.path == path:
                self._lingering.remove(tab)
                tab.reopen()
                self.tabs[path] = tab
        if path in self.tabs:
            self.opened.emit(self.tabs[path])
            return
        self._writer.submit(
            lambda: sessions.load(path),
            partial(self._loaded, path),
            partial(self._failed, f"{path.name} cannot be opened"),
        )

    def close_tab(self, tab: Tab) -> None:
        """Let a tab go; its runs go on and their answers are placed."""
        if self.tabs.pop(tab.path, None) is None:
            return
        self._lingering.append(tab)
        self._watcher.forget_file(tab.path)
        tab.close()

    def send(self, tab: Tab, prompt: str, again: str = "") -> None:
        """Send a prompt to the session's backend; an empty one sends the last User slice again.

        ``again`` is the id of a User slice to be answered anew; what answered it is kept.
        """
        try:
            choice = self.choice(tab.session)
            backend = self.backends.get(choice.entry, self.project)
        except VibeKoderError as problem:
            tab.refused.emit(problem, prompt)
            return
        strike = Strike(
            tab.desk,
            prompt,
            self.backends.target(choice),
            request_id=self.edge.request_id(),
            started=timestamp(self.edge.wall()),
            again=again,
        )
        edge = self.edge
        tab.add(
            Run(strike, backend, tab, tab.writer, trace=edge.trace, now=edge.now, wall=edge.wall)
        )

    def choice(self, session: Session | None = None) -> Choice:
        """Where a session's next request goes.

        Raises ProjectError if the session names a backend that the project does not have.
        """
        return self.backends.choice(self.project, session)

    def rename(self, path: Path, title: str) -> None:
        """Give a session another title, in its front matter."""
        tab = self.tabs.get(real(path))
        if tab is not None:
            tab.set_title(title)
            return
        self._with_closed(path, lambda tab: tab.set_title(title))

    def delete(self, path: Path) -> None:
        """Move a session to the trash; the notice that says so can bring it back."""
        path = real(path)
        tab = self.tabs.get(path)
        if tab is not None and tab.runs:
            self.notice.emit(
                Notice("warn", "This session is still being answered", "Stop the answer first.")
            )
            return
        if tab is not None:
            self.close_tab(tab)
        self._writer.submit(
            lambda: trash.move(path, self.state),
            partial(self._trashed, path),
            partial(self._failed, f"{path.name} was not deleted"),
        )

    def restore(self, token: str) -> None:
        """Bring a session back from the trash."""
        self._writer.submit(
            lambda: trash.restore(token, self.state),
            self._restored,
            partial(self._failed, "The session could not be brought back"),
        )

    def change_project(self, change: Callable[[Project], Project]) -> None:
        """Change the project's settings on disk; they hold from the next request on.

        Raises VibeKoderError if they cannot be changed; nothing is then.
        """
        self.project = change(self.project)
        self.projectChanged.emit()

    def shut_down(self, stop: bool = False) -> None:
        """Save everything and let every run end; with ``stop`` they are stopped."""
        self._shutting = True
        if stop:
            for tab in self.all_tabs:
                tab.stop_all()
        for tab in list(self.tabs.values()):
            self.close_tab(tab)
        self._maybe_settled()

    def abandon(self) -> None:
        """End the threads now, saved or not; journals keep what was shown."""
        for tab in self.all_tabs:
            tab.writer.close()
        self._writer.close()

    def _loaded(self, path: Path, loaded: Loaded) -> None:
        if path in self.tabs:
            self.opened.emit(self.tabs[path])
            return
        tab = self._tab(path, loaded)
        self.tabs[path] = tab
        self._watcher.watch_file(path)
        self.opened.emit(tab)
        self.list_sessions()

    def _tab(self, path: Path, loaded: Loaded) -> Tab:
        home = Home(
            self.state,
            self.project.root,
            Objects(self.project.sessions / ".objects"),
            self.project.id,
            self.project.allowed,
        )
        desk = Desk(path, loaded.session, loaded.digest, home, self.edge.rng)
        tab = Tab(desk, self._drafts, now=self.edge.now, parent=self)
        tab.saved.connect(self.list_sessions)
        tab.closed.connect(partial(self._tab_closed, tab))
        return tab

    def _with_closed(self, path: Path, change: Callable[[Tab], None]) -> None:
        def loaded(result: Loaded) -> None:
            tab = self._tab(path, result)
            self._lingering.append(tab)
            change(tab)
            tab.close()

        self._writer.submit(
            lambda: sessions.load(path),
            loaded,
            partial(self._failed, f"{path.name} cannot be changed"),
        )

    def _tab_closed(self, tab: Tab) -> None:
        if tab in self._lingering:
            self._lingering.remove(tab)
        tab.deleteLater()
        self._maybe_settled()

    def _maybe_settled(self) -> None:
        if self._shutting and not self.all_tabs:
            self._shutting = False
            self._writer.close()
            self.settled.emit()

    def _listed(self, rows: list[SessionRow]) -> None:
        self._listing = False
        self._watcher.watch_folder(self.project.sessions)
        if rows != self.rows:
            self.rows = rows
            self.sessionsChanged.emit()
        if self._list_again:
            self._list_again = False
            self.list_sessions()

    def _recover(self) -> list[Recovered]:
        """Writer: sweep what killed saves left, place what only journals hold."""
        strays.sweep(self.project, self.state, self.edge.wall().timestamp())
        return recover(self.state, recovery.Project(self.project.root, self.project.id))

    def _recovered(self, found: list[Recovered]) -> None:
        placed = [one for one in found if one.outcome is Outcome.PLACED]
        if placed:
            count = len(placed)
            self.notice.emit(
                Notice(
                    "info",
                    "An answer was recovered" if count == 1 else f"{count} answers were recovered",
                    "The program had ended before they were in their sessions. They are there "
                    "now, marked as cut off.",
                )
            )
            self.list_sessions()
            for tab in self.tabs.values():
                tab.check_disk()
        for one in found:
            if one.outcome in (Outcome.HOMELESS, Outcome.FAILED):
                self.notice.emit(
                    Notice(
                        "warn",
                        "An answer could not be put into its session",
                        f"{one.why} It is kept in {one.journal}.".strip(),
                    )
                )

    def _trashed(self, path: Path, token: str) -> None:
        self.list_sessions()
        self.notice.emit(
            Notice(
                "info",
                f"{path.name} is in the trash",
                key=f"trash:{token}",
                actions=(("restore", "Undo"),),
            )
        )

    def _restored(self, path: Path) -> None:
        self.list_sessions()
        self.open(path)

    def _file_changed(self, path: Path) -> None:
        tab = self.tabs.get(path)
        if tab is not None:
            tab.check_disk()

    def _failed(self, what: str, problem: BaseException) -> None:
        self._listing = False
        if isinstance(problem, VibeKoderError):
            self.notice.emit(Notice("error", what, f"{problem.sentence} {problem.hint}".strip()))
            return
        log.error("%s", what, exc_info=problem)
        self.notice.emit(Notice("error", what, str(problem)))
