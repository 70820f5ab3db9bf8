"""Servers that are in no recording, and that keep to no page of their documentation.

``tests/tapes/hostile/DIALECT.jsonl`` has a stream in each line: its body, and what it says, or the
code of its error; and what the provider's own client read in it, or that it gave up, as
``tests/tapes/ask_clients.py`` has asked it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.wire.driven import answered, calls_of, chunk, end_of, reasoning_of, text_of
from tests.wire.test_reader import ANSWERS
from vibekoder.core import events

FOLDER = Path(__file__).parents[1] / "tapes" / "hostile"
PAGE = Path(__file__).parents[2] / "docs" / "differences.md"
STREAMS = [
    (name, json.loads(line))
    for name in ANSWERS
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
]
SIZES = (1, 7, 64, 10**6)


def _events(objects: Sequence[Any], before: str = "data: ", after: str = "\n\n") -> str:
    return "".join(f"{before}{json.dumps(one)}{after}" for one in objects)


def _indented(objects: Sequence[Any]) -> str:
    made = [json.dumps(one, indent=1).replace("\n", "\ndata: ") for one in objects]
    return "".join(f"data: {one}\n\n" for one in made)


FRAMINGS: Mapping[str, Callable[[Sequence[Any]], str]] = {
    "a mark of byte order": lambda said: f"\ufeff{_events(said)}",
    "carriage returns alone": lambda said: _events(said, after="\r\r"),
    "all three line ends": lambda said: _events(said, after="\r\n\n\r"),
    "no blank behind the colon": lambda said: _events(said, before="data:"),
    "many blanks behind the colon": lambda said: _events(said, before="data:    "),
    "no empty lines between": lambda said: _events(said, after="\n"),
    "many empty lines between": lambda said: "\n\n" + _events(said, after="\n\n\n\n"),
    "no line end at the end": lambda said: _events(said).rstrip("\n"),
    "comments": lambda said: ": hi\n\n:\n" + _events(said, before=": PROCESSING\ndata: "),
    "comments inside of events": lambda said: _events(said, after="\n: still here\n\n"),
    "ids and retries": lambda said: _events(said, before="id: 7\nretry: 3000\ndata: "),
    "fields of no meaning": lambda said: _events(said, before="foo\nbar: 1\ndata: "),
    "data over several lines": _indented,
    "events without data": lambda said: _events(said, before="event: x\n\ndata:\n\ndata: "),
    "blanks around the data": lambda said: _events(said, after="  \t\n\n"),
    "no events at all": lambda said: _events(said, before="", after="\n"),
    "no line ends at all": lambda said: _events(said, before="", after=""),
}


def _played(name: str, body: bytes, size: int) -> list[events.Event]:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return answered(pieces, dialect=ANSWERS[name][0])


@pytest.mark.parametrize(
    ("name", "stream"), STREAMS, ids=[f"{name}-{one['name']}" for name, one in STREAMS]
)
def test_a_strange_stream_says_what_it_says(name: str, stream: Mapping[str, Any]) -> None:
    for size in SIZES:
        made = _played(name, stream["body"].encode(), size)
        told = (text_of(made), reasoning_of(made))
        assert told == (stream["text"], stream.get("reasoning", ""))
        calls = {one["name"]: one["arguments"] for one in calls_of(made)}
        assert calls == stream.get("calls", {})
        end = end_of(made)
        told = end.data.get("code") or end.data.get("finish")
        assert told == stream.get("error", stream.get("finish"))


def _listed(name: str, words: str) -> list[str]:
    """The streams of a protocol behind these words on the page of differences."""
    lines = PAGE.read_text("utf-8").splitlines()
    found = [one for one in lines if one.startswith(f"- {name}, the client {words}: ")]
    return [stream for one in found for stream in one.partition(": ")[2].split("; ")]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_strange_stream_reads_as_in_the_client_or_is_listed_on_the_page(name: str) -> None:
    streams = [stream for of, stream in STREAMS if of == name]
    gave_up = [one for one in streams if isinstance(one["client"], dict)]
    read = [one for one in streams if isinstance(one["client"], str)]
    # what is an error here is one to the client as well
    told = [one["name"] for one in gave_up if "error" not in one]
    assert told == _listed(name, "gives up")
    other = [one["name"] for one in read if one["client"] != one["text"]]
    assert other == _listed(name, "reads less or other text")
    assert len(gave_up) + len(read) == len(streams)


@pytest.mark.parametrize("name", [name for name in ANSWERS if name != "ollama"])
@pytest.mark.parametrize("framing", FRAMINGS)
def test_events_in_any_writing_are_the_same_answer(framing: str, name: str) -> None:
    body = FRAMINGS[framing](ANSWERS[name][1]).encode()
    for size in SIZES:
        made = _played(name, body, size)
        end = end_of(made)
        assert (text_of(made), end.event) == ("Hello", events.COMPLETED)
        assert (end.data["finish"], end.data["skipped"]) == ("stop", 0)


def test_an_event_may_have_megabytes() -> None:
    body = chunk({"content": "x" * 3_000_000}, "stop")
    assert text_of(_played("openai", body, 65_536)) == "x" * 3_000_000
