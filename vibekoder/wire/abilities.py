"""What a dialect can be asked for, with a model at an endpoint; found out from what it builds."""

from __future__ import annotations

from typing import Final

from vibekoder.core.capabilities import Capabilities, capabilities
from vibekoder.core.models import ModelFacts
from vibekoder.core.params import PARAMS, Param
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint

# beside each: what reasons needs room for that
_ROOM: Final = {"max_tokens": 64_000}


def abilities(dialect: Dialect, endpoint: Endpoint, facts: ModelFacts) -> Capabilities:
    """Endpoint, protocol and model together."""
    taken = {name for name, param in PARAMS.items() if _takes(dialect, endpoint, facts.name, param)}
    streaming = bool(endpoint.quirks.get("stream", True))
    return capabilities(facts, taken, streaming=streaming)


def _takes(dialect: Dialect, endpoint: Endpoint, model: str, param: Param) -> bool:
    # each by itself: some exclude each other, and both can be chosen from
    asked = (ChatRequest("", model, (), {**_ROOM, param.name: one}) for one in param.examples)
    return any(param.name not in dialect.left_out(endpoint, one) for one in asked)
