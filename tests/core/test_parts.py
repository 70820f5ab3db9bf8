"""Head and slices: what of a file's bytes is what, and how they change."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.core.strategies import ends, slices, texts
from vibekoder.core.escape import normalised
from vibekoder.core.messages import Role
from vibekoder.core.parts import (
    Head,
    Slice,
    escaped_headers,
    front_end,
    new_slice,
    read_head,
    read_part,
    read_parts,
    shown,
    source,
)

LINE = "=={ User | id=abc234 }=="


def head_of(text: str) -> Head:
    head = next(read_parts(text))
    assert isinstance(head, Head)
    return head


def test_front_matter_is_the_first_block_between_dashes() -> None:
    assert head_of("---\ntitle: x\n---\nhello\n") == Head(False, "---\ntitle: x\n---\n", "hello\n")


def test_blanks_are_allowed_after_the_dashes() -> None:
    assert head_of("--- \t\r\na: b\r\n---  \r\nx").front == "--- \t\r\na: b\r\n---  \r\n"


def test_front_matter_may_end_with_the_file() -> None:
    assert head_of("---\na: b\n---") == Head(False, "---\na: b\n---", "")


def test_the_first_later_dashed_line_closes_the_front_matter() -> None:
    assert head_of("---\na\n---\nb\n---\n") == Head(False, "---\na\n---\n", "b\n---\n")


def test_an_empty_front_matter_is_a_block_too() -> None:
    assert head_of("---\n---\nx") == Head(False, "---\n---\n", "x")


@pytest.mark.parametrize(
    "text",
    [
        "---",
        "---\n",
        "---\na: b\n",
        "---x\n---\n",
        " ---\na\n---\n",
        "\n---\na\n---\n",
        "--- a\nb\n---\n",
        "---\na\n----\n",
        "---\na\n ---\n",
        "---\r",
        "---\na\n---\r",
        "---\r\r\na\n---\n",
        "--\n---\n",
    ],
)
def test_other_dashes_are_preamble(text: str) -> None:
    assert head_of(text) == Head(False, "", text)


def test_front_matter_must_close_before_the_first_header() -> None:
    text = "---\na: b\n=={ User }==\n---\n"
    assert head_of(text) == Head(False, "", "---\na: b\n")


def test_a_slice_is_its_header_and_everything_up_to_the_next() -> None:
    parts = list(read_parts("=={ User }==\nhi\n\n=={ Assistant }==\r\nyes"))
    assert parts == [
        Head(),
        Slice("=={ User }==", "\n", "hi\n\n"),
        Slice("=={ Assistant }==", "\r\n", "yes"),
    ]


def test_a_header_may_end_with_the_file() -> None:
    assert list(read_parts("=={ User }== "))[1] == Slice("=={ User }== ", "", "")


@pytest.mark.parametrize("sign", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_nothing_but_lf_and_crlf_ends_a_line(sign: str) -> None:
    text = f"a{sign}=={{ User }}==\n"
    assert list(read_parts(text)) == [Head(False, "", text)]
    assert list(read_parts(f"=={{ User }}=={sign}")) == [Head(False, "", f"=={{ User }}=={sign}")]


def test_an_unclosed_fence_swallows_no_header() -> None:
    parts = list(read_parts("=={ Assistant }==\n```python\nx = 1\n=={ User }==\nnext\n"))
    assert [part.role for part in parts[1:] if isinstance(part, Slice)] == ["assistant", "user"]


def test_body_and_tail_are_raw() -> None:
    one = Slice(LINE, "\n", "a\r\n\\=={ b\n\r\n\n")
    assert (one.body, one.tail) == ("a\r\n\\=={ b", "\n\r\n\n")
    assert one.text == "a\n=={ b"


def test_a_lone_cr_of_the_file_is_a_character_of_the_text() -> None:
    assert Slice(LINE, "\n", "a\rb\n").text == "a\rb"


def test_trailing_blanks_belong_to_the_text() -> None:
    assert Slice(LINE, "\n", "a \t\n").text == "a \t"


def test_a_slice_tells_what_its_attributes_mean() -> None:
    one = Slice(
        "=={ Assistant | 2026-01-31 10:00:00Z | "
        "id=abc234 model=x/y status=error error=auth alt }==",
        "\n",
        "",
    )
    assert (one.role, one.timestamp) == (Role.ASSISTANT, "2026-01-31 10:00:00Z")
    assert (one.id, one.model, one.status, one.error) == ("abc234", "x/y", "error", "auth")
    assert one.alt
    assert one.attributes[0] == ("id", "abc234")


def test_absent_attributes_have_their_meaning_too() -> None:
    one = Slice("=={ User | id }==", "\n", "")
    assert (one.id, one.model, one.status, one.error, one.alt) == (
        None,
        None,
        "complete",
        None,
        False,
    )
    assert (one.get("id"), one.get("nothing")) == ("", None)


def test_a_slice_without_a_header_line_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not a header"):
        _ = Slice("text", "\n", "").role


def test_set_text_is_normalised_and_escaped_and_keeps_the_tail() -> None:
    one = Slice(LINE, "\n", "old\n\n").with_text("a\r\nb\rc\ud800\n=={ User }==")
    assert one.raw == "a\nb\nc\ufffd\n\\=={ User }==\n\n"


def test_trailing_line_ends_of_a_set_text_move_to_the_tail() -> None:
    one = Slice(LINE, "\n", "old\n").with_text("new\n\n\n")
    assert (one.body, one.tail) == ("new", "\n\n\n")


def test_a_header_without_a_line_end_gains_one_when_text_is_set() -> None:
    assert Slice(LINE, "", "").with_text("x", "\r\n") == Slice(LINE, "\r\n", "x\r\n")


def test_text_set_where_a_header_may_follow_gains_a_line_end() -> None:
    assert Slice(LINE, "\n", "").with_text("x").raw == "x\n"


def test_the_last_text_of_a_file_stays_without_a_line_end() -> None:
    assert Slice(LINE, "\n", "old").with_text("new").raw == "new"


def test_set_text_unifies_the_line_ends_of_its_slice() -> None:
    one = Slice(LINE, "\n", "a\r\nb\n\r\n").with_text("a\nb", "\r\n")
    assert one == Slice(LINE, "\r\n", "a\r\nb\r\n\r\n")


@given(slices, texts, ends)
def test_a_set_text_is_read_back(one: Slice, text: str, eol: str) -> None:
    changed = one.with_text(text, eol)
    assert changed.text == normalised(text).rstrip("\n")
    assert changed.line == one.line
    assert list(read_parts(source(changed)))[1:] == [changed]


def test_attributes_change_nothing_but_the_header_line() -> None:
    one = Slice(LINE, "\r\n", "a\n\r\n")
    assert one.with_attributes({"id": None, "alt": ""}) == Slice(
        "=={ User | alt }==", "\r\n", "a\n\r\n"
    )
    assert one.with_attributes({"id": "abc234"}) is one


def test_another_role_changes_nothing_but_the_header_line() -> None:
    assert Slice(LINE, "\n", "a").with_role(Role.SYSTEM).line == "=={ System | id=abc234 }=="


def test_a_tail_grows_to_what_is_wanted_and_never_shrinks() -> None:
    assert Slice(LINE, "\n", "a\n").with_tail(2, "\r\n").raw == "a\n\r\n"
    assert Slice(LINE, "\n", "a\n\n\n").with_tail(2).raw == "a\n\n\n"
    assert Slice(LINE, "", "").with_tail(2) == Slice(LINE, "\n", "\n\n")


def test_a_preamble_has_tail_and_escape_like_a_body() -> None:
    assert Head(False, "", "\\=={ x\r\ny\n\n").text == "=={ x\ny"


def test_a_set_preamble_is_escaped_and_ends_its_line_before_a_header() -> None:
    assert Head().with_text("=={ User }==").preamble == "\\=={ User }==\n"
    assert Head().with_text("x", followed=False).preamble == "x"
    assert Head(False, "", "a\n\n").with_text("b", "\r\n").preamble == "b\r\n\r\n"


@pytest.mark.parametrize("text", ["---\na: b\n---", "---\n---\nx", "--- \n\n---\t"])
def test_a_preamble_that_reads_as_front_matter_gets_an_empty_one_before_it(text: str) -> None:
    head = Head().with_text(text)
    assert head.front == "---\n---\n"
    assert head_of(source(head)) == head
    assert head.text == text


def test_front_matter_that_is_taken_away_leaves_no_preamble_behind_as_front_matter() -> None:
    head = Head(False, "---\na: b\n---\n", "---\nc\n---\n").with_front("", "\r\n")
    assert head == Head(False, "---\r\n---\r\n", "---\nc\n---\n")


def test_a_preamble_never_begins_with_a_byte_order_mark() -> None:
    assert Head().with_text("\ufeff\ufeffx").text == "x"
    assert Head().with_text("\ufeff=={ User }==").preamble == "\\=={ User }==\n"


def test_front_matter_at_the_end_of_a_file_gains_a_line_end_before_a_preamble() -> None:
    head = Head(False, "---\na: b\n---", "").with_text("x", followed=False)
    assert source(head) == "---\na: b\n---\nx"


def test_a_part_is_shown_with_lf_ends_and_without_its_byte_order_mark() -> None:
    assert shown(Head(True, "---\r\n---\r\n", "a\rb\r\n")) == "---\n---\na\rb\n"
    assert shown(Slice(LINE, "\r\n", "\\=={\r\n")) == f"{LINE}\n\\=={{\n"


def test_a_header_at_the_end_of_a_file_is_shown_as_a_whole_line() -> None:
    assert shown(Slice(LINE, "", "")) == f"{LINE}\n"


@pytest.mark.parametrize(
    "part",
    [
        Head(True, "---\r\na\r\n---", ""),
        Head(False, "", "x\ry\n"),
        Slice(LINE, "", ""),
        Slice(LINE, "\r\n", "a\nb\r\n"),
        Slice(LINE, "\n", ""),
    ],
)
def test_a_part_is_read_back_from_its_source(part: Head | Slice) -> None:
    assert read_part(source(part), head=isinstance(part, Head)) == part


def test_a_head_is_read_from_text_without_headers() -> None:
    assert read_head("---\n---\nx", bom=True) == Head(True, "---\n---\n", "x")


def test_headers_in_a_body_become_text() -> None:
    assert escaped_headers("a\n=={ User }==\n=={ x\n=={ User }==\r\n") == (
        "a\n\\=={ User }==\n=={ x\n\\=={ User }==\r\n"
    )
    assert escaped_headers("=={ x") == "=={ x"


def test_a_new_slice_is_header_text_and_line_end() -> None:
    one = new_slice(
        Role.ASSISTANT,
        "hi",
        timestamp="2026-01-31 10:00:00+01:00",
        attributes=[("id", "abc234"), ("alt", None)],
    )
    assert source(one) == "=={ Assistant | 2026-01-31 10:00:00+01:00 | id=abc234 alt }==\nhi\n"


def test_a_new_slice_follows_the_line_ends_that_are_asked_for() -> None:
    one = new_slice(Role.USER, "a\nb\n\n", timestamp=None, eol="\r\n")
    assert source(one) == "=={ User }==\r\na\r\nb\r\n\r\n"


def test_a_new_slice_without_text_has_an_empty_line() -> None:
    assert source(new_slice(Role.USER, "", timestamp=None)) == "=={ User }==\n\n"


def test_many_lines_of_dashes_are_looked_at_once() -> None:
    assert front_end("---\n" + "--- x\n" * 100_000) == 0
    assert front_end("---\n" + "x\n" * 100_000) == 0
