"""Refusals that name a parameter, in the words of real servers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.wire.driven import endpoint, request
from vibekoder.core.errors import Code, Failure
from vibekoder.core.messages import Message, Role
from vibekoder.wire.heal import Healed, heal, knowing
from vibekoder.wire.http import ChatRequest, Endpoint
from vibekoder.wire.openai import OpenAI

PARAMS: dict[str, Any] = {
    "max_tokens": 9,
    "temperature": 0.5,
    "top_p": 0.9,
    "stop": ["x"],
    "seed": 7,
    "logit_bias": {"1": 1},
    "presence_penalty": 1,
    "reasoning_effort": "minimal",
}


def _failure(body: object, status: int = 400) -> Failure:
    return OpenAI().failure(status, (), json.dumps(body).encode(), endpoint(), "m")


def _healed(
    error: object, place: Endpoint | None = None, status: int = 400, **params: Any
) -> Healed | None:
    asked = request(**(params or PARAMS))
    body = {"error": {"message": error}} if isinstance(error, str) else error
    return heal(_failure(body, status), place or endpoint(), asked, OpenAI().build)


def _sent(healed: Healed | None) -> dict[str, Any]:
    assert healed is not None
    return json.loads(healed.http.body)


REFUSALS = [
    ({"error": {"message": "No.", "param": "seed"}}, "seed"),
    ("Unsupported parameter: 'stop' is not supported with this model.", "stop"),
    ("Unsupported value: 'temperature' does not support 0.5 with this model.", "temperature"),
    ("'presence_penalty' is not supported by this model", "presence_penalty"),
    ("property 'logit_bias' is unsupported", "logit_bias"),
    ("Unrecognized request argument supplied: seed", "seed"),
    ("Argument not supported on this model: stop", "stop"),
    ("Model m does not support parameter presencePenalty.", "presence_penalty"),
    ("`temperature` is deprecated for this model.", "temperature"),
    ("`temperature` and `top_p` cannot both be specified for this model.", "top_p"),
    ("Unknown name \"topP\" at 'generation_config': Cannot find field.", "top_p"),
    ('"m" does not support thinking', "reasoning_effort"),
    ('think value "low" is not supported for this model', "reasoning_effort"),
    ("logit_bias is not supported", "logit_bias"),
    ({"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]}, "seed"),
    (
        {"detail": [{"loc": ["body", "random_seed"], "msg": "Extra inputs are not permitted"}]},
        "seed",
    ),
    ("temperature: Extra inputs are not permitted", "temperature"),
    ("Penalty is not enabled for models/m", "presence_penalty"),
]


@pytest.mark.parametrize(("error", "name"), REFUSALS, ids=[str(n) for n in range(len(REFUSALS))])
def test_the_parameter_that_a_server_names_is_left_out_and_told(error: object, name: str) -> None:
    healed = _healed(error)
    assert _sent(healed).keys() == {*PARAMS, "model", "messages", "stream", "stream_options"} - {
        name
    }
    assert healed is not None
    assert name in healed.params
    assert healed.sentence.startswith("gpt-test does not take ")


def test_every_status_that_means_a_wrong_request_is_looked_at() -> None:
    assert _healed("Unknown field: seed", status=422) is not None
    assert _healed("Unknown field: seed", status=500) is None
    assert _healed("Unknown field: seed", status=401) is None


def test_the_limit_of_output_is_said_in_the_other_way_and_never_dropped() -> None:
    error = (
        "Unsupported parameter: 'max_tokens' is not supported with this model. "
        "Use 'max_completion_tokens' instead."
    )
    first = _healed(error, max_tokens=9)
    assert _sent(first)["max_completion_tokens"] == 9
    assert "max_tokens" not in _sent(first)
    assert first is not None
    assert first.sentence == (
        "gpt-test wants max_completion_tokens in place of max_tokens; sent again with that."
    )
    assert _healed("'max_completion_tokens' is not supported", first.endpoint, max_tokens=9) is None


def test_the_newer_name_is_translated_for_an_older_server() -> None:
    error = "Unrecognized request argument supplied: max_completion_tokens"
    assert _sent(_healed(error, max_completion_tokens=9))["max_tokens"] == 9


def test_a_limit_that_is_too_large_is_the_persons_to_change() -> None:
    error = {"error": {"message": "max_tokens is too large: 9. At most 4.", "param": "max_tokens"}}
    assert _healed(error, max_tokens=9) is None


@pytest.mark.parametrize(
    "param",
    ["messages[0].content", "tools[0].parameters", "model", "response_format", "text.format"],
)
def test_what_makes_the_question_is_never_dropped(param: str) -> None:
    error = {"error": {"message": "This is not supported", "param": param}}
    params: dict[str, Any] = {"tools": [{}], "response_format": "json_object", "text": {}}
    assert _healed(error, **params) is None


def test_a_value_that_is_not_understood_is_not_a_parameters_name() -> None:
    assert _healed("Invalid token in prompt: 123456. Maximum value is 100257.") is None
    assert _healed({"error": {"message": "Test error", "param": None}}) is None
    assert _healed("This model does not support image input") is None


def test_usage_in_the_stream_is_not_asked_for_again() -> None:
    error = {"error": {"message": "Extra", "param": "stream_options.include_usage"}}
    assert "stream_options" not in _sent(_healed(error))
    assert "stream_options" not in _sent(_healed("Unknown field: stream_options"))


def test_a_server_that_does_not_stream_is_asked_for_the_whole_answer() -> None:
    error = {"error": {"message": "You must be verified to stream this model.", "param": "stream"}}
    healed = _healed(error)
    assert _sent(healed)["stream"] is False
    assert "stream_options" not in _sent(healed)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Streaming is not supported for this model.", 400),
        ("This endpoint does not support streaming", 501),
        ("stream is disabled on this server", 405),
        ("Streaming responses are not yet implemented", 422),
    ],
)
def test_a_server_may_say_in_words_that_it_does_not_stream(words: str, status: int) -> None:
    assert _sent(_healed(words, status=status))["stream"] is False


def test_a_server_that_fails_otherwise_is_not_asked_in_another_way() -> None:
    assert _healed("stream_options is wrong", status=501) is None
    assert _healed("The stream was broken off.", status=501) is None


@pytest.mark.parametrize(
    ("place", "role", "words"),
    [
        (endpoint(quirks={"system_role": "developer"}), "system", "Role 'developer' is unknown."),
        (endpoint(), "developer", "'messages[0].role' does not support 'system' with this model."),
    ],
)
def test_the_system_prompt_takes_the_role_that_the_server_knows(
    place: Endpoint, role: str, words: str
) -> None:
    asked = ChatRequest("r", "m", (Message(Role.SYSTEM, "Be brief"),), {})
    healed = heal(_failure({"error": {"message": words}}), place, asked, OpenAI().build)
    assert _sent(healed)["messages"] == [{"role": role, "content": "Be brief"}]


LISTED = "Unsupported value: 'minimal' is not supported. Supported values are: 'low' and 'high'."


@pytest.mark.parametrize(
    ("effort", "words", "nearest"),
    [
        ("minimal", LISTED, "low"),
        ("max", LISTED, "high"),
        ("medium", LISTED, "low"),
        (
            "xhigh",
            "does not support effort level 'xhigh'. Supported levels: high, low, max",
            "high",
        ),
    ],
)
def test_an_effort_becomes_the_nearest_that_the_model_knows(
    effort: str, words: str, nearest: str
) -> None:
    error = {"error": {"message": words, "param": "reasoning_effort"}}
    healed = _healed(error, reasoning_effort=effort)
    assert _sent(healed)["reasoning_effort"] == nearest
    assert healed is not None
    assert healed.params == ()
    assert nearest in healed.sentence


@pytest.mark.parametrize(
    ("effort", "words"),
    [
        ("low", "'reasoning_effort' is not supported"),
        ("high", "'reasoning_effort' is not supported. Supported values are: none of yours"),
        ("huge", "'reasoning_effort' is not supported. Supported values are: low"),
    ],
)
def test_an_effort_without_a_neighbour_is_left_out(effort: str, words: str) -> None:
    sent = _sent(_healed(words.replace("none of yours", "yours"), reasoning_effort=effort))
    assert "reasoning_effort" not in sent


def test_one_thing_is_changed_once_and_the_next_one_next() -> None:
    first = _healed("Unknown field: seed")
    assert first is not None
    assert _healed("Unknown field: seed", first.endpoint) is None
    second = _healed("Unknown field: stop", first.endpoint)
    assert second is not None
    assert second.quirks["drop"] == ["seed", "stop"]
    assert {"seed", "stop"}.isdisjoint(_sent(second))


def test_the_other_way_of_reasoning_is_tried_where_one_is_refused() -> None:
    def build(place: Endpoint, asked: ChatRequest) -> Any:
        kind = place.quirks.get("thinking", "budget")
        return OpenAI().build(place, ChatRequest("r", "m", (), {"thinking": {"type": kind}}))

    words = "thinking.type.enabled is not supported for this model."
    healed = heal(_failure({"error": {"message": words}}), endpoint(), request(), build)
    assert _sent(healed)["thinking"] == {"type": "adaptive"}


def test_what_was_found_out_before_counts_from_the_start() -> None:
    asked = ChatRequest("r", "m", (), {"seed": 1, "top_p": 1}, {"drop": ["seed"], "stream": False})
    place, known = knowing(endpoint(quirks={"v1": False}), asked)
    assert place.quirks == {"v1": False, "drop": ["seed"], "stream": False}
    assert known.params["stream"] is False
    assert json.loads(OpenAI().build(place, known).body).keys() == {
        "model",
        "messages",
        "stream",
        "top_p",
    }


def test_a_failure_of_another_kind_names_nothing_to_change() -> None:
    failure = Failure(Code.TOO_LONG, "seed", status=400, detail="Unknown field: seed")
    assert heal(failure, endpoint(), request(**PARAMS), OpenAI().build) is None
