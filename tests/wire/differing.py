"""Where an answer is read otherwise than by its provider's own client: all places there are.

docs/differences.md has a row for each, in this order; the reference of the protocols names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CUT_CALL = (
    '{"filename": "taxes.txt", "lines_of_text": [\n"# COMPREHENSIVE TAX GUIDE FOR '
    'INDIVIDUALS WITH MULTIPLE W-2s",\n"",\n"## INTRODUCTION",\n"",\n"Filing taxes'
)
CUT_OFF = {"raised": "cut off"}
AS_INTENDED: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Difference:
    """One row of the page: ``what`` comes, how the reference names it, and where it is recorded.

    ``tapes`` tell what the program makes of each; AS_INTENDED: what the hand-made stream says of
    itself. ``whole`` are those where the client's stream reads the same, and what it puts
    together from it, or its way to it, does not.
    """

    what: str
    named: str
    tapes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Any])
    whole: tuple[str, ...] = ()


def _intended(*names: str) -> dict[str, Mapping[str, Any]]:
    return dict.fromkeys((f"_synthetic/{name}" for name in names), AS_INTENDED)


DIFFERENCES = (
    Difference(
        "`<think>` … `</think>` at the start of an answer",
        "`_synthetic/*` (`intended`)",
        {
            "huggingface/together-r1-think-tags": {"split": True},
            **_intended("think-tags-split", "think-unclosed"),
        },
    ),
    Difference(
        "reasoning that comes only as `reasoning_details`",
        "`reasoning_details` only",
        {
            "snowflake/reasoning-details": {"reasoning": "15 * 27 = 405"},
            **_intended("reasoning-details-only"),
        },
    ),
    Difference(
        "a field `error:` among the events",
        "gpustack error field",
        {
            "gpustack/qwen3-error-field-midstream": {"raised": "failed to decode, try again"},
            **_intended("llamacpp-error-field-old"),
        },
    ),
    Difference(
        "an error that stands in no member `error` of an event, or a web page, under a good status",
        "`_synthetic/*` (`intended`)",
        {
            **_intended("vllm-error-flat-old", "error-json-body-with-200"),
            "_synthetic/html-error-page-200": {"raised": "web page: “502 Bad Gateway”"},
        },
    ),
    Difference(
        "an error after a finish reason, and counts beside it",
        "usage inside an OpenRouter error chunk",
        {
            "openrouter/minimax-stream-error": {
                "raised": "",
                "usage": {"input": 43, "output": 10, "reasoning": 11, "cached": 0},
                "warning": "Token limit reached",
            }
        },
    ),
    Difference(
        "an end with neither a finish reason nor an end mark",
        "Gemini fixtures without any finishReason",
        {
            **dict.fromkeys(
                (
                    *("gemini/fixture-empty-content", "gemini/fixture-malformed-content"),
                    "gemini/fixture-quotes-escaped",
                    *("_synthetic/truncated-no-finish", "_synthetic/truncated-mid-frame"),
                    *("_synthetic/responses-truncated", "_synthetic/anthropic-truncated"),
                    *("_synthetic/gemini-truncated", "_synthetic/ollama-truncated"),
                    "_synthetic/ollama-v1-error-becomes-empty-chunk",
                ),
                CUT_OFF,
            ),
            "gemini/fixture-invalid-json": {"raised": "no answer of a model"},
        },
    ),
    Difference(
        "a tool's name or id that is repeated in each piece of its call",
        "repeated tool names (kimi)",
        whole=("openai/kimi-k2-tools-variant-a",),
    ),
    Difference(
        "a choice without a delta",
        "Azure choice without delta",
        whole=("azure/gpt4omini-filters",),
    ),
    Difference(
        "a byte that is no UTF-8, half a character",
        "invalid UTF-8",
        {
            **_intended("invalid-utf8-byte"),
            "_synthetic/surrogate-pair-split-escape": {"text": "🙂"},
        },
    ),
    Difference(
        "a whole JSON answer where a stream was asked for; events without blank lines",
        "`_synthetic/*` (`intended`)",
        _intended("completion-json-body-for-stream-request", "no-blank-lines"),
    ),
    Difference(
        "an answer of the Responses protocol that is incomplete",
        "`_synthetic/*` (`intended`)",
        {
            "openai-responses/gpt4o-incomplete-max-tokens": {
                "finish": "incomplete: max_output_tokens"
            },
            **_intended("responses-incomplete-content-filter"),
        },
    ),
    Difference(
        "events of Anthropic without their `event:` lines",
        "Anthropic without `event:` lines",
        _intended("anthropic-no-event-lines"),
    ),
    Difference(
        "a call of a tool that the limit on the output cuts",
        "cut tool JSON",
        {"anthropic/sdkfixture-partial-json-max-tokens": {"arguments": CUT_CALL}},
    ),
    Difference(
        "a stream of Gemini that is one JSON array",
        "`gemini/jsonarray-*`",
        whole=("gemini/jsonarray-3flash-tool-signature", "gemini/jsonarray-prompt"),
    ),
    Difference(
        "reasons of Gemini as numbers",
        "int enums",
        {"gemini/jsonarray-enum-ints": {"finish": "STOP"}},
    ),
)
OURS: Mapping[str, Mapping[str, Any]] = {
    name: ours for one in DIFFERENCES for name, ours in one.tapes.items()
}
