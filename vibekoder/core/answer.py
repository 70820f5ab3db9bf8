"""An answer's body: the answer itself, the model's reasoning and its tool steps, in one text.

Reasoning and tool steps stand in blocks that every Markdown viewer folds. Two line feeds around a
block and one before its last line belong to the block; a line of content that looks like a
block's first or last line gains a backslash, so that an answer cannot forge one. The header
escape is not done here: a slice does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from vibekoder.core.escape import normalised

Kind = Literal["text", "reasoning", "tool"]

BLOCK_MARKS = ("<details><summary>Reasoning ·", "<details><summary>Tool ·")
END_MARK = "</details>"
BLOCK_END = f"\n{END_MARK}"
GAP = "\n\n"
FENCE = "```"
FENCED = "json\n"

_UNKNOWN = "…"

_FIRST = re.compile(
    r"^<details><summary>(Reasoning|Tool) ·[ ]?([^\n]*)</summary>[ \t]*(?:\n\n?|\Z)", re.MULTILINE
)
_LAST = re.compile(r"^</details>[ \t]*$", re.MULTILINE)
_SECONDS = re.compile(r"([0-9]+(?:\.[0-9]+)?) s\b")
_FIRST_LIKE = re.compile(r"^(\\*<details><summary>(?:Reasoning|Tool) ·)", re.MULTILINE)
_FIRST_ESCAPED = re.compile(r"^\\(\\*<details><summary>(?:Reasoning|Tool) ·)", re.MULTILINE)
_LAST_LIKE = re.compile(r"^(\\*</details>)", re.MULTILINE)
_LAST_ESCAPED = re.compile(r"^\\(\\*</details>)", re.MULTILINE)
_FENCE = re.compile(r"(`{3,})json\n")
_RUN = re.compile("`{3,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one kind. ``name`` is a tool's; ``seconds`` how long the reasoning took.

    A tool's piece is one whole call. Reasoning without text but with its time was not shown.
    """

    kind: Kind
    text: str
    name: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ToolStep:
    """A tool that was called, and the JSON that it was given or gave."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A body taken apart; ``pieces`` has everything in its order."""

    pieces: tuple[Piece, ...]

    @property
    def answer(self) -> str:
        """The text alone: what stands around the blocks, joined."""
        return "".join(piece.text for piece in self.pieces if piece.kind == "text")

    @property
    def reasoning(self) -> str:
        """All reasoning, an empty line between its blocks."""
        return GAP.join(one.text for one in self.pieces if one.kind == "reasoning" and one.text)

    @property
    def steps(self) -> tuple[ToolStep, ...]:
        """The tool steps in order."""
        return tuple(ToolStep(one.name, one.text) for one in self.pieces if one.kind == "tool")


def take_apart(text: str) -> Answer:
    """Read an Assistant slice's text (its header escape undone)."""
    pieces: list[Piece] = []
    at = 0
    first = _FIRST.search(text) if "<details><summary>" in text else None
    while first is not None:
        between = text[at : first.start()]
        _add_text(pieces, between.removesuffix("\n").removesuffix("\n"))
        last = _LAST.search(text, first.end())
        inside = text[first.end() : last.start() if last else len(text)]
        if last is not None:
            inside = inside.removesuffix("\n")
        pieces.append(_block(first, inside))
        if last is None:
            return Answer(tuple(pieces))
        at = last.end()
        at += len(text[at : at + 2]) - len(text[at : at + 2].lstrip("\n"))
        first = _FIRST.search(text, at)
    _add_text(pieces, text[at:])
    return Answer(tuple(pieces))


def is_wordless(text: str) -> bool:
    """Whether a body has neither a word of answer nor a tool's step: reasoning at most."""
    if text.strip() and not text.lstrip().startswith(BLOCK_MARKS):
        return False
    found = take_apart(text)
    return not found.steps and not found.answer.strip()


def put_together(pieces: Iterable[Piece]) -> str:
    """The text that ``take_apart`` reads as these pieces.

    Neighbours of text or of reasoning are one piece, so that deltas may be given as they came.
    """
    parts: list[str] = []
    gap = ""
    for piece in joined(pieces):
        if piece.kind == "text":
            parts += (gap, escape_outside(piece.text))
            gap = ""
        else:
            parts += (gap, GAP if parts else "", block_start(piece), block_inside(piece), BLOCK_END)
            gap = GAP
    return "".join(parts)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without empty ones, neighbours of text or reasoning as one, normalised."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not piece.text and piece.kind != "tool" and piece.seconds is None:
            continue
        if groups and groups[-1][0].kind == piece.kind != "tool":
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_merged(group) for group in groups]


def block_start(piece: Piece) -> str:
    """A block's first line with the empty line after it."""
    if piece.kind == "tool":
        title = f"{BLOCK_MARKS[1]} {one_line(piece.name)}"
    elif piece.seconds is None:
        title = f"{BLOCK_MARKS[0]} {_UNKNOWN}"
    else:
        title = f"{BLOCK_MARKS[0]} {piece.seconds:.1f} s"
    return f"{title}</summary>{GAP}"


def block_inside(piece: Piece) -> str:
    """A block's content, escaped; a tool's JSON in a fence longer than any in it."""
    text = piece.text
    if piece.kind == "tool":
        fence = FENCE + "`" * max((len(run) - 2 for run in _RUN.findall(text)), default=0)
        text = f"{fence}{FENCED}{text}\n{fence}"
    return _LAST_LIKE.sub(r"\\\1", text) if END_MARK in text else text


def escape_outside(text: str) -> str:
    """Text around blocks, in which nothing reads as a block's first line."""
    return _FIRST_LIKE.sub(r"\\\1", text) if "<details><summary>" in text else text


def one_line(name: str) -> str:
    """A tool's name without line ends."""
    return normalised(name).replace("\n", " ")


def _merged(group: list[Piece]) -> Piece:
    seconds = [piece.seconds for piece in group if piece.seconds is not None]
    text = normalised("".join(piece.text for piece in group))
    return replace(group[0], text=text, seconds=sum(seconds) if seconds else None)


def _add_text(pieces: list[Piece], text: str) -> None:
    if text:
        if "\\<details>" in text:
            text = _FIRST_ESCAPED.sub(r"\1", text)
        pieces.append(Piece("text", text))


def _block(first: re.Match[str], inside: str) -> Piece:
    if "\\</details>" in inside:
        inside = _LAST_ESCAPED.sub(r"\1", inside)
    if first[1] == "Tool":
        return Piece("tool", _unfenced(inside), first[2])
    seconds = _SECONDS.match(first[2])
    return Piece("reasoning", inside, "", float(seconds[1]) if seconds else None)


def _unfenced(inside: str) -> str:
    fence = _FENCE.match(inside)
    if fence is None:
        return inside
    text = inside[fence.end() :]
    return text.removesuffix(fence[1]).removesuffix("\n") if text.endswith(fence[1]) else text
