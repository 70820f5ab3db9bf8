"""The window's program: builds everything once and runs it; the only module that knows all."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Mapping
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # pyright: ignore[reportMissingTypeStubs]

from vibekoder.app.accounts import Accounts
from vibekoder.app.backends import Backends
from vibekoder.app.choice import How
from vibekoder.app.edge import Edge
from vibekoder.app.ending import Ending
from vibekoder.app.faults import Faults
from vibekoder.app.garbage import Garbage
from vibekoder.app.notice import Notice
from vibekoder.app.preferences import Preferences
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import speak
from vibekoder.app.workspace import Workspace
from vibekoder.backends.registry import net_of
from vibekoder.cli.main import COMPLETE, FAILED, PARTIAL, REFUSED, USAGE, Open, exit_code
from vibekoder.core.errors import StoreError, VibeKoderError
from vibekoder.core.settings import Values
from vibekoder.core.ways import Way
from vibekoder.engine.ledger import Ledger
from vibekoder.store import config, key_rules, remembered
from vibekoder.store.catalog import FILE, Catalog
from vibekoder.store.key_rules import KeyRules
from vibekoder.store.paths import State, default_state, private_folder, resources, settings_file
from vibekoder.store.projects import BackendEntry, Project, backend_at
from vibekoder.store.secrets import Keys
from vibekoder.store.system_keyring import Backend, SystemKeyring
from vibekoder.store.trace import Trace
from vibekoder.transport.nets import AIO, Closing, Nets
from vibekoder.ui.appearance import dress
from vibekoder.ui.desktop import SystemDesktop
from vibekoder.ui.look import make_look
from vibekoder.ui.main_window import MainWindow
from vibekoder.ui.session_tabs import wanted_tabs
from vibekoder.ui.shell import Shell, recall
from vibekoder.ui.style import LookStyle

log = logging.getLogger(__name__)

LOG_BYTES = 1_000_000
LOG_FILES = 3
AFTER_PAINT_MS = 100
AWAITED_MS = 3000
"""So long what is typed waits for the session that it was meant for."""

TRACED = ("opened", "received")
"""What of a transport's facts is a step of the trace."""


class Program(QObject):
    """Everything that a window needs, built from one wish.

    Signals:
        over(int): the window has gone; the exit code.
    """

    over = Signal(int)

    def __init__(
        self,
        app: QApplication,
        wish: Open,
        state: State,
        environ: Mapping[str, str] = os.environ,
        *,
        shell: Shell | None = None,
    ) -> None:
        super().__init__(app)
        self.shell = shell or Shell(recall(state.window), resources() / "tokens.json")
        self.wish = wish
        self.state = state
        self.code = COMPLETE
        self.trace = Trace(wish.trace) if wish.trace is not None else None
        self.accounts = Accounts(Ledger(), parent=self)
        self.nets = Nets(_aio, environ, self)
        self._app = app
        speak(app, resources())
        self._environ = environ
        rules = KeyRules(settings_file(environ).with_name(key_rules.FILE))
        self._keys = Keys(environ, rules, SystemKeyring(_keyring))
        values, self._complaints = _settings(environ)
        self.preferences = Preferences(settings_file(environ), values, self)
        self.look = make_look("light", parent=self)
        dress(self.look, values)
        # the program's style must outlive every widget, so it is held here
        self._style = LookStyle(self.look)
        self._style.apply(app)
        self.window = MainWindow(
            self.look,
            self.preferences,
            SystemDesktop(self.look.icons.window_icon(), self),
            self.shell,
        )
        self._remembered = _remembered(state)
        self._wished = False
        self._awaited = False
        self._connect()

    def start(self) -> None:
        """Move into the window and do what was wished."""
        self.window.restore(self._remembered)
        self.shell.take_in(self.window)
        self.shell.show()
        # eight sizes of it take as long as a frame
        QTimer.singleShot(AFTER_PAINT_MS, self, self._show_icon)
        QTimer.singleShot(AFTER_PAINT_MS, self.preferences, self.preferences.watch)
        self._show_unused(self._complaints)
        root = self.wish.project or self._last_project()
        if root is not None:
            self.open_project(root)
        # should no session ever come, the keys are the person's all the same
        self.shell.early.give_out_in(AWAITED_MS if self._awaited else 0)
        QTimer.singleShot(AWAITED_MS, self.window.tabs, self._await_no_more)

    def open_project(self, root: Path) -> None:
        """Open a folder as the project of this window; a sentence is shown if it cannot be."""
        try:
            project = Project.open(root, self.preferences.values)
            now = self.window.workspace
            if now is not None and now.project.root == project.root:
                return
            backends = self._backends(project)
        except VibeKoderError as problem:
            self._refuse(problem)
            return
        edge = Edge(
            environ=self._environ,
            trace=self.trace,
            ledger=self.accounts.ledger,
            attended=not self.wish.exit_when_idle,
        )
        workspace = Workspace(project, self.state, backends, edge)
        backends.setParent(workspace)
        self.window.set_workspace(workspace)
        workspace.start()
        self._open_sessions(workspace)
        if any(net_of(entry.kind) == AIO for entry in project.backends):
            QTimer.singleShot(AFTER_PAINT_MS, self, load_aio)

    def tell_fault(self, where: str) -> None:
        """The program's own code has failed somewhere; it goes on."""
        self._complain(where)
        text = self.tr("What was shown is kept. The details are in the log: {where}.")
        self.window.say("error", self.tr("The program made a mistake"), text.format(where=where))

    def _show_icon(self) -> None:
        self._app.setWindowIcon(self.look.icons.window_icon())

    def _open_sessions(self, workspace: Workspace) -> None:
        """The session that is wished for, else the tabs that were open, else a new one."""
        wish = self.wish
        # before the window, which has no tab yet, is remembered
        tabs = self._projects().get(str(workspace.project.root), {})
        workspace.opened.connect(self._on_opened)
        workspace.unopened.connect(self._on_unopened)
        self._awaited = True
        if wish.session is not None:
            workspace.open(session_at(workspace.project, wish.session))
        elif wish.send is not None or wish.exit_when_idle:
            workspace.new_session()
        elif any(path.is_file() for path, _ in wanted_tabs(tabs)):
            self.window.restore_tabs(tabs)
        elif wish.project is not None:
            workspace.new_session()
        else:
            self._awaited = False
        if self._awaited and not self.window.tabs.widgets:
            self.window.tabs.await_session(awaited=True)

    def _await_no_more(self) -> None:
        self.window.tabs.await_session(awaited=False)

    def _on_opened(self, tab: Tab) -> None:
        self._await_no_more()
        if not self.window.opening.awaits:
            self.shell.early.give_out_in(0)
        if self._wished:
            return
        self._wished = True
        if self.wish.exit_when_idle:
            tab.rested.connect(partial(self._on_rested, tab))
        if self.wish.send is None:
            if self.wish.exit_when_idle:
                QTimer.singleShot(0, self, self._quit)
            return
        tab.runEnded.connect(self._on_run_ended)
        tab.refused.connect(self._on_refused)
        widget = self.window.tabs.widget_of(tab)
        if widget is not None:
            widget.sendWanted.emit(self.wish.send, How())

    def _on_run_ended(self, run: Run, why: str) -> None:
        self.code = exit_code(why, run.strike.placed)
        if run.failure is not None and run.failure.message and not run.strike.placed:
            self._complain(run.failure.message)
        if self.wish.exit_when_idle:
            self._quit()

    def _on_rested(self, tab: Tab) -> None:
        """Nobody is there who could make room on the disk: leave, the journal has the answer."""
        if tab.problem is None:
            return
        if self.code == COMPLETE:
            kept = any(run.strike.placed for run in tab.runs.values())
            self.code = PARTIAL if kept else FAILED
        self._complain(f"{tab.path.name} cannot be saved. {tab.problem.sentence}")
        self.window.abandon()

    def _on_refused(self, problem: VibeKoderError) -> None:
        self.code = REFUSED
        self._complain(f"{problem.sentence} {problem.hint}".rstrip())
        if self.wish.exit_when_idle:
            self._quit()

    def _on_unopened(self, notice: Notice) -> None:
        self._await_no_more()
        self.shell.early.give_out_in(0)
        if self.wish.exit_when_idle:
            self.code = REFUSED
            self._complain(f"{notice.title}. {notice.text}")
            self._quit()

    def _refuse(self, problem: VibeKoderError) -> None:
        self.window.say("error", problem.sentence, problem.hint)
        if self.wish.exit_when_idle:
            self.code = REFUSED
            self._complain(f"{problem.sentence} {problem.hint}".rstrip())
            QTimer.singleShot(0, self, self._quit)

    def _complain(self, sentence: str) -> None:
        if self.wish.exit_when_idle:
            sys.stderr.write(f"vibekoder: {sentence}\n")

    def _quit(self) -> None:
        if self.window.workspace is not None and self.window.workspace.runs:
            return
        self.window.close()

    def _connect(self) -> None:
        self.window.folderChosen.connect(self._on_folder)
        self.window.rememberWanted.connect(self._remember)
        self.window.quitConfirmed.connect(self._on_quit)
        self.preferences.changed.connect(self._on_preferences)
        self.preferences.failed.connect(self._on_unset)
        self.preferences.reread.connect(self._show_unused)
        self._app.commitDataRequest.connect(self._on_logout)

    def _on_folder(self, root: Path) -> None:
        # who looks into a folder wants no new file in it yet
        self.wish = Open()
        self.open_project(root)

    def _on_logout(self) -> None:
        """The system ends the session: what runs is stopped, nothing is asked."""
        self.window.stop_and_save()

    def _on_preferences(self) -> None:
        dress(self.look, self.preferences.values)
        if self.window.workspace is not None:
            self.window.workspace.use(self.preferences.values)

    def _show_unused(self, sentences: tuple[str, ...]) -> None:
        for one in (*sentences, *self.look.keys.bound.complaints):
            self.window.say("warn", self.tr("A setting is not used"), one)

    def _on_unset(self, problem: VibeKoderError) -> None:
        self.window.say("error", problem.sentence, problem.hint)

    def _on_quit(self) -> None:
        self.preferences.close()
        if self.trace is not None:
            self.trace.close()
        self.shell.vacate()
        self.over.emit(self.code)

    def _backends(self, project: Project) -> Backends:
        return Backends(
            self.nets.reach,
            self._environ,
            keys=self._keys,
            chosen=self._chosen(project),
            model=self.wish.model or "",
            probe=self._probe,
            follow=self.accounts.follow,
            catalog=Catalog(resources() / FILE, self.state.models),
            parent=self,
        )

    def _chosen(self, project: Project) -> BackendEntry | None:
        """What the command line asks for: a backend of the project, or an address of its own."""
        wish = self.wish
        if wish.base_url is not None:
            return backend_at(wish.backend or "command-line", wish.base_url, wish.model or "")
        return project.backend(wish.backend) if wish.backend is not None else None

    def _probe(self, request_id: str, step: str, size: int) -> None:
        self.accounts.heard(request_id, step, size)
        if self.trace is not None and step in TRACED:
            self.trace.write(request_id, step, size=size)

    def _last_project(self) -> Path | None:
        name = self._remembered.get("project")
        return Path(name) if isinstance(name, str) and Path(name).is_dir() else None

    def _projects(self) -> dict[str, Any]:
        projects = self._remembered.get("projects")
        return cast("dict[str, Any]", projects) if isinstance(projects, dict) else {}

    def _remember(self) -> None:
        if self.wish.exit_when_idle:
            # nobody sits in front of it: what a person has left open stays as it is
            return
        workspace = self.window.workspace
        projects = dict(self._projects())
        known = {**self._remembered, **self.window.remembered()}
        if workspace is not None:
            root = str(workspace.project.root)
            projects[root] = self.window.remembered_tabs()
            known |= {"project": root, "projects": projects}
        if known == self._remembered:
            return
        self._remembered = known
        try:
            remembered.save(self.state.window, known)
        except StoreError as problem:
            log.warning("remembering the window failed: %s", problem.reason)


def open_in(app: QApplication, wish: Open, shell: Shell) -> int:
    """Run the program in this window until it is closed; the answer is the exit code."""
    Garbage(app)
    state = default_state()
    _keep_log(state)
    try:
        program = Program(app, wish, state, shell=shell)
    except StoreError as problem:
        sys.stderr.write(f"vibekoder: {problem.sentence}\n")
        shell.close()
        return USAGE
    return run(program)


def run(program: Program) -> int:
    """asyncio on Qt's loop, until the program is over.

    The loop ends by its own main task, never by Qt's quit: a stream's ``finally`` must run.
    """

    async def life() -> int:
        over: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def end(code: int) -> None:
            if not over.done():
                over.set_result(code)

        program.over.connect(end)
        ending = Ending(program)
        ending.wanted.connect(program.window.stop_and_save)
        faults = Faults(program)
        faults.told.connect(program.tell_fault)
        program.start()
        try:
            return await over
        finally:
            ending.close()
            faults.close()
            await program.nets.aclose()

    with asyncio.Runner(loop_factory=lambda: QEventLoop(QApplication.instance())) as runner:
        return runner.run(life())


def session_at(project: Project, path: Path) -> Path:
    """A session as it was named: what is there, else as if from the project's sessions."""
    if path.exists() or not path.is_relative_to(project.root):
        return path
    inside = path.relative_to(project.root)
    return path if path.is_relative_to(project.sessions) else project.sessions / inside


def load_aio() -> None:
    """Import httpx, which takes as long as a frame or twenty: not before the window is there."""
    import vibekoder.transport.aio  # noqa: F401  # pyright: ignore[reportUnusedImport]


def _aio(way: Way, environ: Mapping[str, str]) -> Closing:
    from vibekoder.transport.aio import AioTransport

    return AioTransport(way, environ)


def _keyring() -> Backend:
    """The system's keyring: imported where it is asked first, long after the first paint."""
    import keyring

    return keyring


def _settings(environ: Mapping[str, str]) -> tuple[Values, tuple[str, ...]]:
    path = settings_file(environ)
    try:
        return config.load(path)
    except StoreError as problem:
        return Values(), (f"{problem.sentence}.",)


def _remembered(state: State) -> dict[str, Any]:
    try:
        return remembered.load(state.window)
    except StoreError as problem:
        log.warning("nothing is remembered of the window: %s", problem.reason)
        return {}


def _keep_log(state: State) -> None:
    """Logs rotate in the state folder; they hold no text of the user's or the model's."""
    try:
        folder = private_folder(state.logs)
        handler = RotatingFileHandler(
            folder / "vibekoder.log",
            maxBytes=LOG_BYTES,
            backupCount=LOG_FILES,
            encoding="utf-8",
            delay=True,
        )
    except (OSError, StoreError):
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("vibekoder")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
