"""Blocks of an answer as they came."""

from __future__ import annotations

from vibekoder.wire.kept import Kept


def test_a_block_is_whole_with_all_its_pieces() -> None:
    kept = Kept()
    kept.begin({"type": "text", "text": "a", "citations": None})
    kept.text("text", "b")
    kept.text("text", "c")
    kept.text("signature", "s")
    kept.entry("citations", {"n": 1})
    kept.entry("citations", {"n": 2})
    kept.put("id", None)
    kept.put("id", "i")
    kept.begin({"type": "call"})
    assert kept.last == {"type": "call"}
    whole = {"type": "text", "text": "abc", "signature": "s", "id": "i"}
    assert kept.blocks == [{**whole, "citations": [{"n": 1}, {"n": 2}]}, {"type": "call"}]


def test_pieces_without_a_block_have_no_place() -> None:
    kept = Kept()
    kept.text("text", "a")
    kept.entry("citations", 1)
    kept.put("id", "i")
    assert (kept.blocks, kept.last) == ([], {})


def test_beyond_its_size_nothing_is_kept_any_more() -> None:
    kept = Kept(most=40)
    kept.begin({"type": "text"})
    kept.text("text", "x" * 30)
    assert kept.blocks == []
    kept.begin({"a": 1})
    kept.text("text", "y")
    assert kept.blocks == []


def test_what_cannot_be_written_is_not_kept() -> None:
    kept = Kept()
    kept.begin({"text": "\ud83d"})
    assert kept.blocks == []


def test_halves_of_a_character_join() -> None:
    kept = Kept()
    kept.begin({})
    kept.text("text", "\ud83d")
    kept.text("text", "\ude42!")
    assert kept.blocks == [{"text": "\U0001f642!"}]
