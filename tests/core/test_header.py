"""The header line: every rule of its grammar."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.core.strategies import attributes, keys, texts, timestamps, values
from vibekoder.core.escape import normalised
from vibekoder.core.header import (
    Header,
    read_cost,
    read_header,
    read_usage,
    split_model,
    status_of,
    with_attributes,
    with_role,
    write_cost,
    write_header,
    write_usage,
)
from vibekoder.core.messages import Role

STAMP = "2026-01-31 10:20:30"


@pytest.mark.parametrize(
    ("line", "role", "timestamp"),
    [
        ("=={ System }==", Role.SYSTEM, None),
        ("=={User}==", Role.USER, None),
        ("=={\tASSISTANT \t}== \t", Role.ASSISTANT, None),
        (f"=={{ uSer | {STAMP} }}==", Role.USER, STAMP),
        (f"=={{ User | {STAMP}+02:00 }}==", Role.USER, f"{STAMP}+02:00"),
        (f"=={{ User |{STAMP}Z}}==", Role.USER, f"{STAMP}Z"),
        ("=={ User | 9999-99-99 99:99:99 }==", Role.USER, "9999-99-99 99:99:99"),
    ],
)
def test_a_header_names_a_role_and_perhaps_a_time(
    line: str, role: Role, timestamp: str | None
) -> None:
    assert read_header(line) == Header(role, timestamp, ())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "=={==",
        "=={}==",
        "=={ }==",
        "== { User }==",
        " =={ User }==",
        "\\=={ User }==",
        "=={ User }== x",
        "=={ User }=",
        "=={ User }==\r",
        "=={ User }==\u00a0",
        "=={ Nobody }==",
        "=={ User | }==",
        "=={ User | | }==",
        "=={ | User }==",
        f"=={{ User | {STAMP} | }}==",
        f"=={{ User | {STAMP} | a | b }}==",
        f"=={{ User | {STAMP} | {STAMP} }}==",
        "=={ User | a | b }==",
        f"=={{ User | a | {STAMP} }}==",
        "=={ User | 2026-01-31 }==",
        "=={ User | 2026-01-31T10:20:30 }==",
        "=={ User | 2026-01-31  10:20:30 }==",
        f"=={{ User | {STAMP}+0200 }}==",
        "=={ User | 1a=b }==",
        "=={ User | a= }==",
        "=={ User | a=b,c }==",
        "=={ User | a,b }==",
        "=={ User | a=b}c }==",
        '=={ User | a=b"c" }==',
        '=={ User | a="b"c }==',
        '=={ User | a="b }==',
        '=={ User | a="b\\" }==',
        '=={ "User" }==',
        "=={ User }== }==x",
    ],
)
def test_anything_else_is_text(line: str) -> None:
    assert read_header(line) is None


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        ("alt", (("alt", None),)),
        ("id=a2b3c4 \t model=x/y=z", (("id", "a2b3c4"), ("model", "x/y=z"))),
        ("usage=120/45//", (("usage", "120/45//"),)),
        ('note="a | b, {c} }=="', (("note", "a | b, {c} }=="),)),
        (r'note="\"q\" \\ \n\r \x"', (("note", '"q" \\ \n\r \\x'),)),
        ('note=""', (("note", ""),)),
        ("id=one id=two alt", (("id", "one"), ("alt", None))),
        ("a-b_9=é", (("a-b_9", "é"),)),
        ("word=it's", (("word", "it's"),)),
    ],
)
def test_attributes_are_read(inside: str, read: tuple[tuple[str, str | None], ...]) -> None:
    header = read_header(f"=={{ User | {inside} }}==")
    assert header is not None
    assert header.attributes == read


def test_attributes_may_follow_a_timestamp() -> None:
    header = read_header(f"=={{ User | {STAMP} | id=abc }}==")
    assert header == Header(Role.USER, STAMP, (("id", "abc"),))


@given(timestamps, attributes)
def test_what_is_written_is_read_back(
    timestamp: str | None, given_: tuple[tuple[str, str], ...]
) -> None:
    line = write_header(Role.USER, timestamp, given_)
    read = read_header(line)
    assert read is not None
    assert "\n" not in line
    assert read.timestamp == timestamp
    assert [(key, value or "") for key, value in read.attributes] == [
        (key, normalised(value, keep_cr=True)) for key, value in given_
    ]


@given(texts)
def test_any_line_can_be_asked_whether_it_is_a_header(text: str) -> None:
    read_header(text)
    read_header(f"=={{{text}}}==")


def test_a_key_is_written_once() -> None:
    assert write_header(Role.USER, None, [("a", "1"), ("a", "2")]) == "=={ User | a=1 }=="


@pytest.mark.parametrize(("timestamp", "key"), [("today", "a"), (None, "1a"), (None, "a b")])
def test_what_the_grammar_does_not_know_is_not_written(timestamp: str | None, key: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        write_header(Role.USER, timestamp, [(key, "x")])


@pytest.mark.parametrize(
    ("line", "changes", "changed"),
    [
        ("=={User}==", {"id": "x"}, "=={User | id=x}=="),
        ("=={ User }== ", {"id": "x"}, "=={ User | id=x }== "),
        (f"=={{ User | {STAMP} }}==", {"alt": ""}, f"=={{ User | {STAMP} | alt }}=="),
        ("=={ User |  a=1   b=2 }==", {"a": "3"}, "=={ User |  a=3   b=2 }=="),
        ("=={ User |  a=1   b=2 }==", {"c": "x y"}, '=={ User |  a=1   b=2 c="x y" }=='),
        ('=={ User | a="1" }==', {"a": "1"}, '=={ User | a="1" }=='),
        ("=={ User | alt }==", {"alt": ""}, "=={ User | alt }=="),
        ("=={ User |  a=1   b=2 c }==", {"b": None}, "=={ User |  a=1   c }=="),
        ("=={ User |  a=1   b=2 }==", {"b": None}, "=={ User |  a=1 }=="),
        ("=={ User |  a=1   b=2 }==", {"a": None}, "=={ User |  b=2 }=="),
        (f"=={{ User | {STAMP} |  a=1 a }}==", {"a": None}, f"=={{ User | {STAMP} }}=="),
        ("=={ User | a=1 b a }==", {"a": None}, "=={ User | b }=="),
        ("=={ User | a=1 a=2 }==", {"a": "3"}, "=={ User | a=3 a=2 }=="),
        ("=={ User }==", {"a": None}, "=={ User }=="),
        ("=={ User | b }==", {"a": None}, "=={ User | b }=="),
        ("=={ User | b }==", {"b": None, "c": "1"}, "=={ User | c=1 }=="),
    ],
)
def test_a_changed_key_leaves_the_rest_as_found(
    line: str, changes: dict[str, str | None], changed: str
) -> None:
    assert with_attributes(line, changes) == changed


@given(timestamps, attributes, keys, values)
def test_any_key_can_be_set_and_removed(
    timestamp: str | None, given_: tuple[tuple[str, str], ...], key: str, value: str
) -> None:
    line = write_header(Role.USER, timestamp, given_)
    read = read_header(with_attributes(line, {key: value}))
    assert read is not None
    assert dict(read.attributes)[key] == (normalised(value, keep_cr=True) or None)
    gone = read_header(with_attributes(line, {key: None}))
    assert gone is not None
    assert [one for one in gone.attributes if one[0] == key] == []
    assert len(gone.attributes) == len([one for one in given_ if one[0] != key])


def test_a_line_that_is_no_header_has_no_keys_to_change() -> None:
    with pytest.raises(ValueError, match="not a header"):
        with_attributes("text", {"a": "1"})


def test_a_role_is_changed_in_its_place() -> None:
    assert with_role("=={user |alt}==", Role.ASSISTANT) == "=={Assistant |alt}=="
    assert with_role("=={ uSER }==", Role.USER) == "=={ uSER }=="


@pytest.mark.parametrize(
    ("finish", "status"),
    [
        ("stop", "complete"),
        ("stop_sequence", "complete"),
        ("tool_calls", "complete"),
        ("length", "length"),
        ("context_window", "length"),
        ("content_filter", "filtered"),
        ("refusal", "filtered"),
        ("pause", "interrupted"),
        ("other", "interrupted"),
        ("anything", "interrupted"),
    ],
)
def test_a_finish_reason_gives_a_status(finish: str, status: str) -> None:
    assert status_of(finish) == status


def test_a_model_is_split_at_its_first_slash() -> None:
    assert split_model("openrouter/meta/llama") == ("openrouter", "meta/llama")


def test_unknown_figures_of_usage_are_empty() -> None:
    assert write_usage({"input": 120, "output": 45}) == "120/45//"
    assert read_usage("120/45//") == {"input": 120, "output": 45}
    assert read_usage("x/²/7") == {"reasoning": 7}


def test_a_long_line_of_quotes_and_blanks_is_read_in_one_pass() -> None:
    assert read_header('=={ User | a="' + '\\"' * 200_000 + " " * 200_000 + "}==") is None
    assert read_header("=={ User" + " " * 500_000 + "x }==") is None


@pytest.mark.parametrize(
    ("cost", "written"), [(0.0123, "0.0123"), (0, "0"), (12, "12"), (0.000000451, "0.00000045")]
)
def test_a_cost_is_written_without_needless_digits(cost: float, written: str) -> None:
    assert write_cost(cost) == written
    assert read_cost(written) == float(written)


@pytest.mark.parametrize("text", ["local", "", "1e9", "-1", "nan", "1,5"])
def test_what_is_no_sum_is_no_cost(text: str) -> None:
    assert read_cost(text) is None


def test_a_cost_may_have_been_written_with_its_sign() -> None:
    assert read_cost("$0.5") == 0.5
