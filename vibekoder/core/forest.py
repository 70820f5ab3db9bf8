"""Sessions and their forks as trees: who stands below whom, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """One session: its name, that of the session it was forked from (or ""), its last change."""

    name: str
    parent: str
    changed: float


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a session stands.

    ``rails`` has, for each level above it, whether a line goes on there below it to a later fork;
    the last one is its own level. ``forks`` counts all below it, ``folded`` tells that they are
    not shown.
    """

    name: str
    rails: tuple[bool, ...] = ()
    forks: int = 0
    folded: bool = False


def grown(leaves: Iterable[Leaf], folded: Collection[str] = ()) -> list[Branch]:
    """The rows of the trees from above; a tree stands where its last change puts it.

    Forks of a session that is not among the leaves stand for themselves. Sessions that name each
    other in a ring do so too, the one with the first name at the top.
    """
    known = {one.name: one for one in leaves}
    below: dict[str, list[str]] = {name: [] for name in known}
    tops: list[str] = []
    for name, one in known.items():
        if one.parent in known and name != _top_of_ring(known, name):
            below[one.parent].append(name)
        else:
            tops.append(name)
    changed, forks = _summed(known, tops, below)
    return list(_rows(tops, below, changed, forks, folded))


def _top_of_ring(known: dict[str, Leaf], name: str) -> str:
    """The first name of the ring that this one stands in; empty if it stands in none."""
    ring = [name]
    at = known[name].parent
    while at in known and at not in ring:
        ring.append(at)
        at = known[at].parent
    return min(ring) if at == name else ""


def _summed(
    known: dict[str, Leaf], tops: list[str], below: dict[str, list[str]]
) -> tuple[dict[str, float], dict[str, int]]:
    """The last change and the number of forks of every tree."""
    order = list(tops)
    for name in order:
        order += below[name]
    changed = {name: one.changed for name, one in known.items()}
    forks = dict.fromkeys(known, 0)
    for name in reversed(order):
        for fork in below[name]:
            changed[name] = max(changed[name], changed[fork])
            forks[name] += forks[fork] + 1
    return changed, forks


def _rows(
    tops: list[str],
    below: dict[str, list[str]],
    changed: dict[str, float],
    forks: dict[str, int],
    folded: Collection[str],
) -> Iterator[Branch]:
    def order(names: list[str]) -> list[str]:
        # the newest is taken from the end; what is as new stays in the order of the leaves
        return sorted(names, key=lambda name: changed[name], reverse=True)[::-1]

    waiting: list[tuple[str, tuple[bool, ...]]] = [(name, ()) for name in order(tops)]
    while waiting:
        name, rails = waiting.pop()
        shut = bool(forks[name]) and name in folded
        yield Branch(name, rails, forks[name], shut)
        if not shut:
            inner = order(below[name])
            waiting += [(one, (*rails, at > 0)) for at, one in enumerate(inner)]
