"""Requests in the form of OpenAI's Responses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import KEY, endpoint, text_of
from vibekoder.core.errors import Code, Refused
from vibekoder.core.messages import Image, Message, Role
from vibekoder.wire.http import ChatRequest
from vibekoder.wire.openai_responses import OpenAIResponses

HELLO = Message(Role.USER, "Hello")
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}


def _request(*messages: Message, **params: Any) -> ChatRequest:
    return ChatRequest("r1", "gpt-test", messages or (HELLO,), params)


def _body(*messages: Message, quirks: dict[str, Any] | None = None, **params: Any) -> Any:
    there = endpoint(quirks=quirks or {})
    return json.loads(OpenAIResponses().build(there, _request(*messages, **params)).body)


def test_a_request_says_only_what_someone_set() -> None:
    assert _body() == {
        "model": "gpt-test",
        "stream": True,
        "store": False,
        "input": [{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
    }


def test_a_request_goes_to_the_responses_with_the_key() -> None:
    made = OpenAIResponses().build(endpoint("https://api.example.com"), _request())
    assert (made.method, made.url) == ("POST", "https://api.example.com/v1/responses")
    assert ("Authorization", f"Bearer {KEY}") in made.headers
    assert ("Accept", "text/event-stream") in made.headers


def test_a_full_address_is_taken_as_it_is() -> None:
    made = OpenAIResponses().build(endpoint("https://h.example/x/v1/responses/"), _request())
    assert made.url == "https://h.example/x/v1/responses"


def test_the_first_system_message_is_the_instructions() -> None:
    body = _body(Message(Role.SYSTEM, "Be kind."), HELLO, Message(Role.SYSTEM, "Be short."))
    assert body["instructions"] == "Be kind."
    assert [one["role"] for one in body["input"]] == ["user", "system"]


def test_a_system_message_alone_is_still_said() -> None:
    body = _body(Message(Role.SYSTEM, "Be kind."))
    assert "instructions" not in body
    assert body["input"][0]["role"] == "system"


def test_an_earlier_answer_is_text_that_was_put_out() -> None:
    body = _body(HELLO, Message(Role.ASSISTANT, "Hi"), Message(Role.USER, "Go on"))
    assert body["input"][1] == {
        "role": "assistant",
        "content": [{"type": "output_text", "text": "Hi"}],
    }


def test_pictures_follow_their_text() -> None:
    image = Image("image/png", b"\x89PNG", "cat.png")
    (item,) = _body(Message(Role.USER, "What is it?", (image,)))["input"]
    url = "data:image/png;base64,iVBORw=="
    assert item["content"][1] == {"type": "input_image", "image_url": url}
    (item,) = _body(Message(Role.USER, "", (image,)))["input"]
    assert [part["type"] for part in item["content"]] == ["input_image"]


def test_parameters_get_the_names_of_this_protocol() -> None:
    body = _body(max_tokens=100, user="me", temperature=0.5, top_p=0.9, service_tier="flex")
    assert body["max_output_tokens"] == 100
    assert body["safety_identifier"] == "me"
    assert (body["temperature"], body["top_p"], body["service_tier"]) == (0.5, 0.9, "flex")


def test_effort_and_the_wish_to_see_reasoning_are_one_member() -> None:
    body = _body(reasoning_effort="low", show_reasoning=True)
    assert body["reasoning"] == {"effort": "low", "summary": "auto"}
    assert "reasoning" not in _body(show_reasoning=False)


def test_what_someone_wrote_in_the_providers_form_wins() -> None:
    body = _body(reasoning={"summary": "detailed"}, show_reasoning=True, reasoning_effort="high")
    assert body["reasoning"] == {"summary": "detailed", "effort": "high"}


@pytest.mark.parametrize(
    ("wished", "format_"),
    [
        ("json_object", {"type": "json_object"}),
        ({"type": "json_object"}, {"type": "json_object"}),
        ({"type": "text"}, {"type": "text"}),
        (
            {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": SCHEMA}},
            {"type": "json_schema", "name": "n", "strict": True, "schema": SCHEMA},
        ),
        (
            {"type": "json_schema", "name": "n", "schema": SCHEMA},
            {"type": "json_schema", "name": "n", "schema": SCHEMA},
        ),
        (SCHEMA, {"type": "json_schema", "name": "answer", "schema": SCHEMA}),
    ],
)
def test_the_form_of_the_answer_is_part_of_its_text(wished: object, format_: object) -> None:
    assert _body(response_format=wished, verbosity="low")["text"] == {
        "format": format_,
        "verbosity": "low",
    }


def test_what_has_no_counterpart_is_left_out_and_named() -> None:
    params = {"stop": "x", "seed": 1, "top_k": 5, "logit_bias": {}, "temperature": 1, "num_ctx": 9}
    request = _request(**params, keep_alive=None)
    assert set(_body(**params)) == set(_body(temperature=1))
    left = OpenAIResponses().left_out(endpoint(), request)
    assert left == ("stop", "seed", "top_k", "logit_bias", "num_ctx")


def test_a_dropped_parameter_is_not_sent() -> None:
    assert "reasoning" not in _body(quirks={"drop": ("reasoning_effort",)}, reasoning_effort="low")


def test_what_a_server_refused_of_the_programs_own_is_not_sent() -> None:
    body = _body(quirks={"drop": ("store", "safety_identifier")}, user="me")
    assert set(body) == {"model", "stream", "input"}


def test_a_server_may_want_another_name_for_the_system() -> None:
    messages = (Message(Role.SYSTEM, "a"), Message(Role.SYSTEM, "b"), HELLO)
    body = _body(*messages, quirks={"system_role": "developer"})
    assert [one["role"] for one in body["input"]] == ["developer", "user"]


def test_a_base_url_that_is_none_is_refused() -> None:
    with pytest.raises(Refused):
        OpenAIResponses().build(endpoint("ftp://x"), _request())


def test_an_unknown_model_is_told_as_that() -> None:
    body = b'{"error": {"message": "No model x.", "code": "model_not_found"}}'
    failure = OpenAIResponses().failure(400, (), body, endpoint(), "x")
    assert failure.code is Code.NOT_FOUND


def test_a_refusal_never_repeats_the_key() -> None:
    body = f'{{"error": {{"message": "Bad key {KEY}"}}}}'.encode()
    assert KEY not in OpenAIResponses().failure(401, (), body, endpoint()).message
    assert OpenAIResponses().failure(401, (), b"").code is Code.AUTH


def test_models_are_asked_for_and_read() -> None:
    made = OpenAIResponses().models(endpoint())
    assert (made.method, made.url) == ("GET", "https://api.example.com/v1/models")
    (facts,) = OpenAIResponses().read_models(b'{"data": [{"id": "gpt-test"}]}')
    assert facts.name == "gpt-test"


@pytest.mark.parametrize("there", [None, endpoint(quirks={"thinking": True})])
def test_an_answer_is_framed_and_decoded(there: Any) -> None:
    dialect = OpenAIResponses()
    framer, decoder = dialect.framer(), dialect.decoder(there, "gpt-test")
    data = {"type": "response.output_text.delta", "delta": "</think>Hi"}
    frames = framer.feed(b"event: x\ndata: " + json.dumps(data).encode() + b"\n\n")
    assert text_of(decoder.feed(frames)) == ("Hi" if there else "</think>Hi")


def test_a_list_of_models_is_whole() -> None:
    assert OpenAIResponses().next_models(endpoint(), b'{"data": [], "has_more": true}') == ()
