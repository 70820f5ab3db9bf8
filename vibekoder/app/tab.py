"""A tab: one open session, its edits, its saving and its runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app.choice import NOTHING_ELSE, Held, How, Instead, Once
from vibekoder.app.ends import Failed
from vibekoder.app.kept import written
from vibekoder.app.loosely import loosely
from vibekoder.app.run import Run
from vibekoder.app.soon import AT_MOST_MS, Soon
from vibekoder.app.writer import Writer
from vibekoder.core.edits import Edit, Splice
from vibekoder.core.errors import (
    Code,
    Exposed,
    Exposing,
    Overfull,
    Refused,
    StoreError,
    Unresolved,
    VibeKoderError,
)
from vibekoder.core.messages import Role
from vibekoder.core.session import Part, Session, Slice, serialise
from vibekoder.core.totals import NOTHING, Totals, totals_of
from vibekoder.engine.desk import ABOUT, CHOICE, Desk, Saved
from vibekoder.store import atomic, elsewhere
from vibekoder.store.drafts import Drafts
from vibekoder.store.failures import Failures
from vibekoder.store.front_matter import Written

log = logging.getLogger(__name__)

PAUSE_MS = 1000
"""Edits save themselves after this pause; without one, soon all the same."""
OUT_OF_REACH = frozenset({"unreachable", "tls", "proxy", "timeout", "idle", "redirect"})
"""Error codes that tell of the way to the server, not of the server."""
RETRY_MS = 2000
"""A save that failed is tried again after this pause."""


class Tab(QObject):
    """Holds the truth of one session for the window; the file is always written from it.

    A closed tab lives on until its runs have ended and everything is saved. ``failures`` has, by
    id of a slice, why its last request left no answer, or only a part of one; the newest is last.
    A read-only session is never written, and there is nothing to save in it. ``once`` is meant for
    the next request. ``held`` is what the last refused one was; ``exposed`` are secrets that the
    session keeps.
    ``disconnected`` says why the last one did not reach its server, until another one does.
    ``stand_ins`` has, by id of an answer, in whose place its backend was asked; ``remarks`` what
    else is to be known of it: what had to be left out, what was unreadable. ``trial`` stops the
    test of its connection that is under way.

    Signals:
        spliced(list): the program changed the session by these Splices; the view follows them.
        grew(str, str): append this text to the running slice with that id.
        runAdded(object): a Run has begun, its slice is there; its own signals tell the rest.
        runLeft(object): that Run's prompt is safe on disk and it leaves.
        runArrived(object): that Run is over, its answer in its place; ``failures`` is up to date.
        runEnded(object, str): that Run has stopped, and why; all of it is on the disk.
        refused(object, str): nothing was sent; the VibeKoderError, and the prompt to give back.
        saving(): what is in memory is about to be written, after what the writer is given now.
        saved(): what was in memory when it was asked for is on disk.
        unsaved(object): the StoreError that keeps it from the disk; told once, tried again.
        merged(int): changes from disk came in; so many conflicts keep both versions.
        copied(object): the Path that holds a copy now.
        uncopied(object): the StoreError that kept the copy from being written.
        draftLost(object): the StoreError that keeps the prompt being written from the disk.
        changed(): title, slices or runs have changed.
        rested(): nothing is under way; ``problem`` tells whether all of it is on the disk.
        closed(): the closed tab has nothing left to do.
    """

    spliced = Signal(list)
    grew = Signal(str, str)
    runAdded = Signal(object)
    runLeft = Signal(object)
    runArrived = Signal(object)
    runEnded = Signal(object, str)
    refused = Signal(object, str)
    saving = Signal()
    saved = Signal()
    unsaved = Signal(object)
    merged = Signal(int)
    copied = Signal(object)
    uncopied = Signal(object)
    draftLost = Signal(object)
    changed = Signal()
    rested = Signal()
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        drafts: Drafts,
        *,
        draft: str = "",
        kept: Failures | None = None,
        failures: Mapping[str, Failed] | None = None,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """``draft`` is the prompt that was being written when the session was closed, ``failures``
        what had failed by then; ``kept`` remembers those."""
        super().__init__(parent)
        self.desk = desk
        self.draft = draft
        self.runs: dict[str, Run] = {}
        here = desk.session.find
        self.failures = {name: one for name, one in (failures or {}).items() if here(name)}
        self.problem: StoreError | None = None
        self.trial: Callable[[], None] | None = None
        self.once = NOTHING_ELSE
        self.held = Held()
        self.exposed: tuple[Exposed, ...] = ()
        self.disconnected = ""
        self.stand_ins: dict[str, Instead] = {}
        self.remarks: dict[str, str] = {}
        self.writer = Writer(f"session {desk.path.name}", self)
        self._drafts = drafts
        self._kept: str | None = draft
        self._prompts: dict[str, str] = {}
        self._now = now
        self._failures = kept
        self._failed = dict(self.failures)
        self._saves = 0
        self._summed: tuple[tuple[Part, ...], Totals] = ((), NOTHING)
        self._after_save: list[tuple[int, Callable[[], None]]] = []
        self._told = ""
        self._closing = False
        self._pause = Soon(PAUSE_MS, AT_MOST_MS, self)
        self._pause.due.connect(self.save)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self.save)
        self.writer.idle.connect(self._maybe_rest)

    @property
    def path(self) -> Path:
        """Where the session lives."""
        return self.desk.path

    @property
    def session(self) -> Session:
        """The session as it is in memory, running slices included."""
        return self.desk.session

    @property
    def title(self) -> str:
        """What the tab is called."""
        return self.desk.title

    @property
    def totals(self) -> Totals:
        """What the answers of this session used and cost."""
        parts = self.session.parts
        if self._summed[0] is not parts:
            self._summed = (parts, totals_of(self.session))
        return self._summed[1]

    @property
    def arriving(self) -> list[Run]:
        """The requests that are under way, oldest first; ``runs`` has also those being saved."""
        return [run for run in self.runs.values() if run.running]

    @property
    def at_rest(self) -> bool:
        """Whether nothing is under way: no request, no file work."""
        return not self.arriving and not self.writer.busy

    @property
    def loose(self) -> str:
        """The text above the first slice of a session that has none; it is never sent."""
        return "" if self.session.slices else self.session.head.text.strip()

    def edit(self, edit: Edit, *, pasted: bool = False, raw_view: bool = False) -> None:
        """The user changed the text; the view already shows it and follows what we make of it."""
        self.show(self.desk.edit(edit, self._now(), pasted=pasted, raw_view=raw_view))
        self._pause.wish()

    def edit_all(self, edits: Sequence[Edit], label: str) -> None:
        """Make edits of several parts, each within one, as one step of this name."""
        self.show(self.desk.edit_all(edits, label, self._now()))
        self._pause.wish()

    def describe(self, values: Mapping[str, Written | None]) -> None:
        """Set what is said of this session, such as its title; None takes it out.

        Raises FormatError where its front matter cannot be read.
        """
        self.show(self.desk.set_front(values, ABOUT, self._now()))
        self.save()

    def set_choice(self, values: Mapping[str, Written | None]) -> None:
        """Keep backend, model or parameters of this session; None takes one out.

        Raises FormatError where its front matter cannot be read.
        """
        self.show(self.desk.set_front(values, CHOICE, self._now()))
        self.save()

    def set_once(self, once: Once) -> None:
        """What is meant for the next request alone; it is over when that has left."""
        if once != self.once:
            self.once = once
            self.changed.emit()

    def make_prompt(self) -> None:
        """Make the text above the first slice a User slice; undo takes it back."""
        at = len(self.session.head.front.replace("\r\n", "\n"))
        header = f"=={{ {Role.USER.capitalize()} }}==\n"
        self.show(self.desk.edit(Edit(0, at, 0, at, header), self._now(), raw_view=True))
        self.save()

    def change(self, splices: list[Splice], label: str) -> None:
        """Make a change of whole slices that the person asked for, as one step."""
        self.show(self.desk.change(splices, label, self._now()))
        self.save()

    def named(self, at: int) -> str:
        """The id of the slice at this index, which is given one if need be."""
        self.show(self.desk.name(at))
        part = self.session.parts[at]
        return (part.id if isinstance(part, Slice) else None) or ""

    def asked(self, at: int) -> str:
        """The id of the User slice at this index or above it; empty if there is none."""
        slices = list(enumerate(self.session.parts[: at + 1]))
        for n, part in reversed(slices):
            if isinstance(part, Slice) and part.role is Role.USER:
                return self.named(n)
        return ""

    def arrives_in(self, part: Part) -> bool:
        """Whether an answer is under way in this slice."""
        return isinstance(part, Slice) and part.id in self.desk.running

    def undo(self) -> None:
        """Take back the user's last own step, or the last answer."""
        self.show(self.desk.undo(self._now()))
        self._pause.wish()

    def redo(self) -> None:
        """Do again what undo took back."""
        self.show(self.desk.redo(self._now()))
        self._pause.wish()

    def show(self, splices: list[Splice]) -> None:
        """Changes have been made in memory; the view follows."""
        if splices:
            self.spliced.emit(splices)
            self.changed.emit()

    def add(self, run: Run) -> None:
        """Carry a run in this tab and start it."""
        self.runs[run.id] = run
        run.setParent(self)
        run.left.connect(loosely(self._left, run))
        run.grew.connect(loosely(self._grew, run.slice_id))
        run.arrived.connect(loosely(self._arrived, run))
        run.refused.connect(loosely(self._refused, run))
        run.stopped.connect(loosely(self._ended, run))
        if run.strike.prompt:
            # on the disk until the session's file has it
            self._prompts[run.id] = run.strike.prompt
            self._keep()
        if run.instead is not None:
            self.stand_ins[run.slice_id] = run.instead
        # a send saves all that was typed, in the slices above as well
        self.saving.emit()
        run.start()
        self.failures.pop(run.slice_id if run.strike.send.goes_on else run.strike.send.after, None)
        self._keep_failures()
        self.runAdded.emit(run)

    def refuse(self, problem: VibeKoderError, prompt: str, asked: str = "") -> None:
        """Nothing was sent: the prompt is a draft again; ``asked`` is the slice left unanswered."""
        if prompt:
            self.keep_draft(f"{prompt}\n\n{self.draft}" if self.draft.strip() else prompt)
        elif asked:
            no_key = isinstance(problem, Refused) and problem.code is Code.NO_KEY
            code = Code.NO_KEY if no_key else "refused"
            self._failed_now(asked, Failed(code, problem.sentence, problem.hint))
        self.refused.emit(problem, prompt)
        self.changed.emit()

    def stop(self, run_id: str | None = None) -> None:
        """Stop one run, or without an id the newest; where none is, the test of its connection."""
        running = self.arriving
        if run_id is None and not running:
            self.stop_trial()
        for run in running[-1:] if run_id is None else running:
            if run_id in (None, run.id):
                run.stop()

    def stop_all(self) -> None:
        """Stop every run of this tab, and the test of its connection."""
        self.stop_trial()
        for run in self.arriving:
            run.stop()

    def stop_trial(self) -> None:
        """Stop the test of its connection, if one is under way."""
        if self.trial is not None:
            self.trial()

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write what is in memory; ``then`` is called once it is safe, however often that takes."""
        self._pause.stop()
        if self.session.readonly:
            return
        self._saves += 1
        if then is not None:
            self._after_save.append((self._saves, then))
        self.saving.emit()
        self.writer.submit(
            self.desk.saving().run, partial(self._saved, self._saves), self._not_saved
        )

    def save_now(self) -> None:
        """The person wants it saved: a failure is told again."""
        self._told = ""
        self.save()

    def save_if_dirty(self) -> None:
        """Write at once what was not yet saved; nothing if there is nothing."""
        if self.desk.dirty:
            self.save()

    def save_copy(self, path: Path) -> None:
        """Write what is in memory to another file as well."""
        data, home = serialise(self.desk.snapshot().session), self.desk.home

        def write() -> None:
            elsewhere.note(home.state, home.root, path)
            atomic.write(path, data)

        self._write_beside(path, write)

    def save_text(self, path: Path, text: str) -> None:
        """Write a piece of the session to a file of its own."""
        data = text.encode("utf-8", "replace")
        self._write_beside(path, lambda: atomic.write(path, data))

    def _write_beside(self, path: Path, write: Callable[[], object]) -> None:
        self.writer.submit(write, lambda _: self.copied.emit(path), self._not_copied)

    def write_anew(self) -> None:
        """The file is gone and is wanted back: make it from what memory holds."""
        self.writer.submit(self.desk.file.forget, lambda _: self.save_now(), self._not_saved)

    def check_disk(self) -> None:
        """The file may have changed on disk: take in what others wrote."""
        self.save()

    def set_draft(self, text: str) -> None:
        """What the composer holds from now on; a send that follows writes it."""
        self.draft = text

    def keep_draft(self, text: str) -> None:
        """Remember the prompt that is being written."""
        self.set_draft(text)
        self._keep()

    def reopen(self) -> None:
        """The person opened the session again before its runs had ended."""
        self._closing = False

    def close(self) -> None:
        """The person closed the tab: save, let the runs end, then ``closed``."""
        self._closing = True
        self.stop_trial()
        self.save()
        self._maybe_rest()

    def end(self) -> None:
        """End now, saved or not: runs stop, and journals keep what is not in the file."""
        self.stop_all()
        self._pause.stop()
        self._retry.stop()
        self.writer.close()
        for run in self.runs.values():
            run.strike.let_go()

    def _left(self, run: Run) -> None:
        if run.instead is None:
            self.set_once(NOTHING_ELSE)
        if self._prompts.pop(run.id, ""):
            self._keep()
        self.runLeft.emit(run)

    def _grew(self, slice_id: str, text: str) -> None:
        self.grew.emit(slice_id, text)

    def _arrived(self, run: Run) -> None:
        far = run.failure is not None and run.failure.code in OUT_OF_REACH
        self.disconnected = run.failure.message if far and run.failure else ""
        if run.failure is not None and (run.strike.placed or not run.strike.send.goes_on):
            name = run.slice_id if run.strike.placed else run.strike.send.after
            self._failed_now(name, run.failure)
        if run.warning and run.strike.placed:
            self.remarks[run.slice_id] = run.warning
        self.runArrived.emit(run)
        self.changed.emit()

    def _refused(self, run: Run, problem: VibeKoderError) -> None:
        self._prompts.pop(run.id, None)
        send = run.strike.send
        found = problem.found if isinstance(problem, Exposing) else ()
        missing = problem.missing if isinstance(problem, Unresolved) else ()
        self.held = Held(
            _how(run),
            found,
            tuple(one.line for one in missing),
            (problem.source, problem.slice_id) if isinstance(problem, Overfull) else ("", ""),
        )
        self.refuse(problem, run.strike.prompt, "" if send.goes_on else send.after)
        # the prompt may have reached the file before something else failed
        self.save()

    def _ended(self, run: Run, why: str) -> None:
        del self.runs[run.id]
        self.runEnded.emit(run, why)
        self.changed.emit()
        run.deleteLater()
        self._maybe_rest()

    def _saved(self, number: int, saved: Saved) -> None:
        splices = self.desk.saved(saved)
        self.show(splices)
        self._retry.stop()
        self.problem = None
        self._told = ""
        # a later save has what an earlier one that failed was asked for
        safe = [then for asked, then in self._after_save if asked <= number]
        self._after_save = [one for one in self._after_save if one[0] > number]
        for then in safe:
            then()
        if splices:
            self.merged.emit(saved.conflicts)
        self.saved.emit()

    def _not_saved(self, problem: BaseException) -> None:
        if not isinstance(problem, StoreError):
            log.error("saving a session failed", exc_info=problem)
            problem = StoreError(self.path, str(problem))
        self.problem = problem
        self._retry.start()
        if problem.sentence != self._told:
            self._told = problem.sentence
            self.unsaved.emit(problem)

    def _not_copied(self, problem: BaseException) -> None:
        log.warning("saving a copy failed: %s", problem)
        self.uncopied.emit(problem)

    def _keep(self) -> None:
        """Prompts that no file has yet, and what is being written, as one text."""
        texts = [text for text in (*self._prompts.values(), self.draft) if text.strip()]
        whole = "\n\n".join(texts)
        if whole != self._kept:
            self._kept = whole
            self.writer.submit(
                lambda: self._drafts.save(self.path, whole), lambda _: None, self._draft_failed
            )

    def _failed_now(self, name: str, failed: Failed) -> None:
        self.failures.pop(name, None)
        self.failures[name] = failed
        self._keep_failures()

    def _keep_failures(self) -> None:
        """A restart is to forget no Retry, nor which failed last."""
        if self._failures is not None and [*self._failed.items()] != [*self.failures.items()]:
            self._failed = dict(self.failures)
            save = partial(self._failures.save, self.path, written(self._failed))
            self.writer.submit(save, lambda _: None, self._failures_lost)

    def _failures_lost(self, problem: BaseException) -> None:
        # what failed is shown all the same; only a restart would forget it
        log.warning("keeping what failed did not work: %s", problem)

    def _draft_failed(self, problem: BaseException) -> None:
        log.warning("keeping a draft failed: %s", problem)
        self._kept = None
        self.draftLost.emit(problem)

    def _maybe_rest(self) -> None:
        if not self.at_rest:
            return
        if self._closing and self.problem is None and not self.runs:
            if self._pause.waiting:
                self.save()
                return
            self._closing = False
            self.writer.close()
            self.closed.emit()
            return
        self.rested.emit()


def _how(run: Run) -> How:
    """How a request was made, to make it once more."""
    strike, send = run.strike, run.strike.send
    return How(
        send.again,
        send.slice_id if send.goes_on else "",
        run.once,
        run.instead,
        strike.without,
        strike.accepted,
        strike.redact,
        strike.fresh,
        strike.replay,
        strike.outputs,
    )
