"""Markdown as a list of blocks: what stands in a rendered text, before anything is painted.

HTML is text here, and an address only a word: nothing is loaded or followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["text", "heading", "code", "rule", "table"]
Align = Literal["left", "center", "right"]

DEEPEST: Final = 40
"""Markdown that is nested deeper is shown as plain text: a parser would drop what is inside."""
OPEN_BOX: Final = "☐"
DONE_BOX: Final = "☑"

_TASKS: Final = {"[ ] ": OPEN_BOX, "[x] ": DONE_BOX, "[X] ": DONE_BOX}
_MANNERS: Final = {"strong": "bold", "em": "italic", "s": "struck"}
_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError)


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one manner; ``image`` is a picture's address, and the words then stand for it."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    href: str = ""
    image: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, code, table or rule.

    ``line`` is where it begins in the source, from 0. ``depth`` counts the lists and ``quotes``
    the quotes around it; ``marker`` is a list item's sign, at its first block alone. ``level`` is
    a heading's. ``rows`` are a table's, the first its head.
    """

    kind: Kind
    line: int = 0
    spans: Spans = ()
    level: int = 0
    depth: int = 0
    quotes: int = 0
    marker: str = ""
    text: str = ""
    language: str = ""
    rows: tuple[tuple[Spans, ...], ...] = ()
    aligns: tuple[Align, ...] = ()


def read(text: str, references: str = "") -> list[Block]:
    """The blocks of a Markdown text; one of plain text where that cannot be rendered.

    ``references`` are definitions of links that stand elsewhere.
    """
    source = f"{text}\n\n{references}" if references else text
    try:
        tokens = _PARSER.parse(source)
        if any(token.level >= DEEPEST - 2 for token in tokens):
            return plain(text)
        return list(_Reader(tokens).blocks())
    except (*_FAULTS, ValueError):
        return plain(text)


def plain(text: str) -> list[Block]:
    """The text as it stands."""
    return [Block("text", spans=(Span(text.strip("\n")),))] if text.strip() else []


def words(blocks: Sequence[Block]) -> str:
    """What can be read in them, without signs; for a screen reader and for tests."""
    return "\n".join(_words(block) for block in blocks)


def _words(block: Block) -> str:
    if block.kind == "table":
        return "\n".join("\t".join(map(joined, row)) for row in block.rows)
    text = block.text if block.kind == "code" else joined(block.spans)
    return f"{block.marker} {text}" if block.marker else text


def all_spans(block: Block) -> Iterator[Span]:
    """Every span of a block, those of a table's cells too."""
    yield from block.spans
    for row in block.rows:
        for cell in row:
            yield from cell


def joined(spans: Spans) -> str:
    """The words of some spans."""
    return "".join(span.text for span in spans)


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    made.enable(["table", "strikethrough"])
    # every address stays one, so that it can be refused by name where it is followed
    made.validateLink = _any_link
    return made


def _any_link(url: str) -> bool:
    return True


_PARSER: Final = _parser()


class _Reader:
    """Walks over the parser's tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._lists: list[int | None] = []
        self._quotes = 0
        self._marker = ""
        self._line = 0

    def blocks(self) -> Iterator[Block]:
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.map:
                self._line = token.map[0]
            if token.type == "table_open":
                end = _end_of(self._tokens, at, "table_close")
                yield self._made(_table(self._tokens[at:end]))
                at = end
            else:
                block = self._block(token, self._tokens[at - 1] if at else None)
                if block is not None:
                    yield self._made(block)
            at += 1

    def _block(self, token: Token, before: Token | None) -> Block | None:
        match token.type:
            case "list_item_close" if self._marker:
                # an item without anything in it
                return Block("text")
            case "hr":
                return Block("rule")
            case "fence" | "code_block":
                language = (token.info.split() or [""])[0]
                return Block("code", text=token.content.removesuffix("\n"), language=language)
            case "inline":
                return self._words(token, before)
            case _:
                self._nest(token)
        return None

    def _nest(self, token: Token) -> None:
        """Go into a list, item or quote, or out of it."""
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._marker = self._next_marker()
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case _:
                pass

    def _words(self, token: Token, before: Token | None) -> Block:
        spans = tuple(_spans(token.children or []))
        if before is not None and before.type == "heading_open":
            return Block("heading", spans=spans, level=int(before.tag[1:]))
        box = _TASKS.get(spans[0].text[:4]) if spans and self._marker else None
        if box is not None:
            self._marker = box
            spans = (replace(spans[0], text=spans[0].text[4:]), *spans[1:])
        return Block("text", spans=spans)

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "•"
        self._lists[-1] = number + 1
        return f"{number}."

    def _made(self, block: Block) -> Block:
        marker, self._marker = self._marker, ""
        return replace(
            block, line=self._line, depth=len(self._lists), quotes=self._quotes, marker=marker
        )


def _end_of(tokens: list[Token], at: int, kind: str) -> int:
    return next(number for number in range(at, len(tokens)) if tokens[number].type == kind)


def _table(tokens: list[Token]) -> Block:
    rows: list[list[Spans]] = []
    aligns: list[Align] = []
    for before, token in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(tuple(_spans(token.children or [])))
            if len(rows) == 1:
                aligns.append(_align(str(before.attrs.get("style", ""))))
    return Block("table", rows=tuple(map(tuple, rows)), aligns=tuple(aligns))


def _align(style: str) -> Align:
    if style.endswith("center"):
        return "center"
    return "right" if style.endswith("right") else "left"


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    now = Span("")
    for token in tokens:
        manner = _MANNERS.get(token.type.partition("_")[0])
        if manner is not None and token.nesting:
            now = replace(now, **{manner: token.nesting > 0})
            continue
        match token.type:
            case "link_open":
                now = replace(now, href=str(token.attrs.get("href", "")))
            case "link_close":
                now = replace(now, href="")
            case "code_inline":
                yield replace(now, text=token.content, code=True)
            case "image":
                yield replace(now, text=token.content, image=str(token.attrs.get("src", "")))
            case "softbreak":
                yield replace(now, text=" ")
            case "hardbreak":
                yield replace(now, text="\n")
            case _:
                if token.content:
                    yield replace(now, text=token.content)
