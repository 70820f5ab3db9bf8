"""What is sent: a session's slices as messages, each with the pieces it is made of.

Pure. Whoever resolves files hands the bytes in; ``wanted`` tells which are needed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from vibekoder.core import directives
from vibekoder.core.directives import Directive, Found
from vibekoder.core.messages import Message, Role
from vibekoder.core.session import Session, Slice, take_apart

Place = tuple[int, int]  # part index, offset of the directive's line in the slice's text


@dataclass(frozen=True, slots=True)
class Wanted:
    """A directive in a slice that is about to be sent."""

    part: int
    found: Found

    @property
    def place(self) -> Place:
        return (self.part, self.found.start)


@dataclass(frozen=True, slots=True)
class Content:
    """What a directive stands for: the bytes, and the whole name of the object that holds them."""

    data: bytes
    object: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One traceable part of what is sent.

    ``kind`` is "text" or the directive's kind; ``source`` the directive as it stands in the
    slice; ``size`` in bytes of UTF-8 as sent; ``message`` the index of the message it is in.
    """

    kind: str
    role: Role
    message: int
    size: int
    slice_id: str | None = None
    source: str = ""
    path: str = ""
    object: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Messages in order, the pieces they are made of, and sentences a person should read."""

    messages: tuple[Message, ...]
    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...] = ()


def sent_parts(session: Session, end: int, running: Collection[int] = ()) -> tuple[int, ...]:
    """Indexes of the parts before ``end`` that go to a model: no variants, running or empty ones.

    ``filtered`` answers do not go either; ``Compiled.warnings`` says so.
    """
    return tuple(
        at
        for at, one in enumerate(session.parts[:end])
        if isinstance(one, Slice)
        and at not in running
        and not one.alt
        and one.status not in ("streaming", "filtered")
        and _own_text(one).strip()
    )


def wanted(session: Session, parts: Collection[int]) -> tuple[Wanted, ...]:
    """The directives that act in these parts, in order."""
    return tuple(
        Wanted(at, found)
        for at in parts
        if (one := session.parts[at]) and isinstance(one, Slice) and one.role != Role.ASSISTANT
        for found in directives.find(one.text).found
    )


def compile_session(
    session: Session, parts: Collection[int], contents: Mapping[Place, Content]
) -> Compiled:
    """Make the messages of these parts; every directive that acts must have its content.

    A slice that is empty once its directives are filled in gives no message.
    """
    messages: list[Message] = []
    pieces: list[Piece] = []
    for at in parts:
        one = session.parts[at]
        if not isinstance(one, Slice):
            continue
        cuts = _cut(one, at, contents)
        text = "".join(words for words, _, _ in cuts)
        if not text.strip():
            continue
        for words, found, content in cuts:
            if words:
                pieces.append(_piece(one, len(messages), words, found, content))
        messages.append(Message(one.role, text))
    return Compiled(tuple(messages), tuple(pieces), _warnings(session, parts))


def sent_form(directive: Directive, content: bytes) -> str:
    """How a brought-in content reads to the model, without a final line end.

    A line with its name, then a fence longer than any in it; ``raw`` is the content bare. The
    bytes are UTF-8 (a store refuses others) and go exactly as they are.
    """
    text = content.decode("utf-8")
    if directive.raw:
        return text.removesuffix("\n").removesuffix("\r")
    note = " (pinned)" if directive.pin is not None else ""
    return f"{directive.named}{note}\n{directives.fenced(text, language_of(directive.target))}"


def language_of(path: str) -> str:
    """The word after a fence for a file of this name; empty if unknown."""
    name = PurePosixPath(path).name
    return _NAMES.get(name) or _SUFFIXES.get(PurePosixPath(name).suffix.lower(), "")


def _own_text(one: Slice) -> str:
    return take_apart(one.text).answer if one.role == Role.ASSISTANT else one.text


def _cut(
    one: Slice, at: int, contents: Mapping[Place, Content]
) -> list[tuple[str, Found | None, Content | None]]:
    if one.role == Role.ASSISTANT:
        return [(_own_text(one), None, None)]
    cuts: list[tuple[str, Found | None, Content | None]] = []
    text, done = one.text, 0
    for found in directives.find(text).found:
        content = contents[(at, found.start)]
        cuts.append((directives.unescape(text[done : found.start]), None, None))
        if found.directive is not None:
            cuts.append((sent_form(found.directive, content.data), found, content))
        done = found.end
    cuts.append((directives.unescape(text[done:]), None, None))
    return cuts


def _piece(
    one: Slice, message: int, words: str, found: Found | None, content: Content | None
) -> Piece:
    size = len(words.encode("utf-8", "surrogatepass"))
    if found is None or found.directive is None or content is None:
        return Piece("text", one.role, message, size, one.id)
    directive = found.directive
    source = found.line.strip(" \t")
    return Piece(
        directive.kind, one.role, message, size, one.id, source, directive.named, content.object
    )


def _warnings(session: Session, parts: Collection[int]) -> tuple[str, ...]:
    above = session.parts[: max(parts, default=0) + 1]
    filtered = any(
        isinstance(one, Slice) and one.status == "filtered" and not one.alt for one in above
    )
    unclosed = any(
        isinstance(one := session.parts[at], Slice)
        and one.role != Role.ASSISTANT
        and directives.find(one.text).unclosed
        for at in parts
    )
    warnings = {
        "An answer that was filtered is not sent.": filtered,
        "A code fence is not closed: no directive below it acts.": unclosed,
    }
    return tuple(sentence for sentence, holds in warnings.items() if holds)


_NAMES = {"Makefile": "makefile", "Dockerfile": "dockerfile", "CMakeLists.txt": "cmake"}

_SUFFIXES = {
    ".bash": "bash",
    ".bat": "bat",
    ".c": "c",
    ".cc": "cpp",
    ".cfg": "ini",
    ".cmake": "cmake",
    ".cpp": "cpp",
    ".cs": "csharp",
    ".css": "css",
    ".csv": "csv",
    ".diff": "diff",
    ".ex": "elixir",
    ".go": "go",
    ".h": "c",
    ".hpp": "cpp",
    ".hs": "haskell",
    ".htm": "html",
    ".html": "html",
    ".ini": "ini",
    ".java": "java",
    ".js": "javascript",
    ".json": "json",
    ".jsx": "jsx",
    ".kt": "kotlin",
    ".lua": "lua",
    ".m": "objectivec",
    ".md": "markdown",
    ".patch": "diff",
    ".php": "php",
    ".pl": "perl",
    ".ps1": "powershell",
    ".py": "python",
    ".pyi": "python",
    ".qml": "qml",
    ".r": "r",
    ".rb": "ruby",
    ".rs": "rust",
    ".rst": "rst",
    ".scala": "scala",
    ".scss": "scss",
    ".sh": "bash",
    ".sql": "sql",
    ".svg": "xml",
    ".swift": "swift",
    ".tex": "latex",
    ".toml": "toml",
    ".ts": "typescript",
    ".tsx": "tsx",
    ".xml": "xml",
    ".yaml": "yaml",
    ".yml": "yaml",
}
