"""Recorded answers over OpenAI's Responses, against what its own client reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.wire.driven import answered, end_of, in_flight, reasoning_of, text_of
from tests.wire.recorded import (
    HERE,
    RECORDINGS,
    Tape,
    byte_by_byte,
    called,
    holds,
    index,
    listed,
    read,
)
from tests.wire.recorded import needed as pytestmark  # noqa: F401
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.wire.openai_responses import OpenAIResponses
from vibekoder.wire.responses_events import tokens

# The client tells only that the answer is incomplete; the reason is the word that helps.
WORDS = {"openai-responses/gpt4o-incomplete-max-tokens": "incomplete: max_output_tokens"}

# Hand-made streams whose ``intended`` is a description.
INTENDED: Mapping[str, Mapping[str, Any]] = {
    "responses-truncated": {"error": "cut off", "code": Code.CUT_OFF}
}


def _streams() -> Iterable[Tape]:
    for entry in index("openai-responses"):
        path = RECORDINGS / entry["file"]
        expected = read(path.with_suffix(".json"))["expected"]
        error = expected.get("error")
        yield Tape(
            entry["id"],
            path.read_bytes(),
            text=(expected["text"] or "") + (expected.get("refusal") or ""),
            reasoning=expected["reasoning"] or "",
            calls=[(one["name"], json.loads(one["arguments"])) for one in expected["tool_calls"]],
            finish=WORDS.get(entry["id"], expected["finish_reason"]),
            usage=tokens(expected["usage"] or {}),
            error=error["message"][:200] if error else None,
        )


def _hand_made() -> Iterable[Tape]:
    for path in listed("_synthetic/responses-*.sse"):
        intended = {**read(path.with_suffix(".json"))["intended"], **INTENDED.get(path.stem, {})}
        yield Tape(
            path.stem,
            path.read_bytes(),
            text=intended.get("text", ""),
            finish=intended.get("finish"),
            error=intended.get("error"),
            code=str(intended.get("code", Code.IN_STREAM)),
        )


TAPES = [*_streams(), *_hand_made()] if HERE else []


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_a_recorded_stream_reads_the_same_however_it_is_cut(tape: Tape) -> None:
    holds(tape, OpenAIResponses())


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_a_recorded_stream_may_come_in_single_bytes(tape: Tape) -> None:
    byte_by_byte(tape, OpenAIResponses())


def test_all_recordings_of_the_protocol_are_there() -> None:
    assert len(TAPES) == 39 + 4


@pytest.mark.parametrize("path", listed("_nonstream/*-responses.json"), ids=lambda path: path.stem)
def test_a_recorded_whole_answer_is_shown_like_a_stream(path: Path) -> None:
    recorded = read(path)
    expected = recorded["expected"]
    made = answered(recorded["body"].encode(), dialect=OpenAIResponses())
    assert text_of(made) == expected["text"]
    assert not reasoning_of(made)
    assert called(made) == expected.get("tool_calls", [])
    assert end_of(made).data["raw"] == expected["finish_reason"]
    assert end_of(made).data["usage"] == tokens(expected["usage"])


@pytest.mark.parametrize("path", listed("_http-errors/*.json"), ids=lambda path: path.stem)
def test_a_recorded_refusal_gives_the_servers_own_words(path: Path) -> None:
    recorded = read(path)
    headers = tuple(recorded["headers"].items())
    ours = in_flight(recorded["status"], headers, max_retries=0, dialect=OpenAIResponses())
    made = [*ours.received(recorded["body"].encode(), 1.0), *ours.closed(None, 1.0)]
    assert end_of(made).event == events.ERROR
    assert end_of(made).data["status"] == recorded["status"]
    assert "“" in end_of(made).data["message"]


@pytest.mark.parametrize("path", listed("_models/openai.json"), ids=lambda path: path.stem)
def test_a_recorded_list_of_models_is_read(path: Path) -> None:
    body = read(path)["body"]
    facts = OpenAIResponses().read_models(json.dumps(body).encode())
    assert [one.name for one in facts] == [one["id"] for one in body["data"]]


@pytest.mark.parametrize("path", listed("openai-assistants/*.sse"), ids=lambda path: path.stem)
def test_a_recorded_run_of_an_assistant_is_read(path: Path) -> None:
    expected = read(path.with_suffix(".json"))["expected"]
    made = answered(path.read_bytes(), dialect=OpenAIResponses())
    end = end_of(made)
    assert text_of(made) == expected["text"]
    assert end.data["raw"].replace("incomplete: max_prompt_tokens", "completed") == "completed"
    assert end.data["usage"]["input"] == expected["usage"]["prompt_tokens"]
    assert end.data["usage"]["output"] == expected["usage"]["completion_tokens"]
