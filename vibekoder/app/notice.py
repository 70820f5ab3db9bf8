"""A notice: what must be said without stopping anyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["info", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, and under it what is safe and what to do.

    ``actions`` are at most three pairs of a name and its verb; the first is a button, the rest
    are links. A notice with the same ``key`` as one that is shown takes its place.
    """

    kind: Kind
    title: str
    text: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    key: str = ""
