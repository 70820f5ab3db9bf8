"""Anthropic's Messages, and every server that speaks them.

All system texts go together, an empty line between them, into ``system``. Turns must alternate:
neighbours of one role become one turn with a block for each text; texts of blanks alone are left
out, and the last turn, if it is the model's, loses the blanks at its end. Pictures follow the text
of their turn. A parameter goes where this provider has it; a name that nobody knows goes as it is.

Quirks of an endpoint: those of `vibekoder.wire.outward`; ``drop`` may also name members of the
body, a part behind a dot (``thinking.display``); ``thinking`` "budget", "adaptive" or "none": how
its models reason, whatever their names say; ``output`` and ``context``: how much a model writes at
most, and its window, in tokens.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote

from vibekoder.core import tokens
from vibekoder.core.echo import RESULT, Echo
from vibekoder.core.errors import Failure
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.models import ModelFacts, merged
from vibekoder.wire import failures, listing, loose, outward, redaction, turns, wishes
from vibekoder.wire.anthropic_events import Messages
from vibekoder.wire.anthropic_models import Generation, generation, is_own
from vibekoder.wire.failures import Place
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest
from vibekoder.wire.sse import Sse

# The older of the two versions: it takes sampling parameters, and compatible servers know it.
VERSION: Final = "2023-06-01"

_PATHS = ("/messages", "/complete", "/models")
_RESERVED = frozenset({"model", "messages", "system", "stream"})
_KEPT = frozenset({"model", "messages", "system", "max_tokens"})  # a quirk cannot drop these

# Generic parameters that this provider has nothing like.
_UNKNOWN = (
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "n",
    "keep_alive",
    "num_ctx",
)
_SAMPLING = ("temperature", "top_p", "top_k")
_REASONING = ("reasoning_effort", "reasoning_budget", "show_reasoning")
_LEAST_BUDGET = 1024
_EFFORTS = {"minimal": "low"}  # this provider's words are OpenAI's, but for the least


class Anthropic:
    """The dialect; see `vibekoder.wire.http.Dialect`."""

    def build(self, endpoint: Endpoint, request: ChatRequest) -> HttpRequest:
        """A streaming request, unless the parameter ``stream`` says otherwise."""
        body: dict[str, Any] = {"model": request.model, **_members(endpoint, request).body}
        if system := turns.system(request.messages):
            body["system"] = system
        body["messages"] = _turns(request.messages)
        body["stream"] = bool(request.params.get("stream", True))
        return HttpRequest(
            "POST",
            _address(endpoint, "/messages"),
            _headers(endpoint, "text/event-stream"),
            outward.json_body(body),
        )

    def left_out(self, endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        """What the provider, or this model of it, does not take."""
        return tuple(dict.fromkeys(_members(endpoint, request).left_out))

    def framer(self) -> Sse:
        """Server-sent events; bare JSON is taken too."""
        return Sse(typed=True)

    def decoder(self, endpoint: Endpoint | None = None, model: str = "") -> Messages:
        """A reader of events."""
        return Messages(Place.of(endpoint, model=model), own=not model or is_own(model))

    def failure(
        self,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        endpoint: Endpoint | None = None,
        model: str = "",
    ) -> Failure:
        """What an answer that is no success means; never with the endpoint's key in it."""
        failure = failures.of_status(status, headers, body, Place.of(endpoint, model=model))
        return redaction.redacted(failure, endpoint)

    def models(self, endpoint: Endpoint) -> HttpRequest:
        """The request for the list of models, as many as one page may hold."""
        return _listing(endpoint, "")

    def read_models(self, body: bytes, asked: bytes = b"") -> list[ModelFacts]:
        """What the list tells of each model, and which parameters its generation takes."""
        listed = map(loose.fields, loose.entries(listing.fields(body).get("data")))
        entries = {loose.text(entry.get("id")): entry for entry in listed}
        return [
            merged(facts, _facts(facts.name, entries.get(facts.name, {})))
            for facts in listing.read(body)
        ]

    def next_models(self, endpoint: Endpoint, body: bytes) -> tuple[HttpRequest, ...]:
        """The next page."""
        page = listing.fields(body)
        last = loose.text(page.get("last_id"))
        more = page.get("has_more") is True and last
        return (_listing(endpoint, f"&after_id={quote(last, safe='')}"),) if more else ()


@dataclass(slots=True)
class _Members:
    """The body's members that parameters make; ``params`` are those that have no place yet."""

    params: dict[str, Any]
    body: dict[str, Any] = field(default_factory=dict[str, Any])
    left_out: list[str] = field(default_factory=list[str])

    def leave(self, *names: str) -> None:
        """Leave out those that someone set."""
        self.left_out += [name for name in names if self.params.pop(name, None) is not None]


def _members(endpoint: Endpoint, request: ChatRequest) -> _Members:
    kind = _generation(endpoint, request.model)
    params = outward.own_params(endpoint, request.params, _RESERVED)
    made = _Members(params)
    most = params.pop("max_completion_tokens", None)
    most = params.pop("max_tokens", None) or most
    made.body["max_tokens"] = most or _room(endpoint, request, kind)
    made.leave(*_UNKNOWN)
    if "stop" in params and (stops := wishes.stops(params.pop("stop"))):
        made.body["stop_sequences"] = stops
    if "user" in params:
        made.body["metadata"] = {"user_id": params.pop("user")}
    _reason(made, kind)
    _sample(made, kind)
    _form(made)
    made.body |= params
    outward.drop(made.body, endpoint, kept=_KEPT)
    return made


def _room(endpoint: Endpoint, request: ChatRequest, kind: Generation) -> int:
    """The limit that is asked for where nobody set one: all that the model writes and has room for.

    A request is refused if prompt and limit together are longer than the model's window.
    """
    output = loose.count(endpoint.quirks.get("output")) or kind.output
    context = loose.count(endpoint.quirks.get("context"))
    if context is None or output <= kind.output:
        return output
    counted = loose.of(float, endpoint.quirks.get("counted")) or 1.0
    said = tokens.at_most(request.messages, counted)
    return max(kind.output, min(output, context - said))


def _generation(endpoint: Endpoint, model: str) -> Generation:
    kind = generation(model)
    told = endpoint.quirks.get("thinking")
    if told not in ("none", "budget", "adaptive"):
        return kind
    return replace(kind, thinking=told)


def _reason(made: _Members, kind: Generation) -> None:
    """Reasoning as this generation is asked for it."""
    effort, budget, show = (made.params.get(name) for name in _REASONING)
    if kind.thinking == "none":
        made.leave(*_REASONING)
    elif effort == "none" or budget == 0:
        if kind.off:
            made.body["thinking"] = {"type": "disabled"}
        elif kind.thinking != "budget":
            made.leave("reasoning_effort", "reasoning_budget")
        other = "reasoning_budget" if effort == "none" else "reasoning_effort"
        if made.params.get(other):
            made.leave(other)  # it asks for the contrary
    elif kind.thinking == "budget":
        _reason_within(made, budget, effort)
        if show is False and (kind.off or "thinking" in made.body):
            made.leave("show_reasoning")
    elif kind.thinking == "both" and budget is not None:
        _reason_within(made, budget, effort, display=_display(show))
    else:
        _reason_freely(made, effort, show)
    for name in _REASONING:
        made.params.pop(name, None)


def _reason_freely(made: _Members, effort: object, show: object) -> None:
    """Reasoning as much as the model sees fit; no budget can be set."""
    if effort is not None or "reasoning_budget" in made.params or show:
        made.body["thinking"] = {"type": "adaptive", "display": _display(show)}
    made.leave("reasoning_budget")
    if effort is not None:
        made.body["output_config"] = {"effort": _EFFORTS.get(str(effort), effort)}


def _reason_within(made: _Members, budget: object, effort: object, **display: str) -> None:
    """Reasoning with a budget, below the limit on the output that it is a part of.

    The budget is the closer wish; an effort stands for one only where there is no other.
    """
    wished = loose.of(int, wishes.BUDGETS.get(str(effort)) if budget is None else budget)
    most = loose.of(int, made.body["max_tokens"]) or 0
    if wished is None or wished < 0 or most <= _LEAST_BUDGET:
        made.leave("reasoning_effort", "reasoning_budget")
        return
    if budget is not None:
        made.leave("reasoning_effort")
    tokens = max(_LEAST_BUDGET, min(wished, most - 1))
    made.body["thinking"] = {"type": "enabled", "budget_tokens": tokens, **display}


def _display(show: object) -> str:
    """Newer models keep their thinking to themselves unless they are asked for a summary."""
    return "omitted" if show is False else "summarized"


def _sample(made: _Members, kind: Generation) -> None:
    """Sampling, as far as the model takes it: never while it reasons, and not two ways at once."""
    reasons = made.body.get("thinking", {}).get("type") in ("enabled", "adaptive")
    if not kind.samples:
        made.leave(*_SAMPLING)
    elif kind.strict and reasons:
        if made.params.get("temperature") != 1:
            made.leave("temperature")
        made.leave("top_k")
    if kind.strict and "temperature" in made.params:
        made.leave("top_p")


def _form(made: _Members) -> None:
    """An answer that follows a schema; JSON of any shape cannot be asked for."""
    wish = made.params.get("response_format")
    schema = wishes.schema(wish)
    if schema is not None:
        output = made.body.setdefault("output_config", {})
        output["format"] = {"type": "json_schema", "schema": schema}
        del made.params["response_format"]
    elif wishes.is_text(wish):
        del made.params["response_format"]
    made.leave("response_format")


def _turns(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The turns in this provider's form; the last one, if it is the model's, ends in no blank."""
    made: list[tuple[Role, list[dict[str, Any]]]] = []
    results: list[dict[str, Any]] = []
    for role, parts in turns.alternating(messages):
        made.append((role, [*results, *_blocks(parts)]))
        results = [one for part in parts if isinstance(part, Echo) for one in _results(part)]
    role, last = made[-1]
    echoed = messages[-1].echo is not None
    if role is Role.ASSISTANT and not echoed and last[-1]["type"] == "text":
        last[-1]["text"] = last[-1]["text"].rstrip()
    return [{"role": str(role), "content": _content(blocks)} for role, blocks in made]


def _blocks(parts: Sequence[str | Image | Echo]) -> list[dict[str, Any]]:
    return [block for part in parts for block in _blocks_of(part)]


def _blocks_of(part: str | Image | Echo) -> list[dict[str, Any]]:
    if isinstance(part, Echo):
        return part.listed()
    return [{"type": "text", "text": part} if isinstance(part, str) else _image(part)]


def _results(echo: Echo) -> list[dict[str, Any]]:
    """What stands as the results of the calls that are for us to answer."""
    return [
        {"type": "tool_result", "tool_use_id": block["id"], "content": RESULT}
        for block in echo.listed()
        if block["type"] == "tool_use"
    ]


def _image(image: Image) -> dict[str, Any]:
    data = base64.b64encode(image.data).decode()
    source = {"type": "base64", "media_type": image.media_type, "data": data}
    return {"type": "image", "source": source}


def _content(blocks: list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    """A single text goes plain: every compatible server takes that."""
    return blocks[0]["text"] if len(blocks) == 1 and blocks[0]["type"] == "text" else blocks


def _address(endpoint: Endpoint, path: str, query: str = "") -> str:
    """A base URL without a version gets the only one there is, behind any path too."""
    url = outward.address(endpoint, path, known=_PATHS, prefix="/v1", query=query)
    if endpoint.quirks.get("v1", True) and not re.search(rf"/v[0-9][^/]*{path}(\?|$)", url):
        head, _, tail = url.rpartition(path)
        url = f"{head}/v1{path}{tail}"
    return url


def _listing(endpoint: Endpoint, after: str) -> HttpRequest:
    headers = _headers(endpoint, "application/json", sends=False)
    return HttpRequest("GET", _address(endpoint, "/models", f"limit=1000{after}"), headers)


def _headers(endpoint: Endpoint, accept: str, *, sends: bool = True) -> tuple[tuple[str, str], ...]:
    version = [("anthropic-version", VERSION)]
    return outward.headers(endpoint, accept, auth="x-api-key", sends=sends, more=version)


def _facts(name: str, entry: Mapping[str, Any]) -> ModelFacts:
    able = loose.fields(entry.get("capabilities"))
    if not able:
        return ModelFacts(name)
    return ModelFacts(
        name,
        context=listing.count(entry.get("max_input_tokens")),
        output=listing.count(entry.get("max_tokens")),
        images=_able(able, "image_input"),
        reasoning=_able(able, "thinking"),
        tools=True,
        params=_params(generation(name), able),
    )


def _params(kind: Generation, able: Mapping[str, Any]) -> tuple[str, ...]:
    """The generic parameters that a model takes."""
    reasons = _REASONING if _able(able, "thinking") else ()
    sampling = _SAMPLING if kind.samples else ()
    form = ("response_format",) if _able(able, "structured_outputs") else ()
    return ("max_tokens", "stop", "user", *sampling, *reasons, *form)


def _able(able: Mapping[str, Any], name: str) -> bool | None:
    told = loose.fields(able.get(name)).get("supported")
    return told if isinstance(told, bool) else None
