"""The workspace: one open project with its sessions, its tabs, its backends and what runs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app import kept
from vibekoder.app import notice as notices
from vibekoder.app.accounts import as_curl
from vibekoder.app.backends import Backends
from vibekoder.app.choice import NOTHING_ELSE, Choice, Instead, Once
from vibekoder.app.connections import Connections
from vibekoder.app.edge import Edge
from vibekoder.app.fallback import stand_in
from vibekoder.app.files import Files
from vibekoder.app.leak_watch import LeakWatch
from vibekoder.app.listing import Listing
from vibekoder.app.loosely import loosely
from vibekoder.app.next_request import Looking
from vibekoder.app.notice import Notice
from vibekoder.app.offers import Offers
from vibekoder.app.processes import Commands, Place
from vibekoder.app.prompts import Prompts
from vibekoder.app.run import Failed, Outcome, Run
from vibekoder.app.tab import Tab
from vibekoder.app.taking import Taking
from vibekoder.app.watcher import Watcher
from vibekoder.app.writer import Writer
from vibekoder.core import settings
from vibekoder.core.errors import Code, Exposing, FormatError, StoreError, VibeKoderError
from vibekoder.core.session import Session, serialise
from vibekoder.core.settings import Values
from vibekoder.core.totals import Totals
from vibekoder.engine import recovery
from vibekoder.engine.commands import without_keys
from vibekoder.engine.desk import Desk
from vibekoder.engine.ledger import Line
from vibekoder.engine.prepare import Home
from vibekoder.engine.recovery import Recovered, adopt, recover
from vibekoder.engine.strike import Strike, timestamp
from vibekoder.store import atomic, sessions, strays, trash
from vibekoder.store.copies import copy_of
from vibekoder.store.drafts import Drafts
from vibekoder.store.failures import Failures
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
    have come and everything is saved.

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
        self._newest: Project | None = None
        self.changing = 0
        self.connections = Connections(backends, parent=self)
        self.tabs: dict[Path, Tab] = {}
        self._lingering: list[Tab] = []
        self._opening: dict[Path, bool] = {}
        self._trashing: set[Path] = set()
        self._drafts = Drafts(state)
        self._failures = Failures(state)
        self._shutting = False
        self._writer = Writer("project", self)
        # a long list must not hold up what a person opens
        self._lister = Writer("sessions", self)
        self.listing = Listing(lambda: self.project.sessions, self._lister, self)
        self.files = Files(lambda: self._home().sources(), self)
        self.offers = Offers(self.files, self._home, self)
        self.prompts = Prompts(lambda: self.rows, self)
        folder = settings.PASTE_FOLDER
        self.taking = Taking(self._home, lambda: self.project.values[folder], self)
        self.taking.failed.connect(partial(self._failed, "No file was taken into the project"))
        self.commands = Commands(self._place, attended=edge.attended, now=edge.now, parent=self)
        self.looking = Looking(self._home, parent=self)
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)
        self._watcher = Watcher(self)
        self._watcher.folderChanged.connect(self.listing.look)
        self._watcher.fileChanged.connect(self._file_changed)
        self.listing.changed.connect(self.sessionsChanged)
        self.listing.notice.connect(self.notice)
        self.listing.noticeOver.connect(self.noticeOver)

    def start(self) -> None:
        """Recover what an earlier run of the program left, then list the sessions."""
        for problem in self.project.problems:
            self.notice.emit(Notice("warn", "A setting of this project is not used", problem))
        self._submit(self._recover, self._recovered, "Recovery did not finish")
        self.listing.look()
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

    def new_session(self, data: bytes = b"", draft: str = "") -> None:
        """Make the next session file, with this content and this prompt begun, and open it."""
        folder = self.project.sessions

        def make() -> Path:
            path = sessions.create(folder, data)
            if draft:
                self._drafts.save(path, draft)
            return path

        self._writer.submit(make, self.open, self._unmade)

    def duplicate(self, path: Path) -> None:
        """Make a copy of a session as it is now, and open that."""
        folder, tab = self.project.sessions, self.tab_at(path)
        data = serialise(tab.desk.snapshot().session) if tab is not None else None

        def copy() -> Path:
            return sessions.create(folder, copy_of(atomic.read(path) if data is None else data))

        self._writer.submit(copy, self.open, self._unmade)

    def open(self, path: Path) -> None:
        """Open a session in a tab, or show the tab it has."""
        path = real(path)
        self._trashing.discard(path)
        tab = self.tab_at(path)
        if tab is not None:
            self._show(tab)
        elif path not in self._opening:
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
            self._say_unsaved(tab, tab.problem)
        tab.close()

    def drop_tab(self, tab: Tab) -> None:
        """Let a tab go that cannot be saved: what only memory has of it is lost."""
        self._trashing.discard(tab.path)
        self.dropped.emit(tab)
        tab.end()
        self._forget(tab)

    def send(
        self,
        tab: Tab,
        prompt: str,
        again: str = "",
        *,
        goes_on: str = "",
        once: Once | None = None,
        instead: Instead | None = None,
        fresh: bool = False,
        replay: str = "",
    ) -> None:
        """Send a prompt to the session's backend; an empty one sends the last User slice again.

        ``again`` is the id of a User slice to be answered anew; what answered it is kept.
        ``goes_on`` is that of an answer to be continued. ``once`` is what holds for this request
        alone, if not what the tab has; ``instead`` in whose place its backend is asked. ``fresh``
        takes today's files where pins name older bytes; ``replay`` sends the request of that
        receipt again as it was.
        """
        self.noticeOver.emit(notices.refused_key(tab.path))
        if self.changing:
            # what the person has chosen a moment ago holds for this request already
            send = partial(self.send, tab, prompt, again)
            more = partial(send, goes_on=goes_on, once=once, instead=instead)
            more = partial(more, fresh=fresh, replay=replay)
            self._submit(lambda: None, lambda _: more(), "Nothing was sent")
            return
        once = tab.once if once is None else once
        try:
            choice = self.choice(tab.session, once)
            backend = self.backends.get(choice.entry, self.project)
        except VibeKoderError as problem:
            tab.refuse(problem, prompt, again)
            return
        edge = self.edge
        strike = Strike(
            tab.desk,
            prompt,
            self.backends.target(choice, self.looking.calibrations.of(choice.model)),
            request_id=edge.request_id(),
            started=timestamp(edge.wall()),
            again=again,
            goes_on=goes_on,
            without=tab.without,
            fresh=fresh,
            replay=replay,
            redact=tab.redact,
            outputs=tab.outputs,
        )
        tab.without = tab.redact = False
        tab.outputs = {}
        if prompt and tab.loose:
            self.notice.emit(notices.loose(tab.path))
        tab.add(
            Run(
                strike,
                backend,
                tab,
                tab.writer,
                commands=self.commands,
                once=once,
                instead=instead,
                trace=edge.trace,
                now=edge.now,
                wall=edge.wall,
            )
        )

    def test_connection(self, tab: Tab) -> None:
        """Send a real small request where the session's next one would go; a notice tells."""
        try:
            choice = self.choice(tab.session, tab.once)
        except VibeKoderError as problem:
            self._failed("The connection cannot be tested", problem)
            return
        name = choice.entry.shown

        def answered(outcome: Outcome) -> None:
            self.notice.emit(notices.tested(name, outcome))

        self.notice.emit(notices.testing(name))
        self.connections.test(
            replace(choice.entry, model=choice.model),
            self.project,
            self.edge.request_id(),
            answered,
            lambda _: None,
        )

    def copy_as_curl(self, line: Line, done: Callable[[str], None]) -> None:
        """Give a request of the ledger as a line for curl, without its key."""
        what = "The request cannot be copied"
        try:
            entry = self.backends.entry(self.project, line.backend)
            backend = self.backends.get(entry, self.project)
            job = as_curl(line, backend, self._home().objects, entry.key_variable)
        except VibeKoderError as problem:
            self._failed(what, problem)
            return

        def copied(text: str) -> None:
            done(text)
            self.notice.emit(Notice("info", "Copied as a line for curl", notices.NO_KEY_IN_IT))

        self._submit(job, copied, what)

    def offer_prompt(self, tab: Tab) -> None:
        """There is nothing to send but text above the first slice: offer to make it a prompt."""
        self.notice.emit(notices.loose(tab.path))

    def choice(self, session: Session | None = None, once: Once = NOTHING_ELSE) -> Choice:
        """Where a session's next request goes.

        Raises ProjectError if the session names a backend that the project does not have.
        """
        return self.backends.choice(self.project, session, once)

    def rename(self, path: Path, title: str) -> None:
        """Give a session another title, in its front matter."""
        path = real(path)
        tab = self.tab_at(path)
        if tab is not None:
            self._set_title(tab, title)
            return

        def loaded(opened: Opened) -> None:
            known = self.tab_at(path)
            if known is not None:
                self._set_title(known, title)
                return
            tab = self._tab(path, opened)
            self._lingering.append(tab)
            self._set_title(tab, title)
            tab.close()

        self._submit(lambda: self._read(path), loaded, f"{path.name} cannot be renamed")

    def delete(self, path: Path) -> None:
        """Move a session to the trash; the notice that says so can bring it back."""
        path = real(path)
        tab = self.tab_at(path)
        if tab is None:
            self._trash(path)
        elif tab.runs:
            self.notice.emit(
                Notice("warn", "This session is still being answered", "Stop the answer first.")
            )
        else:
            # what was typed last is saved before the file goes
            self._trashing.add(path)
            self.close_tab(tab)

    def restore(self, token: str) -> None:
        """Bring a session back from the trash."""
        self._submit(
            lambda: trash.restore(token, self.state),
            self._restored,
            "The session could not be brought back",
        )

    def adopt(self, journal: Path) -> None:
        """Put a recovered answer whose session is gone into a new session, and open that."""

        def place() -> Path:
            path = sessions.create(self.project.sessions)
            adopt(self.state, journal, path)
            return path

        self._submit(place, self._restored, "The answer could not be put into a session")

    def change_project(self, change: Callable[[Project], Project]) -> None:
        """Change the project's settings on disk; they hold from the next request on.

        Raises VibeKoderError if they cannot be changed; nothing is then.
        """
        self._take_project(change(self.project))

    def _take_project(self, project: Project) -> None:
        self.project = project
        home = self._home()
        for tab in self.all_tabs:
            tab.desk.home = home
        self._watcher.watch_folder(self.project.sessions)
        self.listing.look()
        self.projectChanged.emit()

    def change_later(
        self, change: Callable[[Project], Project], failed: Callable[[VibeKoderError], None]
    ) -> None:
        """The same in the writer's thread: changes are made in the order of their calls."""

        self.changing += 1

        def work() -> Project:
            # what an earlier change has made may not be told here yet
            self._newest = change(self._newest or self.project)
            return self._newest

        def done(project: Project) -> None:
            self.changing -= 1
            self._take_project(project)
            if project is self._newest:
                self._newest = None

        def undone(problem: BaseException) -> None:
            self.changing -= 1
            if isinstance(problem, VibeKoderError):
                failed(problem)
            else:
                self._failed("The project's settings could not be changed", problem)

        self._writer.submit(work, done, undone)

    def use(self, app: Values) -> None:
        """Let these settings of the person's own hold from the next request on."""

        def read_again(project: Project) -> Project:
            return Project.open(project.root, app)

        self.change_later(read_again, partial(self._failed, "Your settings do not hold here yet"))

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
        self.offers.close()
        self.prompts.close()
        self.taking.close()
        self.looking.close()
        self.connections.close()

    def _submit(self, job: Callable[[], T], done: Callable[[T], None], what: str) -> None:
        """Do something in the writer's thread; if it fails, a notice says ``what`` and why."""
        self._writer.submit(job, done, partial(self._failed, what))

    def _read(self, path: Path) -> Opened:
        """Writer: a session and its draft; one without the other is better than neither."""
        loaded = sessions.load(path)
        try:
            draft, failures = self._drafts.load(path), self._failures.load(path)
            return Opened(loaded, draft, kept.read(failures))
        except StoreError as problem:
            return Opened(loaded, problem=problem)

    def _loaded(self, path: Path, opened: Opened) -> None:
        stale = self._opening.pop(path)
        if opened.problem is not None:
            what = f"The unsent prompt of {path.name} cannot be read"
            self.notice.emit(notices.failed(what, opened.problem))
        if opened.loaded.session.readonly:
            what = f"{path.name} is open for reading only"
            self.notice.emit(Notice("warn", what, opened.loaded.session.readonly))
        # renamed meanwhile: then it has a tab that is about to close
        tab = self.tab_at(path) or self._tab(path, opened)
        self._show(tab)
        if stale:
            tab.check_disk()
        self.listing.look()

    def _unread(self, path: Path, problem: BaseException) -> None:
        del self._opening[path]
        self._watcher.forget_file(path)
        self._not_opened(f"{path.name} cannot be opened", problem)

    def _unmade(self, problem: BaseException) -> None:
        self._not_opened("No session could be made", problem)

    def _not_opened(self, what: str, problem: BaseException) -> None:
        self._failed(what, problem)
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
        tab.saved.connect(loosely(self._on_saved, tab))
        tab.unsaved.connect(loosely(self._say_unsaved, tab))
        tab.merged.connect(loosely(self._on_merged, tab))
        tab.refused.connect(loosely(self._on_refused, tab))
        tab.runLeft.connect(loosely(self._on_left, tab))
        tab.runArrived.connect(self._on_arrived)
        tab.runEnded.connect(loosely(self._on_ended, tab))
        tab.copied.connect(self._on_copied)
        tab.uncopied.connect(loosely(self._failed, f"No copy of {path.name} was saved"))
        tab.draftLost.connect(loosely(self._failed, f"The prompt in {path.name} is not kept"))
        tab.rested.connect(self._settling.start)
        tab.closed.connect(loosely(self._tab_closed, tab))
        watch = LeakWatch(tab, self.looking.writer, lambda: self.allowed_secrets, tab)
        watch.found.connect(loosely(self._on_exposed, tab))
        watch.gone.connect(partial(self.noticeOver.emit, notices.exposed_key(path)))
        return tab

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
        )

    def _place(self) -> Place:
        """Where a prompt's commands run; they get no key of a backend."""
        home = self._home()
        environ = without_keys(self.edge.environ, key_names(self.project.backends))
        return Place(self.state, home.root, home.sources(), environ)

    def _set_title(self, tab: Tab, title: str) -> None:
        if tab.session.readonly:
            what = f"{tab.path.name} cannot be renamed"
            self.notice.emit(Notice("error", what, tab.session.readonly))
            return
        try:
            tab.set_title(title)
        except FormatError as problem:
            self._failed(f"{tab.path.name} cannot be renamed", problem)

    def _trash(self, path: Path) -> None:
        self._submit(
            lambda: trash.move(path, self.state),
            partial(self._trashed, path),
            f"{path.name} was not deleted",
        )

    def _tab_closed(self, tab: Tab) -> None:
        if tab.path in self._trashing:
            self._trashing.discard(tab.path)
            self._trash(tab.path)
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

    def _recover(self) -> list[Recovered]:
        """Writer: sweep what killed saves left, place what only journals hold."""
        strays.sweep(self.project, self.state, self.edge.wall().timestamp())
        return recover(self.state, recovery.Project(self.project.root, self.project.id))

    def _recovered(self, found: list[Recovered]) -> None:
        for notice in notices.recovered(found):
            self.notice.emit(notice)
        if found:
            self.listing.look()
            for tab in self.tabs.values():
                tab.check_disk()

    def _trashed(self, path: Path, token: str) -> None:
        self.listing.look()
        self.notice.emit(notices.trashed(path, token))

    def _restored(self, path: Path) -> None:
        self.listing.look()
        self.open(path)

    def _file_changed(self, path: Path) -> None:
        tab = self.tabs.get(path)
        if tab is not None:
            tab.check_disk()
        elif path in self._opening:
            self._opening[path] = True

    def _on_saved(self, tab: Tab) -> None:
        self.noticeOver.emit(notices.unsaved_key(tab.path))
        self.tabsChanged.emit()
        self.listing.look()

    def _on_exposed(self, tab: Tab) -> None:
        self.notice.emit(notices.exposed(tab.path, tab.exposed))

    def _say_unsaved(self, tab: Tab, problem: StoreError) -> None:
        closed = tab in self._lingering
        self.notice.emit(notices.unsaved(tab.path, problem, closed=closed))
        self.tabsChanged.emit()

    def _on_merged(self, tab: Tab, count: int) -> None:
        if count:
            self.notice.emit(notices.conflicts(tab.path))

    def _on_refused(self, tab: Tab, problem: VibeKoderError, _: str) -> None:
        if isinstance(problem, Exposing):
            # said once: the send's own notice names them too
            self.noticeOver.emit(notices.exposed_key(tab.path))
        self.notice.emit(notices.refused(tab.path, problem))

    def _on_left(self, tab: Tab, run: Run) -> None:
        self.edge.ledger.name(run.id, tab.title, run.strike.receipt)
        run.healed.connect(partial(self.edge.ledger.healed, run.id))
        if run.warnings:
            self.notice.emit(notices.partly_sent(tab.path, run.warnings))

    def _key_refused(self, tab: Tab, failed: Failed) -> None:
        told = self.connections.refused(self.choice(tab.session).entry, failed)
        tab.failures = {name: told if one is failed else one for name, one in tab.failures.items()}

    def _on_arrived(self, run: Run) -> None:
        self.looking.learn(run.strike)
        tab = self.tab_of(run.id)
        if tab is not None and run.failure is not None and run.failure.code == Code.AUTH:
            self._key_refused(tab, run.failure)
        if run.failure is not None and run.strike.send.goes_on and not run.strike.placed:
            failed = run.failure
            text = notices.joined(failed.message, failed.hint)
            self.notice.emit(Notice("error", "The answer did not go on", text))
        if run.warning:
            self.notice.emit(Notice("warn", run.warning, "It stands under the answer too."))

    def _on_ended(self, tab: Tab, run: Run, _: str) -> None:
        # all of the first one is on the disk: the second begins like any Retry
        if self._shutting:
            return
        try:
            found = stand_in(self.backends, self.project, tab, run)
        except VibeKoderError as problem:
            self._failed(f"Nobody answers in place of {run.strike.target.backend}", problem)
            return
        if found is not None:
            self.notice.emit(found.notice)
            after = run.strike.send.after
            self.send(tab, "", after, once=found.once, instead=found.instead)

    def _on_copied(self, path: Path) -> None:
        self.notice.emit(notices.copied(path))
        self.listing.look()

    def _failed(self, what: str, problem: BaseException) -> None:
        if not isinstance(problem, VibeKoderError):
            log.error("%s", what, exc_info=problem)
        self.notice.emit(notices.failed(what, problem))
