"""A body that is one JSON array."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import cut
from vibekoder.wire.http import Frame
from vibekoder.wire.json_array import JsonArray, SseOrArray

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=6) | st.sampled_from(['"', "\\", "]}", "{["]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def _frames(*pieces: bytes) -> list[Frame]:
    framer = JsonArray()
    return [frame for piece in pieces for frame in framer.feed(piece)] + framer.end()


def test_entries_come_while_the_array_streams() -> None:
    framer = JsonArray()
    assert framer.feed(b'[{"a": "]}\\"') == []
    assert framer.feed(b'"}\r\n,\r\n{"b"') == [b'{"a": "]}\\""}']
    assert framer.feed(b": [{}]}") == [b'{"b": [{}]}']
    assert framer.feed(b"\r\n]\r\n") == []
    assert framer.feed(b'{"after": 1}') == []
    assert framer.end() == []


def test_texts_and_numbers_between_the_entries_are_nothing() -> None:
    assert _frames(b'[1, "{", {"a": 1}, "half', b'}", null, [2]]') == [b'{"a": 1}', b"[2]"]


def test_an_entry_that_never_closes_is_given_at_the_end() -> None:
    assert _frames(b'[{"a": 1},\n{"b": "x') == [b'{"a": 1}', b'{"b": "x']
    assert _frames(b"[{}") == [b"{}"]


def test_a_bracket_too_many_ends_the_array() -> None:
    assert _frames(b"}]{}") == []


def test_an_entry_beyond_all_measure_is_dropped_and_counted() -> None:
    framer = JsonArray(longest=20)
    assert framer.feed(b'[{"a": "' + b"x" * 30) == []
    assert framer.feed(b'"}, {}]') == []
    assert (framer.end(), framer.skipped) == ([], 1)


def test_a_very_long_entry_is_read_in_one_go() -> None:
    body = b'[{"a": "' + b"x\\\\" * 700_000 + b'"}]'
    pieces = [body[at : at + 4096] for at in range(0, len(body), 4096)]
    assert [len(frame) for frame in _frames(*pieces) if isinstance(frame, bytes)] == [2_100_009]


@given(st.lists(VALUES, max_size=4), st.sampled_from([None, 2]), st.integers(1, 9), st.integers())
def test_any_cutting_gives_the_entries(
    values: list[Any], indent: int | None, largest: int, seed: int
) -> None:
    body = json.dumps(values, indent=indent).encode()
    found = [json.loads(frame) for frame in _frames(*cut(body, Random(seed), largest))]  # type: ignore[arg-type]
    assert found == [value for value in values if isinstance(value, (list, dict))]


@given(st.binary(max_size=120), st.integers(1, 9), st.integers())
def test_any_bytes_are_taken(body: bytes, largest: int, seed: int) -> None:
    _frames(*cut(b"[" + body, Random(seed), largest))


@pytest.mark.parametrize("start", [b"[", b" \n[", b"\xef\xbb\xbf["])
def test_a_body_that_begins_with_a_bracket_is_an_array(start: bytes) -> None:
    framer = SseOrArray()
    pieces = [bytes([byte]) for byte in start + b'{"a": 1}, {}]']
    found = [frame for piece in pieces for frame in framer.feed(piece)]
    assert [*found, *framer.end()] == [b'{"a": 1}', b"{}"]
    assert framer.skipped == 0


def test_any_other_body_is_a_stream_of_events() -> None:
    framer = SseOrArray()
    assert framer.feed(b"\r\n") == []
    assert framer.feed(b'data: {"a": [1]}\r\n\r\n') == [b'{"a": [1]}']
    assert framer.end() == []


def test_an_empty_body_has_no_frames() -> None:
    framer = SseOrArray()
    assert framer.feed(b"") == []
    assert (framer.end(), framer.skipped) == ([], 0)
