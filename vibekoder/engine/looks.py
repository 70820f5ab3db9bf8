"""What is known of a project's files and of what pins keep, found out once for each version.

Texts themselves are not kept: a session may include more than memory should hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from vibekoder.core import contents, difference, excerpt
from vibekoder.core.account import PICTURE_TOKENS
from vibekoder.core.contents import Content, File, Files, LeftOut, Output, Picture
from vibekoder.core.directives import Directive
from vibekoder.core.errors import Refused, StoreError
from vibekoder.core.kinds import EVERY_KIND
from vibekoder.core.pictures import media_type
from vibekoder.core.tokens import estimate
from vibekoder.core.wild import EVERYTHING, Pattern
from vibekoder.engine import resolve
from vibekoder.engine.exposing import leaks_of
from vibekoder.engine.resolve import Resolver
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Entry, Mark, Outside, Sources, TooLarge

_MARKDOWN = (".md", ".markdown")


class State(StrEnum):
    """How a piece stands."""

    LIVE = "live"
    PINNED = "pinned"
    CHANGED = "changed"
    MISSING = "missing"
    TOO_LARGE = "too large"
    BINARY = "binary"
    DENIED = "denied"
    FAILED = "failed"
    TO_RUN = "to run"
    LEFT_OUT = "left out"
    UNCONFIRMED = "unconfirmed"
    WRONG = "wrong"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Head:
    """A heading of a Markdown file, with what its section weighs."""

    level: int
    title: str
    size: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file, a part or an object.

    ``kind`` is file, part, folder, picture or command; ``name`` that of the object that holds
    these bytes; ``files`` the paths of a pinned folder with their objects; ``secrets`` counts
    those in it.
    """

    state: State = State.LIVE
    why: str = ""
    kind: str = "file"
    name: str = ""
    size: int = 0
    tokens: int = 0
    headings: tuple[Head, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: int = 0


@dataclass(slots=True)
class Looks:
    """Looks at files and objects; what it returns is kept until the file changes.

    ``allowed`` are the marks of secrets that may be sent, ``session`` is the session's file.
    """

    sources: Sources
    objects: Objects
    allowed: frozenset[str] = frozenset()
    session: Path = Path()
    _files: dict[tuple[str, str], tuple[Mark, Facts]] = field(
        default_factory=dict[tuple[str, str], tuple[Mark, Facts]]
    )
    _kept: dict[tuple[str, ...], Facts] = field(default_factory=dict[tuple[str, ...], Facts])
    _walks: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    _drift: dict[tuple[str, str], tuple[int, int]] = field(
        default_factory=dict[tuple[str, str], tuple[int, int]]
    )

    def file(self, path: str, mark: Mark) -> Facts:
        """A whole file."""
        return self._looked(path, None, mark)

    def named(self, directive: Directive, mark: Mark) -> Facts:
        """The file that a directive names, or its part."""
        return self._looked(directive.target, directive, mark)

    def pinned(self, directive: Directive) -> Facts:
        """What the pin of a directive keeps; an object never changes."""
        key = (directive.pin or "", directive.named, str(directive.raw), directive.kind)
        known = self._kept.get(key)
        if known is None:
            try:
                known = self._kept[key] = self._frozen(directive)
            except Refused as error:
                # not kept: the objects may come back
                return Facts(State.MISSING, error.sentence)
        return known

    def walk(self, named: str, folder: str, pattern: Pattern) -> Iterator[Entry]:
        """The files below a folder, from memory if they were walked before ``forget``."""
        known = self._walks.get(named)
        if known is not None:
            yield from known
            return
        found: list[Entry] = []
        # a pattern says itself which files it means
        kinds = self.sources.kinds if pattern is EVERYTHING else EVERY_KIND
        for entry in self.sources.walk(folder, pattern, kinds):
            found.append(entry)
            yield entry
        self._walks[named] = found

    def forget(self) -> None:
        """The disk may have changed: walk anew."""
        self._walks.clear()

    def drift(self, directive: Directive, path: str, before: str, now: str) -> tuple[int, int]:
        """How many lines came and went from one object to the file of now."""
        known = self._drift.get((before, now))
        if known is None:
            changes = self.changes(directive, path, before)
            known = self._drift[(before, now)] = difference.counted(changes)
        return known

    def changes(self, directive: Directive, path: str, before: str) -> tuple[difference.Hunk, ...]:
        """From an object to what the directive, or the file of its folder, is now."""
        try:
            old = self.objects.get(before).decode("utf-8", "replace")
            whole = path == directive.target
            new = self._live(directive) if whole else self.sources.read(path)
        except StoreError as error:
            raise Refused(error.reason, error.hint) from error
        return difference.hunks(old, new.decode("utf-8", "replace"))

    def read(self, directive: Directive) -> str:
        """The sent form of what a directive stands for. Raises Refused."""
        return "".join(words.text for words in contents.form(directive, self._content(directive)))

    def _frozen(self, directive: Directive) -> Facts:
        return _kept(directive, self._content(directive), self.allowed)

    def _looked(self, path: str, directive: Directive | None, mark: Mark) -> Facts:
        part = directive.named if directive is not None and not directive.whole_file else ""
        known = self._files.get((path, part))
        if known is None or known[0] != mark:
            known = self._files[(path, part)] = (mark, self._look(path, directive, part))
        return known[1]

    def _look(self, path: str, directive: Directive | None, part: str) -> Facts:
        try:
            if part and directive is not None:
                found = _weighed(self._live(directive), path, self.allowed)
                # the first is the one that it names itself
                heads = found.headings[1:] if directive.part is not None else ()
                return replace(found, kind="part", headings=heads)
            return _weighed(self.sources.read(path), path, self.allowed)
        except StoreError as error:
            return unread(error)
        except Refused as error:
            return Facts(State.MISSING, error.sentence)

    def _live(self, directive: Directive) -> bytes:
        resolver = Resolver(self.sources, self.objects, self.sources.root)
        found = resolver.content(directive, fresh=True)
        return found.data if isinstance(found, File) else b""

    def _content(self, directive: Directive) -> Content:
        return Resolver(self.sources, self.objects, self.session).content(directive)


def unread(error: StoreError) -> Facts:
    """Why a file is not there for us."""
    if isinstance(error, Outside):
        return Facts(State.DENIED, error.reason)
    return Facts(State.TOO_LARGE if isinstance(error, TooLarge) else State.MISSING, error.reason)


def _weighed(data: bytes, path: str, allowed: frozenset[str]) -> Facts:
    name = contents.name_of(data)
    if media_type(data) is not None:
        return Facts(kind="picture", name=name, size=len(data), tokens=PICTURE_TOKENS)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return Facts(State.BINARY, resolve.BINARY if b"\0" in data else resolve.NOT_UTF8)
    heads = tuple(_heads(text)) if path.lower().endswith(_MARKDOWN) else ()
    secrets = len(leaks_of(text, path, allowed))
    return Facts(name=name, size=len(data), tokens=estimate(text), headings=heads, secrets=secrets)


def _heads(text: str) -> Iterator[Head]:
    for one in excerpt.headings(text):
        section = text[one.start : one.end]
        yield Head(one.level, one.title, len(section.encode()), estimate(section))


def _kept(directive: Directive, content: Content, allowed: frozenset[str]) -> Facts:
    if isinstance(content, Picture):
        size = len(content.image.data)
        return Facts(State.PINNED, "", "picture", content.object, size, PICTURE_TOKENS)
    text = "".join(words.text for words in contents.form(directive, content))
    size = len(text.encode("utf-8", "replace"))
    printed = directive.kind == "command"
    secrets = len(leaks_of(text, directive.target, allowed, printed=printed))
    name = content.object
    facts = Facts(State.PINNED, "", "file", name, size, estimate(text), secrets=secrets)
    match content:
        case Files():
            return replace(
                facts, kind="folder", files={one.path: one.object for one in content.files}
            )
        case LeftOut():
            return replace(facts, state=State.LEFT_OUT, why=content.why)
        case Output():
            why = f"exit status {content.status}" if content.status else ""
            return replace(facts, kind="command", why=why)
        case _:
            part = directive.kind == "include" and not directive.whole_file
            return replace(facts, kind="part" if part else "file")
