"""What died with a program comes back: answers that only journals hold go into their sessions.

Placing is by id and can be repeated: a second run changes nothing. A journal whose owner lives is
left alone, so that recovery works beside a running program. A journal is deleted only once its
text is in the session's file; one whose session is gone stays and is offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from vibekoder.core.errors import SessionChanged, StoreError
from vibekoder.core.messages import Role
from vibekoder.core.session import (
    Piece,
    Session,
    Slice,
    Splice,
    new_slice,
    serialise,
    take_apart,
)
from vibekoder.engine.going_on import joined, last_stretch
from vibekoder.engine.growing import CUT_OFF, Growing
from vibekoder.engine.pins import Pin, take_back
from vibekoder.engine.placing import finished, placed
from vibekoder.engine.tariff import Tariff
from vibekoder.store import atomic, journal
from vibekoder.store.journal import Record
from vibekoder.store.lock import session_lock
from vibekoder.store.paths import State
from vibekoder.store.sessions import load

_ATTEMPTS = 8


class Outcome(StrEnum):
    """What became of one journal."""

    PLACED = "placed"
    KNOWN = "known"
    EMPTY = "empty"
    HOMELESS = "homeless"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recovered:
    """One journal that was found free.

    ``placed``: its answer is in the session now; ``known``: it was there already; ``empty``: no
    text had come. In these three cases the journal is gone. ``homeless``: its session is gone;
    ``failed``: the session could not be read or written, and ``why``. In these two it stays.
    """

    journal: Path
    outcome: Outcome
    session: Path | None = None
    slice_id: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """Which journals are wanted: those of sessions in this folder, wherever it was before."""

    root: Path
    id: str = ""


def recover(state: State, project: Project | None = None) -> list[Recovered]:
    """Place what free journals hold, of one project or of all; the unreadable ones stay."""
    found: list[Recovered] = []
    for path in journal.everywhere(state):
        try:
            result = _recover_one(state, path, project)
        except StoreError as error:
            result = Recovered(path, Outcome.FAILED, why=error.sentence)
        if result is not None:
            found.append(result)
    return found


def adopt(state: State, path: Path, session: Path) -> Recovered | None:
    """Place a free journal's answer in a session the person has chosen; None if it is not free."""
    claimed = journal.claim(path)
    if claimed is None:
        return None
    try:
        outcome = _place(state, session, claimed.record)
        claimed.journal.remove()
    finally:
        claimed.journal.close()
    return Recovered(path, outcome, session, _word(claimed.record.first, "slice"))


def answer_of(record: Record, status: str | None = None) -> Slice | None:
    """The slice a journal's answer makes, or None if no text had come.

    Its status is what the journal tells of its end, else ``interrupted``; or the given one.
    """
    growing = _grown(record)
    if growing.empty:
        return None
    first = record.first
    named = [
        ("id", _word(first, "slice")),
        ("model", f"{_word(first, 'backend')}/{_word(first, 'model')}"),
    ]
    try:
        started = _word(first, "started") or None
        running = new_slice(Role.ASSISTANT, "", timestamp=started, attributes=named)
    except ValueError:
        # a damaged time must not keep the text from its place
        running = new_slice(Role.ASSISTANT, "", timestamp=None, attributes=named)
    return finished(running, growing.body(), _attributes(record, growing, status))


def with_answer(session: Session, record: Record, status: str | None = None) -> Session:
    """The session with a journal's answer in its place; as it is if it has it or none came."""
    at = session.find(_word(record.first, "slice"))
    if at is not None:
        known = _is_known(session, record)
        return session if known else _gone_on(session, at, record, status)
    answer = answer_of(record, status)
    if answer is None:
        return session
    for splice in placed(session, answer, _word(record.first, "after")):
        session = session.splice(splice)
    return session


def session_of(first: Mapping[str, Any], project: Project | None = None) -> Path | None:
    """Where the session is now that a journal's first line names; None if it is gone.

    A project that was moved is known by its id, and its session by the path inside. One that has
    no id is known by the slice that was answered.
    """
    before = _word(first, "session")
    if before and Path(before).is_file():
        return Path(before)
    inside = _word(first, "inside")
    if project is not None and inside:
        path = project.root / inside
        if path.is_file() and (_is_of(first, project) or _is_answered_in(path, first)):
            return path
    return None


def _recover_one(state: State, path: Path, project: Project | None) -> Recovered | None:
    if project is not None and not _belongs(journal.first_of(path), project):
        return None
    claimed = journal.claim(path)
    if claimed is None:
        return None
    record = claimed.record
    try:
        slice_id = _word(record.first, "slice")
        if not record.first and not record.events and record.skipped < 2:
            # its owner died before anything was sent: not even the first line is whole
            claimed.journal.remove()
            return Recovered(path, Outcome.EMPTY)
        session = session_of(record.first, project)
        if session is None or not slice_id:
            return Recovered(path, Outcome.HOMELESS, slice_id=slice_id)
        outcome = _place(state, session, record)
        claimed.journal.remove()
        return Recovered(path, outcome, session, slice_id)
    finally:
        claimed.journal.close()


def _place(state: State, path: Path, record: Record) -> Outcome:
    with session_lock(state, path):
        for _ in range(_ATTEMPTS):
            loaded = load(path)
            session = loaded.session
            if session.readonly:
                raise StoreError(path, session.readonly)
            if _is_known(session, record):
                return Outcome.KNOWN
            changed = with_answer(session, record)
            outcome = Outcome.PLACED
            if changed is session:
                outcome = Outcome.EMPTY
                changed = take_back(session, _pins(record))
            if changed is session:
                return outcome
            try:
                atomic.write(path, serialise(changed), expected=loaded.digest)
            except SessionChanged:
                continue
            return outcome
    raise StoreError(path, "other programs keep changing it")


def _belongs(first: Mapping[str, Any], project: Project) -> bool:
    """Whether this project asks for it; what does not say whose it is belongs to any."""
    session = _word(first, "session")
    if not session or _is_of(first, project) or Path(session).is_relative_to(project.root):
        return True
    return not Path(session).is_file() and session_of(first, project) is not None


def _grown(record: Record, after: Piece | None = None) -> Growing:
    growing = Growing(after)
    for event in record.events:
        growing.take(event)
    return growing


def _attributes(record: Record, growing: Growing, status: str | None) -> dict[str, str | None]:
    ending = growing.ending or CUT_OFF
    attributes = ending.attributes()
    tariff = Tariff.from_json(record.first.get("tariff"))
    attributes["cost"] = tariff.cost(ending.used, ending.cost) or None
    attributes["receipt"] = _receipt(record)
    if status is not None:
        attributes["status"] = status
    return attributes


def _receipt(record: Record) -> str:
    """Of what was sent last: a request that was changed on its way has another."""
    later = [word for event in record.events if (word := _word(event.data, "receipt"))]
    return later[-1] if later else _word(record.first, "receipt")


def _is_known(session: Session, record: Record) -> bool:
    """Whether the session has a journal's answer; of one that goes on, all of the rest."""
    at = session.find(_word(record.first, "slice"))
    part = session.parts[at] if at is not None else None
    if not isinstance(part, Slice) or not record.first.get("goes_on"):
        return part is not None
    # what is there twice can be deleted, what is not there is lost
    has, came = take_apart(part.text), take_apart(_grown(record).body())
    return (
        part.get("receipt") == _receipt(record)
        and has.answer.endswith(came.answer.rstrip("\n"))
        and has.reasoning.endswith(came.reasoning)
        and has.steps[len(has.steps) - len(came.steps) :] == came.steps
    )


def _gone_on(session: Session, at: int, record: Record, status: str | None) -> Session:
    part = session.parts[at]
    if not isinstance(part, Slice):
        return session  # pragma: no cover - only slices are found by id
    growing = _grown(record, last_stretch(part))
    if growing.empty:
        return session
    first = record.first
    name = f"{_word(first, 'backend')}/{_word(first, 'model')}"
    whole = joined(part, growing, _attributes(record, growing, status), name)
    return session.splice(Splice(at, (part,), (whole,)))


def _is_answered_in(path: Path, first: Mapping[str, Any]) -> bool:
    """Whether a session has the slice that a journal of a project without an id answers."""
    after = _word(first, "after")
    if not after or _word(first, "project"):
        return False
    try:
        return load(path).session.find(after) is not None
    except StoreError:
        # whether it is this journal's cannot be told, so it is not
        return False


def _is_of(first: Mapping[str, Any], project: Project) -> bool:
    return bool(project.id) and _word(first, "project") == project.id


def _pins(record: Record) -> list[Pin]:
    raw: Any = record.first.get("pins")
    values = cast("list[Any]", raw) if isinstance(raw, list) else []
    return [pin for value in values if (pin := Pin.from_json(value)) is not None]


def _word(first: Mapping[str, Any], key: str) -> str:
    value = first.get(key)
    return value if isinstance(value, str) else ""
