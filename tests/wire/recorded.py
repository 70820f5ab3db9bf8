"""Recorded answers of real services, what is expected of each, and the ways to cut one.

The recordings lie beside a checkout in ``shared/recordings``; tests are skipped without them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.wire import clients
from tests.wire.clients import Made, value
from tests.wire.differing import OURS
from tests.wire.driven import calls_of, cut, end_of, reasoning_of, text_of
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.core.events import Event
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "recordings"
HERE = RECORDINGS.is_dir()
FULL = bool(os.environ.get("VIBEKODER_FULL"))
CUTTINGS = 200 if FULL else 30
LARGEST = (3, 40, 700, 5000)  # bytes of a random piece
PIECES = 300  # of one cutting, about
STRETCH = 60  # bytes that come one by one, at a place of each cutting
SMALL = 3000  # bytes of a body that comes one by one as a whole

needed = pytest.mark.skipif(
    not HERE, reason="nothing recorded is played: ../shared/recordings is not beside this checkout"
)

DIALECTS: Mapping[str, Dialect] = {
    "openai-chat": OpenAI(),
    "openai-responses": OpenAIResponses(),
    "anthropic-messages": Anthropic(),
    "anthropic-complete-legacy": Anthropic(),
    "gemini-sse": Gemini(),
    "gemini-json-array": Gemini(),
    "ollama-chat-ndjson": Ollama(),
    "ollama-generate-ndjson": Ollama(),
}


@dataclass(frozen=True)
class Tape:
    """One recorded body: what its client made of it, and what the program is to make of it."""

    name: str
    protocol: str
    body: bytes
    theirs: Made
    ours: Made
    warning: str = ""
    told: str = ""
    """What the recording says of a client that puts together something else; mostly ""."""


def streams(protocol: str) -> Iterator[Tape]:
    """The recorded streams of a protocol."""
    for entry in read(RECORDINGS / "INDEX.json") if HERE else []:
        if entry["protocol"] == protocol:
            path = RECORDINGS / entry["file"]
            about = read(path.with_suffix(".json"))
            oracle, theirs = about["oracle"], clients.streamed(protocol, about)
            odd = oracle.get("accumulator_result") or oracle.get("accumulator_exception") or ""
            told = f"{odd} {oracle['method']}" if odd or "re-served" in oracle["method"] else ""
            yield _tape(entry["id"], protocol, path, theirs, theirs, about["expected"], told)


def hand_made(protocol: str) -> Iterator[Tape]:
    """The streams of a protocol that somebody wrote, because none was recorded."""
    for about in listed("_synthetic/*.json"):
        told = read(about)
        if told["protocol"] == protocol and "intended" in told:
            (path,) = (one for one in listed(f"_synthetic/{about.stem}.*") if one != about)
            theirs, intended = clients.hand_made(told)
            # where it names two ways, the program's is the client's
            meant = theirs if "ambiguous" in told["intended"].get("note", "") else intended
            yield _tape(told["id"], protocol, path, theirs, meant)


def _tape(  # one value each
    name: str,
    protocol: str,
    path: Path,
    theirs: Made,
    meant: Made,
    told: Mapping[str, Any] | None = None,
    odd: str = "",
) -> Tape:
    ours = dict(OURS.get(name, {}))
    warning = ours.pop("warning", "")
    if ours.pop("split", False):
        split = (told or {})["after_think_split"]
        ours |= {name: split[name] for name in ("text", "reasoning")}
    if "arguments" in ours:
        ours = {"calls": tuple({**one, "arguments": ours["arguments"]} for one in theirs.calls)}
    return Tape(name, protocol, path.read_bytes(), theirs, meant.but(**ours), warning, odd)


def listed(pattern: str) -> list[Path]:
    """The files of this name, in order; none without recordings."""
    return sorted(RECORDINGS.glob(pattern))


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_bytes())


def cuttings(tape: Tape) -> Iterator[list[bytes]]:
    """Ways in which a body may come: whole, in single bytes, in pieces of chance."""
    body = tape.body
    yield [body]
    if FULL or len(body) <= SMALL:
        yield [bytes([byte]) for byte in body]
    for seed in range(CUTTINGS - 1):
        rng = Random(f"{tape.name} {seed}")
        largest = max(rng.choice(LARGEST), 2 * len(body) // PIECES)
        at = rng.randrange(len(body))
        yield [
            *cut(body[:at], rng, largest),
            *(bytes([byte]) for byte in body[at : at + STRETCH]),
            *cut(body[at + STRETCH :], rng, largest),
        ]


def made_of(tape: Tape, told: Iterable[Event]) -> Made:
    """What the program made of a tape, as far as its client looks too."""
    told = list(told)
    end = end_of(told).data
    known = clients.UNKNOWN.get(tape.protocol, ())
    usage = {name: count for name, count in end.get("usage", {}).items() if name not in known}
    # some clients tell no ids
    ids = any(one["id"] for one in tape.ours.calls)
    calls = [one if ids else {**one, "id": ""} for one in called(told)]
    return Made(
        text_of(told),
        reasoning_of(told),
        tuple(calls),
        None if tape.ours.server is None else tuple(called(told, server=True)),
        end.get("raw"),
        None if tape.ours.usage is None else usage,
        end["message"] if end_of(told).event == events.ERROR else "",
    )


def holds(tape: Tape, told: Iterable[Event]) -> None:
    """These events say what is expected of the tape."""
    told = list(told)
    made, ours, end = made_of(tape, told), tape.ours, end_of(told)
    assert end.data["content"] == made.text
    nothing = not (ours.text or ours.reasoning or ours.calls or called(told, server=True))
    if nothing and ours.finish and not ours.raised:
        # the same answer without a word, and a person is told why there is none
        assert end.data["code"] == Code.EMPTY
        made = made.but(raised="")
    assert made.but(raised="") == ours.but(raised="")
    assert bool(made.raised) is bool(ours.raised)
    assert ("cut off" if "incomplete" in ours.raised else ours.raised[:200]) in made.raised
    assert tape.warning in end.data.get("warning", "")


def called(made: Iterable[Event], *, server: bool = False) -> list[dict[str, Any]]:
    """The calls for us to answer, or the provider's own; not what those gave."""
    told = [one for one in made if bool(one.data.get("server")) is server]
    return [
        {**one, "arguments": value(one["arguments"])}
        for one in calls_of(told)
        if one["arguments"] and not one["name"].endswith(("_result", "compaction"))
    ]


TAPES = [tape for protocol in DIALECTS for tape in (*streams(protocol), *hand_made(protocol))]
each = pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
