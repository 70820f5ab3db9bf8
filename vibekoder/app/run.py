"""A run: one strike over one backend, from the wish to the placed answer."""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app.choice import NOTHING_ELSE, Instead, Once
from vibekoder.app.ends import Failed, failed_of, unkept, warning_of
from vibekoder.app.processes import Commands, Job, stopped
from vibekoder.app.tongue import tr
from vibekoder.app.writer import Writer
from vibekoder.backends.base import AIBackend
from vibekoder.core import events
from vibekoder.core.contents import Output
from vibekoder.core.edits import Splice
from vibekoder.core.errors import Code, Refused, VibeKoderError
from vibekoder.core.events import Event
from vibekoder.core.tokens import Growing
from vibekoder.engine.commands import CommandsWanted
from vibekoder.engine.strike import Ready, Strike
from vibekoder.store.trace import Trace

log = logging.getLogger(__name__)

SYNC_MS = 2000
"""A journal is synced at most this often while its answer arrives."""

RATE_AFTER = 0.5
"""Seconds of text after which a rate says something."""


class Session(Protocol):
    """What a run needs of the open session: changes shown, and one save in its order."""

    def show(self, splices: list[Splice]) -> None:
        """Changes by the program have been made in memory; the view follows."""
        ...

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write what is in memory; ``then`` is called once it is safe on disk."""
        ...


class Run(QObject):
    """Carries one strike; whatever belongs to a session is sent by it.

    Everything is called from the window's thread; the strike's file work goes to the session's
    writer. Journal first, then ``grew``: what is shown is on disk.

    Signals:
        left(): the prompt is safe in the session's file; the request leaves. ``warnings`` are
            sentences about what of the session does not go, or does not act.
        healed(str): the server refused a parameter; the changed request has this receipt and goes.
        grew(str): append this to the running slice; it is journalled.
        statusChanged(str): one of the closed list of ``AIBackend.statusChanged`` while the
            request is under way; ``sending``, ``running`` (a command of ``job``) and ``stopping``
            before, ``saving`` after it.
        refused(object): nothing was sent; a VibeKoderError says why. The prompt has been taken
            back from memory: the composer gets it again. ``stopped`` follows.
        trouble(str): the journal cannot be written, and why; empty when it works again.
        arrived(): the request is over and its answer, if there is one, has its place in memory.
            ``failure`` and ``warning`` say what is to be said.
        stopped(str): the last signal, once, when all of it is on the disk: complete, length,
            filtered, stopped, interrupted, error or refused.
    """

    left = Signal()
    healed = Signal(str)
    grew = Signal(str)
    statusChanged = Signal(str)
    refused = Signal(object)
    trouble = Signal(str)
    arrived = Signal()
    stopped = Signal(str)

    def __init__(
        self,
        strike: Strike,
        backend: AIBackend,
        session: Session,
        writer: Writer,
        *,
        commands: Commands | None = None,
        once: Once = NOTHING_ELSE,
        instead: Instead | None = None,
        trace: Trace | None = None,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = datetime.now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.strike = strike
        self.id = strike.request_id
        self.backend = backend
        self.once = once
        self.instead = instead
        self.status = "sending"
        self.started = now()
        self.last_event = self.started
        self.retry_why = ""
        self.remark = ""  # what the request had to be changed for
        self.before: int | None = None  # how many go first, while it waits for its turn
        self.failure: Failed | None = None
        self.warning = ""
        self.warnings: tuple[str, ...] = ()
        self.chars = 0
        self._counting = Growing()
        # a run goes before its session: it must not be what holds that last
        self._session: Session = weakref.proxy(session)
        self._writer = writer
        self._commands = commands
        self.job: Job | None = None
        self._trace = trace
        self._now = now
        self._wall = wall
        self._retry_at: float | None = None
        self._first_text: float | None = None
        self._trouble = ""
        self._unsynced = ""
        self._written = 0
        self._left = False
        self._cancelled = False
        self._syncing = False
        self._over_at: float | None = None
        self._found_out: dict[str, Any] = {}
        self._unkept = ""
        self._flush_timer = QTimer(self, singleShot=True)
        self._flush_timer.timeout.connect(self._flush)
        self._sync_timer = QTimer(self, interval=SYNC_MS)
        self._sync_timer.timeout.connect(self._sync)
        backend.runEvent.connect(self._on_event)
        backend.statusChanged.connect(self._on_status)

    @property
    def slice_id(self) -> str:
        """The id of the slice that the answer grows in."""
        return self.strike.slice_id

    @property
    def running(self) -> bool:
        """Whether it is under way; after that its answer is only saved."""
        return self._over_at is None

    @property
    def doing(self) -> str:
        """The status, with the command that runs if it is one."""
        if self.job is not None and self.job.current and self.status == "running":
            return f"running {self.job.current} {self.job.elapsed():.0f} s"
        return self.status

    @property
    def journal_problem(self) -> str:
        """Why what is shown may not be on the disk; empty while it is."""
        return self._trouble

    def start(self) -> None:
        """Show prompt and answer, make the prompt safe on disk, then send."""
        self._session.show(self.strike.begin(self._now()))
        self.statusChanged.emit(self.status)
        self._writer.submit(self.strike.prepare, self._ready, self._not_ready)

    def stop(self) -> None:
        """Stop the request; what has come stays. Safe at any time."""
        if not self.running or self._cancelled:
            return
        self._cancelled = True
        if self._left:
            self.backend.cancel_request(self.id)
        else:
            self._say("stopping")
        if self.job is not None:
            self.job.stop()

    def shown(self) -> None:
        """The view has painted all that came so far; also called after the end, for the last."""
        if self.strike.answered:
            self._note("shown", self.strike.answered)

    def elapsed(self) -> float:
        """Seconds from the wish until now, or until the request was over."""
        return (self._now() if self._over_at is None else self._over_at) - self.started

    def silence(self) -> float:
        """Seconds since the last event."""
        return self._now() - self.last_event

    @property
    def tokens(self) -> int:
        """About how many tokens its answer has so far, by what is known of the model's family."""
        counted = self.strike.target.calibration.tokens(self._counting.tokens)
        return max(counted, min(self.chars, 1))

    @property
    def rate(self) -> float:
        """Characters of answer text in a second, since the first of them; 0 while unknown."""
        since = self.last_event - self._first_text if self._first_text is not None else 0.0
        return self.chars / since if since > RATE_AFTER else 0.0

    def retry_in(self) -> float | None:
        """Seconds until the request may be sent; None if it does not wait for that."""
        return None if self._retry_at is None else max(0.0, self._retry_at - self._now())

    def _ready(self, ready: Ready) -> None:
        request, splices = self.strike.ready(ready, self._now())
        self._session.show(splices)
        self._left = True
        self.warnings = ready.warnings
        self.left.emit()
        if self._cancelled:
            # the prompt is already saved; a stop now is a stop before any text
            self._on_event(self.id, events.cancelled(""))
            return
        self._sync_timer.start()
        self._note("request", 0)
        log.info("%s leaves for %s", self.id, self.strike.target.backend)
        params = {**request.params, "model": request.model}
        self.backend.start_request(
            request.messages, params, self.id, quirks=request.quirks, body=request.body
        )

    def _run_commands(self, wanted: CommandsWanted) -> None:
        """The prompt needs what commands write: they run first, and can be stopped."""
        if self._commands is None or self._cancelled:
            self._not_ready(stopped())
            return
        self.job = self._commands.job(wanted.wanted, self)
        self.job.started.connect(self._on_command)
        self.job.finished.connect(self._commands_ran)
        self.job.refused.connect(self._commands_refused)
        self.job.start()

    def _on_command(self, _: str) -> None:
        self._say("running")

    def _commands_ran(self, outputs: Mapping[str, Output | str]) -> None:
        self._drop_job()
        self._say("sending")
        self.strike.take_outputs(outputs)
        self._writer.submit(self.strike.prepare, self._ready, self._not_ready)

    def _commands_refused(self, why: Refused) -> None:
        self._drop_job()
        self._not_ready(why)

    def _drop_job(self) -> None:
        if self.job is not None:
            self.job.deleteLater()
            self.job = None

    def _not_ready(self, problem: BaseException) -> None:
        if isinstance(problem, CommandsWanted):
            self._run_commands(problem)
            return
        self._over_at = self._now()
        self._session.show(self.strike.refused())
        if not isinstance(problem, VibeKoderError):
            log.error("preparing a request failed", exc_info=problem)
            problem = VibeKoderError(
                tr("The request could not be prepared: {why}").format(why=problem),
                tr("Nothing was sent and your prompt is back in the composer."),
            )
        self.refused.emit(problem)
        self._end("refused")

    def _on_event(self, request_id: str, event: Event) -> None:
        if request_id != self.id or not self.running:
            return
        now = self._now()
        self.last_event = now
        if self._unkept and event.event == events.CANCELLED:
            event = events.error(unkept(self._unkept))
        self.strike.take(event, now)
        if event.event == events.STEP:
            after = event.data.get("after")
            self._retry_at = now + float(after) if after is not None else None
            self.retry_why = str(event.data.get("message") or "")
            self.before = event.data["position"] if event.data.get("queued") else None
            if "quirks" in event.data:
                self.remark = self.retry_why
                self._heal(event.data["quirks"])
        elif event.event == events.DELTA:
            if self._first_text is None:
                self._first_text = now
            self.chars += len(event.data["content"])
            self._counting.add(event.data["content"])
            self._note("event", self.chars)
        if event.event in events.TERMINAL:
            self._finish(event)
        else:
            self._arm()

    def _heal(self, quirks: Mapping[str, Any]) -> None:
        """The server refused a parameter: what goes instead is put on file, then it goes."""
        self._found_out.update(quirks)
        self._writer.submit(partial(self.strike.heal, quirks), self._healed, self._not_healed)

    def _healed(self, receipt: str) -> None:
        if self.running:
            self.strike.healed(receipt, self._now())
            self._flush()
            self.healed.emit(receipt)
            self.backend.resume_request(self.id)

    def _not_healed(self, problem: BaseException) -> None:
        log.warning("a changed request could not be put on file: %s", problem)
        self._unkept = str(problem)
        self.backend.cancel_request(self.id)

    def _on_status(self, request_id: str, status: str) -> None:
        if request_id == self.id and self.running:
            self._say(status)

    def _say(self, status: str) -> None:
        self.status = status
        self.statusChanged.emit(status)

    def _arm(self) -> None:
        due = self.strike.due
        if due is not None and not self._flush_timer.isActive():
            self._flush_timer.start(max(0, round((due - self._now()) * 1000)))

    def _flush(self) -> None:
        text = self.strike.flush(self._now())
        if not self.strike.trouble and self.strike.answered > self._written:
            self._written = self.strike.answered
            self._note("journalled", self._written)
        if text:
            self.grew.emit(text)
        self._tell_trouble()
        self._arm()

    def _tell_trouble(self) -> None:
        why = self.strike.trouble or self._unsynced
        if why != self._trouble:
            self._trouble = why
            self.trouble.emit(why)

    def _sync(self) -> None:
        if not self._syncing:
            self._syncing = True
            self._writer.submit(self.strike.sync, self._synced, self._not_synced)

    def _synced(self, _: object) -> None:
        self._syncing = False

    def _not_synced(self, problem: BaseException) -> None:
        # a second sync of the same file would claim a success that is none
        self._sync_timer.stop()
        log.warning("syncing a journal failed: %s", problem)
        self._unsynced = str(problem)
        self._tell_trouble()

    def _finish(self, end: Event) -> None:
        self._flush_timer.stop()
        self._sync_timer.stop()
        self._flush()
        self._flush_timer.stop()
        if self._found_out and end.event == events.COMPLETED:
            self.strike.target.learned(self._found_out)
        keeping = self.strike.keeping() if end.data.get("echo") else None
        if keeping is None:
            self._place(end)
        else:
            self._writer.submit(keeping, partial(self._kept, end), partial(self._not_kept, end))

    def _kept(self, end: Event, receipt: str) -> None:
        """What the provider may want back is on file: the answer's receipt names it."""
        self.strike.healed(receipt, self._now())
        self._place(end)

    def _not_kept(self, end: Event, problem: BaseException) -> None:
        # the answer goes on without it, by its text alone
        log.warning("what a provider may want back could not be kept: %s", problem)
        self._place(end)

    def _place(self, end: Event) -> None:
        placed = self.strike.end(self._now())
        self._over_at = self._now()
        # a backend may tell the whole answer at its end only
        self.chars = max(self.chars, self.strike.answered)
        self.failure = self._failed(end)
        self.warning = warning_of(end)
        self._session.show(placed)
        self._say("saving")
        self.arrived.emit()
        self._session.save(self._saved)

    def _saved(self) -> None:
        self._note("saved", self.strike.answered)
        self._writer.submit(self.strike.remove, self._removed, self._not_removed)

    def _removed(self, _: object) -> None:
        self._note("removed", self.strike.answered)
        self._end(self.strike.status)

    def _not_removed(self, problem: BaseException) -> None:
        # harmless: placing is idempotent, so the next start removes it
        log.warning("removing a journal failed: %s", problem)
        self._end(self.strike.status)

    def _failed(self, event: Event) -> Failed | None:
        failed = failed_of(event, self._wall())
        if event.event == events.ERROR:
            too_long = failed.code == Code.TOO_LONG
            return replace(failed, largest=self.strike.largest) if too_long else failed
        return None if self.strike.placed else failed

    def _end(self, why: str) -> None:
        code = self.failure.code if self.failure is not None else ""
        figures = (self.id, self.strike.target.backend, why, code, self.elapsed(), self.rate)
        log.info("%s to %s: %s %s, %.1f s, %.0f characters a second", *figures)
        self.backend.runEvent.disconnect(self._on_event)
        self.backend.statusChanged.disconnect(self._on_status)
        self.stopped.emit(why)

    def _note(self, step: str, chars: int) -> None:
        if self._trace is not None:
            self._trace.write(self.id, step, chars=chars)
