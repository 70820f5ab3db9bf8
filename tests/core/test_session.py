"""The session document: its laws, its layout, its ids, files of the earlier program."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given

from tests.core.strategies import byte_texts, sessions, slices, texts
from vibekoder.core.messages import Role
from vibekoder.core.session import (
    Head,
    Session,
    Slice,
    Splice,
    fresh_ids,
    inserted,
    new_id,
    new_slice,
    parse,
    put_together,
    serialise,
    shown,
    take_apart,
)


def written(session: Session, splice: Splice) -> str:
    return serialise(session.splice(splice)).decode()


def asked(text: str = "new", **more: str) -> Slice:
    return new_slice(Role.USER, text, timestamp=None, **more)


@given(byte_texts)
def test_any_bytes_are_a_session_and_come_back_as_they_were(data: bytes) -> None:
    session = parse(data)
    assert serialise(session) == data
    for part in session.parts:
        assert isinstance(part.text, str)
        assert isinstance(shown(part), str)


@given(sessions())
def test_what_is_written_is_read_back_as_it_was(session: Session) -> None:
    read = parse(serialise(session))
    assert read == session
    assert [part.text for part in read.parts] == [part.text for part in session.parts]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\xef\xbb\xbfx",
        b"=={ User }==\r\na \r\n\r\n=={ User }==  \nb",
        b"=={ User | odd=1 }==\nx",
        b"=={ Tool | 2026-01-01 10:00:00 }==\nx\n",
        b"---\r\n# note\r\nx: y\r\n---\r\n",
        b"a\xff\n=={ User }==\n",
    ],
)
def test_marks_blanks_unknown_keys_and_foreign_headers_come_back(data: bytes) -> None:
    assert serialise(parse(data)) == data


def test_an_edit_rewrites_nothing_but_its_slice() -> None:
    session = parse(b"x\r\n=={ User }== \na\r\n\n=={ User | alt }==\nb \n=={ System }==\r\nc")
    part = session.slices[1]
    changed = session.splice(Splice(2, (part,), (part.with_text("B"),)))
    assert serialise(changed) == (
        b"x\r\n=={ User }== \na\r\n\n=={ User | alt }==\nB\n=={ System }==\r\nc"
    )


def test_a_file_without_headers_is_all_preamble() -> None:
    session = parse(b"just\ntext\n")
    assert session.parts == (Head(False, "", "just\ntext\n"),)
    assert session.slices == ()


def test_bytes_that_are_not_utf8_open_readonly_and_it_is_said_where() -> None:
    session = parse(b"=={ User }==\nab\xffc\n")
    assert "offset 15" in session.readonly
    assert "line 2" in session.readonly
    assert len(session.slices) == 1


@pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"\xc3", b"\xc0\x80", b"\xf8\x88\x80\x80\x80"])
def test_broken_utf8_is_kept(data: bytes) -> None:
    assert parse(data).readonly
    assert serialise(parse(data)) == data


def test_utf8_is_not_readonly() -> None:
    assert parse("\ufeffä\U0001f600\u2028".encode()).readonly == ""


def ratio(tried: bytes, prose: bytes) -> float:
    """The time to read the one over the time to read the other, the best of interleaved rounds."""
    best: dict[bytes, float] = {}
    for _ in range(5):
        for data in (tried, prose):
            start = time.thread_time()
            parse(data)
            best[data] = min(best.get(data, 1e9), time.thread_time() - start)
    return best[tried] / best[prose]


PROSE = b"Some words of a person that go on for a while, and then some more of them.\n" * 27_000


@pytest.mark.parametrize(
    "pattern", [b"=={ ", b"=={", b"=={\n", b"=={ \n", b"=={\t\t\t\t\t\t\t\t\t\t", b"=={ | "]
)
def test_marks_and_blanks_read_as_fast_as_prose(pattern: bytes) -> None:
    tried = pattern * (len(PROSE) // len(pattern))
    assert ratio(tried, PROSE) < 4


@pytest.mark.parametrize(
    "pattern",
    [b"}==", b"=={ }==", b'=={ "', b"=={ User }== x }== ", b"\r", b"}== \t", b"---\n", b"}==\n"],
)
def test_reading_is_linear_in_what_looks_like_headers(pattern: bytes) -> None:
    short, long = pattern * 20_000, pattern * 160_000
    assert ratio(long, short) < 8 * 4


@pytest.mark.parametrize("inside", [b"a ", b'a="b" ', b'a="\\" '])
def test_reading_is_linear_in_the_length_of_a_header(inside: bytes) -> None:
    short, long = (b"=={ User | " + inside * n + b"}==\n" for n in (12_000, 96_000))
    assert ratio(long, short) < 8 * 4


def test_new_line_ends_follow_the_first_of_the_file() -> None:
    assert parse(b"").eol == "\n"
    assert parse(b"a\rb").eol == "\n"
    assert parse(b"a\r\nb\n").eol == "\r\n"
    assert parse(b"=={ User }==\r\nb\n").eol == "\r\n"
    assert parse(b"a\n=={ User }==\r\n").eol == "\n"
    assert parse(b"\n").eol == "\n"
    assert parse(b"=={ User }==").eol == "\n"


def test_a_slice_added_to_an_empty_file_stands_at_its_top() -> None:
    session = Session()
    assert written(session, inserted(session, 1, asked())) == "=={ User }==\nnew\n"


def test_one_empty_line_stands_before_each_new_header() -> None:
    session = parse(b"=={ User }==\na\n")
    assert written(session, inserted(session, 2, asked())) == (
        "=={ User }==\na\n\n=={ User }==\nnew\n"
    )
    assert written(session, inserted(session, 1, asked())) == (
        "=={ User }==\nnew\n\n=={ User }==\na\n"
    )


def test_a_file_without_a_last_line_end_gains_it_first() -> None:
    for before in ("=={ User }==\na", "=={ User }==", "a", "---\nx: y\n---", "a\n---"):
        session = parse(before.encode())
        after = written(session, inserted(session, len(session.parts), asked()))
        assert after.startswith(f"{before}\n")
        assert after.endswith("\n\n=={ User }==\nnew\n")
        assert parse(after.encode()) == session.splice(
            inserted(session, len(session.parts), asked())
        )


def test_layout_that_is_there_is_left_alone() -> None:
    for before in ("=={ User }==\na\n\n\n", "a\n\n", "\n", "---\nx: y\n---\n\n", "\n\n", " \t\n"):
        session = parse(before.encode())
        splice = inserted(session, len(session.parts), asked())
        assert splice.removed == ()
        assert written(session, splice) == f"{before}=={{ User }}==\nnew\n"


def test_layout_follows_the_line_ends_of_the_file() -> None:
    session = parse(b"=={ User }==\r\na")
    assert written(session, inserted(session, 2, asked(eol="\r\n"))) == (
        "=={ User }==\r\na\r\n\r\n=={ User }==\r\nnew\r\n"
    )


def test_a_lone_cr_is_no_layout() -> None:
    session = parse(b"\r")
    after = session.splice(inserted(session, 1, asked()))
    assert parse(serialise(after)) == after


@pytest.mark.parametrize(
    "before", [b"=={ User }==\r", b"=={ User }==\nhi\n=={ User }==\r", b"---\na: b\n---\r"]
)
def test_a_line_that_a_last_cr_keeps_from_meaning_something_stays_text(before: bytes) -> None:
    session, one = parse(before), new_slice(Role.USER, "more", timestamp=None)
    after = session.splice(inserted(session, len(session.parts), one))
    assert parse(serialise(after)).parts == after.parts
    assert len(after.parts) == len(session.parts) + 1
    text = after.parts[-2].text
    assert text.split("\n")[-1] in ("=={ User }==", "---")


@given(byte_texts, slices)
def test_an_inserted_slice_is_read_back_in_any_file(data: bytes, one: Slice) -> None:
    session = parse(data)
    for at in range(1, len(session.parts) + 1):
        after = session.splice(inserted(session, at, one))
        assert parse(serialise(after)).parts == after.parts
        assert len(after.parts) == len(session.parts) + 1


def test_a_preamble_of_blanks_is_layout() -> None:
    assert parse(b" \n\t\n=={ User }==\n").head.text.strip() == ""


def test_a_slice_is_found_by_the_first_of_a_repeated_id() -> None:
    session = parse(b"=={ User | id=aaaaaa }==\n=={ User | id=aaaaaa }==\n=={ User | id=bbbbbb }==")
    assert session.find("aaaaaa") == 1
    assert session.find("bbbbbb") == 3
    assert session.find("cccccc") is None
    assert session.repeated_ids == (2,)


def test_a_repeated_id_becomes_a_new_one() -> None:
    session = parse(b"=={ User | id=aaaaaa }==\n=={ User | id=aaaaaa }==\n=={ User | id=aaaaaa }==")
    for splice in fresh_ids(session, random.Random(1)):
        session = session.splice(splice)
    assert session.repeated_ids == ()
    assert session.find("aaaaaa") == 1
    assert len({part.id for part in session.slices}) == 3


def test_a_new_id_is_unlike_those_that_are_there() -> None:
    taken = new_id(random.Random(1))
    text = f"=={{ User | id={taken} }}==\n=={{ User | id={taken} }}==\n"
    (splice,) = fresh_ids(parse(text.encode()), random.Random(1))
    assert isinstance(splice.added[0], Slice)
    assert splice.added[0].id not in (None, taken)


def test_no_repeated_id_means_nothing_to_do() -> None:
    assert fresh_ids(parse(b"=={ User | id=aaaaaa }==\n"), random.Random(1)) == []


def test_ids_are_six_letters_or_digits_that_are_not_mistaken() -> None:
    made = {new_id(random.Random(seed)) for seed in range(200)}
    assert all(
        len(one) == 6 and set(one) <= set("abcdefghijklmnopqrstuvwxyz234567") for one in made
    )
    assert len(made) == 200


def test_the_index_of_ids_follows_changes() -> None:
    session = parse(b"=={ User | id=aaaaaa }==\n=={ User | id=bbbbbb }==\n")
    assert session.find("bbbbbb") == 2
    part = session.slices[0]
    worded = session.splice(Splice(1, (part,), (part.with_text("x"),)))
    assert worded.find("bbbbbb") == 2
    assert worded.splice(Splice(1, worded.parts[1:2], ())).find("bbbbbb") == 1


def test_a_splice_made_for_another_session_is_refused() -> None:
    session = parse(b"=={ User }==\na\n")
    with pytest.raises(ValueError, match="not what the splice removes"):
        session.splice(Splice(1, (asked(),), ()))
    with pytest.raises(ValueError, match="head"):
        session.splice(Splice(0, session.parts[:1], ()))
    with pytest.raises(ValueError, match="head"):
        session.splice(Splice(0, session.parts, ()))


@given(sessions(), texts)
def test_every_text_stays_in_its_slice(session: Session, text: str) -> None:
    for at, part in enumerate(session.parts[1:], 1):
        assert isinstance(part, Slice)
        changed = session.splice(Splice(at, (part,), (part.with_text(text),)))
        assert parse(serialise(changed)) == changed


EARLIER = (
    b'---\ntitle: What: a story\nmodel: "gpt"\n---\n'
    b"=={ System | 2024-05-01 09:00:00 }==\nBe brief.\n"
    b"=={ User | 2024-05-01 09:00:05 }==\n<!-- cached: cache/1.txt -->\nHello\n"
    b"=={ Assistant | 2024-05-01 09:00:09 }==\nHi.\n"
)


def test_a_file_of_the_earlier_program_opens() -> None:
    session = parse(EARLIER)
    assert [part.role for part in session.slices] == [Role.SYSTEM, Role.USER, Role.ASSISTANT]
    assert session.slices[0].timestamp == "2024-05-01 09:00:00"
    assert session.slices[1].text == "<!-- cached: cache/1.txt -->\nHello"
    assert session.head.front == '---\ntitle: What: a story\nmodel: "gpt"\n---\n'


def test_a_file_of_the_earlier_program_keeps_working() -> None:
    session = parse(EARLIER)
    splice = inserted(session, 4, new_slice(Role.USER, "More", timestamp="2026-01-31 10:00:00Z"))
    assert serialise(session.splice(splice)) == (
        EARLIER + b"\n=={ User | 2026-01-31 10:00:00Z }==\nMore\n"
    )


def test_an_answer_is_put_into_a_slice_and_taken_apart_again() -> None:
    answer = take_apart("=={ User }==\nx")
    one = new_slice(Role.ASSISTANT, put_together(answer.pieces), timestamp=None)
    assert take_apart(one.text) == answer


def test_editing_one_of_twenty_thousand_slices_leaves_the_others_untouched() -> None:
    data = b"".join(b"=={ User | id=%06d }==\n%s\n\n" % (n, b"x" * 450) for n in range(20_000))
    session = parse(data)
    session.find("000000")
    part = session.parts[10_000]
    assert isinstance(part, Slice)
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        changed = session.splice(Splice(10_000, (part,), (part.with_text("new"),)))
        changed.find("019999")
        best = min(best, time.perf_counter() - start)
    start = time.perf_counter()
    parse(data)
    assert best < (time.perf_counter() - start) / 20
    assert all(a is b for a, b in zip(session.parts[10_001:], changed.parts[10_001:], strict=True))
