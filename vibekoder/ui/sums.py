"""What many answers used and cost together, in words."""

from __future__ import annotations

from collections.abc import Iterable

from vibekoder.core.totals import Totals
from vibekoder.store.catalog import Source
from vibekoder.ui import words


def short(totals: Totals) -> str:
    """``12.4k tokens · $0.31``; ``~`` where the cost of some is not known, none where that of all
    is not; empty without any."""
    if not totals.answers:
        return ""
    tokens = f"{words.count(totals.input + totals.output)} tokens"
    cost = _cost(totals)
    return f"{tokens} · {cost}" if cost else tokens


def paid(totals: Totals) -> str:
    """The cost alone; empty where nothing was paid, or nobody knows."""
    return _money(totals) if totals.cost else ""


def lines(totals: Totals, sources: Iterable[Source] = ()) -> list[str]:
    """All that is known, a line each, and whose prices of which day it rests on."""
    if not totals.answers:
        return ["Nothing has been answered yet."]
    told = [_counted(totals.answers), *_used(totals)]
    if totals.cost or totals.unknown < totals.answers - totals.local:
        told.append(f"Cost: {_money(totals)} by the list prices of their days")
    if totals.unknown:
        told.append(f"The cost of {_of(totals.unknown)} is not known and not in it")
    if totals.local:
        told.append(f"{_of(totals.local).capitalize()} cost nothing: the model ran here")
    if totals.cost:
        told += [f"List price: {one.title} of {one.read}, {one.url}" for one in sources]
    return told


def _counted(count: int) -> str:
    return "1 answer" if count == 1 else f"{count:,} answers, variants too"


def _of(count: int) -> str:
    return "one answer" if count == 1 else f"{count:,} answers"


def _used(totals: Totals) -> list[str]:
    told: list[str] = []
    if totals.input:
        cached = f", {totals.cached:,} of them from a provider's cache" if totals.cached else ""
        told.append(f"Sent: {totals.input:,} tokens{cached}")
    if totals.output:
        thought = f", {totals.reasoning:,} of them reasoning" if totals.reasoning else ""
        told.append(f"Answered: {totals.output:,} tokens{thought}")
    return told


def _cost(totals: Totals) -> str:
    if totals.local == totals.answers:
        return "local"
    return "" if totals.unknown == totals.answers - totals.local else _money(totals)


def _money(totals: Totals) -> str:
    return f"{'~' if totals.unknown else ''}{words.money(totals.cost)}"
