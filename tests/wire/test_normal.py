"""Text that comes in pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vibekoder.wire.normal import Normal, clean, whole

PIECES = st.lists(st.text(st.sampled_from("ab\r\n\ud83d\ude42\ud800é🙂\u2028"), max_size=6))


def _fed(*pieces: str) -> str:
    normal = Normal()
    return "".join([normal.feed(piece) for piece in pieces]) + normal.end()


def test_a_line_end_cut_in_two_stays_one() -> None:
    assert _fed("a\r", "\nb") == "a\nb"


def test_a_cr_is_held_until_it_is_decided() -> None:
    normal = Normal()
    assert normal.feed("a\r") == "a"
    assert normal.feed("b") == "\nb"


def test_the_halves_of_a_character_join() -> None:
    normal = Normal()
    assert normal.feed("\ud83d") == ""
    assert normal.feed("\ude42!") == "🙂!"


def test_an_orphaned_half_becomes_the_replacement_character() -> None:
    assert _fed("a\ud83d", "b\ude42") == "a\ufffdb\ufffd"
    assert _fed("\ud83d") == "\ufffd"


def test_other_line_separators_are_text() -> None:
    assert clean("a\u2028b\u0085c\vd\fe") == "a\u2028b\u0085c\vd\fe"


def test_whole_text_is_left_alone() -> None:
    text = "naïve 🙂"
    assert whole(text) is text


@given(PIECES)
def test_any_cutting_gives_the_same_text(pieces: list[str]) -> None:
    made = _fed(*pieces)
    assert made == clean("".join(pieces))
    assert "\r" not in made
    made.encode()
