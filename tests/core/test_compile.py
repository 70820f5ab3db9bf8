"""What is sent: which slices, which words, in which form."""

from __future__ import annotations

import pytest

from tests.support.builders import session
from vibekoder.core.compile import (
    Compiled,
    compile_session,
    sent_parts,
    wanted,
)
from vibekoder.core.contents import Content, File, Files, Held, LeftOut, Picture
from vibekoder.core.echo import Echo
from vibekoder.core.messages import Image, Message, Role
from vibekoder.core.session import Session, parse

HASH = "ab" * 32


def compiled(one: Session, *contents: bytes) -> Compiled:
    parts = sent_parts(one, len(one.parts))
    places = [want.place for want in wanted(one, parts)]
    given: dict[tuple[int, int], Content] = {
        place: File(data, HASH) for place, data in zip(places, contents, strict=True)
    }
    return compile_session(one, parts, given)


def said(one: Session, *contents: bytes) -> list[str]:
    return [message.text for message in compiled(one, *contents).messages]


def test_system_user_and_assistant_are_sent_in_order():
    messages = compiled(session("s: be kind", "u: hello", "a: hi", "u: bye")).messages
    assert messages == (
        Message(Role.SYSTEM, "be kind"),
        Message(Role.USER, "hello"),
        Message(Role.ASSISTANT, "hi"),
        Message(Role.USER, "bye"),
    )


def test_only_what_stands_above_the_answer_is_sent():
    one = session("u: one", "a: two", "u: three")
    assert sent_parts(one, 2) == (1,)


def test_variants_running_filtered_and_empty_slices_stay():
    one = session(
        "u: one",
        "a alt: variant",
        "a alt=conflict: conflict",
        "a status=streaming: growing",
        "a status=filtered: no",
        "u:   \t",
        "u: two",
        "a: mine",
    )
    assert sent_parts(one, len(one.parts), running=(8,)) == (1, 7)


@pytest.mark.parametrize("status", ["stopped", "length", "interrupted", "error"])
def test_a_partial_answer_is_sent_as_it_reads(status: str):
    assert said(session("u: a", f"a status={status}: half")) == ["a", "half"]


def test_a_filtered_answer_is_told():
    filtered = "a status=filtered: b"
    (warning,) = compiled(session("u: a", filtered, "u: c", filtered, "u: d")).warnings
    assert "filtered" in warning


def test_the_preamble_is_never_sent():
    assert said(session("u: a", head="about this\n\n")) == ["a"]


def test_reasoning_is_taken_out_of_what_goes_back():
    block = "<details><summary>Reasoning · 1.0 s</summary>\n\nhm\n</details>\n\nyes"
    assert said(session("u: a", f"a: {block}")) == ["a", "yes"]


def test_an_answer_of_reasoning_alone_is_not_sent():
    block = "<details><summary>Reasoning · 1.0 s</summary>\n\nhm\n</details>"
    assert said(session("u: a", f"a: {block}", "u: b")) == ["a", "b"]


def test_escapes_are_undone_and_line_ends_are_lf():
    one = parse(b"=={ User }==\r\n\\=={ User }==\r\n\\<!-- include: a -->\r\nx\r\n")
    assert said(one) == ["=={ User }==\n<!-- include: a -->\nx"]


def test_a_directive_becomes_its_content_in_a_fence():
    one = session("u: see\n<!-- include: src/app.py -->\nthere")
    assert said(one, b"x = 1\n") == ["see\nsrc/app.py\n```python\nx = 1\n```\nthere"]


def test_a_pinned_directive_says_so():
    one = session(f"u: <!-- include: a.txt#Part @ {HASH[:12]} -->")
    assert said(one, b"words") == ["a.txt#Part (pinned)\n```\nwords\n```"]


def test_included_text_is_inert():
    one = session("u: <!-- include: a.txt -->")
    text = "```\n\\<!-- include: b -->\n<!-- include: c -->\n```"
    assert said(one, text.encode()) == [f"a.txt\n````\n{text}\n````"]


def test_bytes_go_exactly_as_they_are():
    one = session("u: <!-- include: a.txt raw -->\nend")
    assert said(one, "\ufeffé\r\nb\r\n".encode()) == ["\ufeffé\r\nb\nend"]


def test_directives_in_answers_are_text():
    one = session("u: a", "a: <!-- include: b -->", "u: c")
    assert said(one) == ["a", "<!-- include: b -->", "c"]


def test_a_slice_that_comes_to_nothing_is_not_sent():
    one = session("u: <!-- include: empty raw -->", "u: x")
    assert said(one, b"") == ["x"]


def test_every_piece_is_named_with_its_size():
    one = session("u aaaaaa: é\n<!-- include: a.py -->", "a: ok")
    pieces = compiled(one, b"x\n").pieces
    assert [(one.kind, one.role, one.message, one.size) for one in pieces] == [
        ("text", Role.USER, 0, 3),
        ("include", Role.USER, 0, len("a.py\n```python\nx\n```")),
        ("text", Role.ASSISTANT, 1, 2),
    ]
    assert pieces[1].source == "<!-- include: a.py -->"
    assert (pieces[1].path, pieces[1].object, pieces[1].slice_id) == ("a.py", HASH, "aaaaaa")


def test_a_line_that_means_to_be_a_directive_is_wanted():
    one = session("u: <!-- include: -->")
    (want,) = wanted(one, (1,))
    assert want.found.directive is None
    assert said(one, b"") == []


def test_an_open_fence_is_told():
    assert compiled(session("u: <!-- include: a -->\n```\nx"), b"y").warnings


def test_a_head_is_no_message():
    assert compile_session(session("u: a"), (0,), {}) == Compiled((), ())


def test_nothing_compiles_to_nothing():
    assert compile_session(Session(), (), {}) == Compiled((), ())


def test_the_pieces_of_a_message_join_to_its_text():
    one = session("u: see\n<!-- include: a.txt -->\nand\n<!-- include: b.txt raw -->\nend")
    whole = compiled(one, b"x\n", b"\xc3\xa9\n")
    (message,) = whole.messages
    parts = [message.text[piece.start : piece.end] for piece in whole.pieces]
    assert "".join(parts) == message.text
    assert [len(part.encode()) for part in parts] == [piece.size for piece in whole.pieces]


def test_a_picture_goes_beside_the_text_as_a_piece_of_its_own():
    one = session("u: <!-- include: a.png -->")
    (at,) = [want.place for want in wanted(one, (1,))]
    picture = Picture(Image("image/png", b"12345", "a.png"), HASH)
    whole = compile_session(one, (1,), {at: picture})
    assert whole.messages[0].images == (picture.image,)
    assert [(piece.kind, piece.size, piece.image) for piece in whole.pieces] == [
        ("include", len("a.png: see the picture"), None),
        ("image", len("MTIzNDU="), 0),
    ]


def test_the_model_reads_of_a_line_that_could_not_be_read():
    one = session("u: a\n<!-- include: -->\nb")
    (at,) = [want.place for want in wanted(one, (1,))]
    whole = compile_session(one, (1,), {at: LeftOut("it names nothing", HASH)})
    assert "cannot be read: it names nothing." in whole.messages[0].text


def test_each_file_of_a_folder_is_a_piece():
    one = session("u: <!-- include: src -->")
    (at,) = [want.place for want in wanted(one, (1,))]
    files = Files((Held("src/a.py", b"x\n", "1"), Held("src/b.py", b"y\n", "2")), (), HASH)
    pieces = compile_session(one, (1,), {at: files}).pieces
    assert [(piece.path, piece.object) for piece in pieces] == [
        ("src", HASH),
        ("src/a.py", "1"),
        ("src/b.py", "2"),
    ]


def test_what_a_provider_wants_back_is_a_message_without_text_too() -> None:
    told = session("u aaaaaa: Hi", "a bbbbbb: ", "u cccccc: So?")
    back = Echo("form", "tool_calls", "[{}]", "", "")
    made = compile_session(told, (1, 2, 3), {}, {2: back})
    assert [(one.text, one.echo) for one in made.messages] == [
        ("Hi", None),
        ("", back),
        ("So?", None),
    ]
