"""The commands that prompts ask for: confirmed by the person, run beside the window, stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app.tongue import tr
from vibekoder.app.writer import Writer
from vibekoder.core.commands import Command
from vibekoder.core.contents import Output
from vibekoder.core.errors import Refused, StoreError
from vibekoder.engine.commands import Stopped, execute
from vibekoder.store import approvals
from vibekoder.store.paths import State
from vibekoder.store.sources import Sources

log = logging.getLogger(__name__)


def stopped() -> Refused:
    """Why nothing was sent where the person stopped it."""
    return Refused(tr("Stopped. Nothing was sent."))


class Declined(Refused):
    """A command did not run because the person did not agree to it."""


def declined() -> Declined:
    """Why nothing was sent where the person did not agree to a command."""
    return Declined(
        tr(
            "Nothing was sent, because it needs a command of this project that you did not confirm."
        ),
        tr("Take the line out, or send again and confirm it."),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where commands run: the project, its files, and the environment they get."""

    state: State
    root: Path
    sources: Sources
    environ: Mapping[str, str]


class Question(QObject):
    """Commands that have not been confirmed as they are now; answer it once.

    Signals:
        answered(bool): the person has decided.
        over(): nobody waits for the answer any more.
    """

    answered = Signal(bool)
    over = Signal()

    def __init__(self, commands: Sequence[Command], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.commands = tuple(commands)


class Job(QObject):
    """Runs some commands one after another, after the person has confirmed those that are new.

    Signals:
        asked(object): a Question; nothing runs until it is answered.
        started(str): the command of this name runs now.
        finished(object): all have run; by name an Output, or the text that says why there is none.
        refused(object): nothing more will run; the Refused says why. Exactly one of these two is
            the last signal.
    """

    asked = Signal(object)
    started = Signal(str)
    finished = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        commands: Sequence[Command],
        place: Place,
        *,
        attended: bool = True,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.current = ""
        self.since = 0.0
        self._commands = list(commands)
        self._place = place
        self._attended = attended
        self._now = now
        self._outputs: dict[str, Output | str] = {}
        self._stop = threading.Event()
        self._question: Question | None = None
        self._worker = Writer("commands", self)

    def start(self) -> None:
        """Begin; the signals come later."""
        self._worker.submit(self._unconfirmed, self._on_unconfirmed, self._failed)

    def stop(self) -> None:
        """End what runs, with its children; ``refused`` follows."""
        self._stop.set()
        if self._question is not None:
            self._question.over.emit()
            self._refuse(stopped())

    def elapsed(self) -> float:
        """Seconds that the current command has run."""
        return self._now() - self.since

    def _unconfirmed(self) -> list[Command]:
        return approvals.unconfirmed(self._place.state, self._place.root, self._commands)

    def _on_unconfirmed(self, found: list[Command]) -> None:
        if self._stop.is_set():
            self._refuse(stopped())
        elif not found:
            self._next()
        elif not self._attended:
            names = ", ".join(one.name for one in found)
            self._refuse(
                Refused(
                    tr("Nothing was sent. Not confirmed on this machine yet: {names}.").format(
                        names=names
                    ),
                    tr("Send it once from the window, and confirm the command there."),
                )
            )
        else:
            self._question = Question(found, self)
            self._question.answered.connect(self._on_answer)
            self.asked.emit(self._question)

    def _on_answer(self, yes: bool) -> None:
        if self._question is None:
            return
        found = self._question.commands
        self._question = None
        if not yes:
            self._refuse(declined())
            return
        state, root = self._place.state, self._place.root
        self._worker.submit(
            lambda: approvals.confirm(state, root, found), lambda _: self._next(), self._failed
        )

    def _next(self) -> None:
        if self._stop.is_set():
            self._refuse(stopped())
            return
        if not self._commands:
            self._end()
            self.finished.emit(self._outputs)
            return
        command = self._commands.pop(0)
        self.current, self.since = command.name, self._now()
        self.started.emit(command.name)
        self._worker.submit(partial(self._run, command), partial(self._ran, command), self._failed)

    def _run(self, command: Command) -> Output | str:
        """Worker: what came of it, or why nothing did."""
        try:
            place = self._place
            return execute(command, place.sources, place.environ, self._stop.is_set)
        except Refused as problem:
            return problem.sentence

    def _ran(self, command: Command, output: Output | str) -> None:
        self._outputs[command.name] = output
        self._next()

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, Stopped):
            self._refuse(stopped())
        elif isinstance(problem, StoreError):
            self._refuse(Refused(problem.sentence, problem.hint))
        else:
            log.error("running a command failed", exc_info=problem)
            self._refuse(Refused(tr("A command could not be run: {why}").format(why=problem)))

    def _refuse(self, why: Refused) -> None:
        self._end()
        self.refused.emit(why)

    def _end(self) -> None:
        self._question = None
        self._worker.close()


class Commands(QObject):
    """Makes the jobs of one project.

    Signals:
        asked(object): a Question of one of them; a sheet answers it.
    """

    asked = Signal(object)

    def __init__(
        self,
        place: Callable[[], Place],
        *,
        attended: bool = True,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._attended = attended
        self._now = now

    def job(self, commands: Sequence[Command], parent: QObject) -> Job:
        """A job that has not begun."""
        job = Job(commands, self._place(), attended=self._attended, now=self._now, parent=parent)
        job.asked.connect(self.asked)
        return job
