"""The request of a tab before it leaves: looked at in a thread, its commands run first."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from vibekoder.app.choice import Choice
from vibekoder.app.loosely import loosely
from vibekoder.app.next_request import Looking
from vibekoder.app.processes import Commands, Job
from vibekoder.app.tab import Tab
from vibekoder.core.contents import Output
from vibekoder.core.errors import Refused, VibeKoderError
from vibekoder.core.messages import Role
from vibekoder.core.session import Session
from vibekoder.engine import replay
from vibekoder.engine.flight import Flight, Last, flight
from vibekoder.engine.prepare import Home, Target
from vibekoder.engine.preview import preview

log = logging.getLogger(__name__)


class Preflight(QObject):
    """Looks at what would be sent, as often as it is asked; nothing is sent, nothing is pinned.

    ``choice`` is where it would go, ``outputs`` what the commands of the prompt have written: a
    send that follows takes them as they were shown.

    Signals:
        ready(object): the Flight; what is missing is in its preview.
        running(str): the command of this name runs first.
        refused(str): why nothing can be shown.
    """

    ready = Signal(object)
    running = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        tab: Tab,
        looking: Looking,
        commands: Commands,
        choice: Choice,
        target: Target,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.tab = tab
        self.choice = choice
        self.outputs: dict[str, Output | str] = {}
        self._looking = looking
        self._commands = commands
        self._target = target
        self._job: Job | None = None
        self._prompt = ""
        self._number = 0

    def look(self, prompt: str) -> None:
        """Look at what a prompt would send; the answer comes by a signal."""
        self._prompt = prompt
        self._number += 1
        number, session, path = self._number, self.tab.session, self.tab.path
        home, target, outputs = self._looking.home(), self._target, dict(self.outputs)

        def job() -> tuple[int, Flight]:
            # what is missing is told, and the rest is shown all the same
            seen = preview(session, prompt, path, home, target, outputs=outputs, without=True)
            return number, flight(seen, _last(session, home), home.objects.get)

        self._looking.writer.submit(job, loosely(self._seen), loosely(self._failed))

    def stop(self) -> None:
        """Nobody looks any more."""
        self._number += 1
        if self._job is not None:
            self._job.stop()

    def _seen(self, answer: tuple[int, Flight]) -> None:
        number, found = answer
        if number != self._number:
            return
        if not found.preview.wanted:
            self.ready.emit(found)
            return
        self._job = self._commands.job(found.preview.wanted, self)
        self._job.started.connect(self.running)
        self._job.finished.connect(self._ran)
        self._job.refused.connect(self._not_run)
        self._job.start()

    def _ran(self, outputs: Mapping[str, Output | str]) -> None:
        self._drop_job()
        self.outputs.update(outputs)
        self.look(self._prompt)

    def _not_run(self, why: Refused) -> None:
        self._drop_job()
        self.refused.emit(f"{why.sentence} {why.hint}".strip())

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None

    def _failed(self, problem: BaseException) -> None:
        if not isinstance(problem, VibeKoderError):
            log.error("looking at a request failed", exc_info=problem)
        words = problem.sentence if isinstance(problem, VibeKoderError) else str(problem)
        self.refused.emit(words)


def _last(session: Session, home: Home) -> Last | None:
    """The last request of this session whose receipt is still there."""
    for part in reversed(session.slices):
        short = part.get("receipt") if part.role is Role.ASSISTANT else None
        if short:
            try:
                sent = replay.sent(home.objects, short)
                return Last(sent, part.timestamp or "", part.get("cost") or "")
            except VibeKoderError as problem:
                log.info("the last receipt cannot be read: %s", problem.sentence)
                return None
    return None
