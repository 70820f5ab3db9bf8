"""The shapes of chat-completion chunks: as they should be, as most are, and as some are.

Typed decoding is several times as fast as reading into dictionaries; what does not fit the types is
read loosely, member by member.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, cast

import msgspec

from vibekoder.wire import loose
from vibekoder.wire.steps import Call, Function

# The spellings of reasoning; the first that is not empty counts, never two of them together.
REASONING = ("reasoning_content", "reasoning", "reasoning_text")

_Empty: TypeAlias = Annotated[list[Any], msgspec.Meta(max_length=0)] | None
_Nothing: TypeAlias = Literal[""] | None


class Said(msgspec.Struct, gc=False):
    """A delta, or a whole message."""

    content: str | list[Any] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_text: str | None = None
    reasoning_details: list[Any] | None = None
    refusal: str | None = None
    tool_calls: list[Call] | None = None
    function_call: Function | None = None
    executed_tools: list[Any] | None = None


class Choice(msgspec.Struct, gc=False):
    """One of the answers; only the one with index 0 is shown."""

    delta: Said | None = None
    message: Said | None = None
    text: str | None = None
    finish_reason: str | None = None
    index: int | None = 0
    error: Any = None
    content_filter_results: Any = None


class Chunk(msgspec.Struct, gc=False):
    """One frame's JSON; ``broken`` counts texts of a kind that cannot be read."""

    choices: list[Choice] | None = None
    usage: dict[str, Any] | None = None
    error: Any = None
    x_groq: dict[str, Any] | None = None
    prompt_progress: dict[str, Any] | None = None
    broken: int = 0


def chunk_of(value: Mapping[str, Any]) -> Chunk:
    """A chunk from JSON whose types are not as they should be; what does not fit is left out."""
    chunk = Chunk(
        error=value.get("error"),
        usage=loose.fields(value.get("usage")),
        x_groq=loose.fields(value.get("x_groq")),
        prompt_progress=loose.fields(value.get("prompt_progress")),
    )
    if isinstance(value.get("choices"), list):
        entries = loose.entries(value.get("choices"))
        chunk.choices = [_choice_of(loose.fields(one), chunk) for one in entries]
    return chunk


def _choice_of(value: Mapping[str, Any], chunk: Chunk) -> Choice:
    return Choice(
        delta=_said_of(value.get("delta"), chunk),
        message=_said_of(value.get("message"), chunk),
        text=loose.text(value.get("text")),
        finish_reason=loose.text(value.get("finish_reason")),
        index=_index(value),
        error=value.get("error"),
        content_filter_results=value.get("content_filter_results"),
    )


def _said_of(found: object, chunk: Chunk) -> Said | None:
    if not isinstance(found, dict):
        return None
    value = loose.fields(cast("object", found))
    content: Any = value.get("content")
    if isinstance(content, dict):
        content = [cast("object", content)]  # a single part
    readable = content is None or isinstance(content, (str, list))
    chunk.broken += not readable
    calls = [_call_of(loose.fields(call)) for call in loose.entries(value.get("tool_calls"))]
    function = loose.fields(value.get("function_call"))
    return Said(
        content=cast("str | list[Any] | None", content) if readable else None,
        reasoning_content=loose.text(value.get("reasoning_content")),
        reasoning=loose.text(value.get("reasoning")),
        reasoning_text=loose.text(value.get("reasoning_text")),
        reasoning_details=loose.entries(value.get("reasoning_details")),
        refusal=loose.text(value.get("refusal")),
        tool_calls=calls,
        function_call=_function_of(function) if function else None,
        executed_tools=loose.entries(value.get("executed_tools")),
    )


def _call_of(value: Mapping[str, Any]) -> Call:
    function, custom = loose.fields(value.get("function")), loose.fields(value.get("custom"))
    return Call(
        index=_index(value),
        id=loose.text(value.get("id")),
        function=_function_of(function or custom),
    )


def _index(value: Mapping[str, Any]) -> int | None:
    """A number, also one that is written as text."""
    told: object = value.get("index")
    written = isinstance(told, str) and told.isdecimal() and len(told) < 9
    return int(cast("str", told)) if written else loose.count(told)


def _function_of(value: Mapping[str, Any]) -> Function:
    return Function(loose.text(value.get("name")), value.get("arguments"), value.get("input"))


def _plain(spelling: str) -> Callable[[Any], Any]:
    """A decoder that takes only chunks with a text in ``spelling`` and nothing else worth a look.

    Most chunks of a stream are of this kind. Their type alone proves it, so a token costs one
    decoding and no question.
    """
    others = [name for name in ("content", *REASONING) if name != spelling]
    delta = msgspec.defstruct(
        "_PlainDelta",
        [
            ("said", str),
            *((name, _Nothing, None) for name in (*others, "refusal")),
            *((name, _Empty, None) for name in ("tool_calls", "reasoning_details")),
            ("executed_tools", _Empty, None),
            ("function_call", None, None),
        ],
        rename={"said": spelling},
        gc=False,
    )
    choice = msgspec.defstruct(
        "_PlainChoice",
        [
            *(("delta", delta), ("finish_reason", _Nothing, None)),
            *(("index", Literal[0], 0), ("error", None, None)),
        ],
        gc=False,
    )
    nothing = [(name, None, None) for name in ("usage", "error", "x_groq", "prompt_progress")]
    chunk = msgspec.defstruct("_PlainChunk", [("choices", tuple[choice]), *nothing], gc=False)
    return msgspec.json.Decoder(chunk).decode


decode = msgspec.json.Decoder(Chunk).decode

PLAIN: Mapping[str, Callable[[Any], Any]] = {
    spelling: _plain(spelling) for spelling in ("content", *REASONING)
}
