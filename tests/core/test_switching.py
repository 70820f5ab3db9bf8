"""A directive is switched off and on, moved and taken away in its own line."""

from __future__ import annotations

import pytest

from vibekoder.core import directives, switching

TEXT = "before\n<!-- include: a.py -->\n\n  <!-- command: git_diff -->\nafter"


def test_switched_off_it_acts_no_more() -> None:
    off = switching.switch(TEXT, 1, on=False).made(TEXT)
    assert [one.directive.target for one in directives.find(off).found] == ["git_diff"]


def test_switched_on_again_the_text_is_as_it_was() -> None:
    off = switching.switch(TEXT, 3, on=False).made(TEXT)
    assert "  \\<!-- command: git_diff -->" in off
    assert switching.switch(off, 3, on=True).made(off) == TEXT


def test_what_is_off_is_found_with_what_it_would_include() -> None:
    off = switching.switch(TEXT, 1, on=False).made(TEXT)
    (found,) = switching.switched_off(off)
    assert found.directive.target == "a.py"
    assert off[found.start : found.end] == "\\<!-- include: a.py -->"
    assert found.line == "<!-- include: a.py -->"


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "\\\\<!-- include: a.py -->",
        "```\n\\<!-- include: a.py -->\n```",
        "words \\<!-- include: a.py -->",
    ],
)
def test_what_only_looks_like_it_is_not_off(text: str) -> None:
    assert switching.switched_off(text) == ()


def test_a_line_is_known_by_its_number() -> None:
    found = directives.find(TEXT).found
    assert [switching.number_of(TEXT, one.start) for one in found] == [1, 3]


@pytest.mark.parametrize(
    ("number", "rest"), [(0, "b\nc"), (1, "a\nc"), (2, "a\nb")], ids=["first", "middle", "last"]
)
def test_a_line_goes_with_its_end(number: int, rest: str) -> None:
    assert switching.exchange("a\nb\nc", number, ()).made("a\nb\nc") == rest


def test_the_only_line_goes() -> None:
    assert switching.exchange("a", 0, ()).made("a") == ""


def test_one_line_becomes_several() -> None:
    assert switching.exchange("a\nb\nc", 1, ("x", "y")).made("a\nb\nc") == "a\nx\ny\nc"


@pytest.mark.parametrize(
    ("number", "to", "after"),
    [(0, 2, "b\nc\na\nd"), (2, 0, "c\na\nb\nd"), (3, 2, "a\nb\nd\nc"), (1, 1, "a\nb\nc\nd")],
)
def test_a_line_moves_to_the_place_of_another(number: int, to: int, after: str) -> None:
    text = "a\nb\nc\nd"
    change = switching.move(text, number, to)
    assert change.made(text) == after


def test_several_lines_are_switched_at_once_and_stay_where_they_are_so_already() -> None:
    text = "<!-- include: a.py -->\n\\<!-- include: b.py -->\nwords"
    off = switching.switch(text, 0, 2, on=False).made(text)
    assert off == "\\<!-- include: a.py -->\n\\<!-- include: b.py -->\nwords"
    on = switching.switch(text, 0, 2, on=True).made(text)
    assert on == "<!-- include: a.py -->\n<!-- include: b.py -->\nwords"


@pytest.mark.parametrize(("number", "to", "after"), [(0, 2, "c\na\nb"), (1, 0, "b\nc\na")])
def test_several_lines_move_together(number: int, to: int, after: str) -> None:
    assert switching.move("a\nb\nc", number, to, 2).made("a\nb\nc") == after


def test_several_lines_go_at_once() -> None:
    assert switching.exchange("a\nb\nc", 1, (), 2).made("a\nb\nc") == "a"
