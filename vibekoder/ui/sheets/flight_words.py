"""What is said of a request before it leaves: what stops it, what can be done, what Send does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from vibekoder.app.tongue import tr
from vibekoder.core.errors import Missing
from vibekoder.engine.flight import Flight
from vibekoder.ui import words
from vibekoder.ui.sheets.flight_notes import Note

NAMED = 2
"""So many pieces that cannot be had have a box of their own."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("FlightWords", text)


def notes_of(flight: Flight) -> tuple[Note, ...]:
    """What a person should see before it leaves, the worst first."""
    seen = flight.preview
    if not seen.body:
        return (
            Note("info", "info", _tr("There is nothing to send"), _tr("Write a prompt first.")),
        )
    return (*_size(flight), *_secrets(flight), *_missing(seen.missing), *_warnings(flight))


def verb_of(flight: Flight) -> str:
    """What Send does with what is shown."""
    seen = flight.preview
    if seen.secrets and seen.missing:
        one = _tr("Redact and send without it")
        return one if len(seen.missing) == 1 else _tr("Redact and send without them")
    if seen.secrets:
        return _tr("Redact and send")
    if seen.missing:
        return _tr("Send without it") if len(seen.missing) == 1 else _tr("Send without them")
    return _tr("Send")


def foot_of(flight: Flight) -> str:
    """What becomes of it."""
    if flight.preview.fit.refused:
        return _tr("Nothing leaves until it fits.")
    return _tr("The body is kept with the receipt, byte for byte.")


def _size(flight: Flight) -> Iterator[Note]:
    fit = flight.preview.fit
    heavy = fit.heaviest
    if not fit.over or heavy is None:
        return
    text = _tr("Most of it is {name}, ~{n} tokens.")
    told = text.format(name=heavy.name, n=words.count(heavy.tokens))
    over, drop = words.count(fit.over), fit.drop
    if drop is None:
        told = f"{told} {_tr('To drop one piece is not enough.')}"
        acts, line, slice_id = (), "", ""
    else:
        acts = (("drop", _tr("Drop {name}").format(name=drop.name)),)
        line, slice_id = drop.source, drop.slice_id
    if fit.refused:
        title = _tr("It does not fit: ~{n} tokens too many").format(n=over)
        yield Note("error", "warning", title, told, acts, line, slice_id)
    else:
        title = _tr("It may not fit: ~{n} tokens too many").format(n=over)
        yield Note("warn", "warning", title, told, acts, line, slice_id)


def _secrets(flight: Flight) -> Iterator[Note]:
    found = [one for _, one in flight.preview.secrets]
    if not found:
        return
    one = _tr("1 string looks like a secret")
    many = _tr("{n} strings look like secrets").format(n=len(found))
    title = one if len(found) == 1 else many
    places = Counter(one.path or _tr("your own text") for one in found)
    first = found[0]
    told = ", ".join(places)
    if len(places) == 1:
        lines = ", ".join(str(one.line) for one in found[:3])
        line = _tr("line {n}") if len(found) == 1 else _tr("lines {n}")
        told = f"{told}, {line.format(n=lines)}"
    drop = (("drop", _tr("Drop the file")),) if len(places) == 1 and first.source else ()
    acts = (("show", _tr("Show")), ("allow", _tr("Send anyway")), *drop)
    yield Note("error", "lock", title, told, acts, first.source, first.slice_id)


def _missing(missing: tuple[Missing, ...]) -> Iterator[Note]:
    for one in missing[:NAMED]:
        title = _tr("{line} cannot be had").format(line=_inside(one.line))
        told = _tr("{why}; the message says so").format(why=one.why)
        drop = (("drop", _tr("Drop the line")),)
        yield Note("error", "file-missing", title, told, drop, one.line, one.slice_id)
    rest = missing[NAMED:]
    if rest:
        told = "; ".join(f"{_inside(one.line)}: {one.why}" for one in rest)
        title = tr("%n more pieces cannot be had", len(rest))
        yield Note("error", "file-missing", title, told)


def _warnings(flight: Flight) -> Iterator[Note]:
    # what is missing has its own box
    missing = {_inside(one.line) for one in flight.preview.missing}
    for told in flight.preview.compiled.warnings:
        if not any(told.startswith(f"{name} was left out") for name in missing):
            yield Note("warn", "warning", "", told)


def _inside(line: str) -> str:
    """A directive without the signs around it."""
    return line.removeprefix("<!-- ").removesuffix(" -->").partition(": ")[2] or line
