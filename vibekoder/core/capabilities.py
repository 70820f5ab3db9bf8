"""What can be asked of a model: what its protocol can, and what is known of the model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from vibekoder.core.models import ModelFacts
from vibekoder.core.params import PARAMS

THINKING: Final = frozenset({"reasoning_effort", "reasoning_budget", "show_reasoning"})
"""The parameters that only a model that reasons can be asked with."""

# under which other words a server tells that it takes them
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "max_tokens": ("max_completion_tokens",),
    "reasoning_effort": ("reasoning",),
    "reasoning_budget": ("reasoning",),
    "show_reasoning": ("reasoning", "include_reasoning"),
    "response_format": ("structured_outputs",),
}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What can be asked for; None where it is not known, and then it is offered.

    ``streaming`` False: the answer comes at once, when it is whole. ``params`` are the parameters
    with a common name that are taken, ``context`` and ``output`` limits in tokens.
    """

    streaming: bool = True
    reasoning: bool | None = None
    images: bool | None = None
    tools: bool | None = None
    params: tuple[str, ...] = ()
    context: int | None = None
    output: int | None = None


def capabilities(
    facts: ModelFacts, taken: Collection[str], *, streaming: bool = True
) -> Capabilities:
    """Protocol and model together; ``taken`` are the parameters that the protocol has."""
    return Capabilities(
        streaming=streaming,
        reasoning=facts.reasoning,
        images=facts.images,
        tools=facts.tools,
        params=tuple(one for one in PARAMS if one in taken and _is_taken(one, facts)),
        context=facts.context,
        output=facts.output,
    )


def _is_taken(name: str, facts: ModelFacts) -> bool:
    if name in THINKING and facts.reasoning is False:
        return False
    told = facts.params
    return told is None or any(word in told for word in (name, *_WORDS.get(name, ())))
