"""What was sent, fetched for the window: opened, and held against another request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from vibekoder.app.choice import Once
from vibekoder.app.previewing import Found, Previewing
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.core.contents import RECORD, Output
from vibekoder.core.errors import Refused, VibeKoderError
from vibekoder.core.header import split_model
from vibekoder.core.session import Slice
from vibekoder.engine.comparison import compared, expected
from vibekoder.engine.preview import preview
from vibekoder.engine.replay import Sent, sent, texts
from vibekoder.store.objects import Objects

LONGEST = 200_000
"""Characters of one piece that are shown; the whole body can be copied."""

Failed = Callable[[BaseException], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A receipt as it is shown: the request, and the text of each piece."""

    sent: Sent
    texts: tuple[str, ...] = field(repr=False)


def open_receipt(tab: Tab, answer: Slice, done: Callable[[Opened], None], failed: Failed) -> None:
    """Fetch what an answer was made of, in the session's writer."""
    short, objects = answer.get("receipt") or "", tab.desk.home.objects
    tab.writer.submit(lambda: _opened(objects, short), done, failed)


def others(tab: Tab, answer: Slice) -> tuple[Slice, ...]:
    """The answers of the session that another request was sent for, variants among them."""
    named = (one for one in tab.session.slices if one.get("receipt"))
    return tuple(one for one in named if one.get("receipt") != answer.get("receipt"))


class Comparing(QObject):
    """Holds one request that was sent against others; nothing is sent, and nothing is written.

    Signals:
        ready(object): the Compared.
        running(str): the command of this name runs first.
        refused(str): why there is nothing to compare with.
    """

    ready = Signal(object)
    running = Signal(str)
    refused = Signal(str)

    def __init__(
        self, workspace: Workspace, tab: Tab, known: Sent, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tab = tab
        self._known = known
        self._previewing = Previewing(workspace.looking, workspace.commands, self)
        self._previewing.seen.connect(self.ready)
        self._previewing.running.connect(self.running)
        self._previewing.refused.connect(self.refused)

    def with_today(self, answer: Slice) -> None:
        """How the same prompt would go out with today's files and what its commands write now."""
        workspace, tab, known = self._workspace, self._tab, self._known
        at = tab.session.find(answer.id or "")
        try:
            choice = workspace.choice(tab.session, Once(*split_model(answer.model or "")))
            calibration = workspace.looking.calibrations.of(choice.model)
            target = workspace.backends.target(choice, calibration)
        except VibeKoderError as problem:
            self.refused.emit(problem.sentence)
            return
        asked = tab.asked(at) if at is not None else ""
        session, path, home = tab.desk.snapshot().session, tab.path, workspace.looking.home()

        def look(outputs: Mapping[str, Output | str]) -> Found:
            now = preview(session, "", path, home, target, outputs=outputs, again=asked, fresh=True)
            if now.wanted:
                return Found(None, now.wanted)
            if not now.body:
                faults = "; ".join(f"{one.line}: {one.why}" for one in now.missing)
                raise Refused(faults or tr("The prompt of this answer is not there any more."))
            return Found(compared(known, expected(now, target)))

        # what they wrote the last time is of that time
        self._previewing.outputs.clear()
        self._previewing.look(look)

    def with_answer(self, answer: Slice) -> None:
        """The request of another answer, as its receipt has it."""
        known, objects = self._known, self._tab.desk.home.objects
        short = answer.get("receipt") or ""
        self._previewing.look(lambda _: Found(compared(known, sent(objects, short))))

    def stop(self) -> None:
        """Nobody waits any more; a command that runs is ended."""
        self._previewing.stop()


def _opened(objects: Objects, short: str) -> Opened:
    found = sent(objects, short)
    said = texts(found)
    own = (_text(objects, piece.object) for piece in found.pieces)
    return Opened(found, tuple(a or b for a, b in zip(own, said, strict=True)))


def _text(objects: Objects, name: str) -> str:
    """What an object holds; nothing where it is a record of files or of an output."""
    data = objects.get(name) if name else b""
    if data.startswith(RECORD):
        return ""
    text = data.decode("utf-8", "replace")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
