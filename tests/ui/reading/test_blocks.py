"""Markdown as blocks: what is rendered, and that nothing of a hostile text gets lost."""

from __future__ import annotations

import time

import pytest

from vibekoder.ui.reading.blocks import DONE_BOX, OPEN_BOX, all_spans, read, words


def kinds(text: str) -> list[str]:
    return [block.kind for block in read(text)]


def test_headings_paragraphs_rules_and_code_are_blocks_of_their_own() -> None:
    text = "# One\n\nTwo\n\n---\n\n```py x\na = 1\n```\n"
    assert kinds(text) == ["heading", "text", "rule", "code"]
    code = read(text)[-1]
    assert (code.language, code.text, code.line) == ("py", "a = 1", 6)


def test_emphasis_code_and_strikethrough_are_told_from_each_other() -> None:
    spans = read("a **b** *c* ~~d~~ `e`")[0].spans
    assert [(one.text, one.bold, one.italic, one.struck, one.code) for one in spans] == [
        ("a ", False, False, False, False),
        ("b", True, False, False, False),
        (" ", False, False, False, False),
        ("c", False, True, False, False),
        (" ", False, False, False, False),
        ("d", False, False, True, False),
        (" ", False, False, False, False),
        ("e", False, False, False, True),
    ]


def test_lists_count_go_deep_and_have_boxes_for_tasks() -> None:
    found = read("3. c\n4. d\n\n- x\n  - y\n- [x] done\n- [ ] open\n-\n")
    assert [(one.marker, one.depth) for one in found] == [
        ("3.", 1),
        ("4.", 1),
        ("•", 1),
        ("•", 2),
        (DONE_BOX, 1),
        (OPEN_BOX, 1),
        ("•", 1),
    ]
    assert found[4].spans[0].text == "done"


def test_a_table_keeps_its_rows_and_how_they_are_aligned() -> None:
    table = read("|a|b|c|\n|-|:-:|-:|\n|1|**2**|3|\n")[0]
    assert words([table]) == "a\tb\tc\n1\t2\t3"
    assert table.aligns == ("left", "center", "right")
    assert [one.text for one in all_spans(table) if one.bold] == ["2"]


def test_a_second_paragraph_of_an_item_has_no_sign_and_a_quote_is_counted() -> None:
    assert [one.marker for one in read("- a\n\n  b\n")] == ["•", ""]
    assert [one.quotes for one in read("> a\n>> b\n\nc")] == [1, 2, 0]


def test_links_and_pictures_are_addresses_and_nothing_more() -> None:
    spans = read("[a](http://x.org) ![b **c**](file:///etc/passwd) <http://y.org>")[0].spans
    assert [one.href for one in spans if one.href] == ["http://x.org", "http://y.org"]
    assert [(one.text, one.image) for one in spans if one.image] == [
        ("b **c**", "file:///etc/passwd")
    ]


def test_an_address_of_any_kind_stays_one_so_that_it_can_be_refused_by_name() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "file:///x"):
        assert [one.href for one in read(f"[x]({address})")[0].spans] == [address]


def test_html_is_text() -> None:
    text = "<script>alert(1)</script>\n\n<img src=http://x.org/a.png>"
    assert words(read(text)) == text.replace("\n\n", "\n")


def test_a_reference_that_is_defined_elsewhere_is_known() -> None:
    assert read("[a][1]", "[1]: http://x.org")[0].spans[0].href == "http://x.org"


def test_a_line_break_stays_one_and_a_wrapped_line_is_a_blank() -> None:
    assert words(read("a  \nb\nc")) == "a\nb c"


@pytest.mark.parametrize(
    "text",
    [">" * 5000 + " deep", "> - " * 60 + "deep", "".join("  " * n + "- deep\n" for n in range(90))],
)
def test_what_is_nested_too_deep_is_shown_as_it_stands(text: str) -> None:
    assert words(read(text)) == text.strip("\n")


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 16_000, "![[]()" * 2_600, "*a " * 5_300, "**_" * 5_300, "&" * 16_000),
        *("<!--" * 4_000, "[a](b" * 3_200, "\\" * 16_000, "`" * 16_000, "[a]: b\n" * 2_000),
        *("\0" * 100, "\ud800", "|a" * 900 + "\n" + "|-" * 900),
    ],
)
def test_a_text_made_to_be_slow_or_to_fail_is_read_in_time(text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 3


def test_an_empty_text_has_no_blocks() -> None:
    assert read(" \n") == []
