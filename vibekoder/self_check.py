"""The self check: the main job done for real, without a person, a key or a network.

One line for each promise: what a session's bytes must be, the journal's life, recovery after a
kill, and a window in which every pane shows something.
"""

from __future__ import annotations

import os
import re
import subprocess  # the second run is killed, so it must be another process
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from PySide6.QtCore import QRect, QTimer

from vibekoder.bootstrap import Program
from vibekoder.bootstrap import run as run_program
from vibekoder.cli.main import Open
from vibekoder.core.messages import Message, Role
from vibekoder.core.session import Session
from vibekoder.engine import recovery
from vibekoder.store import journal, sessions
from vibekoder.store.objects import Objects
from vibekoder.store.paths import SETTINGS_VARIABLE, STATE_VARIABLE, State
from vibekoder.ui.application import make_app
from vibekoder.wire import rehearsal

PROMPT = (
    "Check: \u201cstreams \u2192 file\u201d, \U0001f514 and a line like a header:\n"
    "=={ User }==\n"
    "\\=={ stays }==\n"
    "```python\nprint('the end')\n```"
)
SPEED = 250  # characters in a second: slow enough to look at it on the way
LEAST = 0.01  # the part of a pane's pixels that must not be its background
PATIENCE = 30.0  # seconds for what takes one or two
POLL = 0.02
PANES = ("project", "editor", "composer", "requests", "status")

_CHANGING = (
    (re.compile(rb"\| \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[+-]\d\d:\d\d|Z) \|"), b"| TIME |"),
    (re.compile(rb"\bid=[a-z2-7]{6}\b"), b"id=ID"),
    (re.compile(rb"\bsecs=[0-9.]+"), b"secs=TIME"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of the window's own run."""

    code: int
    journal_there: bool
    panes: dict[str, float]


def run() -> int:
    """Do all checks, print a line for each; 0, or 1 and the name of the first that fails."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="vibekoder-check-") as name:
        folder = Path(name).resolve()
        for variable, place in ((STATE_VARIABLE, "state"), (SETTINGS_VARIABLE, "settings.toml")):
            os.environ[variable] = str(folder / place)
        (folder / "settings.toml").write_text(f"[rehearsal]\nspeed = {SPEED}\n", encoding="utf-8")
        for title, good in _checks(folder):
            sys.stdout.write(f"{'ok  ' if good else 'FAIL'} {title}\n")
            sys.stdout.flush()
            if not good:
                sys.stderr.write(f"self check failed: {title}\n")
                return 1
    return 0


def picture_path() -> Path:
    """Where the last check left the picture of its window."""
    return platformdirs.user_cache_path("vibekoder", appauthor=False) / "self-check.png"


def _checks(folder: Path) -> Iterator[tuple[str, bool]]:
    state = State(folder / "state")
    seen = _watch(folder / "first", state)
    sessions_folder = folder / "first" / "sessions"
    yield (
        "the session's bytes are the expected ones",
        seen.code == 0 and _as_expected(sessions_folder),
    )
    gone = not journal.everywhere(state)
    yield (
        "the journal was there while the answer streamed, and is gone",
        (seen.journal_there and gone),
    )
    yield (
        "an answer killed on its way is recovered, marked as interrupted",
        _recovers(folder / "second", state),
    )
    for pane in PANES:
        share = seen.panes.get(pane, 0.0)
        yield f"the {pane} pane shows something ({share:.1%} of {picture_path()})", share > LEAST


def _watch(project: Path, state: State) -> Seen:
    """One rehearsed answer in a window of this process, with a look at it half-way."""
    project.mkdir()
    program = Program(make_app(), Open(project, send=PROMPT, exit_when_idle=True), state)
    half = len(_answer()) // 2
    there: list[bool] = []
    panes: dict[str, float] = {}

    def look() -> None:
        widget = program.window.current
        run = widget.newest if widget is not None else None
        if widget is None or run is None or run.chars < half or panes:
            return
        there.append(bool(journal.everywhere(state)))
        window = program.window
        shown = (window.project, widget.editor, widget.composer, window.requests, window.status)
        image = window.grab().toImage()
        if not _leave(image.save):
            # the panes are those of the picture, and there is none
            panes["project"] = 0.0
            return
        scale = image.devicePixelRatio()
        for name, pane in zip(PANES, shown, strict=True):
            # cut out of the picture: a pane that something covers shows nothing
            corner = pane.mapTo(window, pane.rect().topLeft()) * scale
            cut = image.copy(QRect(corner, pane.size() * scale))
            panes[name] = _share(bytes(cut.constBits())) if pane.isVisible() else 0.0

    program.window.running.ticked.connect(look)
    # what hangs is told as well
    QTimer.singleShot(round(PATIENCE * 1000), program, program.window.abandon)
    return Seen(run_program(program), any(there), panes)


def _leave(save: Callable[[str], bool]) -> bool:
    """Leave the picture where it can be looked at; False if it cannot be."""
    picture = picture_path()
    try:
        picture.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return save(str(picture))


def _share(pixels: bytes) -> float:
    """The part of the pixels, four bytes each, that are not of the commonest colour."""
    counted = Counter(memoryview(pixels).cast("I"))
    return 1 - counted.most_common(1)[0][1] / counted.total()


def _answer() -> str:
    return rehearsal.answer([Message(Role.USER, PROMPT)])


def _as_expected(folder: Path) -> bool:
    data = (folder / "001.md").read_bytes()
    for pattern, name in _CHANGING:
        data = pattern.sub(name, data)
    found = re.search(rb" receipt=([0-9a-f]+)", data)
    if found is None or len(Objects(folder / ".objects").find(found[1].decode())) != 1:
        return False
    return data == _expected(found[1].decode()).encode()


def _expected(receipt: str) -> str:
    prompt = PROMPT.replace("\n\\=={", "\n\\\\=={").replace("\n=={", "\n\\=={")
    answer = _answer().replace("\n\\=={", "\n\\\\=={").replace("\n=={", "\n\\=={")
    return (
        f"=={{ User | TIME | id=ID }}==\n{prompt}\n\n"
        f"=={{ Assistant | TIME | id=ID model=rehearsal/rehearsal receipt={receipt} "
        f"finish=stop cost=local secs=TIME }}==\n{answer}\n"
    )


def _recovers(project: Path, state: State) -> bool:
    """Kill a second program when half its answer is shown; everything shown must come back."""
    project.mkdir()
    trace = project / "trace.jsonl"
    words = [sys.executable, "-m", "vibekoder", "open", str(project), "--send", PROMPT]
    words += ["--trace", str(trace), "--exit-when-idle"]
    with subprocess.Popen(words) as process:  # noqa: S603  (our own command)
        shown = _wait_for_text(process, trace, len(_answer()) // 2)
        process.kill()
    if not shown:
        return False
    found = recovery.recover(state, recovery.Project(project))
    again = recovery.recover(state, recovery.Project(project))
    session = sessions.load(project / "sessions" / "001.md").session
    placed = [one.outcome for one in found] == [recovery.Outcome.PLACED] and not again
    return placed and _holds(session, shown)


def _holds(session: Session, shown: int) -> bool:
    last = session.slices[-1]
    text, whole = last.text, _answer()
    return last.status == "interrupted" and len(text) >= shown and whole.startswith(text.rstrip())


def _wait_for_text(process: subprocess.Popen[bytes], trace: Path, wanted: int) -> int:
    """How many characters were shown when at least ``wanted`` were; 0 if it never comes."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        shown = _shown(trace.read_text(encoding="utf-8").splitlines() if trace.exists() else ())
        if shown >= wanted:
            return shown
        try:
            process.wait(POLL)
        except subprocess.TimeoutExpired:
            continue
        return 0
    return 0


def _shown(lines: Sequence[str]) -> int:
    found = [re.search(r'"step": "shown", "chars": (\d+)', line) for line in lines]
    return max((int(one[1]) for one in found if one), default=0)
