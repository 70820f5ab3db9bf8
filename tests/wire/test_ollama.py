"""Requests in Ollama's own form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import KEY, endpoint, text_of
from vibekoder.core.errors import Code, Refused
from vibekoder.core.messages import Image, Message, Role
from vibekoder.wire.heal import heal
from vibekoder.wire.http import ChatRequest
from vibekoder.wire.ollama import Ollama, host_url

HELLO = Message(Role.USER, "Hello")
LONG = Message(Role.USER, "word " * 20_000)
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
LOCAL = "http://localhost:11434"


def _request(*messages: Message, model: str = "qwen3", **params: Any) -> ChatRequest:
    return ChatRequest("r1", model, messages or (HELLO,), params)


def _body(
    *messages: Message, url: str = LOCAL, quirks: dict[str, Any] | None = None, **params: Any
) -> Any:
    there = endpoint(url, key=None, quirks=quirks or {})
    return json.loads(Ollama().build(there, _request(*messages, **params)).body)


def test_a_request_asks_for_a_window_and_never_to_be_shortened() -> None:
    assert _body() == {
        "model": "qwen3",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
        "truncate": False,
        "shift": False,
        "options": {"num_ctx": 8192},
    }


def test_a_local_request_carries_no_key() -> None:
    made = Ollama().build(endpoint(LOCAL, key=None), _request())
    assert (made.method, made.url) == ("POST", f"{LOCAL}/api/chat")
    assert "Authorization" not in dict(made.headers)


def test_the_cloud_gets_the_key_and_gives_its_own_window() -> None:
    made = Ollama().build(endpoint("ollama.com"), _request())
    assert made.url == "https://ollama.com/api/chat"
    assert ("Authorization", f"Bearer {KEY}") in made.headers
    assert "options" not in json.loads(made.body)
    assert "options" not in _body(model="gpt-oss:120b-cloud")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", LOCAL),
        ("localhost", LOCAL),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("box:8080", "http://box:8080"),
        ("http://box", "http://box"),
        (" https://box/ollama/ ", "https://box/ollama"),
        ("[::1]:9", "http://[::1]:9"),
        ("ollama.com/", "https://ollama.com/"),
        ("notollama.com", "http://notollama.com:11434"),
        ("https://u:p@box/?a=1", "https://u:p@box/?a=1"),
    ],
)
def test_an_address_may_be_written_as_the_servers_own_setting(written: str, meant: str) -> None:
    assert host_url(written) == meant


@pytest.mark.parametrize(
    "path", ["/api", "/api/chat", "/v1", "/api/generate/", "/v1/chat/completions"]
)
def test_a_path_of_the_server_may_stand_in_the_address(path: str) -> None:
    assert Ollama().build(endpoint(LOCAL + path), _request()).url == f"{LOCAL}/api/chat"


@pytest.mark.parametrize("url", ["ftp://box", "http://[box", "bad host"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        Ollama().build(endpoint(url), _request())


def test_the_window_grows_in_few_steps_with_what_is_said() -> None:
    assert _body(LONG)["options"]["num_ctx"] == 32_768
    assert _body(LONG, LONG)["options"]["num_ctx"] == 65_536
    image = Image("image/png", b"x")
    assert _body(Message(Role.USER, "", (image,) * 4))["options"]["num_ctx"] == 16_384


def test_the_answers_limit_makes_room_in_the_window() -> None:
    options = _body(max_tokens=20_000)["options"]
    assert options == {"num_ctx": 32_768, "num_predict": 20_000}


def test_a_window_is_never_larger_than_the_models() -> None:
    assert _body(LONG, quirks={"context": 9000})["options"]["num_ctx"] == 9000


def test_the_window_follows_what_was_learned_about_the_models_tokens() -> None:
    assert _body(LONG, quirks={"counted": 2.0})["options"]["num_ctx"] == 65_536


def test_a_window_that_someone_set_counts() -> None:
    assert _body(num_ctx=2048)["options"]["num_ctx"] == 2048
    assert _body(options={"num_ctx": 4096, "min_p": 0.1})["options"] == {
        "num_ctx": 4096,
        "min_p": 0.1,
    }


def test_pictures_go_as_base64() -> None:
    image = Image("image/png", b"\x89PNG", "cat.png")
    (message,) = _body(Message(Role.USER, "What is it?", (image,)))["messages"]
    assert message["images"] == ["iVBORw=="]


def test_a_system_prompt_is_a_message() -> None:
    body = _body(Message(Role.SYSTEM, "Be kind."), HELLO)
    assert [one["role"] for one in body["messages"]] == ["system", "user"]


def test_parameters_stand_where_the_server_has_them() -> None:
    body = _body(temperature=0.5, stop="END", keep_alive="5m", mirostat=1, seed=7, top_k=3)
    assert body["keep_alive"] == "5m"
    expected = {"temperature": 0.5, "stop": ["END"], "mirostat": 1, "seed": 7, "top_k": 3}
    assert body["options"] == {"num_ctx": 8192} | expected


@pytest.mark.parametrize(
    ("params", "think"),
    [
        ({"reasoning_effort": "none"}, False),
        ({"reasoning_effort": "minimal"}, "low"),
        ({"reasoning_effort": "high", "show_reasoning": True}, "high"),
        ({"reasoning_effort": "xhigh"}, "max"),
        ({"reasoning_effort": "new"}, "new"),
        ({"show_reasoning": True}, True),
        ({"think": False}, False),
    ],
)
def test_reasoning_is_asked_for_in_the_servers_words(params: dict[str, Any], think: object) -> None:
    assert _body(**params)["think"] == think


def test_a_model_that_cannot_think_is_not_asked_to() -> None:
    assert "think" not in _body(quirks={"drop": ("think",)}, show_reasoning=True)
    assert "think" not in _body(quirks={"drop": ("thinking",)}, think=True)
    assert "think" not in _body(show_reasoning=False)


@pytest.mark.parametrize(
    ("wished", "format_"),
    [
        ("json_object", "json"),
        ({"type": "json_object"}, "json"),
        ({"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA}}, SCHEMA),
        ({"type": "json_schema", "name": "n", "schema": SCHEMA}, SCHEMA),
        (SCHEMA, SCHEMA),
    ],
)
def test_the_form_of_the_answer_is_the_format(wished: object, format_: object) -> None:
    assert _body(response_format=wished)["format"] == format_


def test_plain_text_needs_no_format() -> None:
    assert "format" not in _body(response_format={"type": "text"})


def test_what_the_server_has_nothing_like_is_left_out_and_named() -> None:
    params = {"logit_bias": {"1": 2}, "user": "me", "reasoning_budget": 1024, "seed": 1}
    assert _body(**params)["options"] == {"num_ctx": 8192, "seed": 1}
    left = Ollama().left_out(endpoint(LOCAL), _request(**params))
    assert left == ("logit_bias", "user", "reasoning_budget")


def test_a_whole_answer_may_be_asked_for() -> None:
    assert _body(stream=False)["stream"] is False


def test_a_missing_model_can_be_fetched() -> None:
    body = b'{"error": "model \'qwen3:8b\' not found"}'
    failure = Ollama().failure(404, (), body, endpoint(LOCAL), "qwen3:8b")
    assert (failure.code, failure.retryable) == (Code.NOT_FOUND, False)
    assert "ollama pull qwen3:8b" in failure.hint


def test_another_404_is_about_the_address() -> None:
    assert "pull" not in Ollama().failure(404, (), b"404 page not found").hint


def test_a_model_that_is_too_large_is_not_tried_again() -> None:
    body = b'{"error": "model requires more system memory (9 GiB) than is available (5 GiB)"}'
    failure = Ollama().failure(500, (), body, endpoint(LOCAL))
    assert not failure.retryable
    assert "smaller" in failure.hint


def test_a_prompt_that_is_too_long_is_told_as_that() -> None:
    body = b'{"error": {"message": "prompt too long; exceeded max context length by 9 tokens"}}'
    assert Ollama().failure(400, (), body).code is Code.TOO_LONG


def test_a_busy_server_is_asked_again() -> None:
    body = b'{"error": "server busy, please try again. maximum pending requests exceeded"}'
    assert Ollama().failure(503, (), body, endpoint(LOCAL)).retryable


def test_a_refusal_never_repeats_the_key() -> None:
    body = json.dumps({"error": f"bad {KEY}"}).encode()
    assert KEY not in Ollama().failure(401, (), body, endpoint()).message


def test_models_that_are_here_are_asked_for() -> None:
    made = Ollama().models(endpoint("localhost:1"))
    assert (made.method, made.url) == ("GET", "http://localhost:1/api/tags")


def test_the_list_tells_what_models_can() -> None:
    listed = [
        {"name": "qwen3:8b", "capabilities": ["completion", "thinking", "tools"]},
        {"name": "llava", "capabilities": ["vision"], "details": {"context_length": 4096}},
        {"model": "old", "context_length": True},
        {"name": "qwen3:8b"},
        {"size": 3},
    ]
    first, second, third = Ollama().read_models(json.dumps({"models": listed}).encode())
    assert (first.name, first.reasoning, first.tools, first.images) == (
        "qwen3:8b",
        True,
        True,
        False,
    )
    assert (second.images, second.context) == (True, 4096)
    assert (third.name, third.context, third.tools) == ("old", None, None)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"models": 3}', b"<html>"])
def test_what_is_no_list_holds_no_models(body: bytes) -> None:
    assert Ollama().read_models(body) == []


@pytest.mark.parametrize("there", [None, endpoint(LOCAL, quirks={"thinking": True})])
def test_an_answer_is_framed_and_decoded(there: Any) -> None:
    framer, decoder = Ollama().framer(), Ollama().decoder(there, "qwen3")
    frames = framer.feed(b'{"message": {"content": "</think>Hi"}}\n')
    assert text_of(decoder.feed(frames)) == ("Hi" if there else "</think>Hi")


@pytest.mark.parametrize(
    "words",
    ['"gemma" does not support thinking', 'think value "low" is not supported for this model'],
)
def test_a_refusal_to_think_is_healed(words: str) -> None:
    there, request = endpoint(LOCAL), _request(reasoning_effort="low")
    failure = Ollama().failure(400, (), json.dumps({"error": words}).encode(), there)
    healed = heal(failure, there, request, Ollama().build)
    assert healed is not None
    assert "think" not in json.loads(healed.http.body)
    assert healed.params == ("reasoning_effort",)


def test_each_model_of_a_list_is_asked_how_long_its_window_is() -> None:
    listed = {"models": [{"name": "a"}, {"name": "b", "context_length": 9}, {}]}
    (asked,) = Ollama().next_models(endpoint(LOCAL), json.dumps(listed).encode())
    assert (asked.method, asked.url, json.loads(asked.body)) == (
        *("POST", f"{LOCAL}/api/show"),
        {"model": "a"},
    )
    told = b'{"model_info": {"general.name": "A", "llama.context_length": 131072}}'
    assert Ollama().read_models(told, asked.body)[0].context == 131072
    assert Ollama().next_models(endpoint(LOCAL), told) == ()


@pytest.mark.parametrize(("told", "asked"), [(b"{}", b'{"model": "a"}'), (b'{"x": 1}', b"")])
def test_an_answer_about_no_model_tells_of_none(told: bytes, asked: bytes) -> None:
    assert Ollama().read_models(told, asked) == []
