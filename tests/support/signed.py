"""Answers that call a tool after signed reasoning, and how each provider wants them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.server import chunk, sse
from vibekoder.core.echo import RESULT

TEXT = "I look it up."
TOOLS = [{"name": "look", "input_schema": {"type": "object"}}]
"""What a request says that may call something; the scripted server takes any form."""


@dataclass(frozen=True, slots=True)
class Signed:
    """``body`` is the stream of the answer; ``back`` is what the next request has in its place, and
    before the words of the next prompt: messages, turns or items, whose member is ``said``."""

    kind: str
    body: Sequence[bytes]
    back: Sequence[Any]
    said: str = "messages"
    base: str = "/v1"
    more: dict[str, Any] = field(default_factory=dict[str, Any])

    def sent_back(self, body: bytes) -> bool:
        """Whether a request has it."""
        said: list[Any] = json.loads(body)[self.said]
        found = [said[at : at + len(self.back)] for at in range(len(said))]
        return list(self.back) in found


def _event(kind: str, **members: Any) -> bytes:
    return f"event: {kind}\n".encode() + sse({"type": kind, **members})


def _anthropic(*blocks: tuple[dict[str, Any], Sequence[dict[str, Any]]], stop: str) -> list[bytes]:
    made = [_event("message_start", message={"id": "m1", "role": "assistant", "content": []})]
    for at, (block, deltas) in enumerate(blocks):
        made.append(_event("content_block_start", index=at, content_block=block))
        made += [_event("content_block_delta", index=at, delta=delta) for delta in deltas]
        made.append(_event("content_block_stop", index=at))
    made.append(_event("message_delta", delta={"stop_reason": stop, "stop_sequence": None}))
    return [*made, _event("message_stop")]


THINKING = (
    {"type": "thinking", "thinking": "", "signature": ""},
    [
        {"type": "thinking_delta", "thinking": "Hm, "},
        {"type": "thinking_delta", "thinking": "so"},
        {"type": "signature_delta", "signature": "c2ln"},
    ],
)
SEALED = ({"type": "redacted_thinking", "data": "ZW5j"}, [])
SAID = (
    {"type": "text", "text": "", "citations": None},
    [{"type": "text_delta", "text": piece} for piece in ("I look", " it", " up.")],
)
CALL = (
    {"type": "tool_use", "id": "t1", "name": "look", "input": {}},
    [{"type": "input_json_delta", "partial_json": piece} for piece in ('{"at":', ' "sea"}')],
)
SEARCH = (
    {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}},
    [{"type": "input_json_delta", "partial_json": '{"query": "sea"}'}],
)
THOUGHT = [
    {"type": "thinking", "thinking": "Hm, so", "signature": "c2ln"},
    {"type": "redacted_thinking", "data": "ZW5j"},
    {"type": "text", "text": TEXT},
]

ANTHROPIC = Signed(
    "anthropic",
    _anthropic(THINKING, SEALED, SAID, CALL, stop="tool_use"),
    [
        {
            "role": "assistant",
            "content": [
                *THOUGHT,
                {"type": "tool_use", "id": "t1", "name": "look", "input": {"at": "sea"}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t1", "content": RESULT},
                {"type": "text", "text": "It is wet."},
            ],
        },
    ],
)
PAUSED = Signed(
    "anthropic",
    _anthropic(THINKING, SEALED, SAID, SEARCH, stop="pause_turn"),
    [
        {
            "role": "assistant",
            "content": [
                *THOUGHT,
                {
                    "type": "server_tool_use",
                    "id": "s1",
                    "name": "web_search",
                    "input": {"query": "sea"},
                },
            ],
        }
    ],
)


def _gemini(*parts: Any, finish: str | None = None) -> bytes:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    return sse({"candidates": [{**candidate, **({"finishReason": finish} if finish else {})}]})


GEMINI = Signed(
    "gemini",
    [
        _gemini({"text": "Hm, so", "thought": True}),
        *(_gemini({"text": piece}) for piece in ("I look", " it", " up.")),
        _gemini(
            {"functionCall": {"name": "look", "args": {"at": "sea"}}, "thoughtSignature": "c2ln"}
        ),
        _gemini({"text": ""}, finish="STOP"),
    ],
    [
        {
            "role": "model",
            "parts": [
                {"text": TEXT},
                {
                    "functionCall": {"name": "look", "args": {"at": "sea"}},
                    "thoughtSignature": "c2ln",
                },
            ],
        },
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"name": "look", "response": {"result": RESULT}}},
                {"text": "It is wet."},
            ],
        },
    ],
    said="contents",
    base="/v1beta",
)

_CALLED = {
    "id": "c1",
    "type": "function",
    "function": {"name": "look", "arguments": '{"at": "sea"}'},
}
_PIECES = ('{"at"', ': "sea"}')
_CHAT_END = [
    *(chunk({"content": piece}) for piece in ("I look", " it", " up.")),
    chunk({"tool_calls": [{**_CALLED, "index": 0, "function": {"name": "look"}}]}),
    *(chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}) for piece in _PIECES),
    chunk({}, "tool_calls"),
    sse("[DONE]"),
]
_CHAT_REST = [
    {"role": "tool", "tool_call_id": "c1", "content": RESULT},
    {"role": "user", "content": "It is wet."},
]

DEEPSEEK = Signed(
    "deepseek",
    [*(chunk({"reasoning_content": piece}) for piece in ("Hm", ",", " so")), *_CHAT_END],
    [
        {
            "role": "assistant",
            "content": TEXT,
            "reasoning_content": "Hm, so",
            "tool_calls": [_CALLED],
        },
        *_CHAT_REST,
    ],
)


def _detail(**members: Any) -> bytes:
    told = members.get("text") or ""
    return chunk({"reasoning": told, "reasoning_details": [{"index": 0, **members}]})


OPENROUTER = Signed(
    "openrouter",
    [
        _detail(type="reasoning.text", text="Hm,", format="f1"),
        _detail(type="reasoning.text", text=" so"),
        _detail(type="reasoning.text", text="", signature="c2ln"),
        _detail(type="reasoning.encrypted", data="ZW5j", id="e1"),
        *_CHAT_END,
    ],
    [
        {
            "role": "assistant",
            "content": TEXT,
            "reasoning_details": [
                {
                    "index": 0,
                    "type": "reasoning.text",
                    "text": "Hm, so",
                    "format": "f1",
                    "signature": "c2ln",
                },
                {"index": 0, "type": "reasoning.encrypted", "data": "ZW5j", "id": "e1"},
            ],
            "tool_calls": [_CALLED],
        },
        *_CHAT_REST,
    ],
)

_REASONING = {"type": "reasoning", "id": "rs1", "summary": [], "encrypted_content": "ZW5j"}
_SPOKEN = {"role": "assistant", "content": [{"type": "output_text", "text": TEXT}]}
_FUNCTION = {"call_id": "c1", "name": "look", "arguments": '{"at": "sea"}'}
_ITEMS = [
    {**_REASONING, "status": "completed"},
    {"type": "message", "id": "msg1", "status": "completed", **_SPOKEN},
    {"type": "web_search_call", "id": "ws1", "action": {"query": "sea"}},
    {"type": "function_call", "id": "fc1", "status": "completed", **_FUNCTION},
]
RESPONSES = Signed(
    "openai-responses",
    [
        _event("response.created", response={"id": "resp_1", "status": "in_progress"}),
        *(
            _event("response.output_item.done", output_index=at, item=item)
            for at, item in enumerate(_ITEMS)
        ),
        _event("response.completed", response={"status": "completed", "output": _ITEMS}),
    ],
    [
        _REASONING,
        {"type": "message", **_SPOKEN},
        {"type": "function_call", **_FUNCTION},
        {"type": "function_call_output", "call_id": "c1", "output": RESULT},
        {"role": "user", "content": [{"type": "input_text", "text": "It is wet."}]},
    ],
    said="input",
)

SIGNED = (ANTHROPIC, GEMINI, DEEPSEEK, OPENROUTER, RESPONSES)
"""One for each provider that wants something back after a call."""
