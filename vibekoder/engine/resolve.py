"""What the directives of one send stand for: files, parts, folders, pictures, pinned bytes.

Each file is read once per send, so that two lines that name it say the same. Refused gives the
reason, which stands after the line in the list of what cannot be had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from vibekoder.core import contents, excerpt
from vibekoder.core.commands import BUILT_IN, Command
from vibekoder.core.contents import Content, File, Files, Held, LeftOut, Output, Picture
from vibekoder.core.directives import Directive
from vibekoder.core.errors import FormatError, Refused, StoreError
from vibekoder.core.kinds import EVERY_KIND
from vibekoder.core.messages import Image
from vibekoder.core.pictures import media_type
from vibekoder.core.wild import EVERYTHING, Pattern, divided
from vibekoder.store.beside import beside
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Sources

PART_LIMIT = 64 * 1024 * 1024
"""A file may have so many bytes if only a part of it is wanted."""
MOST_FILES = 5000
MOST_BYTES = 64 * 1024 * 1024
"""What one folder or glob may bring at most, in files and in bytes."""
TOO_MANY = f"it stands for more than {MOST_FILES:,} files or {MOST_BYTES >> 20} MiB; name fewer"

BINARY = "this is a binary file"
NOT_UTF8 = "this is not text in UTF-8"
PICTURE = "this is a picture; include it by its own name"
NO_PICTURES = "this model takes no pictures"
UNCONFIRMED = "you did not confirm the command"
NO_PART = "a part can be taken of one text file only"


class CommandWanted(Exception):
    """A command must have run before the directive that names it stands for anything."""

    def __init__(self, command: Command) -> None:
        super().__init__(command.name)
        self.command = command


class Unrun(Refused):
    """A command has brought nothing, and why."""


class Redact(Protocol):
    """Changes a text of a file with this path, or one that a command has printed."""

    def __call__(self, text: str, path: str, *, printed: bool) -> str: ...


@dataclass(frozen=True, slots=True)
class Resolver:
    """Finds contents for one send.

    ``session`` is the session's file; ``images`` whether the model takes pictures; ``commands``
    are those there are, and ``outputs`` what came of those that have run, by their names: a text
    says why nothing did. ``redact`` changes every text before it is sent.
    """

    sources: Sources
    objects: Objects
    session: Path
    images: bool = True
    commands: Mapping[str, Command] = field(default_factory=lambda: dict(BUILT_IN))
    outputs: Mapping[str, Output | str] = field(default_factory=dict[str, "Output | str"])
    redact: Redact | None = None
    _known: dict[str, bytes] = field(default_factory=dict[str, bytes], repr=False)

    @property
    def read(self) -> Mapping[str, bytes]:
        """The files that were read, by their paths."""
        return self._known

    def content(self, directive: Directive, *, fresh: bool = False) -> Content:
        """What it stands for; with ``fresh`` as if it had no pin.

        Raises Refused, or CommandWanted.
        """
        try:
            if directive.pin is not None and not fresh:
                content = self._pinned(directive, directive.pin)
            else:
                content = contents.named(self._live(directive))
            if self.redact is not None:
                change = partial(self.redact, printed=directive.kind == "command")
                content = contents.with_texts(content, change, directive.target)
            return self._with_pictures(content)
        except StoreError as error:
            raise Refused(error.reason, error.hint) from error

    def _live(self, directive: Directive) -> Content:
        if directive.kind == "command":
            return self._output(directive.target)
        if directive.kind == "cached":
            kept = beside(self.session, self.sources.limit)
            return _text_or_picture(directive, kept.read(directive.target))
        try:
            seen = self.sources.look(directive.target)
        except StoreError:
            if not directive.wild:
                raise
            return self._glob(directive)
        if seen.folder:
            return self._folder(directive)
        if directive.whole_file:
            return _text_or_picture(directive, self._read(directive.target))
        return self._part(directive)

    def _output(self, name: str) -> Output:
        command = self.commands.get(name)
        if command is None:
            raise Refused(f"the project has no command “{name}”")
        output = self.outputs.get(name)
        if output is None:
            raise CommandWanted(command)
        if isinstance(output, str):
            raise Unrun(output)
        return output

    def _part(self, directive: Directive) -> File:
        data = self._read(directive.target, PART_LIMIT)
        if b"\0" in data:
            raise Refused(BINARY if media_type(data) is None else NO_PART)
        text = _text(data)
        if directive.lines is not None:
            part = excerpt.lines(text, *directive.lines)
            if part is None:
                raise Refused(f"it has only {_count(excerpt.count_lines(text), 'line')}")
        else:
            part = excerpt.section(text, directive.part or "")
            if part is None:
                raise Refused(f"it has no heading “{directive.part}” outside of code fences")
        cut = part.encode()
        if len(cut) > self.sources.limit:
            raise Refused(self.sources.too_large(self.sources.root, len(cut)).reason)
        return File(cut, "", part)

    def _folder(self, directive: Directive) -> Files:
        return self._gather(directive, directive.target, EVERYTHING)

    def _glob(self, directive: Directive) -> Files:
        return self._gather(directive, *divided(directive.target))

    def _gather(self, directive: Directive, folder: str, pattern: Pattern) -> Files:
        if not directive.whole_file:
            raise Refused(NO_PART)
        files: list[Held] = []
        left: list[tuple[str, str]] = []
        size = 0
        kinds = self.sources.kinds if pattern is EVERYTHING else EVERY_KIND
        for entry in self.sources.walk(folder, pattern, kinds):
            held = self._one_of_many(entry.name) if not entry.why else entry.why
            if isinstance(held, str):
                left.append((entry.name, held))
                continue
            size += len(held.data)
            files.append(held)
            if len(files) > MOST_FILES or size > MOST_BYTES:
                raise Refused(TOO_MANY)
        if not files:
            raise Refused(_nothing(left))
        return Files(tuple(files), tuple(left), "")

    def _one_of_many(self, name: str) -> Held | str:
        """A file of a folder, or why it is left out."""
        try:
            data = self._read(name)
        except StoreError as error:
            return error.reason
        if b"\0" in data:
            return BINARY if media_type(data) is None else PICTURE
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return NOT_UTF8
        return Held(name, data, contents.name_of(data), text)

    def _read(self, name: str, most: int | None = None) -> bytes:
        known = self._known.get(name)
        limit = self.sources.limit if most is None else most
        if known is None or len(known) > limit:
            known = self._known[name] = self.sources.read(name, most)
        return known

    def _pinned(self, directive: Directive, pin: str) -> Content:
        names = self.objects.find(pin)
        if len(names) > 1:
            raise Refused(f"this pin fits more than one object: {', '.join(names)}")
        if not names:
            raise Refused(
                "the bytes that were sent under this pin are missing; without the pin "
                f"{directive.target} is read anew"
            )
        try:
            return contents.read(directive.target, self.objects.get(names[0]), self.objects.get)
        except FormatError as error:
            raise Refused(error.sentence) from error

    def _with_pictures(self, content: Content) -> Content:
        if isinstance(content, Picture) and not self.images:
            raise Refused(NO_PICTURES)
        return content


def left_out(why: str) -> LeftOut:
    """What stands for a directive that is sent without what it names."""
    named = contents.named(LeftOut(why, ""))
    assert isinstance(named, LeftOut)  # noqa: S101 - it only gains its object's name
    return named


def _text_or_picture(directive: Directive, data: bytes) -> Content:
    kind = media_type(data)
    if kind is not None:
        return Picture(Image(kind, data, directive.target), "")
    if b"\0" in data:
        raise Refused(BINARY)
    return File(data, "", _text(data))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(NOT_UTF8) from error


def _nothing(left: list[tuple[str, str]]) -> str:
    if not left:
        return "no file fits it that the ignore rules leave"
    first, why = left[0]
    more = f" and {_count(len(left) - 1, 'other')}" if len(left) > 1 else ""
    return f"none of its files can be included: {first} ({why}){more}"


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
