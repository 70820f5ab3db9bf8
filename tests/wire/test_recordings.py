"""Recorded streams of real services, cut at random places, against what their own clients read.

The expected side is what the recordings tell of the clients, and for the places where the program
reads otherwise on purpose what ``differing`` tells; none of it asks the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.wire import clients
from tests.wire.driven import answered, end_of, reasoning_of, text_of
from tests.wire.recorded import (
    DIALECTS,
    RECORDINGS,
    TAPES,
    Tape,
    called,
    cuttings,
    each,
    holds,
    listed,
    read,
)
from tests.wire.recorded import needed as pytestmark  # noqa: F401
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai_responses import OpenAIResponses

COUNTS = {  # recorded and hand-made streams
    "openai-chat": 149 + 44,
    "openai-responses": 39 + 4,
    "anthropic-messages": 37 + 6,
    "anthropic-complete-legacy": 1,
    "gemini-sse": 40 + 4,
    "gemini-json-array": 3 + 1,
    "ollama-chat-ndjson": 13 + 3,
    "ollama-generate-ndjson": 3,
}
OTHERS = {"_nonstream": 28, "_models": 7, "_http-errors": 54}  # and what else was recorded
# The protocol of a recorded answer that was not streamed, by the end of its address.
PATHS = {
    "/chat/completions": "openai-chat",
    "/responses": "openai-responses",
    "/messages": "anthropic-messages",
    ":generateContent": "gemini-sse",
    "/api/chat": "ollama-chat-ndjson",
}
WHOLE = [
    (protocol, path)
    for path in listed("_nonstream/*.json")
    for ending, protocol in PATHS.items()
    if read(path)["url"].partition("?")[0].endswith(ending)
]


@each
def test_a_recorded_stream_reads_as_its_client_reads_it_however_it_is_cut(tape: Tape) -> None:
    for pieces in cuttings(tape):
        holds(tape, answered(pieces, dialect=DIALECTS[tape.protocol]))


def test_all_recordings_are_there() -> None:
    found = dict.fromkeys(DIALECTS, 0)
    for tape in TAPES:
        found[tape.protocol] += 1
    assert found == COUNTS
    assert {name: len(listed(f"{name}/*.json")) for name in OTHERS} == OTHERS


@pytest.mark.parametrize(("protocol", "path"), WHOLE, ids=lambda one: getattr(one, "stem", one))
def test_a_recorded_whole_answer_is_shown_like_a_stream(protocol: str, path: Path) -> None:
    told = read(path)
    theirs = clients.answer(protocol, told["expected"])
    made = answered(told["body"].encode(), dialect=DIALECTS[protocol])
    end = end_of(made).data
    usage: Mapping[str, int] = end["usage"]
    assert (text_of(made), reasoning_of(made)) == (theirs.text, theirs.reasoning)
    assert tuple({**one, "id": ""} for one in called(made)) == tuple(
        {**one, "id": ""} for one in theirs.calls
    )
    assert end["raw"] == theirs.finish
    assert {name: usage.get(name) for name in theirs.usage or {}} == theirs.usage


def test_every_whole_answer_is_of_a_protocol() -> None:
    assert len(WHOLE) == 28


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
