"""A program without a window that streams for ever, to be killed: ``python -m … FOLDER SEED``.

Tells on its standard output what it has shown, one JSON line per batch, and says on a line of its
own when it begins a request. Every so often a request ends by itself and the next begins.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.builders import home, reopened, strike
from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.engine.desk import Desk
from vibekoder.engine.strike import Strike

WORDS = ("one ", "two\n", "=={ User }==\n", "é😀 ", "</details>\n", "\\=={ x\n", "```\n", "\n")


def main(folder: Path, seed: int) -> None:
    """Send and stream until killed."""
    rng = random.Random(seed)
    place = home(folder)
    desk = reopened(place.root / "sessions" / "001.md", place, seed)
    for number in range(1_000_000):
        run = strike(desk, f"prompt {number}", f"r{seed}-{number}")
        tell(begin=run.slice_id)
        run.begin(time.monotonic())
        run.ready(run.prepare())
        stream(run, source(rng))
        run.end(time.monotonic())
        save(desk)
        run.remove()


def stream(run: Strike, said: Iterator[Event]) -> None:
    """Give it events at full speed; what would be painted is told."""
    for event in said:
        now = time.monotonic()
        run.take(event, now)
        if event.event in events.TERMINAL or (run.due is not None and now >= run.due - 0.030):
            run.flush(now)
            tell(slice=run.slice_id, answered=run.answered)


def source(rng: random.Random) -> Iterator[Event]:
    """A scripted answer of random length, reasoning first."""
    said: list[str] = []
    for _ in range(rng.randrange(20)):
        yield events.step("reasoning", rng.choice(WORDS))
    for index in range(rng.randrange(3)):
        yield events.step("tool_calls", rng.choice(WORDS), index=index, name="look")
    for _ in range(rng.randrange(1, 12_000)):
        said.append(rng.choice(WORDS))
        tell(said=said[-1])
        yield events.delta(said[-1])
    yield events.completed("".join(said), "stop")


def save(desk: Desk) -> None:
    """One save, as the writer does it."""
    desk.saved(desk.saving().run())


def tell(**what: object) -> None:
    """One line to whoever kills this program."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
