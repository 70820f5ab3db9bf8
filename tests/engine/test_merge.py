"""Two versions of a session become one, slice by slice, and no text is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import session, texts
from vibekoder.core.session import Head, Session, Slice, parse, serialise
from vibekoder.engine.merge import derived_id, difference, ended, merge

BASE = session("u aaaaaa: one", "a bbbbbb: two", "u cccccc: three")


def test_a_slice_changed_on_the_disk_comes_in():
    theirs = session("u aaaaaa: one", "a bbbbbb: TWO", "u cccccc: three")
    ours = session("u aaaaaa: ONE", "a bbbbbb: two", "u cccccc: three")
    merged = merge(BASE, ours, theirs)
    assert texts(merged.session) == ["u: ONE", "a: TWO", "u: three"]
    assert merged.conflicts == 0


def test_what_only_one_side_changed_is_taken_as_a_whole():
    ours = session("u aaaaaa: else")
    assert merge(BASE, ours, BASE).session is ours
    assert merge(BASE, BASE, ours).session is ours
    assert merge(BASE, ours, session("u aaaaaa: else")).session == ours


def test_a_slice_changed_on_both_sides_is_kept_twice():
    ours = session("u aaaaaa: mine", "a bbbbbb: two", "u cccccc: three")
    theirs = session("u aaaaaa: theirs", "a bbbbbb: two", "u cccccc: three")
    merged = merge(BASE, ours, theirs)
    assert texts(merged.session) == ["u: theirs", "u: mine", "a: two", "u: three"]
    first, second, *_ = merged.session.slices
    assert first.id == "aaaaaa"
    assert second.id not in (None, "aaaaaa")
    assert second.get("alt") == "conflict"
    assert merged.conflicts == 1


def test_merging_a_conflict_again_does_not_double_it():
    ours = session("u aaaaaa: mine")
    theirs = session("u aaaaaa: theirs")
    base = session("u aaaaaa: one")
    once = merge(base, ours, theirs).session
    assert merge(base, ours, once).session == once


def test_both_sides_may_add_at_the_end():
    ours = session("u aaaaaa: one", "a bbbbbb: two", "u cccccc: three", "a dddddd: mine")
    theirs = session("u aaaaaa: one", "a bbbbbb: two", "u cccccc: three", "a eeeeee: theirs")
    assert texts(merge(BASE, ours, theirs).session)[3:] == ["a: theirs", "a: mine"]


def test_the_same_slice_added_on_both_sides_stands_once():
    ours = session("u aaaaaa: ONE", "a bbbbbb: two", "u cccccc: three", "a dddddd: x")
    theirs = session("u aaaaaa: one", "a bbbbbb: two", "u cccccc: three", "a dddddd: x", "u: y")
    merged = merge(BASE, ours, theirs).session
    assert texts(merged) == ["u: ONE", "a: two", "u: three", "a: x", "u: y"]


def test_one_id_added_with_two_texts_keeps_both():
    ours = session("u aaaaaa: ONE", "a bbbbbb: two", "u cccccc: three", "a dddddd: x")
    theirs = session("u aaaaaa: one", "a bbbbbb: two", "u cccccc: three", "a dddddd: y")
    assert texts(merge(BASE, ours, theirs).session)[3:] == ["a: y", "a: x"]


def test_a_slice_removed_on_one_side_goes():
    ours = session("u aaaaaa: ONE", "u cccccc: three")
    theirs = session("u aaaaaa: one", "a bbbbbb: two")
    assert texts(merge(BASE, ours, theirs).session) == ["u: ONE"]


def test_a_slice_removed_here_and_changed_there_stays():
    ours = session("u aaaaaa: one", "u cccccc: three")
    theirs = session("u aaaaaa: one", "a bbbbbb: TWO", "u cccccc: three")
    assert texts(merge(BASE, ours, theirs).session) == ["u: one", "a: TWO", "u: three"]


def test_a_slice_changed_here_and_removed_there_stays():
    ours = session("u aaaaaa: one", "a bbbbbb: TWO", "u cccccc: three")
    theirs = session("u aaaaaa: one", "u cccccc: three")
    assert texts(merge(BASE, ours, theirs).session) == ["u: one", "a: TWO", "u: three"]


def test_slices_without_ids_are_matched_by_text_and_place():
    base = session("u: one", "a: two", "u: three")
    ours = session("u: ONE", "a: two", "u: three")
    theirs = session("u: one", "a: two", "s: new", "u: THREE")
    assert texts(merge(base, ours, theirs).session) == ["u: ONE", "a: two", "s: new", "u: THREE"]


def test_an_id_given_here_and_a_text_changed_there_both_count():
    ours = session("u aaaaaa: one")
    theirs = session("u: ONE")
    (merged,) = merge(session("u: one"), ours, theirs).session.slices
    assert (merged.id, merged.text) == ("aaaaaa", "ONE")


def test_attributes_changed_on_both_sides_are_joined():
    ours = session("a aaaaaa status=stopped: one")
    theirs = session("a aaaaaa model=x/y: one")
    (merged,) = merge(session("a aaaaaa: one"), ours, theirs).session.slices
    assert (merged.status, merged.model) == ("stopped", "x/y")


def test_a_slice_moved_here_and_changed_there_is_kept_in_both_places():
    base = session("u aaaaaa: one", "a bbbbbb: two", "u cccccc: three")
    ours = session("a bbbbbb: two", "u cccccc: three", "u aaaaaa: one")
    theirs = session("u aaaaaa: ONE", "a bbbbbb: two", "u cccccc: three")
    merged = merge(base, ours, theirs).session
    assert texts(merged) == ["u: ONE", "a: two", "u: three", "u: one"]
    assert len({one.id for one in merged.slices}) == 4


def test_a_title_and_a_preamble_come_from_both_sides():
    base = session("u: one", head="hello\n\n")
    ours = session("u: one", head="---\ntitle: x\n---\nhello\n\n")
    theirs = session("u: one", head="hello there\n\n")
    assert merge(base, ours, theirs).session.head == Head(
        False, "---\ntitle: x\n---\n", "hello there\n\n"
    )


def test_a_head_changed_on_both_sides_keeps_ours_as_a_slice():
    base = session("u: one", head="---\ntitle: x\n---\nhello\n\n")
    ours = session("u: one", head="---\ntitle: mine\n---\nhello me\n\n")
    theirs = session("u: one", head="---\ntitle: theirs\n---\nhello you\n\n")
    merged = merge(base, ours, theirs).session
    assert merged.head == theirs.head
    assert merged.slices[0].alt
    assert merged.slices[0].text == "---\ntitle: mine\n---\nhello me"


def test_text_that_a_header_follows_ends_its_line():
    base, added = b"=={ User | id=aaaaaa }==\none", b"\n=={ User }==\nmine\n"
    ours, theirs = parse(base + added), parse(base.replace(b"one", b"ONE"))
    merged = merge(parse(base), ours, theirs).session
    assert parse(serialise(merged)) == merged
    assert texts(merged) == ["u: ONE", "u: mine"]


def test_every_part_can_be_ended():
    assert ended(Head(), "\n") == Head()
    assert ended(Head(False, "", "x"), "\r\n") == Head(False, "", "x\r\n")
    assert ended(Head(False, "---\n---", ""), "\n").preamble == ""
    assert ended(Head(False, "---\n---", ""), "\n").front == "---\n---\n"
    assert ended(Slice("=={ User }==", "", ""), "\n") == Slice("=={ User }==", "\n", "")
    assert ended(Slice("=={ User }==", "\n", "x"), "\n").raw == "x\n"


def test_a_made_id_is_unlike_the_taken_ones():
    (one,) = session("u: x").slices
    first = derived_id(one, set())
    second = derived_id(one, {first})
    assert first != second
    assert len(second) == 6


TEXTS = st.sampled_from(["one", "two", "three", "", "x\n\ny", "=={ User }=="])
IDS = st.sampled_from(["aaaaaa", "bbbbbb", "cccccc", "dddddd", ""])


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    count = draw(st.integers(0, 5))
    slices: list[str] = []
    used: set[str] = set()
    for _ in range(count):
        role, name = draw(st.sampled_from("ua")), draw(IDS)
        name = "" if name in used else name
        used.add(name)
        text = draw(TEXTS).replace("==", "\\==")
        slices.append(f"{role} {name}: {text}" if name else f"{role}: {text}")
    return session(*slices, head=draw(st.sampled_from(["", "pre\n\n", "---\ntitle: x\n---\n"])))


@given(sessions(), sessions(), sessions())
def test_no_new_text_is_lost(base: Session, ours: Session, theirs: Session):
    merged = merge(base, ours, theirs).session
    assert parse(serialise(merged)) == merged
    kept = {one.text for one in merged.slices}
    before = {one.text for one in base.slices}
    for side in (ours, theirs):
        assert {one.text for one in side.slices if one.text} - before <= kept
    ids = [one.id for one in merged.slices if one.id is not None]
    assert len(ids) == len(set(ids))


@given(sessions(), sessions())
def test_the_difference_makes_the_new_of_the_old(old: Session, new: Session):
    made = old
    for splice in difference(old.parts, new.parts):
        made = made.splice(splice)
    assert made == new


def test_a_line_that_a_last_cr_keeps_from_being_a_header_stays_text():
    for data in (b"=={ User }==\r", b"=={ User }==\nhi\n=={ User }==\r", b"---\n---\r"):
        parts = parse(data).parts
        closed = Session((*parts[:-1], ended(parts[-1], "\n")))
        assert serialise(closed).endswith(b"\r\n")
        assert parse(serialise(closed)).parts == closed.parts
