"""The trace: one line per step of a request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.fakes import FakeClock
from vibekoder.core.errors import StoreError
from vibekoder.store.trace import Trace


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_step_is_on_the_disk_as_soon_as_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    trace = Trace(path, FakeClock(7.0))
    trace.write("r1", "event", chars=5, size=90)
    told = {"t": 7.0, "request": "r1", "step": "event", "chars": 5, "bytes": 90}
    assert lines(path) == [told]
    trace.close()


def test_what_is_not_told_is_as_it_was_for_that_request(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    trace = Trace(path)
    trace.write("r1", "received", size=90)
    trace.write("r2", "event", chars=3)
    trace.write("r1", "event", chars=5)
    trace.write("r1", "shown", chars=2)
    trace.write("r1", "received", size=120)
    trace.close()
    figures = [(one["chars"], one["bytes"]) for one in lines(path)]
    assert figures == [(0, 90), (3, 0), (5, 90), (2, 90), (5, 120)]


def test_two_runs_of_the_program_write_one_below_the_other(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    for name in ("r1", "r2"):
        trace = Trace(path)
        trace.write(name, "request", chars=0)
        trace.close()
    assert [one["request"] for one in lines(path)] == ["r1", "r2"]


def test_a_paint_after_the_end_is_not_told(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "trace.jsonl")
    trace.close()
    trace.write("r1", "shown", chars=5)
    trace.close()
    assert lines(tmp_path / "trace.jsonl") == []


def test_a_file_that_cannot_be_made_is_told_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "trace.jsonl"
    with pytest.raises(StoreError) as told:
        Trace(path)
    assert told.value.path == path
