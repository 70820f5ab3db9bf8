"""Sessions for tests in one line."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

from vibekoder.core.errors import Refused, StoreError, VibeKoderError
from vibekoder.core.events import Event
from vibekoder.core.session import Session, parse
from vibekoder.engine.desk import Desk
from vibekoder.engine.prepare import Home, Target
from vibekoder.engine.strike import Strike
from vibekoder.store import atomic
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State
from vibekoder.store.sessions import load
from vibekoder.wire.http import ChatRequest

STARTED = "2026-11-21 19:00:00+00:00"
ROLES = {"s": "System", "u": "User", "a": "Assistant"}


def file_text(*slices: str, head: str = "") -> str:
    """A file of slices written as ``"u a2b3c4: text"``: a letter for the role, perhaps an id or
    attributes, a colon, the text."""
    return head + "\n".join(_slice(one) for one in slices)


def session(*slices: str, head: str = "") -> Session:
    """The session of such a file."""
    return parse(file_text(*slices, head=head).encode())


def texts(session: Session) -> list[str]:
    """Role letter and text of every slice."""
    return [f"{one.role[0]}: {one.text}" for one in session.slices]


def _slice(one: str) -> str:
    order, _, text = one.partition(": ")
    role, *words = order.split(" ")
    attributes = " ".join(word if "=" in word or word == "alt" else f"id={word}" for word in words)
    bar = f" | {attributes}" if attributes else ""
    return f"=={{ {ROLES[role]}{bar} }}==\n{text}\n"


def target(refusal: Refused | None = None, **more: Any) -> Target:
    """A backend that is never reached; its body is the plain JSON of the messages."""
    return Target("test", "small", plain_body, refusal=lambda: refusal, **more)


def plain_body(request: ChatRequest) -> bytes:
    """The messages as JSON."""
    said = [{"role": one.role, "content": one.text} for one in request.messages]
    return json.dumps({"model": request.model, "messages": said}).encode()


def home(folder: Path, **more: Any) -> Home:
    """A project with its state beside it."""
    root = folder / "project"
    (root / "sessions").mkdir(parents=True, exist_ok=True)
    objects = Objects(root / "sessions" / ".objects")
    return Home(State(folder / "state"), root, objects, project_id="p1", **more)


def desk(folder: Path, *slices: str, head: str = "", seed: int = 1) -> Desk:
    """A session file with these slices (none: a new session), open."""
    place = home(folder)
    path = place.root / "sessions" / "001.md"
    if slices or head:
        path.write_text(file_text(*slices, head=head), encoding="utf-8", newline="")
    return reopened(path, place, seed)


def reopened(path: Path, place: Home, seed: int = 2) -> Desk:
    """The session as another window opens it."""
    rng = random.Random(seed)
    if not path.exists():
        return Desk(path, Session(), atomic.MISSING, place, rng)
    loaded = load(path)
    return Desk(path, loaded.session, loaded.digest, place, rng)


def strike(on: Desk, prompt: str = "Hello", request_id: str = "r1", **more: Any) -> Strike:
    """A request that has not begun."""
    to = more.pop("target", None) or target()
    return Strike(on, prompt, to, request_id=request_id, started=STARTED, **more)


def sent(on: Desk, prompt: str = "Hello", request_id: str = "r1", **more: Any) -> Strike:
    """A request that has left."""
    one = strike(on, prompt, request_id, **more)
    one.begin(0.0)
    one.ready(one.prepare(), 0.0)
    return one


def answer(one: Strike, *said: Event) -> str:
    """Give a request these events, one batch each; what the view was told to append."""
    shown: list[str] = []
    for number, event in enumerate(said):
        one.take(event, number / 10)
        shown.append(one.flush(number / 10))
    return "".join(shown)


def carry(one: Strike, *said: Event) -> str:
    """Carry a request from its begin to its end as the program does; what the view was shown.

    Where nothing is sent, the prompt comes back to ``one.prompt``.
    """
    one.begin(0.0)
    try:
        ready = one.prepare()
    except VibeKoderError:
        one.refused()
        return ""
    one.ready(ready, 0.0)
    shown = answer(one, *said)
    with suppress(StoreError):
        one.sync()
    finish(one)
    return shown


def finish(one: Strike, now: float = 9.0) -> None:
    """End a request, save, and let its journal go."""
    one.end(now)
    one.desk.saved(one.desk.saving().run())
    one.remove()
