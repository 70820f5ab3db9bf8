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
SMALL = 4000  # bytes; a shorter body is always cut into single ones too
LARGE = 100_000  # bytes; a longer body is not cut into single ones

needed = pytest.mark.skipif(not HERE, reason="the recordings are not beside this checkout")


@dataclass(frozen=True)
class Tape:
    """One recorded body and what is expected of it; ``finish`` is the provider's word."""

    name: str
    body: bytes
    text: str = ""
    reasoning: str = ""
    calls: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    finish: str | None = None
    usage: Mapping[str, int] | None = None
    error: str | None = None
    code: str = str(Code.IN_STREAM)


def index(*protocols: str) -> Iterable[dict[str, Any]]:
    """The entries of these protocols."""
    entries = read(RECORDINGS / "INDEX.json") if HERE else []
    return (entry for entry in entries if entry["protocol"] in protocols)


def streams(*protocols: str) -> list[dict[str, Any]]:
    """The entries of these protocols, ``path`` and ``expected`` with each."""
    found = list(index(*protocols))
    for entry in found:
        entry["path"] = RECORDINGS / entry["file"]
        entry["expected"] = read(entry["path"].with_suffix(".json"))["expected"]
    return found


def hand_made(name: str) -> list[dict[str, Any]]:
    """The hand-made streams whose names begin so, ``path`` and ``intended`` with each."""
    made = listed(f"_synthetic/{name}-*.sse")
    return [{"path": path, **read(path.with_suffix(".json"))} for path in made]


def played(path: Path, dialect: Dialect) -> Iterable[list[Event]]:
    """The events of a stream at many cuttings, a small one also byte by byte."""
    body = path.read_bytes()
    sizes = CUTTINGS if FULL or len(body) > SMALL else (1, *CUTTINGS)
    for largest in sizes:
        for seed in range(REPEATS) if largest > 1 or len(body) < LARGE else ():
            pieces = cut(body, Random(f"{path.name} {largest} {seed}"), largest)
            yield answered(list(pieces), dialect=dialect)


def listed(pattern: str) -> list[Path]:
    """The files of this name, in order; none without recordings."""
    return sorted(RECORDINGS.glob(pattern))


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_bytes())


def called(made: Iterable[Event]) -> list[tuple[str, Any]]:
    """Name and arguments of the calls that are for us to answer."""
    ours = [event for event in made if not event.data.get("server")]
    return [(call["name"], json.loads(call["arguments"])) for call in calls_of(ours)]


def holds(tape: Tape, dialect: Dialect) -> None:
    """The tape reads as expected at many cuttings."""
    for largest in CUTTINGS:
        for seed in range(REPEATS) if largest > 1 or len(tape.body) < LARGE else ():
            pieces = cut(tape.body, Random(f"{tape.name} {largest} {seed}"), largest)
            _as_expected(tape, answered(list(pieces), dialect=dialect))


def byte_by_byte(tape: Tape, dialect: Dialect) -> None:
    """The beginning of the tape, cut into single bytes, reads as in one piece."""
    body = tape.body if FULL else tape.body[:4000]
    single = answered([bytes([byte]) for byte in body], dialect=dialect)
    whole = answered(body, dialect=dialect)
    for told in (text_of, reasoning_of, calls_of):
        assert told(single) == told(whole)
    assert end_of(single) == end_of(whole)


def _as_expected(tape: Tape, made: list[Event]) -> None:
    end = end_of(made)
    assert text_of(made) == tape.text
    assert reasoning_of(made) == tape.reasoning
    assert called(made) == tape.calls
    assert end.data["content"] == tape.text
    if tape.error is None:
        assert end.event == events.COMPLETED
        assert end.data["raw"] == tape.finish
        assert tape.usage is None or end.data["usage"] == tape.usage
    else:
        assert end.event == events.ERROR
        assert end.data["code"] == tape.code
        assert tape.error in end.data["message"]
