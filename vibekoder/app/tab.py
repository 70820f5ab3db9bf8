"""A tab: one open session, its edits, its saving and its runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from vibekoder.app.run import Run
from vibekoder.app.writer import Writer
from vibekoder.core.edits import Edit, Splice
from vibekoder.core.errors import StoreError, VibeKoderError
from vibekoder.core.session import Session, serialise
from vibekoder.engine.desk import Desk, Saved
from vibekoder.store import atomic
from vibekoder.store.drafts import Drafts

log = logging.getLogger(__name__)

PAUSE_MS = 1000
"""Edits save themselves after this pause."""
RETRY_MS = 2000
"""A save that failed is tried again after this pause."""


class Tab(QObject):
    """Holds the truth of one session for the window; the file is always written from it.

    A closed tab lives on until its runs have ended and everything is saved.

    Signals:
        spliced(list): the program changed the session by these Splices; the view follows them.
        grew(str, str): append this text to the running slice with that id.
        runAdded(object): a Run has begun; its own signals tell the rest.
        runEnded(object, str): that Run has stopped, and why.
        refused(object, str): nothing was sent; the VibeKoderError, and the prompt to give back.
        saved(): what is in memory is on disk.
        unsaved(object): the StoreError that keeps it from the disk; it is tried again, and told
            again only where the reason changes or a person asked.
        merged(int): changes from disk came in; so many conflicts keep both versions.
        changed(): title, slices or runs have changed.
        closed(): nothing is left to do for this tab.
    """

    spliced = Signal(list)
    grew = Signal(str, str)
    runAdded = Signal(object)
    runEnded = Signal(object, str)
    refused = Signal(object, str)
    saved = Signal()
    unsaved = Signal(object)
    merged = Signal(int)
    changed = Signal()
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        drafts: Drafts,
        *,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.runs: dict[str, Run] = {}
        self.problem: StoreError | None = None
        self.writer = Writer(f"session {desk.path.name}", self)
        self._drafts = drafts
        self._now = now
        self._after_save: list[Callable[[], None]] = []
        self._closing = False
        self._told = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self.save)
        self.writer.idle.connect(self._maybe_close)

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

    def edit(self, edit: Edit, *, pasted: bool = False) -> None:
        """The user changed the text; the view already shows it and follows what we make of it."""
        self.show(self.desk.edit(edit, self._now(), pasted=pasted))
        self._pause.start()

    def set_title(self, title: str) -> None:
        """Give the session another title."""
        self.show(self.desk.set_title(title, self._now()))
        self.save()

    def undo(self) -> None:
        """Take back the user's last own step, or the last answer."""
        self.show(self.desk.undo(self._now()))
        self._pause.start()

    def redo(self) -> None:
        """Do again what undo took back."""
        self.show(self.desk.redo(self._now()))
        self._pause.start()

    def show(self, splices: list[Splice]) -> None:
        """Changes have been made in memory; the view follows."""
        if splices:
            self.spliced.emit(splices)
            self.changed.emit()

    def add(self, run: Run) -> None:
        """Carry a run in this tab and start it."""
        self.runs[run.id] = run
        run.setParent(self)
        run.grew.connect(partial(self.grew.emit, run.slice_id))
        run.refused.connect(partial(self._refused, run))
        run.stopped.connect(partial(self._ended, run))
        self._pause.stop()
        self.runAdded.emit(run)
        run.start()

    def stop(self, run_id: str | None = None) -> None:
        """Stop one run, or without an id the newest."""
        running = [run for run in self.runs.values() if run.running]
        for run in running if run_id is None else [r for r in running if r.id == run_id]:
            if run_id is not None or run is running[-1]:
                run.stop()

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write what is in memory; ``then`` is called once it is safe, however often that takes."""
        self._pause.stop()
        if then is not None:
            self._after_save.append(then)
        if self.session.readonly:
            # nothing of it can have been changed here; who waits is answered all the same
            self.writer.submit(_nothing, self._unchanged, self._draft_failed)
            return
        waiting, self._after_save = self._after_save, []
        self.writer.submit(
            self.desk.saving().run,
            lambda saved: self._saved(saved, waiting),
            lambda problem: self._not_saved(problem, waiting),
        )

    def save_again(self, *, anew: bool = False) -> None:
        """Try once more what failed, and tell if it fails again.

        With ``anew`` a file or folder that is gone is made again.
        """
        self._told = ""
        if anew:
            self.writer.submit(self.desk.file.forget, _ignore, self._draft_failed)
        self.save()

    def save_if_dirty(self) -> None:
        """Write at once what was not yet saved; nothing if there is nothing."""
        if self.desk.dirty:
            self.save()

    def save_copy(self, path: Path) -> None:
        """Write what is in memory to another file as well; ``unsaved`` tells if it fails."""
        data = serialise(self.desk.saving().snapshot.session)
        self.writer.submit(
            lambda: atomic.write(path, data), lambda _: None, lambda why: self._not_saved(why, [])
        )

    def check_disk(self) -> None:
        """The file may have changed on disk: take in what others wrote."""
        self.save()

    def draft(self) -> str:
        """The prompt that was being written when the program last ran."""
        return self._drafts.load(self.path)

    def keep_draft(self, text: str) -> None:
        """Remember the prompt that is being written."""
        self.writer.submit(
            lambda: self._drafts.save(self.path, text), lambda _: None, self._draft_failed
        )

    def stop_all(self) -> None:
        """Stop every run of this tab."""
        for run in list(self.runs.values()):
            run.stop()

    def reopen(self) -> None:
        """The person opened the session again before its runs had ended."""
        self._closing = False

    def close(self) -> None:
        """The person closed the tab: save, let the runs end, then ``closed``."""
        self._closing = True
        self.save()

    def _refused(self, run: Run, problem: VibeKoderError) -> None:
        # the prompt may have reached the file before something else failed
        self.save_if_dirty()
        self.refused.emit(problem, run.strike.prompt)

    def _ended(self, run: Run, why: str) -> None:
        del self.runs[run.id]
        self.runEnded.emit(run, why)
        self.changed.emit()
        run.deleteLater()
        self._maybe_close()

    def _saved(self, saved: Saved, waiting: list[Callable[[], None]]) -> None:
        splices = self.desk.saved(saved)
        self.show(splices)
        self._retry.stop()
        self.problem = None
        self._told = ""
        for then in waiting:
            then()
        if splices:
            self.merged.emit(saved.conflicts)
        self.saved.emit()

    def _unchanged(self, _: object) -> None:
        waiting, self._after_save = self._after_save, []
        for then in waiting:
            then()

    def _not_saved(self, problem: BaseException, waiting: list[Callable[[], None]]) -> None:
        self._after_save = waiting + self._after_save
        if not isinstance(problem, StoreError):
            log.error("saving a session failed", exc_info=problem)
            problem = StoreError(self.path, str(problem))
        self.problem = problem
        self._retry.start()
        if problem.sentence != self._told:
            self._told = problem.sentence
            self.unsaved.emit(problem)

    def _draft_failed(self, problem: BaseException) -> None:
        log.warning("keeping a draft failed: %s", problem)

    def _maybe_close(self) -> None:
        if self._closing and not self.runs and not self.writer.busy and self.problem is None:
            self._closing = False
            self.writer.close()
            self.closed.emit()


def _nothing() -> None:
    """A job that does nothing."""


def _ignore(_: object) -> None:
    """Takes an answer that nobody waits for."""
