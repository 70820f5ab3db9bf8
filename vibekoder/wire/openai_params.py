"""Parameters of chat completions in the spelling of each server; pure.

Set are the generic names, which are OpenAI's where it has one; the quirks of the endpoint tell what
becomes of them (see `vibekoder.core.providers`). A name that nobody knows here goes as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vibekoder.wire import loose, outward
from vibekoder.wire.http import Endpoint

RESERVED = frozenset({"model", "messages"})

# Generic names that chat completions have no member for, unless a server has an own one.
LACKING = ("reasoning_budget", "show_reasoning", "keep_alive", "num_ctx")

# OpenAI's families that count hidden reasoning, and refuse the old spelling.
_NEW_LIMIT = re.compile(r"(^|/)(o[1-9]|gpt-([5-9]|[1-9]\d)|codex|computer-use)")
_LIMITS = ("max_tokens", "max_completion_tokens")

_FORMATS = frozenset({"text", "json_object", "json_schema"})


def spelt(endpoint: Endpoint, model: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The members of the body that the parameters make."""
    return _mapped(endpoint, model, params)[0]


def left_out(endpoint: Endpoint, model: str, params: Mapping[str, Any]) -> tuple[str, ...]:
    """The parameters that the server has no member for, in the order in which they were set."""
    lost = _mapped(endpoint, model, params)[1]
    return tuple(name for name in params if name in lost)


def _mapped(
    endpoint: Endpoint, model: str, params: Mapping[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    quirks = endpoint.quirks
    body = outward.own_params(endpoint, params, RESERVED)
    lost: set[str] = set()
    if quirks.get("shows_reasoning") and body.get("show_reasoning") is True:
        del body["show_reasoning"]  # it does so by itself
    _FORMS.get(str(quirks.get("reasoning")), _as_it_is)(body, lost)
    own_names: Mapping[str, str] = quirks.get("names", {})
    for name in (*LACKING, *quirks.get("lacks", ())):
        if name not in own_names and body.pop(name, None) is not None:
            lost.add(name)
    for generic, own in own_names.items():
        if generic in body:
            body.setdefault(own, body.pop(generic))
    _limit(quirks.get("max_tokens"), model, body)
    if "response_format" in body:
        body["response_format"] = _format(body["response_format"])
    for name in quirks.get("drop", ()):
        body.pop(name, None)
    return body, lost


def _limit(wanted: object, model: str, body: dict[str, Any]) -> None:
    """The limit of output under the one name that the server wants; as it is where none is known.

    Set under both names, each stays what it is.
    """
    if wanted == "by_model":
        wanted = _LIMITS[1] if _NEW_LIMIT.search(model.lower()) else None
    if wanted not in _LIMITS or all(name in body for name in _LIMITS):
        return
    for name in _LIMITS:
        if name in body:
            body[str(wanted)] = body.pop(name)
            return


def _format(value: object) -> object:
    """The form of the answer; its name alone, or a bare schema, become what the server takes."""
    if isinstance(value, str):
        return {"type": value}
    known = loose.fields(value)
    if not known or known.get("type") in _FORMATS:
        return value
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", loose.text(known.get("title")))[:64] or "answer"
    return {"type": "json_schema", "json_schema": {"name": name, "schema": known}}


def _as_it_is(body: dict[str, Any], lost: set[str]) -> None:
    """The effort under its generic name; the budget is what ``names`` says."""


def _as_object(body: dict[str, Any], lost: set[str]) -> None:
    """One object for all; of effort and budget it takes one, and the budget is the closer wish."""
    made: dict[str, Any] = {}
    if "reasoning_budget" in body:
        made["max_tokens"] = body.pop("reasoning_budget")
        if body.pop("reasoning_effort", None) is not None:
            lost.add("reasoning_effort")
    elif "reasoning_effort" in body:
        made["effort"] = body.pop("reasoning_effort")
    if "show_reasoning" in body:
        made["exclude"] = not body.pop("show_reasoning")
    if made:
        body["reasoning"] = {**made, **loose.fields(body.get("reasoning"))}


def _as_thinking(body: dict[str, Any], lost: set[str]) -> None:
    """On or off is one member, how much another."""
    if body.get("reasoning_effort") == "none":
        del body["reasoning_effort"]
        body.setdefault("thinking", {"type": "disabled"})


def _as_template(body: dict[str, Any], lost: set[str]) -> None:
    """None at all is said to the chat template."""
    if body.get("reasoning_effort") == "none":
        del body["reasoning_effort"]
        own = loose.fields(body.get("chat_template_kwargs"))
        body["chat_template_kwargs"] = {"enable_thinking": False, **own}


_FORMS = {"object": _as_object, "thinking": _as_thinking, "template": _as_template}
