"""How each provider says the same things, in bytes of our own writing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.server import (
    Answer,
    chunk,
    json_answer,
    openai_stream,
    sse,
)

Headers = Sequence[tuple[str, str]]
WHY = {401: "authentication_error", 402: "billing_error", 403: "permission_error", 404: "not_found"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One dialect: what a server of it sends. ``texts`` are pieces of the answer.

    ``begun`` is a stream without an end, ``ended`` what ends it for a reason of ours, ``refused``
    an error's body, ``broken`` an error inside a stream (passing or final), ``whole`` a body that
    was not streamed, ``spoiled`` a piece that nobody can read.
    """

    kind: str
    begun: Callable[[Sequence[str]], list[bytes]]
    ended: Callable[[str], list[bytes]]
    refused: Callable[[int, str], Any]
    broken: Callable[[str, bool], bytes]
    whole: Callable[[str], Any]
    too_long: str
    spoiled: bytes = b"data: {broken\n\n"
    comment: bytes = b": still here\n\n"
    base: str = "/v1"

    def stream(self, *texts: str, finish: str = "stop") -> Answer:
        """A whole streamed answer."""
        return self.answer(*self.begun(texts), *self.ended(finish))

    def answer(self, *body: Any) -> Answer:
        """A body of these pieces."""
        kind = "application/x-ndjson" if self.kind == "ollama" else "text/event-stream"
        return Answer(body=body, headers=(("Content-Type", kind),))

    def refusal(self, status: int, words: str, headers: Headers = ()) -> Answer:
        """An answer that is no success."""
        return json_answer(self.refused(status, words), status, headers)


def _event(kind: str, **members: Any) -> bytes:
    return f"event: {kind}\n".encode() + sse({"type": kind, **members})


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps({"model": "m", **value}).encode() + b"\n"


def _openai_refused(status: int, words: str) -> Any:
    return {"error": {"message": words, "type": "some_error", "code": None}}


def _response(status: str, **more: Any) -> Any:
    return {"id": "resp_1", "object": "response", "status": status, "output": [], **more}


def _responses_begun(texts: Sequence[str]) -> list[bytes]:
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
    return [
        _event("response.created", response=_response("in_progress")),
        _event("response.output_item.added", output_index=0, item=item),
        *(_event("response.output_text.delta", delta=text, **place) for text in texts),
    ]


def _responses_ended(finish: str) -> list[bytes]:
    if finish == "stop":
        return [_event("response.completed", response=_response("completed"))]
    why = {"incomplete_details": {"reason": "max_output_tokens"}}
    return [_event("response.incomplete", response=_response("incomplete", **why))]


def _responses_whole(text: str) -> Any:
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "content": [part]}
    return {**_response("completed"), "output": [item]}


def _anthropic_begun(texts: Sequence[str]) -> list[bytes]:
    usage = {"input_tokens": 3, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "usage": usage}
    return [
        _event("message_start", message=message),
        _event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(
            _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})
            for text in texts
        ),
    ]


def _anthropic_ended(finish: str) -> list[bytes]:
    reason = {"stop": "end_turn", "length": "max_tokens"}[finish]
    return [
        _event("content_block_stop", index=0),
        _event("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": 2}),
        _event("message_stop"),
    ]


def _anthropic_refused(status: int, words: str) -> Any:
    kind = WHY.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": words}}


def _candidate(text: str | None, finish: str | None = None) -> Any:
    parts = [{"text": text}] if text is not None else []
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if finish is not None:
        candidate["finishReason"] = {"stop": "STOP", "length": "MAX_TOKENS"}[finish]
    return {"candidates": [candidate], "modelVersion": "m"}


def _gemini_refused(status: int, words: str) -> Any:
    return {"error": {"code": status, "message": words, "status": "SOMETHING"}}


SPOKEN = (
    Spoken(
        "openai",
        lambda texts: openai_stream(texts, finish=None, done=False),
        lambda finish: [chunk({}, finish), sse("[DONE]")],
        _openai_refused,
        lambda words, passing: sse(
            {"error": {"message": words, "code": "overloaded" if passing else "invalid_request"}}
        ),
        lambda text: {"choices": [{"message": {"content": text}, "finish_reason": "stop"}]},
        "maximum context length is 100 tokens",
    ),
    Spoken(
        "openai-responses",
        _responses_begun,
        _responses_ended,
        _openai_refused,
        lambda words, passing: _event(
            "error",
            error={"code": "server_error" if passing else "invalid_prompt", "message": words},
        ),
        _responses_whole,
        "maximum context length is 100 tokens",
    ),
    Spoken(
        "anthropic",
        _anthropic_begun,
        _anthropic_ended,
        _anthropic_refused,
        lambda words, passing: _event(
            "error",
            error={
                "type": "overloaded_error" if passing else "invalid_request_error",
                "message": words,
            },
        ),
        lambda text: {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
        },
        "prompt is too long: 300 tokens > 100 maximum",
    ),
    Spoken(
        "gemini",
        lambda texts: [sse(_candidate(text)) for text in texts],
        lambda finish: [sse(_candidate(None, finish))],
        _gemini_refused,
        lambda words, passing: sse(
            {
                "error": {
                    "code": 503 if passing else 400,
                    "message": words,
                    "status": "UNAVAILABLE" if passing else "INVALID_ARGUMENT",
                }
            }
        ),
        lambda text: _candidate(text, "stop"),
        "The input token count (300) exceeds the maximum number of tokens allowed (100).",
        base="/v1beta",
    ),
    Spoken(
        "ollama",
        lambda texts: [
            _line({"message": {"role": "assistant", "content": text}, "done": False})
            for text in texts
        ],
        lambda finish: [
            _line(
                {"message": {"role": "assistant", "content": ""}, "done": True}
                | {"done_reason": finish, "prompt_eval_count": 3, "eval_count": 2}
            )
        ],
        lambda _, words: {"error": words},
        lambda words, passing: (
            json.dumps({"error": {"code": 503 if passing else 400, "message": words}}).encode()
            + b"\n"
        ),
        lambda text: {
            "model": "m",
            "message": {"role": "assistant", "content": text},
            "done": True,
            "done_reason": "stop",
        },
        "prompt is too long for the context window",
        spoiled=b'{"broken": \n',
        comment=b"\n",
        base="",
    ),
)
