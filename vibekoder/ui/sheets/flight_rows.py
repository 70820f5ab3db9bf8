"""How the pieces of a request read as rows: name, place, cost, what became of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from vibekoder.app.tongue import tr
from vibekoder.core.switching import unpinned
from vibekoder.engine.flight import CHANGED, NEW, SAME, Flight, Line
from vibekoder.engine.looks import State
from vibekoder.ui import words
from vibekoder.ui.panels.context_rows import WRONG

Cost = Callable[[int], str]


def _tr(text: str) -> str:
    return QCoreApplication.translate("FlightRows", text)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is painted; ``share`` is of the largest row, ``findings`` counts secrets.

    ``checked`` is None where it cannot be left out by itself. ``below`` are its files or headings.
    ``slice_id`` is empty in the slice that the prompt will be: its id is another at each look.
    """

    line: Line
    name: str
    where: str = ""
    cost: str = ""
    share: float = 0.0
    findings: int = 0
    depth: int = 0
    checked: bool | None = None
    below: tuple[Row, ...] = ()
    slice_id: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The same for the same piece of the next look at the request."""
        return (unpinned(self.line.source) or self.name, self.slice_id)

    @property
    def wrong(self) -> bool:
        """Whether it stops the send."""
        return bool(self.line.why or self.findings)

    @property
    def since(self) -> str:
        """How it is beside the last request, in a word."""
        line = self.line
        if line.why:
            return tr(WRONG[State(line.state)])
        if self.findings:
            return tr("%n secrets", self.findings)
        if line.kind == "off":
            return _tr("off")
        if line.added or line.removed:
            return f"+{line.added} −{line.removed}"
        told = {SAME: _tr("same"), CHANGED: _tr("changed"), NEW: _tr("new")}
        return told.get(line.since, "")

    @property
    def tip(self) -> str:
        """What does not find room in it."""
        sign = words.file_size(self.line.bytes) if self.line.bytes else ""
        return " · ".join(one for one in (self.line.name, sign, self.line.why) if one)


def rows_of(flight: Flight, cost: Cost, own: str) -> tuple[Row, ...]:
    """The rows of a flight; ``own`` is the id of the slice that the prompt will be."""
    most = max((one.tokens for one in flight.lines), default=0)
    return tuple(_row(one, flight, cost, own, most) for one in flight.lines)


def _row(line: Line, flight: Flight, cost: Cost, own: str, most: int) -> Row:
    held = {one.piece for one in line.weights}
    below = tuple(_inner(one, flight, cost, most) for one in line.below)
    return Row(
        line,
        _name(line),
        _where(line, own),
        "" if line.why or line.kind in ("envelope", "off") else cost(line.tokens),
        line.tokens / most if most else 0.0,
        sum(piece in held for piece, _ in flight.preview.secrets),
        checked=line.kind != "off" if line.source else None,
        below=below,
        slice_id="" if line.slice_id == own else line.slice_id,
    )


def _inner(line: Line, flight: Flight, cost: Cost, most: int) -> Row:
    held = {one.piece for one in line.weights}
    findings = sum(piece in held for piece, _ in flight.preview.secrets)
    name = "  " * max(0, line.level - 1) + line.name
    share = line.tokens / most if most else 0.0
    on = True if line.apart else None
    return Row(line, name, "", cost(line.tokens), share, findings, depth=1, checked=on)


def _name(line: Line) -> str:
    titles = {
        "system": _tr("System"),
        "earlier": _tr("Earlier slices"),
        "words": _tr("Your words"),
        "envelope": _tr("Envelope"),
    }
    return titles.get(line.kind, _short(line.name))


def _short(name: str) -> str:
    """A directive that is off stands as it is written; its path says enough."""
    inside = name.removeprefix("<!-- ").removesuffix(" -->")
    return inside.partition(": ")[2] or name if inside != name else name


def _where(line: Line, own: str) -> str:
    if line.kind == "envelope":
        return _tr("names, brackets")
    if line.why:
        return _tr("left out, and says so")
    if line.source:
        place = _tr("this slice") if line.slice_id == own else _tr("an earlier slice")
        files = tr("%n files", line.count)
        return f"{place} · {files}" if line.count > 1 else place
    return tr("%n slices", line.count)
