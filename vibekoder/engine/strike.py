"""One request from the prompt to the placed answer, as a table of named steps.

The order is the promise: prompt, pins and receipt are on the disk before the request leaves; every
piece of text is in the journal before it is shown; the journal goes only after its text is saved
in the session. Between any two steps, session file, journal and memory together hold every
character. Nothing here waits or starts a thread: whoever carries a strike calls ``prepare``,
``sync`` and ``remove`` in the session's writer thread and all else in the window's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from vibekoder.core import events
from vibekoder.core.contents import Output
from vibekoder.core.errors import StoreError
from vibekoder.core.events import Event
from vibekoder.core.fitting import Heavy
from vibekoder.core.messages import Role
from vibekoder.core.session import Slice, Splice, new_slice, take_apart
from vibekoder.engine.desk import Desk
from vibekoder.engine.echoing import keep, made
from vibekoder.engine.going_on import joined, last_stretch, stretches
from vibekoder.engine.growing import CUT_OFF, Ending, Growing, coalesced
from vibekoder.engine.healing import heal
from vibekoder.engine.pins import Pin
from vibekoder.engine.placing import STREAMING, finished
from vibekoder.engine.prepare import PREPARATION, Target, Work, fit_of, prepare
from vibekoder.engine.saving import Saved
from vibekoder.engine.sending import Send
from vibekoder.store.journal import Journal
from vibekoder.wire.http import ChatRequest

BATCH = 0.033
"""Seconds of text that are at most collected before they are written and shown."""
RETRY = 1.0
"""Seconds after which a journal that could not be written is tried again."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The request may leave; everything about it is on the disk.

    ``warnings`` are sentences about what of the session does not go, or does not act.
    """

    request: ChatRequest
    saved: Saved
    pins: tuple[Pin, ...]
    receipt: str
    warnings: tuple[str, ...]


def begin(strike: Strike, now: float) -> list[Splice]:
    """Prompt and running slice are put in place, in memory."""
    return strike.desk.begin(strike.send, now)


def leave(strike: Strike, ready: Ready) -> list[Splice]:
    """Ids and pins come into memory; after this the request may leave."""
    return strike.desk.heard(ready.saved, strike.send.key)


def refuse(strike: Strike, saved: Saved | None) -> list[Splice]:
    """Nothing is sent: the prompt leaves memory again; its text is the strike's ``prompt``."""
    desk = strike.desk
    # before the pins of a save that went through come into memory
    strike.prompt = desk.prompt_of(strike.send) or strike.prompt
    splices = desk.heard(saved, strike.send.key) if saved is not None else []
    return splices + desk.take_back(strike.send)


def append(strike: Strike, batch: Sequence[Event]) -> None:
    """A batch is written to the journal, by one write."""
    strike.journal.append(batch)


def sync(strike: Strike) -> None:
    """What was written is made durable."""
    strike.journal.sync()


def place(strike: Strike, answer: Slice | None, pins: Sequence[Pin], now: float) -> list[Splice]:
    """The answer takes the running slice's place, in memory; without one the pins go back."""
    splices = strike.desk.place(strike.send, answer, now)
    if answer is None:
        splices += strike.desk.unpin(strike.send, pins, strike.problem)
    return splices


def remove(strike: Strike) -> None:
    """The journal goes; its text is in the session's file."""
    strike.journal.remove()


STEPS: dict[str, Callable[..., Any]] = {
    "begin": begin,
    **PREPARATION,
    "refuse": refuse,
    "leave": leave,
    "append": append,
    "sync": sync,
    "place": place,
    "remove": remove,
}
"""Every step of a strike, in order; ``append`` and ``sync`` come again and again, ``refuse`` only
where one of the preparation failed.

Between ``place`` and ``remove`` stands one save of the session, which is the desk's.
"""


class Strike:
    """One request. ``status`` is "" while it runs, then complete, length, filtered, stopped,
    interrupted, error or refused; ``placed`` tells whether it left an answer.

    ``counted`` are the tokens that the provider says were sent, 0 while it has not.
    ``prompt`` is the text to send; ``again`` instead the id of a User slice to answer anew,
    ``goes_on`` that of an answer to continue; without any, a User slice at the end is sent again.
    ``without`` sends what can be had and says to the model what could not, where these lines are
    ``accepted``, or any if none is named; ``fresh`` takes today's
    files where pins name older bytes, ``replay`` sends the request of that receipt again as it was;
    ``redact`` takes secrets out of what is included; ``seen`` is the SHA-256 of the body that was
    shown: no other one leaves.
    ``started`` is the time as a session writes it (``timestamp``); ``request_id`` names the
    journal.
    """

    def __init__(
        self,
        desk: Desk,
        prompt: str,
        target: Target,
        *,
        request_id: str,
        started: str,
        again: str = "",
        goes_on: str = "",
        without: bool = False,
        accepted: Collection[str] = (),
        fresh: bool = False,
        replay: str = "",
        redact: bool = False,
        outputs: Mapping[str, Output | str] | None = None,
        seen: str = "",
        steps: Mapping[str, Callable[..., Any]] = STEPS,
    ) -> None:
        self.desk = desk
        self.prompt = prompt
        self.target = target
        self.request_id = request_id
        self.slice_id = goes_on or desk.fresh_id()
        self.started = started
        self.status = ""
        self.placed = False
        self.problem = ""
        self.counted = 0
        self.trouble = ""
        self.receipt = ""
        self.without = without
        self.accepted = frozenset(accepted)
        self.fresh = fresh
        self.outputs: dict[str, Output | str] = dict(outputs or {})
        self.replay = replay
        self.redact = redact
        self.seen = seen
        self._steps = steps
        self._journal: Journal | None = None
        self._work: Work | None = None
        before = desk.slice_of(goes_on)
        self._growing = Growing(last_stretch(before) if before is not None else None)
        self._pending: list[Event] = []
        self._since: float | None = None
        self._unwritten: list[Event] = []
        self._retry_at = 0.0
        self._left_at: float | None = None
        running = before or self._running_slice()
        self.send = Send(
            request_id, prompt, running, started, self._growing.shown, again, before is not None
        )

    @property
    def journal(self) -> Journal:
        """The open journal; there is one from ``prepare`` to ``remove``."""
        if self._journal is None:
            raise RuntimeError("this strike has no journal")
        return self._journal

    @property
    def largest(self) -> Heavy | None:
        """What weighs most of what was sent; None where nothing was made anew."""
        work = self._begun()
        return fit_of(work.compiled, work.home, work.target).heaviest

    @property
    def estimated(self) -> int:
        """About how many tokens were sent; 0 where there are pictures, which nobody can guess."""
        work = self._begun()
        if any(message.images for message in work.request.messages):
            return 0
        return sum(work.home.tally.count(message.text) for message in work.request.messages)

    @property
    def due(self) -> float | None:
        """When ``flush`` must be called; None if there is nothing to write or show."""
        times = [self._since + BATCH] if self._since is not None else []
        if self._unwritten:
            times.append(self._retry_at)
        return min(times, default=None)

    @property
    def answered(self) -> int:
        """Code points of answer text that ``flush`` has taken."""
        return self._growing.answered

    def begin(self, now: float) -> list[Splice]:
        """Window: put prompt and running slice in place. Nothing to send shows in ``prepare``."""
        splices: list[Splice] = self._steps["begin"](self, now)
        self._work = Work(
            snapshot=self.desk.snapshot(),
            file=self.desk.file,
            home=self.desk.home,
            target=self.target,
            request_id=self.request_id,
            slice_id=self.slice_id,
            after=self.send.after,
            started=self.started,
            without=self.without,
            accepted=self.accepted,
            fresh=self.fresh,
            replay=self.replay,
            redact=self.redact,
            goes_on=self.send.goes_on,
            outputs=self.outputs,
            seen=self.seen,
        )
        return splices

    def prepare(self) -> Ready:
        """Writer: put everything about the request on the disk; VibeKoderError: nothing is sent.

        Raises CommandsWanted where commands must run first; see ``take_outputs``.
        """
        work = self._begun()
        try:
            prepare(work, {name: self._steps[name] for name in PREPARATION})
        except BaseException:
            if work.journal is not None:
                # the reason why nothing is sent counts, not why a file stays
                with suppress(StoreError):
                    work.journal.remove()
            raise
        if work.saved is None or work.journal is None:
            raise RuntimeError("a step of the preparation is missing")
        self._journal = work.journal
        warnings = work.compiled.warnings
        return Ready(work.request, work.saved, work.pins, work.receipt.short, warnings)

    def take_outputs(self, outputs: Mapping[str, Output | str]) -> None:
        """Window: commands have run; ``prepare`` again, with the session as it is by now."""
        work = self._begun()
        work.outputs = {**work.outputs, **outputs}
        work.snapshot = self.desk.snapshot()

    def ready(self, ready: Ready, now: float | None = None) -> tuple[ChatRequest, list[Splice]]:
        """Window: take ids and pins into memory; the request may leave."""
        self.receipt = ready.receipt
        self._left_at = now
        splices: list[Splice] = self._steps["leave"](self, ready)
        return ready.request, splices

    def refused(self) -> list[Splice]:
        """Window: ``prepare`` raised; what ``begin`` did is taken back. ``prompt`` is the text."""
        self.status = "refused"
        splices: list[Splice] = self._steps["refuse"](self, self._begun().saved)
        return splices

    def heal(self, quirks: Mapping[str, Any]) -> str:
        """Writer: the changed request's own receipt is stored; StoreError if the disk refuses."""
        return heal(self._begun(), quirks)

    def healed(self, receipt: str, now: float) -> None:
        """Window: the answer names this receipt from now on; ``flush`` puts it in the journal."""
        self.receipt = receipt
        self.take(events.step("retrying", receipt=receipt), now)

    def take(self, event: Event, now: float) -> None:
        """Window: collect an event; write and show it when ``due``."""
        if self._left_at is None:
            self._left_at = now
        if self._since is None:
            self._since = now
        self._pending.append(event)

    def flush(self, now: float) -> str:
        """Window: journal what was collected, then return the text to append to the view.

        If the journal cannot be written, ``trouble`` says why, the text is shown all the same and
        kept, and ``due`` tells when to try again.
        """
        batch = coalesced(self._pending)
        self._pending, self._since = [], None
        self._unwritten += [self._as_journalled(event) for event in batch]
        if self._unwritten and (not self.trouble or now >= self._retry_at):
            self._write(now)
        return "".join(self._growing.take(event, now) for event in batch)

    def sync(self) -> None:
        """Writer: make durable what was journalled; StoreError if the disk refuses."""
        self._steps["sync"](self)

    def keeping(self) -> Callable[[], str] | None:
        """Window: puts on file what the provider may want back of the answer; None if nothing.

        The writer calls it before ``end``; it returns the receipt that is to be ``healed`` with.
        """
        work, ending = self._begun(), self._growing.ending or CUT_OFF
        part = self.desk.slice_of(self.slice_id) if self.send.goes_on else None
        text = take_apart(self._growing.body(stretches(part) if part is not None else ())).answer
        asked = work.request.messages
        found = made(self.target.form, ending.status, ending.echo, text, asked)
        return None if found is None else partial(keep, work.home.objects, work.receipt, found)

    def end(self, now: float) -> list[Splice]:
        """Window: put the answer in place. Save the desk after this, then ``remove``.

        Without any text there is no answer: the prompt's pins are taken back, and the desk
        remembers ``problem`` for its banner.
        """
        self.flush(now)
        if self._unwritten:
            self._write(now)
        self._growing.close(now)
        ending = self._growing.ending or CUT_OFF
        self.counted = ending.used.get("input", 0)
        self.status = ending.status
        self.placed = not self._growing.empty
        self.problem = "" if self.placed else _why(ending)
        answer = self._answer(ending, now) if self.placed else None
        splices: list[Splice] = self._steps["place"](self, answer, self._begun().pins, now)
        return splices

    def remove(self) -> None:
        """Writer: delete the journal; only after the desk has saved what ``end`` placed."""
        self._steps["remove"](self)

    def let_go(self) -> None:
        """Nothing more is done here: the journal stays, and whoever finds it may place its text."""
        if self._journal is not None:
            self._journal.close()

    def _begun(self) -> Work:
        if self._work is None:
            raise RuntimeError("this strike has not begun")
        return self._work

    def _running_slice(self) -> Slice:
        return new_slice(
            Role.ASSISTANT,
            "",
            timestamp=self.started,
            attributes=[
                ("id", self.slice_id),
                ("model", self.target.name),
                ("status", STREAMING),
            ],
            eol=self.desk.session.eol,
        )

    def _as_journalled(self, event: Event) -> Event:
        """The end without the text that its deltas have brought already."""
        if event.event not in events.TERMINAL or not self.answered:
            return event
        return Event(event.event, {k: v for k, v in event.data.items() if k != "content"})

    def _write(self, now: float) -> None:
        try:
            self._steps["append"](self, self._unwritten)
        except StoreError as error:
            self.trouble = error.sentence
            self._retry_at = now + RETRY
            return
        self._unwritten = []
        self.trouble = ""

    def _answer(self, ending: Ending, now: float) -> Slice:
        attributes = ending.attributes()
        attributes["receipt"] = self.receipt or None
        attributes["cost"] = self.target.tariff.cost(ending.used, ending.cost) or None
        left_at = now if self._left_at is None else self._left_at
        attributes["secs"] = f"{now - left_at:.1f}"
        if self.send.goes_on:
            part = self.desk.slice_of(self.slice_id) or self.send.running
            return joined(part, self._growing, attributes, self.target.name)
        return finished(self.send.running, self._growing.body(), attributes)


def timestamp(moment: datetime) -> str:
    """A moment with its offset, as a session writes it."""
    return moment.astimezone().isoformat(" ", "seconds")


def _why(ending: Ending) -> str:
    if ending.status == "stopped":
        return "not sent: stopped before any text came"
    if ending.message:
        return f"failed: {ending.message}"
    if ending.finish:
        return f"failed: the model answered with nothing ({ending.finish})"
    return "failed: the request ended before any text came"
