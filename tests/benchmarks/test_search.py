"""What a search in all sessions costs, beside the least that could be done."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.support.bench import ratio, report
from vibekoder.core.seeking import read_wanted
from vibekoder.store.search import search
from vibekoder.store.sessions import SessionRow

SESSIONS = 5000
SIZE = 20_000
ROUNDS = 7


def _sessions(folder: Path) -> list[SessionRow]:
    """100 MB of sessions; one of them has what is looked for."""
    rng = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(4000)]
    made: list[SessionRow] = []
    for n in range(SESSIONS):
        lines = [" ".join(rng.choices(words, k=14)) for _ in range(SIZE // 90)]
        text = "=={ User }==\n" + "\n".join(lines)
        path = folder / f"{n:04}.md"
        path.write_text(text + ("\nPolyRhythm\n" if n == SESSIONS // 2 else "\n"), "utf-8")
        made.append(SessionRow(path, f"Session {n}", 1, 0.0, len(text), ""))
    return made


@pytest.mark.benchmark
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_search_costs_hardly_more_than_reading_the_bytes(tmp_path: Path) -> None:
    rows, wanted = _sessions(tmp_path), read_wanted("PolyRhythm")

    def ours() -> int:
        return sum(one is not None for one in search(rows, wanted))

    def bare() -> int:
        return sum(b"PolyRhythm" in row.path.read_bytes() for row in rows)

    assert ours() == bare() == 1
    found = ratio(ours, bare, ROUNDS, time.process_time)
    report("search", found, 1.5, "bytes in read_bytes(), file by file", ROUNDS)
