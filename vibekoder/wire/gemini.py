"""Google's Gemini: generateContent, streamed or whole.

The API's version is part of the base URL (``…/v1beta``); a bare host gets it. All system texts go
together, an empty line between them, into ``systemInstruction``. Turns must alternate: neighbours
of one role become one turn with a part for each text; texts of blanks alone are left out. Pictures
follow the text of their turn. Parameters go into ``generationConfig`` under this provider's names,
a name that nobody knows as it is; tools, safety and caches stand beside it.

Quirks of an endpoint: those of `vibekoder.wire.outward`; ``drop`` may also name members of
``generationConfig``, a part behind a dot (``thinkingConfig.thinkingBudget``).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from vibekoder.core.echo import RESULT, Echo
from vibekoder.core.errors import Failure
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.wire import failures, listing, loose, outward, redaction, turns, wishes
from vibekoder.wire.failures import Place
from vibekoder.wire.gemini_chunks import Candidates
from vibekoder.wire.http import ChatRequest, Endpoint, HttpRequest
from vibekoder.wire.json_array import SseOrArray

# Generic names to this provider's.
NAMES: Final[Mapping[str, str]] = {
    "temperature": "temperature",
    "top_p": "topP",
    "top_k": "topK",
    "max_tokens": "maxOutputTokens",
    "max_completion_tokens": "maxOutputTokens",
    "seed": "seed",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
}

_ROLES = {Role.USER: "user", Role.ASSISTANT: "model"}
_RESERVED = frozenset({"model", "contents", "systemInstruction", "stream"})
_REASONING = ("reasoning_effort", "reasoning_budget", "show_reasoning")
_OFF: Mapping[str, object] = {"reasoning_effort": "none", "reasoning_budget": 0}

# Generic parameters that this provider has nothing like.
_UNKNOWN = ("logit_bias", "user", "n", "keep_alive", "num_ctx")
_PENALTIES = ("presence_penalty", "frequency_penalty")

# Members that stand beside ``generationConfig``.
_BESIDE = frozenset(
    {
        *("safetySettings", "tools", "toolConfig", "cachedContent", "labels", "serviceTier"),
        *("safety_settings", "tool_config", "cached_content", "service_tier"),
    }
)

_VERSION = re.compile(r"gemini-([0-9]{1,2})(?:\.([0-9]{1,2}))?")
_NEWEST = (3, 0)  # of a name without a version, such as gemini-flash-latest
_BUDGETS_FROM, _LEVELS_FROM, _LEVELS_ONLY_FROM = (2, 5), (3, 0), (4, 0)


class Gemini:
    """The dialect; see `vibekoder.wire.http.Dialect`."""

    def build(self, endpoint: Endpoint, request: ChatRequest) -> HttpRequest:
        """A streaming request, unless the parameter ``stream`` says otherwise."""
        members, _ = _members(endpoint, request)
        body: dict[str, Any] = {}
        if system := turns.system(request.messages):
            body["systemInstruction"] = {"parts": [{"text": system}]}
        body["contents"] = _contents(request.messages)
        streams = request.params.get("stream", True)
        verb, query = ("streamGenerateContent", "alt=sse") if streams else ("generateContent", "")
        return HttpRequest(
            "POST",
            _address(endpoint, f"{_path(request.model)}:{verb}", query),
            _headers(endpoint, "text/event-stream"),
            outward.json_body(body | members),
        )

    def left_out(self, endpoint: Endpoint, request: ChatRequest) -> tuple[str, ...]:
        """What the provider, or this model of it, does not take."""
        return _members(endpoint, request)[1]

    def framer(self) -> SseOrArray:
        """Server-sent events, or one array; bare JSON is taken too."""
        return SseOrArray()

    def decoder(self, endpoint: Endpoint | None = None, model: str = "") -> Candidates:
        """A reader of chunks."""
        own = not model or "gemini" in model.lower()
        return Candidates(Place.of(endpoint, model=model), own=own)

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
        """The models that generate content, with what the list tells of each."""
        listed = map(loose.fields, loose.entries(listing.fields(body).get("models")))
        found: dict[str, ModelFacts] = {}
        for facts in (_facts(entry) for entry in listed if _generates(entry)):
            if facts.name:
                found.setdefault(facts.name, facts)
        return list(found.values())

    def next_models(self, endpoint: Endpoint, body: bytes) -> tuple[HttpRequest, ...]:
        """The next page."""
        token = loose.text(listing.fields(body).get("nextPageToken"))
        return (_listing(endpoint, f"&pageToken={quote(token, safe='')}"),) if token else ()


def _members(endpoint: Endpoint, request: ChatRequest) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The members that parameters make, and the names of those that none can be made of."""
    params = outward.own_params(endpoint, request.params, _RESERVED)
    version = _version(request.model)
    unknown = [*_UNKNOWN, *(_PENALTIES if version >= _LEVELS_ONLY_FROM else ())]
    left_out = [name for name in unknown if params.pop(name, None) is not None]
    config: dict[str, Any] = {}
    thoughts = {name: params.pop(name, None) for name in _REASONING}
    if "pro" in request.model.lower():  # it cannot be told not to think
        refused = [name for name, word in _OFF.items() if thoughts[name] == word]
        thoughts |= dict.fromkeys(refused)
        left_out += refused
    thinking, unthinkable = _thinking(version, *thoughts.values())
    if thinking:
        config["thinkingConfig"] = thinking
    if stops := wishes.stops(params.pop("stop", None)):
        config["stopSequences"] = stops
    form, formless = _form(params.pop("response_format", None))
    config |= form
    given = loose.fields(params.pop("generationConfig", None))
    beside = {name: params.pop(name) for name in [*params] if name in _BESIDE}
    config |= {NAMES.get(name, name): value for name, value in params.items()}
    config |= given
    outward.drop(config, endpoint)
    members = {"generationConfig": config, **beside} if config else beside
    return members, (*left_out, *unthinkable, *formless)


def _thinking(
    version: tuple[int, int], effort: object, budget: object, show: object
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """How this generation is asked to think; then what of it cannot be asked."""
    named = {"reasoning_effort": effort, "reasoning_budget": budget, "show_reasoning": show}
    if version < _BUDGETS_FROM:
        return {}, tuple(name for name, value in named.items() if value is not None)
    told: dict[str, Any] = {}
    left_out: list[str] = []
    if version < _LEVELS_FROM:
        tokens = budget if budget is not None else _BUDGETS.get(str(effort))
        told = {} if tokens is None else {"thinkingBudget": tokens}
        unmet = effort is not None and tokens != _BUDGETS.get(str(effort), "no such effort")
        left_out = ["reasoning_effort"] if unmet else []
    elif effort == "none":
        left_out = ["reasoning_effort"]  # it cannot be switched off
    elif effort is not None:
        level = _LEVELS.get(str(effort), effort)
        least = "low" if version >= _LEVELS_ONLY_FROM else "minimal"
        told = {"thinkingLevel": least if level == "minimal" else level}
    if version >= _LEVELS_FROM and budget is not None:
        if told or left_out or version >= _LEVELS_ONLY_FROM:
            left_out.append("reasoning_budget")  # both together are refused
        else:
            told = {"thinkingBudget": budget}
    wanted = bool(told) and told.get("thinkingBudget") != 0
    if show or (show is None and wanted):
        told["includeThoughts"] = True
    return told, tuple(left_out)


def _form(wish: object) -> tuple[dict[str, Any], tuple[str, ...]]:
    """JSON, of any shape or after a schema; then the parameter's name if it asks for neither."""
    schema = wishes.schema(wish)
    if schema is not None:
        return {"responseMimeType": "application/json", "responseJsonSchema": schema}, ()
    if wishes.wants_json(wish):
        return {"responseMimeType": "application/json"}, ()
    return {}, () if wish is None or wishes.is_text(wish) else ("response_format",)


def _contents(messages: Sequence[Message]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for role, parts in turns.alternating(messages):
        said = [one for part in parts for one in _parts(part)]
        made.append({"role": _ROLES[role], "parts": [*results, *said]})
        results = [one for part in parts if isinstance(part, Echo) for one in _results(part)]
    return made


def _results(echo: Echo) -> list[dict[str, Any]]:
    """What stands as the results of the calls that are for us to answer."""
    calls = (loose.fields(part.get("functionCall")) for part in echo.listed())
    named = ({name: call[name] for name in ("id", "name") if name in call} for call in calls)
    response = {"result": RESULT}
    return [{"functionResponse": {**call, "response": response}} for call in named if call]


def _parts(part: str | Image | Echo) -> list[dict[str, Any]]:
    if isinstance(part, Echo):
        return part.listed()
    if isinstance(part, str):
        return [{"text": part}]
    data = base64.b64encode(part.data).decode()
    return [{"inlineData": {"mimeType": part.media_type, "data": data}}]


def _version(model: str) -> tuple[int, int]:
    """The version in a model's name; of one that is no Gemini (0, 0)."""
    name = model.lower()
    found = _VERSION.search(name)
    if found is None:
        return _NEWEST if "gemini" in name or not name else (0, 0)
    return int(found[1]), int(found[2] or 0)


def _path(model: str) -> str:
    """A model's path; a name with a slash in it tells its collection itself."""
    name = model if "/" in model else f"models/{model}"
    return f"/{quote(name.strip('/'), safe='/@')}"


def _address(endpoint: Endpoint, path: str, query: str = "") -> str:
    return outward.address(endpoint, path, known=("/models",), prefix="/v1beta", query=query)


def _listing(endpoint: Endpoint, after: str) -> HttpRequest:
    headers = _headers(endpoint, "application/json", sends=False)
    return HttpRequest("GET", _address(endpoint, "/models", f"pageSize=1000{after}"), headers)


def _headers(endpoint: Endpoint, accept: str, *, sends: bool = True) -> tuple[tuple[str, str], ...]:
    # never as a query: addresses are logged
    return outward.headers(endpoint, accept, auth="x-goog-api-key", sends=sends)


def _generates(entry: Mapping[str, Any]) -> bool:
    methods = loose.entries(entry.get("supportedGenerationMethods"))
    return not methods or "generateContent" in methods


def _facts(entry: Mapping[str, Any]) -> ModelFacts:
    name = loose.text(entry.get("name")).removeprefix("models/")
    title = loose.text(entry.get("displayName"))
    thinks: object = entry.get("thinking")
    return ModelFacts(
        name,
        "" if title == name else title,
        context=listing.count(entry.get("inputTokenLimit")),
        output=listing.count(entry.get("outputTokenLimit")),
        reasoning=thinks if isinstance(thinks, bool) else None,
        params=_params(_version(name), thinks is True),
    )


def _params(version: tuple[int, int], thinks: bool) -> tuple[str, ...]:
    """The generic parameters that a model takes."""
    names = [name for name in NAMES if name != "max_completion_tokens"]
    if version >= _LEVELS_ONLY_FROM:
        names = [name for name in names if name not in _PENALTIES]
    return (*names, "stop", "response_format", *(_REASONING if thinks else ()))


_BUDGETS: Mapping[str, int] = {"none": 0, **wishes.BUDGETS}
_LEVELS: Mapping[str, str] = {"max": "xhigh"}  # the highest that any model has
