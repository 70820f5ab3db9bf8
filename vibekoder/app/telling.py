"""What becomes of a session's saves, prompts and answers is told, wherever it has its tab."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.connections import Connections
from vibekoder.app.edge import Edge
from vibekoder.app.ends import Failed
from vibekoder.app.jobs import Jobs
from vibekoder.app.leak_watch import LeakWatch
from vibekoder.app.loosely import loosely
from vibekoder.app.next_request import Looking
from vibekoder.app.notice import Notice
from vibekoder.app.run import Run
from vibekoder.app.sending import Sending
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.core.errors import Code, Exposing, StoreError, VibeKoderError


class Telling(QObject):
    """Follows every tab of a project.

    Signals:
        notice(object): a Notice to be shown.
        noticeOver(str): what the Notice with this key told is no longer so.
        stood(): how a session is saved has changed.
        filed(): a session's file was written.
    """

    notice = Signal(object)
    noticeOver = Signal(str)
    stood = Signal()
    filed = Signal()

    def __init__(
        self,
        edge: Edge,
        jobs: Jobs,
        looking: Looking,
        connections: Connections,
        sending: Sending,
        is_open: Callable[[Tab], bool],
        allowed: Callable[[], frozenset[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._edge = edge
        self._jobs = jobs
        self._looking = looking
        self._connections = connections
        self._sending = sending
        self._is_open = is_open
        self._allowed = allowed

    def follow(self, tab: Tab) -> None:
        """Tell of this tab from now on."""
        name = tab.path.name
        tab.saved.connect(loosely(self._on_saved, tab))
        tab.unsaved.connect(loosely(self.say_unsaved, tab))
        tab.merged.connect(loosely(self._on_merged, tab))
        tab.refused.connect(loosely(self._on_refused, tab))
        tab.runLeft.connect(loosely(self._on_left, tab))
        tab.runArrived.connect(loosely(self._on_arrived, tab))
        tab.copied.connect(self._on_copied)
        uncopied, lost = tr("No copy of {name} was saved"), tr("The prompt in {name} is not kept")
        tab.uncopied.connect(loosely(self._jobs.fail, uncopied.format(name=name)))
        tab.draftLost.connect(loosely(self._jobs.fail, lost.format(name=name)))
        watch = LeakWatch(tab, self._looking.writer, self._allowed, tab)
        watch.found.connect(loosely(self._on_exposed, tab))
        watch.gone.connect(partial(self.noticeOver.emit, notices.exposed_key(tab.path)))

    def say_unsaved(self, tab: Tab, problem: StoreError) -> None:
        """It cannot be saved; once it is closed it can also be let go."""
        self.notice.emit(notices.unsaved(tab.path, problem, closed=not self._is_open(tab)))
        self.stood.emit()

    def _on_saved(self, tab: Tab) -> None:
        self.noticeOver.emit(notices.unsaved_key(tab.path))
        self.stood.emit()
        self.filed.emit()

    def _on_merged(self, tab: Tab, count: int) -> None:
        if count:
            self.notice.emit(notices.conflicts(tab.path))

    def _on_refused(self, tab: Tab, problem: VibeKoderError, _: str) -> None:
        if isinstance(problem, Exposing):
            # said once: the send's own notice names them too
            self.noticeOver.emit(notices.exposed_key(tab.path))
        self.notice.emit(notices.refused(tab.path, problem))

    def _on_left(self, tab: Tab, run: Run) -> None:
        self._edge.ledger.name(run.id, tab.title, run.strike.receipt)
        run.healed.connect(partial(self._edge.ledger.healed, run.id))
        if run.warnings:
            self.notice.emit(notices.partly_sent(tab.path, run.warnings))

    def _on_arrived(self, tab: Tab, run: Run) -> None:
        self._looking.learn(run.strike)
        if run.failure is not None and run.failure.code == Code.AUTH:
            self._key_refused(tab, run.failure)
        if run.failure is not None and run.strike.send.goes_on and not run.strike.placed:
            failed = run.failure
            text = notices.joined(failed.message, failed.hint)
            self.notice.emit(Notice("error", tr("The answer did not go on"), text))
        if run.warning and run.failure is None:
            self.notice.emit(Notice("warn", run.warning, tr("It stands under the answer too.")))

    def _key_refused(self, tab: Tab, failed: Failed) -> None:
        told = self._connections.refused(self._sending.choice(tab.session).entry, failed)
        tab.failures = {name: told if one is failed else one for name, one in tab.failures.items()}

    def _on_exposed(self, tab: Tab) -> None:
        self.notice.emit(notices.exposed(tab.path, tab.exposed))

    def _on_copied(self, path: Path) -> None:
        self.notice.emit(notices.copied(path))
        self.filed.emit()
