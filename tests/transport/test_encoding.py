from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.transport.encoding import (
    PIECE,
    BrokenEncodingError,
    Inflate,
    Plain,
    undoing,
)


def bare(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(data) + squeezer.flush()


def unpacked(data: bytes, size: int = 1 << 20) -> bytes:
    inflate = Inflate()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(plain for piece in pieces for plain in inflate.feed(piece))


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bare])
@given(data=st.binary(max_size=300), size=st.integers(1, 40))
def test_what_was_packed_is_read_whole_however_it_is_cut(pack, data: bytes, size: int) -> None:
    assert unpacked(pack(data), size) == data


def test_what_has_come_can_be_read_before_the_rest() -> None:
    squeezer = zlib.compressobj(wbits=31)
    first = squeezer.compress(b"first") + squeezer.flush(zlib.Z_SYNC_FLUSH)
    assert b"".join(Inflate().feed(first)) == b"first"


def test_several_members_are_one_body() -> None:
    assert unpacked(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0") == b"one two"


def test_a_small_piece_that_holds_much_comes_in_bounded_pieces() -> None:
    pieces = list(Inflate().feed(gzip.compress(b"\0" * (5 * PIECE + 3))))
    assert sum(map(len, pieces)) == 5 * PIECE + 3
    assert max(map(len, pieces)) <= PIECE


def test_one_byte_alone_waits_for_the_next() -> None:
    assert list(Inflate().feed(b"\x1f")) == []
    assert list(Inflate().feed(b"")) == []


@pytest.mark.parametrize("data", [b"\x1f\x8bnot gzip at all", b"\xff\xff\xff\xff\xff"])
def test_what_makes_no_sense_is_said(data: bytes) -> None:
    with pytest.raises(BrokenEncodingError):
        unpacked(data)


@pytest.mark.parametrize("value", ["gzip", " GZIP ", "x-gzip", "deflate", "identity, gzip"])
def test_known_encodings_are_undone(value: str) -> None:
    assert isinstance(undoing([("content-encoding", value)]), Inflate)


@pytest.mark.parametrize("headers", [[], [("content-encoding", "identity")], [("x", "gzip")]])
def test_plain_bodies_are_left_alone(headers: list[tuple[str, str]]) -> None:
    undo = undoing(headers)
    assert isinstance(undo, Plain)
    assert list(undo.feed(b"as it is")) == [b"as it is"]


@pytest.mark.parametrize(("value", "named"), [("br", "br"), ("gzip, zstd", "gzip, zstd")])
def test_other_encodings_are_named(value: str, named: str) -> None:
    assert undoing([("content-encoding", value)]) == named
