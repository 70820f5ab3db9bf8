"""What a provider wants back, as it is kept."""

from __future__ import annotations

import pytest

from vibekoder.core import echo
from vibekoder.core.echo import Echo


def test_it_reads_as_it_was_written() -> None:
    one = Echo("anthropic", "pause", echo.joined([{"a": "é"}], [{"b": 1}]), "x", "y")
    assert echo.read(one.written()) == one
    assert one.listed() == [{"a": "é"}, {"b": 1}]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"form":"a"}',
        b'{"form":"a","finish":"b","blocks":"{}","answer":"","above":""}',
        b'{"form":"a","finish":"b","blocks":"[]","answer":"","above":""}',
        b'{"form":"a","finish":"b","blocks":3,"answer":"","above":""}',
        b"[" * 100_000,
    ],
)
def test_what_is_none_reads_as_none(data: bytes) -> None:
    assert echo.read(data) is None


def test_texts_are_told_apart_but_for_the_blanks_around_them() -> None:
    assert echo.digest(["a", "b"]) == echo.digest([" a\n", "b"])
    assert echo.digest(["ab"]) != echo.digest(["a", "b"])
    assert echo.digest(["\ud83d"]) != echo.digest([])
