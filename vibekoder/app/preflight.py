"""The request of a tab before it leaves, beside the last one of its session."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from vibekoder.app.choice import Choice
from vibekoder.app.next_request import Looking
from vibekoder.app.previewing import Found, Previewing
from vibekoder.app.processes import Commands
from vibekoder.app.tab import Tab
from vibekoder.core.contents import Output
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.messages import Role
from vibekoder.core.session import Session
from vibekoder.engine import replay
from vibekoder.engine.flight import Last, flight
from vibekoder.engine.prepare import Home, Target
from vibekoder.engine.preview import preview

log = logging.getLogger(__name__)


class Preflight(QObject):
    """Looks at what would be sent, as often as it is asked; nothing is sent, nothing is pinned.

    ``choice`` is where it would go.

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
        self._looking = looking
        self._target = target
        self._previewing = Previewing(looking, commands, self, partly=True)
        self._previewing.seen.connect(self.ready)
        self._previewing.running.connect(self.running)
        self._previewing.refused.connect(self.refused)

    @property
    def outputs(self) -> Mapping[str, Output | str]:
        """What the commands of the prompt have written."""
        return self._previewing.outputs

    def look(self, prompt: str) -> None:
        """Look at what a prompt would send; the answer comes by a signal."""
        session, path = self.tab.session, self.tab.path
        home, target = self._looking.home(), self._target

        def look(outputs: Mapping[str, Output | str]) -> Found:
            # what is missing is told, and the rest is shown all the same, as Send would send it
            seen = preview(
                session, prompt, path, home, target, outputs=outputs, without=True, redact=True
            )
            found = flight(seen, _last(session, home), home.objects.get)
            return Found(found, seen.wanted)

        self._previewing.look(look)

    def stop(self) -> None:
        """Nobody looks any more."""
        self._previewing.stop()


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
