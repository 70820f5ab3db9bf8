"""From what a person changed in the shown text to what changes in the session.

A header line is one thing: it stays whole or goes whole, and with it goes the border between two
slices. Text never makes structure here, except in the raw view. Only the parts that an edit
touches are rewritten; their line ends become one kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vibekoder.core import directives
from vibekoder.core.errors import FormatError
from vibekoder.core.escape import count_ends, count_pairs, leading_marks, lf, normalised, settled
from vibekoder.core.header import read_header
from vibekoder.core.messages import Role
from vibekoder.core.parts import (
    BOM,
    Head,
    Part,
    Slice,
    escaped_headers,
    front_end,
    read_parts,
    shown,
    source,
)
from vibekoder.core.session import Session, Splice

__all__ = ["Edit", "Splice", "apply", "turned"]

_DIRECTIVE = re.compile(r" {0,3}\\*<!-- (?:include|command):")


@dataclass(frozen=True, slots=True)
class Edit:
    """In shown text, what stood from code point ``start`` of part ``first`` to ``end`` of part
    ``last`` became ``text``."""

    first: int
    start: int
    last: int
    end: int
    text: str


def apply(session: Session, edit: Edit, *, raw_view: bool = False, pasted: bool = False) -> Splice:
    """The splice that an edit means.

    ``pasted`` text (dropped or quoted likewise) has its directives escaped. In the raw view text
    makes and removes structure. Raises FormatError if the session is read-only.
    """
    if session.readonly:
        raise FormatError(session.readonly)
    span = _within(session, replace(edit, text=normalised(edit.text)))
    if raw_view:
        return _restructured(session, span, pasted=pasted)
    span = _snapped(session, span)
    first, last = session.parts[span.first], session.parts[span.last]
    joined = isinstance(last, Slice) and last is not first and last.role is Role.ASSISTANT
    foreign_text = pasted and not _speaks(first, Role.ASSISTANT)
    foreign_rest = joined and not _speaks(first, Role.ASSISTANT)
    before = shown(first)
    behind = before if last is first else shown(last)
    weave = _Weave(before, span, behind, foreign_text, foreign_rest)
    followed = span.last + 1 < len(session.parts)
    eol = _line_end(session, span)
    if isinstance(first, Head):
        part: Part = _head(first, span, weave, eol, followed=followed)
    else:
        top = len(first.line) + 1
        raw = _ended(escaped_headers(settled(weave.text(top))), followed=followed)
        part = Slice(first.line, eol, raw.replace("\n", eol))
    return _trimmed(Splice(span.first, session.parts[span.first : span.last + 1], (part,)))


def turned(one: Slice, role: Role) -> Slice:
    """The slice spoken by another. What a model wrote does not begin to act: its directives are
    escaped."""
    if one.role is not Role.ASSISTANT or role is Role.ASSISTANT:
        return one.with_role(role)
    return replace(one.with_role(role), raw=directives.escape(one.raw))


@dataclass(frozen=True, slots=True)
class _Weave:
    """The text before, the new text and the text behind, put together line by line.

    The lines that the new text touches are escaped where they would read otherwise than as they
    are written; the lines before and behind are left as they are.
    """

    before: str
    span: Edit
    behind: str
    foreign_text: bool = False
    foreign_rest: bool = False

    def text(self, top: int) -> str:
        """What stands below offset ``top`` of the first part."""
        start, end = self.span.start, self.span.end
        cut = max(self.before.rfind("\n", 0, start) + 1, top)
        stop = self.behind.find("\n", end)
        stop = len(self.behind) if stop < 0 else stop
        own, rest = self.before[cut:start], self.behind[end:stop]
        over = self.behind[self.behind.rfind("\n", 0, end) + 1 : end]
        lines = (own + self.span.text + rest).split("\n")
        for at, line in enumerate(lines):
            is_first, is_last = at == 0, at == len(lines) - 1
            if leading_marks(line) is not None:
                kept = (is_first and leading_marks(own) is not None) or (
                    is_last and self._kept_behind(line, over, rest)
                )
                if not (kept and line.startswith("\\")):
                    lines[at] = f"\\{line}"
            elif self._is_foreign(line, own if is_first else "", rest if is_last else ""):
                lines[at] = directives.escape(line)
        below = self.behind[stop:]
        if self.foreign_rest:
            below = directives.escape(below)
        return self.before[top:cut] + "\n".join(lines) + below

    @staticmethod
    def _kept_behind(line: str, over: str, rest: str) -> bool:
        """Whether the marks were at a line's beginning before, where a reader saw them."""
        marks = leading_marks(over + rest)
        lead = line[: len(line) - len(rest)]
        return marks is not None and len(over) <= marks and not lead.strip("\\")

    def _is_foreign(self, line: str, own: str, rest: str) -> bool:
        if not _DIRECTIVE.match(line) or _DIRECTIVE.match(own):
            return False
        if self.foreign_rest and rest:
            return True
        return self.foreign_text and not (rest and _DIRECTIVE.match(rest))


def _within(session: Session, edit: Edit) -> Edit:
    """The edit with its borders inside the session's text."""
    final = len(session.parts) - 1
    first = min(max(edit.first, 0), final)
    last = min(max(edit.last, first), final)
    start = min(max(edit.start, 0), _length(session.parts[first]))
    end = min(max(edit.end, 0), _length(session.parts[last]))
    return Edit(first, start, last, max(start, end) if first == last else end, edit.text)


def _snapped(session: Session, span: Edit) -> Edit:
    """The edit with its borders outside of header lines: each is wholly in it or wholly out."""
    parts = session.parts
    first, start, last, end = span.first, span.start, span.last, span.end
    if first == last and start == end == 0 and first > 0:
        first = last = first - 1
        start = end = _length(parts[first])
    elif end < _top(parts[last]):
        if first == last:
            start = end = _top(parts[last])
        else:
            last -= 1
            end = _length(parts[last])
            start = min(start, end) if first == last else start
    if first == 0 and last > 0 and start == _length(parts[0]):
        first, start = 1, 0
    if start < _top(parts[first]):
        # a slice at the top keeps its header while anything is left to stand under it
        remains = bool(span.text or shown(parts[last])[end:].strip("\r\n"))
        if start > 0 or (first == 1 and remains):
            start = _top(parts[first])
        else:
            first -= 1
            start = _length(parts[first])
    return Edit(first, start, last, end, span.text)


def _head(head: Head, span: Edit, weave: _Weave, eol: str, *, followed: bool) -> Head:
    front = len(lf(head.front))
    if span.start >= front:
        preamble = escaped_headers(settled(weave.text(front)))
        kept = lf(head.front)
    else:
        text = escaped_headers(settled(weave.text(0)))
        below = len(weave.behind) - max(span.end, front) if span.last == 0 else -1
        zone = len(text) - below if below >= 0 else span.start + len(span.text)
        # what was front matter may stay it; what was not may not become it
        end = front_end(text)
        end = end if end <= zone else 0
        kept, preamble = text[:end], text[end:]
    fitted = head.with_parts(kept, preamble)
    if fitted.preamble:
        fitted = replace(fitted, preamble=_ended(fitted.preamble, followed=followed))
    elif fitted.front:
        fitted = replace(fitted, front=_ended(fitted.front, followed=followed))
    return Head(head.bom, fitted.front.replace("\n", eol), fitted.preamble.replace("\n", eol))


def _restructured(session: Session, span: Edit, *, pasted: bool) -> Splice:
    """The raw view's meaning of an edit: the text around it is read anew."""
    at, parts = span.first, session.parts
    above = ""
    before, behind = shown(parts[at])[: span.start], shown(parts[span.last])[span.end :]
    text = before + span.text + behind
    if at > 0 and read_header(text.partition("\n")[0]) is None:
        at -= 1
        above = shown(parts[at])
    begin = len(above) + len(before)
    stop = begin + len(span.text)
    text = _ended(settled(above + text), followed=span.last + 1 < len(parts))
    if at == 0 and text.startswith(BOM):
        text = text.lstrip(BOM)  # it would be read as the file's mark; offsets may be a little off
    foreign: list[tuple[int, int]] = []
    if _speaks(parts[span.first], Role.ASSISTANT):
        foreign.append((len(above), begin))
    if pasted:
        foreign.append((begin, stop))
    if _speaks(parts[span.last], Role.ASSISTANT):
        foreign.append((stop, len(text)))
    eol = _line_end(session, span)
    added = [
        _with_ends(part, eol)
        for part in _owned(text, None if at else session.head, (begin, stop), foreign)
    ]
    return _trimmed(Splice(at, parts[at : span.last + 1], tuple(added)))


def _owned(
    text: str, head: Head | None, new: tuple[int, int], foreign: list[tuple[int, int]]
) -> Iterator[Part]:
    """The parts of a text; those whose header is new have no id, and foreign text does not act."""
    offset = 0
    for part in read_parts(text):
        begin, offset = offset, offset + len(source(part))
        if isinstance(part, Slice):
            if new[0] <= begin and begin + len(part.line) <= new[1]:
                part = part.with_attributes({"id": None})
            if part.role is not Role.ASSISTANT:
                top = offset - len(part.raw)
                raw = part.raw
                for start, end in reversed(foreign):
                    raw = _escaped_within(raw, max(start - top, 0), max(end - top, 0))
                part = replace(part, raw=raw)
            yield part
        elif head is not None:
            yield Head(head.bom, part.front, part.preamble)


def _escaped_within(text: str, start: int, end: int) -> str:
    """The text with the directives that begin between two offsets made literal."""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(" "):
        line = text.find("\n", start, end) + 1 or end
    return text[:line] + directives.escape(text[line:end]) + text[end:] if line < end else text


def _line_end(session: Session, span: Edit) -> str:
    """The line end of what an edit touches: its own while it is of one kind, else the file's."""
    ends = {session.eol} if "\n" in span.text else set[str]()
    for at in {span.first, span.last}:
        text = source(session.parts[at])
        pairs = count_pairs(text)
        ends |= {"\r\n"} if pairs else set()
        ends |= {"\n"} if "\n" in text and count_ends(text) > pairs else set()
    return ends.pop() if len(ends) == 1 else session.eol


def _with_ends(part: Part, eol: str) -> Part:
    if isinstance(part, Head):
        return Head(part.bom, part.front.replace("\n", eol), part.preamble.replace("\n", eol))
    return Slice(part.line, part.eol and eol, part.raw.replace("\n", eol))


def _ended(text: str, *, followed: bool) -> str:
    """The last line end before a header is never taken away."""
    return f"{text}\n" if followed and text and not text.endswith("\n") else text


def _trimmed(splice: Splice) -> Splice:
    """The splice without the parts at its borders that read as before; those stay as they are."""
    removed, added = splice.removed, splice.added
    least = min(len(removed), len(added))
    first = 0
    while first < least and _alike(removed[first], added[first]):
        first += 1
    last = 0
    while last < least - first and _alike(removed[-1 - last], added[-1 - last]):
        last += 1
    return Splice(
        splice.at + first,
        removed[first : len(removed) - last],
        added[first : len(added) - last],
    )


def _alike(old: Part, new: Part) -> bool:
    if type(old) is not type(new) or _length(old) != _length(new):
        return False
    return shown(old) == shown(new)


def _speaks(part: Part, role: Role) -> bool:
    return isinstance(part, Slice) and part.role is role


def _top(part: Part) -> int:
    """Where a part's text begins in what is shown of it."""
    return 0 if isinstance(part, Head) else len(part.line) + 1


def _length(part: Part) -> int:
    """How long a part is as shown."""
    if isinstance(part, Head):
        return len(shown(part))
    return len(part.line) + 1 + len(part.raw) - count_pairs(part.raw)
