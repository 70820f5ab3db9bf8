"""How far estimates of tokens are from what a provider counted, for each family of models. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median
from typing import Final

KEPT: Final = 32
"""Of so many requests what was found is kept; older ones give way."""
LEAST: Final = 200
"""A request of fewer tokens is mostly envelope, and says nothing."""
BOUNDS: Final = (0.5, 2.0)
"""An estimate is never corrected by more."""
BELIEVED: Final = (0.2, 5.0)
"""What is farther off was counted otherwise than it was sent."""
ERROR: Final = 0.2
"""What an estimate may be off while nothing is known."""
MARGIN: Final = 0.2
"""What a single request's estimate may be off, however well its family is known."""

_SPREAD = 1.4826  # from the median's deviation to a standard one
_FAMILY = re.compile(r"[a-z]+(?:-?[0-9]+(?:\.[0-9]+)?)?")


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was counted, as multiples of what was estimated; the last ones, in order."""

    found: tuple[float, ...] = ()

    @property
    def ratio(self) -> float:
        """By what an estimate is multiplied; single odd requests do not move it."""
        low, high = BOUNDS
        return min(max(median(self.found), low), high) if self.found else 1.0

    @property
    def error(self) -> float:
        """About how far the corrected estimate is off, as a share; less with more that is known."""
        if not self.found:
            return ERROR
        middle = median(self.found)
        spread = _SPREAD * median(abs(one - middle) for one in self.found) / middle
        # few requests may agree by chance
        return max(0.01, spread, ERROR / len(self.found))

    @property
    def least(self) -> float:
        """The share of a corrected estimate that is there for all that is known.

        Twice the error, but never less than a fifth: what was learned of prose and code says
        little about the digits or the base64 of the next file. Half at most.
        """
        return 1.0 - min(max(MARGIN, 2 * self.error), 0.5)

    def tokens(self, estimated: int) -> int:
        """The estimate, corrected."""
        return round(estimated * self.ratio)

    def learned(self, estimated: int, counted: int) -> Calibration:
        """With one request more; the same if that says nothing."""
        if min(estimated, counted) < LEAST:
            return self
        ratio = counted / estimated
        low, high = BELIEVED
        return Calibration((*self.found, ratio)[-KEPT:]) if low <= ratio <= high else self


UNKNOWN = Calibration()


def family_of(model: str) -> str:
    """Models of one family count alike: the name without vendor, variant and date.

    ``openai/gpt-4o-mini`` is of ``gpt-4``, ``claude-sonnet-4-5`` of ``claude``.
    """
    found = _FAMILY.match(model.lower().rpartition("/")[2])
    return found[0] if found else ""
