"""What the chunks of OpenAI's chat completions say, in every spelling that servers use.

The same reader takes whole answers (``message`` instead of ``delta``) and the old completions
(``text``). Only the choice with index 0 is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vibekoder.core import events
from vibekoder.wire import filters, loose
from vibekoder.wire.failures import Place
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.openai_echo import Echoed
from vibekoder.wire.openai_executed import Executed
from vibekoder.wire.openai_shapes import (
    PLAIN,
    REASONING,
    Choice,
    Chunk,
    Said,
    chunk_of,
    decode,
)
from vibekoder.wire.reader import Reader, word
from vibekoder.wire.steps import Call, Calls
from vibekoder.wire.think import Think

# The provider's word, lower case, to the program's; what is not here is "other".
FINISH: Mapping[str, str] = {
    "stop": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "completed": "stop",
    "complete": "stop",
    "stop_sequence": "stop_sequence",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "model_context_window_exceeded": "context_window",
    "exceed_context_size_error": "context_window",
    "context_length_exceeded": "context_window",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "tool_use": "tool_calls",
    "content_filter": "content_filter",
    "safety": "content_filter",
    "blocklist": "content_filter",
    "prohibited_content": "content_filter",
    "spii": "content_filter",
    "model_armor": "content_filter",
    "recitation": "content_filter",
    "refusal": "refusal",
    "pause_turn": "pause",
}

# A plain "stop" that comes later does not take these back.
STANDING = frozenset({"length", "content_filter", "tool_calls"})

_DETAILS = {"reasoning.text": "text", "reasoning.summary": "summary"}

# Parts of the content that are reasoning, and where their text may stand.
_THOUGHTS = frozenset({"thinking", "reasoning", "reasoning_text", *_DETAILS})
_PLACES = ("thinking", "reasoning", "text", "summary", "content")


class Chunks(Reader[str]):
    """The meaning of one answer's frames; a plain chunk is named by its spelling.

    ``charges``: what is beside the counts as their cost is one in USD. ``echoes``: the spelling of
    reasoning that the provider wants back.
    """

    def __init__(
        self,
        place: Place | None = None,
        *,
        thinking: bool = False,
        charges: bool = False,
        echoes: str = "",
    ) -> None:
        super().__init__(place, Think(inside=thinking))
        self.usage: dict[str, int] = {}
        self._charges = charges
        self._kept = Echoed(echoes)
        self._named: tuple[str, ...] = ()  # what a filter found
        self._calls = Calls()
        self._executed = Executed()
        self._kind = "stop"
        self._refused = False
        self._hidden = False
        self._streamed = False

    @property
    def finish(self) -> str:
        """Why the answer ended; the presence of calls and refusals counts more than "stop"."""
        if self.raw is None and not self.done:
            return ""
        if self._kind == "stop":
            called = len(self._calls) > len(self._executed)
            return "refusal" if self._refused else "tool_calls" if called else "stop"
        return self._kind

    @property
    def note(self) -> str:
        """What a filter found where it stopped the answer."""
        return filters.sentence(self._named) if self._kind == "content_filter" else ""

    @property
    def echo(self) -> list[dict[str, Any]]:
        """Calls with the reasoning that led to them, where the provider wants both back."""
        return self._kept.echo if self.finish == "tool_calls" else []

    def _read_plain(self, kind: str, frames: Sequence[Frame]) -> int:
        """Read as long as chunks are plain; how many were."""
        self._runs.turn("text" if kind == "content" else "reasoning")
        run, plain = self._runs.pieces, PLAIN[kind]
        add, before = run.append, len(run)
        try:
            for frame in frames:
                add(plain(frame).choices[0].delta.said)
        except (ValueError, TypeError, RecursionError):
            self._plain = None
        self._kept.texts(kind, run[before:])
        count = len(run) - before
        self.read += count
        return count

    def _read(self, frame: Frame) -> None:
        name, data = (frame.name, frame.data) if isinstance(frame, Named) else ("", frame)
        try:
            chunk = decode(data)
        except (ValueError, RecursionError):
            super()._read(frame)  # whatever can be had
            return
        if name == "error" or chunk.error or chunk.choices is None:
            super()._read(frame)
        else:
            self._chunk(chunk, data)

    def _object(self, kind: str, known: Mapping[str, Any], data: bytes) -> bool:
        chunk = chunk_of(known)
        self.skipped += chunk.broken
        self._chunk(chunk, data)
        return chunk.choices is not None

    def _fail(self, error: object, data: bytes) -> None:
        """The server's error. A finish reason that is only its echo is taken back."""
        super()._fail(error, data)
        self._chunk(chunk_of({**loose.fields(error), "error": None}), data)
        if self.raw == "error":
            self.raw, self._kind = None, "stop"

    def _chunk(self, chunk: Chunk, data: bytes) -> None:
        plain = ""
        for choice in chunk.choices or ():
            if not choice.index:
                plain = self._choice(choice, data)
        usage = chunk.usage or loose.fields((chunk.x_groq or {}).get("usage"))
        self.usage = tokens(usage) or self.usage
        if self._charges and (cost := charged(usage)) is not None:
            self.cost = cost
        if chunk.prompt_progress:
            more: dict[str, Any] = _progress(chunk.prompt_progress)
            self._runs.step(events.step("waiting", **more))
        self._plain = plain if plain and not usage else None
        # An empty object keeps a connection alive; it is no progress.
        self.read += bool(chunk.choices is not None or usage or chunk.prompt_progress)

    def _choice(self, choice: Choice, data: bytes) -> str:
        """Read one choice; the spelling under which chunks like it can be read fast."""
        said = choice.delta
        if choice.message is not None and self._is_whole(choice):
            said, self.done = choice.message, True
        elif said is None and choice.text:
            said = Said(content=choice.text)
        self._streamed = self._streamed or said is not None
        plain = self._said(said) if said is not None else ""
        self._named = filters.named(choice.content_filter_results) or self._named
        if choice.error and self.failure is None:
            self._fail(choice.error, data)
        if choice.finish_reason and self.failure is None:
            self._finish(choice.finish_reason)
        return plain

    def _is_whole(self, choice: Choice) -> bool:
        """Whether the message is the answer; in a stream it may stand beside each delta."""
        delta = choice.delta
        silent = delta is None or (bool(choice.finish_reason) and not delta.content)
        return silent and not self._streamed

    def _said(self, said: Said) -> str:
        self._kept.said(said)
        spelling = next((name for name in REASONING if getattr(said, name)), "")
        if spelling:
            self._runs.add("reasoning", getattr(said, spelling))
        elif said.reasoning_details:
            self._details(said.reasoning_details)
        if isinstance(said.content, list):
            self._parts(said.content)
        elif said.content:
            self._text(said.content)
            spelling = "content" if self._think.settled else ""
        if said.refusal:
            self._refuse(said.refusal)
        for step in self._executed.take(said.executed_tools or (), self._calls):
            self._runs.step(step)
        calls = list(said.tool_calls or ())
        if said.function_call is not None:
            calls.append(Call(index=-1, function=said.function_call))
        for step in self._calls.take(calls):
            self._kept.call(step)
            self._runs.step(step)
        return spelling

    def _parts(self, parts: Sequence[object]) -> None:
        """Content as a list: texts, reasoning that may be a list again, and a refusal."""
        for part in parts:
            known = loose.fields(part)
            if thought := _thought(known):
                self._runs.add("reasoning", thought)
            elif refusal := loose.text(known.get("refusal")):
                self._refuse(refusal)
            else:
                self._text(loose.text(part) or loose.text(known.get("text")))

    def _refuse(self, text: str) -> None:
        self._refused = True
        self._text(text)

    def _details(self, details: Sequence[object]) -> None:
        for detail in details:
            known = loose.fields(detail)
            kind = loose.text(known.get("type"))
            self._runs.add("reasoning", loose.text(known.get(_DETAILS.get(kind, ""))))
            if kind == "reasoning.encrypted" and not self._hidden:
                self._hidden = True
                self._runs.step(events.step("reasoning", hidden=True))

    def _finish(self, reason: str) -> None:
        if reason == "stop" and (self._kind in STANDING or self.raw == "error"):
            return
        lower = reason.lower()
        other = "content_filter" if lower.startswith("image_") else "other"
        self.raw, self._kind = word(reason), FINISH.get(lower, other)


def tokens(usage: Mapping[str, Any]) -> dict[str, int]:
    """Token counts under the program's names; what a server does not tell is absent."""
    prompt = loose.fields(usage.get("prompt_tokens_details"))
    answer = loose.fields(usage.get("completion_tokens_details"))
    places = {
        "input": (usage.get("prompt_tokens"),),
        "output": (usage.get("completion_tokens"),),
        "reasoning": (answer.get("reasoning_tokens"), usage.get("reasoning_tokens")),
        "cached": (
            prompt.get("cached_tokens"),
            usage.get("prompt_cache_hit_tokens"),
            usage.get("cached_tokens"),
        ),
        "cache_write": (loose.count(prompt.get("cache_write_tokens")) or None,),
    }
    known = {name: [loose.count(value) for value in found] for name, found in places.items()}
    return {
        name: next(value for value in values if value is not None)
        for name, values in known.items()
        if any(value is not None for value in values)
    }


def charged(usage: Mapping[str, Any]) -> float | None:
    """The cost beside the counts; with a key of one's own at the provider behind, its share too."""
    own: object = usage.get("cost")
    behind: object = None
    if usage.get("is_byok") is True:
        behind = loose.fields(usage.get("cost_details")).get("upstream_inference_cost")
    known = [cost for cost in map(loose.amount, (own, behind)) if cost is not None]
    return sum(known) if known else None


def _thought(part: Mapping[str, Any]) -> str:
    """Reasoning in a part of the content: a text, or texts in a list; "" where it is none."""
    if loose.text(part.get("type")) in _THOUGHTS:
        told = next((part[name] for name in _PLACES if part.get(name)), None)
    else:
        told = part.get("thinking")
    texts = [loose.text(loose.fields(one).get("text")) for one in loose.entries(told)]
    return loose.text(told) or "".join(texts)


def _progress(progress: Mapping[str, Any]) -> dict[str, Any]:
    """How much of the prompt the server has read."""
    counts = {name: loose.count(progress.get(name)) for name in ("processed", "total")}
    return {name: count for name, count in counts.items() if count is not None}
