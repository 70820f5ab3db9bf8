"""A refusal that names one parameter: which change the server would take instead. Pure.

Only what is optional is dropped, one thing at a time, and a thing once; the limit of output and the
system prompt are said in another way and never dropped. Messages, tools and the form of the answer
are left as they are: without them it would be another question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from vibekoder.core.errors import Code, Failure
from vibekoder.wire import complaints
from vibekoder.wire.complaints import Complaint
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest

MOST_HEALS: Final = 3
EFFORTS: Final = ("none", "minimal", "low", "medium", "high", "xhigh", "max")

Build = Callable[[Endpoint, ChatRequest], HttpRequest]

_STATUSES = frozenset({400, 422})
_UNABLE = frozenset({405, 501})

# Never dropped, whatever a server says of them.
_KEPT = frozenset(
    {
        *("model", "messages", "input", "contents", "content", "prompt", "system", "instructions"),
        *("system_instruction", "role", "tools", "tool_choice", "functions", "images"),
        *("response_format", "text", "format", "response_schema", "response_mime_type"),
        *("max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict", "num_ctx"),
    }
)

_LIMITS = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}

# What a server names, to the generic names that make it.
_REASONING = ("reasoning_effort", "reasoning_budget", "show_reasoning")
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "reasoning.effort": ("reasoning_effort",),
    "output_config.effort": ("reasoning_effort",),
    "effort": ("reasoning_effort",),
    "thinking_level": ("reasoning_effort",),
    "thinking_budget": ("reasoning_budget",),
    "thinking_token_budget": ("reasoning_budget",),
    "reasoning_budget_tokens": ("reasoning_budget",),
    "reasoning.summary": ("show_reasoning",),
    "thinking.display": ("show_reasoning",),
    "include_thoughts": ("show_reasoning",),
    "include_reasoning": ("show_reasoning",),
    "thinking": _REASONING,
    "think": _REASONING,
    "reasoning": _REASONING,
    "thinking_config": _REASONING,
    "chat_template_kwargs": _REASONING,
    "output_config": _REASONING,
    "stop_sequences": ("stop",),
    "random_seed": ("seed",),
    "penalty": ("presence_penalty", "frequency_penalty"),
}

# Models of one family reason by a budget, the next one by itself.
_THINKING = {"enabled": "adaptive", "adaptive": "budget"}

_NAME = r"[\"'`]?([A-Za-z_][\w.\[\]]*)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"unsupported (?:parameter|value|argument)s?:? ?{_NAME}",
        rf"{_NAME}[\"'`]? (?:is|are) (?:not (?:supported|permitted|allowed|enabled)|unsupported)",
        rf"{_NAME}[\"'`]? is deprecated",
        rf"argument not supported on this model: {_NAME}",
        rf"does not support (?:the )?(?:parameter |argument |option |field )?{_NAME}",
        rf"(?:unrecogni[sz]ed|unknown|unexpected)(?: request| keyword)? "
        rf"(?:argument|field|name|parameter|key|property)s?(?: supplied)?:? ?{_NAME}",
        rf"{_NAME}[\"'`]?: Extra inputs are not permitted",
        rf"[\"'`]\w+[\"'`] and {_NAME}[\"'`]? cannot both be specified",
        r"(thinking\.\w[\w.]*)",
        r"(think) value",  # Ollama, of a model that thinks in one way only
    )
)
_REFUSES = re.compile(
    r"unsupported|not supported|not support |unrecogni[sz]ed|unknown|unexpected|not permitted"
    r"|not allowed|instead",
    re.IGNORECASE,
)
_STREAMLESS = re.compile(
    r"\bstream(?:ing|ed)?\b[^.]{0,40}\b(?:unsupported|disabled|not\b[^.]{0,12}\b"
    r"(?:supported|available|allowed|enabled|implemented))"
    r"|\b(?:unsupported|not support|n[o']t support)\b[^.]{0,30}\bstream(?:ing|ed)?\b",
    re.IGNORECASE,
)
_ROLE = re.compile(r"[\"'`](developer|system)[\"'`]")
_SUPPORTED = re.compile(r"supported (?:values|levels)(?: are)?:? *(.*)", re.IGNORECASE | re.DOTALL)
_INDEX = re.compile(r"\[[^\]]*\]|\.\d+(?=\.|$)")
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


@dataclass(frozen=True, slots=True)
class Healed:
    """A request that the server may take: ``quirks`` is what changed, ``sentence`` for people.

    ``name`` is what was refused, ``params`` the parameters that are not sent any more.
    """

    endpoint: Endpoint
    http: HttpRequest
    name: str
    params: tuple[str, ...]
    quirks: Mapping[str, Any]
    sentence: str


@dataclass(frozen=True, slots=True)
class _Way:
    """One change, before it is known whether it changes anything."""

    name: str
    quirks: Mapping[str, Any]
    sentence: str
    drops: tuple[str, ...] = ()


def heal(failure: Failure, endpoint: Endpoint, request: ChatRequest, build: Build) -> Healed | None:
    """The request as the server may take it; None where its refusal names nothing to change."""
    said = complaints.in_body(failure.detail.encode())
    refused = failure.code is Code.BAD_REQUEST and failure.status in _STATUSES
    if not refused and not (failure.status in _UNABLE and _STREAMLESS.search(said.words)):
        return None
    healed = tuple(endpoint.quirks.get("healed", ()))
    before = build(*knowing(endpoint, request))
    for way in _ways(said, endpoint, request):
        if way.name in healed:
            continue
        quirks = {**way.quirks, "healed": [*healed, way.name]}
        if way.drops:
            dropped = (*endpoint.quirks.get("drop", ()), *way.drops)
            quirks["drop"] = list(dict.fromkeys(dropped))
        after = replace(endpoint, quirks={**endpoint.quirks, **quirks})
        http = build(*knowing(after, request))
        if (http.url, http.body) != (before.url, before.body):
            params = tuple(name for name in request.params if name in way.drops)
            return Healed(after, http, way.name, params, quirks, way.sentence)
    return None


def knowing(endpoint: Endpoint, request: ChatRequest) -> tuple[Endpoint, ChatRequest]:
    """Both with what was found out of this server; what every ``build`` is given."""
    if request.quirks:
        quirks = {**endpoint.quirks, **request.quirks}
        endpoint, request = replace(endpoint, quirks=quirks), replace(request, quirks={})
    if not endpoint.quirks.get("stream", True):
        request = replace(request, params={**request.params, "stream": False})
    return endpoint, request


def _ways(said: Complaint, endpoint: Endpoint, request: ChatRequest) -> Iterable[_Way]:
    who = request.model or "This model"
    if _STREAMLESS.search(said.words):
        yield _streamless(who)
    if "role" in f"{said.param} {said.words}".lower() and _ROLE.search(said.words):
        role = endpoint.quirks.get("system_role", "system")
        other = "system" if role == "developer" else "developer"
        sentence = f"{who} does not take the role {role}; sent again with {other} in its place."
        yield _Way("system_role", {"system_role": other}, sentence)
    found = [one.group(1) for pattern in _PATTERNS for one in pattern.finditer(said.words)]
    for written in dict.fromkeys(name for name in (said.param, *found) if name):
        yield from _ways_for(_HUMP.sub(r"_\1", written).lower(), said.words, request, endpoint, who)


def _ways_for(
    written: str, words: str, request: ChatRequest, endpoint: Endpoint, who: str
) -> Iterable[_Way]:
    path = _INDEX.sub("", written).strip(".").removeprefix("body.")
    first, last = path.partition(".")[0], path.rpartition(".")[2]
    if last in _LIMITS and _REFUSES.search(words):
        other = _LIMITS[last]
        sentence = f"{who} wants {other} in place of {last}; sent again with that."
        yield _Way("max_tokens", {"max_tokens": other}, sentence)
    if first in _KEPT or last in _KEPT:
        return
    if first == "stream_options":
        sentence = f"{who} does not take stream_options; sent again without."
        yield _Way(first, {"stream_options": False}, sentence, (first,))
    elif first == "stream":
        yield _streamless(who)
    elif path.startswith("thinking.type.") and last in _THINKING:
        other = _THINKING[last]
        sentence = f"{who} does not reason as it was asked; asked again in its other way."
        yield _Way(path, {"thinking": other}, sentence)
    generic = _ALIASES.get(path) or _ALIASES.get(last) or _ALIASES.get(first) or (last,)
    if generic == ("reasoning_effort",) or last == "reasoning_effort":
        yield from _efforts(words, request, endpoint, who)
    name = generic[0] if len(generic) == 1 else first
    sentence = f"{who} does not take {name}; sent again without."
    yield _Way(name, {}, sentence, tuple(dict.fromkeys((path, *generic))))


def _streamless(who: str) -> _Way:
    sentence = f"{who} does not stream; asked again for the whole answer at once."
    return _Way("stream", {"stream": False}, sentence)


def _efforts(words: str, request: ChatRequest, endpoint: Endpoint, who: str) -> Iterable[_Way]:
    """The nearest effort of those that the server lists; of two equally near ones the lower."""
    wanted = request.params.get("reasoning_effort")
    listed = _SUPPORTED.search(words)
    if wanted not in EFFORTS or listed is None:
        return
    known = [at for at, word in enumerate(EFFORTS) if re.search(rf"\b{word}\b", listed[1])]
    at = EFFORTS.index(wanted)
    if not known:
        return
    nearest = EFFORTS[min(known, key=lambda one: (abs(one - at), one))]
    efforts = {**endpoint.quirks.get("efforts", {}), wanted: nearest}
    sentence = f"{who} does not take the effort {wanted}; sent again with {nearest}."
    yield _Way(f"effort {wanted}", {"efforts": efforts}, sentence)
