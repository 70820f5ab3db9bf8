"""What is looked for, and what comes in its place."""

from __future__ import annotations

import pytest

from vibekoder.core.finding import OVER, WINDOW, Query, spans


def found(query: Query, text: str) -> list[str]:
    return [text[one[0] : one[1]] for one in spans(query.pattern(), text) if one]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        (Query("a.b"), ["a.b", "A.B"]),
        (Query("a.b", case=True), ["a.b"]),
        (Query("a", word=True), ["a", "A", "a"]),
        (Query("a.b", regex=True), ["a.b", "axb", "A.B"]),
        (Query("^ax", regex=True), ["ax"]),
        (Query("x*", regex=True), ["x"]),
    ],
)
def test_hits(query: Query, hits: list[str]) -> None:
    assert found(query, "a.b\naxb\nA.B a") == hits


def test_a_hit_over_two_lines_is_found() -> None:
    assert found(Query("b\na"), "ab\nab") == ["b\na"]


def test_a_long_text_is_looked_through_in_windows() -> None:
    text = "needle hay\n" * (3 * WINDOW // 11)
    pauses = [one for one in spans(Query("needle").pattern(), text) if one is None]
    assert len(pauses) >= 3
    assert len(found(Query("needle"), text)) == text.count("needle")


def test_a_hit_across_windows_is_found_once() -> None:
    text = "x" * (WINDOW - 3) + "\nab\ncd\n" + "y" * OVER
    assert found(Query("x\nab\ncd"), text) == ["x\nab\ncd"]


def test_it_goes_on_from_a_place() -> None:
    assert [one for one in spans(Query("a").pattern(), "aba", 1) if one] == [(2, 3)]


@pytest.mark.parametrize(
    ("text", "place"), [("(", "at character 1"), ("a**", "at character 3"), ("[b", "character 1")]
)
def test_what_is_no_expression_is_explained(text: str, place: str) -> None:
    with pytest.raises(ValueError, match=place):
        Query(text, regex=True).pattern()
    with pytest.raises(ValueError, match=place):
        Query(text, regex=True, word=True).pattern()


def test_a_number_too_large_is_explained() -> None:
    with pytest.raises(ValueError, match=r"too large\."):
        Query("a{99999999999999999999}", regex=True).pattern()


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (r"\2-\1", "b-a"),
        (r"\g<2>\g<one>", "ba"),
        (r"\n\t\\", "\n\t\\"),
        (r"\9", r"\9"),
        (r"\g<no>", r"\g<no>"),
        (r"\3", ""),
    ],
)
def test_groups_come_back_in_the_replacement(text: str, new: str) -> None:
    query = Query("(?P<one>a)(b)(c)?", regex=True)
    hit = query.pattern().search("ab")
    assert hit
    assert query.replacement(hit, text) == new


def test_plain_text_is_replaced_as_it_is() -> None:
    query = Query("a")
    hit = query.pattern().search("a")
    assert hit
    assert query.replacement(hit, r"\1") == r"\1"
