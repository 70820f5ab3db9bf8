"""Recorded streams of real services, cut at random places, against what their own SDKs read.

One row tells how a protocol's recordings are read; where the program differs from an SDK on purpose
stands in ``OURS``, and in docs/differences.md with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.wire.driven import answered, end_of, endpoint, in_flight, reasoning_of, request, text_of
from tests.wire.recorded import (
    RECORDINGS,
    Tape,
    byte_by_byte,
    called,
    hand_made,
    holds,
    listed,
    read,
    streams,
    value,
)
from tests.wire.recorded import needed as pytestmark  # noqa: F401
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.wire import anthropic_events, openai_chunks, responses_events
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.heal import heal
from vibekoder.wire.http import Dialect
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Spoken:
    """One protocol: its recordings, how many there are, and how its client counts tokens.

    ``whole`` is the pattern of its recorded answers that were not streamed.
    """

    dialect: Dialect
    protocols: tuple[str, ...]
    counts: tuple[int, int]
    usage: Callable[[Json], Mapping[str, int]]
    whole: str


def of_openai(theirs: Json) -> dict[str, int]:
    return openai_chunks.tokens(theirs)


def of_anthropic(theirs: Json) -> dict[str, int]:
    return anthropic_events.tokens({k: v for k, v in theirs.items() if isinstance(v, int)})


def of_gemini(theirs: Json) -> dict[str, int]:
    """Their counts, in either spelling, under the program's names."""
    told = {name.replace("_", "").lower(): count for name, count in theirs.items()}
    places = {
        "input": ("prompttokencount", "tooluseprompttokencount"),
        "output": ("candidatestokencount", "thoughtstokencount"),
        "reasoning": ("thoughtstokencount",),
        "cached": ("cachedcontenttokencount",),
    }
    known = {name: [told[one] for one in found if one in told] for name, found in places.items()}
    return {name: sum(counts) for name, counts in known.items() if counts}


def of_ollama(theirs: Json) -> dict[str, int]:
    named = {"input": theirs.get("prompt_eval_count"), "output": theirs.get("eval_count")}
    return {name: count for name, count in named.items() if count is not None}


SPOKEN: Mapping[str, Spoken] = {
    "openai": Spoken(OpenAI(), ("openai-chat",), (149, 44), of_openai, "*-chat*.json"),
    "responses": Spoken(
        OpenAIResponses(),
        ("openai-responses",),
        (39, 4),
        responses_events.tokens,
        "*-responses.json",
    ),
    "anthropic": Spoken(
        Anthropic(),
        ("anthropic-messages", "anthropic-complete-legacy"),
        (38, 6),
        of_anthropic,
        "anthropic*.json",
    ),
    "gemini": Spoken(
        Gemini(), ("gemini-sse", "gemini-json-array"), (43, 5), of_gemini, "gemini*.json"
    ),
    "ollama": Spoken(
        Ollama(),
        ("ollama-chat-ndjson", "ollama-generate-ndjson"),
        (16, 3),
        of_ollama,
        "ollama-chat*.json",
    ),
}

CUT_OFF = {"error": "cut off", "code": Code.CUT_OFF}
CUT_CALL = (
    '{"filename": "taxes.txt", "lines_of_text": [\n"# COMPREHENSIVE TAX GUIDE FOR '
    'INDIVIDUALS WITH MULTIPLE W-2s",\n"",\n"## INTRODUCTION",\n"",\n"Filing taxes'
)

# What the program concludes where an SDK, or a description of what is intended, says otherwise.
OURS: Mapping[str, Json] = {
    # inline <think> is reasoning; the SDK leaves it in the text
    "huggingface/together-r1-think-tags": {"split": True},
    # an error after a finish reason is a warning; the usage inside the error chunk counts
    "openrouter/minimax-stream-error": {
        "error": None,
        "usage": {"input": 43, "output": 10, "reasoning": 11, "cached": 0},
    },
    # reasoning that comes only as reasoning_details: the SDK has no such field
    "snowflake/reasoning-details": {"reasoning": "15 * 27 = 405"},
    # an answer without a word is a failure that says why
    "openai/gpt5nano-length-no-text": {
        "error": "spent all its tokens on hidden reasoning",
        "code": Code.EMPTY,
    },
    "gemini-compat-function-call-filter": {
        "error": "MALFORMED_FUNCTION_CALL",
        "code": Code.EMPTY,
    },
    "gemini-finish-without-content": {
        "error": "all its tokens on hidden reasoning",
        "code": Code.EMPTY,
    },
    "anthropic/fable5-refusal": {"error": "finish reason: refusal", "code": Code.EMPTY},
    "anthropic/sdkfixture-refusal-empty": {"error": "finish reason: refusal", "code": Code.EMPTY},
    "gemini/fixture-prompt-blocked": {"error": "finish reason: SAFETY", "code": Code.EMPTY},
    "gemini/fixture-prompt-blocked-message": {"error": "says: “Reasons”", "code": Code.EMPTY},
    # the page's own words are quoted
    "html-error-page-200": {"error": "502 Bad Gateway", "code": Code.NOT_AN_API},
    "gemini/fixture-invalid-json": {"error": "no answer of a model", "code": Code.NOT_AN_API},
    # no end mark and no finish reason
    **dict.fromkeys(
        (
            *("ollama-v1-error-becomes-empty-chunk", "truncated-no-finish", "truncated-mid-frame"),
            *("responses-truncated", "anthropic-truncated", "gemini-truncated", "ollama-truncated"),
            *("gemini/fixture-empty-content", "gemini/fixture-malformed-content"),
            "gemini/fixture-quotes-escaped",
        ),
        CUT_OFF,
    ),
    # the halves join
    "surrogate-pair-split-escape": {"text": "🙂"},
    # ambiguous: shown as it came, unless the endpoint is known to begin inside reasoning
    "think-no-opening-tag": {"text": "let me think</think>\n\nAnswer", "reasoning": ""},
    # the client tells only that the answer is incomplete; the reason is the word that helps
    "openai-responses/gpt4o-incomplete-max-tokens": {"finish": "incomplete: max_output_tokens"},
    # a call that was cut is kept as it came; the SDK repairs it
    "anthropic/sdkfixture-partial-json-max-tokens": {"cut": CUT_CALL},
    # an error after a finish reason is a warning
    "gemini/fixture-error-mid-stream": {"error": None, "warning": "The operation was cancelled."},
}


def recorded(entry: Json, spoken: Spoken) -> Tape:
    """A stream with what its client made of it."""
    expected, ours = dict(entry["expected"]), OURS.get(entry["id"], {})
    expected |= expected["after_think_split"] if ours.get("split") else {}
    error = expected.get("error")
    calls = [{**one, "arguments": value(one["arguments"])} for one in expected["tool_calls"]]
    if "cut" in ours:
        calls = [{**one, "arguments": ours["cut"]} for one in calls]
    return Tape(
        entry["id"],
        entry["path"].read_bytes(),
        text=(expected["text"] or "") + (expected.get("refusal") or ""),
        reasoning=ours.get("reasoning", expected["reasoning"] or ""),
        calls=[{**one, "id": one["id"] or ""} if "id" in one else one for one in calls],
        server=expected.get("server_tool_calls", [] if "block_types" in expected else None),
        finish=ours.get("finish", {1: "STOP"}.get(entry["finish"], entry["finish"])),
        usage=ours.get("usage", spoken.usage(expected["usage"] or {})),
        error=ours.get("error", error["message"][:200] if error else None),
        code=str(ours.get("code", Code.IN_STREAM)),
        warning=ours.get("warning", ""),
    )


def intended(entry: Json) -> Tape:
    """A hand-made stream with what a client should make of it."""
    told = {**entry["intended"], **OURS.get(entry["path"].stem, {})}
    names = ("id", "name", "arguments")
    calls = [dict(zip(names, one, strict=True)) for one in told.get("tool_calls", [])]
    return Tape(
        entry["path"].stem,
        entry["path"].read_bytes(),
        text=told.get("text", ""),
        reasoning=told.get("reasoning", ""),
        calls=[{**one, "arguments": value(one["arguments"])} for one in calls],
        finish=told.get("finish"),
        error=told.get("error"),
        code=str(told.get("code", Code.IN_STREAM)),
    )


TAPES = {
    name: [
        *(recorded(entry, spoken) for entry in streams(*spoken.protocols)),
        *(intended(entry) for entry in hand_made(*spoken.protocols)),
    ]
    for name, spoken in SPOKEN.items()
}
ALL = [(name, tape) for name, tapes in TAPES.items() for tape in tapes]
each = pytest.mark.parametrize(("name", "tape"), ALL, ids=lambda one: getattr(one, "name", one))
WHOLE = [
    (name, path)
    for name, spoken in SPOKEN.items()
    for path in listed(f"_nonstream/{spoken.whole}")
    if spoken.protocols != ("openai-chat",) or "chat/completions" in read(path)["url"]
]
REFUSALS = listed("_http-errors/*.json")


@each
def test_a_recorded_stream_reads_the_same_however_it_is_cut(name: str, tape: Tape) -> None:
    holds(tape, SPOKEN[name].dialect)


@each
def test_a_recorded_stream_may_come_in_single_bytes(name: str, tape: Tape) -> None:
    byte_by_byte(tape, SPOKEN[name].dialect)


@pytest.mark.parametrize("name", SPOKEN)
def test_all_recordings_of_the_protocol_are_there(name: str) -> None:
    assert len(TAPES[name]) == sum(SPOKEN[name].counts)


def test_every_deviation_names_a_recording_that_exists() -> None:
    assert set(OURS) <= {tape.name for _, tape in ALL}


@pytest.mark.parametrize(("name", "path"), WHOLE, ids=lambda one: getattr(one, "stem", one))
def test_a_recorded_whole_answer_is_shown_like_a_stream(name: str, path: Path) -> None:
    spoken, told = SPOKEN[name], read(path)
    expected = told["expected"]
    made = answered(told["body"].encode(), dialect=spoken.dialect)
    assert text_of(made) == (expected["text"] or "")
    assert reasoning_of(made) == (expected.get("reasoning") or "")
    calls = [(one["name"], one["arguments"]) for one in called(made)]
    theirs = expected.get("tool_calls", [])
    assert calls == [(one["name"], value(one["arguments"])) for one in theirs]
    assert end_of(made).data["raw"] == expected["finish_reason"]
    ours, usage = end_of(made).data["usage"], spoken.usage(expected["usage"])
    assert {key: ours[key] for key in usage} == usage


@pytest.mark.parametrize("name", SPOKEN)
@pytest.mark.parametrize("path", REFUSALS, ids=lambda path: path.stem)
def test_a_recorded_refusal_gives_the_servers_own_words_and_its_kind(name: str, path: Path) -> None:
    told, dialect = read(path), SPOKEN[name].dialect
    headers, body = tuple(told["headers"].items()), told["body"].encode()
    ours = in_flight(told["status"], headers, max_retries=0, dialect=dialect)
    end = end_of([*ours.received(body, 1.0), *ours.closed(None, 1.0)])
    assert (end.event, end.data["status"]) == (events.ERROR, told["status"])
    assert "“" in end.data["message"]
    assert "HTTP" not in end.data["message"]
    assert end.data["code"] == CODES[path.stem]


def test_recorded_refusals_of_a_parameter_are_healed_and_no_others() -> None:
    params = {"stop": ["x"], "reasoning_effort": "minimal", "temperature": 1000, "max_tokens": 9}
    found: dict[str, tuple[str, ...]] = {}
    for path in REFUSALS:
        told = read(path)
        failure = OpenAI().failure(told["status"], (), told["body"].encode(), endpoint())
        healed = heal(failure, endpoint(), request(**params), OpenAI().build)
        if healed is not None:
            found[path.stem] = (healed.name, healed.sentence.partition("; ")[2])
    assert found == HEALED


def test_a_recorded_limit_tells_how_long_to_wait() -> None:
    body = read(RECORDINGS / "_http-errors" / "gemini-429-1.json")["body"]
    failure = Gemini().failure(429, (), body.encode())
    assert failure.retryable
    assert failure.retry_after == pytest.approx(48.94, abs=1)


def test_a_model_that_is_not_there_can_be_fetched() -> None:
    body = read(RECORDINGS / "_http-errors" / "ollama-404-1.json")["body"]
    failure = Ollama().failure(404, (), body.encode())
    assert "ollama pull nonexistent-model:latest" in failure.hint


@pytest.mark.parametrize("path", listed("_models/*.json"), ids=lambda path: path.stem)
def test_a_recorded_list_of_models_is_read(path: Path) -> None:
    body = read(path)["body"]
    entries = body.get("data") or body["models"]
    dialect = Gemini() if "models" in body else OpenAI()
    names = [one.get("id") or one["name"].removeprefix("models/") for one in entries]
    assert [one.name for one in dialect.read_models(json.dumps(body).encode())] == names


def test_recorded_lists_tell_limits_and_abilities() -> None:
    bodies = {
        name: json.dumps(read(RECORDINGS / "_models" / f"{name}.json")["body"]).encode()
        for name in ("anthropic", "gemini")
    }
    claude = Anthropic().read_models(bodies["anthropic"])
    assert {(one.context, one.output, one.images) for one in claude} == {(1_000_000, 128_000, True)}
    assert claude[0].title == "Claude Opus 5"
    gemini = Gemini().read_models(bodies["gemini"])[0]
    assert (gemini.context, gemini.output, gemini.reasoning) == (1_048_576, 65_536, True)


def test_the_progress_of_fetching_a_model_is_told() -> None:
    made = answered((RECORDINGS / "ollama/pull-progress.ndjson").read_bytes(), dialect=Ollama())
    told = [event.data for event in made if "message" in event.data and "step" in event.data]
    assert told[0]["message"] == "pulling manifest"
    assert told[1]["processed"] == told[1]["total"] == 815310432
    assert told[-1]["message"] == "success"


@pytest.mark.parametrize("path", listed("openai-assistants/*.sse"), ids=lambda path: path.stem)
def test_a_recorded_run_of_an_assistant_is_read(path: Path) -> None:
    expected = read(path.with_suffix(".json"))["expected"]
    made = answered(path.read_bytes(), dialect=OpenAIResponses())
    end = end_of(made)
    assert text_of(made) == expected["text"]
    assert end.data["raw"].replace("incomplete: max_prompt_tokens", "completed") == "completed"
    assert end.data["usage"]["input"] == expected["usage"]["prompt_tokens"]
    assert end.data["usage"]["output"] == expected["usage"]["completion_tokens"]


HEALED = {
    "anthropic-400-3": ("effort minimal", "sent again with low."),
    "openai-400-5": ("stop", "sent again without."),
    "openai-400-6": ("effort minimal", "sent again with low."),
}

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
