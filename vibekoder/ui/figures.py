"""What an answer took, in words: why it ended, its tokens, its cost, its time."""

from __future__ import annotations

from collections.abc import Mapping

from vibekoder.app.tongue import later, tr
from vibekoder.core.header import LOCAL, read_usage, split_model
from vibekoder.ui import words

_ENDS = {
    "stop": later("complete"),
    "length": later("cut at the limit on output tokens"),
    "content_filter": later("ended by the provider's filter"),
    "tool_calls": later("ended to call a tool"),
}


def short(attributes: Mapping[str, str | None]) -> str:
    """The few figures that stand in the banner: ``868 tokens · $0.031``."""
    used = read_usage(attributes.get("usage") or "")
    told = [_tokens(used["output"])] if "output" in used else []
    if cost := attributes.get("cost"):
        told.append(words.cost(cost))
    return " · ".join(told)


def lines(attributes: Mapping[str, str | None]) -> list[str]:
    """All that is known, a line each; nothing that is not."""
    told = (_written(attributes), _ended(attributes), *_used(attributes), _took(attributes))
    return [line for line in told if line]


def _written(attributes: Mapping[str, str | None]) -> str:
    backend, model = split_model(attributes.get("model") or "")
    told = tr("Written by: {model} of {backend}")
    return told.format(model=model, backend=backend) if backend and model else ""


def _ended(attributes: Mapping[str, str | None]) -> str:
    finish = attributes.get("finish") or ""
    meaning = tr(_ENDS.get(finish, ""))
    told = f"{finish} ({meaning})" if meaning else finish
    return tr("Finish: {how}").format(how=told) if finish else ""


def _used(attributes: Mapping[str, str | None]) -> list[str]:
    used = read_usage(attributes.get("usage") or "")
    told: list[str] = []
    if "input" in used:
        told.append(tr("Sent: {n} tokens").format(n=f"{used['input']:,}"))
        if cached := used.get("cached"):
            more = tr("{n} of them from the provider's cache").format(n=f"{cached:,}")
            told[-1] = f"{told[-1]}, {more}"
    if "output" in used:
        told.append(tr("Answer: {n} tokens").format(n=f"{used['output']:,}"))
        if thought := used.get("reasoning"):
            more = tr("{n} of them reasoning").format(n=f"{thought:,}")
            told[-1] = f"{told[-1]}, {more}"
    cost = attributes.get("cost")
    if cost == LOCAL:
        told.append(tr("Cost: none, the model runs on this computer"))
    elif cost:
        said = tr("Cost: {sum} as the provider tells, or by the list price of its day")
        told.append(said.format(sum=words.cost(cost)))
    elif used:
        told.append(tr("Cost: not known, no price is listed for this model"))
    return told


def _took(attributes: Mapping[str, str | None]) -> str:
    written = attributes.get("secs") or ""
    try:
        secs = float(written)
    except ValueError:
        return ""
    output = read_usage(attributes.get("usage") or "").get("output")
    told = tr("Time: {time}").format(time=words.seconds(secs))
    if output and secs > 0:
        rate = tr("%n tokens in a second", round(output / secs))
        told = f"{told}, {rate}"
    return told


def _tokens(count: int) -> str:
    return tr("{n} tokens").format(n=words.count(count)) if count != 1 else tr("%n tokens", 1)
