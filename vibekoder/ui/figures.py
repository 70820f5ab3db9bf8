"""What an answer took, in words: why it ended, its tokens, its cost, its time."""

from __future__ import annotations

from collections.abc import Mapping

from vibekoder.core.header import LOCAL, read_usage, split_model
from vibekoder.ui import words

_ENDS = {
    "stop": "complete",
    "length": "cut at the limit on output tokens",
    "content_filter": "ended by the provider's filter",
    "tool_calls": "ended to call a tool",
}


def short(attributes: Mapping[str, str | None]) -> str:
    """The few figures that stand in the banner: ``868 tokens · $0.031``."""
    used = read_usage(attributes.get("usage") or "")
    told = [f"{words.count(used['output'])} tokens"] if "output" in used else []
    if cost := attributes.get("cost"):
        told.append(words.cost(cost))
    return " · ".join(told)


def lines(attributes: Mapping[str, str | None]) -> list[str]:
    """All that is known, a line each; nothing that is not."""
    told = (_written(attributes), _ended(attributes), *_used(attributes), _took(attributes))
    return [line for line in told if line]


def _written(attributes: Mapping[str, str | None]) -> str:
    backend, model = split_model(attributes.get("model") or "")
    return f"Written by: {model} of {backend}" if backend and model else ""


def _ended(attributes: Mapping[str, str | None]) -> str:
    finish = attributes.get("finish") or ""
    meaning = _ENDS.get(finish, "")
    return f"Finish: {finish} ({meaning})" if meaning else f"Finish: {finish}" if finish else ""


def _used(attributes: Mapping[str, str | None]) -> list[str]:
    used = read_usage(attributes.get("usage") or "")
    told: list[str] = []
    if "input" in used:
        cached = f", {used.get('cached', 0):,} of them from the provider's cache"
        told.append(f"Sent: {used['input']:,} tokens{cached if used.get('cached') else ''}")
    if "output" in used:
        thought = f", {used.get('reasoning', 0):,} of them reasoning"
        told.append(f"Answer: {used['output']:,} tokens{thought if used.get('reasoning') else ''}")
    cost = attributes.get("cost")
    if cost == LOCAL:
        told.append("Cost: none, the model runs on this computer")
    elif cost:
        told.append(f"Cost: {words.cost(cost)} by the list price of its day")
    elif used:
        told.append("Cost: not known, no price is listed for this model")
    return told


def _took(attributes: Mapping[str, str | None]) -> str:
    written = attributes.get("secs") or ""
    try:
        secs = float(written)
    except ValueError:
        return ""
    output = read_usage(attributes.get("usage") or "").get("output")
    rate = f", {output / secs:.0f} tokens in a second" if output and secs > 0 else ""
    return f"Time: {words.seconds(secs)}{rate}"
