"""What is looked for in all sessions, and where it stands in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vibekoder.core.finding import Query
from vibekoder.core.messages import Role
from vibekoder.core.outline import first_words
from vibekoder.core.session import Session, Slice, shown

MOST_IN_ONE: Final = 50
"""So many places of one session are told; more help nobody."""
BEFORE: Final = 16
LINE: Final = 240

_TOKEN: Final = re.compile(
    r'(?P<key>role|model|title|before|after):(?:"(?P<quoted>[^"]*)"?|(?P<value>\S*))'
    r'|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)',
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ROLES: Final = {"you": Role.USER, **{role.value: role for role in Role}}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person looks for: all ``terms`` in one slice, or ``pattern`` as an expression.

    ``role`` and ``model`` are of the slice, ``after`` (from that day on) and ``before`` too; of
    ``model`` and ``title`` a part is enough.
    """

    terms: tuple[str, ...] = ()
    pattern: str = ""
    role: Role | None = None
    model: str = ""
    title: str = ""
    before: str = ""
    after: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for."""
        return self == Wanted()

    @property
    def of_slices(self) -> bool:
        """Whether it asks for something that a title alone cannot have."""
        return bool(self.pattern or self.role or self.model or self.before or self.after)


@dataclass(frozen=True, slots=True)
class Hit:
    """One line in which something was found.

    ``part`` and ``point`` are its place in the session as it is shown, ``text`` what stands there;
    ``line`` is the line, cut where it is long, ``spans`` what is found in it.
    """

    part: int
    point: int
    text: str
    role: Role
    line: str
    spans: tuple[tuple[int, int], ...] = ()


def read_wanted(text: str, *, regex: bool = False) -> Wanted:
    """What was typed; ValueError with a sentence where it means nothing.

    ``role:user model:gpt title:"a b" after:2026-11 before:2026-12-24 "exact phrase" word``
    """
    found: dict[str, str] = {}
    terms = list[str]()
    rest = list[str]()
    at = 0
    for one in _TOKEN.finditer(text):
        if one["key"]:
            rest.append(text[at : one.start()])
            at = one.end()
            found[one["key"].lower()] = (one["quoted"] or one["value"] or "").strip()
        elif one["phrase"] or one["word"]:
            terms.append(one["phrase"] or one["word"])
    pattern = "".join((*rest, text[at:])).strip() if regex else ""
    if pattern:
        Query(pattern, regex=True).pattern()
    role = _ROLES.get(found.get("role", "").lower())
    if found.get("role") and role is None:
        raise ValueError("A role is user, assistant or system.")
    for key in ("before", "after"):
        if found.get(key) and not _DATE.fullmatch(found[key]):
            raise ValueError(f"{key}: wants a day such as 2026-11-21, or a month such as 2026-11.")
    return Wanted(
        () if regex else tuple(terms),
        pattern,
        role,
        found.get("model", "").casefold(),
        found.get("title", "").casefold(),
        found.get("before", ""),
        found.get("after", ""),
    )


def needed(wanted: Wanted) -> tuple[bytes, ...]:
    """Bytes without which a file in small letters (of ASCII) cannot have what is looked for."""
    return tuple(run for term in wanted.terms if (run := _longest_run(term)))


def hits(session: Session, wanted: Wanted, day: str = "") -> Iterator[Hit]:
    """Where it stands, in order; ``day`` is that of slices which tell no time (YYYY-MM-DD)."""
    sources = [wanted.pattern] if wanted.pattern else [re.escape(term) for term in wanted.terms]
    each = [re.compile(one, re.IGNORECASE | re.MULTILINE) for one in sources]
    anyone = re.compile("|".join(sources), re.IGNORECASE | re.MULTILINE) if sources else None
    for number, part in enumerate(session.parts):
        if not isinstance(part, Slice) or not _is_wanted(part, wanted, day):
            continue
        text = shown(part)
        begin = text.find("\n") + 1 or len(text)
        if anyone is None:
            words = first_words(text, begin)
            yield Hit(number, begin, "", part.role, words)
        elif all(one.search(text, begin) for one in each):
            yield from _lines(number, part.role, text, begin, anyone)


def place_of(texts: Sequence[str], hit: Hit) -> tuple[int, int, int]:
    """Part, begin and end of a hit in a session that may have changed since."""
    order = [hit.part, *(at for at in range(len(texts)) if at != hit.part)]
    for at in (one for one in order if one < len(texts)):
        text = texts[at]
        if at == hit.part and text.startswith(hit.text, hit.point):
            return at, hit.point, hit.point + len(hit.text)
        found = text.find(hit.text)
        if found >= 0:
            return at, found, found + len(hit.text)
    return min(hit.part, len(texts) - 1), 0, 0


def _lines(
    number: int, role: Role, text: str, begin: int, pattern: re.Pattern[str]
) -> Iterator[Hit]:
    at = begin
    while (found := pattern.search(text, at)) is not None:
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        if found.end() > found.start():
            yield _hit(number, role, text, max(start, begin), end, found, pattern)
        at = max(end, found.end()) + 1
        if at > len(text):
            return


def _hit(
    number: int,
    role: Role,
    text: str,
    start: int,
    end: int,
    found: re.Match[str],
    pattern: re.Pattern[str],
) -> Hit:
    whole = text[start : min(end, found.start() + LINE)].replace("\n", " ")
    blank = len(whole) - len(whole.lstrip())
    cut = (
        max(blank, found.start() - start - BEFORE) if found.start() - start > 2 * BEFORE else blank
    )
    ahead = "…" if cut > blank else ""
    line = ahead + whole[cut : cut + LINE]
    shift = len(ahead) - cut
    spans = [
        (one.start() - start + shift, one.end() - start + shift)
        for one in pattern.finditer(text, found.start(), min(end, start + cut + LINE))
        if one.end() > one.start()
    ]
    kept = tuple((a, min(b, len(line))) for a, b in spans if a < len(line))
    return Hit(number, found.start(), found.group(), role, line, kept)


def _is_wanted(part: Slice, wanted: Wanted, day: str) -> bool:
    if wanted.role is not None and part.role is not wanted.role:
        return False
    if wanted.model and wanted.model not in (part.model or "").casefold():
        return False
    when = (part.timestamp or day)[:10]
    if wanted.after and (not when or when < wanted.after):
        return False
    return not (wanted.before and (not when or when >= wanted.before))


def _longest_run(term: str) -> bytes:
    """The longest stretch of a term that small letters of ASCII do not tell apart."""
    runs = [""]
    for char in term.lower():
        if char.isascii() or char.lower() == char.upper():
            runs[-1] += char
        else:
            runs.append("")
    return max(runs, key=len).encode("utf-8", "surrogateescape")
