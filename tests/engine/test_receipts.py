"""What was sent can be sent again byte for byte, whatever became of the files since."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.support.builders import desk, home, strike
from vibekoder.core import difference, directives, receipt
from vibekoder.core.account import Tally, account
from vibekoder.core.compile import Piece, compile_session, sent_parts, wanted
from vibekoder.core.contents import Content
from vibekoder.core.messages import Message, Role
from vibekoder.core.session import Session, parse
from vibekoder.core.switching import unpinned
from vibekoder.engine import replay
from vibekoder.engine.gather import gather
from vibekoder.engine.prepare import Home, Target
from vibekoder.engine.resolve import Resolver
from vibekoder.wire.anthropic import Anthropic
from vibekoder.wire.gemini import Gemini
from vibekoder.wire.http import ChatRequest, Dialect, Endpoint
from vibekoder.wire.ollama import Ollama
from vibekoder.wire.openai import OpenAI
from vibekoder.wire.openai_responses import OpenAIResponses

TALLY = Tally()
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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    write_files(home(folder).root, random.Random(0))
    return folder


@pytest.mark.parametrize(
    "count", [100, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.timeout(200)])]
)
def test_generated_sessions_compile_alike_twice_and_replay_when_no_file_is_as_it_was(
    project: Path, count: int
) -> None:
    place = home(project)
    write_files(place.root, random.Random(0))
    kept: dict[str, bytes] = {}
    sent: list[tuple[bytes, bytes]] = []
    for seed in range(count):
        bodies = {compiled(place, generated(seed), seed, kept) for _ in range(2)}
        assert len(bodies) == 1
        sent += bodies
    change_everything(place.root, 1)
    for data, digest in sent:
        assert hashlib.sha256(receipt.replay(data, kept.__getitem__)).digest() == digest


def compiled(
    place: Home, session: Session, seed: int, kept: dict[str, bytes]
) -> tuple[bytes, bytes]:
    """The receipt of a session's request and the hash of its body, whose bytes are its pieces'."""
    parts = sent_parts(session, len(session.parts))
    path = place.root / "sessions" / "001.md"
    found = gather(session, parts, Resolver(place.sources(), place.objects, path))
    assert not found.missing
    places = [one.place for one in wanted(session, parts)]
    contents: dict[tuple[int, int], Content] = dict(zip(places, found.contents, strict=True))
    made = compile_session(session, parts, contents)
    dialect = DIALECTS[seed % len(DIALECTS)]
    body = body_of(dialect, ChatRequest("r", "m", made.messages, {}))
    weighed = account(body, made.messages, made.pieces)
    assert weighed.bytes == len(body)
    assert all(one.sent for one in weighed.weights)
    assert weighed.envelope >= 0
    kept_now = receipt_of(made.messages, made.pieces, body)
    kept.update(kept_now.objects)
    return kept_now.data, hashlib.sha256(body).digest()


def receipt_of(
    messages: Sequence[Message],
    pieces: Sequence[Piece],
    body: bytes,
    tally: Tally = TALLY,
) -> receipt.Receipt:
    return receipt.make(
        backend="b",
        base_url="https://api.example/v1",
        model="m",
        params={},
        headers=(),
        messages=messages,
        pieces=pieces,
        body=body,
        count=tally.count,
    )


def test_a_sent_request_is_replayed_from_its_files_alone(tmp_path: Path) -> None:
    for seed in range(15):
        one = desk(tmp_path / str(seed), "u: first", "a: answer", seed=seed)
        rng = random.Random(seed)
        write_files(one.home.root, rng)
        dialect = DIALECTS[seed % len(DIALECTS)]
        goal = Target("test", "small", partial(body_of, dialect))
        run = strike(one, "\n".join(rng.choices(LINES, k=5)) + "\nWhy?", target=goal)
        run.begin(0.0)
        ready = run.prepare()
        change_everything(one.home.root, seed)
        again = replay.sent(one.home.objects, ready.receipt)
        assert again.body == goal.build(ready.request)


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


def test_frozen_text_and_the_shown_difference_are_the_file_on_disk(tmp_path: Path) -> None:
    one = desk(tmp_path)
    root = one.home.root
    for seed in range(30):
        rng = random.Random(seed)
        old, new = text(rng, 20), text(rng, 20)
        (root / "a.md").write_text(old, encoding="utf-8")
        run = strike(one, LINES[0], f"r{seed}")
        run.begin(0.0)
        pin = run.prepare().pins[-1].pinned
        (root / "a.md").write_text(new, encoding="utf-8")
        (name,) = one.home.objects.find(str(directives.parse(pin).pin))  # pyright: ignore
        frozen = one.home.objects.get(name).decode()
        shown = difference.hunks(frozen, new)
        assert unpinned(pin) == LINES[0]
        assert difference.apply(frozen, shown) == (root / "a.md").read_text("utf-8")


@pytest.mark.parametrize(
    "count", [40, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_turns_of_10_kb_need_less_than_four_times_the_session_in_objects(count: int) -> None:
    rng = random.Random(7)
    stored: dict[str, int] = {}
    messages: list[Message] = []
    pieces: list[Piece] = []
    session = 0
    for number in range(count):
        prompt, answer = (f"{number} " + rng.randbytes(2500).hex(" ", 4) for _ in range(2))
        _say(messages, pieces, Role.USER, prompt, f"u{number:05d}")
        body = body_of(DIALECTS[0], ChatRequest("r", "m", tuple(messages), {}))
        made = receipt_of(messages, pieces, body)
        stored |= {name: len(data) for name, data in made.objects.items()}
        stored[made.name] = len(made.data)
        _say(messages, pieces, Role.ASSISTANT, answer, f"a{number:05d}")
        session += len(prompt.encode()) + len(answer.encode())
    assert sum(stored.values()) < 4 * session


def _say(
    messages: list[Message], pieces: list[Piece], role: Role, said: str, slice_id: str
) -> None:
    size = len(said.encode())
    pieces.append(Piece("text", role, len(messages), size, slice_id, start=0, end=len(said)))
    messages.append(Message(role, said))
