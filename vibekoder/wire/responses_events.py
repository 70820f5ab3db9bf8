"""What the events of OpenAI's Responses say, from every server that speaks them.

The same reader takes whole answers: they are what the last event of a stream holds. Texts come in
pieces and again as a whole; a whole counts only where no piece of it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import msgspec

from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.wire import assistants, loose
from vibekoder.wire.failures import Place
from vibekoder.wire.http import Frame
from vibekoder.wire.kept import Kept
from vibekoder.wire.reader import Reader, word
from vibekoder.wire.responses_tools import Tools
from vibekoder.wire.runs import Said
from vibekoder.wire.think import Think

# Why a response is incomplete, to the program's word; what is not here is "other".
FINISH: Mapping[str, str] = {
    "max_output_tokens": "length",
    "max_tokens": "length",
    "max_prompt_tokens": "length",
    "max_completion_tokens": "length",
    "content_filter": "content_filter",
    "context_length_exceeded": "context_window",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An event that holds a piece of something, or the whole of it."""

    kind: str
    member: str = "delta"
    whole: bool = False
    part: str = "content_index"


EVENTS: Mapping[str, Row] = {
    "response.output_text.delta": Row("text"),
    "response.output_text.done": Row("text", "text", whole=True),
    "response.refusal.delta": Row("refusal"),
    "response.refusal.done": Row("refusal", "refusal", whole=True),
    "response.reasoning_summary_text.delta": Row("summary", part="summary_index"),
    "response.reasoning_summary_text.done": Row(
        "summary", "text", whole=True, part="summary_index"
    ),
    # as this provider's first models had them
    "response.reasoning_summary.delta": Row("summary", part="summary_index"),
    "response.reasoning_summary.done": Row("summary", "text", whole=True, part="summary_index"),
    "response.reasoning.delta": Row("thought"),
    "response.reasoning.done": Row("thought", "text", whole=True),
    "response.reasoning_text.delta": Row("thought"),
    "response.reasoning_text.done": Row("thought", "text", whole=True),
    "response.function_call_arguments.delta": Row("given"),
    "response.function_call_arguments.done": Row("given", "arguments", whole=True),
    "response.custom_tool_call_input.delta": Row("given"),
    "response.custom_tool_call_input.done": Row("given", "input", whole=True),
    "response.mcp_call_arguments.delta": Row("given"),
    "response.mcp_call_arguments.done": Row("given", "arguments", whole=True),
    "response.code_interpreter_call_code.delta": Row("code"),
    "response.code_interpreter_call_code.done": Row("code", "code", whole=True),
}

# Events that hold a whole part, and which number tells its place.
PARTS: Mapping[str, str] = {
    "response.content_part.done": "content_index",
    "response.reasoning_part.done": "content_index",
    "response.reasoning_summary_part.done": "summary_index",
}

# The types of parts, and the member with their text.
PART_KINDS: Mapping[str, tuple[str, str]] = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "summary_text": ("summary", "text"),
    "reasoning_text": ("thought", "text"),
}

# The items that go back, with the members that go; ids of what is not stored would be unknown.
_INPUT: Mapping[str, tuple[str, ...]] = {
    "reasoning": ("id", "summary", "encrypted_content"),
    "message": ("role", "content"),
    "function_call": ("call_id", "name", "arguments"),
    "custom_tool_call": ("call_id", "name", "input"),
}

ENDS = frozenset(
    {"response.completed", "response.incomplete", "response.failed", "response.cancelled"}
)

_Key: TypeAlias = tuple[int, str, int]
_Plain: TypeAlias = tuple[str, int, int]  # an event, and its place


class ResponseEvents(Reader[_Plain]):
    """The meaning of one answer's frames."""

    def __init__(self, place: Place | None = None, *, thinking: bool = False) -> None:
        super().__init__(place, Think(inside=thinking))
        self.usage: dict[str, int] = {}
        self.note = ""
        self._tools = Tools()
        self._kind = "stop"
        self._numbers: dict[str, int] = {}  # of items by their id
        self._heard: set[_Key] = set()  # parts of which something came
        self._spelt: dict[int, str] = {}  # how an item tells its reasoning: never twice
        self._kept = Kept()
        self._thought: _Key | None = None  # the part of reasoning that was last added to

    @property
    def finish(self) -> str:
        """Why the answer ended; refusals and calls that wait count more than "completed"."""
        if self.raw is None and not self.done:
            return ""
        if self._kind == "stop":
            refused = any(kind == "refusal" for _, kind, _ in self._heard)
            return "refusal" if refused else "tool_calls" if self._tools.waiting else "stop"
        return self._kind

    @property
    def echo(self) -> list[dict[str, Any]]:
        """Items as the input takes them, after a call that encrypted reasoning led to."""
        items = self._kept.blocks if self.finish == "tool_calls" else []
        sealed = any(item.get("encrypted_content") for item in items)
        return [one for item in items if (one := _as_input(item))] if sealed else []

    def _read_plain(self, kind: _Plain, frames: Sequence[Frame]) -> int:
        """Read as long as events go on with the same part; how many did."""
        event, number, part = kind
        self._runs.turn(_said(EVENTS[event].kind))
        decode, pieces = PLAIN[event], self._runs.pieces
        add, before = pieces.append, len(pieces)
        self._plain = None
        try:
            for frame in frames:
                piece = decode(frame)
                if piece.output_index != number or piece.part != part:
                    break
                add(piece.delta)
            else:
                self._plain = kind
        except (ValueError, TypeError, RecursionError):
            pass
        count = len(pieces) - before
        self.read += count
        return count

    def _is_answer(self, kind: str, known: Mapping[str, Any]) -> bool:
        return kind.startswith("response.") or known.get("object") == "response"

    def _object(self, kind: str, known: Mapping[str, Any], data: bytes) -> bool:
        if self._is_answer(kind, known):
            self.read += 1
            self._event(kind, known, data)
        elif thread := assistants.name_of(kind, known):
            self.read += 1
            for event in assistants.translated(thread, known):
                self._event(event["type"], event, data)
        else:
            return bool(kind)
        return True

    def _event(self, kind: str, known: Mapping[str, Any], data: bytes) -> None:
        if row := EVENTS.get(kind):
            self._piece(kind, row, known)
        elif kind in PARTS:
            part = loose.fields(known.get("part"))
            self._part(self._number(known), _index(known, PARTS[kind]), part)
        elif kind == "response.output_item.added":
            self._begun(self._number(known), loose.fields(known.get("item")))
        elif kind == "response.output_item.done":
            item = loose.fields(known.get("item"))
            self._kept.begin(item)
            self._item(self._number(known), item)
        elif kind in ENDS:
            self._ended(kind, loose.fields(known.get("response")), data)
        elif not kind.startswith("response."):
            self._ended(f"response.{loose.text(known.get('status'))}", known, data)

    def _piece(self, event: str, row: Row, known: Mapping[str, Any]) -> None:
        found: object = known.get(row.member)
        number, part = self._number(known), _index(known, row.part)
        if row.kind in ("given", "code"):
            code = row.kind == "code"
            if row.whole:
                self._tell(self._tools.whole(number, found, code=code))
            else:
                self._tell(self._tools.piece(number, loose.text(found), code=code))
            return
        text = loose.text(found) or loose.text(loose.fields(found).get("text"))
        self.skipped += found is not None and not isinstance(found, (str, dict))
        self._say((number, row.kind, part), text, whole=row.whole)
        told = event in PLAIN and self._spelt.get(number, row.kind) == row.kind
        if told and text and (row.kind != "text" or self._think.settled):
            self._plain = (event, number, part)

    def _number(self, known: Mapping[str, Any]) -> int:
        """The place of the item that an event speaks of; one of our own where none is told."""
        id_ = loose.text(known.get("item_id"))
        id_ = id_ or loose.text(loose.fields(known.get("item")).get("id"))
        place = loose.of(int, known.get("output_index"))
        if place is not None:
            self._numbers.setdefault(id_, place)
            return place
        return self._numbers.setdefault(id_, -1 - len(self._numbers))

    def _begun(self, number: int, item: Mapping[str, Any]) -> None:
        if item.get("type") == "reasoning":
            # whether it will be shown is not known yet; that it goes on is
            self._runs.step(events.step("reasoning", hidden=True))
        self._tell(self._tools.begin(number, item))

    def _item(self, number: int, item: Mapping[str, Any]) -> None:
        """An item that is whole: what of it was not said yet."""
        known = {kind for at, kind, _ in self._heard if at == number}
        for member in ("summary", "content"):
            for at, part in enumerate(map(loose.fields, loose.entries(item.get(member)))):
                if PART_KINDS.get(loose.text(part.get("type")), ("", ""))[0] not in known:
                    self._part(number, at, part)
        self._tell(self._tools.end(number, item))

    def _part(self, number: int, at: int, part: Mapping[str, Any]) -> None:
        kind, member = PART_KINDS.get(loose.text(part.get("type")), ("", ""))
        self._say((number, kind, at), loose.text(part.get(member)), whole=True)

    def _say(self, key: _Key, text: str, *, whole: bool) -> None:
        if not text or (whole and key in self._heard):
            return
        number, kind, _ = key
        self._heard.add(key)
        if _said(kind) == "text":
            self._thought, self._tools.waiting = None, False
            self._text(text)
        elif self._spelt.setdefault(number, kind) == kind:
            if self._thought not in (None, key):
                self._runs.add("reasoning", "\n\n")
            self._thought = key
            self._runs.add("reasoning", text)

    def _tell(self, steps: Sequence[Event]) -> None:
        for step in steps:
            self._thought = None
            self._runs.step(step)

    def _ended(self, kind: str, response: Mapping[str, Any], data: bytes) -> None:
        """The response as it was in the end."""
        self.usage = tokens(loose.fields(response.get("usage"))) or self.usage
        if kind == "response.failed" or response.get("error"):
            self._fail(loose.fields(response.get("error")), data)
            return
        self._fill(loose.entries(response.get("output")))
        status = kind.removeprefix("response.")
        reason = loose.text(loose.fields(response.get("incomplete_details")).get("reason"))
        self.done = True
        self._kind = "stop" if status == "completed" else FINISH.get(reason, "other")
        self.raw = word(f"{status}: {reason}" if reason else status)

    def _fill(self, items: Sequence[object]) -> None:
        """Say what came only here. Places may have changed meanwhile: a kind is filled, or not."""
        told: set[str] = {_said(kind) for _, kind, _ in self._heard}
        told |= {"tool"} if self._tools else set[str]()
        streamed = bool(self._kept.last)
        for number, item in enumerate(map(loose.fields, items)):
            if not streamed:
                self._kept.begin(item)
            kind = {"message": "text", "reasoning": "reasoning"}.get(
                loose.text(item.get("type")), "tool"
            )
            if kind not in told:
                self._item(number, item)


def _as_input(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item as it may be sent; of those that say nothing to the model nothing."""
    names = _INPUT.get(loose.text(item.get("type")), ())
    return {name: item[name] for name in ("type", *names) if name in item} if names else {}


def tokens(usage: Mapping[str, Any]) -> dict[str, int]:
    """Token counts under the program's names; what a server does not tell is absent."""
    read = loose.fields(usage.get("input_tokens_details"))
    places = {
        "input": usage.get("input_tokens"),
        "output": usage.get("output_tokens"),
        "reasoning": loose.fields(usage.get("output_tokens_details")).get("reasoning_tokens"),
        "cached": read.get("cached_tokens"),
        "cache_write": loose.count(read.get("cache_write_tokens")) or None,
    }
    counts = ((name, loose.count(value)) for name, value in places.items())
    return {name: count for name, count in counts if count is not None}


def _said(kind: str) -> Said:
    return "reasoning" if kind in ("summary", "thought") else "text"


def _index(known: Mapping[str, Any], name: str) -> int:
    return loose.of(int, known.get(name)) or 0


def _plain(event: str) -> Callable[[Any], Any]:
    """A decoder that takes this event alone, of a server that tells its places."""
    places = [("output_index", int), ("part", int)]
    kind = msgspec.defstruct(
        "_Piece",
        [("type", Literal[event]), ("delta", str), *places],
        rename={"part": EVENTS[event].part},
        gc=False,
    )
    return msgspec.json.Decoder(kind).decode


PLAIN: Mapping[str, Callable[[Any], Any]] = {
    event: _plain(event)
    for event, row in EVENTS.items()
    if row.kind in ("text", "summary", "thought") and not row.whole
}
