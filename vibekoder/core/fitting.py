"""Whether a request fits the window of its model, and what to drop where it does not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from vibekoder.core import directives
from vibekoder.core.calibration import UNKNOWN, Calibration
from vibekoder.core.compile import IMAGE, Piece


@dataclass(frozen=True, slots=True)
class Heavy:
    """A directive with all that it brings, or the own words of one slice where ``source`` is empty.

    ``name`` is how it reads to a person, ``tokens`` an estimate.
    """

    name: str = ""
    source: str = ""
    slice_id: str = ""
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Fit:
    """About so many ``tokens``, hardly fewer than ``least``, for a ``window`` of so many.

    ``heaviest`` is what weighs most of all, own words too; ``drop`` is what is included and is
    enough to leave out, None where no one piece is. A window that is not known refuses nothing.
    """

    tokens: int = 0
    least: int = 0
    window: int | None = None
    heaviest: Heavy | None = None
    drop: Heavy | None = None

    @property
    def over(self) -> int:
        """About how many tokens are too many."""
        return max(0, self.tokens - self.window) if self.window else 0

    @property
    def refused(self) -> bool:
        """Whether it cannot fit, however far the estimate is off.

        A wrong refusal keeps a person from working; what is let through wrongly costs one upload,
        and the server refuses it by its own count.
        """
        return bool(self.window) and self.least > (self.window or 0)


NOTHING = Fit()


def fit(
    weighed: Iterable[tuple[Piece, int]],
    window: int | None,
    calibration: Calibration = UNKNOWN,
) -> Fit:
    """Weigh the pieces of a request, each with its tokens, corrected already."""
    tokens = sure = 0
    certain: dict[tuple[str, str], int] = {}
    heavy: dict[tuple[str, str], Heavy] = {}
    for piece, size in weighed:
        tokens += size
        # what a picture counts is the server's own secret
        here = 0 if piece.kind == IMAGE else size
        sure += here
        key = (piece.slice_id or f"@{piece.message}", piece.source)
        certain[key] = certain.get(key, 0) + here
        # a folder's files stand under the line that brings them
        known = heavy.get(key) or Heavy(_name(piece), piece.source, piece.slice_id or "")
        heavy[key] = replace(known, tokens=known.tokens + size)
    most = max(heavy.values(), key=_weight, default=None)
    found = Fit(tokens, int(sure * calibration.least), window, most)
    if not found.over:
        return found
    for key in sorted((key for key in heavy if key[1]), key=lambda one: -heavy[one].tokens):
        least = int((sure - certain[key]) * calibration.least)
        left = Fit(tokens - heavy[key].tokens, least, window)
        if not left.refused and (found.refused or not left.over):
            return replace(found, drop=heavy[key])
    return found


def _weight(one: Heavy) -> int:
    return one.tokens


def _name(piece: Piece) -> str:
    if not piece.source:
        return "your own text in one slice"
    directive = directives.parse(piece.source)
    return directive.named if directive is not None else piece.source
