"""Small streams of our own writing, one per lesson learned, with the events they must give.

A tape is ``tests/tapes/DIALECT/NAME.sse``; ``NAME.jsonl`` holds its events, neighbours of one kind
joined, for an exchange without retries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.wire.driven import answered
from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect
from vibekoder.wire.openai import OpenAI

DIALECTS: Mapping[str, Dialect] = {
    "anthropic": Anthropic(),
    "gemini": Gemini(),
    "openai": OpenAI(),
}
FOLDER = Path(__file__).parents[1] / "tapes"
TAPES = [tape for name in DIALECTS for tape in sorted((FOLDER / name).glob("*.sse"))]
CUTS = (1, 2, 3, 7, 64, 10**6)


def _joined(made: list[Event]) -> list[dict[str, Any]]:
    """The events as JSON; how many pieces a text came in is the network's affair."""
    found: list[dict[str, Any]] = []
    for event in made:
        now = event.as_json()
        last = found[-1] if found else {"event": "", "data": {}}
        kind = (now["event"], now["data"].get("step"), now["data"].get("index"))
        name = "content" if now["event"] == events.DELTA else "details"
        same = kind == (last["event"], last["data"].get("step"), last["data"].get("index"))
        if same and name in last["data"] and name in now["data"]:
            last["data"][name] += now["data"][name]
        else:
            found.append(now)
    return found


@pytest.mark.parametrize("tape", TAPES, ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("size", CUTS)
def test_a_tape_gives_its_events_however_it_is_cut(tape: Path, size: int) -> None:
    body = tape.read_bytes()
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    lines = tape.with_suffix(".jsonl").read_text("utf-8").rstrip("\n").split("\n")
    made = answered(pieces, dialect=DIALECTS[tape.parent.name])
    assert _joined(made) == [json.loads(line) for line in lines]


def test_each_dialect_has_tapes() -> None:
    assert {tape.parent.name for tape in TAPES} == set(DIALECTS)
