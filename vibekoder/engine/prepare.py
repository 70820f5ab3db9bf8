"""From a prompt in memory to a request that may leave: everything about it is on the disk first.

Runs in the writer's thread. ``PREPARATION`` is the order: each step is a function on one ``Work``;
after any step that fails nothing is sent, and what the earlier ones left behind is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vibekoder.core import receipt
from vibekoder.core.account import PICTURE_TOKENS, Tally, words_of
from vibekoder.core.calibration import UNKNOWN, Calibration
from vibekoder.core.commands import BUILT_IN, Command
from vibekoder.core.compile import IMAGE, Compiled, sent_parts, wanted
from vibekoder.core.contents import Content, Output, objects_of
from vibekoder.core.errors import (
    Altered,
    Exposing,
    Missing,
    Overfull,
    Refused,
    SessionChanged,
    StoreError,
    Unresolved,
)
from vibekoder.core.fitting import Fit, Heavy, fit
from vibekoder.core.hosts import plain_url
from vibekoder.core.kinds import EVERY_KIND, FileKinds
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, Slice
from vibekoder.core.switching import unpinned
from vibekoder.engine import echoing
from vibekoder.engine.commands import CommandsWanted
from vibekoder.engine.echoing import Whom
from vibekoder.engine.exposing import Clean, exposed, redact
from vibekoder.engine.gather import gather
from vibekoder.engine.going_on import asked_for, sent_with
from vibekoder.engine.merge import derived_id
from vibekoder.engine.pins import Naming, Pin, put_ids, put_pins
from vibekoder.engine.replay import sent
from vibekoder.engine.resolve import Resolver
from vibekoder.engine.saving import Saved, SessionFile, Snapshot
from vibekoder.engine.tariff import Tariff
from vibekoder.store import approvals, elsewhere, git
from vibekoder.store.journal import Journal, journal_path
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State
from vibekoder.store.sources import LIMIT, Sources
from vibekoder.wire.http import ChatRequest

_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Home:
    """Where a session belongs: the program's state, and the project with its rules.

    ``allowed`` are folders outside of the project from which files may be included, once the person
    has confirmed them; ``limit`` is the size in bytes of the largest one. ``environ`` is what git
    is asked with; ``tally`` counts
    tokens. ``secrets`` are the marks of those that may be sent, ``clean`` texts without any.
    ``kinds`` are those of the files that a folder brings.
    """

    state: State
    root: Path
    objects: Objects
    project_id: str = ""
    allowed: tuple[Path, ...] = ()
    limit: int = LIMIT
    commands: Mapping[str, Command] = field(default_factory=lambda: dict(BUILT_IN))
    environ: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    secrets: frozenset[str] = frozenset()
    kinds: FileKinds = EVERY_KIND
    clean: Clean = field(default_factory=Clean, compare=False, repr=False)
    tally: Tally = field(default_factory=Tally, compare=False, repr=False)

    def sources(self) -> Sources:
        """The files that may be included, as they are now."""
        granted = approvals.granted(self.state, self.root, self.allowed)
        return Sources(self.root, granted, self.limit, self.kinds)


@dataclass(frozen=True, slots=True)
class Target:
    """Whom the request goes to.

    ``build`` gives the exact body that will be sent (a dialect's, or for the rehearsal the plain
    JSON of the messages); it is pure. ``refusal`` tells why nothing can be sent now (a missing
    key), or None; it is asked in the writer's thread. ``images`` tells whether the model takes
    pictures, ``tariff`` what it costs now, ``prefill`` with which parameters an answer goes on in
    place, None if it cannot. ``quirks`` is what was found out about the model before; what a
    request finds out anew goes to ``learned``. ``left_out`` names the parameters that do not go.
    ``window`` is how many tokens the model reads at most, None if that is not known;
    ``calibration`` corrects estimates for it. ``form`` is the protocol of the bodies.
    """

    backend: str
    model: str
    build: Callable[[ChatRequest], bytes]
    base_url: str = field(default="", repr=False)  # its query may hold a key
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    header_names: Sequence[str] = ()
    refusal: Callable[[], Refused | None] = lambda: None
    images: bool = True
    tariff: Tariff = field(default_factory=Tariff)
    prefill: Mapping[str, Any] | None = None
    quirks: Mapping[str, Any] = field(default_factory=dict[str, Any])
    learned: Callable[[Mapping[str, Any]], None] = lambda _: None
    left_out: Callable[[ChatRequest], Sequence[str]] = lambda _: ()
    window: int | None = None
    calibration: Calibration = UNKNOWN
    form: str = ""

    def count(self, tally: Tally) -> Callable[[str], int]:
        """What tells about how many tokens a text is for this model."""
        return lambda text: self.calibration.tokens(tally.count(text))

    @property
    def whom(self) -> Whom:
        """Who may want something back of an answer."""
        origin = receipt.Origin.of(self.backend, self.base_url, self.model)
        return Whom(self.form, origin, bool(self.params.get("tools")))

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
    """What the steps hand from one to the next; each fills in its own fields.

    ``without`` sends what can be had and says to the model what could not, where these lines are
    ``accepted``, or any if none is named; ``fresh`` takes files
    as they are now where a pin names older bytes. ``outputs`` are what came of the commands that
    have run, by their names; a text says why nothing did. ``redact`` takes the secrets out of what
    is included. ``goes_on``: the slice is there already and is to be continued. ``replay`` is the
    receipt of a request that is sent again as it was. ``seen`` is the SHA-256 of the body that a
    person has looked at.
    """

    snapshot: Snapshot
    file: SessionFile
    home: Home
    target: Target
    request_id: str
    slice_id: str
    after: str
    started: str
    without: bool = False
    accepted: frozenset[str] = frozenset()
    fresh: bool = False
    redact: bool = False
    goes_on: bool = False
    replay: str = ""
    outputs: Mapping[str, Output | str] = field(default_factory=dict[str, "Output | str"])
    seen: str = ""
    merged: Session = _NO_SESSION
    names: tuple[Naming, ...] = ()
    found: Session = _NO_SESSION
    contents: tuple[Content, ...] = ()
    told: tuple[str, ...] = ()
    read: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    pins: tuple[Pin, ...] = ()
    pinned: Session = _NO_SESSION
    compiled: Compiled = _NO_MESSAGES
    request: ChatRequest = _NO_REQUEST
    receipt: receipt.Receipt = _NO_RECEIPT
    saved: Saved | None = None
    journal: Journal | None = None

    def resolver(self) -> Resolver:
        """Finds what directives stand for, as the disk is now."""
        home, target = self.home, self.target
        return Resolver(
            home.sources(),
            home.objects,
            self.file.path,
            target.images,
            home.commands,
            self.outputs,
            self.redacted if self.redact else None,
        )

    def redacted(self, text: str, path: str, *, printed: bool) -> str:
        """An included text without the secrets that the project does not allow."""
        return redact(text, path, self.home.secrets, printed=printed)


def resolve(work: Work) -> None:
    """Take in what the disk holds, read every file that is named, decide the pins."""
    refusal = work.target.refusal()
    if refusal is not None:
        raise refusal
    if work.snapshot.session.readonly:
        raise Refused(work.snapshot.session.readonly, "Nothing was sent.")
    merged = work.file.merged(work.snapshot).session
    work.names = names_for(merged, _parts(work, merged))
    work.found = put_ids(merged, work.names)
    work.merged = merged
    if work.replay:
        return
    resolver = work.resolver()
    found = gather(
        work.found,
        _parts(work, work.found),
        resolver,
        without=work.without,
        fresh=work.fresh,
    )
    if found.wanted:
        raise CommandsWanted(found.wanted)
    if found.missing and not _are_accepted(work, found.missing):
        faults = [f"{one.line}: {one.why}." for one in found.missing]
        raise Unresolved(
            "\n".join(["Nothing was sent, because something it includes cannot be had.", *faults]),
            "Correct the line, or put a backslash before it to send it as it stands.",
            found.missing,
        )
    work.contents, work.pins, work.told = found.contents, found.pins, found.told
    work.read = dict(resolver.read)


def _are_accepted(work: Work, missing: Sequence[Missing]) -> bool:
    """Whether a person has agreed that all of these are left out."""
    known = {unpinned(one) for one in work.accepted}
    return work.without and (not known or all(unpinned(one.line) in known for one in missing))


def compile_messages(work: Work) -> None:
    """Make the messages of the session as it will stand on the disk, pins in it."""
    work.pinned = put_pins(work.found, work.pins)
    if work.replay:
        return
    parts = _parts(work, work.pinned)
    places = [one.place for one in wanted(work.pinned, parts)]
    contents = dict(zip(places, work.contents, strict=True))
    compiled = echoing.compiled(work.pinned, parts, contents, work.target.whom, work.home.objects)
    work.compiled = replace(compiled, warnings=(*compiled.warnings, *work.told))
    if not work.compiled.messages:
        raise Refused("There is nothing to send.", "Write a prompt first.")
    if work.goes_on:
        work.compiled = asked_for(work.compiled, in_place=work.target.prefill is not None)


def look_for_secrets(work: Work) -> None:
    """Stop where the messages hold a secret: nothing of it has been stored by now."""
    # what is sent again as it was has been looked at, and decided about, before
    found = () if work.replay else exposed(work.compiled, work.home.secrets, work.home.clean)
    if found:
        raise Exposing(tuple(one for _, one in found))


def fit_window(work: Work) -> None:
    """Stop where the model cannot read as much: nothing is ever shortened without a word."""
    if work.replay:
        # its receipt shows that it was sent like this before
        return
    found = fit_of(work.compiled, work.home, work.target)
    if found.refused:
        raise overfull(found)


def fit_of(compiled: Compiled, home: Home, target: Target) -> Fit:
    """What a request weighs beside the window of the model that it goes to."""
    count, messages = target.count(home.tally), compiled.messages
    weighed = (
        (one, PICTURE_TOKENS if one.kind == IMAGE else count(words_of(one, messages)))
        for one in compiled.pieces
    )
    return fit(weighed, target.window, target.calibration)


def overfull(found: Fit) -> Overfull:
    """The refusal of what does not fit."""
    heavy, drop = found.heaviest or Heavy(), found.drop or Heavy()
    what = "that" if drop == heavy else drop.name
    hint = f"Drop {what}" if drop.source else "To drop one piece is not enough: shorten it"
    return Overfull(
        f"Nothing was sent, because it does not fit. It has ~{found.tokens:,} tokens, and the "
        f"model reads {found.window:,} at most. Most of it is {heavy.name}, ~{heavy.tokens:,}.",
        f"{hint}, or choose a model that reads more.",
        drop.source,
        drop.slice_id,
    )


def build(work: Work) -> None:
    """Build the exact body and describe it in a receipt."""
    if work.replay:
        recall(work)
        return
    target, messages = work.target, work.compiled.messages
    params = dict(target.params)
    if work.goes_on and messages[-1].role is Role.ASSISTANT:
        params.update(target.prefill or {})
    quirks = dict(target.quirks)
    work.request = ChatRequest(work.request_id, target.model, messages, params, quirks)
    told = not_taken(target, work.request)
    work.compiled = replace(work.compiled, warnings=(*work.compiled.warnings, *told))
    work.receipt = receipt_of(work)


def not_taken(target: Target, request: ChatRequest) -> tuple[str, ...]:
    """What a person should know of parameters that do not go: sentences."""
    lost = target.left_out(request)
    return (f"{target.name} does not take {', '.join(lost)}; left out.",) if lost else ()


def recall(work: Work) -> None:
    """Take the request of a receipt, byte for byte; what it says stays true of it."""
    target, objects = work.target, work.home.objects
    known = sent(objects, work.replay)
    if (known.backend, plain_url(known.base_url)) != (target.backend, plain_url(target.base_url)):
        raise Refused(
            f"This went to {known.backend} at {plain_url(known.base_url)}, which is elsewhere now.",
            "Strike again instead: that makes the request anew.",
        )
    work.request = ChatRequest(work.request_id, known.model, (), known.params, body=known.body)
    work.receipt = receipt.Receipt(known.name, objects.get(known.name), {})


def receipt_of(work: Work) -> receipt.Receipt:
    """The exact body of the request as it is now, described."""
    target = work.target
    return receipt.make(
        backend=target.backend,
        base_url=target.base_url,
        model=target.model,
        params=work.request.params,
        headers=target.header_names,
        messages=work.request.messages,
        pieces=work.compiled.pieces,
        body=target.build(work.request),
        count=target.count(work.home.tally),
        git=git.versions(work.home.root, work.read, work.home.environ),
    )


def hold_to_shown(work: Work) -> None:
    """Stop where a person has looked at a body and this is another one."""
    if work.seen and work.receipt.body_name != work.seen:
        raise Altered


def store_objects(work: Work) -> None:
    """Keep what was included and what is sent; pins and receipt name it."""
    elsewhere.note(work.home.state, work.home.root, work.file.path)
    for content in work.contents:
        for data in objects_of(content):
            work.home.objects.put(data)
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
        "tariff": work.target.tariff.as_json(),
        "goes_on": work.goes_on,
    }
    place = journal_path(home.state, path, work.request_id)
    work.journal = Journal.create(place, first)


Step = Callable[[Work], None]

PREPARATION: dict[str, Step] = {
    "resolve": resolve,
    "compile": compile_messages,
    "secrets": look_for_secrets,
    "fit": fit_window,
    "build": build,
    "shown": hold_to_shown,
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
    at = session.find(work.slice_id if work.goes_on else work.after)
    if at is None:
        raise Refused("There is nothing to send.", "Write a prompt first.")
    if work.goes_on:
        return sent_with(session, sent_parts(session, at), at)
    return sent_parts(session, at + 1)


def names_for(session: Session, parts: Sequence[int]) -> tuple[Naming, ...]:
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
