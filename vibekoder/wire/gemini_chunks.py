"""What the chunks of Gemini's generateContent say, streamed or whole.

Most chunks of a stream are one piece of text: their type alone proves it, so they cost one decoding
each. Everything else is read loosely, member by member. Only the candidate with index 0 is read.

Thought parts become reasoning. Function calls come whole. What the provider's own tools do, code
that it runs, and pictures become steps with ``server`` set. There is no end mark: an answer is
whole if a finish reason, or the reason for a blocked prompt, has come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, cast

import msgspec

from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.wire import filters, loose
from vibekoder.wire.failures import Place
from vibekoder.wire.gemini_calls import Given
from vibekoder.wire.http import Frame
from vibekoder.wire.kept import Kept
from vibekoder.wire.normal import clean
from vibekoder.wire.reader import Reader, word
from vibekoder.wire.runs import Said
from vibekoder.wire.steps import Call, Calls, Function
from vibekoder.wire.think import TAGS, Think

# The provider's word to the program's; what is not here is "other".
FINISH: Final[Mapping[str, str]] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
    "MODEL_ARMOR": "content_filter",
    "JAILBREAK": "content_filter",
    "IMAGE_SAFETY": "content_filter",
    "IMAGE_PROHIBITED_CONTENT": "content_filter",
    "IMAGE_RECITATION": "content_filter",
    "IMAGE_OTHER": "content_filter",
}

# A plain "STOP" that comes later does not take these back.
STANDING: Final = frozenset({"length", "content_filter", "other"})

# What some reasons mean, where the provider adds no words of its own.
MEANINGS: Final[Mapping[str, str]] = {
    "RECITATION": "It was too close to a text that is published.",
    "LANGUAGE": "The provider does not support this language.",
    "MALFORMED_FUNCTION_CALL": "The model made a tool call that cannot be read.",
    "UNEXPECTED_TOOL_CALL": "The model called a tool that it was not given.",
    "TOO_MANY_TOOL_CALLS": "The model called tools too many times in a row.",
    "MALFORMED_RESPONSE": "The model made an answer that cannot be read.",
    "MISSING_THOUGHT_SIGNATURE": "The provider misses the signature of an earlier tool call.",
    "NO_IMAGE": "The model made no picture.",
}

# With ``enum-encoding=int`` reasons are numbers, in the order of Google's own definition.
_REASONS = (
    *("FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER"),
    *("LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MALFORMED_FUNCTION_CALL"),
    *("IMAGE_SAFETY", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"),
)
_BLOCKS = (
    *("BLOCK_REASON_UNSPECIFIED", "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT"),
    "IMAGE_SAFETY",
)

# Parts that tell what the provider did: the step's name, or the member that holds it.
_DOINGS: Mapping[str, str] = {
    "executableCode": "code_execution",
    "codeExecutionResult": "code_execution_result",
    "inlineData": "image",
    "fileData": "file",
}

_SIGNATURE = "thoughtSignature"

_Json: TypeAlias = Mapping[str, Any]


class Candidates(Reader[Said]):
    """The meaning of one answer's frames.

    ``own`` False: the model is none of the provider's, and may think inline.
    """

    def __init__(self, place: Place | None = None, *, own: bool = True) -> None:
        super().__init__(place, Think(tags={} if own else TAGS))
        self._calls = Calls()
        self._count = 0
        self._kind = ""
        self._called = False
        self._begun = False
        self._kept = Kept()
        self._sealed: object = None  # the signature of the call that comes piece by piece
        self._given: Given | None = None  # the arguments of a call that comes piece by piece
        self._notes: list[str] = []
        self._lost: dict[str, None] = {}  # the types of what came as bytes, in their order
        self._usage: bytes | _Json = {}  # the last counts, or the chunk with them as it came

    @property
    def finish(self) -> str:
        """Why the answer ended; the presence of calls counts more than "stop"."""
        kind = self._kind or ("stop" if self.done else "")
        return "tool_calls" if kind == "stop" and self._called else kind

    @property
    def usage(self) -> dict[str, int]:
        """Tokens; what tools read is part of the input, thoughts are part of the output."""
        known = self._usage
        return tokens(_usage_in(known) if isinstance(known, bytes) else known)

    @property
    def note(self) -> str:
        """Why the provider stopped the answer, in its words where there are any; what is lost."""
        why = self._notes if self.finish not in ("stop", "tool_calls") else []
        lost = ", ".join(self._lost)
        told = f"What the model made beside its text ({lost}) is not kept: a session holds text."
        return " ".join([*why, told] if lost else why)

    @property
    def echo(self) -> list[dict[str, Any]]:
        """The parts as they came, after a call that is signed."""
        parts = self._kept.blocks if self.finish == "tool_calls" else []
        return parts if any(_SIGNATURE in part for part in parts) else []

    def end(self) -> list[Event]:
        """What was held back, and the arguments of a call as far as they came."""
        if self._given is not None:
            self._whole(self._given)
        return super().end()

    def _read_plain(self, kind: Said, frames: Sequence[Frame]) -> int:
        """Read as long as chunks are one piece of this kind; how many were."""
        self._runs.turn(kind)
        run, plain = self._runs.pieces, _PLAIN[kind]
        add, before = run.append, len(run)
        try:
            for frame in frames:
                part = plain(frame).candidates[0].content.parts[0]
                if part.thought is False:
                    break
                add(part.text)
        except (ValueError, TypeError, RecursionError):
            self._plain = None
        count = len(run) - before
        self.read += count
        if kind == "text":
            self._keep_text("".join(run[before:]), None)
        # Counts are cumulative and mostly in every chunk: the last ones are all that is needed.
        read = cast("Sequence[bytes]", frames[:count])
        counted = (data for data in reversed(read) if b"usageMetadata" in data)
        self._usage = next(counted, self._usage)
        return count

    def _object(self, kind: str, known: _Json, data: bytes) -> bool:
        if not _KNOWN & known.keys():
            return False  # an empty object keeps a connection alive; it is no progress
        self.read += 1
        usage = loose.fields(known.get("usageMetadata"))
        self._usage = usage or self._usage
        for candidate in map(loose.fields, loose.entries(known.get("candidates"))):
            if not candidate.get("index"):
                thinks = bool(loose.count(usage.get("thoughtsTokenCount")))
                self._candidate(candidate, hidden=thinks)
        feedback = loose.fields(known.get("promptFeedback"))
        if (reason := _word(feedback.get("blockReason"), _BLOCKS)) and self.raw is None:
            self.raw, self._kind = reason, "content_filter"
            self._why(reason, loose.text(feedback.get("blockReasonMessage")), feedback)
        return True

    def _candidate(self, candidate: _Json, *, hidden: bool) -> None:
        """``hidden``: the model has reasoned, which is told if nothing of it came before."""
        content = loose.fields(candidate.get("content"))
        parts = [loose.fields(part) for part in loose.entries(content.get("parts"))]
        if hidden and not self._begun and not any(part.get("thought") is True for part in parts):
            self._runs.step(events.step("reasoning", hidden=True))
        self._begun = self._begun or hidden or bool(parts)
        for part in parts:
            self._part(part)
        said = parts[0] if len(parts) == 1 else {}
        if isinstance(said.get("text"), str):
            thought = said.get("thought") is True
            self._plain = "reasoning" if thought else "text" if self._think.settled else None
        reason = _word(candidate.get("finishReason"), _REASONS)
        if reason and not (reason == "STOP" and self._kind in STANDING):
            self.raw, self._kind = reason, FINISH.get(reason, "other")
            self._why(reason, loose.text(candidate.get("finishMessage")), candidate)

    def _fail(self, error: object, data: bytes) -> None:
        if self.raw == "STOP":
            # some streams say it in every chunk: before an error it is no end
            self._kind = ""
        super()._fail(error, data)

    def _part(self, part: _Json) -> None:
        text, signature = part.get("text"), part.get(_SIGNATURE)
        if isinstance(text, str):
            if part.get("thought") is True:
                self._runs.add("reasoning", text)
            else:
                self._keep_text(text, signature)
                self._text(text)
        elif text is not None:
            self.skipped += 1
        else:
            self._keep(part)
        if "functionCall" in part:
            self._function(loose.fields(part["functionCall"]), signature)
        for member, name in _DOINGS.items():
            if done := loose.fields(part.get(member)):
                if "data" in done:
                    # the bytes of a picture are no text, and a session is one
                    self._lost[word(loose.text(done.get("mimeType"))) or "data"] = None
                    done = {**done, "data": f"{len(loose.text(done['data']))} characters"}
                self._call(name, done, loose.text(done.get("id")), server=True)
        for member, ending in (("toolCall", ""), ("toolResponse", "_result")):
            if done := loose.fields(part.get(member)):
                name = loose.text(done.get("toolType")).lower() or "tool"
                told = loose.fields(done.get("args")) or loose.fields(done.get("response"))
                self._call(name + ending, told, loose.text(done.get("id")), server=True)

    def _keep_text(self, text: str, signature: object) -> None:
        """A signature seals the part that it stands in."""
        if not text and signature is None:
            return
        last = self._kept.last
        if signature is not None or "text" not in last or _SIGNATURE in last:
            self._kept.begin({"text": text, _SIGNATURE: signature})
        else:
            self._kept.text("text", text)

    def _keep(self, part: _Json) -> None:
        call = loose.fields(part.get("functionCall"))
        if self._given is None and not ({"willContinue", "partialArgs"} & call.keys()):
            self._kept.begin(part)

    def _function(self, call: _Json, signature: object) -> None:
        """A call for us to answer: whole, or its arguments value by value."""
        self._called, self._sealed = True, signature or self._sealed
        name, id_ = loose.text(call.get("name")), loose.text(call.get("id"))
        goes_on, pieces = call.get("willContinue") is True, loose.entries(call.get("partialArgs"))
        if self._given is None and not goes_on and not pieces:
            self._call(name, loose.fields(call.get("args")), id_)
            self._sealed = None
            return
        if self._given is None:
            self._given = Given(name, id_, loose.fields(call.get("args")))
            self._call(name, None, id_)
        for piece in map(loose.fields, pieces):
            self._given.take(piece)
        if not goes_on:
            self._whole(self._given)

    def _whole(self, given: Given) -> None:
        """The call that came piece by piece has all its arguments."""
        self._given = None
        self._kept.begin({"functionCall": given.call(), _SIGNATURE: self._sealed})
        self._sealed = None
        for step in self._calls.take([Call(self._count, "", Function(None, given.args))]):
            self._runs.step(step)

    def _call(self, name: str, given: object, id_: str, *, server: bool = False) -> None:
        """A call or a doing; each comes whole, in one part."""
        self._count += 1
        for step in self._calls.take([Call(self._count, id_, Function(name, given))]):
            data = {**step.data, "server": True} if server else step.data
            self._runs.step(Event(step.event, data))

    def _why(self, reason: str, words: str, told: _Json) -> None:
        """The last reason's words, and the categories that a filter named."""
        ratings = map(loose.fields, loose.entries(told.get("safetyRatings")))
        named = [loose.text(one.get("category")) for one in ratings if one.get("blocked") is True]
        names = [one.removeprefix("HARM_CATEGORY_").lower() for one in named if one]
        said = [
            MEANINGS.get(reason, ""),
            f"The provider says: “{words.strip()}”" if words.strip() else "",
            filters.sentence(names),
        ]
        self._notes = [clean(one) for one in said if one]


def tokens(usage: _Json) -> dict[str, int]:
    """Token counts under the program's names; what a server does not tell is absent."""
    places = {
        "input": ("promptTokenCount", "toolUsePromptTokenCount"),
        "output": ("candidatesTokenCount", "thoughtsTokenCount"),
        "reasoning": ("thoughtsTokenCount",),
        "cached": ("cachedContentTokenCount",),
    }
    known = {name: [loose.count(usage.get(one)) for one in found] for name, found in places.items()}
    return {
        name: sum(count for count in counts if count is not None)
        for name, counts in known.items()
        if any(count is not None for count in counts)
    }


def _word(value: object, numbered: Sequence[str]) -> str:
    """A reason as a word; a number that has none stays a number."""
    number = loose.of(int, value)
    if number is not None and 0 < number < 2**31:
        return numbered[number] if number < len(numbered) else str(number)
    return word(loose.text(value))


def _usage_in(data: bytes) -> _Json:
    value = loose.quick(data)
    chunk = loose.fields(next(iter(loose.entries(value)), value))
    return loose.fields(chunk.get("usageMetadata"))


def _plain(*more: tuple[Any, ...]) -> Callable[[Any], Any]:
    """A decoder that takes only chunks with one part of exactly these members."""
    part = msgspec.defstruct("_Part", [("text", str), *more], forbid_unknown_fields=True, gc=False)
    content = msgspec.defstruct("_Content", [("parts", tuple[part])], gc=False)
    candidate = msgspec.defstruct(
        "_Candidate",
        [("content", content), ("finishReason", None, None), ("index", Literal[0], 0)],
        gc=False,
    )
    nothing = [(name, None, None) for name in ("promptFeedback", "error")]
    chunk = msgspec.defstruct("_Chunk", [("candidates", tuple[candidate]), *nothing], gc=False)
    return msgspec.json.Decoder(chunk).decode


_KNOWN = frozenset({"candidates", "usageMetadata", "promptFeedback"})
_PLAIN: Mapping[Said, Callable[[Any], Any]] = {
    "text": _plain(("thought", None, None)),
    "reasoning": _plain(("thought", bool)),
}
