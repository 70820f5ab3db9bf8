"""A request before it leaves, row by row, beside the last one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import desk, sent, target
from vibekoder.engine import replay
from vibekoder.engine.desk import Desk
from vibekoder.engine.flight import CHANGED, NEW, SAME, UNKNOWN, Flight, flight
from vibekoder.engine.preview import Preview, preview

PNG = b"\x89PNG\r\n\x1a\n\0\0"


@pytest.fixture
def one(tmp_path: Path) -> Desk:
    one = desk(tmp_path, "s: Be calm", "u: First words", "a: An answer")
    (one.home.root / "a.txt").write_text("words of a\n" * 20)
    (one.home.root / "b.txt").write_text("more\n")
    (one.home.root / "shot.png").write_bytes(PNG)
    return one


def shown(one: Desk, prompt: str, before: replay.Sent | None = None) -> Flight:
    seen = preview(one.session, prompt, one.path, one.home, target())
    return flight(seen, before)


def last(one: Desk, prompt: str) -> replay.Sent:
    """Send, and read what was sent from its receipt."""
    run = sent(one, prompt)
    return replay.sent(one.home.objects, run.receipt)


def test_the_rows_are_the_whole_body(one: Desk) -> None:
    found = shown(one, "<!-- include: a.txt -->\n<!-- include: *.txt -->\nWhy?")
    kinds = [(line.kind, line.count) for line in found.lines]
    assert kinds == [
        ("system", 1),
        ("earlier", 2),
        ("include", 1),
        ("include", 2),
        ("words", 1),
        ("envelope", 0),
    ]
    assert sum(line.bytes for line in found.lines) == len(found.preview.body)
    assert sum(line.tokens for line in found.lines) == found.tokens


def test_the_text_of_a_row_is_what_is_sent(one: Desk) -> None:
    found = shown(one, "<!-- include: b.txt -->\nWhy?")
    row = next(line for line in found.lines if line.source)
    assert "b.txt" in found.text(row)
    assert "more\n" in found.text(row)


def test_a_picture_is_a_row_of_its_own(one: Desk) -> None:
    found = shown(one, "<!-- include: shot.png -->\nWhat is it?")
    assert any(line.name == "shot.png" for line in found.lines)


def test_without_an_earlier_request_nothing_is_compared(one: Desk) -> None:
    found = shown(one, "Why?")
    assert {line.since for line in found.lines} == {UNKNOWN}
    assert (found.alike, found.reused) == (None, 0)


def test_each_row_says_how_it_is_beside_the_last_request(one: Desk) -> None:
    before = last(one, "<!-- include: a.txt -->\n<!-- include: b.txt -->\nWhy?")
    (one.home.root / "a.txt").write_text("other\n")
    prompt = "<!-- include: a.txt -->\n<!-- include: b.txt -->\n<!-- include: shot.png -->\nHow?"
    found = shown(one, prompt, before)
    since = {line.name: line.since for line in found.lines if line.slice_id != "" or line.weights}
    assert since["system"] == SAME
    assert since["shot.png"] == NEW
    assert since["words"] == NEW
    states = {(line.name, line.since) for line in found.lines if line.source}
    assert ("a.txt", CHANGED) in states
    assert ("b.txt", SAME) in states


def test_what_was_added_to_is_changed(one: Desk) -> None:
    before = last(one, "Why?")
    found = shown(one, "How?", before)
    assert next(line for line in found.lines if line.kind == "earlier").since in (SAME, CHANGED)
    assert 0 < (found.alike or 0) < len(found.preview.body)
    assert 0 < found.reused < found.tokens


def test_what_is_not_ready_has_no_rows(one: Desk) -> None:
    found = shown(one, "<!-- include: gone -->")
    assert found.lines == ()
    assert found.reused == 0


def test_the_piece_to_drop_is_the_heaviest_that_was_included(one: Desk) -> None:
    found = shown(one, f"<!-- include: a.txt -->\n<!-- include: b.txt -->\n{'many words ' * 500}")
    assert found.preview.fit.heaviest is not None
    assert found.preview.fit.heaviest.name == "a.txt"
    words = shown(one, "Why?").preview.fit.heaviest
    assert words is not None
    assert words.source == ""
    assert Preview().fit.heaviest is None
