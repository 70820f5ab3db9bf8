"""What the providers' own clients made of each recorded answer, told by the recordings alone.

Nothing here asks the program: whoever compares it with these values compares it with others.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Json = Mapping[str, Any]

# Where each client keeps its counts, under the program's names: "+" adds what is told, "|" takes
# the first that is told. A written cache is told only where something was written.
_OPENAI = {
    "input": "prompt_tokens",
    "output": "completion_tokens",
    "reasoning": "completion_tokens_details.reasoning_tokens | reasoning_tokens",
    "cached": "prompt_tokens_details.cached_tokens | prompt_cache_hit_tokens | cached_tokens",
    "cache_write": "prompt_tokens_details.cache_write_tokens",
}
_RESPONSES = {
    "input": "input_tokens",
    "output": "output_tokens",
    "reasoning": "output_tokens_details.reasoning_tokens",
    "cached": "input_tokens_details.cached_tokens",
    "cache_write": "input_tokens_details.cache_write_tokens",
}
_ANTHROPIC = {
    "input": "input_tokens + cache_creation_input_tokens + cache_read_input_tokens",
    "output": "output_tokens",
    "cached": "cache_read_input_tokens",
    "cache_write": "cache_creation_input_tokens",
}
_GEMINI = {
    "input": "prompt_token_count | promptTokenCount + tool_use_prompt_token_count",
    "output": "candidates_token_count | candidatesTokenCount + thoughts_token_count",
    "reasoning": "thoughts_token_count",
    "cached": "cached_content_token_count",
}
_OLLAMA = {"input": "prompt_eval_count", "output": "eval_count"}
COUNTS: Mapping[str, Mapping[str, str]] = {
    "openai-chat": _OPENAI,
    "openai-responses": _RESPONSES,
    "anthropic-messages": _ANTHROPIC,
    "anthropic-complete-legacy": _ANTHROPIC,
    "gemini-sse": _GEMINI,
    "gemini-json-array": _GEMINI,
    "ollama-chat-ndjson": _OLLAMA,
    "ollama-generate-ndjson": _OLLAMA,
}
UNKNOWN = {"anthropic-messages": {"reasoning"}}  # counts that a server tells and its client drops


@dataclass(frozen=True)
class Made:
    """What a client made of a body; None where it does not look.

    ``calls`` are those for us to answer, ``server`` the provider's own. ``raised`` are the words
    of what it raised; "" where it ended quietly.
    """

    text: str = ""
    reasoning: str = ""
    calls: tuple[Json, ...] = ()
    server: tuple[Json, ...] | None = None
    finish: object = None
    usage: Mapping[str, int] | None = None
    raised: str = ""

    def but(self, **ours: Any) -> Made:
        """The same with what is read otherwise."""
        return replace(self, **ours)

    def differs(self, other: Made) -> set[str]:
        """In what two readings differ; how a failure is worded is everyone's own affair."""
        names = ("text", "reasoning", "calls", "finish", "usage")
        found = {name for name in names if getattr(self, name) != getattr(other, name)}
        return found | ({"raised"} if bool(self.raised) != bool(other.raised) else set())


def streamed(protocol: str, sidecar: Json) -> Made:
    """What the client made of a recorded stream, by the recording's own account."""
    told, error = sidecar["expected"], sidecar["expected"].get("error")
    server = told.get("server_tool_calls", [] if "block_types" in told else None)
    made = answer(protocol, told).but(
        server=None if server is None else tuple(server),
        raised=error["message"] if error else "",
    )
    # the account was read from the raw bytes: the client itself passed the error over
    return made.but(raised="") if "ignores" in sidecar["oracle"].get("note", "") else made


def answer(protocol: str, told: Json) -> Made:
    """A whole answer, by the account of a recording."""
    return Made(
        (told["text"] or "") + (told.get("refusal") or ""),
        told.get("reasoning") or "",
        tuple(map(called, told.get("tool_calls") or ())),
        None,
        told["finish_reason"] or (told.get("prompt_blocked") or {}).get("reason"),
        counted(protocol, told.get("usage") or {}),
    )


def hand_made(sidecar: Json) -> tuple[Made, Made]:
    """What a client made of a stream that somebody wrote, and what is intended."""
    result = sidecar["sdk_behaviour"]["result"]
    if "repr" in result:
        result = {"text": ast.literal_eval(result["repr"]), "finish_reason": "stop"}
    error = result.get("error") or {}
    theirs = Made(
        result["text"],
        result.get("reasoning", ""),
        tuple(map(called, result.get("tool_calls", ()))),
        finish=result["finish_reason"],
        raised=error.get("message") or error.get("type") or "",
    )
    told, names = sidecar["intended"], ("id", "name", "arguments")
    calls = [called(dict(zip(names, one, strict=True))) for one in told.get("tool_calls", ())]
    intended = Made(
        told.get("text", ""),
        told.get("reasoning", ""),
        tuple(calls),
        finish=told.get("finish"),
        raised=told.get("error", ""),
    )
    return theirs, intended


def counted(protocol: str, usage: Json) -> dict[str, int]:
    """The client's counts under the program's names; what it does not tell is absent."""
    found: dict[str, int] = {}
    for name, places in COUNTS[protocol].items():
        sums = [_first(usage, part) for part in places.split("+")]
        told = [count for count in sums if count is not None]
        if told and (sum(told) or name != "cache_write"):
            found[name] = sum(told)
    return found


def called(call: Json) -> Json:
    """A call with its arguments as JSON where they are, and no id where the client has none."""
    return {**call, "id": call.get("id") or "", "arguments": value(call["arguments"])}


def value(text: object) -> object:
    """What a text says as JSON; itself where it is none."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def _first(usage: Json, places: str) -> int | None:
    for place in places.split("|"):
        found: object = usage
        for name in place.strip().split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, int):
            return found
    return None
