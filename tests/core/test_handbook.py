"""The pages of the handbook."""

from __future__ import annotations

import pytest

from vibekoder.core.handbook import Page, anchor_of, found, parts, target, with_keys

WRITING = Page(
    "writing.md",
    "# Writing\n\nThe composer.\n\n## Names are completed\n\nType `@`.\n\n```\n# no heading\n```\n",
)
FAULTS = Page(
    "failures.md", "# When it fails\n\n## A request\n\nA 401 names the key.\n\n### Names ##\n"
)
PAGES = [WRITING, FAULTS]


def test_a_page_has_a_part_for_each_heading() -> None:
    assert [(one.title, one.level, one.line) for one in parts(WRITING)] == [
        ("Writing", 1, 0),
        ("Names are completed", 2, 4),
    ]
    assert parts(WRITING)[0].text == "The composer."
    assert parts(FAULTS)[2].title == "Names"


def test_a_page_is_called_by_its_first_heading() -> None:
    assert WRITING.title == "Writing"
    assert Page("bare.md", "words").title == "bare.md"


def test_a_fence_ends_at_its_own_sign() -> None:
    page = Page("a.md", "# A\n```\n~~~\n# no\n```\n## B\n~~~\n## no\n")
    assert [one.title for one in parts(page)] == ["A", "B"]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("NAMES", ["Names are completed", "Names", "A request"]),
        ("key 401", ["A request"]),
        ("polyrhythm", []),
    ],
)
def test_words_are_found_in_titles_first(wanted: str, titles: list[str]) -> None:
    assert [one.title for one in found(PAGES, wanted)] == titles


def test_without_a_word_all_is_listed_in_order() -> None:
    assert len(found(PAGES, " ")) == 5
    assert found(PAGES, "")[0].title == "Writing"


def test_anchors_are_those_of_the_sites() -> None:
    assert anchor_of("Where the state folder is") == "where-the-state-folder-is"
    assert anchor_of("What `it` does: a, b") == "what-it-does-a-b"


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("failures.md", "When it fails"),
        ("failures.md#a-request", "A request"),
        ("./writing.md#gone", "Writing"),
        ("#names-are-completed", "Names are completed"),
        ("https://example.org", None),
        ("empty.md", None),
    ],
)
def test_a_link_leads_to_a_part(link: str, title: str | None) -> None:
    part = target([*PAGES, Page("empty.md", "words")], link, "writing.md")
    assert (part.title if part else None) == title


def test_a_page_tells_the_keys_that_are_bound_now() -> None:
    text = "Ctrl+T opens (`Ctrl+T`), F3 goes on, Ctrl+Shift+T too.\n```\nCtrl+T\n```\nCtrl+,"
    page = with_keys(Page("x.md", text), {"Ctrl+T": "Ctrl+J", "F3": "no key", "Ctrl+,": "F8"}, {})
    told = "Ctrl+J opens (`Ctrl+J`), no key goes on, Ctrl+Shift+T too.\n```\nCtrl+T\n```\nF8"
    assert page == Page("x.md", told)


def test_a_row_of_an_action_has_all_its_keys() -> None:
    rows = "| New | `Ctrl+T` | `new` |\n| Old | `F3` | `old` |\n| else | `F3` | `what` |"
    page = with_keys(Page("x.md", rows), {}, {"new": ["Ctrl+J", "F8"], "old": []})
    assert page.text.split("\n") == [
        "| New | `Ctrl+J`, `F8` | `new` |",
        "| Old | – | `old` |",
        "| else | `F3` | `what` |",
    ]
