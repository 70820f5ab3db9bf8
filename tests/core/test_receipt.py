"""A receipt joins to the exact bytes that were sent, for ever and cheaply."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core import receipt
from vibekoder.core.compile import Piece
from vibekoder.core.errors import FormatError
from vibekoder.core.messages import Message, Role
from vibekoder.core.receipt import Receipt


def make(body: bytes, *texts: str, pieces: tuple[Piece, ...] = ()) -> Receipt:
    return receipt.make(
        backend="test",
        base_url="https://me:secret@host/v1?key=secret",
        model="small",
        params={"temperature": 0.5},
        headers=["X-Title", "X-Api"],
        messages=[Message(Role.USER, text) for text in texts],
        pieces=pieces,
        body=body,
    )


def body_of(texts: list[str], *, ascii_only: bool = False) -> bytes:
    messages = [{"role": "user", "content": text} for text in texts]
    made = json.dumps({"messages": messages, "model": "small"}, ensure_ascii=ascii_only)
    return made.encode("utf-8", "surrogatepass")


def replayed(one: Receipt) -> bytes:
    return receipt.replay(one.data, {**one.objects, one.name: one.data}.__getitem__)


TEXTS = st.lists(
    st.text(max_size=5) | st.sampled_from(["user", "x" * 400, 'é"\\\n' * 90]), max_size=40
)


@given(TEXTS, st.booleans())
def test_the_segments_join_to_the_body(texts: list[str], ascii_only: bool):
    body = body_of(texts, ascii_only=ascii_only)
    assert replayed(make(body, *texts)) == body


@given(st.binary(max_size=600), TEXTS)
def test_any_body_can_be_joined(body: bytes, texts: list[str]):
    assert replayed(make(body, *texts)) == body


def test_a_text_is_stored_once_however_often_it_is_sent():
    texts = [f"{turn} " + "x" * 3000 for turn in range(300)]
    pieces = [
        Piece("include", Role.USER, turn, 3000, f"{turn:06}", "<!-- include: a -->", "a", "ab" * 32)
        for turn in range(300)
    ]
    stored: dict[str, int] = {}
    for turn in range(1, 301):
        one = make(body_of(texts[:turn]), *texts[:turn], pieces=tuple(pieces[:turn]))
        stored |= {name: len(data) for name, data in one.objects.items()}
        stored[one.name] = len(one.data)
        assert len(one.data) < 9000
    assert sum(stored.values()) < 4 * sum(map(len, texts))


def test_a_receipt_says_what_was_sent_and_to_whom():
    piece = Piece("include", Role.USER, 0, 9, "aaaaaa", "<!-- include: a -->", "a", "ab" * 32)
    said = json.loads(make(b"{}", pieces=(piece,)).data)
    assert said["backend"] == "test"
    assert said["base_url"] == "https://host/v1"
    assert said["model"] == "small"
    assert said["params"] == {"temperature": 0.5}
    assert said["headers"] == ["X-Api", "X-Title"]
    assert said["pieces"][0]["path"] == "a"
    assert said["body"]["size"] == 2
    assert "secret" not in make(b"{}").data.decode()


def test_the_short_name_begins_the_name():
    one = make(b"{}")
    assert one.name.startswith(one.short)
    assert len(one.short) == 12


def test_a_damaged_object_is_noticed():
    one = make(body_of(["x" * 400]), "x" * 400)
    with pytest.raises(FormatError, match="join"):
        receipt.replay(one.data, lambda _: b"else")


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"body": {"segments": [{}]}}', b'{"body": {"segments": 3}}', b"\xff"],
)
def test_what_is_no_receipt_says_so(data: bytes):
    with pytest.raises(FormatError, match="receipt"):
        receipt.replay(data, lambda _: b"")
