"""Recorded answers of real services, and what their own clients made of them.

The recordings lie beside a checkout in ``shared/recordings``; tests are skipped without them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.wire.driven import answered, calls_of, cut, end_of, reasoning_of, text_of
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.core.events import Event
from vibekoder.wire.http import Dialect

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "recordings"
HERE = RECORDINGS.is_dir()
FULL = bool(os.environ.get("VIBEKODER_FULL"))
CUTTINGS = (1, 200, 5000, 10**9) if FULL else (150, 5000, 10**9)
REPEATS = 5 if FULL else 1
SMALL = 4000  # bytes that are always cut into single ones too
LARGE = 100_000  # bytes; a longer body is never cut into single ones as a whole

needed = pytest.mark.skipif(not HERE, reason="the recordings are not beside this checkout")


@dataclass(frozen=True)
class Tape:
    """One recorded body and what is expected of it; ``finish`` is the provider's word.

    ``calls`` are those for us to answer, ``server`` the provider's own; None: not looked at.
    """

    name: str
    body: bytes
    text: str = ""
    reasoning: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    server: list[dict[str, Any]] | None = None
    finish: str | None = None
    usage: Mapping[str, int] | None = None
    error: str | None = None
    code: str = str(Code.IN_STREAM)
    warning: str = ""


def streams(*protocols: str) -> list[dict[str, Any]]:
    """The entries of these protocols, ``path`` and ``expected`` with each."""
    entries = read(RECORDINGS / "INDEX.json") if HERE else []
    found = [entry for entry in entries if entry["protocol"] in protocols]
    for entry in found:
        entry["path"] = RECORDINGS / entry["file"]
        entry["expected"] = read(entry["path"].with_suffix(".json"))["expected"]
    return found


def hand_made(*protocols: str) -> list[dict[str, Any]]:
    """The hand-made streams of these protocols, ``path`` and ``intended`` with each."""
    found: list[dict[str, Any]] = []
    for about in listed("_synthetic/*.json"):
        told = read(about)
        if told["protocol"] in protocols:
            (path,) = (one for one in listed(f"_synthetic/{about.stem}.*") if one != about)
            found.append({"path": path, **told})
    return found


def listed(pattern: str) -> list[Path]:
    """The files of this name, in order; none without recordings."""
    return sorted(RECORDINGS.glob(pattern))


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_bytes())


def called(made: Iterable[Event], *, server: bool = False) -> list[dict[str, Any]]:
    """The calls for us to answer, or the provider's own; not what those gave."""
    told = [one for one in made if bool(one.data.get("server")) is server]
    return [
        {**one, "arguments": value(one["arguments"])}
        for one in calls_of(told)
        if one["arguments"] and not one["name"].endswith(("_result", "compaction"))
    ]


def value(text: object) -> Any:
    """What a text says as JSON; itself where it is none."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def holds(tape: Tape, dialect: Dialect) -> None:
    """The tape reads as expected at many cuttings."""
    for largest in CUTTINGS:
        for seed in range(REPEATS) if largest > 1 or len(tape.body) < LARGE else ():
            pieces = cut(tape.body, Random(f"{tape.name} {largest} {seed}"), largest)
            _as_expected(tape, answered(list(pieces), dialect=dialect))


def byte_by_byte(tape: Tape, dialect: Dialect) -> None:
    """The beginning of the tape, cut into single bytes, reads as in one piece."""
    body = tape.body if FULL else tape.body[:SMALL]
    single = answered([bytes([byte]) for byte in body], dialect=dialect)
    whole = answered(body, dialect=dialect)
    for told in (text_of, reasoning_of, calls_of):
        assert told(single) == told(whole)
    assert end_of(single) == end_of(whole)


def _as_expected(tape: Tape, made: list[Event]) -> None:
    end = end_of(made)
    assert text_of(made) == end.data["content"] == tape.text
    assert reasoning_of(made) == tape.reasoning
    # some clients tell no ids
    ids = all("id" in call for call in tape.calls)
    assert [c if ids else {**c, "id": ""} for c in called(made)] == [
        {"id": "", **call} for call in tape.calls
    ]
    assert tape.server is None or called(made, server=True) == tape.server
    if tape.error is None:
        assert end.event == events.COMPLETED
        assert end.data["raw"] == tape.finish
        assert tape.usage is None or _told(tape, end) == tape.usage
        assert tape.warning in end.data.get("warning", "")
    else:
        assert end.event == events.ERROR
        assert end.data["code"] == tape.code
        assert tape.error in end.data["message"]


def _told(tape: Tape, end: Event) -> dict[str, int]:
    """What the end counts, as far as a client counts it too; nothing where that counts nothing."""
    usage: dict[str, int] = end.data["usage"]
    return {name: usage[name] for name in usage if not tape.usage or name in tape.usage}
