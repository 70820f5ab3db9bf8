"""What the events of Anthropic's Messages say, and those of its older completions.

Almost all events of a stream are pieces of text: their type alone proves it, so they cost one
decoding each. Everything else is read loosely, member by member.

Thinking becomes reasoning; thinking that comes encrypted, or as a signature alone, is told as
hidden. What the provider's own tools do becomes steps with ``server`` set, under the tool's name;
members that are encrypted for the provider are left out of them. A whole message (``type``
"message") is read like a stream of its blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final, TypeAlias, cast

import msgspec

from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.wire import loose
from vibekoder.wire.failures import Place
from vibekoder.wire.http import Frame
from vibekoder.wire.kept import Kept
from vibekoder.wire.normal import clean
from vibekoder.wire.reader import Reader, word
from vibekoder.wire.runs import Said
from vibekoder.wire.steps import Call, Calls, Function
from vibekoder.wire.think import Think

# The provider's word to the program's; what is not here is "other".
FINISH: Final[Mapping[str, str]] = {
    "end_turn": "stop",
    "stop_sequence": "stop_sequence",
    "max_tokens": "length",
    "tool_use": "tool_calls",
    "pause_turn": "pause",
    "compaction": "pause",
    "refusal": "refusal",
    "model_context_window_exceeded": "context_window",
}

# What other models write into their answers; its own have blocks for it, and quote the others.
INLINE: Mapping[str, str] = {"<think>": "</think>"}

_OUTER = frozenset({"type", "id", "tool_use_id", "caller"})  # what a step tells by itself
_USES = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})
# The blocks that are shown otherwise than as a step, and the member that holds their text.
_TEXTS: Mapping[str, tuple[Said, str]] = {
    "text": ("text", "text"),
    "thinking": ("reasoning", "thinking"),
}

_MEMBERS: Mapping[Said, str] = dict(_TEXTS.values())

# Thinking that only the provider can prove to be its own.
_SIGNED = frozenset({"thinking", "redacted_thinking"})
_INPUT = "partial_json"  # what a tool is given, while it is text

_Json: TypeAlias = Mapping[str, Any]


class Messages(Reader[Said]):
    """The meaning of one answer's frames.

    ``own`` False: the model is none of the provider's, and may think inline.
    """

    def __init__(self, place: Place | None = None, *, own: bool = True) -> None:
        super().__init__(place, Think(tags={} if own else INLINE))
        self._calls = Calls()
        self._usage: dict[str, int] = {}
        self._notes: list[str] = []
        self._called = False
        self._answered = False
        self._block = _Block()
        self._kept = Kept()

    @property
    def finish(self) -> str:
        """Why the answer ended."""
        if self.raw is not None:
            return FINISH.get(self.raw, "other")
        if not self.done:
            return ""
        return "tool_calls" if self._called else "stop"

    @property
    def usage(self) -> dict[str, int]:
        """Tokens; what was read from and written to the cache is part of the input."""
        return tokens(self._usage)

    @property
    def note(self) -> str:
        """Why the model declined, and which model answered instead."""
        return " ".join(self._notes)

    @property
    def echo(self) -> list[dict[str, Any]]:
        """The blocks as they came: after a call with signed thinking, and where it paused."""
        if self.raw not in ("pause_turn", "tool_use"):
            return []
        blocks = [_given(one) for one in self._kept.blocks if one.get("text") != ""]
        signed = any(one.get("type") in _SIGNED for one in blocks)
        return blocks if signed or self.raw == "pause_turn" else []

    def _read_plain(self, kind: Said, frames: Sequence[Frame]) -> int:
        """Read as long as events are pieces of this kind; how many were."""
        self._runs.turn(kind)
        run, plain = self._runs.pieces, _PLAIN[kind]
        add, before = run.append, len(run)
        try:
            for frame in frames:
                add(plain(frame).delta.said)
        except (ValueError, TypeError, RecursionError):
            self._plain = None
        count = len(run) - before
        said = "".join(run[before:])
        self._kept.text(_MEMBERS[kind], said)
        self._block.said = self._block.said or bool(said)
        self.read += count
        return count

    def _object(self, kind: str, known: _Json, data: bytes) -> bool:
        if not kind and known.get("role") == "assistant":
            kind = "message"  # a whole one whose type was lost
        read = self._EVENTS.get(kind)
        # An unknown event is skipped and a ping keeps a connection alive: neither is progress.
        if read is not None:
            self.read += 1
            read(self, known)
        return read is not None or bool(kind)

    def _begin(self, event: _Json) -> None:
        message = loose.fields(event.get("message"))
        self._blocks(message)
        self._count(message.get("usage"), final=False)

    def _start(self, event: _Json) -> None:
        """A block begins; it may already hold its text, or all that it has."""
        index = loose.of(int, event.get("index"))
        found = loose.fields(event.get("content_block"))
        kind = loose.text(found.get("type"))
        index = self._block.index + 1 if index is None else index
        self._block = block = _Block(index, kind, under_way=True)
        self._kept.begin(found)
        self._plain = None
        if kind in _TEXTS:
            said, member = _TEXTS[kind]
            self._say(said, loose.text(found.get(member)))
        elif kind == "redacted_thinking":
            self._hide()
        elif kind in _USES:
            block.server = kind != "tool_use"
            block.input = found.get("input")
            self._called = self._called or not block.server
            self._call(Function(loose.text(found.get("name"))), loose.text(found.get("id")))
        elif kind == "fallback":
            self._fall_back(found)
        elif kind:
            self._result(kind, found)

    def _result(self, kind: str, found: _Json) -> None:
        """What a tool of the provider gave, or a block of a kind that nobody knows yet."""
        self._block.server = True
        id_ = loose.text(found.get("tool_use_id")) or loose.text(found.get("id"))
        told = {name: one for name, one in found.items() if name not in _OUTER and one is not None}
        inner = loose.fields(told.get("content")) or loose.entries(told.get("content"))
        given = inner if inner and len(told) == 1 else told
        self._call(Function(kind, _without_secrets(given) or None), id_)

    def _delta(self, event: _Json) -> None:
        delta = loose.fields(event.get("delta"))
        index = loose.of(int, event.get("index"))
        kind = loose.text(delta.get("type"))
        if kind in _DELTAS:
            said, member = _DELTAS[kind]
            text: object = delta.get(member)
            self.skipped += not isinstance(text, str)
            self._kept.text(member, loose.text(text))
            self._say(said, loose.text(text))
            self._plain = said if said == "reasoning" or self._think.settled else None
        elif kind == "input_json_delta":
            self._more(index, loose.text(delta.get("partial_json")))
        elif kind == "signature_delta":
            self._kept.text("signature", loose.text(delta.get("signature")))
            if not self._block.said:
                self._hide()
        elif kind == "citations_delta":
            self._kept.entry("citations", delta.get("citation"))
        elif kind == "compaction_delta":
            summary = loose.text(delta.get("content"))
            self._kept.text("content", summary)
            self._call(Function("compaction", {"content": summary}), "")

    def _more(self, index: int | None, piece: str) -> None:
        """More of a call's arguments."""
        if piece:
            self._kept.text(_INPUT, piece)
            self._block.said = self._block.said or index in (None, self._block.index)
            self._call(Function(None, piece), "", index)

    def _stop(self, event: _Json) -> None:
        block = self._block
        if block.kind in _USES and block.under_way and not block.said:
            given = loose.fields(block.input)
            self._call(Function(None, given or "{}"), "")
        if block.kind == "thinking" and not block.said:
            self._hide()
        block.under_way = False
        self._plain = None

    def _finish(self, event: _Json) -> None:
        self._end_with(loose.fields(event.get("delta")))
        self._count(event.get("usage"), final=True)

    def _close(self, event: _Json) -> None:
        self.done = True

    def _message(self, event: _Json) -> None:
        """A whole answer."""
        self._blocks(event)
        self._end_with(event)
        self._count(event.get("usage"), final=True)
        self.done = True

    def _blocks(self, message: _Json) -> None:
        """Blocks that are whole."""
        for at, block in enumerate(loose.entries(message.get("content"))):
            self._start({"index": at, "content_block": block})
            self._stop({})

    def _completion(self, event: _Json) -> None:
        """A piece of the older completions, or all of one."""
        self._say("text", loose.text(event.get("completion")))
        self._end_with(event)

    def _end_with(self, told: _Json) -> None:
        reason = loose.text(told.get("stop_reason"))
        if reason:
            self.raw = word(reason)
        if reason == "refusal":
            declined = ["The model declined to go on."] if self._answered else []
            why = [*declined, *_why(loose.fields(told.get("stop_details")))]
            self._notes = list(dict.fromkeys([*self._notes, *why]))

    def _count(self, usage: object, *, final: bool) -> None:
        """Counts are cumulative; what was written at the beginning is not the output yet."""
        told = loose.fields(usage)
        details = loose.fields(told.get("output_tokens_details"))
        flat = {**told, "thinking_tokens": details.get("thinking_tokens")}
        names = _COUNTS if final else _COUNTS[:3]
        self._usage |= {
            name: count for name in names if (count := loose.count(flat.get(name))) is not None
        }

    def _fall_back(self, found: _Json) -> None:
        """Another model answers from here."""
        first = loose.text(loose.fields(found.get("from")).get("model")) or "the model"
        then = loose.text(loose.fields(found.get("to")).get("model")) or "another model"
        why = loose.text(loose.fields(found.get("trigger")).get("type"))
        reason = f" ({why})" if why else ""
        self._notes.append(clean(f"This answer is from {then}, in place of {first}{reason}."))

    def _say(self, kind: Said, text: str) -> None:
        self._block.said = self._block.said or bool(text)
        # pieces that are read fast come after one that was not
        self._answered = self._answered or (kind == "text" and bool(text))
        if kind == "text" and text:
            self._text(text)
        else:
            self._runs.add(kind, text)

    def _hide(self) -> None:
        """Reasoning that is not shown."""
        if not self._block.hidden:
            self._block.hidden = True
            self._runs.step(events.step("reasoning", hidden=True))

    def _call(self, function: Function, id_: str, index: int | None = None) -> None:
        at = self._block.index if index is None else index
        for step in self._calls.take([Call(at, id_, function)]):
            data = {**step.data, "server": True} if self._block.server else step.data
            self._runs.step(Event(step.event, data))

    _EVENTS: ClassVar[Mapping[str, Callable[[Any, _Json], None]]] = {
        "message_start": _begin,
        "content_block_start": _start,
        "content_block_delta": _delta,
        "content_block_stop": _stop,
        "message_delta": _finish,
        "message_stop": _close,
        "message": _message,
        "completion": _completion,
    }


class _Block:
    """The block that is read now."""

    __slots__ = ("hidden", "index", "input", "kind", "said", "server", "under_way")

    def __init__(self, index: int = -1, kind: str = "", *, under_way: bool = False) -> None:
        self.index = index
        self.kind = kind
        self.under_way = under_way
        self.said = False
        self.hidden = False
        self.server = False
        self.input: object = None


def tokens(usage: Mapping[str, int]) -> dict[str, int]:
    """Token counts under the program's names; what a server does not tell is absent.

    ``cache_write`` is there where something was written to the cache: it has a price of its own.
    """
    read, written = usage.get(_COUNTS[1]), usage.get(_COUNTS[2])
    found = {
        "input": usage.get(_COUNTS[0]),
        "output": usage.get(_COUNTS[3]),
        "reasoning": usage.get(_COUNTS[4]),
        "cached": read,
        "cache_write": written or None,
    }
    if found["input"] is not None:
        found["input"] += (read or 0) + (written or 0)
    return {name: count for name, count in found.items() if count is not None}


def _given(block: dict[str, Any]) -> dict[str, Any]:
    """A block with what a tool was given as an object, which came as text."""
    if _INPUT not in block:
        return block
    try:
        given = loose.fields(loose.read(block[_INPUT].encode()))
    except ValueError:
        given = {}
    return {**{name: one for name, one in block.items() if name != _INPUT}, "input": given}


def _why(details: _Json) -> list[str]:
    """Why a model declined, in one sentence; none where nothing is told."""
    category = loose.text(details.get("category"))
    words = loose.text(details.get("explanation")).strip()
    better = loose.text(details.get("recommended_model"))
    said = [
        f"The provider names the category {category}." if category else "",
        f"It says: “{words}”" if words else "",
        f"It recommends the model {better}." if better else "",
    ]
    return [clean(one) for one in said if one]


def _without_secrets(value: object) -> object:
    """The value without members that only the provider can read."""
    if isinstance(value, list):
        return [_without_secrets(one) for one in loose.entries(cast("object", value))]
    if isinstance(value, dict):
        known = loose.fields(cast("object", value))
        kept = {name: one for name, one in known.items() if not name.startswith("encrypted_")}
        return {name: _without_secrets(one) for name, one in kept.items()}
    return value


def _plain(kind: str, member: str) -> Callable[[Any], Any]:
    """A decoder that takes only deltas of this kind."""
    delta = msgspec.defstruct(
        "_PlainDelta", [("said", str)], rename={"said": member}, tag=kind, gc=False
    )
    fields = [("delta", delta), ("error", None, None)]
    event = msgspec.defstruct("_Plain", fields, tag="content_block_delta", gc=False)
    return msgspec.json.Decoder(event).decode


_COUNTS = (
    "input_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "output_tokens",
    "thinking_tokens",
)

_DELTAS: Mapping[str, tuple[Said, str]] = {f"{kind}_delta": place for kind, place in _TEXTS.items()}

_PLAIN: Mapping[Said, Callable[[Any], Any]] = {
    said: _plain(kind, member) for kind, (said, member) in _DELTAS.items()
}
