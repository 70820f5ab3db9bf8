"""The page of differences from the providers' own clients: all there are, each real, no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.wire.differing import DIFFERENCES, OURS, Difference
from tests.wire.recorded import RECORDINGS, TAPES, needed

PAGE = Path(__file__).parents[2] / "docs" / "differences.md"
REFERENCE = RECORDINGS.parent / "WIRE.md"
BY_NAME = {tape.name: tape for tape in TAPES}
each = pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.what[:40])


def page_rows() -> list[list[str]]:
    """The cells of each row of the page's table."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[1:]]


def test_the_page_lists_these_differences_and_no_others() -> None:
    assert [row[0] for row in page_rows()] == [one.what for one in DIFFERENCES]


def test_the_page_says_of_each_what_either_makes_of_it_and_why_ours_is_right() -> None:
    assert {len(row) for row in page_rows()} == {4}
    assert all(all(row) for row in page_rows())


@needed
@each
def test_each_difference_is_one_that_the_reference_of_the_protocols_names(row: Difference) -> None:
    text = REFERENCE.read_text("utf-8")
    part = text[text.index("## 12. ") : text.index("## 13. ")]
    assert re.sub(r"\s+", " ", row.named) in re.sub(r"\s+", " ", part)


@needed
@each
def test_each_difference_is_seen_in_a_recording(row: Difference) -> None:
    assert row.tapes or row.whole
    for name in row.tapes:
        tape = BY_NAME[name]
        assert tape.ours.differs(tape.theirs) or tape.ours.raised != tape.theirs.raised, name
    for name in row.whole:
        assert BY_NAME[name].told, name


@needed
def test_wherever_a_recording_reads_otherwise_the_difference_is_listed() -> None:
    found = {tape.name for tape in TAPES if tape.ours.differs(tape.theirs)}
    assert found <= set(OURS)
