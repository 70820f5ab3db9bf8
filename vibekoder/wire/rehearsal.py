"""A model that is none: it says back what would have been sent, and plays what can go wrong.

Pure and deterministic. Parameters: ``rehearsal.speed`` in characters per second (0: no pauses) and
``rehearsal.play``: "reasoning", "tool_calls", "retry", a finish ("length", "content_filter"), or
any error code. ``cut_off``, ``idle`` and ``in_stream`` break off in the middle, the others before
the first word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from vibekoder.core import directives, events
from vibekoder.core.compile import Piece
from vibekoder.core.errors import Code, Failure
from vibekoder.core.events import Event
from vibekoder.core.messages import Message, Role
from vibekoder.core.settings import REHEARSAL_SPEED
from vibekoder.wire import failures, loose
from vibekoder.wire.failures import Place
from vibekoder.wire.http import ChatRequest
from vibekoder.wire.normal import clean

Beat: TypeAlias = tuple[float, Event]  # seconds to wait before it, and what happens then

PLAYS = ("reasoning", "tool_calls", "retry", "length", "content_filter", *map(str, Code))

REASONING = (
    "This is where a model would think aloud. The rehearsal only counts what it was given, "
    "and gives it back."
)
PAUSE = 1.0  # seconds before the rehearsed second try

_BREAKING = frozenset({Code.CUT_OFF, Code.IDLE, Code.IN_STREAM})
_MOST_BEATS = 20_000  # a large request comes in larger pieces
_SMALLEST = 1 / 60  # seconds; more pieces than frames help nobody
_PLACE = Place("rehearsal", "The rehearsal", "the rehearsal")


def play(
    messages: Sequence[Message], params: Mapping[str, Any], pieces: Sequence[Piece] = ()
) -> list[Beat]:
    """The whole answer as a script; the last event is the one that ends it."""
    wanted = loose.text(_parameter(params, "play"))
    speed = _speed(params)
    if wanted and wanted not in PLAYS:
        known = ", ".join(PLAYS)
        return [(0.0, _error(Code.BAD_REQUEST, "", f"“{wanted}” is no play. There are {known}."))]
    script: list[Beat] = [(0.0, events.step("connecting")), (0.0, events.step("waiting"))]
    if wanted == "retry":
        script += _retry(speed)
    if wanted == "reasoning":
        script += [(wait, events.step("reasoning", part)) for wait, part in _cut(REASONING, speed)]
    if wanted == "tool_calls":
        script += _tool_call(messages)
    text = answer(messages, pieces)
    code = Code(wanted) if wanted in set(map(str, Code)) else None
    if code is not None:
        text = text[: len(text) // 2] if code in _BREAKING else ""
    if wanted in ("length", "content_filter"):
        text = text[: len(text) // 2]
    script += [(wait, events.delta(part)) for wait, part in _cut(text, speed)]
    finish = wanted if wanted in ("length", "content_filter", "tool_calls") else "stop"
    end = _error(code, text) if code else events.completed(text, finish, raw=finish)
    return [*script, (0.0, end)]


def body(request: ChatRequest) -> bytes:
    """The exact bytes that count as sent: model, messages and parameters as plain JSON."""
    if request.body is not None:
        return request.body
    said = {
        "model": request.model,
        "messages": [
            {"role": str(message.role), "content": message.text} for message in request.messages
        ],
        **request.params,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def recalled(request: ChatRequest) -> ChatRequest:
    """The request with the messages of its body, where it is one that is sent again."""
    if request.body is None:
        return request
    said = json.loads(request.body)["messages"]
    messages = [Message(Role(one["role"]), one["content"]) for one in said]
    return replace(request, messages=messages)


def answer(messages: Sequence[Message], pieces: Sequence[Piece] = ()) -> str:
    """What would have been sent, message by message, with the sizes of everything in it."""
    sizes = [len(message.text.encode("utf-8", "replace")) for message in messages]
    total = f"{_count(len(messages), 'message')}, {_count(sum(sizes), 'byte')}"
    parts = [f"Nothing has left this machine. This would have been sent: {total}."]
    for at, (message, size) in enumerate(zip(messages, sizes, strict=True)):
        title = f"**{str(message.role).capitalize()}** · {_count(size, 'byte')}"
        within = [_named(piece) for piece in pieces if piece.message == at and piece.source]
        parts.append("\n".join([title, *within]))
        parts.append(directives.fenced(message.text, "markdown"))
    return clean("\n\n".join(parts))


def _named(piece: Piece) -> str:
    return f"- {piece.path or piece.source} · {_count(piece.size, 'byte')}"


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _parameter(params: Mapping[str, Any], name: str) -> Any:
    """``rehearsal.NAME``, as one key or as a table in a table."""
    inner = loose.fields(params.get("rehearsal")).get(name)
    return params.get(f"rehearsal.{name}", inner)


def _speed(params: Mapping[str, Any]) -> float:
    found = _parameter(params, "speed")
    known = isinstance(found, (int, float)) and not isinstance(found, bool) and found >= 0
    return float(found) if known else REHEARSAL_SPEED.default


def _cut(text: str, speed: float) -> Iterator[tuple[float, str]]:
    """Words, or as many together as a frame has time for, each with the time it takes."""
    least = max(1, int(speed * _SMALLEST), len(text) // _MOST_BEATS)
    if not speed:
        least = max(least, 256)
    at = 0
    while at < len(text):
        end = at + least
        blank = text.find(" ", end - 1, end + 24)
        end = end if blank < 0 else blank + 1
        part = text[at:end]
        yield (len(part) / speed if speed else 0.0), part
        at = end


def _retry(speed: float) -> list[Beat]:
    after = PAUSE if speed else 0.0
    failure = failures.sentence(Code.SERVER, _PLACE, "a rehearsed fault", status=503)
    why, said = str(failure.code), failure.message
    return [
        (0.0, events.step("retrying", after=after, code=why, message=said, retry=1)),
        (after, events.step("connecting")),
        (0.0, events.step("waiting")),
    ]


def _tool_call(messages: Sequence[Message]) -> list[Beat]:
    pieces = ("", '{"messages": ', f"{len(messages)}}}")
    return [(0.0, _tool_step(piece)) for piece in pieces]


def _tool_step(piece: str) -> Event:
    return events.step("tool_calls", piece, index=0, id="call_1", name="count_messages")


def _error(code: Code, content: str, words: str = "a rehearsed fault") -> Event:
    if code in failures.SENTENCES:
        failure = failures.sentence(code, _PLACE, words)
    else:
        what = str(code).replace("_", " ")
        failure = Failure(code, f"The rehearsal played a fault: {what}.", "Retry, or play another.")
    safe = failures.safe(bool(content))
    return events.error(replace(failure, hint=f"{safe} {failure.hint}"), content)
