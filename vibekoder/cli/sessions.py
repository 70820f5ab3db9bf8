"""Sessions in the terminal: shown as they will be after recovery, and recovered."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vibekoder.core.errors import ProjectError, StoreError
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, Slice, take_apart
from vibekoder.engine import recovery
from vibekoder.engine.recovery import Outcome, Recovered
from vibekoder.store import front_matter, journal
from vibekoder.store.journal import Record
from vibekoder.store.paths import State, real
from vibekoder.store.plain import encode
from vibekoder.store.projects import Project, root_of
from vibekoder.store.sessions import load
from vibekoder.store.strays import sweep

_FREE = "interrupted"
_OWNED = "streaming"
_CONTROLS = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    # U+009B begins a sequence like ESC [ does, also in UTF-8
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}


def show(path: Path, state: State, *, as_json: bool) -> int:
    """Print a session with what its journals hold; writes nothing. Raises StoreError."""
    session = whole(path, state)
    if as_json:
        _print(encode(described(path, session)))
    else:
        _print("\n\n".join(_readable(one) for one in session.slices).encode(errors="replace"))
    return 0


def whole(path: Path, state: State) -> Session:
    """The session as it will be once its running and cut off answers are in it."""
    # journals first: one that goes meanwhile has put its answer into the file that is read after
    records = list(_records(path, state))
    session = load(path).session
    for record, status in records:
        session = recovery.with_answer(session, record, status)
    return session


def described(path: Path, session: Session) -> dict[str, Any]:
    """The session as JSON values; what is absent is None."""
    front = session.head.front
    return {
        "path": str(path),
        "front_matter": front_matter.read(front) if front else None,
        "slices": [_described(one) for one in session.slices],
    }


def recover(root: Path, state: State) -> int:
    """Place what free journals of a project hold and say so; 1 if an answer found no place.

    Raises ProjectError if there is no such folder.
    """
    project = _project(root)
    named = "" if project is None else project.id
    found = recovery.recover(state, recovery.Project(real(root), named))
    if project is not None:
        sweep(project, state, time.time())
    placed = sum(one.outcome is Outcome.PLACED for one in found)
    lines = [*map(_sentence, found), f"{placed} recovered of {len(found)} found."]
    _print("\n".join(lines).encode(errors="backslashreplace"))
    return 1 if any(one.outcome is Outcome.FAILED for one in found) else 0


def _project(root: Path) -> Project | None:
    """The project; None if its settings are broken, which keeps no answer from its session."""
    try:
        return Project.open(root)
    except ProjectError as problem:
        if not root.is_dir():
            raise
        print(f"vibekoder: {problem.sentence} {problem.hint}", file=sys.stderr)
        return None


def _around(path: Path) -> recovery.Project:
    """The project of a session; one without settings is taken to have it in a usual place."""
    root = root_of(path)
    known = None if root is None else _project(root)
    if known is None:
        return recovery.Project(real(path).parent.parent)
    return recovery.Project(known.root, known.id)


def _records(path: Path, state: State) -> Iterator[tuple[Record, str]]:
    """The journals of a session, each with the status that its answer has."""
    project = _around(path)
    own = journal.journal_folder(state, path)
    for file in journal.everywhere(state):
        try:
            record = journal.read(file)
            free = journal.is_free(file)
        except StoreError:
            continue  # placed and gone since it was listed
        # of this path, or made before the project was moved here
        if file.parent == own or recovery.session_of(record.first, project) == real(path):
            yield record, _FREE if free else _OWNED


def _described(one: Slice) -> dict[str, Any]:
    text, reasoning = _parts(one)
    return {
        "role": one.role.value,
        "id": one.id,
        "status": one.status,
        "model": one.model or None,
        "text": text,
        "reasoning": reasoning,
    }


def _parts(one: Slice) -> tuple[str, str | None]:
    """Text and reasoning; only an answer has any."""
    if one.role is not Role.ASSISTANT:
        return one.text, None
    answer = take_apart(one.text)
    return answer.answer, answer.reasoning or None


def _readable(one: Slice) -> str:
    text, reasoning = _parts(one)
    words = [one.role.value.capitalize(), one.model, one.timestamp]
    if one.role is Role.ASSISTANT:
        words.append(one.status)
    head = " · ".join(word for word in words if word)
    parts = [f"── {head}", *([f"(reasoning)\n{reasoning}\n"] if reasoning else []), text]
    # signs that steer a terminal are shown, not obeyed: the text came from anywhere
    return "\n".join(parts).translate(_CONTROLS)


def _sentence(one: Recovered) -> str:
    where = one.session or one.journal
    return {
        Outcome.PLACED: f"{where}: an answer was recovered.",
        Outcome.KNOWN: f"{where}: its answer was there already.",
        Outcome.EMPTY: f"{where}: no text had come.",
        Outcome.HOMELESS: f"{where}: the session of this answer is gone; it is kept here.",
        Outcome.FAILED: f"{where}: {one.why}",
    }[one.outcome]


def _print(text: bytes) -> None:
    """Write UTF-8 whatever the terminal's language is; a reader may stop early."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # what Python would still flush at its end goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
