"""Several providers at once, and very long answers: what they cost in waiting and in memory."""

from __future__ import annotations

import ctypes
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median

import pytest
from pytestqt.qtbot import QtBot

from tests.backends.conftest import KEY, ask
from tests.benchmarks.test_streaming import HELD_MS, ROUNDS, SECONDS, Heart, p99
from tests.end2end.person import Person
from tests.support.bench import report
from tests.support.dialects import SPOKEN
from tests.support.nets import NETS, open_net
from tests.support.server import Answer, Item, ScriptedServer, Visit
from vibekoder.backends.registry import KINDS, Parts
from vibekoder.cli.main import Open
from vibekoder.store.paths import default_state
from vibekoder.wire.http import Endpoint

PATHS = {
    "/chat/completions": "openai",
    "/responses": "openai-responses",
    "/messages": "anthropic",
    ":streamGenerateContent": "gemini",
    "/api/chat": "ollama",
}
MEGABYTES = 100
PIECE = 4096
PIECES = (MEGABYTES << 20) // PIECE
LAST_SAMPLE = (MEGABYTES << 20) - (1 << 18)
BEYOND_MB = 8.0
RATE = 200


def piece_of(number: int, lines: bool = False) -> str:
    """A piece of the long answer, unlike every other; ``lines`` are of a thousand characters."""
    said = ("x" * 1023 + "\n") * (PIECE // 1024) if lines else "x" * PIECE
    return f"{number:08d}{said[8:]}"


def answer_to(visit: Visit) -> Answer | None:
    """What this server streams to a request of any dialect; long and fast, or slow without end."""
    kind = next((kind for path, kind in PATHS.items() if path in visit.path), "")
    spoken = next((one for one in SPOKEN if one.kind == kind), None)
    if spoken is None:
        return None
    lines = b"long lines" in visit.body
    first = spoken.begun(["First "])[:-1]
    word = spoken.begun(["word "])[-1]

    def long() -> Iterator[Item]:
        yield from first
        for number in range(PIECES):
            yield spoken.begun([piece_of(number, lines)])[-1]
        yield from spoken.ended("stop")

    def steady() -> Iterator[Item]:
        yield from first
        while True:
            yield word
            yield 1 / RATE

    is_long = b"long" in visit.body
    content = "application/x-ndjson" if kind == "ollama" else "text/event-stream"
    return Answer(body=long if is_long else steady, headers=(("Content-Type", content),))


@pytest.fixture
def url() -> Iterator[str]:
    """The server as a process of its own, so that neither its work nor its memory is ours."""
    words = [sys.executable, "-m", "tests.benchmarks.test_mixed"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


def resident() -> float:
    """The memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / (1 << 20)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("kind", [one.kind for one in SPOKEN])
@pytest.mark.parametrize("name", [NETS[0], NETS[2]])
def test_a_hundred_megabytes_take_one_copy_of_their_text(
    request: pytest.FixtureRequest, url: str, name: str, kind: str
) -> None:
    with open_net(name, request) as net:
        endpoint = Endpoint("mine", f"{url}/v1", KEY)
        backend = KINDS[kind].make(Parts(endpoint, net.transport), None)
        came, most, told = [0], [0.0], sha256()

        def note(_: str, text: str) -> None:
            came[0] += len(text)
            told.update(text.encode())
            # its end puts the text together for whoever wants it whole: that is no longer streaming
            if came[0] % (1 << 18) < PIECE and came[0] < LAST_SAMPLE:
                most[0] = max(most[0], resident() - came[0] / (1 << 20))

        backend.partialResponse.connect(note)
        ask(backend, text="short")  # pyright: ignore[reportArgumentType]
        net.settle(lambda: came[0] > 100)
        backend.cancel_request()
        # what earlier tests have left in the heap would hide what this one takes
        ctypes.CDLL(None).malloc_trim(0)
        before, came[0], most[0], told = resident(), 0, 0.0, sha256()
        ended: list[str] = []
        backend.statusChanged.connect(lambda _, status: ended.append(status))
        ask(backend, "r2", "long")  # pyright: ignore[reportArgumentType]
        net.settle(lambda: "completed" in ended, timeout=300)
    assert came[0] == MEGABYTES << 20
    assert told.digest() == sha256("".join(map(piece_of, range(PIECES))).encode()).digest()
    report(f"MB beyond the text, {kind}, {name}", (most[0] - before) / BEYOND_MB, 1.0, "8 MB", 1)


def test_no_key_waits_while_eight_answers_of_five_providers_stream(
    qt_loop: object, qtbot: QtBot, tmp_path: Path, url: str
) -> None:
    root = tmp_path / "project"
    (root / "sessions").mkdir(parents=True)
    lines = ['id = "p1"']
    paths: list[Path] = []
    for number, spoken in zip(range(8), itertools.cycle(SPOKEN), strict=False):
        if number < len(SPOKEN):
            lines += [f"[backends.{spoken.kind}]", f'kind = "{spoken.kind}"', 'model = "m"']
            lines += [f'base_url = "{url}{spoken.base}"', 'key_variable = ""']
        paths.append(root / "sessions" / f"{number}.md")
        paths[-1].write_text(f"---\nbackend: {spoken.kind}\n---\n")
    (root / "vibekoder.toml").write_text("\n".join(lines) + "\n")
    person = Person(qtbot, Open(project=root, session=paths[0]), default_state())
    person.ready()
    for path in paths:
        person.workspace.open(path)
        person.until(lambda path=path: person.window.current and person.tab.path == path)
        person.until(lambda: person.composer.prompt.hasFocus())
        person.send("Go")
    person.until(lambda: len(person.workspace.runs) == len(paths))
    person.until(lambda: all(run.chars for run in person.workspace.runs))
    assert len({run.strike.target.backend for run in person.workspace.runs}) == len(SPOKEN)
    worst: list[float] = []
    for _ in range(ROUNDS):
        heart = Heart()
        qtbot.wait(round(SECONDS * 1000 / ROUNDS))
        heart.stop()
        worst.append(p99(heart.gaps))
    person.window.running.stop_all()
    person.rest()
    person.leave()
    report("p99 gap, mixed providers", median(worst) / HELD_MS, 1.0, "50 ms", ROUNDS)


def serve() -> None:
    """Print the port, then stream until the process is ended."""
    server = ScriptedServer()
    server.choose = answer_to
    with server:
        print(server.port, flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    serve()
