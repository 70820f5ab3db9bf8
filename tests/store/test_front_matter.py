"""The front matter's keys: read as text, changed one by one."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import ends, keys, texts, values
from vibekoder.core.errors import FormatError
from vibekoder.core.escape import normalised
from vibekoder.core.parts import Head, front_end
from vibekoder.store.front_matter import Written, change, read


def block(inside: str) -> str:
    return f"---\n{inside}---\n"


FULL = block(
    "# about this session\n"
    "title:   'a ''story'''   # note\n"
    "model: 006\n"
    "tags: [a, b]\n"
    "odd key: x\n"
    "\n"
    "list:\n"
    "  - one\n"
    "  - two\n"
    "\n"
    "# the rest\n"
    "text: |\n"
    "  first\n"
    "  # second\n"
    "params: {temperature: 0.7,\n"
    "   stop: [a]}\n"
    "empty:\n"
    "long: some words\n"
    "  and more\n"
)


def test_every_key_is_read_as_text() -> None:
    assert read(FULL) == {
        "title": "a 'story'",
        "model": "006",
        "tags": ["a", "b"],
        "odd key": "x",
        "list": ["one", "two"],
        "text": "first\n# second\n",
        "params": {"temperature": "0.7", "stop": ["a"]},
        "empty": "",
        "long": "some words and more",
    }


def test_no_front_matter_and_an_empty_one_say_nothing() -> None:
    for front in ("", "---\n---\n", "--- \r\n---", block("\n# only this\n")):
        assert read(front) == {}


def test_nothing_changed_means_the_same_bytes() -> None:
    assert change(FULL, "title", "a 'story'") == FULL
    assert change(FULL, "model", "006") == FULL
    assert change(FULL, "nothing", None) == FULL
    assert change("", "nothing", None) == ""


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


@pytest.mark.parametrize(
    ("key", "value", "gone", "come"),
    [
        ("title", "new", ["title:   'a ''story'''   # note"], ["title:   new   # note"]),
        ("model", "007", ["model: 006"], ['model: "007"']),
        ("model", "a: b", ["model: 006"], ['model: "a: b"']),
        ("tags", ["x", "y, z", "1"], ["tags: [a, b]"], ['tags: [x, "y, z", "1"]']),
        ("empty", "x", ["empty:"], ["empty: x"]),
        ("odd key", None, ["odd key: x"], []),
        ("list", "x", ["list:", "  - one", "  - two"], ["list: x"]),
        ("list", None, ["list:", "  - one", "  - two"], []),
        ("text", "x", ["text: |", "  first", "  # second"], ["text: x"]),
        ("long", None, ["long: some words", "  and more"], []),
        ("backend", "openai", [], ["backend: openai"]),
        (
            "params",
            {"temperature": 0.5, "seed": 3, "user": "x", "on": True},
            ["params: {temperature: 0.7,", "   stop: [a]}"],
            ["params: {temperature: 0.5, seed: 3, user: x, on: true}"],
        ),
    ],
)
def test_comments_order_quoting_and_unknown_keys_survive(
    key: str, value: Written | None, gone: list[str], come: list[str]
) -> None:
    assert lines_changed(FULL, change(FULL, key, value)) == (gone, come)


def test_a_new_key_comes_last() -> None:
    assert change(block("a: b\n"), "title", "x") == block("a: b\ntitle: x\n")
    assert change(block("  a: b\n"), "title", "x") == block("  a: b\n  title: x\n")


def test_the_first_key_makes_the_block() -> None:
    assert change("", "title", "x") == block("title: x\n")
    assert change("", "title", "x", "\r\n") == "---\r\ntitle: x\r\n---\r\n"
    assert change("---\n---", "title", "x") == "---\ntitle: x\n---"


def test_the_last_key_takes_the_block_with_it() -> None:
    assert change(block("title: x\n"), "title", None) == ""


def test_lines_keep_their_own_ends() -> None:
    front = "---\r\na: b\nc: d\r\n---\n"
    assert change(front, "c", "e", "\n") == "---\r\na: b\nc: e\r\n---\n"
    assert change(front, "f", "g", "\r\n") == "---\r\na: b\nc: d\r\nf: g\r\n---\n"


@pytest.mark.parametrize(
    "value",
    ["006", "true", "null", "1e3", " x ", "", "#x", "a #b", "- a", "{a", "x\ny", "é", "\x7f\u2028"],
)
def test_a_text_reads_back_as_this_text(value: str) -> None:
    front = change(block("a: b\n"), "title", value)
    assert read(front) == {"a": "b", "title": value}
    assert len(front.split("\n")) == 5


def test_a_fork_names_file_and_slice() -> None:
    assert read(change("", "forked_from", "001.md#abc234")) == {"forked_from": "001.md#abc234"}


def test_a_block_between_braces_is_changed_in_its_place() -> None:
    front = block("{title: x, a: [1,\n 2], b: c}\n")
    assert read(front) == {"title": "x", "a": ["1", "2"], "b": "c"}
    assert change(front, "title", "q, r") == block('{title: "q, r", a: [1,\n 2], b: c}\n')
    assert change(front, "a", "z") == block("{title: x, a: z, b: c}\n")
    assert change(front, "new", "z") == block("{title: x, a: [1,\n 2], b: c, new: z}\n")
    assert change(front, "title", None) == block("{a: [1,\n 2], b: c}\n")
    assert change(front, "b", None) == block("{title: x, a: [1,\n 2]}\n")
    assert change(block("{}\n"), "a", "b") == block("{a: b}\n")
    assert change(block("{a: b}\n"), "a", None) == block("{}\n")


@pytest.mark.parametrize(
    "inside",
    [
        'title: What: a story\nmodel: "m"\n',
        "title: What: a story\nmodel: m\nmodel: n\n",
        "\n  # note\ntitle: What: a story\n model : 'm' \n",
    ],
)
def test_lines_that_are_no_yaml_are_read_as_they_stand(inside: str) -> None:
    assert read(block(inside)) == {"title": "What: a story", "model": "m"}


def test_one_pair_of_quotes_is_removed() -> None:
    assert read(block('a: b: c\nd: "\'x\'"\ne: "\nf: \'x"\n')) == {
        "a": "b: c",
        "d": "'x'",
        "e": '"',
        "f": "'x\"",
    }


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("a: 1\na: 2\n", {"a": "1"}),
        ("a: !t 1\n", {"a": "!t 1"}),
        ("a: &t 1\nb: *t\n", {"a": "&t 1", "b": "*t"}),
        ("a: {b: 1, b: 2}\n", {"a": "{b: 1, b: 2}"}),
        ("? [a]: b: c\n", {"? [a]": "b: c"}),
        (f"a: {'[' * 201}\n", {"a": "[" * 201}),
        (f"a: '{'x' * 70_000}'\n", {"a": "x" * 70_000}),
    ],
)
def test_repeated_keys_tags_anchors_and_endless_blocks_are_plain_lines(
    inside: str, said: dict[str, str]
) -> None:
    assert read(block(inside)) == said


def test_plain_lines_are_changed_line_by_line() -> None:
    front = block('title: What: a story\nmodel: "m"\nmodel: n\n# note\n')
    assert change(front, "model", "x") == front.replace('"m"', "x")
    assert change(front, "model", None) == block("title: What: a story\n# note\n")
    assert change(front, "backend", "a: b") == front.replace(
        "# note\n", '# note\nbackend: "a: b"\n'
    )
    assert change(front, "backend", '"a"') == front.replace("# note\n", '# note\nbackend: ""a""\n')
    assert read(change(front, "title", "a # b"))["title"] == "a # b"


def test_what_plain_lines_cannot_hold_is_refused() -> None:
    front = block("title: What: a story\nmodel: m\n")
    for value in ("a\nb", ["a"]):
        with pytest.raises(FormatError, match="cannot be written"):
            change(front, "model", value)


@pytest.mark.parametrize(
    "inside",
    [
        "just text\n",
        "a: b: c\n: x\n",
        "a: b: c\n- x\n",
        "[a, b]\n",
        "\x01\n",
        "? [a]\n: b\n",
        "a: [b\n: c\n",
    ],
)
def test_a_block_that_nobody_can_read_is_kept_and_not_changed(inside: str) -> None:
    front = block(inside)
    assert read(front) == {}
    with pytest.raises(FormatError, match="cannot be read"):
        change(front, "title", "x")


def test_a_removal_that_would_change_other_keys_is_refused() -> None:
    with pytest.raises(FormatError, match="cannot be written"):
        change(block('"odd": x\ntitle: a: b\n'), "title", None)


def test_a_key_that_would_break_the_block_is_refused() -> None:
    front = block("? a\n: b\n...\n")
    assert read(front) == {"a": "b"}
    with pytest.raises(FormatError, match="cannot be written"):
        change(front, "c", "d")


@given(st.lists(st.tuples(keys, st.none() | values), max_size=4), ends)
def test_any_keys_can_be_set_and_removed(given_: list[tuple[str, str | None]], eol: str) -> None:
    front, wanted = "", dict[str, str]()
    for key, value in given_:
        text = None if value is None else normalised(value)
        front = change(front, key, text, eol)
        wanted.pop(key, None) if text is None else wanted.update({key: text})
        assert read(front) == wanted
        assert front_end(front) == len(front)
        assert front.count("\n") == front.count(eol)


@given(texts, keys, values)
def test_any_block_can_be_read_and_asked_to_change(inside: str, key: str, value: str) -> None:
    front = f"---\n{inside}\n---\n"
    end = front_end(front)
    before = read(front[:end])
    with contextlib.suppress(FormatError):
        changed = change(front[:end], key, normalised(value))
        after = read(changed)
        assert after.pop(key) == normalised(value)
        before.pop(key, None)
        assert list(after) == list(before)
        head = Head().with_front(changed)
        assert head.front == changed
