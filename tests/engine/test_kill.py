"""The program is killed at any moment: every character that was shown is in the session."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.builders import home
from vibekoder.core.session import Session, Slice, parse, take_apart
from vibekoder.engine.recovery import Outcome, recover
from vibekoder.store import journal

ROUNDS = 200 if os.environ.get("VIBEKODER_FULL") else 12


@dataclass
class Told:
    """What the program told before it died."""

    said: dict[str, str] = field(default_factory=dict[str, str])
    shown: dict[str, int] = field(default_factory=dict[str, int])


@pytest.mark.timeout(600)
def test_a_kill_at_any_moment_loses_no_shown_character(tmp_path: Path):
    rng = random.Random(20261121)
    place = home(tmp_path)
    path = place.root / "sessions" / "001.md"
    earlier = Session()
    for number in range(ROUNDS):
        told = killed(tmp_path, number, rng.uniform(0.0, 0.25))
        found = recover(place.state)
        session = parse(path.read_bytes()) if path.exists() else Session()
        check(told, session, {one.slice_id for one in found if one.outcome is Outcome.PLACED})
        assert recover(place.state) == []
        assert not path.exists() or parse(path.read_bytes()) == session
        assert kept(earlier) <= kept(session)
        assert not journal.everywhere(place.state)
        assert sum(one.name.startswith(".vk-") for one in path.parent.iterdir()) <= number + 1
        earlier = session


def killed(folder: Path, seed: int, after: float) -> Told:
    """Start the program, wait until it streams, let it run a moment, kill it."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.streamer", str(folder), str(seed)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert program.stdout is not None
    lines = [program.stdout.readline()]
    until = time.monotonic() + after
    while time.monotonic() < until:
        lines.append(program.stdout.readline())
    program.kill()
    lines += program.stdout.readlines()
    program.stdout.close()
    program.wait()
    return read(lines)


def read(lines: list[bytes]) -> Told:
    told, current = Told(), ""
    for line in lines:
        try:
            what = json.loads(line)
        except ValueError:
            continue  # the last line was cut by the kill
        if "begin" in what:
            current = what["begin"]
            told.said[current], told.shown[current] = "", 0
        elif "said" in what:
            told.said[current] += what["said"]
        else:
            told.shown[what["slice"]] = what["answered"]
    return told


def check(told: Told, session: Session, recovered: set[str]) -> None:
    for slice_id, said in told.said.items():
        at = session.find(slice_id)
        shown = said[: told.shown[slice_id]].rstrip("\n")
        if at is None:
            assert not shown
            continue
        part = session.parts[at]
        assert isinstance(part, Slice)
        text = take_apart(part.text).answer
        assert text.startswith(shown)
        assert said.startswith(text) or slice_id == list(told.said)[-1]
        if slice_id in recovered:
            assert part.status in ("interrupted", "complete")


def kept(session: Session) -> set[tuple[str | None, str]]:
    return {(one.id, one.text) for one in session.slices}
