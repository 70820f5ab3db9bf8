"""What was sent, fetched for the window: a receipt opened, and held against today's files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vibekoder.app.choice import Once
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core import difference
from vibekoder.core.errors import Refused, VibeKoderError
from vibekoder.core.header import split_model
from vibekoder.core.readable import readable
from vibekoder.core.session import Slice
from vibekoder.engine.preview import preview
from vibekoder.engine.replay import Sent, sent, texts
from vibekoder.store.objects import Objects

LONGEST = 200_000
"""Characters of one piece that are shown; the whole body can be copied."""

Failed = Callable[[BaseException], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A receipt as it is shown: the request, the whole body, and the text of each piece."""

    sent: Sent
    whole: str = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)


def open_receipt(tab: Tab, answer: Slice, done: Callable[[Opened], None], failed: Failed) -> None:
    """Fetch what an answer was made of, in the session's writer."""
    short, objects = answer.get("receipt") or "", tab.desk.home.objects
    tab.writer.submit(lambda: _opened(objects, short), done, failed)


def compare(
    workspace: Workspace,
    tab: Tab,
    opened: Opened,
    at: int,
    done: Callable[[str], None],
    failed: Failed,
) -> None:
    """How the same prompt would go out with today's files, as a difference of lines.

    ``at`` is the answer's part. Nothing is sent, and nothing is written.
    """
    answer = tab.session.parts[at]
    backend, model = split_model(answer.model or "") if isinstance(answer, Slice) else ("", "")
    try:
        choice = workspace.choice(tab.session, Once(backend, model))
        known = workspace.looking.calibrations.of(choice.model)
        target = workspace.backends.target(choice, known)
    except VibeKoderError as problem:
        failed(problem)
        return
    session, path, home = tab.desk.snapshot().session, tab.path, tab.desk.home
    asked = tab.asked(at)

    def job() -> str:
        now = preview(session, "", path, home, target, again=asked, fresh=True)
        if not now.ready:
            faults = "; ".join(f"{one.line}: {one.why}" for one in now.missing)
            raise Refused(faults or "What its commands write is not known before they run.")
        old, new = opened.whole, readable(now.body)
        changes = difference.hunks(old, new)
        return difference.unified(old, changes) if changes else ""

    tab.writer.submit(job, done, failed)


def _opened(objects: Objects, short: str) -> Opened:
    found = sent(objects, short)
    said = texts(found)
    own = (_text(objects, piece.object) for piece in found.pieces)
    return Opened(
        found, readable(found.body), tuple(a or b for a, b in zip(own, said, strict=True))
    )


def _text(objects: Objects, name: str) -> str:
    if not name:
        return ""
    text = objects.get(name).decode("utf-8", "replace")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
