"""A part's text, its very long lines, and what it grows by."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vibekoder.ui.editor.part import LONG, PIECE, Part, cuts, long_lines, soft_breaks
from vibekoder.ui.editor.stand_ins import units

TEXT = st.text("ab 😀\n", max_size=40)


def test_a_short_line_has_no_soft_break() -> None:
    assert soft_breaks("word " * (LONG // 5)) == []


def test_a_very_long_line_is_broken_behind_blanks() -> None:
    text = "x\n" + "word " * LONG
    found = soft_breaks(text)
    assert len(found) > 2
    assert all(text[place - 1] == " " for place in found)
    assert all(PIECE // 2 < b - a <= 2 * PIECE for a, b in pairwise(found))


def test_a_line_without_blanks_is_broken_all_the_same() -> None:
    assert cuts("x" * LONG * 2, 0, LONG * 2) == [PIECE, 2 * PIECE, 3 * PIECE]


def test_long_lines_are_found_among_short_ones() -> None:
    text = "a\n" * 5000 + "b" * (LONG + 1) + "\n" + "c\n" * 5000 + "d" * (2 * LONG)
    found = [(text[start], end - start) for start, end in long_lines(text, 0, len(text))]
    assert found == [("b", LONG + 1), ("d", 2 * LONG)]


@given(TEXT, st.lists(TEXT, max_size=6))
def test_what_grows_grows_before_its_tail(body: str, pieces: list[str]) -> None:
    text = "=={ User }==\n" + body + "z\n\n"
    part = Part(text)
    part.keep_tail()
    for piece in pieces:
        part.append(piece, [])
    assert part.text == text[:-2] + "".join(pieces) + "\n\n"
    assert (part.length, part.units) == (len(part.text), units(part.text))


def test_many_small_pieces_are_joined_on_the_way() -> None:
    part = Part("h\n\n")
    part.keep_tail()
    for _ in range(30_000):
        part.append("word ", [])
    assert part.length == len(part.text) == 150_003


def test_line_ends_that_grew_are_no_tail_in_a_part_that_comes_instead() -> None:
    part = Part("=={ User }==\n\n")
    part.keep_tail()
    part.append("text\n\n", [])
    instead = Part("=={ User | id=abcdef }==\ntext\n\n\n\n")
    instead.keep_tail(part)
    instead.append("more", [])
    assert instead.text == "=={ User | id=abcdef }==\ntext\n\nmore\n\n"


@given(TEXT)
def test_places_come_back_from_the_document(text: str) -> None:
    breaks = [place for place in (2, 5, 9) if place < len(text)]
    part = Part(text, breaks)
    for point in range(len(text) + 1):
        assert part.point(part.unit(point)) == point
    assert len(part.break_units()) == len(breaks)
    marked = [unit for unit in range(part.units + 1) if part.breaks_at(unit)]
    assert marked == part.break_units()


def test_soft_breaks_are_shown_and_not_in_the_text() -> None:
    part = Part("a😀bcd", [2, 4])
    assert part.shown() == "a😀\nbc\nd"
    assert part.text == "a😀bcd"
    assert part.break_units() == [3, 6]
    assert [unit for unit in range(9) if part.breaks_at(unit)] == [3, 6]
    assert part.shown(2, 4) == "bc\n"


def test_the_header_is_the_first_line() -> None:
    assert Part("=={ User }==\nx\n").header == "=={ User }=="
    assert Part("no line end").header == "no line end"
    assert Part("").header == ""


def test_the_growing_line_knows_where_it_began() -> None:
    part = Part("h\n\n")
    part.keep_tail()
    part.append("one\ntwo", [])
    part.append(" three", [])
    assert part.last_line() == (6, False)
    part.append(" four", [15])
    assert part.last_line() == (15, True)
