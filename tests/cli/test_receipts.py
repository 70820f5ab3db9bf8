"""Receipts and objects in the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.builders import carry, desk, plain_body, strike
from vibekoder.cli.commands import run
from vibekoder.core import events
from vibekoder.engine.strike import Strike


@pytest.fixture
def done(tmp_path: Path) -> Strike:
    """A request with a file in it, answered."""
    one = desk(tmp_path)
    (one.home.root / "a.txt").write_text("words\n")
    made = strike(one, "see\n<!-- include: a.txt -->")
    carry(made, events.delta("yes"), events.completed("yes", "stop"))
    return made


def said(words: list[str], folder: Path) -> int:
    return run(words, {"VIBEKODER_STATE": str(folder / "state")})


def test_what_was_sent_is_told(done: Strike, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert said(["receipt", f"{done.desk.path}#{done.slice_id}"], tmp_path) == 0
    told = capsys.readouterr().out
    assert "backend   test" in told
    assert "<!-- include: a.txt @ " in told
    assert "envelope" in told


def test_the_exact_bytes_can_be_had(
    done: Strike, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
):
    assert said(["receipt", f"{done.desk.path}#{done.slice_id}", "--body"], tmp_path) == 0
    assert capfdbinary.readouterr().out == plain_body(done._work.request)


@pytest.mark.parametrize("end", ["", "#", "#zzzzzz"])
def test_an_answer_without_a_receipt_is_told(
    done: Strike, tmp_path: Path, capsys: pytest.CaptureFixture[str], end: str
):
    assert said(["receipt", f"{done.desk.path}{end}"], tmp_path) == 1
    assert "vibekoder: " in capsys.readouterr().err


def test_what_nothing_names_goes_to_the_trash(
    done: Strike, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    root, objects = done.desk.home.root, done.desk.home.objects
    assert said(["objects", "gc", str(root)], tmp_path) == 0
    assert "all are named" in capsys.readouterr().out
    lost = objects.put(b"lost")
    os.utime(objects.folder / lost[:2] / lost[2:], (1, 1))
    assert said(["objects", "gc", str(root)], tmp_path) == 0
    assert "1 of" in capsys.readouterr().out
    assert objects.find(lost) == []
