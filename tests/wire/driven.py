"""An exchange driven by hand: what a backend does, without a loop, a timer or a socket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

import msgspec

from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.core.messages import Message, Role
from vibekoder.wire.exchange import Exchange
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint
from vibekoder.wire.openai import OpenAI

KEY = "sk-test-4f9b2c81d7"
SSE = (("content-type", "text/event-stream"),)
DONE = b"data: [DONE]\n\n"


def endpoint(url: str = "https://api.example.com/v1", **more: Any) -> Endpoint:
    """Where the tests' requests go."""
    return Endpoint("example", url, **{"key": KEY, **more})


def request(*texts: str, **params: Any) -> ChatRequest:
    """One user message per text."""
    messages = tuple(Message(Role.USER, text) for text in texts or ("Hello",))
    return ChatRequest("r1", "gpt-test", messages, params)


def exchange(**more: Any) -> Exchange:
    """A fresh one; its jitter is always the longest."""
    dialect = more.pop("dialect", None) or OpenAI()
    return Exchange(dialect, more.pop("endpoint", endpoint()), request(), jitter=_most, **more)


def in_flight(status: int = 200, headers: Sequence[tuple[str, str]] = SSE, **more: Any) -> Exchange:
    """One whose answer has begun, at time 0."""
    ours = exchange(**more)
    ours.start(0.0)
    ours.sent(0.0)
    ours.opened(status, headers, 0.0)
    return ours


def answered(
    body: bytes | Sequence[bytes],
    status: int = 200,
    headers: Sequence[tuple[str, str]] = SSE,
    dialect: Dialect | None = None,
) -> list[Event]:
    """All events of a body that ends properly, without retries."""
    ours = in_flight(status, headers, max_retries=0, dialect=dialect)
    made: list[Event] = []
    for piece in [body] if isinstance(body, bytes) else body:
        made += ours.received(piece, 1.0)
    return made + ours.closed(None, 2.0)


def chunk(delta: Mapping[str, Any] | None = None, finish: str | None = None, **more: Any) -> bytes:
    """One frame of chat completions."""
    choice = {"index": 0, "delta": dict(delta or {}), "finish_reason": finish}
    body = {"id": "c1", "object": "chat.completion.chunk", "choices": [choice], **more}
    return frame(msgspec.json.encode(body))


def frame(data: bytes | str) -> bytes:
    """A data line and its blank line."""
    return b"data: " + (data.encode() if isinstance(data, str) else data) + b"\n\n"


def cut(data: bytes, rng: Random, largest: int) -> Iterable[bytes]:
    """The data in random pieces."""
    at = 0
    while at < len(data):
        size = rng.randint(1, largest)
        yield data[at : at + size]
        at += size


def text_of(made: Iterable[Event]) -> str:
    """The answer that these events show."""
    return "".join(event.data["content"] for event in made if event.event == events.DELTA)


def reasoning_of(made: Iterable[Event]) -> str:
    """The reasoning that these events show."""
    steps = [event.data for event in made if event.data.get("step") == "reasoning"]
    return "".join(step.get("details", "") for step in steps)


def calls_of(made: Iterable[Event]) -> list[dict[str, str]]:
    """The tool calls that these events make."""
    calls: dict[int, dict[str, str]] = {}
    for event in made:
        if event.data.get("step") != "tool_calls":
            continue
        step = event.data
        call = calls.setdefault(step["index"], {"id": "", "name": "", "arguments": ""})
        call["id"], call["name"] = step["id"], step["name"]
        kept = "" if step.get("whole") else call["arguments"]
        call["arguments"] = kept + step["details"]
    return list(calls.values())


def end_of(made: Sequence[Event]) -> Event:
    """The terminal event, which must be the last and the only one."""
    assert [event.event in events.TERMINAL for event in made].count(True) == 1
    assert made[-1].event in events.TERMINAL
    return made[-1]


def _most() -> float:
    return 1.0
