"""What each generation of Anthropic's models takes, known from a model's name.

A model with no version in its name is taken for the newest; one that is not Anthropic's own (a
compatible server's) for one that reasons with a budget and can be told not to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

Thinking: TypeAlias = Literal["none", "budget", "both", "adaptive"]


@dataclass(frozen=True, slots=True)
class Generation:
    """``output``: the tokens that are asked for where nobody set a limit, which the server demands.

    ``thinking``: with a budget of tokens, adaptive, or either; ``off``: it must be told not to
    reason, and can be; ``samples``: takes temperature, top_p and top_k; ``strict``: only one of the
    first two, and next to none while it reasons.
    """

    output: int
    thinking: Thinking
    off: bool = False
    samples: bool = True
    strict: bool = False


# From which version on; the output stays well below what a context window of 200,000 holds.
_SINCE: Final = (
    ((4, 7), Generation(64_000, "adaptive", off=True, samples=False)),
    ((4, 6), Generation(64_000, "both", off=True, strict=True)),
    ((3, 7), Generation(32_000, "budget", strict=True)),
    ((3, 5), Generation(8192, "none")),
    ((0, 0), Generation(4096, "none")),
)
_OTHERS = Generation(8192, "budget", off=True)
_ALWAYS_REASONS = {"fable": (5, 1)}
_ALL_ALWAYS_REASON = (5, 5)

# a date of eight digits may follow the version: it is no part of it
_NAME = re.compile(r"claude-(?:([a-z]+)-)?([0-9])(?:[-.]([0-9]{1,2}))?(?![0-9])")


def is_own(model: str) -> bool:
    """Whether a model is Anthropic's own, and not another that is spoken to in the same way."""
    return "claude" in model.lower()


def generation(model: str) -> Generation:
    """The generation of a model by its name, as Anthropic or a cloud writes it."""
    name = model.lower()
    if not is_own(name):
        return _OTHERS
    found = _NAME.search(name)
    if found is None:
        return _SINCE[0][1]
    version = (int(found[2]), int(found[3] or 0))
    kind = next(kind for since, kind in _SINCE if version >= since)
    always = version >= _ALWAYS_REASONS.get(found[1] or "", _ALL_ALWAYS_REASON)
    return replace(kind, off=kind.off and not always)
