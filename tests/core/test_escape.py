"""Normal form, line ends and the header escape."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.core.strategies import texts
from vibekoder.core.escape import (
    count_ends,
    count_pairs,
    escape,
    leading_marks,
    lf,
    normalised,
    settled,
    tail_start,
    unescape,
)


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("a\r\nb\rc\n\rd", "a\nb\nc\n\nd"),
        ("a\ud83d", "a\ufffd"),
        ("\ude00b", "\ufffdb"),
        ("\ud83d\ude00", "\U0001f600"),
        ("\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        ("\u2028\x0b\x85", "\u2028\x0b\x85"),
    ],
)
def test_text_that_comes_in_has_no_cr_and_no_half_surrogate(came: str, kept: str) -> None:
    assert normalised(came) == kept


def test_a_lone_cr_that_was_there_stays_between_characters() -> None:
    assert settled("a\rb\r\rc") == "a\rb\r\rc"


@pytest.mark.parametrize(
    ("old", "new"), [("a\r", "a\n"), ("a\r\r\nb", "a\n\n\nb"), ("a\r\nb\rc", "a\n\nb\rc")]
)
def test_a_lone_cr_does_not_stay_before_a_line_end_or_as_the_last(old: str, new: str) -> None:
    assert settled(old) == new


def test_only_crlf_is_read_as_lf() -> None:
    assert lf("a\r\nb\rc\n") == "a\nb\rc\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=={ User }==", "\\=={ User }=="),
        ("\\=={", "\\\\=={"),
        ("a\n=={x\nb", "a\n\\=={x\nb"),
        ("a =={ User }==", "a =={ User }=="),
        (" =={ User }==", " =={ User }=="),
        ("a\r=={", "a\r=={"),
        ("a\u2028=={", "a\u2028=={"),
        ("\\x=={", "\\x=={"),
    ],
)
def test_a_line_that_begins_like_a_header_gains_one_backslash(text: str, written: str) -> None:
    assert escape(text) == written
    assert unescape(written) == text


def test_an_unescaped_line_that_is_no_header_reads_as_it_stands() -> None:
    assert unescape("=={ nobody") == "=={ nobody"


@given(texts)
def test_what_is_escaped_is_read_back(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("raw", "tail"),
    [
        ("", ""),
        ("a", ""),
        ("a\n\r\n\n", "\n\r\n\n"),
        ("a\n\r", ""),
        ("a\r\r\n", "\r\n"),
        ("\r\n", "\r\n"),
        ("a \n", "\n"),
        ("a\n \n", "\n"),
        ("a\r\r\r\n\n", "\r\n\n"),
    ],
)
def test_the_tail_is_the_longest_end_made_of_line_ends_only(raw: str, tail: str) -> None:
    assert raw[tail_start(raw) :] == tail


def test_line_ends_are_counted() -> None:
    assert (count_ends("a\r\nb\rc\n"), count_pairs("a\r\nb\rc\n"), count_pairs("a\n")) == (2, 1, 0)


def test_backslashes_before_a_header_mark_are_counted() -> None:
    assert (leading_marks("\\\\=={ x"), leading_marks("=={"), leading_marks("a=={")) == (2, 0, None)
