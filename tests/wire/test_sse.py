"""Server-sent events at byte level."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.driven import cut
from vibekoder.wire.http import Frame, Named
from vibekoder.wire.sse import Bare, Sse, is_json

LINES = st.lists(
    st.sampled_from(
        [
            b"data: {}",
            b'data: {"a": 1}',
            b'data:{"b":',
            b"data: 2}",
            b"data: [DONE]",
            b"data",
            b"data:",
            b"event: ping",
            b'data: {"type":"ping"}',
            b"error: {}",
            b": note",
            b"id: 1",
            b"retry: 5",
            b'{"bare": ',
            b"1}",
            b"[]",
            b"junk",
            b"",
            b"",
            b"",
            "data: \u2028é".encode(),
        ]
    ),
    max_size=14,
)
ENDS = st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=14, max_size=14)


def _frames(*pieces: bytes, longest: int = 10**6, typed: bool = False) -> list[Frame]:
    framer = Sse(longest, typed=typed)
    return [frame for piece in pieces for frame in framer.feed(piece)] + framer.end()


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_each_line_end_ends_a_line(end: bytes) -> None:
    body = end.join([b"data: 1", b"", b"data: 2", b"", b""])
    assert _frames(body) in ([b" 1", b" 2"], [b"1", b"2"])
    assert [_stripped(frame) for frame in _frames(*(bytes([byte]) for byte in body))] == [
        b"1",
        b"2",
    ]


def test_events_with_crlf_come_while_they_stream() -> None:
    framer = Sse()
    one = b"data: 1\r\n\r\n"
    fed = [b"data: 0\r\n\r\n", one + b"data", b": 2\r\n\r\n" + one[:-1], b"\n" + one, one * 2]
    made = [[_stripped(frame) for frame in framer.feed(piece)] for piece in fed]
    assert made == [[b"0"], [b"1"], [b"2", b"1"], [b"1"], [b"1", b"1"]]
    assert framer.feed(b": note\r\n\r\n" + one) == [b"1"]
    assert framer.end() == []


def test_a_cr_ends_its_line_without_waiting_for_more() -> None:
    framer = Sse()
    assert [_stripped(frame) for frame in framer.feed(b"data: 1\r\r")] == [b"1"]
    assert framer.feed(b"") == []
    assert [_stripped(frame) for frame in framer.feed(b"\ndata: 2\r\n\r\n")] == [b"2"]


def test_unicode_line_ends_are_text() -> None:
    data = "data: a\u2028b\u2029c\u0085d\ve\ff".encode()
    assert _frames(data + b"\n\n") == [data[5:]]


def test_comments_and_other_fields_are_no_frames() -> None:
    assert _frames(b": hi\n\nid: 7\nretry: 10\nfoo: bar\nnonsense\n\n") == []


def test_a_byte_order_mark_is_taken_off() -> None:
    assert _frames(b"\xef\xbb\xbfdata: 1\n\n") == [b" 1"]
    assert _frames(b"\xef\xbb\xbfdata: 1") == [b"1"]


def test_the_last_frame_needs_no_line_end() -> None:
    assert _frames(b"data: 1\n\ndata: 2") == [b" 1", b"2"]
    assert _frames(b"data: 1\n\ndata: 2\n") == [b" 1", b"2"]


def test_an_event_name_stays_with_its_data() -> None:
    assert _frames(b"event: error\ndata: {}\n\n") == [Named("error", b"{}")]
    assert _frames(b"event: ping\n\ndata: {}\n\n") == [b"{}"]


def test_a_name_is_left_away_where_data_begins_with_its_type() -> None:
    one = b'event: ping\ndata: {"type":"ping"}\n\n'
    assert _frames(one * 2, typed=True) == [b'{"type":"ping"}'] * 2
    assert _frames(one + b"event: error\ndata: {}\n\n", typed=True) == [
        b'{"type":"ping"}',
        Named("error", b"{}"),
    ]
    assert _frames(one) == [Named("ping", b'{"type":"ping"}')]


def test_a_name_is_left_away_where_data_says_it_later() -> None:
    one = b'event: ping\ndata: {"at":1,"type":"ping"}\n\n'
    other = b'event: ping\ndata: {"at":1}\n\n'
    assert _frames(one * 2, typed=True) == [b'{"at":1,"type":"ping"}'] * 2
    assert _frames(one + other, typed=True) == [
        b'{"at":1,"type":"ping"}',
        Named("ping", b'{"at":1}'),
    ]


def test_named_events_come_while_they_stream() -> None:
    framer = Sse(typed=True)
    one = b'event: a\ndata: {"type":"a"}\n'
    assert framer.feed(one) == []
    assert framer.feed(b"\n" + one + b"\n" + one) == [b'{"type":"a"}'] * 2
    assert framer.feed(one) == [b'{"type":"a"}']
    assert framer.end() == [b'{"type":"a"}']


def test_a_name_begins_a_new_frame() -> None:
    assert _frames(b"data: {}\nevent: error\ndata: 1\n\n") == [b"{}", Named("error", b"1")]


def test_the_field_error_is_a_frame_of_its_own() -> None:
    assert _frames(b"data: 1\nerror: {}\n\n") == [b"1", Named("error", b"{}")]


def test_data_over_several_lines_is_joined() -> None:
    assert _frames(b'data: {"a":\ndata: 1}\n\n') == [b'{"a":\n1}']


def test_lines_without_blank_lines_are_frames_each() -> None:
    body = b'data: {"a":1}\ndata: {"a":2}\ndata: {"a":3}\n'
    assert _frames(body) == [b'{"a":1}', b'{"a":2}', b'{"a":3}']


def test_lines_without_blank_lines_come_while_they_stream() -> None:
    framer = Sse()
    assert framer.feed(b"data: {}\n") == []
    assert framer.feed(b"data: {}\n") == [b"{}"]
    assert framer.feed(b"data: [DONE]\n") == [b"{}", b"[DONE]"]


def test_joined_data_that_is_no_json_is_tried_line_by_line() -> None:
    assert _frames(b"data: one\ndata: {}\n\n") == [b"one", b"{}"]


def test_bare_json_between_events_is_a_frame() -> None:
    body = b'data: {}\n\n{\n  "error": {\n    "code": 429\n  }\n}\n\ndata: {}\n\n'
    found = _frames(body)
    assert [_stripped(frame) for frame in found][::2] == [b"{}", b"{}"]
    assert is_json(found[1])


def test_bare_json_that_never_closes_is_given_at_the_end() -> None:
    assert _frames(b'{"error":\n"x"\n') == [b'{"error":\n"x"\n']
    assert _frames(b'{"error":') == [b'{"error":']


def test_an_end_mark_without_a_field_is_an_end_mark() -> None:
    assert _frames(b"[DONE]\n") == [b"[DONE]"]


def test_an_event_ends_bare_json() -> None:
    assert _frames(b'{"error":\ndata: {}\n\n') == [b'{"error":', b"{}"]


def test_large_bare_json_is_read_once_it_is_whole() -> None:
    body = b"[\n" + b"[1],\n{}\n,\n" * 20_000 + b"[2]\n]\n"
    assert [_stripped(frame) for frame in _frames(body)] == [body.strip()]


def test_bare_json_is_not_tried_at_each_line_once_it_is_large() -> None:
    bare = Bare()
    big = b"[" + b" " * 20_000
    bare.feed(big)
    assert bare.feed(b"1]}") == []
    assert bare.feed(b"}") == []
    assert bare.open


def test_a_line_beyond_all_measure_is_dropped_and_counted() -> None:
    framer = Sse(longest=100)
    assert framer.feed(b"data: " + b"x" * 60) == []
    assert framer.feed(b"x" * 60) == []
    assert framer.feed(b"x" * 60) == []
    assert [_stripped(one) for one in framer.feed(b"x\n\ndata: 1\n\n")] == [b"1"]
    assert framer.skipped == 1


def test_an_end_inside_such_a_line_gives_nothing() -> None:
    framer = Sse(longest=10)
    framer.feed(b"x" * 20)
    assert framer.end() == []


def test_a_frame_may_be_very_long() -> None:
    body = b'data: {"a": "' + b"x" * 2_000_000 + b'"}\n\n'
    framer = Sse()
    found = [one for at in range(0, len(body), 9000) for one in framer.feed(body[at : at + 9000])]
    assert [len(_stripped(frame)) for frame in found] == [2_000_009]


@given(LINES, ENDS, st.integers(1, 12), st.integers(0, 10**6), st.booleans())
def test_any_cutting_gives_the_same_frames(
    lines: list[bytes], ends: list[bytes], largest: int, seed: int, typed: bool
) -> None:
    body = b"".join(line + end for line, end in zip(lines, ends, strict=False))
    whole = [_stripped(frame) for frame in _frames(body, typed=typed)]
    pieces = list(cut(body, Random(seed), largest))
    assert [_stripped(frame) for frame in _frames(*pieces, typed=typed)] == whole


@given(st.binary(max_size=200), st.integers(1, 9), st.integers(0, 10**6))
def test_any_bytes_are_taken(body: bytes, largest: int, seed: int) -> None:
    _frames(*cut(body, Random(seed), largest))


def _stripped(frame: Frame) -> bytes:
    return (frame.name.encode() + b"|" + frame.data) if isinstance(frame, Named) else frame.strip()
