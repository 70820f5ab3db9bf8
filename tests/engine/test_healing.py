"""A request that was changed after a refusal: what is on the disk before it leaves."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import answer, desk, sent, target
from vibekoder.core import events, receipt
from vibekoder.core.errors import StoreError
from vibekoder.core.session import parse
from vibekoder.engine.recovery import recover
from vibekoder.engine.strike import Strike
from vibekoder.store import journal
from vibekoder.store.objects import Objects
from vibekoder.wire.http import ChatRequest


def body(request: ChatRequest) -> bytes:
    """The messages, and what the request has found out."""
    said = [one.text for one in request.messages]
    return json.dumps({"messages": said, "without": request.quirks.get("drop", [])}).encode()


def healed(folder: Path) -> Strike:
    """A request that has left, was refused, and may leave again without the seed."""
    to = replace(target(quirks={"drop": ["user"]}), build=body)
    run = sent(desk(folder), "A prompt that is worth an object. " * 20, target=to)
    run.healed(run.heal({"drop": ["user", "seed"]}), 1.0)
    run.flush(1.0)
    return run


def replayed(run: Strike, short: str) -> bytes:
    objects: Objects = run.desk.home.objects
    (name,) = objects.find(short)
    return receipt.replay(objects.get(name), objects.get)


def test_a_changed_request_has_its_own_receipt_of_exactly_what_goes(tmp_path: Path) -> None:
    run = healed(tmp_path)
    first = str(journal.read(run.journal.path).first["receipt"])
    assert first != run.receipt
    assert json.loads(replayed(run, first))["without"] == ["user"]
    assert json.loads(replayed(run, run.receipt))["without"] == ["user", "seed"]


def test_the_answer_names_the_receipt_of_what_was_sent_last(tmp_path: Path) -> None:
    run = healed(tmp_path)
    answer(run, events.delta("Hi"), events.completed("Hi", "stop"))
    run.end(2.0)
    assert run.desk.session.slices[-1].get("receipt") == run.receipt


def test_after_a_crash_the_answer_still_names_it(tmp_path: Path) -> None:
    run = healed(tmp_path)
    answer(run, events.delta("Hi"))
    run.journal.close()
    recover(run.desk.home.state)
    assert parse(run.desk.path.read_bytes()).slices[-1].get("receipt") == run.receipt


def test_a_disk_that_refuses_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = sent(desk(tmp_path), target=replace(target(), build=body))

    def full(objects: Objects, data: bytes) -> str:
        raise StoreError(tmp_path, "the disk is full")

    monkeypatch.setattr(Objects, "put", full)
    with pytest.raises(StoreError, match="the disk is full"):
        run.heal({"drop": ["seed"]})
