"""Changes in their smallest form, and how they change places."""

from __future__ import annotations

import time
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import file_texts, slices
from tests.core.test_edits import any_edit
from vibekoder.core.changes import (
    Change,
    Placed,
    Reworded,
    changes_of,
    commuted,
    inverse,
    splice_of,
)
from vibekoder.core.edits import apply
from vibekoder.core.session import Head, Session, Slice, Splice, parse, serialise

ONE = Slice("=={ User }==", "\n", "one\n\n")
TWO = Slice("=={ Assistant }==", "\n", "two\n\n")
THREE = Slice("=={ User }==", "\n", "three\n")
SESSION = Session((Head(), ONE, TWO, THREE))


def done(session: Session, changes: Sequence[Change]) -> Session:
    for change in changes:
        splice = splice_of(session, change)
        assert splice is not None
        session = session.splice(splice)
    return session


def test_a_reworded_part_is_kept_as_what_differs() -> None:
    changed = ONE.with_text("oNe")
    assert list(changes_of(Splice(1, (ONE,), (changed,)))) == [Reworded(1, 14, "n", "N")]


def test_repeated_signs_are_no_trouble() -> None:
    old, new = Slice(ONE.line, "\n", "aaa"), Slice(ONE.line, "\n", "aaaa")
    (change,) = changes_of(Splice(1, (old,), (new,)))
    assert change == Reworded(1, 16, "", "a")


def test_nothing_is_kept_of_what_stays() -> None:
    assert list(changes_of(Splice(1, (ONE, TWO), (ONE, TWO)))) == []


def test_a_slice_put_behind_a_changed_one_is_told_from_it() -> None:
    spaced = THREE.with_tail(2)
    changes = list(changes_of(Splice(3, (THREE,), (spaced, ONE))))
    assert changes == [Reworded(3, 19, "", "\n"), Placed(4, ONE)]


def test_a_slice_put_before_a_changed_one_is_told_from_it() -> None:
    other = TWO.with_attributes({"alt": ""})
    changes = list(changes_of(Splice(2, (TWO,), (ONE, other))))
    assert changes == [Placed(2, ONE), Reworded(3, 14, "", "| alt ")]


def test_slices_that_come_or_go_are_kept_one_by_one() -> None:
    assert list(changes_of(Splice(1, (ONE, TWO), (THREE,)))) == [
        Reworded(1, 13, "one\n", "three"),
        Placed(2, TWO, gone=True),
    ]
    assert list(changes_of(Splice(2, (TWO,), (THREE, THREE)))) == [
        Placed(2, TWO, gone=True),
        Placed(2, THREE),
        Placed(3, THREE),
    ]


@given(file_texts, st.data(), st.booleans())
def test_changes_do_and_undo_what_their_splice_does(
    data: bytes, draw: st.DataObject, raw_view: bool
) -> None:
    session = parse(data)
    splice = apply(session, any_edit(session, draw), raw_view=raw_view)
    changes = tuple(changes_of(splice))
    after = done(session, changes)
    assert after.parts == session.splice(splice).parts
    assert serialise(done(after, inverse(changes))) == data


@given(st.data())
def test_two_changes_in_the_other_order_do_the_same(draw: st.DataObject) -> None:
    def any_changes(session: Session) -> tuple[Change, ...]:
        at = draw.draw(st.integers(1, len(session.parts) - 1))
        kind = draw.draw(st.sampled_from(["words", "in", "out"]))
        part = session.parts[at]
        assert isinstance(part, Slice)
        if kind == "in":
            return tuple(changes_of(Splice(at, (), (draw.draw(slices),))))
        if kind == "out" and len(session.parts) > 2:
            return tuple(changes_of(Splice(at, (part,), ())))
        text = part.text
        start = draw.draw(st.integers(0, len(text)))
        end = draw.draw(st.integers(start, len(text)))
        added = draw.draw(st.sampled_from(["", "x", "yy"]))
        new = part.with_text(text[:start] + added + text[end:])
        return tuple(changes_of(Splice(at, (part,), (new,))))

    first = any_changes(SESSION)
    middle = done(SESSION, first)
    second = any_changes(middle)
    swapped = commuted(first, second)
    if swapped is not None:
        assert done(done(SESSION, swapped[0]), swapped[1]).parts == done(middle, second).parts


def test_what_stands_on_a_change_does_not_go_before_it() -> None:
    came = (Placed(2, THREE),)
    assert commuted(came, (Reworded(2, 0, "", "x"),)) is None
    assert commuted(came, (Placed(2, THREE, gone=True),)) is None
    assert commuted((Reworded(1, 3, "a", "bcd"),), (Reworded(1, 4, "c", ""),)) is None
    assert commuted((Reworded(1, 3, "a", "b"),), (Placed(1, ONE, gone=True),)) is None


def test_a_change_made_for_another_session_is_no_splice() -> None:
    assert splice_of(SESSION, Placed(2, ONE, gone=True)) is None
    assert splice_of(SESSION, Placed(0, ONE)) is None
    assert splice_of(SESSION, Placed(9, ONE)) is None
    assert splice_of(SESSION, Reworded(9, 0, "", "x")) is None
    assert splice_of(SESSION, Reworded(1, 0, "x", "")) is None
    assert splice_of(SESSION, Reworded(1, 99, "", "x")) is None


def test_the_head_is_reworded_too() -> None:
    session = parse(b"\xef\xbb\xbf---\na\n---\nb\n")
    changes = tuple(changes_of(Splice(0, session.parts, (Head(False, "", "---\na\n"),))))
    after = done(session, changes)
    assert after.head == Head(False, "", "---\na\n")
    assert done(after, inverse(changes)) == session


def test_finding_what_differs_costs_what_comparing_costs() -> None:
    old = Slice(ONE.line, "\n", "x" * 2_000_000)
    new = Slice(ONE.line, "\n", "x" * 1_000_000 + "y" + "x" * 1_000_000)
    start = time.perf_counter()
    (change,) = changes_of(Splice(1, (old,), (new,)))
    assert time.perf_counter() - start < 0.5
    assert isinstance(change, Reworded)
    assert (change.removed, change.added) == ("", "y")
