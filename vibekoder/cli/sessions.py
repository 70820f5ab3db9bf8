"""Sessions in the terminal: shown as they will be after recovery, and recovered."""

from __future__ import annotations

import os
import sys
from collections import Counter
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

_FREE = "interrupted"
_OWNED = "streaming"
_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"} | {0x7F: 0x2421}


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
    found = recovery.recover(state, recovery.Project(real(root), _id(root)))
    for one in found:
        print(_sentence(one))
    counts = Counter(one.outcome for one in found)
    print(f"{counts[Outcome.PLACED]} recovered, {len(found)} looked at.")
    return 1 if counts[Outcome.FAILED] else 0


def _id(root: Path) -> str:
    """The project's id; a broken settings file must not keep answers from their sessions."""
    try:
        return Project.open(root).id
    except ProjectError as problem:
        if not root.is_dir():
            raise
        print(f"vibekoder: {problem.sentence} {problem.hint}", file=sys.stderr)
        return ""


def _records(path: Path, state: State) -> Iterator[tuple[Record, str]]:
    """The journals of a session, each with the status that its answer has."""
    for file in _journals(path, state):
        try:
            record = journal.read(file)
            status = _FREE if journal.is_free(file) else _OWNED
        except StoreError:
            continue  # gone since, or nobody's to read
        yield record, status


def _journals(path: Path, state: State) -> Iterator[Path]:
    own = journal.of_session(state, path)
    yield from own
    root = root_of(path)
    if root is None:
        return
    # those that were made before the project moved here
    project = recovery.Project(root, _id(root))
    for file in journal.everywhere(state):
        if file not in own and recovery.session_of(journal.read(file), project) == real(path):
            yield file


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
        Outcome.PLACED: f"{where}: an answer was recovered, marked as it ended.",
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
