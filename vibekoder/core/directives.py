"""The user's own orders inside a slice: ``<!-- include: … -->`` and ``<!-- command: … -->``.

A directive is an HTML comment alone on a line with at most three spaces before it. It acts only in
System and User text outside fences; ``find`` is given such a text. A line that begins with
backslashes before the comment is literal: ``escape`` adds one, ``unescape`` takes one away. Both
look at every line, fences included, so that they undo each other wherever a text is put.

Files of the earlier program have ``<!-- cached: PATH -->`` as well, which names a copy of its own
and is never written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from vibekoder.core.fences import Fences

Kind = Literal["include", "command", "cached"]

SHORTEST_PIN = 12
"""So many digits of an object's name a pin has at least; shorter ones may come to fit two."""

_KINDS: tuple[Kind, ...] = ("include", "command", "cached")
_STARTS = tuple(f"<!-- {kind}:" for kind in _KINDS)
_PIN = re.compile(rf"[0-9a-fA-F]{{{SHORTEST_PIN},64}}")
_RANGE = re.compile(r"L(\d{1,9})-(\d{1,9})")
_NEEDS_QUOTES = re.compile(r'["#]| @ |--|^[ \t]|[ \t]\Z|(?:^|[ \t])(?:raw|@)\Z')
_ESCAPED = re.compile(r"^ {0,3}\\+<!-- (?:include|command):", re.MULTILINE)
_ESCAPABLE = re.compile(r"^( {0,3})(\\*<!-- (?:include|command):)", re.MULTILINE)
_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Directive:
    """One order: what is brought in, which part of it, which bytes if that is settled.

    ``target`` is a path (with ``/``) or a command's name, ``cached`` a path inside the folder that
    has the session's name; ``part`` a heading or, where ``lines``
    is set, nothing; ``pin`` the first digits of the object that was sent.
    """

    kind: Kind
    target: str
    part: str | None = None
    lines: tuple[int, int] | None = None
    pin: str | None = None
    raw: bool = False

    @property
    def whole_file(self) -> bool:
        """Whether it may name one file and all of it (a folder shows only on the disk)."""
        return self.kind == "include" and self.part is None and self.lines is None

    @property
    def wild(self) -> bool:
        """Whether the path holds a wildcard."""
        return self.kind == "include" and bool(_WILD.search(self.target))

    @property
    def named(self) -> str:
        """The target with its part, as a person reads it."""
        if self.lines is not None:
            return f"{self.target}#L{self.lines[0]}-{self.lines[1]}"
        return self.target if self.part is None else f"{self.target}#{self.part}"


@dataclass(frozen=True, slots=True)
class Found:
    """A directive's place: ``text[start:end]`` is its line without the line end.

    ``directive`` is None where the line means to be one and cannot be read; ``fault`` says why.
    """

    start: int
    end: int
    line: str
    directive: Directive | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """The live directives of a text in order; ``unclosed`` if a fence reaches to its end."""

    found: tuple[Found, ...]
    unclosed: bool


def find(text: str) -> Scan:
    """Find what acts in a System or User text. Linear; a text without directives costs a search."""
    if not any(start in text for start in _STARTS):
        return Scan((), unclosed=False)
    fences = Fences()
    found: list[Found] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if not fences.holds(line):
            one = _read_line(line, start, end)
            if one is not None:
                found.append(one)
        start = end + 1
    return Scan(tuple(found), unclosed=fences.open)


def parse(line: str) -> Directive | None:
    """Read one line; None where it is no directive or cannot be read."""
    found = _read_line(line, 0, len(line))
    return found.directive if found is not None else None


def write(directive: Directive) -> str:
    """The line that reads back as this directive, without indentation."""
    if directive.kind == "cached":
        return f"<!-- cached: {directive.target} -->"
    words = [_quoted(directive.target)]
    if directive.lines is not None:
        words[0] += "#L{}-{}".format(*directive.lines)
    elif directive.part is not None:
        words[0] += "#" + _quoted(directive.part, force=bool(_RANGE.fullmatch(directive.part)))
    if directive.pin is not None:
        words.append(f"@ {directive.pin}")
    if directive.raw:
        words.append("raw")
    return f"<!-- {directive.kind}: {' '.join(words)} -->"


def pinned(found: Found, pin: str) -> str:
    """The line of a live directive with its pin put in, its blanks around kept."""
    return _with_pin(found, pin)


def unpinned(found: Found) -> str:
    """The line of a pinned directive with its pin taken out: it is live again."""
    return _with_pin(found, None)


def escape(text: str) -> str:
    """Make every directive of a text literal; text that is escaped already gains one more."""
    return _ESCAPABLE.sub(r"\1\\\2", text) if "<!-- " in text else text


def unescape(text: str) -> str:
    """The text as it is sent: an escaped line loses one backslash."""
    if "\\<!-- " not in text:
        return text
    return _ESCAPED.sub(lambda match: match[0].replace("\\", "", 1), text)


def fenced(text: str, language: str = "", *, head: str = "") -> str:
    """The text in a fence longer than any run of backticks in it, below ``head``."""
    before, after = fence_around(text, language)
    return f"{head}{before}{text}{after}"


def fence_around(text: str, language: str = "") -> tuple[str, str]:
    """What stands before and after a text for it to be in such a fence."""
    # most texts have none, and one sign is found at the speed of memory
    runs = re.findall("`{3,}", text) if "`" in text else []
    longest = max(map(len, runs), default=2)
    fence = "`" * (longest + 1)
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{fence}{language}\n", f"{end}{fence}"


def _with_pin(found: Found, pin: str | None) -> str:
    if found.directive is None:
        return found.line
    indent = found.line[: len(found.line) - len(found.line.lstrip(" "))]
    trail = found.line[len(found.line.rstrip(" \t")) :]
    return indent + write(replace(found.directive, pin=pin)) + trail


def _read_line(line: str, start: int, end: int) -> Found | None:
    inner = line.rstrip(" \t")
    bare = inner.lstrip(" ")
    if len(inner) - len(bare) > 3 or not bare.startswith(_STARTS) or not bare.endswith("-->"):
        return None
    head, _, body = bare.removesuffix("-->").partition(":")
    if "-->" in body:
        return None  # the comment ends earlier: it is not alone on its line
    kind: Kind = next(one for one in _KINDS if head.endswith(one))
    read = _read_body(kind, body.strip(" \t"))
    if isinstance(read, Directive):
        return Found(start, end, line, read)
    return Found(start, end, line, None, read)


def _read_body(kind: Kind, body: str) -> Directive | str:
    """The directive, or the sentence that says why it is none."""
    if kind == "cached":
        return Directive(kind, body) if body else "it names nothing"
    target, rest, fault = _take_word(body, stop_at_part=kind == "include")
    part: str | None = None
    lines: tuple[int, int] | None = None
    if not fault and rest.startswith("#") and kind == "include":
        was_quoted = rest.startswith('#"')
        part, rest, fault = _take_word(rest[1:], stop_at_part=False)
        match = None if was_quoted else _RANGE.fullmatch(part)
        if match:
            part, lines = None, (int(match[1]), int(match[2]))
    if fault:
        return fault
    if not target or part == "":
        return "it names nothing"
    if lines is not None and not 1 <= lines[0] <= lines[1]:
        return f"L{lines[0]}-{lines[1]} is no range of lines"
    words = [word for word in re.split("[ \t]+", rest) if word] if rest else []
    raw = bool(words) and words[-1] == "raw"
    if raw:
        words.pop()
    if not words:
        return Directive(kind, target, part, lines, None, raw)
    if len(words) == 2 and words[0] == "@" and _PIN.fullmatch(words[1]):
        return Directive(kind, target, part, lines, words[1].lower(), raw)
    return f"“{rest.strip()}” is neither a pin (@ and at least {SHORTEST_PIN} hex digits) nor raw"


def _take_word(body: str, *, stop_at_part: bool) -> tuple[str, str, str]:
    """A quoted or bare name, what follows it, and a fault or an empty string."""
    if body.startswith('"'):
        return _take_quoted(body)
    end = len(body)
    if stop_at_part and "#" in body:
        end = body.index("#")
    at = body.find(" @ ", 0, end)
    if at >= 0:
        end = at
    elif body[:end] == "raw" or (end == len(body) and body.endswith((" raw", "\traw"))):
        end = len(body) - len("raw")
    return body[:end].strip(" \t"), body[end:], ""


def _take_quoted(body: str) -> tuple[str, str, str]:
    taken: list[str] = []
    at = 1
    while at < len(body):
        char = body[at]
        if char == '"':
            return "".join(taken), body[at + 1 :], ""
        if char == "\\" and body[at + 1 : at + 2] in ('"', "\\", ">"):
            at += 1
            char = body[at]
        taken.append(char)
        at += 1
    return "", "", "a quote is not closed"


def _quoted(name: str, *, force: bool = False) -> str:
    if not force and not _NEEDS_QUOTES.search(name):
        return name
    inside = name.replace("\\", "\\\\").replace('"', '\\"').replace(">", "\\>")
    return f'"{inside}"'
