"""How a model is asked to go on with an answer that was cut."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WORDS = (
    "Your last answer was cut off. Continue it exactly where it ends: "
    "write only what follows, without repeating or announcing anything."
)
"""The turn that asks for it, where a provider cannot simply be given the beginning."""

_THINKS = ("reasoning_effort", "reasoning_budget")


def prefill(
    quirks: Mapping[str, Any], model: str, params: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """The parameters with which a provider goes on with an answer that stands last in a request.

    None where it cannot: by its ``prefill`` quirk, because its models can no more
    (``prefill_models``), or because it is to reason first.
    """
    found: Mapping[str, Any] | None = quirks.get("prefill")
    if found is None or any(params.get(name) not in (None, "none", 0) for name in _THINKS):
        return None
    return found if re.match(quirks.get("prefill_models", ""), model) else None
