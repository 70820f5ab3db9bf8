"""What many answers used and cost together, in words."""

from __future__ import annotations

from collections.abc import Iterable

from vibekoder.app.tongue import tr
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
        return [tr("Nothing has been answered yet.")]
    told = [_counted(totals.answers), *_used(totals)]
    if totals.cost or totals.unknown < totals.answers - totals.local:
        said = tr("Cost: {sum} as the provider tells, or by the list prices of their days")
        told.append(said.format(sum=_money(totals)))
    if totals.unknown:
        told.append(tr("The cost of %n answers is not known and not in it", totals.unknown))
    if totals.local:
        told.append(tr("%n answers cost nothing: the model ran here", totals.local))
    if totals.cost:
        line = tr("List price: {title} of {day}, {url}")
        told += [line.format(title=one.title, day=one.read, url=one.url) for one in sources]
    return told


def _counted(count: int) -> str:
    return tr("%n answers, variants too", count)


def _used(totals: Totals) -> list[str]:
    told: list[str] = []
    if totals.input:
        told.append(tr("Sent: {n} tokens").format(n=f"{totals.input:,}"))
        if totals.cached:
            more = tr("{n} of them from a provider's cache").format(n=f"{totals.cached:,}")
            told[-1] = f"{told[-1]}, {more}"
    if totals.output:
        told.append(tr("Answered: {n} tokens").format(n=f"{totals.output:,}"))
        if totals.reasoning:
            more = tr("{n} of them reasoning").format(n=f"{totals.reasoning:,}")
            told[-1] = f"{told[-1]}, {more}"
    return told


def _cost(totals: Totals) -> str:
    if totals.local == totals.answers:
        return tr("local")
    return "" if totals.unknown == totals.answers - totals.local else _money(totals)


def _money(totals: Totals) -> str:
    return f"{'~' if totals.unknown else ''}{words.money(totals.cost)}"
