"""What a running answer holds in memory, in every dialect: its text, and no more with each word.

The benchmarks do the same with a hundred megabytes over the transports and into a tab.
"""

from __future__ import annotations

import tracemalloc

import pytest

from tests.support.dialects import SPOKEN, Spoken
from tests.wire.driven import in_flight
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import Dialect
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

DIALECTS: dict[str, Dialect] = {
    "openai": OpenAI(),
    "openai-responses": OpenAIResponses(),
    "anthropic": Anthropic(),
    "gemini": Gemini(),
    "ollama": Ollama(),
}
WORD = "word " * 8
WORDS = 25_000
BEYOND = 256 << 10  # bytes
COPIES = {"anthropic": 2, "gemini": 2}  # whose blocks may be wanted back, as far as they are kept


@pytest.mark.parametrize("spoken", SPOKEN, ids=lambda one: one.kind)
@pytest.mark.parametrize("at_once", [1, 100])
def test_an_answer_in_words_is_held_once_while_it_comes(spoken: Spoken, at_once: int) -> None:
    ours = in_flight(dialect=DIALECTS[spoken.kind])
    *begun, word = spoken.begun(["First", WORD])
    ours.received(b"".join(begun), 1.0)
    ours.received(word * 2, 1.0)
    most = 0
    tracemalloc.start()
    for number in range(WORDS // at_once):
        ours.received(word * at_once, 1.0)
        if number % 50 == 0:
            text = (number + 1) * at_once * len(WORD) * COPIES.get(spoken.kind, 1)
            most = max(most, tracemalloc.get_traced_memory()[0] - text)
    tracemalloc.stop()
    assert most < BEYOND
    assert len(ours.content) == len("First") + (WORDS + 2) * len(WORD)
