"""The table of secrets: what tells one from a name or a placeholder."""

from __future__ import annotations

import pytest

from vibekoder.core.leak_kinds import (
    KINDS,
    TITLES,
    entropy,
    is_password,
    is_random,
    no_placeholder,
    pattern_of,
)

RANDOM = "q7Zp2LxV9mKd4TfWb8Ns"


@pytest.mark.parametrize(
    "text",
    [
        *("my-example-key", "xxxxxxxxxx", "aaaabbbb", "<put it here>", "${A_KEY}", "$PASSWORD"),
        *("your-key-here", "yourApiKeyHere", "YOURTOKEN12", "changeme", "change_me", "{password}"),
        *("[api-token]", "%PASSWORD%", "{{ vault }}", "Ab12345678"),
    ],
)
def test_a_placeholder_is_no_secret(text: str) -> None:
    assert not no_placeholder(text)


@pytest.mark.parametrize("text", [RANDOM, "9f86d081884c7d659a2feaa0c55ad015", "k3j9x0q2m8v7c1z5"])
def test_chance_is_known_by_its_mixture(text: str) -> None:
    assert is_random(text)


@pytest.mark.parametrize(
    "text", ["a7Zp2LxV", "camelCaseNameOfAThing", "a_name_of_many_words", "ababababab12ababab"]
)
def test_names_and_rhythms_are_not_chance(text: str) -> None:
    assert not is_random(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("Tr0ub4dor&3", True), (RANDOM, True), ("password", False), ("Ab1!", False)],
)
def test_a_password_is_a_mixture(text: str, is_one: bool) -> None:
    assert is_password(text) is is_one


def test_entropy_is_in_bits_for_each_character() -> None:
    assert (entropy("aaaa"), entropy("abcd")) == (0.0, 2.0)


def test_every_kind_has_a_title_and_patterns_that_begin_with_its_literals() -> None:
    for kind in KINDS:
        assert TITLES[kind.name] == kind.title
        assert all(pattern_of(kind, one).pattern for one in kind.starts)
