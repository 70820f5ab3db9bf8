"""Recorded answers of Ollama's own protocol, against what its own client reads."""

from __future__ import annotations

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
from vibekoder.wire.ollama import Ollama

# Hand-made streams whose ``intended`` is a description.
INTENDED: Mapping[str, Mapping[str, Any]] = {
    "ollama-truncated": {"error": "cut off", "code": Code.CUT_OFF}
}


def _streams() -> Iterable[Tape]:
    for entry in index("ollama-chat-ndjson", "ollama-generate-ndjson"):
        path = RECORDINGS / entry["file"]
        expected = read(path.with_suffix(".json"))["expected"]
        yield Tape(
            entry["id"],
            path.read_bytes(),
            text=expected["text"],
            reasoning=expected["reasoning"],
            calls=[(one["name"], one["arguments"]) for one in expected["tool_calls"]],
            finish=expected["finish_reason"],
            usage=_usage(expected["usage"]),
        )


def _hand_made() -> Iterable[Tape]:
    for path in listed("_synthetic/ollama-*.ndjson"):
        intended = {**read(path.with_suffix(".json"))["intended"], **INTENDED.get(path.stem, {})}
        yield Tape(
            path.stem,
            path.read_bytes(),
            text=intended.get("text", ""),
            finish=intended.get("finish"),
            error=intended.get("error"),
            code=str(intended.get("code", Code.IN_STREAM)),
        )


def _usage(theirs: Mapping[str, Any]) -> dict[str, int]:
    named = {"input": theirs["prompt_eval_count"], "output": theirs["eval_count"]}
    return {name: value for name, value in named.items() if value is not None}


TAPES = [*_streams(), *_hand_made()] if HERE else []


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_a_recorded_stream_reads_the_same_however_it_is_cut(tape: Tape) -> None:
    holds(tape, Ollama())


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_a_recorded_stream_may_come_in_single_bytes(tape: Tape) -> None:
    byte_by_byte(tape, Ollama())


def test_all_recordings_of_the_protocol_are_there() -> None:
    assert len(TAPES) == 13 + 3 + 3


@pytest.mark.parametrize("path", listed("ollama/pull-progress.ndjson"), ids=lambda path: path.stem)
def test_the_progress_of_fetching_a_model_is_told(path: Path) -> None:
    made = answered(path.read_bytes(), dialect=Ollama())
    told = [event.data for event in made if "message" in event.data and "step" in event.data]
    assert told[0]["message"] == "pulling manifest"
    assert told[1]["processed"] == told[1]["total"] == 815310432
    assert told[-1]["message"] == "success"


@pytest.mark.parametrize("path", listed("_nonstream/ollama-chat*.json"), ids=lambda path: path.stem)
def test_a_recorded_whole_answer_is_shown_like_a_stream(path: Path) -> None:
    recorded = read(path)
    expected = recorded["expected"]
    made = answered(recorded["body"].encode(), dialect=Ollama())
    assert text_of(made) == expected["text"]
    assert reasoning_of(made) == expected["reasoning"]
    assert called(made) == [(one["name"], one["arguments"]) for one in expected["tool_calls"]]
    assert end_of(made).data["raw"] == expected["finish_reason"]
    assert end_of(made).data["usage"] == _usage(expected["usage"])


@pytest.mark.parametrize("path", listed("_http-errors/ollama-*.json"), ids=lambda path: path.stem)
def test_a_recorded_refusal_gives_the_servers_own_words(path: Path) -> None:
    recorded = read(path)
    headers = tuple(recorded["headers"].items())
    ours = in_flight(recorded["status"], headers, max_retries=0, dialect=Ollama())
    made = [*ours.received(recorded["body"].encode(), 1.0), *ours.closed(None, 1.0)]
    assert end_of(made).event == events.ERROR
    assert end_of(made).data["status"] == recorded["status"]
    assert "“" in end_of(made).data["message"]


@pytest.mark.parametrize("path", listed("_http-errors/ollama-404-1.json"), ids=lambda path: "404")
def test_a_model_that_is_not_there_can_be_fetched(path: Path) -> None:
    failure = Ollama().failure(404, (), read(path)["body"].encode())
    assert "ollama pull nonexistent-model:latest" in failure.hint
