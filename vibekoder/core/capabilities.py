"""What a backend can do with a model: what its provider can, and what is known of the model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import Provider

PARAMETERS: Final[Mapping[str, Any]] = {
    "temperature": 0.5,
    "top_p": 0.5,
    "top_k": 5,
    "max_tokens": 500,
    "stop": ["END"],
    "seed": 5,
    "presence_penalty": 0.5,
    "frequency_penalty": 0.5,
    "logit_bias": {"5": 1},
    "user": "someone",
    "reasoning_effort": "medium",
    "reasoning_budget": 5000,
    "show_reasoning": True,
    "response_format": {"type": "json_object"},
    "keep_alive": "5m",
    "num_ctx": 8000,
}
"""The parameters that have one name everywhere, each with a value that any taker takes."""

_THINKING: Final = {"reasoning_effort", "reasoning_budget", "show_reasoning"}
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

    ``params`` are the parameters with a common name that are taken, ``context`` and ``output``
    limits in tokens.
    """

    streaming: bool = True
    reasoning: bool | None = True
    lists_models: bool = True
    needs_network: bool = True
    images: bool | None = None
    tools: bool | None = None
    params: tuple[str, ...] = tuple(PARAMETERS)
    context: int | None = None
    output: int | None = None

    @property
    def takes_images(self) -> bool:
        """Whether pictures are worth offering."""
        return self.images is not False


def capabilities(
    provider: Provider, facts: ModelFacts, left_out: Collection[str] = ()
) -> Capabilities:
    """Provider, protocol and model together; ``left_out`` is what the protocol has nothing like."""
    return Capabilities(
        streaming=provider.quirks.get("stream") is not False,
        reasoning=facts.reasoning,
        needs_network=provider.networked,
        images=facts.images if provider.networked else False,
        tools=facts.tools,
        params=tuple(one for one in PARAMETERS if _taken(one, provider, facts, left_out)),
        context=facts.context,
        output=facts.output,
    )


def _taken(name: str, provider: Provider, facts: ModelFacts, left_out: Collection[str]) -> bool:
    if not provider.networked or name in left_out:
        return False
    if name in _THINKING and facts.reasoning is False:
        return False
    told = facts.params
    return told is None or any(word in told for word in (name, *_WORDS.get(name, ())))
