"""Sends what a project's sessions ask: prompts, tests of a connection, what stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.accounts import as_curl
from vibekoder.app.backends import Backends
from vibekoder.app.changing import Changing
from vibekoder.app.choice import NOTHING_ELSE, PLAIN, Choice, How, Once
from vibekoder.app.connections import Connections
from vibekoder.app.edge import Edge
from vibekoder.app.errand import Outcome
from vibekoder.app.fallback import stand_in
from vibekoder.app.jobs import Jobs
from vibekoder.app.next_request import Looking
from vibekoder.app.notice import Notice
from vibekoder.app.processes import Commands
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.session import Session
from vibekoder.engine.ledger import Line
from vibekoder.engine.prepare import Home
from vibekoder.engine.strike import Strike, timestamp
from vibekoder.store.projects import Project


class Sending(QObject):
    """Where requests of one project go, and how they get on their way.

    Signals:
        notice(object): a Notice to be shown.
        noticeOver(str): what the Notice with this key told is no longer so.
    """

    notice = Signal(object)
    noticeOver = Signal(str)

    def __init__(
        self,
        project: Callable[[], Project],
        home: Callable[[], Home],
        backends: Backends,
        connections: Connections,
        commands: Commands,
        looking: Looking,
        jobs: Jobs,
        changes: Changing,
        edge: Edge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._home = home
        self._backends = backends
        self._connections = connections
        self._commands = commands
        self._looking = looking
        self._jobs = jobs
        self._changes = changes
        self._edge = edge

    def choice(self, session: Session | None = None, once: Once = NOTHING_ELSE) -> Choice:
        """Where a session's next request goes.

        Raises ProjectError if the session names a backend that the project does not have.
        """
        return self._backends.choice(self._project(), session, once)

    def send(
        self,
        tab: Tab,
        prompt: str,
        how: How = PLAIN,
    ) -> None:
        """Send a prompt to the session's backend; an empty one sends the last User slice again."""
        self.noticeOver.emit(notices.refused_key(tab.path))
        if self._changes.pending:
            # what the person has chosen a moment ago holds for this request already
            send = partial(self.send, tab, prompt, how)
            self._jobs.submit(lambda: None, lambda _: send(), tr("Nothing was sent"))
            return
        once = tab.once if how.once is None else how.once
        try:
            choice = self.choice(tab.session, once)
            backend = self._backends.get(choice.entry, self._project())
        except VibeKoderError as problem:
            tab.refuse(problem, prompt, how.again)
            return
        edge = self._edge
        strike = Strike(
            tab.desk,
            prompt,
            self._backends.target(choice, self._looking.calibrations.of(choice.model)),
            request_id=edge.request_id(),
            started=timestamp(edge.wall()),
            again=how.again,
            goes_on=how.goes_on,
            without=how.without,
            accepted=how.accepted,
            fresh=how.fresh,
            replay=how.replay,
            redact=how.redact,
            outputs=how.outputs,
            seen=how.seen,
        )
        if prompt and tab.loose:
            self.notice.emit(notices.loose(tab.path))
        tab.add(
            Run(
                strike,
                backend,
                tab,
                tab.writer,
                commands=self._commands,
                once=once,
                instead=how.instead,
                trace=edge.trace,
                now=edge.now,
                wall=edge.wall,
            )
        )

    def withdraw(self, tab: Tab) -> None:
        """The prompt that was refused last is another one now."""
        self.noticeOver.emit(notices.refused_key(tab.path))

    def fall_back(self, tab: Tab, run: Run) -> None:
        """All of a failed request is on the disk: ask who stands in for its backend, if wanted."""
        try:
            found = stand_in(self._backends, self._project(), tab, run)
        except VibeKoderError as problem:
            told = tr("Nobody answers in place of {backend}")
            self._jobs.fail(told.format(backend=run.strike.target.backend), problem)
            return
        if found is not None:
            # the second begins like any Retry
            self.notice.emit(found.notice)
            after = run.strike.send.after
            self.send(tab, "", How(after, once=found.once, instead=found.instead))

    def offer_prompt(self, tab: Tab) -> None:
        """There is nothing to send but text above the first slice: offer to make it a prompt."""
        self.notice.emit(notices.loose(tab.path))

    def test_connection(self, tab: Tab) -> None:
        """Send a real small request where the session's next one would go; a notice tells.

        The tab's ``trial`` stops it; while it lasts, no other begins.
        """
        try:
            choice = self.choice(tab.session, tab.once)
        except VibeKoderError as problem:
            self._jobs.fail(tr("The connection cannot be tested"), problem)
            return
        name = choice.entry.shown

        def answered(outcome: Outcome) -> None:
            tab.trial = None
            self.notice.emit(notices.tested(tab.path, name, outcome))

        # also where one is under way: its notice may have been waved away
        self.notice.emit(notices.testing(tab.path, name))
        if tab.trial is not None:
            return
        tab.trial = self._connections.test(
            replace(choice.entry, model=choice.model),
            self._project(),
            self._edge.request_id(),
            answered,
            lambda _: None,
        )

    def copy_as_curl(self, line: Line, done: Callable[[str], None]) -> None:
        """Give a request of the ledger as a line for curl, without its key."""
        what, project = tr("The request cannot be copied"), self._project()
        try:
            entry = self._backends.entry(project, line.backend)
            backend = self._backends.get(entry, project)
            job = as_curl(line, backend, self._home().objects, entry.key_variable)
        except VibeKoderError as problem:
            self._jobs.fail(what, problem)
            return

        def copied(text: str) -> None:
            done(text)
            self.notice.emit(Notice("info", tr("Copied as a line for curl"), notices.NO_KEY_IN_IT))

        self._jobs.submit(job, copied, what)
