"""JSON lines at byte level."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import cut
from vibekoder.wire.http import Frame
from vibekoder.wire.ndjson import Ndjson

LINES = st.lists(
    st.sampled_from(
        [
            b'{"a":1}',
            b'{"a":{"b":[1]}}',
            b' {"a": 2} ',
            b'{"torn":"of',
            b'{"a":3}\r',
            b"[",
            b'{"a":4},',
            b"]",
            b"[1]",
            b"{",
            b"}",
            b"<html>",
            b"",
            b"",
            '{"a":"\u2028\x85é"}'.encode(),
        ]
    ),
    max_size=12,
)


def _frames(*pieces: bytes, longest: int = 10**6) -> list[Frame]:
    framer = Ndjson(longest)
    return [frame for piece in pieces for frame in framer.feed(piece)] + framer.end()


def test_each_line_is_a_frame() -> None:
    assert _frames(b'{"a":1}\n{"a":2}\n') == [b'{"a":1}', b'{"a":2}']


def test_the_last_line_may_lack_its_end() -> None:
    assert _frames(b'{"a":1}\n{"a":2}') == [b'{"a":1}', b'{"a":2}']
    assert _frames(b'{"a":1}') == [b'{"a":1}']


def test_a_line_is_a_frame_as_soon_as_it_ends() -> None:
    framer = Ndjson()
    assert framer.feed(b'{"a":') == []
    assert framer.feed(b'1}\n{"a"') == [b'{"a":1}']
    assert framer.feed(b"") == []
    assert framer.feed(b":2}\n") == [b'{"a":2}']


def test_blank_lines_and_a_mark_at_the_start_are_nothing() -> None:
    assert _frames(b'\xef\xbb\xbf{"a":1}\n\n \r\n{"a":2}\r\n\n') == [b'{"a":1}', b'{"a":2}']
    assert _frames(b'\xef\xbb\xbf{"a":1}') == [b'{"a":1}']


def test_only_a_line_feed_ends_a_line() -> None:
    line = '{"a":"one\u2028two\u2029three\x85four\x0bfive\x0c\r"}'.encode()
    assert _frames(line + b"\n" + line + b"\n") == [line, line]


def test_one_object_over_many_lines_is_one_frame() -> None:
    answer = {"message": {"content": "Hi", "list": [{"a": 1}, {}]}, "done": True}
    (frame,) = _frames(json.dumps(answer, indent=2).encode())
    assert isinstance(frame, bytes)
    assert json.loads(frame) == answer


@pytest.mark.parametrize("indent", [None, 0, 1])
def test_an_array_of_objects_is_one_frame(indent: int | None) -> None:
    answers = [{"a": {"b": 1}}, {"a": {"b": 2}}]
    (frame,) = _frames(json.dumps(answers, indent=indent).encode() + b"\n")
    assert isinstance(frame, bytes)
    assert json.loads(frame) == answers


def test_an_array_with_one_object_on_each_line_is_one_frame() -> None:
    (frame,) = _frames(b'[\n{"a":1}\n,\n{"a":2}\n]\n')
    assert isinstance(frame, bytes)
    assert json.loads(frame) == [{"a": 1}, {"a": 2}]


def test_a_torn_line_takes_no_other_with_it() -> None:
    assert _frames(b'{"a":1}\n{"mess\n{"a":2}\n') == [b'{"a":1}', b'{"mess', b'{"a":2}']
    assert _frames(b'{"a":1}\n{"mess') == [b'{"a":1}', b'{"mess']


def test_a_web_page_gives_its_lines() -> None:
    assert _frames(b"<html>\n<title>Sign in</title>") == [b"<html>", b"<title>Sign in</title>"]


def test_a_line_beyond_all_measure_is_left_out_and_counted() -> None:
    framer = Ndjson(longest=20)
    frames = [frame for piece in (b'{"a":1}\n{"a":"', b"x" * 30) for frame in framer.feed(piece)]
    frames += framer.feed(b"y" * 30) + framer.feed(b'"}\n{"a":2}\n') + framer.end()
    assert frames == [b'{"a":1}', b'{"a":2}']
    assert framer.skipped == 1


def test_the_end_of_a_line_beyond_all_measure_is_nothing() -> None:
    assert _frames(b"x" * 30, longest=20) == []


@given(LINES, st.integers(1, 30), st.randoms(use_true_random=False))
def test_any_cutting_gives_the_same_frames(lines: list[bytes], most: int, rng: Random) -> None:
    body = b"\n".join(lines)
    assert _frames(*cut(body, rng, most)) == _frames(body)
