"""Gemini's recorded streams, cut at random places, against what its own client reads.

Where this program differs on purpose stands in docs/differences.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.wire import recorded
from tests.wire.driven import answered, calls_of, end_of, in_flight, reasoning_of, text_of
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.core.events import Event
from vibekoder.wire.gemini import Gemini

DIALECT = Gemini()
STREAMS = recorded.streams("gemini-sse", "gemini-json-array")
HAND_MADE = [tape for tape in recorded.hand_made("gemini") if tape["protocol"].startswith("gemini")]

# Streams whose end is none for this program, and what it says of them.
ENDS: Mapping[str, tuple[Code, str]] = {
    "gemini/fixture-empty-content": (Code.CUT_OFF, "cut off"),
    "gemini/fixture-malformed-content": (Code.CUT_OFF, "cut off"),
    "gemini/fixture-quotes-escaped": (Code.CUT_OFF, "cut off"),
    "gemini/fixture-invalid-json": (Code.NOT_AN_API, "no answer of a model"),
    "gemini/fixture-prompt-blocked": (Code.EMPTY, "finish reason: SAFETY"),
    "gemini/fixture-prompt-blocked-message": (Code.EMPTY, "The provider says: “Reasons”"),
}
ERRORS: Mapping[str, tuple[Code, str]] = {
    "gemini-error-array": (Code.IN_STREAM, "Resource has been exhausted"),
    "gemini-error-data-frame": (Code.IN_STREAM, "The model is overloaded."),
    "gemini-finish-without-content": (Code.EMPTY, "all its tokens on hidden reasoning"),
    "gemini-truncated": (Code.CUT_OFF, "cut off"),
}
CODES = {
    "gemini-400-1": "auth",
    "gemini-403-1": "forbidden",
    "gemini-404-1": "not_found",
    "gemini-429-1": "rate_limited",
    "vertex-400-1": "too_long",
    "vertex-400-2": "bad_request",
}
pytestmark = recorded.needed


@pytest.mark.parametrize("tape", STREAMS, ids=lambda tape: tape["id"])
def test_a_recorded_stream_reads_the_same_however_it_is_cut(tape: dict[str, Any]) -> None:
    expected, ending = tape["expected"], ENDS.get(tape["id"])
    for made in recorded.played(tape["path"], DIALECT):
        end = end_of(made)
        assert text_of(made) == expected["text"]
        assert reasoning_of(made) == expected["reasoning"]
        assert _calls(made) == expected["tool_calls"]
        if ending is not None:
            assert end.event == events.ERROR
            assert (end.data["code"], ending[1] in end.data["message"]) == (ending[0], True)
            continue
        assert end.event == events.COMPLETED
        assert end.data["raw"] == {1: "STOP"}.get(expected["finish_reason"], tape["finish"])
        assert end.data["usage"] == _usage(expected["usage"] or {})
        assert (expected.get("error") or {"message": ""})["message"] in end.data.get("warning", "")


@pytest.mark.parametrize("tape", HAND_MADE, ids=lambda tape: tape["path"].stem)
def test_a_hand_made_stream_is_understood_as_intended(tape: dict[str, Any]) -> None:
    intended, error = tape["intended"], ERRORS.get(tape["path"].stem)
    for made in recorded.played(tape["path"], DIALECT):
        end = end_of(made)
        assert text_of(made) == intended["text"]
        if error is None:
            assert (end.event, end.data["raw"]) == (events.COMPLETED, intended["finish"])
        else:
            assert (end.data["code"], error[1] in end.data["message"]) == (error[0], True)


@pytest.mark.parametrize("path", recorded.listed("_nonstream/gemini*.json"), ids=str)
def test_a_recorded_whole_answer_is_shown_like_a_stream(path: Path) -> None:
    tape = recorded.read(path)
    expected = tape["expected"]
    made = answered(tape["body"].encode(), dialect=DIALECT)
    assert (text_of(made), reasoning_of(made)) == (expected["text"], expected["reasoning"])
    calls = [(one["name"], one["arguments"]) for one in _calls(made)]
    assert calls == [(one["name"], one["arguments"]) for one in expected["tool_calls"]]
    assert end_of(made).data["raw"] == expected["finish_reason"]
    assert end_of(made).data["usage"] == _usage(expected["usage"])


@pytest.mark.parametrize(
    "path",
    recorded.listed("_http-errors/gemini*.json") + recorded.listed("_http-errors/vertex*.json"),
    ids=str,
)
def test_a_recorded_refusal_gives_the_servers_own_words(path: Path) -> None:
    tape = recorded.read(path)
    headers = tuple(tape["headers"].items())
    ours = in_flight(tape["status"], headers, max_retries=0, dialect=DIALECT)
    end = end_of([*ours.received(tape["body"].encode(), 1.0), *ours.closed(None, 1.0)])
    words = " ".join(json.loads(tape["body"])["error"]["message"].split())[:200]
    assert words in end.data["message"]
    assert end.data["code"] == CODES.get(path.stem, end.data["code"])


def test_a_recorded_limit_tells_how_long_to_wait() -> None:
    tape = recorded.read(recorded.RECORDINGS / "_http-errors" / "gemini-429-1.json")
    failure = DIALECT.failure(429, (), tape["body"].encode())
    assert failure.retryable
    assert failure.retry_after == pytest.approx(48.94, abs=1)


def test_the_recorded_list_of_models_is_read() -> None:
    body = recorded.read(recorded.RECORDINGS / "_models" / "gemini.json")["body"]
    found = DIALECT.read_models(json.dumps(body).encode())
    assert [f"models/{one.name}" for one in found] == [one["name"] for one in body["models"]]
    first = found[0]
    assert (first.context, first.output, first.reasoning) == (1_048_576, 65_536, True)


def test_all_recordings_of_the_protocol_are_there() -> None:
    assert (len(STREAMS), len(HAND_MADE)) == (43, 5)


def _calls(made: list[Event]) -> list[dict[str, Any]]:
    calls = calls_of([one for one in made if not one.data.get("server")])
    return [
        {**one, "id": one["id"] or None, "arguments": json.loads(one["arguments"])} for one in calls
    ]


def _usage(theirs: Mapping[str, Any]) -> dict[str, int]:
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
