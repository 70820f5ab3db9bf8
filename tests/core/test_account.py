"""What the pieces weigh: together with the envelope they are the body, to the byte."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import session
from vibekoder.core.account import Tally, account, first_difference, words_of
from vibekoder.core.compile import Compiled, Piece, compile_session, wanted
from vibekoder.core.contents import Content, File, Picture
from vibekoder.core.messages import Image, Message, Role

PNG = Image("image/png", b"\x89PNG\r\n\x1a\n\0\0", "a.png")


def compiled(*slices: str, contents: tuple[Content, ...] = ()) -> Compiled:
    one = session(*slices)
    parts = range(1, len(one.parts))
    places = [want.place for want in wanted(one, parts)]
    return compile_session(one, parts, dict(zip(places, contents, strict=True)))


def body_of(whole: Compiled, *, ascii_only: bool = False, **more: Any) -> bytes:
    said = [{"role": one.role, "content": one.text} for one in whole.messages]
    made = json.dumps({"model": "small", "messages": said, **more}, ensure_ascii=ascii_only)
    return made.encode("utf-8", "surrogatepass")


def weights(whole: Compiled, body: bytes) -> list[tuple[str, int]]:
    found = account(body, whole.messages, whole.pieces)
    assert found.bytes == len(body)
    assert all(one.sent for one in found.weights)
    return [(one.piece.path or one.piece.kind, one.bytes) for one in found.weights]


WORDS = st.lists(st.text(min_size=1, max_size=12) | st.sampled_from(["a", "user", '"', "\\"]))


@given(WORDS, st.booleans())
def test_pieces_and_envelope_are_the_body(texts: list[str], ascii_only: bool):
    clean = [text.replace("\r", "").replace("=={", "") for text in texts]
    whole = compiled(*(f"u: .{text.encode(errors='replace').decode()}" for text in clean))
    body = body_of(whole, ascii_only=ascii_only)
    for (_, size), message in zip(weights(whole, body), whole.messages, strict=True):
        assert size == len(json.dumps(message.text, ensure_ascii=ascii_only).encode()) - 2


def test_an_included_file_weighs_what_its_escaped_form_does():
    whole = compiled("u: see\n<!-- include: a.txt -->\nend", contents=(File(b'"\n', "x"),))
    assert weights(whole, body_of(whole)) == [
        ("text", len("see\\n")),
        ("a.txt", len('a.txt\\n```\\n\\"\\n```')),
        ("text", len("\\nend")),
    ]


def test_a_picture_weighs_its_base64():
    whole = compiled("u: <!-- include: a.png -->", contents=(Picture(PNG, "x"),))
    data = words_of(whole.pieces[1], whole.messages)
    assert weights(whole, body_of(whole, picture=data))[1] == ("a.png", len(data))


def test_a_text_that_was_moved_is_found():
    whole = compiled("u: one", "s: two")
    body = json.dumps({"system": "two", "messages": ["one"]}).encode()
    assert weights(whole, body) == [("text", 3), ("text", 3)]


def test_texts_that_were_joined_are_found():
    whole = compiled("u: one", "u: two")
    assert weights(whole, b'{"content": "one\\n\\ntwo"}') == [("text", 3), ("text", 3)]


def test_a_moved_text_is_looked_for_beside_what_is_known():
    whole = compiled("u: a b a", "u: end", "s: b")
    assert weights(whole, b'{"m": "a b a", "s": "b c", "e": "end"}')[2] == ("text", 1)


def test_a_short_text_is_not_taken_from_within_another():
    whole = compiled("s: b", "u: a b a b a")
    body = json.dumps({"messages": ["a b a b a"], "system": "b"}).encode()
    assert weights(whole, body) == [("text", 1), ("text", 9)]


def test_a_piece_that_a_dialect_changed_is_told():
    whole = compiled("u: one\n<!-- include: a raw -->", contents=(File(b"two", "x"),))
    found = account(b'{"content": "two", "also": "one"}', whole.messages, whole.pieces)
    assert [(one.bytes, one.sent) for one in found.weights] == [(0, False), (3, True)]
    assert found.bytes == 33


def test_a_picture_that_is_not_sent_is_told():
    whole = compiled("u: <!-- include: a.png -->", contents=(Picture(PNG, "x"),))
    found = account(body_of(whole), whole.messages, whole.pieces)
    assert [one.sent for one in found.weights] == [True, False]


def test_a_text_that_stands_everywhere_is_not_looked_for_for_ever():
    whole = compiled("u: " + "ab" * 500, "u: b")
    found = account(b'{"content": "' + b"ab" * 500 + b'"}', whole.messages, whole.pieces)
    assert [one.sent for one in found.weights] == [True, False]


def test_a_piece_without_words_weighs_nothing():
    found = account(b"{}", [Message(Role.USER, "x")], [Piece("text", Role.USER, 0, 0)])
    assert [(one.bytes, one.sent) for one in found.weights] == [(0, True)]


def test_tokens_are_estimated():
    whole = compiled("u: some words here")
    assert account(body_of(whole), whole.messages, whole.pieces).tokens == 3


def test_the_words_of_a_piece_are_its_stretch_of_the_message():
    whole = compiled("u: é<!-- x -->\n<!-- include: a raw -->", contents=(File(b"two", "x"),))
    assert [words_of(one, whole.messages) for one in whole.pieces] == ["é<!-- x -->\n", "two"]


def test_a_cache_can_reuse_what_two_bodies_begin_with():
    assert first_difference(b"abcd", b"abxd") == 2
    assert first_difference(b"ab", b"abc") == 2
    assert first_difference(b"", b"abc") == 0


def test_a_tally_counts_each_text_once_and_does_not_grow_for_ever():
    tally = Tally(most=2)
    assert [tally.count(text) for text in ("a", "a b", "a", "a b c", "a")] == [1, 2, 1, 3, 1]
