"""What the answers of a session used and cost, summed over their headers. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from vibekoder.core.header import LOCAL, read_cost, read_usage
from vibekoder.core.messages import Role
from vibekoder.core.session import Session


@dataclass(frozen=True, slots=True)
class Totals:
    """Tokens by kind, and USD.

    ``local`` counts answers from the person's own computer, which cost nothing; ``unknown`` those
    whose cost nobody knows, so that ``cost`` is less than all. ``answers`` are all of them,
    variants too: they were paid for.
    """

    input: int = 0
    output: int = 0
    reasoning: int = 0
    cached: int = 0
    cost: float = 0.0
    unknown: int = 0
    local: int = 0
    answers: int = 0

    def __add__(self, other: Totals) -> Totals:
        # written out: a thousand sessions are summed each time one of them is saved
        return Totals(
            self.input + other.input,
            self.output + other.output,
            self.reasoning + other.reasoning,
            self.cached + other.cached,
            self.cost + other.cost,
            self.unknown + other.unknown,
            self.local + other.local,
            self.answers + other.answers,
        )


NOTHING = Totals()

_NAMES = tuple(field.name for field in fields(Totals))


def totals_of(session: Session) -> Totals:
    """The sum over all answers that a model wrote; what still arrives is not counted."""
    found: list[Totals] = []
    for part in session.slices:
        header = part.header
        if header.role is Role.ASSISTANT:
            told = dict(header.attributes)
            if told.get("model") and told.get("status") != "streaming":
                found.append(_of_answer(told.get("usage") or "", told.get("cost") or ""))
    return Totals(*(sum(getattr(one, name) for one in found) for name in _NAMES))


@lru_cache(maxsize=8192)
def _of_answer(usage: str, written: str) -> Totals:
    """A session is summed after each change, and hardly any of its answers has changed."""
    cost = read_cost(written)
    return Totals(
        **read_usage(usage),
        cost=cost or 0.0,
        unknown=int(cost is None and written != LOCAL),
        local=int(written == LOCAL),
        answers=1,
    )
