"""Looks at a request that is not sent: in a thread, its commands run first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from vibekoder.app.loosely import loosely
from vibekoder.app.next_request import Looking
from vibekoder.app.processes import Commands, Declined, Job
from vibekoder.core.commands import Command
from vibekoder.core.contents import Output
from vibekoder.core.errors import Refused, VibeKoderError
from vibekoder.engine.resolve import UNCONFIRMED

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a look has found; ``wanted`` must run before it is all that there is to know."""

    value: object
    wanted: tuple[Command, ...] = ()


Look = Callable[[Mapping[str, Output | str]], Found]
"""Done in the thread, with what the commands have written so far."""


class Previewing(QObject):
    """Looks as often as it is asked; the newest look counts.

    ``outputs`` is what the commands have written: a send that follows takes them as they were
    shown. With ``partly`` all else is shown where a person did not agree to one.

    Signals:
        seen(object): the ``value`` of a look whose commands have run.
        running(str): the command of this name runs first.
        refused(str): why nothing can be shown.
    """

    seen = Signal(object)
    running = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        looking: Looking,
        commands: Commands,
        parent: QObject | None = None,
        *,
        partly: bool = False,
    ) -> None:
        super().__init__(parent)
        self._partly = partly
        self._wanted: tuple[Command, ...] = ()
        self.outputs: dict[str, Output | str] = {}
        self._looking = looking
        self._commands = commands
        self._look: Look | None = None
        self._job: Job | None = None
        self._number = 0

    def look(self, look: Look) -> None:
        """Look; the answer comes by a signal."""
        self._look = look
        self._number += 1
        number, outputs = self._number, dict(self.outputs)
        self._looking.writer.submit(
            lambda: (number, look(outputs)), loosely(self._found), loosely(self._failed)
        )

    def stop(self) -> None:
        """Nobody looks any more."""
        self._number += 1
        if self._job is not None:
            self._job.stop()

    def _found(self, answer: tuple[int, Found]) -> None:
        number, found = answer
        if number != self._number:
            return
        if not found.wanted:
            self.seen.emit(found.value)
            return
        self._wanted = found.wanted
        self._job = self._commands.job(found.wanted, self)
        self._job.started.connect(self.running)
        self._job.finished.connect(self._ran)
        self._job.refused.connect(self._not_run)
        self._job.start()

    def _ran(self, outputs: Mapping[str, Output | str]) -> None:
        self._drop_job()
        self.outputs.update(outputs)
        if self._look is not None:
            self.look(self._look)

    def _not_run(self, why: Refused) -> None:
        self._drop_job()
        if self._partly and isinstance(why, Declined) and self._look is not None:
            self.outputs.update(dict.fromkeys((one.name for one in self._wanted), UNCONFIRMED))
            self.look(self._look)
            return
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
