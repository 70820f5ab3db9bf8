"""Copies of sessions."""

from __future__ import annotations

import pytest

from vibekoder.store.copies import copy_of


def test_a_copy_has_its_own_title_and_the_same_slices() -> None:
    data = b"---\ntitle: Ties\n---\n=={ User }==\nHello\n"
    assert copy_of(data) == b"---\ntitle: Ties (copy)\n---\n=={ User }==\nHello\n"


@pytest.mark.parametrize(
    "data", [b"", b"=={ User }==\n\xff\n", b"---\n? [a\n  - {: b\n---\n=={ User }==\nHello\n"]
)
def test_what_cannot_be_given_a_title_is_copied_as_it_is(data: bytes) -> None:
    assert copy_of(data) == data
