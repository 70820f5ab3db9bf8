"""What a person's edit of the shown text does to the session."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.strategies import file_texts, texts
from vibekoder.core.edits import Edit, Splice, apply, turned
from vibekoder.core.errors import FormatError
from vibekoder.core.escape import normalised, settled
from vibekoder.core.messages import Role
from vibekoder.core.session import Head, Session, Slice, parse, serialise, shown

U = "=={ User }==\n"
A = "=={ Assistant | id=abc234 }==\n"
INCLUDE = "<!-- include: a.py -->"


def back(splice: Splice) -> Splice:
    """What takes a splice back."""
    return Splice(splice.at, splice.added, splice.removed)


def edited(before: str, edit: Edit, **how: bool) -> str:
    """The file's text after an edit; what is read back must be what is in memory."""
    session = parse(before.encode())
    after = session.splice(apply(session, edit, **how))
    data = serialise(after)
    assert parse(data).parts == after.parts
    return data.decode()


def typed(before: str, text: str, **how: bool) -> str:
    """The file after typing at ``¦`` or over what stands between two of them."""
    marked, session = before.split("¦", 2), parse(before.replace("¦", "").encode())
    places: list[tuple[int, int]] = []
    for offset in (len(marked[0]), len(marked[0]) + len(marked[-2]) if len(marked) > 2 else None):
        if offset is None:
            break
        for at, part in enumerate(session.parts):
            size = len(shown(part))
            if offset < size or at == len(session.parts) - 1:
                places.append((at, offset))
                break
            offset -= size
    (first, start), (last, end) = places[0], places[-1]
    return edited(before.replace("¦", ""), Edit(first, start, last, end, text), **how)


def test_typing_changes_the_text_of_its_slice_alone() -> None:
    session = parse(f"x\n\n{U}one\n\n{A}two\n".encode())
    splice = apply(session, Edit(1, len(U) + 3, 1, len(U) + 3, "!"))
    assert splice.at == 1
    assert splice.removed == session.parts[1:2]
    assert splice.added == (Slice(U.strip(), "\n", "one!\n\n"),)


def test_an_edit_that_changes_nothing_touches_nothing() -> None:
    session = parse(f"{U}one\r\ntwo\n".encode())
    assert apply(session, Edit(1, len(U), 1, len(U) + 3, "one")) == Splice(2, (), ())


def test_text_that_comes_in_is_normalised() -> None:
    assert typed(f"{U}a¦b\n", "1\r\n2\r3\ud800") == f"{U}a1\n2\n3\ufffdb\n"


@pytest.mark.parametrize("header", ["=={ User }==", "=={ x", "\\=={ User }==", "=={"])
def test_a_pasted_header_like_line_is_escaped(header: str) -> None:
    assert typed(f"{U}¦\n", header) == f"{U}\\{header}\n"
    assert typed(f"{U}a¦b\n", f"\n{header}\n") == f"{U}a\n\\{header}\nb\n"
    assert typed(f"¦{U}b\n", f"{header}\n") == f"\\{header}\n{U}b\n"


def test_a_header_typed_sign_by_sign_is_escaped() -> None:
    session = parse(f"{U}\n".encode())
    for sign in "=={ User }==":
        at = len(shown(session.parts[1])) - 1
        session = session.splice(apply(session, Edit(1, at, 1, at, sign)))
    assert serialise(session).decode() == f"{U}\\=={{ User }}==\n"


def test_backslashes_before_a_typed_header_stay_part_of_the_text() -> None:
    assert typed(f"{U}\\==¦\n", "{") == f"{U}\\\\=={{\n"


def test_an_escape_cannot_be_taken_away() -> None:
    before = f"{U}¦\\¦=={{ User }}==\n"
    assert typed(before, "") == before.replace("¦", "")


def test_a_backslash_beyond_the_escape_can_be_taken_away_and_typed() -> None:
    assert typed(f"{U}¦\\¦\\=={{ x\n", "") == f"{U}\\=={{ x\n"
    assert typed(f"{U}¦\\=={{ x\n", "\\") == f"{U}\\\\=={{ x\n"


def test_an_escaped_line_is_edited_as_it_stands() -> None:
    assert typed(f"{U}\\=={{ x¦\n", "y") == f"{U}\\=={{ xy\n"
    assert typed(f"{U}\\=={{¦ x\n", "y") == f"{U}\\=={{y x\n"
    assert typed(f"{U}\\\\=={{ x¦\n", "y") == f"{U}\\\\=={{ xy\n"


def test_a_line_break_before_header_signs_escapes_them() -> None:
    assert typed(f"{U}a ¦=={{ User }}==\n", "\n") == f"{U}a \n\\=={{ User }}==\n"
    assert typed(f"{U}a ¦\\=={{ User }}==\n", "\n") == f"{U}a \n\\\\=={{ User }}==\n"


def test_a_line_break_before_or_after_an_escape_keeps_the_line_text() -> None:
    assert typed(f"{U}¦\\=={{ x\n", "\n") == f"{U}\n\\=={{ x\n"
    assert typed(f"{U}\\¦=={{ x\n", "\n") == f"{U}\\\n\\=={{ x\n"


def test_joined_lines_that_make_a_header_are_escaped() -> None:
    assert typed(f"{U}=¦\n¦={{ User }}==\n", "") == f"{U}\\=={{ User }}==\n"
    assert typed(f"{U}a\n¦b\n¦\\=={{ x\n", "") == f"{U}a\n\\=={{ x\n"


def test_a_line_that_only_begins_like_a_header_is_escaped_once_it_is_touched() -> None:
    assert typed(f"{U}=={{ x¦\nok\n", " }==") == f"{U}\\=={{ x }}==\nok\n"


def test_the_last_line_end_before_a_header_cannot_be_deleted() -> None:
    assert typed(f"{U}a¦\n¦{A}b\n", "") == f"{U}a\n{A}b\n"
    assert typed(f"{U}¦a\n¦{A}b\n", "") == f"{U}\n{A}b\n".replace(f"{U}\n", U)
    assert typed(f"pre¦\n¦{A}b\n", "") == f"pre\n{A}b\n"


def test_text_typed_at_the_end_of_a_slice_gains_a_line_end_before_a_header() -> None:
    session = f"{U}a\n{A}b\n"
    assert edited(session, Edit(1, len(U) + 2, 1, len(U) + 2, "c")) == f"{U}a\nc\n{A}b\n"


def test_the_last_text_of_a_file_needs_no_line_end() -> None:
    assert typed(f"{U}a¦", "b") == f"{U}ab"


def test_a_header_without_a_line_end_gains_one() -> None:
    assert edited(U.strip(), Edit(1, len(U), 1, len(U), "x")) == f"{U}x"


def test_deleting_across_a_header_joins_the_slices_under_the_first() -> None:
    assert typed(f"{U}one\n¦\n{A}¦two\n\n{U}three\n", "") == f"{U}one\ntwo\n\n{U}three\n"


def test_deleting_across_several_headers_joins_the_outermost() -> None:
    assert typed(f"{U}o¦ne\n{A}two\n{U}th¦ree\n", "-") == f"{U}o-ree\n"


def test_joined_slices_can_be_told_apart_again() -> None:
    session = parse(f"{U}one\n{A}two\r\n{U}three\n".encode())
    splice = apply(session, Edit(1, len(U) + 1, 3, len(U) + 2, ""))
    assert serialise(session.splice(splice).splice(back(splice))) == serialise(session)


def test_deleting_from_the_preamble_into_a_slice_joins_it_to_the_preamble() -> None:
    assert typed(f"not¦es\n\n{U}o¦ne\n{A}two\n", "") == f"notne\n{A}two\n"


def test_a_whole_slice_goes_with_its_header() -> None:
    assert typed(f"{U}one\n\n¦{A}two\n\n¦{U}three\n", "") == f"{U}one\n\n{U}three\n"


def test_deleting_everything_leaves_an_empty_session() -> None:
    assert typed(f"¦{U}one\n\n{A}two¦", "") == ""
    assert typed(f"¦notes\n{U}one\n\n{A}two¦", "") == ""


def test_writing_over_everything_keeps_the_first_header() -> None:
    assert typed(f"¦{U}one\n\n{A}two¦", "new") == f"{U}new"
    assert edited(f"notes\n{U}one\n", Edit(0, 6, 1, len(U) + 3, "new")) == f"notes\n{U}new\n"


def test_a_header_is_never_half_deleted() -> None:
    text = f"{U}one\n\n{A}two\n"
    half = Edit(1, len(U) + 1, 2, 5, "")
    assert edited(text, half) == f"{U}o\n{A}two\n"
    assert edited(text, Edit(2, 5, 2, len(A) + 1, "")) == f"{U}one\n\n{A}wo\n"
    assert edited(text, Edit(2, 0, 2, 5, "x")) == f"{U}one\n\n{A}xtwo\n"
    assert edited(text, Edit(2, 5, 2, 6, "x")) == f"{U}one\n\n{A}xtwo\n"
    assert edited(text, Edit(1, 0, 2, 5, "")) == f"{A}two\n"
    assert edited(text, Edit(1, len(U) + 5, 2, 5, "x")) == f"{U}one\n\nx\n{A}two\n"


def test_text_typed_before_a_header_belongs_to_what_is_above() -> None:
    assert edited(f"{U}one\n{A}two\n", Edit(2, 0, 2, 0, "x")) == f"{U}one\nx\n{A}two\n"
    assert edited(f"{U}one\n", Edit(1, 0, 1, 0, "x")) == f"x\n{U}one\n"
    assert edited(f"{U}one\n", Edit(0, 0, 0, 0, "x")) == f"x\n{U}one\n"


def test_an_edit_beyond_the_borders_is_brought_inside() -> None:
    assert edited(f"{U}a\n", Edit(-1, -5, 9, 999, "")) == ""
    assert edited(f"{U}a\n", Edit(1, 999, 1, 3, "b")) == f"{U}a\nb"


def test_typed_directives_act() -> None:
    assert typed(f"{U}¦\n", INCLUDE) == f"{U}{INCLUDE}\n"


def test_pasted_directives_are_escaped() -> None:
    assert typed(f"{U}¦\n", f"  {INCLUDE}\n\\{INCLUDE}", pasted=True) == (
        f"{U}  \\{INCLUDE}\n\\\\{INCLUDE}\n"
    )
    assert typed(f"{U}one\n {INCLUDE}\ntwo¦\n", f"\n{INCLUDE}", pasted=True) == (
        f"{U}one\n {INCLUDE}\ntwo\n\\{INCLUDE}\n"
    )


def test_what_is_pasted_into_the_users_own_directive_leaves_it_alone() -> None:
    assert typed(f"{U}<!-- include: ¦ -->\n", "a.py", pasted=True) == f"{U}{INCLUDE}\n"
    assert typed(f"{U}¦{INCLUDE}\n", "a\n", pasted=True) == f"{U}a\n{INCLUDE}\n"
    assert typed(f"{U}¦{INCLUDE}\n", " ", pasted=True) == f"{U} {INCLUDE}\n"


def test_directives_pasted_into_an_answer_are_inert_as_they_are() -> None:
    assert typed(f"{A}¦\n", INCLUDE, pasted=True) == f"{A}{INCLUDE}\n"


def test_directives_of_an_answer_do_not_begin_to_act_when_it_is_joined() -> None:
    assert typed(f"{U}one¦\n{A}¦{INCLUDE}\ntwo\n{INCLUDE}\n", "\n") == (
        f"{U}one\n\\{INCLUDE}\ntwo\n\\{INCLUDE}\n"
    )
    assert typed(f"{U}¦one\n{A}two¦\n{INCLUDE}\n", "") == f"{U}\n\\{INCLUDE}\n"


def test_the_users_own_directives_go_on_acting_when_slices_are_joined() -> None:
    assert typed(f"{U}one¦\n{U}¦{INCLUDE}\n{INCLUDE}\n", "\n") == (
        f"{U}one\n{INCLUDE}\n{INCLUDE}\n"
    )
    assert typed(f"{A}one¦\n{A}¦{INCLUDE}\n", "\n") == f"{A}one\n{INCLUDE}\n"


def test_an_answer_turned_into_a_prompt_brings_no_orders() -> None:
    one = Slice("=={ Assistant }==", "\r\n", f"a\r\n{INCLUDE}\r\n")
    assert turned(one, Role.USER) == Slice("=={ User }==", "\r\n", f"a\r\n\\{INCLUDE}\r\n")
    assert turned(one, Role.ASSISTANT) == one
    own = Slice("=={ User }==", "\n", f"{INCLUDE}\n")
    assert turned(own, Role.SYSTEM).raw == own.raw


def test_an_edited_slice_keeps_its_own_line_ends() -> None:
    assert edited("=={ User }==\r\na\r\n", Edit(1, 13, 1, 13, "b")) == "=={ User }==\r\nba\r\n"
    text = "x\r\n=={ User }==\na\n"
    assert edited(text, Edit(1, 13, 1, 13, "b")) == "x\r\n=={ User }==\nba\n"


def test_new_line_ends_follow_the_files_first() -> None:
    text = "x\r\n=={ User }==\na\n=={ User }==\nb\n"
    assert edited(text, Edit(1, 13, 1, 13, "\n")) == (
        "x\r\n=={ User }==\r\n\r\na\r\n=={ User }==\nb\n"
    )
    assert edited("", Edit(0, 0, 0, 0, "a\nb")) == "a\nb"


def test_editing_a_slice_with_mixed_ends_unifies_that_slice_only() -> None:
    text = "=={ User }==\na\r\nb\n=={ User }==\nc\r\nd\n"
    assert edited(text, Edit(1, 13, 1, 13, "x")) == ("=={ User }==\nxa\nb\n=={ User }==\nc\r\nd\n")


def test_a_lone_cr_stays_unless_it_would_end_a_line() -> None:
    assert edited(f"{U}a\rb\rc\n", Edit(1, 13, 1, 14, "A")) == f"{U}A\rb\rc\n"
    assert edited(f"{U}a\rb\n", Edit(1, 15, 1, 16, "")) == f"{U}a\n\n"
    assert edited(f"{U}=={{ User }}==\r\r\n", Edit(1, 13, 1, 13, "x\n")) == (
        f"{U}x\n\\=={{ User }}==\n\n"
    )


def test_a_readonly_session_is_not_edited() -> None:
    with pytest.raises(FormatError, match="not UTF-8"):
        apply(parse(b"\xff"), Edit(0, 0, 0, 0, "x"))


FRONT = "---\ntitle: x\n---\n"


def test_front_matter_is_edited_where_it_stands() -> None:
    session = parse(f"{FRONT}notes\n{U}".encode())
    after = session.splice(apply(session, Edit(0, 11, 0, 12, "new")))
    assert after.head == Head(False, "---\ntitle: new\n---\n", "notes\n")


def test_a_preamble_is_edited_below_the_front_matter() -> None:
    session = parse(f"{FRONT}notes\n{U}".encode())
    at = len(FRONT)
    after = session.splice(apply(session, Edit(0, at, 0, at + 5, "---")))
    assert after.head == Head(False, FRONT, "---\n")


def test_text_does_not_become_front_matter() -> None:
    assert edited("---\na\n--", Edit(0, 8, 0, 8, "-")) == "---\n---\n---\na\n---"
    assert edited("---\na\n---\n", Edit(0, 4, 0, 10, "")) == "---\n"


def test_front_matter_that_is_broken_becomes_preamble() -> None:
    session = parse(f"{FRONT}notes\n".encode())
    after = session.splice(apply(session, Edit(0, 0, 0, 1, "")))
    assert after.head == Head(False, "", "--\ntitle: x\n---\nnotes\n")


def test_front_matter_does_not_swallow_the_preamble() -> None:
    text = f"{FRONT}a\n---\nb\n"
    assert edited(text, Edit(0, 13, 0, 17, "")) == "---\n---\n---\ntitle: x\na\n---\nb\n"


def test_front_matter_can_be_deleted_and_shortened() -> None:
    assert edited(f"{FRONT}a\n", Edit(0, 0, 0, len(FRONT), "")) == "a\n"
    assert edited(f"{FRONT}a\n", Edit(0, 4, 0, 4, "---\n")) == "---\n---\ntitle: x\n---\na\n"


def test_front_matter_keeps_its_line_end_before_a_header() -> None:
    assert edited(f"{FRONT}{U}", Edit(0, len(FRONT) - 1, 0, len(FRONT), "")) == f"{FRONT}{U}"


def test_a_slice_joined_to_front_matter_does_not_become_one() -> None:
    text = f"{FRONT}{U}a\n---\n"
    assert edited(text, Edit(0, 12, 1, len(U) + 1, "")) == "---\n---\n---\ntitle: x\n---\n"


def test_a_header_typed_into_front_matter_is_escaped() -> None:
    assert edited(FRONT, Edit(0, 4, 0, 4, U)) == f"---\n\\{U}title: x\n---\n"


def test_a_byte_order_mark_cannot_be_typed() -> None:
    assert edited("a", Edit(0, 0, 0, 0, "\ufeff")) == "a"
    session = parse(b"\xef\xbb\xbfa")
    assert session.splice(apply(session, Edit(0, 1, 0, 1, "b"))).head == Head(True, "", "ab")


def test_the_raw_view_makes_structure_from_text() -> None:
    session = parse(f"{U}one\ntwo\n\n{A}three\n".encode())
    at = len(U) + 4
    splice = apply(session, Edit(1, at, 1, at, "=={ System }==\n"), raw_view=True)
    assert splice == Splice(
        1,
        session.parts[1:2],
        (Slice(U.strip(), "\n", "one\n"), Slice("=={ System }==", "\n", "two\n\n")),
    )


def test_the_raw_view_takes_structure_away() -> None:
    text = f"{U}one\n\n{A}two\n\n{U}three\n"
    assert (
        edited(text, Edit(2, 0, 2, 1, ""), raw_view=True) == f"{U}one\n\n{A[1:]}two\n\n{U}three\n"
    )
    session = parse(text.encode())
    assert len(session.splice(apply(session, Edit(2, 0, 2, 1, ""), raw_view=True)).parts) == 3


def test_the_raw_view_edits_a_header_by_hand() -> None:
    text = f"{U}one\n\n{A}two\n"
    assert edited(text, Edit(2, 16, 2, 26, ""), raw_view=True) == (
        f"{U}one\n\n=={{ Assistant | }}==\ntwo\n"
    )
    assert edited(text, Edit(1, 8, 1, 8, " | alt"), raw_view=True) == (
        f"=={{ User | alt }}==\none\n\n{A}two\n"
    )


def test_the_raw_view_makes_and_breaks_front_matter() -> None:
    session = parse(f"a: b\n---\n{U}".encode())
    after = session.splice(apply(session, Edit(0, 0, 0, 0, "---\n"), raw_view=True))
    assert after.head.front == "---\na: b\n---\n"
    again = after.splice(apply(after, Edit(0, 4, 0, 4, U), raw_view=True))
    assert again.head == Head(False, "", "---\n")


def test_the_raw_view_keeps_the_byte_order_mark_apart() -> None:
    session = parse(b"\xef\xbb\xbfa\n")
    after = session.splice(apply(session, Edit(0, 0, 0, 0, f"\ufeff{U}"), raw_view=True))
    assert after.parts == (Head(True), Slice(U.strip(), "\n", "a\n"))


def test_pasted_slices_lose_their_ids() -> None:
    assert edited("", Edit(0, 0, 0, 0, f"{A}one\n"), raw_view=True) == "=={ Assistant }==\none\n"
    assert edited(f"{A}one\n", Edit(1, len(A) + 1, 1, len(A) + 1, "x"), raw_view=True) == (
        f"{A}oxne\n"
    )


def test_the_raw_view_follows_line_ends_like_the_other() -> None:
    text = "=={ User }==\r\none\r\n=={ User }==\r\ntwo\r\n"
    after = edited(text, Edit(1, 17, 1, 17, "=={ System }==\n"), raw_view=True)
    assert after == "=={ User }==\r\none\r\n=={ System }==\r\n=={ User }==\r\ntwo\r\n"
    assert edited("=={ User }==", Edit(1, 8, 1, 8, " "), raw_view=True) == "=={ User  }==\n"
    assert edited("---\r\na\r\n---\r\nb", Edit(0, 4, 0, 4, "x"), raw_view=True) == (
        "---\r\nxa\r\n---\r\nb"
    )


def test_the_raw_view_keeps_the_line_end_before_a_header() -> None:
    text = f"{U}one\n{A}two\n"
    assert edited(text, Edit(1, len(U) + 3, 1, len(U) + 4, ""), raw_view=True) == text


def test_pasted_slices_bring_no_orders_in_the_raw_view() -> None:
    after = edited(f"{U}a\n{INCLUDE}\n", Edit(1, 0, 1, 0, f"{U}{INCLUDE}\n"), raw_view=True)
    assert after == f"{U}{INCLUDE}\n{U}a\n{INCLUDE}\n"
    after = edited(
        f"{U}a\n{INCLUDE}\n", Edit(1, 0, 1, 0, f"{U}{INCLUDE}\n"), raw_view=True, pasted=True
    )
    assert after == f"{U}\\{INCLUDE}\n{U}a\n{INCLUDE}\n"
    after = edited(
        f"{U}a{INCLUDE}\n", Edit(1, len(U), 1, len(U) + 1, " "), raw_view=True, pasted=True
    )
    assert after == f"{U} {INCLUDE}\n"


def test_an_answer_made_a_prompt_in_the_raw_view_brings_no_orders() -> None:
    text = f"{A}{INCLUDE}\nx\n{INCLUDE}\n"
    after = edited(text, Edit(1, 4, 1, 13, "User"), raw_view=True)
    assert after == f"=={{ User | id=abc234 }}==\n\\{INCLUDE}\nx\n\\{INCLUDE}\n"
    at = len(A) + len(INCLUDE) + 1
    after = edited(text, Edit(1, at, 1, at, U), raw_view=True)
    assert after == f"{A}{INCLUDE}\n{U}x\n\\{INCLUDE}\n"
    after = edited(text, Edit(1, at + 1, 1, at + 1, f"\n{U}"), raw_view=True)
    assert after == f"{A}{INCLUDE}\nx\n{U}\n\\{INCLUDE}\n"


def any_edit(session: Session, draw: st.DataObject) -> Edit:
    first = draw.draw(st.integers(0, len(session.parts) - 1))
    last = draw.draw(st.integers(first, min(first + 2, len(session.parts) - 1)))
    start = draw.draw(st.integers(0, len(shown(session.parts[first]))))
    end = draw.draw(st.integers(0, len(shown(session.parts[last]))))
    if first == last:
        start, end = min(start, end), max(start, end)
    return Edit(first, start, last, end, draw.draw(texts))


@given(file_texts, st.data(), st.booleans())
def test_no_edit_makes_structure_of_text(data: bytes, draw: st.DataObject, pasted: bool) -> None:
    session = parse(data)
    for _ in range(3):
        edit = any_edit(session, draw)
        splice = apply(session, edit, pasted=pasted)
        after = session.splice(splice)
        assert parse(serialise(after)).parts == after.parts
        assert len(splice.added) <= max(len(splice.removed), 1)
        lines = [part.line for part in after.slices]
        assert [line for line in lines if line not in {one.line for one in session.slices}] == []
        session = after


@given(file_texts, st.data())
def test_an_edit_leaves_other_parts_as_they_are(data: bytes, draw: st.DataObject) -> None:
    session = parse(data)
    edit = any_edit(session, draw)
    splice = apply(session, edit)
    assert edit.first - 1 <= splice.at
    assert splice.at + len(splice.removed) <= edit.last + 1
    after = session.splice(splice)
    assert serialise(after.splice(back(splice))) == data


@given(file_texts, st.data())
def test_the_raw_view_means_the_text_it_shows(data: bytes, draw: st.DataObject) -> None:
    session = parse(data)
    edit = any_edit(session, draw)
    assume("\r" not in data.decode() and "id=" not in data.decode() + edit.text)
    assume("<!--" not in data.decode())
    after = session.splice(apply(session, edit, raw_view=True))
    assert parse(serialise(after)).parts == after.parts
    parts = [shown(part) for part in session.parts]
    wanted = (
        "".join(parts[: edit.first])
        + parts[edit.first][: edit.start]
        + normalised(edit.text)
        + parts[edit.last][edit.end :]
    )
    followed = edit.last + 1 < len(parts)
    if followed and wanted and not wanted.endswith("\n"):
        wanted += "\n"
    wanted = settled(wanted + "".join(parts[edit.last + 1 :]))
    assert "".join(shown(part) for part in after.parts).rstrip("\n") == wanted.lstrip(
        "\ufeff"
    ).rstrip("\n")


@given(file_texts, st.data())
def test_the_raw_view_reads_back_any_edit(data: bytes, draw: st.DataObject) -> None:
    session = parse(data)
    for _ in range(3):
        pasted = draw.draw(st.booleans())
        splice = apply(session, any_edit(session, draw), raw_view=True, pasted=pasted)
        after = session.splice(splice)
        assert parse(serialise(after)).parts == after.parts
        assert after.splice(back(splice)).parts == session.parts
        session = after


def test_an_edit_costs_what_its_slice_costs() -> None:
    small = parse(b"".join(b"=={ User }==\n%s\n\n" % (b"x" * 450) for _ in range(200)))
    large = parse(b"".join(b"=={ User }==\n%s\n\n" % (b"x" * 450) for _ in range(20_000)))
    best = {"small": 1.0, "large": 1.0}
    for _ in range(20):
        for name, session in (("small", small), ("large", large)):
            at = len(session.parts) // 2
            start = time.perf_counter()
            apply(session, Edit(at, 20, at, 20, "x"))
            best[name] = min(best[name], time.perf_counter() - start)
    assert best["large"] < 4 * best["small"]
