"""The parts of a session: what stands before the first header, and the slices.

A part's text is kept as found; what it means is read on demand. What is set is normalised and
escaped first, so that content never becomes structure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from vibekoder.core import header as headers
from vibekoder.core.escape import count_ends, escape, lf, normalised, tail_start, unescape
from vibekoder.core.header import BLANKS, CLOSES, COMPLETE, OPENS, Header, read_header
from vibekoder.core.messages import Role

BOM = "\ufeff"

_GUARD = 2 * "---\n"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the first header: byte-order mark, front matter, preamble, as found.

    ``front`` is the whole block with its two dashed lines, or empty.
    """

    bom: bool = False
    front: str = ""
    preamble: str = ""

    @property
    def text(self) -> str:
        """The preamble as a slice's text is read: without its tail, escapes undone."""
        return unescape(lf(self.preamble[: tail_start(self.preamble)]))

    def with_text(self, text: str, eol: str = "\n", *, followed: bool = True) -> Head:
        """The head with another preamble; ``followed`` if a header comes after it."""
        body, ends = _incoming(text)
        tail = eol * max(ends, count_ends(self.preamble[tail_start(self.preamble) :]))
        if followed and body and not tail:
            tail = eol
        return self.with_parts(self.front, body.replace("\n", eol) + tail, eol)

    def with_front(self, front: str, eol: str = "\n") -> Head:
        """The head with another front matter block (or none)."""
        return self.with_parts(front, self.preamble, eol)

    def with_parts(self, front: str, preamble: str, eol: str = "\n") -> Head:
        """The head that reads back as this front matter and this (escaped) preamble."""
        if preamble.startswith(BOM):
            # it would be read as the file's mark; what it hid at the line's start is text
            first, end, rest = preamble.lstrip(BOM).partition("\n")
            preamble = escape(first) + end + rest
        if not front and front_end(preamble):
            front = _GUARD.replace("\n", eol)
        if preamble and front and not front.endswith("\n"):
            front += eol
        return Head(self.bom, front, preamble)


@dataclass(frozen=True, slots=True)
class Slice:
    """One turn: its header line and ``raw``, which is every byte up to the next header.

    ``eol`` is the header's own line end, empty only in the last line of a file.
    """

    line: str
    eol: str
    raw: str
    _header: Header | None = field(default=None, compare=False, repr=False)

    @property
    def header(self) -> Header:
        """The header line as read; raises ValueError if it is none."""
        if self._header is None:
            read = read_header(self.line)
            if read is None:
                raise ValueError(f"not a header: {self.line!r}")
            object.__setattr__(self, "_header", read)
            return read
        return self._header

    @property
    def role(self) -> Role:
        return self.header.role

    @property
    def timestamp(self) -> str | None:
        return self.header.timestamp

    @property
    def attributes(self) -> tuple[tuple[str, str | None], ...]:
        return self.header.attributes

    def get(self, key: str) -> str | None:
        """An attribute's value; None if it is absent, "" if it is a bare key."""
        for one, value in self.header.attributes:
            if one == key:
                return value or ""
        return None

    @property
    def id(self) -> str | None:
        return self.get("id") or None

    @property
    def model(self) -> str | None:
        """Backend and model with a slash between."""
        return self.get("model")

    @property
    def status(self) -> str:
        return self.get("status") or COMPLETE

    @property
    def alt(self) -> bool:
        """Whether it is a variant that is kept and not sent."""
        return self.get("alt") is not None

    @property
    def error(self) -> str | None:
        return self.get("error")

    @property
    def body(self) -> str:
        """``raw`` without its tail, escapes as in the file."""
        return self.raw[: tail_start(self.raw)]

    @property
    def tail(self) -> str:
        """The line ends that nothing follows: layout, never sent."""
        return self.raw[tail_start(self.raw) :]

    @property
    def text(self) -> str:
        """The body with CRLF as LF and the header escape undone."""
        return unescape(lf(self.body))

    def with_text(self, text: str, eol: str = "\n") -> Slice:
        """The slice with another text, normalised and escaped; all its line ends become ``eol``.

        The tail stays as long as it is, or becomes as long as the text's own.
        """
        body, ends = _incoming(text)
        ends = max(ends, count_ends(self.tail))
        if body and not ends and not self.body:
            ends = 1  # a header may follow: so far it stood on a line of its own
        return replace(self, eol=eol, raw=body.replace("\n", eol) + eol * ends)

    def with_attributes(self, changes: Mapping[str, str | None]) -> Slice:
        """The slice with these keys set or, where None, removed; all else as found."""
        line = headers.with_attributes(self.line, changes)
        return self if line == self.line else Slice(line, self.eol, self.raw)

    def with_role(self, role: Role) -> Slice:
        """The slice spoken by another; its text is left alone (see ``edits.turned``)."""
        return Slice(headers.with_role(self.line, role), self.eol, self.raw)

    def with_tail(self, ends: int, eol: str = "\n") -> Slice:
        """The slice with a tail of at least so many line ends."""
        missing = ends - count_ends(self.tail)
        if missing <= 0 and self.eol:
            return self
        return replace(self, eol=self.eol or eol, raw=followed(self.raw, eol * missing))


Part = Head | Slice


def new_slice(
    role: Role,
    text: str,
    *,
    timestamp: str | None,
    attributes: Iterable[tuple[str, str | None]] = (),
    eol: str = "\n",
) -> Slice:
    """A slice as the program writes one: header, text, line end."""
    body, ends = _incoming(text)
    raw = body.replace("\n", eol) + eol * max(ends, 1)
    return Slice(headers.write_header(role, timestamp, attributes), eol, raw)


def source(part: Part) -> str:
    """A part exactly as it stands in the file."""
    if isinstance(part, Head):
        return (BOM if part.bom else "") + part.front + part.preamble
    return part.line + part.eol + part.raw


def shown(part: Part) -> str:
    """A part as the editor shows it: CRLF as LF, a header always with a line end, no BOM."""
    if isinstance(part, Head):
        return lf(part.front + part.preamble)
    return f"{part.line}\n{lf(part.raw)}"


def read_parts(text: str, *, bom: bool = False) -> Iterator[Part]:
    """The parts of a text that begins where a file begins (after the byte-order mark)."""
    start: int | None = None
    line, eol, found = "", "", None
    for at, end, one in _find_headers(text):
        yield (
            read_head(text[:at], bom=bom)
            if start is None
            else Slice(line, eol, text[start:at], found)
        )
        line, eol, start = _line_at(text, at, end)
        found = one
    yield read_head(text, bom=bom) if start is None else Slice(line, eol, text[start:], found)


def read_head(text: str, *, bom: bool = False) -> Head:
    """The head that a text without header lines makes."""
    end = front_end(text)
    return Head(bom, text[:end], text[end:])


def read_part(text: str, *, head: bool) -> Part:
    """The inverse of ``source``."""
    if head:
        bom = text.startswith(BOM)
        return read_head(text[1:] if bom else text, bom=bom)
    end = text.find("\n")
    line, eol, start = _line_at(text, 0, len(text) if end < 0 else end)
    return Slice(line, eol, text[start:])


def front_end(text: str) -> int:
    """Where the front matter block ends that a text without header lines begins with, or 0."""
    end = text.find("\n")
    if not text.startswith("---") or end < 0 or not _dashes(text, 0, end):
        return 0
    while end >= 0:
        start = end + 1
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end
        if text.startswith("---", start) and _dashes(text, start, stop):
            return stop if end < 0 else stop + 1
        if end >= 0:
            # straight to the next line that may close it
            end = text.find("\n---", end)
    return 0


def escaped_headers(text: str) -> str:
    """A body in which no line is a header: those that are gain a backslash."""
    starts = [at for at, _, _ in _find_headers(text)]
    if not starts:
        return text
    cuts = [0, *starts, len(text)]
    return "\\".join(text[a:b] for a, b in itertools.pairwise(cuts))


def followed(text: str, ends: str) -> str:
    """A part's text with line ends added. A CR at its end becomes part of the first: what it kept
    from being a header stays text."""
    whole = text + ends
    return escaped_headers(whole) if text.endswith("\r") else whole


def _incoming(text: str) -> tuple[str, int]:
    """Body (LF ends, escaped) of a text that comes in, and how many line ends it ended with."""
    text = normalised(text)
    bare = text.rstrip("\n")
    return escape(bare), len(text) - len(bare)


def _find_headers(text: str) -> Iterator[tuple[int, int, Header]]:
    """Start and end (before LF) of every header line.

    Searches for the end of a header, which is far rarer in text than its beginning, and looks at
    each line once.
    """
    at = 0
    while (sign := text.find(CLOSES, at)) >= 0:
        start = text.rfind("\n", at, sign) + 1 or at
        end = text.find("\n", sign)
        stop = len(text) if end < 0 else end
        if text.startswith(OPENS, start):
            line = text[start : stop - 1] if _is_crlf(text, stop) else text[start:stop]
            found = read_header(line) if line.rstrip(BLANKS).endswith(CLOSES) else None
            if found is not None:
                yield start, stop, found
        at = stop + 1


def _is_crlf(text: str, stop: int) -> bool:
    return stop < len(text) and text[stop - 1 : stop] == "\r"


def _line_at(text: str, start: int, stop: int) -> tuple[str, str, int]:
    """The line, its end, and where the next one begins; ``stop`` is at its LF or the text's end."""
    if stop == len(text):
        return text[start:], "", stop
    if _is_crlf(text, stop):
        return text[start : stop - 1], "\r\n", stop + 1
    return text[start:stop], "\n", stop + 1


def _dashes(text: str, start: int, stop: int) -> bool:
    """Whether the line is three dashes and blanks; a CR counts only as part of its CRLF."""
    if _is_crlf(text, stop):
        stop -= 1
    return not text[start + 3 : stop].strip(BLANKS)
