"""What an answer costs, by the prices of the moment at which it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vibekoder.core.header import LOCAL, write_cost
from vibekoder.core.models import Prices, cost_of


@dataclass(frozen=True, slots=True)
class Tariff:
    """``prices`` are None where they are not known; what is ``local`` costs nothing."""

    prices: Prices | None = None
    local: bool = False

    def cost(self, usage: Mapping[str, int], told: float | None = None) -> str:
        """The ``cost`` attribute of an answer that used so much; empty if it is not known.

        ``told`` is what the provider says that it costs: it knows better than any list.
        """
        if self.local:
            return LOCAL
        cost = cost_of(usage, self.prices) if told is None else told
        return "" if cost is None else write_cost(cost)

    def as_json(self) -> Any:
        """As a journal's first line holds it."""
        return LOCAL if self.local else asdict(self.prices) if self.prices is not None else None

    @classmethod
    def from_json(cls, value: Any) -> Tariff:
        """Read it back; prices that cannot be read are not known."""
        if value == LOCAL:
            return cls(local=True)
        try:
            return cls(Prices(**value))
        except TypeError:
            return cls()
