"""From a prompt in memory to a request that may leave: everything about it is on the disk first.

Runs in the writer's thread. ``PREPARATION`` is the order: each step is a function on one ``Work``;
after any step that fails nothing is sent, and what the earlier ones left behind is harmless.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vibekoder.core import directives, receipt
from vibekoder.core.compile import (
    Compiled,
    Content,
    Wanted,
    compile_session,
    sent_parts,
    wanted,
)
from vibekoder.core.directives import Directive
from vibekoder.core.errors import Refused, SessionChanged, StoreError
from vibekoder.core.session import Session, Slice
from vibekoder.engine.merge import derived_id
from vibekoder.engine.pins import Naming, Pin, put_ids, put_pins
from vibekoder.engine.saving import Saved, SessionFile, Snapshot
from vibekoder.store.journal import Journal, journal_path
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State
from vibekoder.store.sources import LIMIT, read_source
from vibekoder.wire.http import ChatRequest

_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Home:
    """Where a session belongs: the program's state, and the project with its rules.

    ``allowed`` are folders outside of the project from which files may be included; ``limit`` is
    the size in bytes of the largest one.
    """

    state: State
    root: Path
    objects: Objects
    project_id: str = ""
    allowed: tuple[Path, ...] = ()
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Target:
    """Whom the request goes to.

    ``build`` gives the exact body that will be sent (a dialect's, or for the rehearsal the plain
    JSON of the messages); it is pure. ``refusal`` tells why nothing can be sent now (a missing
    key), or None; it is asked in the writer's thread.
    """

    backend: str
    model: str
    build: Callable[[ChatRequest], bytes]
    base_url: str = field(default="", repr=False)  # its query may hold a key
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    header_names: Sequence[str] = ()
    refusal: Callable[[], Refused | None] = lambda: None

    @property
    def name(self) -> str:
        """As an answer's ``model`` attribute names it."""
        return f"{self.backend}/{self.model}"


_NO_SESSION = Session()
_NO_MESSAGES = Compiled((), ())
_NO_REQUEST = ChatRequest("", "", (), {})
_NO_RECEIPT = receipt.Receipt("", b"", {})


@dataclass(slots=True)
class Work:
    """What the steps hand from one to the next; each fills in its own fields."""

    snapshot: Snapshot
    file: SessionFile
    home: Home
    target: Target
    request_id: str
    slice_id: str
    after: str
    started: str
    merged: Session = _NO_SESSION
    names: tuple[Naming, ...] = ()
    found: Session = _NO_SESSION
    contents: tuple[Content, ...] = ()
    pins: tuple[Pin, ...] = ()
    pinned: Session = _NO_SESSION
    compiled: Compiled = _NO_MESSAGES
    request: ChatRequest = _NO_REQUEST
    receipt: receipt.Receipt = _NO_RECEIPT
    saved: Saved | None = None
    journal: Journal | None = None


def resolve(work: Work) -> None:
    """Take in what the disk holds, read every file that is named, decide the pins."""
    refusal = work.target.refusal()
    if refusal is not None:
        raise refusal
    if work.snapshot.session.readonly:
        raise Refused(work.snapshot.session.readonly, "Nothing was sent.")
    merged = work.file.merged(work.snapshot).session
    work.names = _names(merged, _parts(work, merged))
    work.found = put_ids(merged, work.names)
    work.merged = merged
    places = wanted(work.found, _parts(work, work.found))
    faults: list[str] = []
    contents: list[Content] = []
    pins: list[Pin] = []
    for place in places:
        try:
            content = _read(place, work.home, work.file.path)
        except Refused as fault:
            faults.append(f"{place.found.line.strip()}: {fault.sentence}.")
            continue
        contents.append(content)
        pin = _pin(work, place, content)
        if pin is not None:
            pins.append(pin)
    if faults:
        raise Refused(
            "\n".join(["Nothing was sent, because something it includes cannot be had.", *faults]),
            "Correct the line, or put a backslash before it to send it as it stands.",
        )
    work.contents, work.pins = tuple(contents), tuple(pins)


def compile_messages(work: Work) -> None:
    """Make the messages of the session as it will stand on the disk, pins in it."""
    work.pinned = put_pins(work.found, work.pins)
    parts = _parts(work, work.pinned)
    places = [one.place for one in wanted(work.pinned, parts)]
    contents = dict(zip(places, work.contents, strict=True))
    work.compiled = compile_session(work.pinned, parts, contents)
    if not work.compiled.messages:
        raise Refused("There is nothing to send.", "Write a prompt first.")


def build(work: Work) -> None:
    """Build the exact body and describe it in a receipt."""
    target = work.target
    work.request = ChatRequest(
        work.request_id, target.model, work.compiled.messages, dict(target.params)
    )
    work.receipt = receipt.make(
        backend=target.backend,
        base_url=target.base_url,
        model=target.model,
        params=target.params,
        headers=target.header_names,
        messages=work.compiled.messages,
        pieces=work.compiled.pieces,
        body=target.build(work.request),
    )


def store_objects(work: Work) -> None:
    """Keep what was included and what is sent; pins and receipt name it."""
    for content in work.contents:
        work.home.objects.put(content.data)
    for data in work.receipt.objects.values():
        work.home.objects.put(data)


def store_receipt(work: Work) -> None:
    """Keep the receipt."""
    work.home.objects.put(work.receipt.data)


def save(work: Work) -> None:
    """Put prompt, ids and pins on the disk."""

    def change(session: Session) -> Session:
        return put_pins(put_ids(session, work.names), work.pins)

    work.saved = work.file.write(work.snapshot, change, expected=work.merged)


def open_journal(work: Work) -> None:
    """Make the journal; its first line is on the disk before the request may leave."""
    path, home = work.file.path, work.home
    inside = path.relative_to(home.root).as_posix() if path.is_relative_to(home.root) else ""
    first = {
        "session": str(path),
        "project": home.project_id,
        "inside": inside,
        "slice": work.slice_id,
        "after": work.after,
        "backend": work.target.backend,
        "model": work.target.model,
        "receipt": work.receipt.short,
        "pins": [pin.as_json() for pin in work.pins],
        "started": work.started,
    }
    place = journal_path(home.state, path, work.request_id)
    work.journal = Journal.create(place, first)


Step = Callable[[Work], None]

PREPARATION: dict[str, Step] = {
    "resolve": resolve,
    "compile": compile_messages,
    "build": build,
    "objects": store_objects,
    "receipt": store_receipt,
    "save": save,
    "journal": open_journal,
}
"""Every step between the wish to send and the request's leaving, in order."""


def prepare(work: Work, steps: Mapping[str, Step]) -> None:
    """Do all steps; VibeKoderError says why nothing is sent.

    Where the session's file changes between compiling and saving, it is compiled again.
    """
    for _ in range(_ATTEMPTS):
        try:
            for step in steps.values():
                step(work)
            return
        except SessionChanged:
            continue
    raise StoreError(work.file.path, "other programs keep changing it")


def _parts(work: Work, session: Session) -> tuple[int, ...]:
    """The parts that are sent: down to the slice that is answered."""
    at = session.find(work.after)
    if at is None:
        raise Refused("There is nothing to send.", "Write a prompt first.")
    return sent_parts(session, at + 1)


def _names(session: Session, parts: Sequence[int]) -> tuple[Naming, ...]:
    """Ids for slices that came from the disk without one."""
    taken = {part.id for part in session.slices if part.id is not None}
    names: list[Naming] = []
    for at in parts:
        part = session.parts[at]
        if isinstance(part, Slice) and part.id is None:
            made = derived_id(part, taken)
            taken.add(made)
            names.append(Naming(part, made))
    return tuple(names)


def _read(place: Wanted, home: Home, session: Path) -> Content:
    """The bytes a directive stands for; Refused says why they cannot be had."""
    directive = place.found.directive
    if directive is None:
        raise Refused(place.found.fault)
    if directive.kind == "command":
        raise Refused("commands are not run by this version")
    try:
        if directive.pin is not None:
            return _pinned_content(directive, directive.pin, home.objects)
        if directive.kind == "cached":
            data = read_source(session.with_suffix(""), directive.target, limit=home.limit)
        elif directive.whole_file:
            data = read_source(home.root, directive.target, allowed=home.allowed, limit=home.limit)
        else:
            raise Refused("only whole files are included by this version")
    except StoreError as error:
        if directive.wild:
            raise Refused("only single files are included by this version") from error
        raise Refused(error.reason) from error
    return _as_text(data, hashlib.sha256(data).hexdigest())


def _pinned_content(directive: Directive, pin: str, objects: Objects) -> Content:
    names = objects.find(pin)
    if len(names) > 1:
        raise Refused(f"this pin fits more than one object: {', '.join(names)}")
    if not names:
        raise Refused(
            "the bytes that were sent under this pin are missing; without the pin "
            f"{directive.target} is read anew"
        )
    return _as_text(objects.get(names[0]), names[0])


def _as_text(data: bytes, name: str) -> Content:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("this is not text in UTF-8") from error
    return Content(data, name)


def _pin(work: Work, place: Wanted, content: Content) -> Pin | None:
    part, found = work.found.parts[place.part], place.found
    if not isinstance(part, Slice) or part.id is None or found.directive is None:
        return None  # pragma: no cover - every slice that is sent has an id by now
    if found.directive.pin is not None or found.directive.kind == "cached":
        return None
    short = work.home.objects.short(content.object)
    return Pin(part.id, found.line, directives.pinned(found, short))
