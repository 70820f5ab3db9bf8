"""The pages of the handbook: their parts, links between them, and what has a word in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"(#{1,3})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_KEY = re.compile(
    r"(?<![\w+])(?:(?:(?:Ctrl|Alt|Shift|Meta)\+)+(?:[A-Z][A-Za-z]*\d*|\d|[/,=.-])|F\d{1,2})(?!\w)"
)
_ROW = re.compile(r"(\|.*\| )[^|]*( \| `([\w.]+)` \|)")
NO_KEYS = "–"
_NO_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the name of its file, and its Markdown."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """What its first heading says; without one, its name."""
        return next((part.title for part in parts(self)), self.name)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a page with the text below it, to the next one.

    ``line`` is where it begins, ``level`` 1 the title of a page.
    """

    page: str
    title: str
    level: int
    line: int
    text: str

    @property
    def anchor(self) -> str:
        """What links call it: small letters, hyphens between the words."""
        return anchor_of(self.title)


def anchor_of(title: str) -> str:
    """A heading as an anchor in the manner of the sites that show Markdown."""
    return _NO_ANCHOR.sub("", title.lower()).strip().replace(" ", "-")


def parts(page: Page) -> list[Part]:
    """The parts of a page in order; headings in fences are none."""
    lines = page.text.split("\n")
    heads = list(_headings(lines))
    ends = [line for _, _, line in heads[1:]] + [len(lines)]
    return [
        Part(page.name, title, level, line, "\n".join(lines[line + 1 : end]).strip())
        for (title, level, line), end in zip(heads, ends, strict=False)
    ]


def found(pages: Sequence[Page], wanted: str) -> list[Part]:
    """The parts that have every word in title or text; those with one in the title come first."""
    words = wanted.casefold().split()
    fits = [
        part
        for page in pages
        for part in parts(page)
        if all(word in f"{part.title} {part.text}".casefold() for word in words)
    ]
    if not words:
        return fits
    return sorted(fits, key=lambda part: not any(word in part.title.casefold() for word in words))


def target(pages: Sequence[Page], link: str, beside: str) -> Part | None:
    """The part that a link on the page ``beside`` leads to; None if to none of the handbook."""
    name, _, anchor = link.partition("#")
    name = name.removeprefix("./") or beside
    page = next((one for one in pages if one.name == name), None)
    if page is None:
        return None
    own = parts(page)
    return next((one for one in own if one.anchor == anchor), own[0] if own else None)


def with_keys(
    page: Page, of_key: Mapping[str, str], of_action: Mapping[str, Sequence[str]]
) -> Page:
    """The page with the keys that a person has now in place of those that it was written with.

    ``of_key`` gives for a usual key what to write instead; a row of a table that ends in the name
    of an action gets all of that action's keys. What stands in fences stays.
    """
    lines: list[str] = []
    fence = False
    for line in page.text.split("\n"):
        row = _ROW.fullmatch(line)
        if line.lstrip(" ").startswith("```"):
            fence = not fence
        if fence:
            lines.append(line)
        elif row is not None and row[3] in of_action:
            keys = ", ".join(f"`{key}`" for key in of_action[row[3]]) or NO_KEYS
            lines.append(f"{row[1]}{keys}{row[2]}")
        else:
            lines.append(_KEY.sub(lambda found: of_key.get(found[0], found[0]), line))
    return Page(page.name, "\n".join(lines))


def _headings(lines: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    fence = ""
    for number, line in enumerate(lines):
        sign = line.lstrip(" ")[:3]
        if sign in ("```", "~~~"):
            fence = "" if sign == fence else fence or sign
        heading = None if fence else _HEADING.match(line)
        if heading is not None:
            yield heading[2], len(heading[1]), number
