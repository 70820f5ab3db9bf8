"""What a provider wants back of its answer, from its stream to the next request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

from tests.support.signed import PAUSED, SIGNED, TEXT, TOOLS, Signed
from tests.wire.driven import cut, end_of, in_flight
from vibekoder.core.echo import Echo, joined
from vibekoder.core.messages import Message, Role
from vibekoder.core.providers import PROVIDERS
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

DIALECTS: Mapping[str, Dialect] = {
    "anthropic": Anthropic(),
    "gemini": Gemini(),
    "openai": OpenAI(),
    "openai-responses": OpenAIResponses(),
}

ALL = pytest.mark.parametrize("signed", [*SIGNED, PAUSED], ids=lambda one: one.kind)
CALLED = pytest.mark.parametrize("signed", SIGNED, ids=lambda one: one.kind)


def _spoken(signed: Signed) -> tuple[Dialect, Endpoint]:
    provider = PROVIDERS[signed.kind]
    url = f"http://there.test{signed.base}"
    return DIALECTS[provider.dialect], Endpoint("there", url, quirks=provider.quirks)


def _blocks(signed: Signed, pieces: Sequence[bytes] | None = None) -> Sequence[Mapping[str, Any]]:
    dialect, there = _spoken(signed)
    ours = in_flight(dialect=dialect, endpoint=there)
    made = [event for piece in pieces or signed.body for event in ours.received(piece, 1.0)]
    return end_of([*made, *ours.closed(None, 2.0)]).data.get("echo", ())


def _next(signed: Signed, blocks: Sequence[Mapping[str, Any]], **params: Any) -> bytes:
    """The request after the answer: another prompt, or the same one going on where it paused."""
    dialect, there = _spoken(signed)
    back = Echo("", "", joined([], blocks), "", "") if blocks else None
    said = [Message(Role.USER, "Hi"), Message(Role.ASSISTANT, TEXT, echo=back)]
    if signed is not PAUSED:
        said.append(Message(Role.USER, "It is wet."))
    asked = ChatRequest("r2", "o3", said, {"tools": TOOLS, **params})
    return dialect.build(there, asked).body


@ALL
def test_signed_reasoning_goes_back_in_the_providers_own_form(signed: Signed) -> None:
    assert signed.sent_back(_next(signed, _blocks(signed)))


@ALL
def test_it_is_the_same_however_the_stream_is_cut(signed: Signed) -> None:
    body, whole = b"".join(signed.body), _blocks(signed)
    assert whole
    for seed in range(5):
        assert _blocks(signed, list(cut(body, Random(seed), 40))) == whole
    assert _blocks(signed, [bytes([one]) for one in body]) == whole


@ALL
def test_without_it_the_text_goes_alone(signed: Signed) -> None:
    body = _next(signed, ())
    assert not signed.sent_back(body)
    assert TEXT.encode() in body
    for secret in (b"c2ln", b"ZW5j", b"Hm"):
        assert secret not in body


@CALLED
def test_an_answer_that_ended_by_itself_has_nothing_to_send_back(signed: Signed) -> None:
    quiet = [piece for piece in signed.body if b"look" not in piece and b"tool_" not in piece]
    ends = {
        "anthropic": b'event: message_stop\ndata: {"type":"message_stop"}\n\n',
        "gemini": b"",
        "openai-responses": b"",
    }
    assert _blocks(signed, [*quiet, ends.get(signed.kind, b"data: [DONE]\n\n")]) == ()


@CALLED
def test_a_call_without_signed_reasoning_is_not_sent_back(signed: Signed) -> None:
    marks = (b"thinking", b"reasoning", b"thoughtSignature", b"encrypted", b"ZW5j")
    plain = [piece for piece in signed.body if not any(mark in piece for mark in marks)]
    assert _blocks(signed, plain) == ()


def test_a_model_that_reasons_is_asked_for_what_it_will_want_back() -> None:
    responses = SIGNED[-1]
    dialect, there = _spoken(responses)

    def included(model: str, **params: Any) -> bool:
        asked = ChatRequest("r", model, [Message(Role.USER, "Hi")], params)
        return b'"include":["reasoning.encrypted_content"]' in dialect.build(there, asked).body

    assert included("gpt-5.4", tools=TOOLS)
    assert not included("gpt-5.4")
    assert not included("gpt-4o", tools=TOOLS)
    assert not included("gpt-5.4", tools=TOOLS, store=True)


def test_a_paused_answer_goes_on_with_its_blanks() -> None:
    said = [Message(Role.USER, "Hi"), Message(Role.ASSISTANT, "x", echo=_echo("Half ", "way "))]
    dialect, there = _spoken(PAUSED)
    body = dialect.build(there, ChatRequest("r", "claude-opus-4-8", said, {})).body
    assert b'{"type":"text","text":"way "}]' in body


def _echo(*texts: str) -> Echo:
    return Echo("", "", joined([], [{"type": "text", "text": text} for text in texts]), "", "")


def test_what_a_tool_was_given_and_cannot_be_read_goes_back_as_nothing() -> None:
    body = b"".join(PAUSED.body).replace(b'\\"query\\": \\"sea\\"}', b'\\"query')
    back = _blocks(PAUSED, [body])
    assert [block.get("input") for block in back if "input" in block] == [{}]
