"""The workspace: one open project with its sessions, its tabs, its backends and what runs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app import kept
from vibekoder.app import notice as notices
from vibekoder.app.awaiting import Awaiting
from vibekoder.app.backends import Backends
from vibekoder.app.changing import Changing
from vibekoder.app.connections import Connections
from vibekoder.app.edge import Edge
from vibekoder.app.ends import Failed
from vibekoder.app.files import Files
from vibekoder.app.folders import Folders
from vibekoder.app.jobs import Jobs
from vibekoder.app.listing import Listing
from vibekoder.app.loosely import loosely
from vibekoder.app.next_request import Looking
from vibekoder.app.notice import Notice
from vibekoder.app.offers import Offers
from vibekoder.app.outside import Outside
from vibekoder.app.processes import Commands, Place
from vibekoder.app.prompts import Prompts
from vibekoder.app.recovering import Recovering
from vibekoder.app.run import Run
from vibekoder.app.sending import Sending
from vibekoder.app.tab import Tab
from vibekoder.app.taking import Taking
from vibekoder.app.telling import Telling
from vibekoder.app.tongue import tr
from vibekoder.app.trashing import Trashing
from vibekoder.app.watcher import Watcher
from vibekoder.app.writer import Writer
from vibekoder.core import settings
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.core.kinds import FileKinds
from vibekoder.core.session import serialise
from vibekoder.core.settings import Values
from vibekoder.core.totals import Totals
from vibekoder.engine.commands import without_keys
from vibekoder.engine.desk import Desk
from vibekoder.engine.prepare import Home
from vibekoder.store import approvals, atomic, beside, sessions
from vibekoder.store.copies import copy_of
from vibekoder.store.drafts import Drafts
from vibekoder.store.failures import Failures
from vibekoder.store.front_matter import Written
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State, real
from vibekoder.store.projects import Project, key_names
from vibekoder.store.sessions import Loaded, SessionRow

log = logging.getLogger(__name__)

T = TypeVar("T")

KIB = 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as it was read, the prompt that was being written in it, and what had failed."""

    loaded: Loaded
    draft: str = ""
    failures: Mapping[str, Failed] = field(default_factory=dict[str, Failed])
    problem: StoreError | None = None


class Workspace(QObject):
    """One project. Files are read and written in its own thread or a session's.

    ``tabs`` are the open sessions by their files. A tab that was closed lingers until its answers
    have come and everything is saved. Its parts do what their modules say: ``send`` and ``choice``
    are ``sending``'s, ``change_later`` is that of ``changes``.

    Signals:
        projectChanged(): its settings or backends have changed.
        sessionsChanged(): ``rows`` has changed.
        tabsChanged(): a session, what runs in it, or how it is saved has changed.
        opened(object): a Tab has been opened or was open already; show it.
        unopened(object): a session could not be made or opened; the Notice that tells why has been
            told as well.
        dropped(object): a Tab was let go without being saved; it is shown no more.
        notice(object): a Notice to be shown.
        noticeOver(str): what the Notice with this key told is no longer so.
        stuck(): ``shut_down`` waits for sessions that cannot be saved; see ``unsaved``.
        settled(): no run is left and everything is saved, after ``shut_down``; ``abandon`` now.
    """

    projectChanged = Signal()
    sessionsChanged = Signal()
    tabsChanged = Signal()
    opened = Signal(object)
    unopened = Signal(object)
    dropped = Signal(object)
    notice = Signal(object)
    noticeOver = Signal(str)
    stuck = Signal()
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
        self.tabs: dict[Path, Tab] = {}
        self._lingering: list[Tab] = []
        self._opening: dict[Path, bool] = {}
        self._drafts = Drafts(state)
        self._failures = Failures(state)
        self._shutting = False
        self._writer = Writer("project", self)
        # a long list must not hold up what a person opens
        self._lister = Writer("sessions", self)
        self._jobs = Jobs(self._writer, self)
        self._make_parts()
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._watcher = Watcher(self)
        self.send = self.sending.send
        self.choice = self.sending.choice
        self.change_later = self.changes.later
        self._connect()

    def start(self) -> None:
        """Recover what an earlier run of the program left, then list the sessions."""
        for problem in self.project.problems:
            self.notice.emit(Notice("warn", tr("A setting of this project is not used"), problem))
        self.recovering.start()
        self.listing.look()
        self.outside.look()
        self._watcher.watch_folder(self.project.sessions)

    @property
    def rows(self) -> list[SessionRow]:
        """The sessions there are."""
        return self.listing.rows

    @property
    def totals(self) -> Totals:
        """What all sessions of the project used and cost, as their files say."""
        return self.listing.totals

    @property
    def runs(self) -> list[Run]:
        """Every running request of every tab, oldest first."""
        found = [run for tab in self.all_tabs for run in tab.runs.values()]
        return sorted(found, key=lambda run: run.started)

    @property
    def arriving(self) -> list[Run]:
        """Those that are under way; the others are being saved."""
        return [run for run in self.runs if run.running]

    @property
    def all_tabs(self) -> list[Tab]:
        """The open tabs, and closed ones whose runs go on."""
        return [*self.tabs.values(), *self._lingering]

    @property
    def allowed_secrets(self) -> frozenset[str]:
        """The marks of secrets that the project lets pass."""
        return frozenset(self.project.values[settings.SECRETS_ALLOW])

    @property
    def unsaved(self) -> list[Tab]:
        """The tabs that the last try could not save."""
        return [tab for tab in self.all_tabs if tab.problem is not None]

    def tab_of(self, run_id: str) -> Tab | None:
        """The tab in which a request runs."""
        return next((tab for tab in self.all_tabs if run_id in tab.runs), None)

    def tab_at(self, path: Path) -> Tab | None:
        """The tab of this session, closed ones that are not done included."""
        path = real(path)
        return next((tab for tab in self.all_tabs if tab.path == path), None)

    def new_session(self, data: bytes = b"", draft: str = "", old: Path | None = None) -> None:
        """Make the next session file, with this content and this prompt begun, and open it.

        What is kept beside ``old`` and named in the new one comes along.
        """

        def make() -> Path:
            path = sessions.create(self._folder(), data)
            if old is not None:
                beside.carry(old, path)
            if draft:
                self._drafts.save(path, draft)
            return path

        self._writer.submit(make, self.open, self._unmade)

    def duplicate(self, path: Path) -> None:
        """Make a copy of a session as it is now, and open that."""
        tab = self.tab_at(path)
        data = serialise(tab.desk.snapshot().session) if tab is not None else None

        def copy() -> Path:
            known = atomic.read(path) if data is None else data
            made = sessions.create(self._folder(), copy_of(known))
            beside.carry(path, made)
            return made

        self._writer.submit(copy, self.open, self._unmade)

    def open(self, path: Path) -> None:
        """Open a session in a tab, or show the tab it has."""
        path = real(path)
        self.trashing.spare(path)
        tab = self.tab_at(path)
        if tab is not None:
            self._show(tab)
            return
        self.awaiting.begin(path)
        if path not in self._opening:
            self._opening[path] = False
            # watched from before it is read: no change can be missed
            self._watcher.watch_file(path)
            self._writer.submit(
                lambda: self._read(path), partial(self._loaded, path), partial(self._unread, path)
            )

    def close_tab(self, tab: Tab) -> None:
        """Let a tab go; its runs go on and their answers are placed."""
        if self.tabs.pop(tab.path, None) is None:
            return
        self._lingering.append(tab)
        self._watcher.forget_file(tab.path)
        if tab.problem is not None:
            self._telling.say_unsaved(tab, tab.problem)
        tab.close()

    def drop_tab(self, tab: Tab) -> None:
        """Let a tab go that cannot be saved: what only memory has of it is lost."""
        self.trashing.spare(tab.path)
        self.dropped.emit(tab)
        tab.end()
        self._forget(tab)

    def describe(self, path: Path, values: Mapping[str, Written | None]) -> None:
        """Set what the front matter says of a session, such as its title; None takes it out."""
        path = real(path)
        tab = self.tab_at(path)
        if tab is not None:
            self._describe(tab, values)
            return

        def loaded(opened: Opened) -> None:
            known = self.tab_at(path)
            if known is not None:
                self._describe(known, values)
                return
            tab = self._tab(path, opened)
            self._lingering.append(tab)
            self._describe(tab, values)
            tab.close()

        self._jobs.submit(
            lambda: self._read(path), loaded, tr("{name} cannot be changed").format(name=path.name)
        )

    def delete(self, path: Path) -> None:
        """Move a session to the trash; the notice that says so can bring it back."""
        path = real(path)
        self.trashing.delete(path, self.tab_at(path))

    def use(self, app: Values) -> None:
        """Let these settings of the person's own hold from the next request on."""

        def read_again(project: Project) -> Project:
            return Project.open(project.root, app)

        self.change_later(
            read_again, partial(self._jobs.fail, tr("Your settings do not hold here yet"))
        )

    def shut_down(self, stop: bool = False) -> None:
        """Save everything and let every run end, then ``settled``; with ``stop`` they are stopped.

        Sessions stay open until then. Where one cannot be saved, ``stuck`` is told at each try.
        """
        self._shutting = True
        for tab in self.all_tabs:
            if stop:
                tab.stop_all()
            tab.save()
        self._settling.start()

    def stay(self) -> None:
        """``shut_down`` is taken back."""
        self._shutting = False

    def abandon(self) -> None:
        """End everything now, saved or not; journals keep what was shown."""
        self._shutting = False
        for tab in self.all_tabs:
            tab.end()
        self._writer.close()
        self._lister.close()
        self.files.close()
        self.folders.close()
        self.offers.close()
        self.prompts.close()
        self.taking.close()
        self.looking.close()
        self.connections.close()

    def _make_parts(self) -> None:
        """What serves the project, each with what it needs."""
        edge, state, jobs = self.edge, self.state, self._jobs
        project, home, folder = (lambda: self.project), self._home, settings.PASTE_FOLDER
        self.connections = Connections(self.backends, parent=self)
        self.awaiting = Awaiting(self)
        on_disk = lambda: (tab.desk.on_disk for tab in self.all_tabs)
        self.listing = Listing(self._folder, self._lister, on_disk, self)
        self.files = Files(lambda: self._home().sources(), self)
        self.folders = Folders(lambda: self._home().sources(), lambda: self._place().environ, self)
        self.offers = Offers(self.files, home, self)
        self.prompts = Prompts(lambda: self.rows, self)
        self.taking = Taking(home, lambda: self.project.values[folder], self)
        self.commands = Commands(self._place, attended=edge.attended, now=edge.now, parent=self)
        self.looking = Looking(home, parent=self)
        self.changes = Changing(jobs, project, self)
        self.outside = Outside(jobs, project, state, self)
        self.trashing = Trashing(jobs, state, self)
        self.recovering = Recovering(jobs, state, project, edge, self)
        self.sending = Sending(
            project,
            home,
            self.backends,
            self.connections,
            self.commands,
            self.looking,
            jobs,
            self.changes,
            edge,
            self,
        )
        self._telling = Telling(
            edge,
            jobs,
            self.looking,
            self.connections,
            self.sending,
            lambda tab: tab not in self._lingering,
            lambda: self.allowed_secrets,
            self,
        )

    def _connect(self) -> None:
        both = (self.sending, self._telling, self.listing, self.outside, self.awaiting)
        for part in (self.trashing, self.recovering, *both):
            part.notice.connect(self.notice)
        for part in both:
            part.noticeOver.connect(self.noticeOver)
        self._jobs.told.connect(self.notice)
        self.taking.failed.connect(
            partial(self._jobs.fail, tr("No file was taken into the project"))
        )
        self.changes.changed.connect(self._take_project)
        # pieces that were refused are looked at again
        self.outside.confirmed.connect(self.projectChanged)
        self.outside.confirmed.connect(self.listing.look)
        self.trashing.closeWanted.connect(self.close_tab)
        self.trashing.moved.connect(self.listing.look)
        self.trashing.restored.connect(self._restored)
        self.recovering.placed.connect(self._on_placed)
        self.recovering.adopted.connect(self._restored)
        self._telling.stood.connect(self.tabsChanged)
        self._telling.filed.connect(self.listing.look)
        self._settling.timeout.connect(self._settle)
        self._watcher.folderChanged.connect(self.listing.look)
        self._watcher.fileChanged.connect(self._file_changed)
        self.listing.changed.connect(self.sessionsChanged)

    def _take_project(self, project: Project) -> None:
        self.project = project
        home = self._home()
        for tab in self.all_tabs:
            tab.desk.home = home
        self._watcher.watch_folder(self.project.sessions)
        self.listing.look()
        self.outside.look()
        self.projectChanged.emit()

    def _read(self, path: Path) -> Opened:
        """Writer: a session and its draft; one without the other is better than neither."""
        loaded = sessions.load(path)
        # looked for here once, and not in the window's thread
        loaded.session.find("")
        try:
            draft, failures = self._drafts.load(path), self._failures.load(path)
            return Opened(loaded, draft, kept.read(failures))
        except StoreError as problem:
            return Opened(loaded, problem=problem)

    def _loaded(self, path: Path, opened: Opened) -> None:
        stale = self._opening.pop(path)
        if not self.awaiting.end(path):
            self._watcher.forget_file(path)
            return
        if opened.problem is not None:
            what = tr("The unsent prompt of {name} cannot be read").format(name=path.name)
            self.notice.emit(notices.failed(what, opened.problem))
        if opened.loaded.session.readonly:
            what = tr("{name} is open for reading only").format(name=path.name)
            self.notice.emit(Notice("warn", what, opened.loaded.session.readonly))
        # renamed meanwhile: then it has a tab that is about to close
        tab = self.tab_at(path) or self._tab(path, opened)
        self._show(tab)
        if stale:
            tab.check_disk()
        self.listing.look()

    def _unread(self, path: Path, problem: BaseException) -> None:
        del self._opening[path]
        self.awaiting.end(path)
        self._watcher.forget_file(path)
        self._not_opened(tr("{name} cannot be opened").format(name=path.name), problem)

    def _unmade(self, problem: BaseException) -> None:
        self._not_opened(tr("No session could be made"), problem)

    def _not_opened(self, what: str, problem: BaseException) -> None:
        self._jobs.fail(what, problem)
        self.unopened.emit(notices.failed(what, problem))

    def _show(self, tab: Tab) -> None:
        if tab in self._lingering:
            self._lingering.remove(tab)
            tab.reopen()
            self._watcher.watch_file(tab.path)
            tab.check_disk()
        self.tabs[tab.path] = tab
        self.opened.emit(tab)

    def _tab(self, path: Path, opened: Opened) -> Tab:
        loaded = opened.loaded
        desk = Desk(path, loaded.session, loaded.digest, self._home(), self.edge.rng)
        tab = Tab(
            desk,
            self._drafts,
            draft=opened.draft,
            kept=self._failures,
            failures=opened.failures,
            now=self.edge.now,
            parent=self,
        )
        tab.changed.connect(self.tabsChanged)
        self._telling.follow(tab)
        tab.refused.connect(loosely(self.outside.remind))
        tab.runEnded.connect(loosely(self._on_ended, tab))
        tab.rested.connect(self._settling.start)
        tab.closed.connect(loosely(self._tab_closed, tab))
        return tab

    def _folder(self) -> Path:
        """Writer: where the sessions are; StoreError if a link leads out and nobody allowed it."""
        return approvals.entered(self.state, self.project.root, self.project.sessions)

    def _home(self) -> Home:
        project = self.project
        return Home(
            self.state,
            project.root,
            Objects(project.sessions / ".objects"),
            project.id,
            project.allowed,
            project.values[settings.INCLUDE_LIMIT] * KIB,
            project.commands,
            self.edge.environ,
            self.allowed_secrets,
            FileKinds(project.values[settings.INCLUDE_KINDS]),
        )

    def _place(self) -> Place:
        """Where a prompt's commands run; they get no key of a backend."""
        home = self._home()
        environ = without_keys(self.edge.environ, key_names(self.project.backends))
        return Place(self.state, home.root, home.sources(), environ)

    def _describe(self, tab: Tab, values: Mapping[str, Written | None]) -> None:
        what = tr("{name} cannot be changed").format(name=tab.path.name)
        if tab.session.readonly:
            self.notice.emit(Notice("error", what, tab.session.readonly))
            return
        try:
            tab.describe(values)
        except FormatError as problem:
            self._jobs.fail(what, problem)

    def _tab_closed(self, tab: Tab) -> None:
        self.trashing.closed(tab.path)
        self._forget(tab)

    def _forget(self, tab: Tab) -> None:
        if tab in self._lingering:
            self._lingering.remove(tab)
        elif self.tabs.get(tab.path) is tab:
            del self.tabs[tab.path]
            self._watcher.forget_file(tab.path)
        self.noticeOver.emit(notices.unsaved_key(tab.path))
        self.tabsChanged.emit()
        tab.deleteLater()
        self._settling.start()

    def _settle(self) -> None:
        """Look whether a shut-down is done; never from inside what caused it."""
        if not self._shutting or not all(tab.at_rest for tab in self.all_tabs):
            return
        if self.unsaved:
            self.stuck.emit()
        elif not self.runs and not self._lingering:
            self._shutting = False
            self.settled.emit()

    def _on_placed(self) -> None:
        self.listing.look()
        for tab in self.tabs.values():
            tab.check_disk()

    def _restored(self, path: Path) -> None:
        self.listing.look()
        self.open(path)

    def _file_changed(self, path: Path) -> None:
        tab = self.tabs.get(path)
        if tab is not None:
            tab.check_disk()
        elif path in self._opening:
            self._opening[path] = True

    def _on_ended(self, tab: Tab, run: Run, _: str) -> None:
        if not self._shutting:
            self.sending.fall_back(tab, run)
