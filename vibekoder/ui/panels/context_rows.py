"""How a piece of the next request reads: name, icon, state in a word, tokens, and a tip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from vibekoder.app.tongue import later, tr
from vibekoder.core.messages import Role
from vibekoder.core.sections import APART
from vibekoder.engine.pieces import Source, State
from vibekoder.engine.stack import Share
from vibekoder.engine.together import BUNDLE, parts_of
from vibekoder.ui import words


def _tr(text: str) -> str:
    return QCoreApplication.translate("ContextRows", text)


@dataclass(frozen=True, slots=True)
class Face:
    """A row as it is painted; ``checked`` is None where there is nothing to switch, and
    ``partly`` where only some of it is on.

    Icons and colours are names of the look. ``size``, ``tokens`` and ``cost`` are of what would
    be sent, in words; ``path`` is the whole name, ``why`` a sentence or two where one is needed.
    """

    name: str
    icon: str
    tokens: str
    state: str = ""
    state_icon: str = ""
    state_color: str = "dim"
    icon_color: str = "dim"
    checked: bool | None = None
    partly: bool = False
    code: bool = False
    size: str = ""
    cost: str = ""
    path: str = ""
    why: str = ""

    @property
    def dim(self) -> bool:
        """Whether it is switched off."""
        return self.checked is False

    @property
    def figures(self) -> str:
        """Size, tokens, cost and state, as far as they are known."""
        tokens = _tr("{n} tokens").format(n=self.tokens) if self.counted else ""
        return " · ".join(one for one in (self.size, tokens, self.cost, self.state) if one)

    @property
    def counted(self) -> bool:
        """Whether it is known how many tokens it has."""
        return self.tokens not in ("", words.UNKNOWN)

    @property
    def tip(self) -> str:
        """All of it: the name with its figures, then why."""
        named = self.path or self.name
        whole = " · ".join(one for one in (named, self.figures) if one)
        return f"{whole}\n{self.why}" if self.why else whole

    @property
    def spoken(self) -> str:
        """For who cannot see it."""
        off = _tr("switched off") if self.dim else ""
        tokens = _tr("{n} tokens").format(n=self.tokens) if self.counted else ""
        told = (self.name, self.state or off, self.size, tokens, self.cost)
        return ", ".join(one for one in told if one)


KINDS: Final = {
    "file": "file",
    "part": "file",
    "folder": "glob",
    BUNDLE: "file",
    "picture": "file",
    "command": "command",
    "heading": "outline",
}

WRONG: Final = {
    State.MISSING: later("gone"),
    State.TOO_LARGE: later("too large"),
    State.BINARY: later("binary"),
    State.DENIED: later("refused"),
    State.FAILED: later("failed"),
    State.UNCONFIRMED: later("not confirmed"),
    State.WRONG: later("not readable"),
}
"""States that keep a piece from being sent, in a word."""

COMPARED: Final = ("file", "part", "picture", "folder", BUNDLE)
"""Kinds of which it is known whether they are as they were sent."""


_SECRET: Final = ("lock", "error")
"""Icon and colour of what holds secrets."""


def of_share(name: str, share: Share, cost: str = "") -> Face:
    """The row of words that belong together: system, earlier or words."""
    title, icon = {
        "system": (_tr("System"), "system"),
        "earlier": (_tr("Earlier slices"), "session"),
        "words": (_tr("Your words"), "user"),
    }[name]
    tokens, size = f"~{words.count(share.tokens)}", words.file_size(share.size)
    if share.secrets:
        told = tr("%n secrets", share.secrets)
        return Face(title, icon, tokens, told, *_SECRET, size=size, cost=cost)
    state = str(share.slices) if name == "earlier" else ""
    return Face(title, icon, tokens, state, size=size, cost=cost)


def of_source(
    row: Source, below: int = 0, cost: str = "", *, inside: bool = False, beside: int = 0
) -> Face:
    """The row of a directive, or of a file or heading below it; ``inside`` that of its file.

    ``below`` counts the rows below it, ``beside`` those that are below the same row.
    """
    state, icon, color = _secret(row) or _parts(row) or _state(row, below)
    wrong = row.state in WRONG
    title = _title(row) if row.kind == "heading" or inside else ""
    parts, on = parts_of(row)
    shape = "file-missing" if wrong and row.kind != "command" else KINDS.get(row.kind, "file")
    return Face(
        title or short(row),
        shape,
        f"~{words.count(row.tokens)}" if row.tokens is not None else words.UNKNOWN,
        state,
        icon,
        color,
        "error" if wrong else "dim",
        row.state is not State.OFF if switchable(row, beside) else None,
        0 < on < parts,
        not title,
        words.file_size(row.size) if row.size is not None else "",
        cost,
        row.path + (f"#{row.part}" if row.part else "") or row.line,
        _why(row),
    )


def _title(row: Source) -> str:
    """What a part or heading is called below the name of its file."""
    if row.kind == "part" and row.directive is not None and row.directive.lines is not None:
        return _tr("Lines {n}\u2013{m}").format(n=row.directive.lines[0], m=row.directive.lines[1])
    return row.part


def switchable(row: Source, beside: int = 0) -> bool:
    """Whether it can be left out by itself: a line can, a heading of what a line brings, and a file
    of a folder that brings so few (``beside``) that each can have a line of its own."""
    if row.parent is None or row.kind == "heading":
        return True
    live = row.state is State.LIVE and row.directive is not None and row.directive.pin is None
    return row.kind == "file" and live and 1 < beside <= APART


def short(row: Source) -> str:
    """A path without its folders; a glob or a folder as it is written."""
    if row.directive is None and row.parent is None:
        return row.line
    if row.kind == "folder" or not row.path:
        return row.path or row.line
    name = row.path.rsplit("/", 1)[-1]
    return f"{name}#{row.part}" if row.part else name


def _secret(row: Source) -> tuple[str, str, str] | None:
    if not row.secrets or row.state is State.OFF:
        return None
    return tr("%n secrets", row.secrets), *_SECRET


def _parts(row: Source) -> tuple[str, str, str] | None:
    parts, on = parts_of(row)
    some = on < parts
    told_so = (State.LIVE, State.PINNED) if some else (State.LIVE,)
    if row.kind != BUNDLE or row.state not in told_so:
        return None
    told = _tr("{on} of {n} parts") if some else _tr("{n} parts")
    return told.format(on=on, n=parts), "", "dim"


def _state(row: Source, below: int) -> tuple[str, str, str]:
    """A word, its icon, its colour."""
    match row.state:
        case State.OFF:
            return _tr("off"), "", "dim"
        case State.CHANGED if row.added or row.removed:
            return f"+{row.added} −{row.removed}", "drift", "warn"
        case State.CHANGED:
            return (_tr("changed") if not row.why else _tr("gone since")), "drift", "warn"
        case State.PINNED if row.kind in COMPARED and row.directive and row.directive.pin:
            return _tr("same"), "check", "dim"
        case State.PINNED:
            return _tr("pinned"), "pin", "dim"
        case State.LEFT_OUT:
            return _tr("left out"), "", "dim"
        case State.TO_RUN:
            return _tr("runs at send"), "", "dim"
        case State.LIVE if row.kind == "folder" and below:
            one = _tr("1 file") if below == 1 else _tr("{n} files")
            return one.format(n=below), "", "dim"
        case State.LIVE:
            return "", "", "dim"
        case _:
            return _tr(WRONG[row.state]), "", "error"


def _why(row: Source) -> str:
    """What is to be said of it beyond its figures."""
    told = [f"{row.why[:1].upper()}{row.why[1:]}."] if row.why else []
    if row.kind == "command" and row.state is State.PINNED:
        told.append(_tr("What it wrote then; it is not run again by itself."))
    if row.role is Role.SYSTEM:
        told.append(_tr("It stands in a System slice."))
    return " ".join(told)
