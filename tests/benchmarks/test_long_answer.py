"""A hundred megabytes into a tab of the real window: held once on the way, all on the disk.

What wire, transport and backends hold is counted by the files that have allocated it, because the
editor and the journal live in the same process; httpx and what is below it counts as transport.
What Qt's own network code holds is no allocation of Python's: ``test_mixed`` counts it, by the
memory of a process in which nothing but a backend runs.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.benchmarks.test_mixed import BEYOND_MB, MEGABYTES, PIECES, piece_of, url
from tests.end2end.person import Person
from tests.end2end.speaking import write
from tests.support.bench import report
from tests.support.dialects import SPOKEN, Spoken
from vibekoder.cli.main import Open
from vibekoder.store.paths import default_state

__all__ = ["url"]

WHOLE = MEGABYTES << 20
EVERY = 8 << 20  # characters between two looks
PARTS = ("vibekoder/wire", "vibekoder/transport", "vibekoder/backends")
BELOW = ("httpx", "httpcore", "h11", "anyio", "asyncio")


def held() -> float:
    """What the three layers and what they stand on have allocated, in MB."""
    taken = tracemalloc.take_snapshot()
    names = [f"*/{part}/*" for part in (*PARTS, *BELOW)]
    kept = taken.filter_traces([tracemalloc.Filter(True, name) for name in names])
    return sum(one.size for one in kept.statistics("filename")) / (1 << 20)


@pytest.fixture(params=SPOKEN, ids=lambda one: one.kind)
def person(
    request: pytest.FixtureRequest, qt_loop: object, qtbot: QtBot, tmp_path: Path, url: str
) -> Iterator[Person]:
    """Somebody whose server sends a long answer to who asks for one."""
    spoken: Spoken = request.param
    root = write(tmp_path / "project", url, spoken, key_variable='""')
    someone = Person(qtbot, Open(project=root), default_state())
    someone.ready()
    yield someone
    someone.leave()


@pytest.mark.skipif(sys.platform != "linux", reason="paths are those of this platform")
def test_a_long_answer_is_held_once_and_all_of_it_is_on_the_disk(
    request: pytest.FixtureRequest, person: Person
) -> None:
    tracemalloc.start()
    before, most, looked = held(), 0.0, 0
    person.send("long lines")
    person.until(lambda: person.workspace.runs and person.workspace.runs[0].chars)
    run = person.workspace.runs[0]
    while run.running:
        wanted = min(looked + EVERY, WHOLE)
        person.until(lambda wanted=wanted: run.chars >= wanted or not run.running, 300_000)
        if run.running:
            looked = run.chars
            most = max(most, held() - before - looked / (1 << 20))
    tracemalloc.stop()
    person.until(lambda: not person.workspace.runs, 300_000)
    person.until(lambda: not person.tab.writer.busy, 300_000)
    data = person.path.read_bytes()
    assert "".join(piece_of(number, True) for number in range(PIECES)).encode() in data
    assert person.answer.status == "complete"
    kind = request.node.callspec.id
    report(f"MB held beyond the text, {kind}", most / BEYOND_MB, 1.0, "8 MB", 1)
