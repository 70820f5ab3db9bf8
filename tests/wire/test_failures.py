"""What went wrong, in words for people."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.wire.driven import endpoint
from vibekoder.core.errors import Code, Failure
from vibekoder.wire import failures
from vibekoder.wire.failures import Place

PLACE = Place("example", "api.example.com", "gpt-test")


def _of(status: int, body: Any = b"", **headers: str) -> Failure:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return failures.of_status(status, named, data, PLACE)


def _said(words: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": words, **more}}


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (400, Code.BAD_REQUEST, False),
        (401, Code.AUTH, False),
        (402, Code.NO_CREDIT, False),
        (403, Code.FORBIDDEN, False),
        (404, Code.NOT_FOUND, False),
        (405, Code.BAD_REQUEST, False),
        (407, Code.PROXY, False),
        (408, Code.TIMEOUT, True),
        (409, Code.BAD_REQUEST, True),
        (413, Code.TOO_LONG, False),
        (422, Code.BAD_REQUEST, False),
        (429, Code.RATE_LIMITED, True),
        (451, Code.FORBIDDEN, False),
        (498, Code.RATE_LIMITED, True),
        (500, Code.SERVER, True),
        (501, Code.BAD_REQUEST, False),
        (502, Code.SERVER, True),
        (503, Code.SERVER, True),
        (504, Code.TIMEOUT, True),
        (522, Code.SERVER, True),
        (529, Code.SERVER, True),
        (599, Code.SERVER, False),
    ],
)
def test_each_status_has_its_code(status: int, code: Code, retryable: bool) -> None:
    failure = _of(status, _said("words"))
    assert (failure.code, failure.retryable, failure.status) == (code, retryable, status)
    assert failure.message.endswith("“words”")
    assert failure.hint


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "a"}}, "a"),
        ({"error": "b"}, "b"),
        ({"message": "c", "object": "error"}, "c"),
        ({"detail": "d"}, "d"),
        ({"detail": [{"loc": ["body", "n"], "msg": "too big"}, "x", 3]}, "body.n: too big; x"),
        ({"errors": [{"message": "e"}]}, "e"),
        ({"errors": ["f"]}, "f"),
        ([{"error": {"message": "g"}}], "g"),
        ({"title": "h", "type": "about:blank"}, "h"),
        ("i", "i"),
        (b"plain text", "plain text"),
        (b"<html><head><title>502 &amp; more</title></head>x", "502 & more"),
        (b"<html><style>p {}</style><h1>Bad</h1><p>Gateway</p></html>", "Bad Gateway"),
        (b"", "HTTP 418"),
        (b"[]", "HTTP 418"),
        (b"{}", "HTTP 418"),
        (b"null", "HTTP 418"),
        (b"[" * 100_000, "[" * 300 + "…"),
        ({"error": {"message": "x" * 400}}, "x" * 300 + "…"),
        ({"error": {"message": "half \ud83d"}}, "half \ufffd"),
    ],
)
def test_the_servers_own_words_are_found_in_every_shape(body: Any, words: str) -> None:
    assert _of(418, body).message.endswith(f"“{words}”")


def test_the_words_of_a_provider_behind_a_gateway_are_appended() -> None:
    body = _said("Provider returned error", metadata={"provider_name": "P", "raw": "why"})
    assert _of(502, body).message.endswith("“Provider returned error · P · why”")


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (429, _said("x", code="insufficient_quota"), Code.NO_CREDIT),
        (429, _said("x", type="billing_error"), Code.NO_CREDIT),
        (429, _said("quotaId PerDay exceeded"), Code.NO_CREDIT),
        (400, _said("x", code="context_length_exceeded"), Code.TOO_LONG),
        (400, _said("This model's maximum context length is 10 tokens."), Code.TOO_LONG),
        (400, _said("prompt is too long: 9 tokens > 8 maximum"), Code.TOO_LONG),
        (400, {"code": "x", "error": "Incorrect API key provided."}, Code.AUTH),
        (400, _said("x", code="model_not_found"), Code.NOT_FOUND),
        (400, _said("x", code=400), Code.BAD_REQUEST),
        (400, _said("input token count (9) exceeds the maximum number"), Code.TOO_LONG),
        (400, _said("Your credit balance is too low to access the API."), Code.NO_CREDIT),
        (400, _said("You have reached your specified API usage limits."), Code.NO_CREDIT),
        (400, _said("Not free here.", status="FAILED_PRECONDITION"), Code.FORBIDDEN),
        (400, _said("x", details=[3, {"reason": "API_KEY_INVALID"}]), Code.AUTH),
        (429, _said("x", details={"error_code": "enforced_spend_limit_reached"}), Code.NO_CREDIT),
        (429, _said("x", details=[{"violations": [{"quotaId": "PerDay"}, 3]}]), Code.NO_CREDIT),
    ],
)
def test_the_providers_word_counts_more_than_the_status(status: int, body: Any, code: Code) -> None:
    failure = _of(status, body)
    assert failure.code == code
    assert not failure.retryable


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (
            404,
            "This model is only supported in v1/responses and not in v1/chat/completions.",
            "“OpenAI Responses” (openai-responses)",
        ),
        (400, "Function tools are not supported. Please use /v1/responses.", "openai-responses"),
        (404, "It is only available via the /v1/chat/completions endpoint.", "“OpenAI” (openai)"),
    ],
)
def test_a_model_of_another_protocol_says_which_kind_to_choose(
    status: int, words: str, kind: str
) -> None:
    assert kind in _of(status, _said(words)).hint


def test_a_wait_is_taken_from_header_or_body() -> None:
    assert _of(429, b"", retry_after="7").retry_after == 7.0
    body = _said("x", details=[{"retryDelay": "22s"}])
    assert _of(429, body).retry_after == 22.0
    assert _of(429, b"").retry_after is None


def test_a_server_that_forbids_a_second_try_is_obeyed() -> None:
    assert not _of(503, b"", x_should_retry="false").retryable
    assert _of(409, b"", x_should_retry="true").retryable
    assert not _of(402, b"", x_should_retry="true").retryable
    assert not _of(503, _said("x", availability={"retryable": False})).retryable


@pytest.mark.parametrize(
    ("error", "retryable", "status"),
    [
        ({"message": "x", "code": 429}, True, 429),
        ({"message": "x", "code": "503"}, True, 503),
        ({"message": "x", "status_code": 400, "code": "tool_use_failed"}, False, 400),
        ({"message": "x", "type": "server_error"}, True, None),
        ({"message": "x", "type": "overloaded_error"}, True, None),
        ({"message": "x", "code": "insufficient_quota", "type": "rate_limit_error"}, False, None),
        ({"message": "x", "code": 9000}, False, None),
        ({"message": "x", "availability": {"retryable": True}}, True, None),
        ("x", False, None),
    ],
)
def test_an_error_inside_a_stream_is_judged_by_its_code(
    error: object, retryable: bool, status: int | None
) -> None:
    failure = failures.in_stream(error, PLACE)
    assert failure.code == Code.IN_STREAM
    assert failure.message.endswith("“x”")
    assert (failure.retryable, failure.status) == (retryable, status)


def test_an_error_inside_a_stream_gets_the_hint_of_its_kind() -> None:
    quota = failures.in_stream({"message": "x", "code": "insufficient_quota"}, PLACE)
    assert "credit" in quota.hint
    assert "another model" in failures.in_stream("x", PLACE).hint


def test_an_error_without_words_still_makes_a_sentence() -> None:
    assert failures.in_stream({"code": "oops"}, PLACE).message.endswith("“oops”")
    assert failures.in_stream({}, PLACE).message == "api.example.com broke the answer off."


def test_a_web_page_is_named_by_its_title() -> None:
    failure = failures.page(b"<html><title>Hotel login</title>", PLACE)
    assert failure.code == Code.NOT_AN_API
    assert failure.message == "api.example.com answered with a web page: “Hotel login”"
    assert "<title>" in failure.detail


def test_a_page_without_words_is_still_a_page() -> None:
    assert failures.page(b"<html></html>", PLACE).message.endswith("a web page.")


def test_plain_text_is_not_called_a_page() -> None:
    assert "text that is no answer" in failures.page(b"It works", PLACE).message


@pytest.mark.parametrize(
    ("finish", "raw", "words"),
    [
        ("", None, "gpt-test answered with nothing."),
        ("stop", "eos", "gpt-test answered with nothing (finish reason: eos)."),
        ("length", "length", "spent all its tokens on hidden reasoning"),
        ("content_filter", "safety", "content filter stopped gpt-test"),
        ("refusal", "refusal", "gpt-test declined to answer (finish reason: refusal)."),
    ],
)
def test_an_empty_answer_says_why(finish: str, raw: str | None, words: str) -> None:
    assert words in failures.empty(PLACE, finish, raw).message


def test_an_empty_answer_says_what_the_provider_noted() -> None:
    message = failures.empty(PLACE, "refusal", None, "The provider says: “no”.").message
    assert (
        message == "gpt-test declined to answer (finish reason: refusal). The provider says: “no”."
    )


def test_an_empty_answer_without_a_model_names_the_server() -> None:
    place = replace(PLACE, model="")
    assert failures.empty(place, "", None).message == "api.example.com answered with nothing."


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("https://other.example/v1?key=1", "other.example"),
        ("https://user:pw@api.example.com/login?x=1", "https://api.example.com/login"),
        ("", "no address"),
    ],
)
def test_a_redirect_names_where_nothing_was_sent(target: str, named: str) -> None:
    failure = failures.redirect(PLACE, 302, target)
    assert failure.message == f"api.example.com redirects to {named}: nothing was sent there."


def test_a_place_is_named_by_the_endpoint() -> None:
    assert Place.of(endpoint(), model="m") == Place("example", "api.example.com", "m")
    assert Place.of(endpoint(""), "") == Place("example", "example", "")
    assert Place.of(None) == Place("this backend", "The server", "")
    assert Place.of(None, "http://h:1/") == Place("this backend", "h:1", "")


def test_a_limit_of_requests_that_is_told_in_the_stream_counts_as_one() -> None:
    said = {"type": "rate_limit_error", "message": "Slow down"}
    assert failures.in_stream(said, PLACE).status == 429
    assert failures.in_stream({"type": "overloaded_error", "message": "x"}, PLACE).status is None


@pytest.mark.parametrize("inner", ["innererror", "inner_error"])
def test_a_prompt_that_a_filter_refused_names_what_it_found(inner: str) -> None:
    found = {"violence": {"filtered": True, "severity": "high"}, "hate": {"filtered": False}}
    error = {
        "message": "The response was filtered",
        "code": "content_filter",
        "status": 400,
        inner: {"code": "ResponsibleAIPolicyViolation", "content_filter_result": found},
    }
    failure = failures.of_status(400, (), json.dumps({"error": error}).encode(), PLACE)
    assert failure.message.endswith(
        "“The response was filtered” Its filter names: violence (high)."
    )
    assert "content filter" in failure.message
    assert (failure.hint, failure.retryable) == (
        "Change the prompt, or choose another model.",
        False,
    )


def test_a_filter_without_a_word_is_a_sentence_all_the_same() -> None:
    failure = failures.of_status(400, (), b'{"error":{"code":"content_filter"}}', PLACE)
    assert failure.message == "The content filter of example refused the prompt."


def test_the_details_name_the_request_for_the_providers_support() -> None:
    fields = {"cf-ray": "ray", "request-id": "req_1"}
    assert failures.with_request_id("{}", fields) == "{}\n\nRequest id: req_1"
    assert failures.with_request_id("", {"x-request-id": "r"}) == "Request id: r"
    assert failures.with_request_id("{}", {"request-id": ""}) == "{}"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, True),
        ({"key": None}, False),
        ({"key": " ", "headers": (("X-Org", "me"),)}, False),
        ({"key": None, "headers": (("X-Api-Key", "abc"),)}, True),
    ],
)
def test_a_key_that_was_not_sent_was_not_refused(more: dict[str, Any], refused: bool) -> None:
    place = Place.of(endpoint(**more))
    failure = failures.of_status(401, (), b'{"error":"Who are you?"}', place)
    told = "The key for example was refused" if refused else "api.example.com wants a key, and none"
    assert failure.code is Code.AUTH
    assert failure.message.startswith(told)
    assert failure.message.endswith("“Who are you?”")
    assert failure.hint.startswith("Check the key" if refused else "Set a key")


def test_a_key_that_was_not_sent_is_asked_for_in_a_stream_too() -> None:
    said = {"message": "no", "code": "invalid_api_key"}
    failure = failures.in_stream(said, Place.of(endpoint(key=None)))
    assert failure.hint == "Set a key for this backend, then retry."
