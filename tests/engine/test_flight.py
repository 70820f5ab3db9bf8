"""A request before it leaves, row by row, beside the last one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import desk, sent, target
from vibekoder.engine import replay
from vibekoder.engine.desk import Desk
from vibekoder.engine.flight import CHANGED, NEW, SAME, UNKNOWN, Flight, Last, flight
from vibekoder.engine.preview import Preview, preview

PNG = b"\x89PNG\r\n\x1a\n\0\0"


@pytest.fixture
def one(tmp_path: Path) -> Desk:
    one = desk(tmp_path, "s: Be calm", "u: First words", "a: An answer")
    (one.home.root / "a.txt").write_text("words of a\n" * 20)
    (one.home.root / "b.txt").write_text("more\n")
    (one.home.root / "shot.png").write_bytes(PNG)
    return one


def shown(one: Desk, prompt: str, before: Last | None = None) -> Flight:
    seen = preview(one.session, prompt, one.path, one.home, target(), without=True)
    return flight(seen, before, one.home.objects.get)


def last(one: Desk, prompt: str) -> Last:
    """Send, and read what was sent from its receipt."""
    run = sent(one, prompt)
    return Last(replay.sent(one.home.objects, run.receipt))


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
    found = flight(Preview())
    assert found.lines == ()
    assert found.reused == 0


def test_the_heaviest_of_all_is_named(one: Desk) -> None:
    found = shown(one, "<!-- include: a.txt -->\n<!-- include: b.txt -->\nWhy?")
    assert found.preview.fit.heaviest is not None
    assert found.preview.fit.heaviest.name == "a.txt"
    words = shown(one, "Why?").preview.fit.heaviest
    assert words is not None
    assert words.source == ""
    assert Preview().fit.heaviest is None


def test_what_came_and_went_in_a_file_is_counted(one: Desk) -> None:
    before = last(one, "<!-- include: a.txt -->\n<!-- include: *.txt -->\nWhy?")
    (one.home.root / "a.txt").write_text("words of a\n" * 19 + "other\nmore\n")
    found = shown(one, "<!-- include: a.txt -->\n<!-- include: *.txt -->\nHow?", before)
    new = [line for line in found.lines if line.source and line.since == CHANGED]
    assert [(line.name, line.added, line.removed) for line in new] == [
        ("a.txt", 2, 1),
        ("*.txt", 2, 1),
    ]
    assert [(file.name, file.since) for file in new[1].below] == [
        ("a.txt", CHANGED),
        ("b.txt", SAME),
    ]


def test_the_headings_of_a_document_are_below_it(one: Desk) -> None:
    (one.home.root / "doc.md").write_text("# One\nwords\n```\n# no\n```\n## Two\nmore\n")
    found = shown(one, "<!-- include: doc.md -->\nWhy?")
    row = next(line for line in found.lines if line.name == "doc.md")
    assert [(inner.name, inner.level) for inner in row.below] == [("One", 1), ("Two", 2)]
    assert found.text(row.below[1]) == "## Two\nmore\n"
    assert row.below[1].bytes == len("## Two\\nmore\\n")


def test_what_is_off_or_missing_keeps_its_place(one: Desk) -> None:
    lines = ("<!-- include: gone -->", "\\<!-- include: a.txt -->", "<!-- include: b.txt -->")
    found = shown(one, "\n".join(lines))
    rows = [line for line in found.lines if line.source]
    assert [(row.kind, row.why) for row in rows] == [
        ("include", "there is no such file"),
        ("off", ""),
        ("include", ""),
    ]
    assert sum(line.bytes for line in found.lines) == len(found.preview.body)


def test_bytes_that_are_gone_are_not_compared(one: Desk) -> None:
    before = last(one, "<!-- include: a.txt -->\nWhy?")
    (one.home.root / "a.txt").write_text("other\n")
    told = [piece for piece in before.sent.pieces if piece.object]
    for piece in told:
        (one.home.objects.folder / piece.object[:2] / piece.object[2:]).unlink()
    found = shown(one, "<!-- include: a.txt -->\nHow?", before)
    row = next(line for line in found.lines if line.since == CHANGED and line.source)
    assert (row.added, row.removed) == (0, 0)
    assert flight(found.preview, before).lines == found.lines


def test_a_document_of_one_heading_and_bare_text_have_no_rows_below(one: Desk) -> None:
    (one.home.root / "doc.md").write_text("# One\nwords\n")
    found = shown(one, "<!-- include: doc.md -->\n<!-- include: doc.md raw -->\nWhy?")
    assert not any(line.below for line in found.lines)


def test_of_very_long_files_it_is_told_only_that_they_changed(one: Desk) -> None:
    (one.home.root / "a.txt").write_text("x\n" * 205_000 + "words\n" * 101_000)
    before = last(one, "<!-- include: a.txt raw -->\nWhy?")
    (one.home.root / "a.txt").write_text("y\n" * 205_000 + "words\n" * 101_000)
    found = shown(one, "<!-- include: a.txt raw -->\nHow?", before)
    row = next(line for line in found.lines if line.since == CHANGED and line.source)
    assert (row.added, row.removed) == (0, 0)
