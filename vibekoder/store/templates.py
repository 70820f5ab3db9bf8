"""Templates as files: the project's, the user's own, and those that come with the program."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from vibekoder.core import fork, templates
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.core.session import Session, Splice, parse, serialise
from vibekoder.core.tokens import estimate
from vibekoder.store import atomic, front_matter
from vibekoder.store.paths import real, storing

SUFFIXES = (".md", ".vktemplate")
"""The second one is that of the earlier program."""

_OWN_KEYS = ("ask", "description")
_LEFT_BEHIND = ("forked_from", "created")
_UNFIT = re.compile(r"[^\w -]+")


@dataclass(frozen=True, slots=True)
class Template:
    """One template. ``questions`` are what is asked for, by the names that stand for it;
    ``tokens`` about what its own words are."""

    path: Path
    title: str
    description: str = ""
    questions: Mapping[str, str] = field(default_factory=dict[str, str])
    tokens: int = 0


def listed(folders: Iterable[Path], root: Path | None = None) -> list[Template]:
    """The templates of these folders; one takes the place of a later one of the same name.

    A folder that is not there has none, and what cannot be read is left out. So is what a
    project, whose folder is ``root``, has by a link that leads out of it.
    """
    found: dict[str, Template] = {}
    for folder in folders:
        if _leads_out(folder, root):
            continue
        with suppress(OSError):
            for path in sorted(folder.iterdir()):
                known = path.suffix.lower() in SUFFIXES and path.stem.lower() not in found
                if known and not _leads_out(path, root):
                    with suppress(StoreError):
                        found[path.stem.lower()] = load(path)
    return sorted(found.values(), key=lambda one: one.title.lower())


def load(path: Path) -> Template:
    """Read one template; StoreError if that cannot be."""
    session = parse(atomic.read(path))
    front = front_matter.read(session.head.front)
    asked = front.get("ask")
    told = asked if isinstance(asked, dict) else {}
    text = "\n".join([session.head.text, *(one.text for one in session.slices)])
    wanted = [name for name in templates.names_in(text) if name not in templates.KNOWN]
    questions = {name: _text(told.get(name)) or name.replace("_", " ") for name in wanted}
    return Template(
        path,
        _text(front.get("title")) or path.stem,
        _text(front.get("description")),
        questions,
        estimate(text),
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A new session's bytes, and the prompt that is still to be written in it.

    ``lacking`` are the names of folders that are not there: what includes them is left out.
    """

    data: bytes
    prompt: str
    lacking: tuple[str, ...] = ()


def used(path: Path, values: Mapping[str, str], absent: Collection[str] = ()) -> Made:
    """Make what a template says; ``absent`` folders are those without a file. Raises StoreError."""
    template = parse(atomic.read(path))
    text = "\n".join([template.head.text, *(one.text for one in template.slices)])
    session, prompt = templates.made(template, values, absent)
    head = session.head
    front = head.front
    with suppress(FormatError):
        for key in _OWN_KEYS:
            front = front_matter.change(front, key, None, session.eol)
        title = _text(front_matter.read(front).get("title"))
        # a template's own name is not that of every session made from it
        titled = templates.filled(title, values) if templates.names_in(title) else None
        front = front_matter.change(front, "title", titled, session.eol)
    changed = head.with_front(front, session.eol)
    data = serialise(session.splice(Splice(0, (head,), (changed,))))
    return Made(data, prompt, templates.lacking(text, absent))


def save(folder: Path, title: str, session: Session) -> Path:
    """Write a session as a template of this name; one that is there already stays.

    Raises StoreError.
    """
    bare = templates.as_template(session)
    bare = Session(tuple(fork.refreshed(part) for part in bare.parts))
    front = bare.head.front
    try:
        for key in _LEFT_BEHIND:
            front = front_matter.change(front, key, None, bare.eol)
        front = front_matter.change(front, "title", title, bare.eol)
    except FormatError:
        front = front_matter.change("", "title", title, bare.eol)
    head = bare.head.with_front(front, bare.eol)
    data = serialise(bare.splice(Splice(0, (bare.head,), (head,))))
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    name = "-".join(_UNFIT.sub(" ", title).split()).lower() or "template"
    number = 1
    while not atomic.create(
        path := folder / f"{name}{'' if number == 1 else f'-{number}'}.md", data
    ):
        number += 1
    return path


def _leads_out(path: Path, root: Path | None) -> bool:
    if root is None or not path.is_relative_to(root):
        return False
    return not real(path).is_relative_to(real(root))


def _text(value: front_matter.Read | None) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
