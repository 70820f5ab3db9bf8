"""What is said of a request before it leaves."""

from __future__ import annotations

from typing import Any

from vibekoder.core.compile import Compiled, Piece
from vibekoder.core.errors import Exposed, Missing
from vibekoder.core.fitting import Fit, Heavy
from vibekoder.core.messages import Role
from vibekoder.engine.flight import Flight
from vibekoder.engine.preview import Preview
from vibekoder.ui.sheets import flight_words

LINE = "<!-- include: dev.env -->"
PIECE = Piece("include", Role.USER, 0, 9, "x", LINE)
HEAVY = Heavy("big.py", "<!-- include: big.py -->", "x", 9000)


def flight(**more: Any) -> Flight:
    return Flight(Preview(body=b"{}", **more))


def secret(line: int, path: str = "dev.env") -> tuple[Piece, Exposed]:
    return PIECE, Exposed("A key", "A…", line, "x", path, LINE if path else "", f"m{line}")


def test_with_nothing_the_matter_there_is_nothing_to_say() -> None:
    assert flight_words.notes_of(flight()) == ()
    assert flight_words.verb_of(flight()) == "Send"
    assert "byte for byte" in flight_words.foot_of(flight())


def test_nothing_to_send_is_said() -> None:
    (note,) = flight_words.notes_of(Flight(Preview()))
    assert note.title == "There is nothing to send"


def test_secrets_are_counted_and_placed() -> None:
    found = flight(secrets=(secret(3), secret(7)))
    (note,) = flight_words.notes_of(found)
    assert (note.title, note.text) == ("2 strings look like secrets", "dev.env, lines 3, 7")
    assert [name for name, _ in note.acts] == ["show", "allow", "drop"]
    assert flight_words.verb_of(found) == "Redact and send"


def test_secrets_in_several_places_have_no_one_file_to_drop() -> None:
    (note,) = flight_words.notes_of(flight(secrets=(secret(3), secret(1, ""))))
    assert note.text == "dev.env, your own text"
    assert [name for name, _ in note.acts] == ["show", "allow"]
    (one,) = flight_words.notes_of(flight(secrets=(secret(3),)))
    assert (one.title, one.text) == ("1 string looks like a secret", "dev.env, line 3")


def test_what_cannot_be_had_is_named_or_counted() -> None:
    gone = tuple(Missing(f"<!-- include: {n}.py -->", "x", "no such file") for n in range(4))
    told = ("0.py was left out; the message says so.", "A code fence is not closed.")
    compiled = Compiled((), (), told)
    notes = flight_words.notes_of(flight(missing=gone, compiled=compiled))
    assert [note.title for note in notes] == [
        "0.py cannot be had",
        "1.py cannot be had",
        "2 more pieces cannot be had",
        "",
    ]
    assert notes[-1].text == "A code fence is not closed."
    assert flight_words.verb_of(flight(missing=gone)) == "Send without them"
    assert flight_words.verb_of(flight(missing=gone[:1])) == "Send without it"


def test_what_is_redacted_and_what_is_left_out_are_both_said() -> None:
    gone = (Missing("<!-- include: a.py -->", "x", "no such file"),)
    one = flight(secrets=(secret(3),), missing=gone)
    assert flight_words.verb_of(one) == "Redact and send without it"
    two = flight(secrets=(secret(3),), missing=gone * 2)
    assert flight_words.verb_of(two) == "Redact and send without them"


def test_several_more_that_cannot_be_had_have_their_reasons() -> None:
    gone = tuple(Missing(f"<!-- include: {n}.py -->", "x", f"reason {n}") for n in range(4))
    *_, last = flight_words.notes_of(flight(missing=gone))
    assert last.title == "2 more pieces cannot be had"
    assert last.text == "2.py: reason 2; 3.py: reason 3"


def test_own_words_that_are_too_long_are_named_with_nothing_to_drop() -> None:
    own = Heavy("your own text in one slice", "", "x", 9000)
    (note,) = flight_words.notes_of(flight(fit=Fit(9000, 6000, 2000, own)))
    assert "Most of it is your own text in one slice" in note.text
    assert "not enough" in note.text
    assert note.acts == ()


def test_what_does_not_fit_names_what_to_drop() -> None:
    found = flight(fit=Fit(9000, 6000, 2000, HEAVY, HEAVY))
    (note,) = flight_words.notes_of(found)
    assert note.title == "It does not fit: ~7.0k tokens too many"
    assert note.acts == (("drop", "Drop big.py"),)
    assert flight_words.foot_of(found) == "Nothing leaves until it fits."


def test_what_may_not_fit_is_a_warning() -> None:
    (note,) = flight_words.notes_of(flight(fit=Fit(2100, 1260, 2000, HEAVY)))
    assert (note.level, note.title) == ("warn", "It may not fit: ~100 tokens too many")
