"""Gemini's dialect: requests, refusals, models."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import KEY, endpoint, request
from vibekoder.core.errors import Code, Refused
from vibekoder.core.messages import Image, Message, Role
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import ChatRequest

DIALECT = Gemini()
OLD, BUDGETS, LEVELS, NEW = (
    "gemini-2.0-flash",
    "gemini-2.5-flash",
    "gemini-3.1-pro-preview",
    "gemini-4-flash",
)
USER, MODEL = Role.USER, Role.ASSISTANT


def _request(model: str = BUDGETS, said: tuple[Message, ...] = (), **params: Any) -> ChatRequest:
    return ChatRequest("r1", model, said or (Message(USER, "Hello"),), params)


def _body(model: str = BUDGETS, quirks: Any = None, **params: Any) -> dict[str, Any]:
    made = DIALECT.build(endpoint(quirks=quirks or {}), _request(model, **params))
    return json.loads(made.body)


def _config(model: str = BUDGETS, quirks: Any = None, **params: Any) -> dict[str, Any]:
    return _body(model, quirks, **params).get("generationConfig", {})


def _left_out(model: str = BUDGETS, **params: Any) -> tuple[str, ...]:
    return DIALECT.left_out(endpoint(), _request(model, **params))


def test_a_request_has_what_the_server_demands_and_no_more() -> None:
    assert _body() == {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}


@pytest.mark.parametrize(
    ("base", "model", "url"),
    [
        ("https://h", "gemini-x", "https://h/v1beta/models/gemini-x"),
        ("https://h/v1/", "models/gemini-x", "https://h/v1/models/gemini-x"),
        ("https://h/v1beta/models", "tunedModels/mine", "https://h/v1beta/tunedModels/mine"),
        (
            "https://h/v1/publishers/google",
            "a b?",
            "https://h/v1/publishers/google/models/a%20b%3F",
        ),
    ],
)
def test_the_address_names_the_model(base: str, model: str, url: str) -> None:
    made = DIALECT.build(endpoint(base), _request(model))
    assert made.url == f"{url}:streamGenerateContent?alt=sse"
    whole = DIALECT.build(endpoint(base), _request(model, stream=False))
    assert whole.url == f"{url}:generateContent"


def test_the_key_goes_in_a_header_and_never_in_the_address() -> None:
    made = DIALECT.build(endpoint(), request())
    assert dict(made.headers)["x-goog-api-key"] == KEY
    assert KEY not in made.url
    bearer = DIALECT.build(endpoint(quirks={"auth": "bearer"}), request())
    assert dict(bearer.headers)["Authorization"] == f"Bearer {KEY}"


def test_system_texts_go_apart_and_turns_alternate() -> None:
    said = (
        Message(Role.SYSTEM, "Be brief."),
        Message(USER, "a"),
        Message(USER, "b"),
        Message(MODEL, "c"),
        Message(Role.SYSTEM, "Be kind."),
        Message(USER, "d", (Image("image/png", b"png"),)),
    )
    body = json.loads(DIALECT.build(endpoint(), _request(said=said)).body)
    assert body["systemInstruction"] == {"parts": [{"text": "Be brief.\n\nBe kind."}]}
    picture = {"inlineData": {"mimeType": "image/png", "data": "cG5n"}}
    assert body["contents"] == [
        {"role": "user", "parts": [{"text": "a"}, {"text": "b"}]},
        {"role": "model", "parts": [{"text": "c"}]},
        {"role": "user", "parts": [{"text": "d"}, picture]},
    ]


def test_nothing_to_say_is_refused() -> None:
    with pytest.raises(Refused):
        DIALECT.build(endpoint(), _request(said=(Message(USER, " "),)))


def test_parameters_get_this_providers_names() -> None:
    config = _config(
        max_tokens=100, top_p=0.5, top_k=3, seed=7, stop="END", presence_penalty=1, newThing=2
    )
    assert config == {
        "stopSequences": ["END"],
        "maxOutputTokens": 100,
        "topP": 0.5,
        "topK": 3,
        "seed": 7,
        "presencePenalty": 1,
        "newThing": 2,
    }


def test_tools_and_safety_stand_beside_the_configuration() -> None:
    body = _body(tools=[{"googleSearch": {}}], temperature=1, generationConfig={"topK": 9})
    assert body["tools"] == [{"googleSearch": {}}]
    assert body["generationConfig"] == {"temperature": 1, "topK": 9}
    assert "generationConfig" not in _body(safety_settings=[])


def test_what_the_provider_does_not_have_is_left_out_and_named() -> None:
    assert _left_out(logit_bias={"1": 2}, user="u", num_ctx=9) == ("logit_bias", "user", "num_ctx")
    assert _config(user="u") == {}
    assert _left_out(NEW, presence_penalty=1, seed=1) == ("presence_penalty",)


@pytest.mark.parametrize(
    ("model", "params", "thinking", "left_out"),
    [
        (OLD, {"reasoning_effort": "low"}, None, ("reasoning_effort",)),
        ("gemma-3-27b", {"show_reasoning": True}, None, ("show_reasoning",)),
        (BUDGETS, {}, None, ()),
        (
            BUDGETS,
            {"reasoning_effort": "low"},
            {"thinkingBudget": 2048, "includeThoughts": True},
            (),
        ),
        (BUDGETS, {"reasoning_budget": -1}, {"thinkingBudget": -1, "includeThoughts": True}, ()),
        (BUDGETS, {"reasoning_effort": "none"}, {"thinkingBudget": 0}, ()),
        ("gemini-2.5-pro", {"reasoning_effort": "none"}, None, ("reasoning_effort",)),
        (BUDGETS, {"reasoning_effort": "vast"}, None, ("reasoning_effort",)),
        (BUDGETS, {"show_reasoning": True}, {"includeThoughts": True}, ()),
        (
            BUDGETS,
            {"reasoning_budget": 99, "show_reasoning": False},
            {"thinkingBudget": 99},
            (),
        ),
        (
            LEVELS,
            {"reasoning_effort": "minimal"},
            {"thinkingLevel": "minimal", "includeThoughts": True},
            (),
        ),
        (
            LEVELS,
            {"reasoning_effort": "max", "reasoning_budget": 9},
            {"thinkingLevel": "xhigh", "includeThoughts": True},
            ("reasoning_budget",),
        ),
        (LEVELS, {"reasoning_budget": 9}, {"thinkingBudget": 9, "includeThoughts": True}, ()),
        ("gemini-3-flash", {"reasoning_effort": "none"}, None, ("reasoning_effort",)),
        (
            NEW,
            {"reasoning_effort": "minimal"},
            {"thinkingLevel": "low", "includeThoughts": True},
            (),
        ),
        (NEW, {"reasoning_budget": 9}, None, ("reasoning_budget",)),
        (
            "gemini-flash-latest",
            {"reasoning_effort": "high"},
            {"thinkingLevel": "high", "includeThoughts": True},
            (),
        ),
    ],
)
def test_each_generation_is_asked_to_think_in_its_own_way(
    model: str, params: dict[str, Any], thinking: Any, left_out: tuple[str, ...]
) -> None:
    assert _config(model, **params).get("thinkingConfig") == thinking
    assert _left_out(model, **params) == left_out


@pytest.mark.parametrize(
    ("wish", "config", "left_out"),
    [
        ({"type": "json_object"}, {"responseMimeType": "application/json"}, ()),
        (
            {"type": "object"},
            {"responseMimeType": "application/json", "responseJsonSchema": {"type": "object"}},
            (),
        ),
        ({"type": "text"}, {}, ()),
        ({"type": "grammar"}, {}, ("response_format",)),
    ],
)
def test_json_is_asked_for_in_this_providers_way(
    wish: Any, config: Any, left_out: tuple[str, ...]
) -> None:
    assert _config(response_format=wish) == config
    assert _left_out(response_format=wish) == left_out


def test_what_was_dropped_does_not_go_again() -> None:
    quirks = {"drop": ("topK", "thinkingConfig.thinkingBudget", "seed", "gone.x")}
    config = _config(BUDGETS, quirks, top_k=4, seed=1, reasoning_effort="low")
    assert config == {"thinkingConfig": {"includeThoughts": True}}


def test_a_refusal_never_holds_the_key() -> None:
    details = [{"reason": "API_KEY_INVALID"}]
    error = {"error": {"code": 400, "message": f"bad key {KEY}", "details": details}}
    failure = DIALECT.failure(400, (), json.dumps(error).encode(), endpoint(), BUDGETS)
    assert (failure.code, KEY in failure.message) == (Code.AUTH, False)
    assert DIALECT.failure(404, (), b"{}").code is Code.NOT_FOUND


def test_the_models_are_asked_for_in_one_page() -> None:
    made = DIALECT.models(endpoint("https://h"))
    assert (made.method, made.url) == ("GET", "https://h/v1beta/models?pageSize=1000")


def test_the_list_of_models_tells_limits_and_thinking() -> None:
    listed = [
        {
            "name": "models/gemini-4-x",
            "displayName": "Four",
            "inputTokenLimit": 10,
            "outputTokenLimit": 5,
            "supportedGenerationMethods": ["generateContent"],
            "thinking": True,
        },
        {"name": "models/embedding", "supportedGenerationMethods": ["embedContent"]},
        {"name": "models/gemini-2.0-y", "displayName": "gemini-2.0-y", "thinking": "odd"},
        {"name": "models/gemini-4-x"},
        {},
    ]
    four, old = DIALECT.read_models(json.dumps({"models": listed}).encode())
    assert (four.name, four.title, four.context, four.output) == ("gemini-4-x", "Four", 10, 5)
    assert (four.reasoning, old.reasoning, old.title) == (True, None, "")
    assert four.params is not None
    assert old.params is not None
    assert "seed" in four.params
    assert ("presence_penalty" in four.params, "presence_penalty" in old.params) == (False, True)
    assert ("show_reasoning" in four.params, "show_reasoning" in old.params) == (True, False)


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b'{"models": 3}'])
def test_what_is_no_list_of_models_has_none(body: bytes) -> None:
    assert DIALECT.read_models(body) == []


@pytest.mark.parametrize("page", [b"", b"[]", b'{"models": []}', b'{"nextPageToken": ""}'])
def test_a_last_page_has_no_next(page: bytes) -> None:
    assert DIALECT.next_models(endpoint("https://h"), page) == ()


def test_a_page_that_is_not_the_last_has_a_next() -> None:
    (made,) = DIALECT.next_models(endpoint("https://h"), b'{"nextPageToken": "a/b"}')
    assert made.url == "https://h/v1beta/models?pageSize=1000&pageToken=a%2Fb"
