"""A receipt joins to the exact bytes that were sent, for ever and cheaply."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core import receipt
from vibekoder.core.compile import Piece
from vibekoder.core.errors import FormatError
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.receipt import Receipt, Versioned


def make(body: bytes, *texts: str, pieces: tuple[Piece, ...] = (), **more: Any) -> Receipt:
    return receipt.make(
        backend="test",
        base_url="https://me:secret@host/v1?key=secret",
        model="small",
        params={"temperature": 0.5},
        headers=["X-Title", "X-Api"],
        messages=[Message(Role.USER, text) for text in texts],
        pieces=pieces,
        body=body,
        **more,
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
    said = json.loads(make(b"{}", "x", pieces=(piece,)).data)
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


def test_the_bytes_of_the_pieces_and_the_envelope_are_the_bodys():
    text = "é" * 400
    piece = Piece("text", Role.USER, 0, 800, "aaaaaa", end=400)
    body = body_of([text])
    one = make(body, text, pieces=(piece,))
    said = json.loads(one.data)
    (found,) = receipt.pieces_of(one.data, one.objects.__getitem__)
    assert found["bytes"] == 800
    assert found["tokens"] > 0
    assert found["bytes"] + said["envelope"] == said["body"]["size"] == len(body)


def test_a_file_is_told_with_its_commit():
    line = "<!-- include: a#Part -->"
    piece = Piece("include", Role.USER, 0, 9, "aaaaaa", line, "a#Part", "ab" * 32)
    said = json.loads(make(b"{}", "x", pieces=(piece,), git={"a": Versioned("c0ffee", True)}).data)
    assert said["pieces"][0]["git"] == {"commit": "c0ffee", "dirty": True}


def test_pictures_are_stored_once_beside_their_text():
    image = Image("image/png", b"\0" * 3000)
    message = Message(Role.USER, "x" * 300, (image,))
    data = base64.b64encode(image.data).decode()
    bodies = [
        json.dumps({"text": message.text, "image": data, "turn": 1}),
        json.dumps({"image": data, "text": message.text, "turn": 2}),
    ]
    made = [
        receipt.make(
            backend="test",
            base_url="",
            model="",
            params={},
            headers=[],
            messages=[message, Message(Role.USER, "gone", (image,))],
            pieces=[],
            body=body.encode(),
        )
        for body in bodies
    ]
    assert [replayed(one).decode() for one in made] == bodies
    assert made[0].objects.keys() == made[1].objects.keys()


def test_the_pieces_of_a_long_session_are_read_back_from_their_lists():
    pieces = tuple(Piece("text", Role.USER, 0, 0, f"{turn:06}") for turn in range(300))
    one = make(b"{}", "x", pieces=pieces)
    found = receipt.pieces_of(one.data, one.objects.__getitem__)
    assert [said["slice"] for said in found] == [piece.slice_id for piece in pieces]
    with pytest.raises(FormatError):
        receipt.pieces_of(b"{}", one.objects.__getitem__)


def test_a_receipt_names_all_that_it_needs():
    texts = [f"{turn}" * 400 for turn in range(40)]
    pieces = [
        Piece("include", Role.USER, turn, 9, "", "<!-- include: a -->", "a", "ab" * 32)
        for turn in range(40)
    ]
    one = make(body_of(texts), *texts, pieces=tuple(pieces))
    found: set[str] = set()
    todo = [one.data]
    while todo:
        new = {name for name in receipt.names_in(todo.pop()) if name not in found}
        found |= new
        todo += [one.objects[name] for name in new if name in one.objects]
    assert found == {*one.objects, "ab" * 32}


@pytest.mark.parametrize("data", [b"", b"words", b"3", b"[3]", b'{"body": 3}', b'[{"object": 3}]'])
def test_what_is_no_receipt_names_nothing(data: bytes):
    assert receipt.names_in(data) == ()


def test_a_text_that_holds_the_picture_is_cut_once():
    image = Image("image/png", b"\0" * 3000)
    data = base64.b64encode(image.data).decode()
    body = json.dumps({"text": f"look: {data}"}).encode()
    made = receipt.make(
        backend="test",
        base_url="",
        model="",
        params={},
        headers=[],
        messages=[Message(Role.USER, f"look: {data}", (image,))],
        pieces=[],
        body=body,
    )
    assert replayed(made) == body


def test_a_receipt_may_name_what_the_provider_wants_back() -> None:
    plain = make(body_of(["Hi"]), "Hi")
    named = receipt.with_echo(plain.data, b"blocks")
    origin, name = receipt.echo_in(named.data)
    assert origin == receipt.Origin.of("test", "https://you@host/v1?key=1", "small")
    assert named.objects[name] == b"blocks"
    assert name in receipt.names_in(named.data)
    assert receipt.replay(named.data, plain.objects.__getitem__) == body_of(["Hi"])
    assert receipt.echo_in(plain.data) == (origin, "")


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"backend":"a","base_url":"b"}'])
def test_what_is_no_receipt_names_nothing_that_is_wanted_back(data: bytes) -> None:
    with pytest.raises(FormatError):
        receipt.echo_in(data)
