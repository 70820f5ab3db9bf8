"""The shapes of Ollama's lines: as they should be, as most are, and as some are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from vibekoder.wire import loose
from vibekoder.wire.steps import Call, Function

_Empty: TypeAlias = Annotated[list[Any], msgspec.Meta(max_length=0)] | None
_Nothing: TypeAlias = Literal[""] | None


class Message(msgspec.Struct, gc=False):
    """A piece of the answer, or the whole of it."""

    content: str | None = None
    thinking: str | None = None
    tool_calls: list[Call] | None = None


class Line(msgspec.Struct, gc=False):
    """One line; ``broken`` counts texts of a kind that cannot be read.

    ``response`` and ``thinking`` are those of ``/api/generate``; ``status``, ``completed`` and
    ``total`` tell how a model is being fetched.
    """

    message: Message | None = None
    response: str | None = None
    thinking: str | None = None
    done: bool | None = None
    done_reason: str | None = None
    error: Any = None
    prompt_eval_count: int | None = None
    eval_count: int | None = None
    status: str | None = None
    completed: int | None = None
    total: int | None = None
    broken: int = 0


def line_of(value: Mapping[str, Any]) -> Line:
    """A line from JSON whose types are not as they should be; what does not fit is left out."""
    line = Line(
        response=loose.of(str, value.get("response")),
        thinking=loose.text(value.get("thinking")),
        done=value.get("done") is True,
        done_reason=loose.of(str, value.get("done_reason")),
        error=value.get("error"),
        prompt_eval_count=loose.count(value.get("prompt_eval_count")),
        eval_count=loose.count(value.get("eval_count")),
        status=loose.of(str, value.get("status")),
        completed=loose.count(value.get("completed")),
        total=loose.count(value.get("total")),
    )
    if isinstance(value.get("message"), dict):
        line.message = _said_of(loose.fields(value.get("message")), line)
    line.broken += _is_broken(value.get("response"))
    return line


def _said_of(value: Mapping[str, Any], line: Line) -> Message:
    line.broken += _is_broken(value.get("content"))
    entries = map(loose.fields, loose.entries(value.get("tool_calls")))
    return Message(
        content=loose.text(value.get("content")),
        thinking=loose.text(value.get("thinking")),
        tool_calls=[_call_of(entry) for entry in entries],
    )


def _call_of(value: Mapping[str, Any]) -> Call:
    function = loose.fields(value.get("function"))
    return Call(
        id=loose.text(value.get("id")),
        function=Function(loose.text(function.get("name")), function.get("arguments")),
    )


def _is_broken(value: object) -> bool:
    return value is not None and not isinstance(value, str)


def _plain(spelling: str, other: str) -> Callable[[Any], Any]:
    """A decoder that takes only lines with a text in ``spelling`` and nothing else worth a look.

    Most lines of a stream are of this kind. Their type alone proves it, so a token costs one
    decoding and the question whether it was the last.
    """
    members = [("said", str), (other, _Nothing, None), ("tool_calls", _Empty, None)]
    said = msgspec.defstruct("_PlainSaid", members, rename={"said": spelling}, gc=False)
    nothing = [("error", None, None), ("status", None, None)]
    fields = [("message", said), ("done", bool, False), *nothing]
    return msgspec.json.Decoder(msgspec.defstruct("_PlainLine", fields, gc=False)).decode


decode = msgspec.json.Decoder(Line).decode

PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "text": _plain("content", "thinking"),
    "reasoning": _plain("thinking", "content"),
}
