"""Anthropic's recorded streams, cut at random places, against what its own client reads.

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
from vibekoder.wire.anthropic import Anthropic

DIALECT = Anthropic()
STREAMS = recorded.streams("anthropic-messages", "anthropic-complete-legacy")
HAND_MADE = recorded.hand_made("anthropic")
EMPTY = ("anthropic/fable5-refusal", "anthropic/sdkfixture-refusal-empty")
CUT_CALL = "anthropic/sdkfixture-partial-json-max-tokens"
ERRORS = {
    "anthropic-error-first-event": (Code.IN_STREAM, "Internal server error"),
    "anthropic-overloaded-midstream": (Code.IN_STREAM, "Overloaded"),
    "anthropic-truncated": (Code.CUT_OFF, "cut off"),
}
CODES = {
    "anthropic-400-1": "bad_request",
    "anthropic-400-2": "too_long",
    "anthropic-400-3": "bad_request",
    "anthropic-401-1": "auth",
    "anthropic-404-1": "not_found",
}
pytestmark = recorded.needed


@pytest.mark.parametrize("tape", STREAMS, ids=lambda tape: tape["id"])
def test_a_recorded_stream_reads_the_same_however_it_is_cut(tape: dict[str, Any]) -> None:
    expected = tape["expected"]
    for made in recorded.played(tape["path"], DIALECT):
        end = end_of(made)
        assert text_of(made) == expected["text"]
        assert reasoning_of(made) == expected["reasoning"]
        assert _calls(made, server=False) == _called(tape)
        assert _calls(made, server=True) == expected.get("server_tool_calls", [])
        if tape["id"] in EMPTY:
            assert (end.event, end.data["code"]) == (events.ERROR, Code.EMPTY)
            assert "finish reason: refusal" in end.data["message"]
            continue
        assert end.event == events.COMPLETED
        assert (end.data["raw"], end.data["skipped"]) == (expected["finish_reason"], 0)
        assert _same_usage(end.data["usage"], expected["usage"] or {})


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


@pytest.mark.parametrize("path", recorded.listed("_nonstream/anthropic*.json"), ids=str)
def test_a_recorded_whole_answer_is_shown_like_a_stream(path: Path) -> None:
    tape = recorded.read(path)
    expected = tape["expected"]
    made = answered(tape["body"].encode(), dialect=DIALECT)
    assert (text_of(made), reasoning_of(made)) == (expected["text"], expected["reasoning"])
    assert _calls(made, server=False) == expected["tool_calls"]
    assert end_of(made).data["raw"] == expected["finish_reason"]
    assert _same_usage(end_of(made).data["usage"], expected["usage"])


@pytest.mark.parametrize("path", recorded.listed("_http-errors/anthropic*.json"), ids=str)
def test_a_recorded_refusal_gives_the_servers_own_words(path: Path) -> None:
    tape = recorded.read(path)
    headers = tuple(tape["headers"].items())
    ours = in_flight(tape["status"], headers, max_retries=0, dialect=DIALECT)
    end = end_of([*ours.received(tape["body"].encode(), 1.0), *ours.closed(None, 1.0)])
    words = json.loads(tape["body"])["error"]["message"]
    assert f"“{words}”" in end.data["message"]
    assert end.data["code"] == CODES.get(path.stem, end.data["code"])


def test_the_recorded_list_of_models_is_read() -> None:
    body = recorded.read(recorded.RECORDINGS / "_models" / "anthropic.json")["body"]
    found = DIALECT.read_models(json.dumps(body).encode())
    assert [one.name for one in found] == [one["id"] for one in body["data"]]
    assert {(one.context, one.output, one.images) for one in found} == {(1_000_000, 128_000, True)}
    assert found[0].title == "Claude Opus 5"


def test_all_recordings_of_the_protocol_are_there() -> None:
    assert (len(STREAMS), len(HAND_MADE)) == (38, 6)


def _calls(made: list[Event], *, server: bool) -> list[dict[str, Any]]:
    """The tool calls, the provider's own ones or the others; not what they gave."""
    told = [one for one in made if bool(one.data.get("server")) is server]
    found = [one for one in calls_of(told) if one["arguments"] and not _is_result(one["name"])]
    return [{**one, "arguments": _value(one["arguments"])} for one in found]


def _is_result(name: str) -> bool:
    return name.endswith("_result") or name == "compaction"


def _called(tape: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the client made of the calls; one that was cut is kept as it came."""
    if tape["id"] != CUT_CALL:
        return tape["expected"]["tool_calls"]
    (call,) = tape["expected"]["tool_calls"]
    came = '{"filename": "taxes.txt", "lines_of_text": [\n"# COMPREHENSIVE TAX GUIDE FOR '
    came += 'INDIVIDUALS WITH MULTIPLE W-2s",\n"",\n"## INTRODUCTION",\n"",\n"Filing taxes'
    return [{**call, "arguments": came}]


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _same_usage(ours: Mapping[str, int], theirs: Mapping[str, int]) -> bool:
    cached = theirs.get("cache_read_input_tokens")
    written = theirs.get("cache_creation_input_tokens") or 0
    if not theirs:
        return not ours
    whole = theirs["input_tokens"] + (cached or 0) + written
    told = (ours.get("input"), ours.get("output"), ours.get("cached"))
    return told == (whole, theirs["output_tokens"], cached)
