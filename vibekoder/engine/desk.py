"""One open session in memory: the truth for the window, and the way to and from the disk.

Everything here belongs to the window's thread and touches no file; ``Save.run`` is for the
session's writer. Running slices are real parts in memory and are left out of what is saved.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vibekoder.core import edits
from vibekoder.core.compile import sent_parts
from vibekoder.core.edits import Edit
from vibekoder.core.errors import FormatError
from vibekoder.core.escape import count_ends
from vibekoder.core.history import History, Step
from vibekoder.core.messages import Role
from vibekoder.core.session import (
    Part,
    Session,
    Slice,
    Splice,
    fresh_ids,
    inserted,
    new_id,
    new_slice,
    shown,
)
from vibekoder.engine.merge import difference, merge
from vibekoder.engine.pins import Pin, take_back
from vibekoder.engine.placing import below, one_current, placed
from vibekoder.engine.prepare import Home
from vibekoder.engine.saving import Saved, SessionFile, Snapshot
from vibekoder.engine.sending import Send
from vibekoder.store import front_matter
from vibekoder.store.lock import session_lock
from vibekoder.store.sessions import Loaded, title_of

TYPING = "Typing"
SEND = "Send"
ANSWER = "Answer"
CONTINUED = "Continue"
ABOUT = "Title, description and tags"
CHOICE = "Backend and parameters"
FROM_DISK = "Changes from disk"

_OWN = "own"  # the key of the person's edits: any key can be passed over, none cannot


@dataclass(frozen=True, slots=True)
class Save:
    """A snapshot on its way to the disk."""

    file: SessionFile
    snapshot: Snapshot

    def run(self) -> Saved:
        """Writer: merge if others changed the file, write; StoreError says why it failed."""
        return self.file.write(self.snapshot)


class Desk:
    """One open session.

    Every method that changes it returns the splices that were made, in order, each for the parts
    as the ones before left them. A part that is shown is ``shown(index)``: of a running slice the
    session holds the header alone.

    ``problems`` has, by id of a User slice, why its last request left no answer; ``on_disk`` what
    the file held when that was last heard.
    """

    def __init__(
        self, path: Path, session: Session, digest: str, home: Home, rng: random.Random
    ) -> None:
        """``digest`` as ``store.sessions.load`` gives it, ``atomic.MISSING`` for a new session."""
        self.path = path
        self.session = session
        self.home = home
        self.history = History()
        self.problems: dict[str, str] = {}
        self.on_disk = Loaded(session, digest)
        self.file = SessionFile(path, session, digest, session_lock(home.state, path))
        self._rng = rng
        self._running: dict[str, Send] = {}
        # what earlier snapshots held, in terms of what memory has heard of; see engine.saving
        self._grounds: dict[int, Session] = {0: session}
        self._heard = 0
        self._number = 0

    @property
    def title(self) -> str:
        """What the session is called: its title, else how its first prompt begins."""
        return title_of(self.session) or self.path.stem

    @property
    def dirty(self) -> bool:
        """Whether memory holds what no save has brought to the disk yet."""
        return self._still().parts != self._grounds[self._heard].parts

    @property
    def running(self) -> tuple[str, ...]:
        """The ids of the running slices."""
        return tuple(self._running)

    def shown(self, at: int) -> str:
        """The session text of the part at this index, a running slice's text in it."""
        return self.text_of(self.session.parts[at])

    def text_of(self, part: Part) -> str:
        """The same of a part that a splice brought."""
        if not self._running or not isinstance(part, Slice):
            return shown(part)
        send = self._running.get(part.id or "")
        if send is None:
            return shown(part)
        return shown(Slice(part.line, part.eol, part.body + send.shown() + part.tail))

    def slice_of(self, slice_id: str) -> Slice | None:
        """The slice of this id, as it is now."""
        at = self.session.find(slice_id)
        part = self.session.parts[at] if at is not None else None
        return part if isinstance(part, Slice) else None

    def asked(self, at: int) -> str | None:
        """The id of the User slice at this index, or of the one that this answer answers."""
        for part in reversed(self.session.parts[: at + 1]):
            if isinstance(part, Slice) and part.role is Role.USER:
                return part.id
        return None

    def text(self) -> str:
        """The whole session text."""
        return "".join(map(self.text_of, self.session.parts))

    def edit(
        self, edit: Edit, now: float, *, raw_view: bool = False, pasted: bool = False
    ) -> list[Splice]:
        """Take in what the person changed in the shown text.

        Parts that the splices do not name are as they were before: an edit inside a running slice
        or of a read-only session is not taken, and the view takes it back.
        """
        try:
            splice = edits.apply(self.session, edit, raw_view=raw_view, pasted=pasted)
        except FormatError:
            return []
        if self._is_busy(self._touched(edit, splice)):
            return []
        splices = self._make([splice])
        splices += self._make(fresh_ids(self.session, self._rng))
        self.history.push(splices, TYPING, now, key=_OWN)
        return splices

    def change(self, splices: Sequence[Splice], label: str, now: float) -> list[Splice]:
        """Make a change that the person has asked for, as one step; none where an answer runs."""
        busy = any(self._is_busy((*one.removed, *one.added)) for one in splices)
        if busy or self.session.readonly:
            return []
        made = self._make(splices)
        self.history.push(made, label, now, key=_OWN)
        return made

    def name(self, at: int) -> list[Splice]:
        """Give the slice at this index an id, if it has none."""
        made = self._make(self._naming([at]))
        self.history.pass_by(made)
        return made

    def edit_all(self, changes: Sequence[Edit], label: str, now: float) -> list[Splice]:
        """The same of edits that each stay within one part, as one step; what may not be changed
        stays as it is."""
        made: list[Splice] = []
        for edit in changes:
            try:
                splice = edits.apply(self.session, edit)
            except FormatError:
                return []
            if not self._is_busy(self._touched(edit, splice)):
                made += self._make([splice])
        self.history.push(made, label, now, key=_OWN)
        return made

    def undo(self, now: float) -> list[Splice]:
        """Take back the last step; what a running answer stands on is passed over."""
        del now
        return self._step(self.history.undo(self.session, self._sending()))

    def redo(self, now: float) -> list[Splice]:
        """Do again what was undone last."""
        del now
        return self._step(self.history.redo(self.session))

    def saving(self) -> Save:
        """What is to be written now; run it in the writer's thread, in the order of these calls."""
        return Save(self.file, self.snapshot())

    def saved(self, saved: Saved) -> list[Splice]:
        """Take in a save's result: what others had written comes into memory as one step."""
        return self.heard(saved, "")

    def snapshot(self) -> Snapshot:
        """Memory as it is to be saved, running slices left out."""
        self._number += 1
        session = self._still()
        snapshot = Snapshot(self._number, self._heard, session, dict(self._grounds))
        self._grounds[self._number] = session
        return snapshot

    def set_front(
        self, values: Mapping[str, front_matter.Written | None], label: str, now: float
    ) -> list[Splice]:
        """Set keys of the front matter, or take them out where None: one step of undo.

        Raises FormatError if it cannot be read; nothing is changed then.
        """
        head, eol = self.session.head, self.session.eol
        front = head.front
        for key, value in values.items():
            front = front_matter.change(front, key, value, eol)
        if front == head.front:
            return []
        splices = self._make([Splice(0, (head,), (head.with_front(front, eol),))])
        self.history.push(splices, label, now, key=_OWN)
        return splices

    def begin(self, send: Send, now: float) -> list[Splice]:
        """Put a prompt at the end and the running slice below what it answers.

        Without a prompt, the slice ``again`` or a User slice at the end is answered. Nothing is
        done if there is neither.
        """
        if self.session.readonly:
            return []
        if send.goes_on:
            return self._go_on(send, now)
        unstepped: list[Splice] = []
        made: list[Splice] = []
        if send.text.strip() and not send.again:
            unstepped += self._space_below_running(len(self.session.parts))
            made += self._put_prompt(send)
        at = self.session.find(send.again) if send.again else len(self.session.parts) - 1
        answered = self.session.parts[at] if at is not None else None
        if at is None or not isinstance(answered, Slice) or not _answerable(answered):
            return []
        made += self._make(self._naming(sent_parts(self.session, at + 1)))
        send.after = self.session.slices[at - 1].id or ""
        place = below(self.session.parts, at)
        if place - 1 > at:
            unstepped += self._space_below_running(place)
        made += self._space_above(send, place)
        self.history.push(made, SEND, now, key=send.key)
        self.problems.pop(send.after, None)
        return [*unstepped, *made, *self._start(send, place)]

    def heard(self, saved: Saved, key: str) -> list[Splice]:
        """Take in a save's result; a change it made on the way (pins) belongs to entry ``key``."""
        mine = self._grounds[saved.number]
        news = self._become(merge(mine, self._still(), saved.merged).session)
        self.history.push(news, FROM_DISK, 0.0, key=FROM_DISK)
        grounds = {saved.number: saved.session}
        for number, other in self._grounds.items():
            if number > saved.number:
                grounds[number] = saved.changed(merge(mine, other, saved.merged).session)
        self._grounds, self._heard = grounds, saved.number
        self.on_disk = Loaded(saved.session, saved.digest)
        own = self._become(saved.changed(self._still()))
        self.history.extend(key, own)
        return news + own

    def place(self, send: Send, answer: Slice | None, now: float) -> list[Splice]:
        """The running slice ends: the answer takes its place as one step, or nothing does."""
        if send.goes_on:
            return self._join(send, answer, now)
        at, running = self._running_part(send)
        del self._running[send.slice_id]
        self.history.pass_by(Splice(at, (running,), ()))
        if answer is None:
            return self._make([Splice(at, (running,), ())])
        answer = answer.with_tail(count_ends(running.tail), self.session.eol)
        made = self._make([Splice(at, (running,), (answer,))])
        marks = self._make(one_current(self.session, at))
        self.history.push([Splice(at, (), (answer,)), *marks], ANSWER, now, key=send.slice_id)
        return made + marks

    def unpin(self, send: Send, pins: Collection[Pin], problem: str) -> list[Splice]:
        """No answer came: the pins that nothing else has changed go, and the reason is kept."""
        self.problems[send.after] = problem
        splices = self._become(take_back(self._still(), pins))
        last = self.session.parts[-1]
        if send.spaced and isinstance(last, Slice) and last.id == send.spaced:
            splices += self._make([Splice(len(self.session.parts) - 1, (last,), (_close(last),))])
        self.history.extend(send.key, splices)
        return splices

    def take_back(self, send: Send) -> list[Splice]:
        """Nothing was sent: prompt, ids and pins go again."""
        splices = self.place(send, None, 0.0) if send.slice_id in self._running else []
        while step := self.history.undo(self.session, _AllBut(send.key), for_good=True):
            splices += self._step(step)
        at = self.session.find(send.prompt_id)
        if at is not None:
            # the person has written in it meanwhile
            rest = self._make([Splice(at, (self.session.parts[at],), ())])
            self.history.pass_by(rest)
            splices += rest
        return splices

    def prompt_of(self, send: Send) -> str:
        """The prompt as it reads now; empty if it is gone or was there before."""
        part = self.slice_of(send.prompt_id)
        return part.text if part is not None else ""

    def fresh_id(self) -> str:
        """An id that no slice of the session has."""
        made = new_id(self._rng)
        while self.session.find(made) is not None:
            made = new_id(self._rng)
        return made

    def _go_on(self, send: Send, now: float) -> list[Splice]:
        """The slice that is to be continued is the running one, where it stands."""
        at = self.session.find(send.slice_id)
        if at is None:
            return []
        made = self._make(self._naming(sent_parts(self.session, at + 1)))
        self.history.push(made, SEND, now, key=send.key)
        send.after = self.asked(at) or send.slice_id
        self._running[send.slice_id] = send
        return made

    def _join(self, send: Send, answer: Slice | None, now: float) -> list[Splice]:
        """The continued slice has its new text, as one step; where it is gone, it comes back."""
        del self._running[send.slice_id]
        if answer is None:
            return []
        at = self.session.find(send.slice_id)
        if at is None:
            made = self._make(placed(self.session, answer, send.after))
        else:
            made = self._make([Splice(at, (self.session.parts[at],), (answer,))])
            made += self._make([] if answer.alt else one_current(self.session, at))
        self.history.push(made, CONTINUED, now, key=send.slice_id)
        return made

    def _start(self, send: Send, place: int) -> list[Splice]:
        self._running[send.slice_id] = send
        running = send.running
        if place < len(self.session.parts):
            running = running.with_tail(2, self.session.eol)
        made = self._make([Splice(place, (), (running,))])
        self.history.pass_by(made)
        return made

    def _running_part(self, send: Send) -> tuple[int, Slice]:
        at = self.session.find(send.slice_id)
        part = self.session.parts[at] if at is not None else None
        if at is None or not isinstance(part, Slice):  # pragma: no cover - edits leave it alone
            raise LookupError(f"the running slice {send.slice_id} is not in memory")
        return at, part

    def _put_prompt(self, send: Send) -> list[Splice]:
        send.prompt_id = self.fresh_id()
        prompt = new_slice(
            Role.USER,
            send.text,
            timestamp=send.started,
            attributes=[("id", send.prompt_id)],
            eol=self.session.eol,
        )
        return self._make([inserted(self.session, len(self.session.parts), prompt)])

    def _space_above(self, send: Send, place: int) -> list[Splice]:
        """An empty line above what comes to this place."""
        above = self.session.parts[place - 1]
        if not isinstance(above, Slice) or above.with_tail(2, self.session.eol) == above:
            return []
        send.spaced = above.id or ""
        return self._make([Splice(place - 1, (above,), (above.with_tail(2, self.session.eol),))])

    def _space_below_running(self, place: int) -> list[Splice]:
        """The same below a running slice; it goes with that slice, so it is no step."""
        above = self.session.parts[place - 1]
        if not isinstance(above, Slice) or not self._is_running(above):
            return []
        made = self._make([Splice(place - 1, (above,), (above.with_tail(2, self.session.eol),))])
        self.history.pass_by(made)
        return made

    def _naming(self, parts: Sequence[int]) -> list[Splice]:
        """Ids for what is sent the first time."""
        splices: list[Splice] = []
        for at in parts:
            part = self.session.parts[at]
            if isinstance(part, Slice) and part.id is None:
                named = part.with_attributes({"id": self.fresh_id()})
                splices.append(Splice(at, (part,), (named,)))
        return splices

    def _make(self, splices: Sequence[Splice]) -> list[Splice]:
        for splice in splices:
            self.session = self.session.splice(splice)
        return list(splices)

    def _step(self, step: Step | None) -> list[Splice]:
        return self._make(step.splices) if step is not None else []

    def _sending(self) -> set[str]:
        return {send.key for send in self._running.values()}

    def _is_running(self, part: Part) -> bool:
        """Whether it is an answer that the file does not have yet."""
        send = self._running.get(part.id or "") if isinstance(part, Slice) else None
        return send is not None and not send.goes_on

    def _is_busy(self, parts: Iterable[Part]) -> bool:
        """Whether an answer arrives in one of these."""
        return any(isinstance(part, Slice) and part.id in self._running for part in parts)

    def _touched(self, edit: Edit, splice: Splice) -> tuple[Part, ...]:
        return self.session.parts[max(edit.first, 0) : edit.last + 1] + splice.removed

    def _still(self) -> Session:
        """The session without its running slices."""
        if not self._running:
            return self.session
        parts = tuple(part for part in self.session.parts if not self._is_running(part))
        return Session(parts, self.session.readonly)

    def _become(self, session: Session) -> list[Splice]:
        """Make memory this session, running slices kept each below what it answers."""
        if session.parts == self._still().parts:
            return []
        old, new = self.session.parts, self._with_running(session)
        splices: list[Splice] = []
        # cut at the running slices, so that no splice takes one out and puts it in again
        for (start, before), (_, after) in reversed(
            list(zip(self._stretches(old), self._stretches(new), strict=True))
        ):
            splices += [
                Splice(start + one.at, one.removed, one.added) for one in difference(before, after)
            ]
        return self._make(splices)

    def _with_running(self, session: Session) -> tuple[Part, ...]:
        """The parts of a session with the running slices in the order they have in memory."""
        # what others placed of an answer that still grows here is that same answer
        parts = [part for part in session.parts if not self._is_running(part)]
        at = len(parts)
        for running in reversed(self.session.slices):
            send = self._running.get(running.id or "")
            if send is None or send.goes_on:
                continue
            answered = Session(tuple(parts)).find(send.after)
            if answered is not None:
                at = min(at, below(parts, answered))
            parts.insert(at, running)
        return tuple(parts)

    def _stretches(self, parts: Sequence[Part]) -> list[tuple[int, Sequence[Part]]]:
        """What stands between running slices, with the index where each stretch begins."""
        stretches: list[tuple[int, Sequence[Part]]] = []
        start = 0
        for at, part in enumerate(parts):
            if self._is_running(part):
                stretches.append((start, parts[start:at]))
                start = at + 1
        return [*stretches, (start, parts[start:])]


def _answerable(part: Slice) -> bool:
    """Whether a send without a prompt may answer this slice."""
    return part.role is Role.USER and not part.alt and bool(part.text.strip())


class _AllBut(Collection[str]):
    """Every key but one."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __contains__(self, key: object) -> bool:
        return key != self._key

    def __iter__(self) -> Iterator[str]:
        return iter(())  # pragma: no cover - nobody counts all keys

    def __len__(self) -> int:
        return 0  # pragma: no cover - nobody counts all keys


def _close(last: Slice) -> Slice:
    """The last slice without the empty line that an answer below it needed."""
    ends = last.tail
    if ends in ("\n\n", "\r\n\r\n"):
        return Slice(last.line, last.eol, last.body + ends[: len(ends) // 2])
    return last
