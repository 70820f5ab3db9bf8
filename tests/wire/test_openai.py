"""Requests and refusals of the OpenAI dialect."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import KEY, chunk, endpoint, reasoning_of, request, text_of
from vibekoder.core.errors import Code
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import PROVIDERS
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


def test_a_server_that_does_not_stream_is_asked_for_the_whole_answer() -> None:
    made = _built(quirks={"stream": False})
    assert _body(made)["stream"] is False
    assert dict(made.headers)["Accept"] == "application/json"


def test_own_options_of_the_stream_stay() -> None:
    own = {"include_usage": True, "include_obfuscation": False}
    assert _body(_built(stream_options=own))["stream_options"] == own


def test_the_system_prompt_has_the_role_that_the_server_wants() -> None:
    messages = (Message(Role.SYSTEM, "a"), Message(Role.USER, "b"))
    asked = ChatRequest("r", "m", messages, {})
    made = OpenAI().build(endpoint(quirks={"system_role": "developer"}), asked)
    assert [one["role"] for one in _body(made)["messages"]] == ["developer", "user"]


def test_pictures_make_a_list_of_parts_and_nothing_else_does() -> None:
    seen = Message(Role.USER, "What?", (Image("image/png", b"\x89PNG"),))
    bare = Message(Role.USER, "", (Image("image/jpeg", b"j"),))
    asked = ChatRequest("r", "m", (seen, bare, Message(Role.USER, "Hi")), {})
    first, second, third = (
        one["content"] for one in _body(OpenAI().build(endpoint(), asked))["messages"]
    )
    assert first == [
        {"type": "text", "text": "What?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
    ]
    assert [part["type"] for part in second] == ["image_url"]
    assert third == "Hi"


def test_what_the_server_has_no_member_for_is_named() -> None:
    asked = request(top_k=4, seed=1)
    assert OpenAI().left_out(endpoint(quirks={"lacks": ("top_k",)}), asked) == ("top_k",)


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


AZURE = "https://x.openai.azure.com"


@pytest.mark.parametrize(
    ("written", "made"),
    [
        (AZURE, f"{AZURE}/openai/v1/chat/completions"),
        (f"{AZURE}/openai", f"{AZURE}/openai/v1/chat/completions"),
        (f"{AZURE}/openai/v1/", f"{AZURE}/openai/v1/chat/completions"),
        (
            f"{AZURE}/openai/deployments/d",
            f"{AZURE}/openai/deployments/d/chat/completions?api-version=2024-10-21",
        ),
        (
            f"{AZURE}/openai/deployments/d?api-version=2",
            f"{AZURE}/openai/deployments/d/chat/completions?api-version=2",
        ),
    ],
)
def test_azure_is_reached_in_both_forms_of_its_address(written: str, made: str) -> None:
    place = endpoint(written, quirks=PROVIDERS["azure"].quirks)
    assert OpenAI().build(place, request()).url == made
    assert OpenAI().models(place).url == f"{AZURE}/openai/v1/models"


@pytest.mark.parametrize(
    ("kind", "chat"),
    [
        ("openai", "https://api.openai.com/v1/chat/completions"),
        ("openrouter", "https://openrouter.ai/api/v1/chat/completions"),
        ("deepseek", "https://api.deepseek.com/v1/chat/completions"),
        ("groq", "https://api.groq.com/openai/v1/chat/completions"),
        ("mistral", "https://api.mistral.ai/v1/chat/completions"),
        ("together", "https://api.together.xyz/v1/chat/completions"),
        ("xai", "https://api.x.ai/v1/chat/completions"),
        ("perplexity", "https://api.perplexity.ai/chat/completions"),
        ("llamacpp", "http://localhost:8080/v1/chat/completions"),
        ("vllm", "http://localhost:8000/v1/chat/completions"),
        ("lmstudio", "http://localhost:1234/v1/chat/completions"),
    ],
)
def test_each_compatible_server_is_asked_at_its_own_place(kind: str, chat: str) -> None:
    known = PROVIDERS[kind]
    made = OpenAI().build(endpoint(known.base_url, quirks=known.quirks), request())
    assert made.url == chat


def test_azures_key_goes_in_its_own_header() -> None:
    place = endpoint(AZURE, quirks=PROVIDERS["azure"].quirks)
    headers = dict(OpenAI().build(place, request()).headers)
    assert headers["api-key"] == KEY
    assert "Authorization" not in headers


def test_openrouter_is_told_who_asks() -> None:
    place = endpoint(quirks=PROVIDERS["openrouter"].quirks)
    assert dict(OpenAI().build(place, request()).headers)["X-Title"] == "VibeKoder"


def test_perplexity_lists_its_models_elsewhere() -> None:
    known = PROVIDERS["perplexity"]
    made = OpenAI().models(endpoint(known.base_url, quirks=known.quirks))
    assert made.url == "https://api.perplexity.ai/v1/models"


def test_mistral_is_not_asked_for_usage_and_streams_it_all_the_same() -> None:
    assert "stream_options" not in _body(_built(quirks=dict(PROVIDERS["mistral"].quirks)))


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


def test_a_list_of_models_is_whole() -> None:
    assert OpenAI().next_models(endpoint(), b'{"data": [], "has_more": true}') == ()
