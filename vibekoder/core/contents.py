"""What a directive stands for, how it reads to the model, and how a pin keeps it.

A pinned file, range or section is kept as its own bytes, a picture too. Everything else is kept as
a *record*: a zero byte, then JSON. No text that can be included holds a zero byte, so nothing that
a file says can pass for a record and bring in what it names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, cast

from vibekoder.core.directives import Directive, fence_around, fenced
from vibekoder.core.errors import FormatError
from vibekoder.core.languages import language_of
from vibekoder.core.messages import Image
from vibekoder.core.pictures import media_type

RECORD = b"\0"


@dataclass(frozen=True, slots=True)
class File:
    """The text of a file or of a part of one, as UTF-8, and the whole name of its object.

    ``decoded`` is that text where somebody has read it already: it is not read twice then.
    """

    data: bytes
    object: str
    decoded: str | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        return self.data.decode("utf-8") if self.decoded is None else self.decoded


@dataclass(frozen=True, slots=True)
class Held:
    """One file of a folder or glob; ``decoded`` as a file's."""

    path: str
    data: bytes
    object: str
    decoded: str | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        return self.data.decode("utf-8") if self.decoded is None else self.decoded


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a folder or glob in order; ``left`` are paths that were left out, and why."""

    files: tuple[Held, ...]
    left: tuple[tuple[str, str], ...]
    object: str


@dataclass(frozen=True, slots=True)
class Output:
    """What a command wrote and its exit status."""

    status: int
    out: str
    err: str
    object: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Nothing: the person chose to send without it, and the model is told why."""

    why: str
    object: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; it goes beside the text."""

    image: Image
    object: str


Content: TypeAlias = File | Files | Output | LeftOut | Picture


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a sent form; ``path`` and ``object`` are of what it was made of.

    ``parts`` join to its text: a long file is copied once, when its whole message is made.
    """

    parts: tuple[str, ...]
    path: str
    object: str

    @property
    def text(self) -> str:
        return "".join(self.parts)


def form(directive: Directive, content: Content) -> tuple[Words, ...]:
    """How a content reads to the model; the stretches join without anything between.

    A line with its name, then a fence longer than any in it; ``raw`` is the content bare. No
    line end stands at the end.
    """
    name = directive.named + (" (pinned)" if directive.pin is not None else "")
    match content:
        case File():
            parts = _file_form(name, directive.target, content.text, raw=directive.raw)
            return (Words(parts, directive.named, content.object),)
        case Files():
            return _files_form(name, directive, content)
        case Output():
            said = _output_form(name, directive, content)
            return (Words((said,), directive.named, content.object),)
        case LeftOut():
            said = f"{directive.named}: not part of this message, because {content.why}."
            return (Words((said,), directive.named, content.object),)
        case _:
            return (Words((f"{name}: see the picture",), directive.named, content.object),)


def said_of(directive: Directive, content: Content) -> tuple[str, ...]:
    """What a person should know of a content that is sent: sentences."""
    if isinstance(content, Files) and content.left:
        names = ", ".join(f"{path} ({why})" for path, why in content.left[:5])
        more = f" and {len(content.left) - 5} more" if len(content.left) > 5 else ""
        return (f"Of {directive.named} this was left out: {names}{more}.",)
    if isinstance(content, LeftOut):
        return (f"{directive.named} was left out; the message says so.",)
    return ()


def name_of(data: bytes) -> str:
    """The name of the object that holds these bytes."""
    return hashlib.sha256(data).hexdigest()


def record(content: Files | Output | LeftOut) -> bytes:
    """The bytes of the object that a pin names, for what is no file."""
    match content:
        case Files():
            files = [[one.path, one.object] for one in content.files]
            return _record({"kind": "files", "files": files, "left": content.left})
        case Output():
            named = {"status": content.status, "out": content.out, "err": content.err}
            return _record({"kind": "output", **named})
        case _:
            return _record({"kind": "left out", "why": content.why})


def named(content: Content) -> Content:
    """The same with its object's name filled in."""
    match content:
        case File():
            return replace(content, object=name_of(content.data))
        case Files():
            return Files(content.files, content.left, name_of(record(content)))
        case Output():
            return Output(content.status, content.out, content.err, name_of(record(content)))
        case LeftOut():
            return LeftOut(content.why, name_of(record(content)))
        case _:
            return Picture(content.image, name_of(content.image.data))


def with_texts(content: Content, change: Callable[[str, str], str], path: str) -> Content:
    """The same with each of its texts changed; ``change`` gets a text and its path.

    Its object is another where any is other than before.
    """

    def bytes_of(data: bytes, of: str) -> bytes:
        return change(data.decode("utf-8"), of).encode()

    match content:
        case File():
            return named(File(bytes_of(content.data, path), ""))
        case Files():
            changed = ((one.path, bytes_of(one.data, one.path)) for one in content.files)
            files = tuple(Held(of, data, name_of(data)) for of, data in changed)
            return named(Files(files, content.left, ""))
        case Output():
            out, err = change(content.out, path), change(content.err, path)
            return named(Output(content.status, out, err, ""))
        case _:
            return content


def objects_of(content: Content) -> tuple[bytes, ...]:
    """Everything that must be stored for it, the object that a pin names last."""
    match content:
        case File():
            return (content.data,)
        case Picture():
            return (content.image.data,)
        case Files():
            return (*(one.data for one in content.files), record(content))
        case _:
            return (record(content),)


def read(target: str, data: bytes, get: Callable[[str], bytes]) -> Content:
    """What a pinned object stands for; ``get`` gives the objects that it names.

    Raises FormatError for bytes that are neither text nor picture nor a record.
    """
    name = name_of(data)
    if data.startswith(RECORD):
        return _read_record(data, name, get)
    kind = media_type(data)
    if kind is not None:
        return Picture(Image(kind, data, target), name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("this is not text in UTF-8") from error
    return File(data, name, text)


def named_in(data: bytes) -> tuple[str, ...]:
    """The objects that a record names; none for anything else."""
    if not data.startswith(RECORD):
        return ()
    try:
        value: Any = json.loads(data[1:])
        return tuple(str(name) for _, name in value.get("files", ()))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()


def _read_record(data: bytes, name: str, get: Callable[[str], bytes]) -> Content:
    try:
        value = cast("dict[str, Any]", json.loads(data[1:]))
        match value["kind"]:
            case "files":
                files = tuple(Held(path, get(one), one) for path, one in value["files"])
                left = tuple((str(path), str(why)) for path, why in value["left"])
                return Files(files, left, name)
            case "output":
                return Output(int(value["status"]), str(value["out"]), str(value["err"]), name)
            case "left out":
                return LeftOut(str(value["why"]), name)
            case _:
                pass
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise FormatError("the object of this pin cannot be read")


def _file_form(name: str, target: str, text: str, *, raw: bool) -> tuple[str, ...]:
    if raw:
        return (_bare(text),)
    before, after = fence_around(text, language_of(target))
    return (f"{name}\n{before}", text, after)


def _files_form(name: str, directive: Directive, content: Files) -> tuple[Words, ...]:
    count = len(content.files)
    head = f"{name}: {count} file{'' if count == 1 else 's'}"
    lines = [head, *(f"{path} is left out: {why}" for path, why in content.left)]
    first = "" if directive.raw else "\n".join(lines)
    made = [Words((first,), directive.named, content.object)] if first else []
    for one in content.files:
        parts = _file_form(one.path, one.path, one.text, raw=directive.raw)
        gap = ("\n" if directive.raw else "\n\n") if made else ""
        made.append(Words((gap, *parts), one.path, one.object))
    return tuple(made)


def _output_form(name: str, directive: Directive, content: Output) -> str:
    if directive.raw:
        return _bare(content.out)
    language = _LANGUAGES.get(directive.target, "")
    parts = [f"{name}: exit status {content.status}", fenced(content.out, language)]
    if content.err:
        parts += ["standard error:", fenced(content.err)]
    return "\n".join(parts)


def _bare(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


def _record(value: Any) -> bytes:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return RECORD + written.encode("utf-8", "replace")


_LANGUAGES = {"git_diff": "diff"}
