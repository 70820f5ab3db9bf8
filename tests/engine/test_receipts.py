"""What was sent can be sent again byte for byte, whatever became of the files since."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.builders import carry, desk, home, reopened, sent, strike
from tests.support.patching import patched
from vibekoder.core import difference, events
from vibekoder.core.errors import Refused
from vibekoder.core.session import Session, parse, serialise
from vibekoder.engine import replay
from vibekoder.engine.desk import Desk
from vibekoder.engine.pieces import Pieces
from vibekoder.engine.prepare import Home, Target
from vibekoder.engine.preview import preview
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

DIALECTS: tuple[Dialect, ...] = (OpenAI(), OpenAIResponses(), Anthropic(), Gemini(), Ollama())
NAMES = ("a.md", "src/b.py", "src/c d.txt", "doc/ü.md", "src/deep/e.py")
WORDS = ("alpha", "Ω", "𝄞 clef", '"quoted"', "back\\slash", "tab\there", "# Head", "```", "")
LINES = (
    "<!-- include: a.md -->",
    "<!-- include: src/b.py#L2-4 -->",
    "<!-- include: a.md#Head -->",
    '<!-- include: "src/c d.txt" raw -->',
    "<!-- include: src/**/*.py -->",
    "<!-- include: doc -->",
    "\\<!-- include: a.md -->",
    "plain words",
    "== a heading-like line",
)


def text(rng: random.Random, lines: int) -> str:
    return "\n".join(" ".join(rng.choices(WORDS, k=4)) for _ in range(lines)) + "\n"


def write_files(root: Path, rng: random.Random) -> None:
    for name in NAMES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Head\n" + text(rng, 8), encoding="utf-8")


def generated(seed: int) -> Session:
    """A session of one to five exchanges with directives in its prompts."""
    rng = random.Random(seed)
    slices: list[str] = []
    if rng.random() < 0.5:
        slices.append("=={ System }==\n" + text(rng, 2))
    for _ in range(rng.randint(0, 4)):
        slices.append("=={ User }==\n" + "\n".join(rng.choices(LINES, k=3)) + "\n")
        slices.append("=={ Assistant }==\n" + text(rng, 3))
    slices.append("=={ User }==\nsee\n" + "\n".join(rng.choices(LINES, k=4)) + "\nWhy?\n")
    return parse("\n".join(slices).encode())


def body_of(dialect: Dialect, request: ChatRequest) -> bytes:
    return dialect.build(Endpoint("e", "https://api.example/v1"), request).body


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has that: nothing here is about what a disk keeps."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@dataclass(frozen=True)
class Went:
    """A request that has left: its session, the hash of its body, and its receipt."""

    desk: Desk
    goal: Target
    asked: str
    digest: str
    receipt: str


@pytest.mark.timeout(200)
def test_a_thousand_sessions_are_sent_as_shown_and_replayed_when_no_file_is_as_it_was(
    quick: Path,
) -> None:
    place = home(quick)
    write_files(place.root, random.Random(0))
    went = [leave(place, seed) for seed in range(1000)]
    change_everything(place.root, 1)
    for number, one in enumerate(went):
        found = replay.sent(place.objects, one.receipt)
        assert hashlib.sha256(found.body).hexdigest() == one.digest
        assert found.envelope + sum(piece.bytes for piece in found.pieces) == len(found.body)
        assert found.envelope >= 0
        again = strike(
            one.desk, "", f"again{number}", target=one.goal, again=one.asked, replay=one.receipt
        )
        again.begin(1.0)
        assert hashlib.sha256(again.prepare().request.body).hexdigest() == one.digest


def leave(place: Home, seed: int) -> Went:
    """Send a generated session for real; what its preview has shown is what leaves."""
    path = place.root / "sessions" / f"{seed:04}.md"
    path.write_bytes(serialise(generated(seed)))
    one = reopened(path, place, seed)
    goal = Target("test", "small", partial(body_of, DIALECTS[seed % len(DIALECTS)]))
    shown = preview(one.session, "", path, place, goal).body
    run = strike(one, "", f"r{seed}", target=goal)
    run.begin(0.0)
    ready = run.prepare()
    body = goal.build(ready.request)
    assert shown == body
    run.ready(ready, 0.0)
    return Went(one, goal, run.send.after, hashlib.sha256(body).hexdigest(), ready.receipt)


def test_what_went_elsewhere_is_not_replayed_here(tmp_path: Path) -> None:
    run = sent(desk(tmp_path), "Hello")
    other = Target("another", "small", partial(body_of, DIALECTS[0]))
    again = strike(run.desk, "", "r2", target=other, again=run.send.after, replay=run.receipt)
    again.begin(1.0)
    with pytest.raises(Refused, match="which is elsewhere now"):
        again.prepare()


def change_everything(root: Path, seed: int) -> None:
    """Edit, move or delete every file."""
    for number, name in enumerate(NAMES):
        path = root / name
        if (number + seed) % 3 == 0:
            path.write_text("something else\n")
        elif (number + seed) % 3 == 1:
            path.rename(root / f"moved {number}")
        else:
            path.unlink()
    if seed % 2:
        shutil.rmtree(root / "doc", ignore_errors=True)


def test_frozen_text_and_the_shown_difference_are_the_file_on_disk(quick: Path) -> None:
    one = desk(quick)
    file = one.home.root / "a.md"
    for seed in range(60):
        rng = random.Random(seed)
        file.write_text(text(rng, seed % 20), encoding="utf-8")
        run = sent(one, LINES[0], f"r{seed}")
        file.write_text(text(rng, 20 - seed % 20) + "x" * (seed % 3), encoding="utf-8")
        pieces = Pieces(one.home.sources(), one.home.objects, session=one.path)
        (row,) = [row for row in pieces.rows(run.desk.session) if row.slice_id == run.send.after]
        frozen = one.home.objects.get(row.object).decode()
        shown = difference.unified(frozen, pieces.changes(row))
        assert patched(frozen, shown) == file.read_text("utf-8")
        one.place(run.send, None, 1.0)


TURNS = 1000


@pytest.mark.parametrize(
    "first", [TURNS - 3, pytest.param(0, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
)
@pytest.mark.timeout(60)
def test_a_thousand_turns_of_10_kb_need_less_than_four_times_the_session_in_objects(
    quick: Path, first: int
) -> None:
    rng = random.Random(7)
    said = lambda number: f"{number} " + rng.randbytes(2225).hex(" ", 4)
    turns = [f"{role}: {said(number)}" for number in range(first) for role in ("u", "a")]
    one = desk(quick, *turns)
    goal = Target("test", "small", partial(body_of, DIALECTS[0]))
    receipts: list[int] = []
    for number in range(first, TURNS):
        run = strike(one, said(number), f"r{number}", target=goal)
        carry(run, events.completed(said(number), "stop"))
        name = replay.find(one.home.objects, run.receipt)
        receipts.append(len(one.home.objects.get(name)))
    objects = (one.home.objects.path(name) for name in one.home.objects.names())
    stored = sum(path.stat().st_size for path in objects)
    # texts and lists are kept once, by whichever turn; each turn has a receipt of its own
    stored += first * max(receipts)
    assert one.path.stat().st_size > TURNS * 10_000
    assert stored < 4 * one.path.stat().st_size
