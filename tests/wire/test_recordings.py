"""Recorded streams of real services, cut at random places, against what their own SDKs read.

The recordings lie beside a checkout in ``shared/recordings``; without them nothing is tested here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.wire.driven import (
    answered,
    calls_of,
    cut,
    end_of,
    endpoint,
    in_flight,
    reasoning_of,
    request,
    text_of,
)
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.core.events import Event
from vibekoder.wire.heal import heal
from vibekoder.wire.openai import OpenAI

RECORDINGS = Path(__file__).parents[2].parent / "shared" / "recordings"
FULL = bool(os.environ.get("VIBEKODER_FULL"))
CUTTINGS = (1, 200, 5000, 10**9) if FULL else (150, 5000, 10**9)
REPEATS = 5 if FULL else 1

# Where the program differs from an SDK on purpose: what it concludes instead, and why.
DEVIATIONS: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "huggingface/together-r1-think-tags": (
        {"split": True},
        "inline <think> is reasoning; the SDK leaves it in the text",
    ),
    "openrouter/minimax-stream-error": (
        {"error": None, "usage": {"input": 43, "output": 10, "reasoning": 11, "cached": 0}},
        "an error after a finish reason is a warning; the usage inside the error chunk counts",
    ),
    "snowflake/reasoning-details": (
        {"reasoning": "15 * 27 = 405"},
        "reasoning that comes only as reasoning_details: the SDK has no such field",
    ),
    "openai/gpt5nano-length-no-text": (
        {"error": "spent all its tokens on hidden reasoning", "code": Code.EMPTY},
        "an answer without a word is a failure that says why",
    ),
}

# Hand-made streams whose ``intended`` is a description.
INTENDED: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "error-json-body-with-200": ({}, "a whole JSON error instead of a stream"),
    "html-error-page-200": (
        {"error": "502 Bad Gateway", "code": Code.NOT_AN_API},
        "the page's own words are quoted",
    ),
    "ollama-v1-error-becomes-empty-chunk": ({"error": "cut off", "code": Code.CUT_OFF}, "as below"),
    "truncated-no-finish": ({"error": "cut off", "code": Code.CUT_OFF}, "no end mark, no finish"),
    "truncated-mid-frame": ({"error": "cut off", "code": Code.CUT_OFF}, "no end mark, no finish"),
    "gemini-compat-function-call-filter": (
        {"error": "MALFORMED_FUNCTION_CALL", "code": Code.EMPTY},
        "nothing was answered: a failure that names the finish reason",
    ),
    "surrogate-pair-split-escape": ({"text": "🙂"}, "the halves join"),
    "think-no-opening-tag": (
        {"text": "let me think</think>\n\nAnswer", "reasoning": ""},
        "ambiguous: shown as it came, unless the endpoint is known to begin inside reasoning",
    ),
}


@dataclass(frozen=True)
class Tape:
    """One recorded stream and what is expected of it."""

    name: str
    body: bytes
    content_type: str
    text: str
    reasoning: str
    calls: list[dict[str, str]]
    finish: str | None
    usage: Mapping[str, int] | None
    error: str | None
    code: str


def _streams() -> Iterable[Tape]:
    for entry in _json(RECORDINGS / "INDEX.json"):
        if entry["protocol"] != "openai-chat":
            continue
        path = RECORDINGS / entry["file"]
        expected = _json(path.with_suffix(".json"))["expected"]
        ours, _ = DEVIATIONS.get(entry["id"], ({}, ""))
        if ours.get("split"):
            expected |= expected["after_think_split"]
        error = expected.get("error")
        yield Tape(
            name=entry["id"],
            body=path.read_bytes(),
            content_type="text/event-stream",
            text=(expected["text"] or "") + (expected.get("refusal") or ""),
            reasoning=ours.get("reasoning", expected["reasoning"] or ""),
            calls=expected["tool_calls"],
            finish=expected["finish_reason"],
            usage=ours.get("usage", _usage(expected["usage"] or {})),
            error=ours.get("error", error["message"] if error else None),
            code=str(ours.get("code", Code.IN_STREAM)),
        )


def _hand_made() -> Iterable[Tape]:
    for path in sorted((RECORDINGS / "_synthetic").glob("*.sse")):
        about = _json(path.with_suffix(".json"))
        if about["sdk_behaviour"].get("sdk") != "openai-python" or "responses" in path.stem:
            continue
        intended = {**about["intended"], **INTENDED.get(path.stem, ({}, ""))[0]}
        yield Tape(
            name=path.stem,
            body=path.read_bytes(),
            content_type=about["http"]["content_type"],
            text=intended.get("text", ""),
            reasoning=intended.get("reasoning", ""),
            calls=[
                {"id": id_, "name": name, "arguments": arguments}
                for id_, name, arguments in intended.get("tool_calls", [])
            ],
            finish=intended.get("finish"),
            usage=None,
            error=intended.get("error"),
            code=str(intended.get("code", Code.IN_STREAM)),
        )


def _usage(theirs: Mapping[str, Any]) -> dict[str, int]:
    answer = theirs.get("completion_tokens_details") or {}
    prompt = theirs.get("prompt_tokens_details") or {}
    named = {
        "input": theirs.get("prompt_tokens"),
        "output": theirs.get("completion_tokens"),
        "reasoning": answer.get("reasoning_tokens", theirs.get("reasoning_tokens")),
        "cached": prompt.get("cached_tokens", theirs.get("cached_tokens")),
    }
    return {name: value for name, value in named.items() if value is not None}


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _play(tape: Tape, largest: int, seed: int) -> list[Event]:
    pieces = cut(tape.body, Random(f"{tape.name} {largest} {seed}"), largest)
    return answered(list(pieces), headers=(("content-type", tape.content_type),))


def _cuttings(tape: Tape) -> Iterable[tuple[int, int]]:
    for largest in CUTTINGS:
        if largest > 1 or len(tape.body) < 100_000:
            yield from ((largest, seed) for seed in range(REPEATS))


HERE = RECORDINGS.is_dir()
STREAMS = list(_streams()) if HERE else []
HAND_MADE = list(_hand_made()) if HERE else []
pytestmark = pytest.mark.skipif(not HERE, reason="the recordings are not beside this checkout")


@pytest.mark.parametrize("tape", [*STREAMS, *HAND_MADE], ids=lambda tape: tape.name)
def test_a_recorded_stream_reads_the_same_however_it_is_cut(tape: Tape) -> None:
    for largest, seed in _cuttings(tape):
        made = _play(tape, largest, seed)
        end = end_of(made)
        assert text_of(made) == tape.text
        assert reasoning_of(made) == tape.reasoning
        assert calls_of(made) == tape.calls
        assert end.data["content"] == tape.text
        if tape.error is None:
            assert end.event == events.COMPLETED
            assert end.data["raw"] == tape.finish
            assert tape.usage is None or end.data["usage"] == tape.usage
        else:
            assert end.event == events.ERROR
            assert end.data["code"] == tape.code
            assert tape.error in end.data["message"]


def test_every_deviation_names_a_recording_that_exists() -> None:
    assert set(DEVIATIONS) <= {tape.name for tape in STREAMS}
    assert set(INTENDED) <= {tape.name for tape in HAND_MADE}


def test_all_recordings_of_the_protocol_are_there() -> None:
    assert len(STREAMS) == 149
    assert len(HAND_MADE) == 44


@pytest.mark.parametrize("path", sorted((RECORDINGS / "_nonstream").glob("*-chat*.json")), ids=str)
def test_a_recorded_whole_answer_is_shown_like_a_stream(path: Path) -> None:
    recorded = _json(path)
    if "chat/completions" not in recorded["url"]:
        pytest.skip("another protocol")
    expected = recorded["expected"]
    made = answered(recorded["body"].encode(), headers=(("content-type", "application/json"),))
    assert text_of(made) == (expected["text"] or "")
    assert reasoning_of(made) == (expected["reasoning"] or "")
    assert calls_of(made) == expected["tool_calls"]
    assert end_of(made).data["raw"] == expected["finish_reason"]
    assert end_of(made).data["usage"] == _usage(expected["usage"])


@pytest.mark.parametrize("path", sorted((RECORDINGS / "_http-errors").glob("*.json")), ids=str)
def test_a_recorded_refusal_gives_the_servers_own_words(path: Path) -> None:
    recorded = _json(path)
    ours = in_flight(recorded["status"], tuple(recorded["headers"].items()), max_retries=0)
    made = [*ours.received(recorded["body"].encode(), 1.0), *ours.closed(None, 1.0)]
    end = end_of(made)
    assert end.event == events.ERROR
    assert end.data["status"] == recorded["status"]
    assert "“" in end.data["message"]
    assert "HTTP" not in end.data["message"]


def test_recorded_refusals_of_a_parameter_are_healed_and_no_others() -> None:
    params = {"stop": ["x"], "reasoning_effort": "minimal", "temperature": 1000, "max_tokens": 9}
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((RECORDINGS / "_http-errors").glob("*.json")):
        recorded = _json(path)
        body = recorded["body"].encode()
        failure = OpenAI().failure(recorded["status"], (), body, endpoint())
        healed = heal(failure, endpoint(), request(**params), OpenAI().build)
        if healed is not None:
            found[path.stem] = (healed.name, healed.sentence.partition("; ")[2])
    if RECORDINGS.is_dir():
        assert found == HEALED


HEALED = {
    "anthropic-400-3": ("effort minimal", "sent again with low."),
    "openai-400-5": ("stop", "sent again without."),
    "openai-400-6": ("effort minimal", "sent again with low."),
}


@pytest.mark.parametrize("path", sorted((RECORDINGS / "_models").glob("*.json")), ids=str)
def test_a_recorded_list_of_models_is_read(path: Path) -> None:
    body = _json(path)["body"]
    names = OpenAI().read_models(json.dumps(body).encode())
    assert names
    assert len(names) == len(body.get("data") or body.get("models"))


@pytest.mark.parametrize("path", sorted((RECORDINGS / "_http-errors").glob("*.json")), ids=str)
def test_recorded_codes_are_told_apart(path: Path) -> None:
    assert _refused(path) == CODES[path.stem]


def _refused(path: Path) -> str:
    recorded = _json(path)
    headers = tuple(recorded["headers"].items())
    failure = OpenAI().failure(recorded["status"], headers, recorded["body"].encode())
    return str(failure.code)


CODES = {
    "anthropic-400-1": "bad_request",
    "anthropic-400-2": "too_long",
    "anthropic-400-3": "bad_request",
    "anthropic-401-1": "auth",
    "anthropic-404-1": "not_found",
    "anthropic-404-2": "not_found",
    "anthropic-404-3": "not_found",
    "anthropic-404-4": "not_found",
    "azure-401-1": "auth",
    "azure-404-1": "not_found",
    "azure-429-1": "rate_limited",
    "cohere-400-1": "too_long",
    "cohere-401-1": "auth",
    "cohere-404-1": "not_found",
    "deepseek-400-1": "too_long",
    "deepseek-400-2": "bad_request",
    "deepseek-401-1": "auth",
    "gemini-400-1": "auth",
    "gemini-403-1": "forbidden",
    "gemini-404-1": "not_found",
    "gemini-404-2": "not_found",
    "gemini-404-3": "not_found",
    "gemini-404-4": "not_found",
    "gemini-429-1": "rate_limited",
    "groq-400-1": "bad_request",
    "groq-400-2": "bad_request",
    "groq-404-1": "not_found",
    "mistral-400-1": "not_found",
    "mistral-401-1": "auth",
    "ollama-404-1": "not_found",
    "ollama-cloud-400-1": "too_long",
    "ollama-cloud-401-1": "auth",
    "openai-400-1": "bad_request",
    "openai-400-2": "not_found",
    "openai-400-3": "bad_request",
    "openai-400-4": "bad_request",
    "openai-400-5": "bad_request",
    "openai-400-6": "bad_request",
    "openai-400-7": "bad_request",
    "openai-401-1": "auth",
    "openai-404-1": "not_found",
    "openrouter-400-1": "too_long",
    "openrouter-401-1": "auth",
    "openrouter-429-1": "rate_limited",
    "openrouter-429-2": "rate_limited",
    "perplexity-400-1": "too_long",
    "perplexity-401-1": "auth",
    "together-401-1": "auth",
    "vertex-400-1": "too_long",
    "vertex-400-2": "bad_request",
    "vertex-400-3": "bad_request",
    "vertex-400-4": "bad_request",
    "vertex-404-1": "not_found",
    "xai-400-1": "auth",
}
