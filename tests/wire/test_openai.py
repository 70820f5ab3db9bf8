"""Requests and refusals of the OpenAI dialect."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import KEY, chunk, endpoint, reasoning_of, request, text_of
from vibekoder.core.errors import Code
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.wire.http import ChatRequest, HttpRequest
from vibekoder.wire.openai import OpenAI


def _built(*texts: str, quirks: dict[str, Any] | None = None, **params: Any) -> HttpRequest:
    return OpenAI().build(endpoint(quirks=quirks or {}), request(*texts, **params))


def _body(made: HttpRequest) -> dict[str, Any]:
    return json.loads(made.body)


def test_a_request_holds_model_messages_and_the_wish_to_stream() -> None:
    made = _built("Hi")
    assert (made.method, made.url) == ("POST", "https://api.example.com/v1/chat/completions")
    assert _body(made) == {
        "model": "gpt-test",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_messages_go_as_they_are_in_order() -> None:
    turns = [(Role.USER, "a"), (Role.USER, "b"), (Role.SYSTEM, "c"), (Role.ASSISTANT, "d\r\n🙂")]
    messages = tuple(Message(role, text) for role, text in turns)
    made = OpenAI().build(endpoint(), ChatRequest("r", "m", messages, {}))
    sent = [(one["role"], one["content"]) for one in _body(made)["messages"]]
    assert sent == [(str(role), text) for role, text in turns]


PARAMS: dict[str, Any] = {
    "stop": ["\n\n", "END"],
    "user": "u1",
    "logit_bias": {"50256": -100},
    "seed": 7,
    "presence_penalty": 0.5,
    "frequency_penalty": -0.5,
    "reasoning_effort": "high",
    "max_tokens": 5,
    "max_completion_tokens": 6,
    "temperature": 0,
    "top_k": 40,
    "some.vendor.thing": {"deep": [1, None]},
}


@pytest.mark.parametrize("name", PARAMS)
def test_a_parameter_goes_as_it_was_set(name: str) -> None:
    assert _body(_built(**{name: PARAMS[name]}))[name] == PARAMS[name]


def test_what_nobody_set_is_not_sent() -> None:
    assert "temperature" not in _body(_built(temperature=None))


@pytest.mark.parametrize("name", ["rehearsal.play", "rehearsal", "vibekoder.note", "vibekoder"])
def test_the_programs_own_parameters_stay_here(name: str) -> None:
    assert name not in _body(_built(**{name: "x"}))


def test_model_and_messages_cannot_be_overwritten_by_parameters() -> None:
    body = _body(_built("Hi", model="other", messages=[]))
    assert body["model"] == "gpt-test"
    assert len(body["messages"]) == 1


def test_a_person_may_ask_for_a_whole_answer() -> None:
    body = _body(_built(stream=False))
    assert body["stream"] is False
    assert "stream_options" not in body


def test_stream_options_are_left_out_where_a_server_refuses_them() -> None:
    assert "stream_options" not in _body(_built(quirks={"stream_options": False}))


def test_building_twice_gives_the_same_bytes() -> None:
    assert _built("Hi", **PARAMS) == _built("Hi", **PARAMS)


def test_the_headers_ask_for_an_uncompressed_stream() -> None:
    headers = dict(_built().headers)
    assert headers["Accept"] == "text/event-stream"
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"].startswith("VibeKoder/")
    assert headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("key", [None, "", "  \n"])
def test_without_a_key_there_is_no_authorization(key: str | None) -> None:
    made = OpenAI().build(endpoint(key=key), request())
    assert "Authorization" not in dict(made.headers)


def test_a_pasted_line_end_is_no_part_of_the_key() -> None:
    made = OpenAI().build(endpoint(key=f" {KEY}\n"), request())
    assert dict(made.headers)["Authorization"] == f"Bearer {KEY}"


def test_the_key_may_go_in_another_header() -> None:
    made = OpenAI().build(endpoint(quirks={"auth": "api-key"}), request())
    headers = dict(made.headers)
    assert headers["api-key"] == KEY
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("https://api.openai.com", "https://api.openai.com/v1/chat/completions"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"),
        (" https://h/v1/chat/completions/ ", "https://h/v1/chat/completions"),
        ("https://h/v1/models", "https://h/v1/chat/completions"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/chat/completions"),
        ("localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions"),
        ("192.168.1.5:1234", "http://192.168.1.5:1234/v1/chat/completions"),
        ("[::1]:8080", "http://[::1]:8080/v1/chat/completions"),
        ("mybox:8000", "http://mybox:8000/v1/chat/completions"),
        ("api.deepseek.com", "https://api.deepseek.com/v1/chat/completions"),
        (
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1",
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1",
        ),
        ("http://h/v1#frag", "http://h/v1/chat/completions"),
    ],
)
def test_a_base_url_is_taken_as_people_write_it(written: str, made: str) -> None:
    assert OpenAI().build(endpoint(written), request()).url == made


def test_a_server_without_v1_is_left_without() -> None:
    place = endpoint("https://h", quirks={"v1": False})
    assert OpenAI().models(place).url == "https://h/models"


def test_a_refusal_never_shows_the_key() -> None:
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}).encode()
    failure = OpenAI().failure(401, (), body, endpoint(), "m")
    assert failure.code == Code.AUTH
    assert KEY not in repr(failure)
    assert failure.message.startswith("The key for example was refused: “Incorrect API key")


def test_a_refusal_without_an_endpoint_is_read_too() -> None:
    assert OpenAI().failure(500, (), b"").code == Code.SERVER


def test_models_are_asked_for_with_the_key() -> None:
    made = OpenAI().models(endpoint())
    assert (made.method, made.url, made.body) == ("GET", "https://api.example.com/v1/models", b"")
    assert dict(made.headers)["Authorization"] == f"Bearer {KEY}"
    assert dict(made.headers)["Accept"] == "application/json"


def test_a_list_of_models_tells_what_the_server_knows_of_each() -> None:
    body = b'{"data": [{"id": "b", "context_length": 8192}, {"id": "a"}]}'
    assert OpenAI().read_models(body) == [ModelFacts("b", context=8192), ModelFacts("a")]


def test_a_server_may_be_known_to_begin_inside_reasoning() -> None:
    decoder = OpenAI().decoder(endpoint(quirks={"thinking": True}))
    framer = OpenAI().framer()
    made = decoder.feed(framer.feed(chunk({"content": "why</think>yes"})))
    assert (reasoning_of(made), text_of(made)) == ("why", "yes")
