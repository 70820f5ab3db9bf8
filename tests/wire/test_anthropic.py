"""Anthropic's dialect: requests, refusals, models."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import KEY, endpoint, request
from vibekoder.core.errors import Code, Refused
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.http import ChatRequest

DIALECT = Anthropic()
OLD, MIDDLE, NEW, NEWEST = (
    "claude-sonnet-4-5",
    "claude-sonnet-4-6",
    "claude-opus-4-8",
    "claude-opus-5-5",
)
USER, MODEL = Role.USER, Role.ASSISTANT


def _request(model: str = OLD, said: tuple[Message, ...] = (), **params: Any) -> ChatRequest:
    return ChatRequest("r1", model, said or (Message(USER, "Hello"),), params)


def _body(model: str = OLD, quirks: Any = None, **params: Any) -> dict[str, Any]:
    made = DIALECT.build(endpoint(quirks=quirks or {}), _request(model, **params))
    return json.loads(made.body)


def _left_out(model: str = OLD, quirks: Any = None, **params: Any) -> tuple[str, ...]:
    return DIALECT.left_out(endpoint(quirks=quirks or {}), _request(model, **params))


def _said(*said: tuple[Role, str]) -> dict[str, Any]:
    messages = tuple(Message(role, text) for role, text in said)
    return json.loads(DIALECT.build(endpoint(), _request(said=messages)).body)


def test_a_request_has_what_the_server_demands_and_no_more() -> None:
    assert _body() == {
        "model": OLD,
        "max_tokens": 32_000,
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
    }
    assert _body(stream=False)["stream"] is False


def test_the_key_goes_in_its_own_header_with_the_version() -> None:
    made = DIALECT.build(endpoint(), request())
    sent = dict(made.headers)
    assert (sent["x-api-key"], sent["anthropic-version"]) == (KEY, "2023-06-01")
    assert "Authorization" not in sent
    assert KEY not in made.url


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.anthropic.com", "https://api.anthropic.com/v1/messages"),
        ("https://api.anthropic.com/v1/", "https://api.anthropic.com/v1/messages"),
        ("https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1/messages"),
        ("https://h/anthropic", "https://h/anthropic/v1/messages"),
        ("https://h/v1beta?x=1", "https://h/v1beta/messages?x=1"),
        ("localhost:8080", "http://localhost:8080/v1/messages"),
    ],
)
def test_the_address_is_made_whole(base: str, url: str) -> None:
    assert DIALECT.build(endpoint(base), request()).url == url


def test_an_endpoint_may_have_no_version_in_its_address() -> None:
    bare = endpoint("https://h/api", quirks={"v1": False})
    assert DIALECT.build(bare, request()).url == "https://h/api/messages"


def test_system_texts_go_apart_and_turns_alternate() -> None:
    body = _said(
        (Role.SYSTEM, "Be brief."),
        (USER, "a"),
        (USER, "b"),
        (MODEL, "c"),
        (Role.SYSTEM, "Be kind."),
        (USER, "d"),
    )
    assert body["system"] == "Be brief.\n\nBe kind."
    texts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert body["messages"] == [
        {"role": "user", "content": texts},
        {"role": "assistant", "content": "c"},
        {"role": "user", "content": "d"},
    ]


def test_a_beginning_of_the_answer_ends_in_no_blank() -> None:
    assert _said((USER, "a "), (MODEL, "b \n"))["messages"] == [
        {"role": "user", "content": "a "},
        {"role": "assistant", "content": "b"},
    ]


def test_pictures_go_with_their_text() -> None:
    picture = Image("image/png", b"png")
    made = DIALECT.build(endpoint(), _request(said=(Message(USER, "What?", (picture,)),)))
    source = {"type": "base64", "media_type": "image/png", "data": "cG5n"}
    assert json.loads(made.body)["messages"][0]["content"] == [
        {"type": "text", "text": "What?"},
        {"type": "image", "source": source},
    ]
    alone = (Message(USER, "x"), Message(MODEL, "", (picture,)))
    sent = json.loads(DIALECT.build(endpoint(), _request(said=alone)).body)
    assert sent["messages"][1]["content"] == [{"type": "image", "source": source}]


def test_nothing_to_say_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        _said((Role.SYSTEM, "x"), (USER, " "))
    assert refused.value.code is Code.BAD_REQUEST


def test_parameters_get_this_providers_names() -> None:
    body = _body(
        max_tokens=100,
        stop=["END", " "],
        user="u1",
        temperature=0.5,
        top_k=5,
        service_tier="auto",
    )
    assert (body["max_tokens"], body["stop_sequences"]) == (100, ["END"])
    assert body["metadata"] == {"user_id": "u1"}
    assert (body["temperature"], body["top_k"], body["service_tier"]) == (0.5, 5, "auto")
    assert "stop" not in body
    assert "stop_sequences" not in _body(stop=" ")
    assert _body(max_completion_tokens=7)["max_tokens"] == 7


def test_what_the_provider_does_not_have_is_left_out_and_named() -> None:
    params = {"seed": 1, "logit_bias": {"1": 2}, "presence_penalty": 1, "num_ctx": 9, "n": None}
    assert _left_out(**params) == ("seed", "presence_penalty", "logit_bias", "num_ctx")
    assert _body(**params).keys() == _body().keys()
    assert _left_out() == ()


def test_a_new_model_takes_no_sampling() -> None:
    assert _left_out(NEW, temperature=0.5, top_p=0.9) == ("temperature", "top_p")
    assert "temperature" not in _body(NEW, temperature=0.5)


def test_a_model_takes_one_way_of_sampling() -> None:
    assert _left_out(temperature=0.5, top_p=0.9) == ("top_p",)
    assert _left_out("qwen3", temperature=0.5, top_p=0.9) == ()


def test_a_model_that_reasons_does_not_sample() -> None:
    params = {"reasoning_effort": "low", "temperature": 0.5, "top_k": 3}
    assert _left_out(**params) == ("temperature", "top_k")
    assert _left_out(reasoning_effort="low", temperature=1) == ()
    assert _left_out("qwen3", **params) == ()


@pytest.mark.parametrize(
    ("model", "params", "thinking", "effort"),
    [
        (OLD, {"reasoning_effort": "medium"}, {"type": "enabled", "budget_tokens": 8192}, None),
        (OLD, {"reasoning_budget": 10}, {"type": "enabled", "budget_tokens": 1024}, None),
        (
            OLD,
            {"reasoning_budget": 9000, "max_tokens": 2000},
            {"type": "enabled", "budget_tokens": 1999},
            None,
        ),
        (OLD, {"reasoning_effort": "none"}, None, None),
        (OLD, {"show_reasoning": True}, None, None),
        (
            MIDDLE,
            {"reasoning_effort": "high"},
            {"type": "adaptive", "display": "summarized"},
            "high",
        ),
        (
            MIDDLE,
            {"reasoning_budget": 2000, "show_reasoning": False},
            {"type": "enabled", "budget_tokens": 2000, "display": "omitted"},
            None,
        ),
        (MIDDLE, {"reasoning_effort": "none"}, {"type": "disabled"}, None),
        (
            NEW,
            {"reasoning_effort": "minimal"},
            {"type": "adaptive", "display": "summarized"},
            "low",
        ),
        (NEW, {"show_reasoning": True}, {"type": "adaptive", "display": "summarized"}, None),
        (NEW, {"show_reasoning": False}, None, None),
        (
            NEW,
            {"reasoning_effort": "max", "show_reasoning": False},
            {"type": "adaptive", "display": "omitted"},
            "max",
        ),
        (NEW, {"reasoning_budget": 0}, {"type": "disabled"}, None),
        (NEW, {"reasoning_budget": 99}, {"type": "adaptive", "display": "summarized"}, None),
        (NEWEST, {"reasoning_effort": "none"}, None, None),
        ("qwen3", {"reasoning_effort": "none"}, {"type": "disabled"}, None),
        ("claude-3-opus-latest", {"reasoning_effort": "low"}, None, None),
    ],
)
def test_each_generation_is_asked_to_reason_in_its_own_way(
    model: str, params: dict[str, Any], thinking: Any, effort: str | None
) -> None:
    body = _body(model, **params)
    assert body.get("thinking") == thinking
    assert body.get("output_config", {}).get("effort") == effort
    assert not {name for name in body if name.startswith(("reasoning", "show"))}


@pytest.mark.parametrize(
    ("model", "params", "names"),
    [
        (OLD, {"reasoning_effort": "vast"}, ("reasoning_effort",)),
        (OLD, {"reasoning_budget": -1}, ("reasoning_budget",)),
        (OLD, {"reasoning_budget": 2000, "max_tokens": 1000}, ("reasoning_budget",)),
        (OLD, {"show_reasoning": False}, ()),
        (OLD, {"show_reasoning": False, "reasoning_budget": 2000}, ("show_reasoning",)),
        (OLD, {"reasoning_effort": "low", "reasoning_budget": 2000}, ("reasoning_effort",)),
        (OLD, {"reasoning_effort": "none", "reasoning_budget": 2000}, ("reasoning_budget",)),
        (NEW, {"reasoning_budget": 99}, ("reasoning_budget",)),
        (NEWEST, {"reasoning_effort": "none"}, ("reasoning_effort",)),
        ("claude-3-opus-latest", {"show_reasoning": True}, ("show_reasoning",)),
        (MIDDLE, {"reasoning_effort": ["odd"]}, ()),
    ],
)
def test_reasoning_that_cannot_be_asked_for_is_named(
    model: str, params: dict[str, Any], names: tuple[str, ...]
) -> None:
    assert _left_out(model, **params) == names


def test_an_endpoint_may_tell_how_its_models_reason() -> None:
    quirks = {"thinking": "adaptive"}
    assert _body(quirks=quirks, reasoning_effort="low")["thinking"]["type"] == "adaptive"
    assert "thinking" not in _body(quirks={"thinking": "none"}, reasoning_effort="low")


def test_a_schema_goes_where_the_provider_has_it() -> None:
    schema = {"type": "object", "properties": {}}
    wish = {"type": "json_schema", "json_schema": {"schema": schema}}
    body = _body(NEW, response_format=wish, reasoning_effort="low")
    format_ = {"type": "json_schema", "schema": schema}
    assert body["output_config"] == {"effort": "low", "format": format_}
    assert _left_out(response_format=wish) == ()


def test_json_of_any_shape_cannot_be_asked_for() -> None:
    assert _left_out(response_format={"type": "json_object"}) == ("response_format",)
    assert _left_out(response_format={"type": "text"}) == ()
    assert "response_format" not in _body(response_format={"type": "text"})


def test_what_was_dropped_does_not_go_again() -> None:
    quirks = {"drop": ("thinking.display", "output_config", "messages", "top_k", "gone.x")}
    body = _body(NEW, quirks, reasoning_effort="low", top_k=4)
    assert body["thinking"] == {"type": "adaptive"}
    assert "output_config" not in body
    assert body["messages"]
    assert _left_out(NEW, quirks, top_k=4) == ()


def test_a_refusal_never_holds_the_key() -> None:
    body = json.dumps({"type": "error", "error": {"message": f"bad key {KEY}"}}).encode()
    failure = DIALECT.failure(401, (), body, endpoint(), OLD)
    assert (failure.code, KEY in failure.message) == (Code.AUTH, False)
    assert DIALECT.failure(404, (), b"{}").code is Code.NOT_FOUND


def test_a_prompt_that_is_too_long_is_told_with_its_numbers() -> None:
    words = "prompt is too long: 200001 tokens > 200000 maximum"
    body = json.dumps({"error": {"type": "invalid_request_error", "message": words}}).encode()
    failure = DIALECT.failure(400, (), body, endpoint(), OLD)
    assert (failure.code, words in failure.message) == (Code.TOO_LONG, True)


def test_the_models_are_asked_for_in_one_page() -> None:
    made = DIALECT.models(endpoint("https://api.anthropic.com"))
    assert (made.method, made.url) == ("GET", "https://api.anthropic.com/v1/models?limit=1000")
    assert dict(made.headers)["anthropic-version"] == "2023-06-01"


def test_the_list_of_models_tells_limits_and_abilities() -> None:
    able = {
        "image_input": {"supported": True},
        "thinking": {"supported": True},
        "structured_outputs": {"supported": True},
    }
    entry = {"id": NEW, "display_name": "Opus", "max_input_tokens": 10, "max_tokens": 5}
    listed = [{**entry, "capabilities": able}, {"id": OLD, "capabilities": {"x": 1}}, {"id": "m"}]
    new, old, other = DIALECT.read_models(json.dumps({"data": listed}).encode())
    assert (new.name, new.title, new.context, new.output) == (NEW, "Opus", 10, 5)
    assert (new.images, new.reasoning, new.tools) == (True, True, True)
    assert new.params is not None
    assert "temperature" not in new.params
    assert {"reasoning_effort", "response_format", "max_tokens"} <= set(new.params)
    assert old.params is not None
    assert ("temperature" in old.params, "reasoning_effort" in old.params) == (True, False)
    assert other == ModelFacts("m")


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b'{"data": 3}'])
def test_what_is_no_list_of_models_has_none(body: bytes) -> None:
    assert DIALECT.read_models(body) == []


@pytest.mark.parametrize("page", [b"", b"{}", b'{"has_more": true}', b'{"last_id": "a"}'])
def test_a_last_page_has_no_next(page: bytes) -> None:
    assert DIALECT.next_models(endpoint("https://h"), page) == ()


def test_a_page_that_is_not_the_last_has_a_next() -> None:
    page = b'{"has_more": true, "last_id": "a&b"}'
    (made,) = DIALECT.next_models(endpoint("https://h"), page)
    assert made.url == "https://h/v1/models?limit=1000&after_id=a%26b"


@pytest.mark.parametrize(
    ("known", "limit"),
    [
        ({}, 32_000),
        ({"output": 64_000}, 64_000),
        ({"output": 64_000, "context": 200_000}, 64_000),
        ({"output": 64_000, "context": 50_000}, 50_000 - 22),
        ({"output": 64_000, "context": 20_000}, 32_000),
        ({"output": 4096, "context": 200_000}, 4096),
        ({"output": 64_000, "context": 50_000, "counted": 2.0}, 50_000 - 45),
    ],
)
def test_an_answer_gets_all_the_room_that_its_model_is_known_to_have(
    known: dict[str, Any], limit: int
) -> None:
    assert _body(OLD, known)["max_tokens"] == limit


def test_a_limit_that_someone_set_is_kept() -> None:
    assert _body(OLD, {"output": 64_000}, max_tokens=9)["max_tokens"] == 9
