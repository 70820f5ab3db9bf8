"""A slice in sections: small, cut where paragraphs end, and nothing between them lost."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from vibekoder.ui.reading.sections import CODE, FAR, LONG, MOST, USUAL, Section, references
from vibekoder.ui.reading.sections import sections as read_sections

LINES = ["a " * 40, "", "```", "~~~", "- x", "  y", "z" * 5000]
PARAGRAPH = "Some words that make a line.\n" * 20


def sections(text: str, *, answer: bool = True) -> list[Section]:
    return list(read_sections(text, answer=answer))


def covered(text: str) -> str:
    return "".join(text[one.start : one.end] for one in sections(text))


def test_a_short_text_is_one_section() -> None:
    assert [one.kind for one in sections("a\n\nb")] == ["markdown"]


def test_a_long_text_is_cut_where_paragraphs_end() -> None:
    text = (PARAGRAPH + "\n") * 100
    found = sections(text)
    assert len(found) > 3
    assert all(one.end - one.start <= MOST for one in found)
    assert all(text[one.start - 1] == "\n" for one in found[1:])
    assert covered(text) == text


def test_a_list_is_not_cut_where_the_text_can_be_cut_later() -> None:
    text = PARAGRAPH * 2 + "\n- a\n\n- b\n\n" + PARAGRAPH * 2 + "\n" + PARAGRAPH * 30
    second = sections(text)[1]
    assert not text[second.start :].startswith("- b")


def test_a_very_long_list_is_cut_between_its_items() -> None:
    text = "- an item\n\n" * 2000
    found = sections(text)
    assert max(one.end - one.start for one in found) < CODE
    assert all(text[one.start :].startswith("- an") for one in found)


def test_code_is_not_cut_if_it_fits_and_goes_on_as_code_if_not() -> None:
    small = PARAGRAPH * 2 + "\n```py\n" + "x = 1\n\n" * 500 + "```\n\n" + PARAGRAPH * 3
    assert {one.kind for one in sections(small)} == {"markdown"}
    large = "Before\n\n```py\n" + "x = 1\n\n" * 3000 + "```\n\nAfter"
    found = sections(large)
    code = [one for one in found if one.kind == "code"]
    assert [one.language for one in code] == ["py"] * len(code)
    assert [one.came_on for one in code] == [False] + [True] * (len(code) - 1)
    assert [one.goes_on for one in code] == [True] * (len(code) - 1) + [False]
    assert "".join(large[one.start : one.end] for one in code) == "x = 1\n\n" * 3000
    assert large[found[-1].start : found[-1].end].strip() == "After"


def test_of_a_large_text_only_what_is_asked_for_is_read() -> None:
    text = (PARAGRAPH + "\n```py\nx = 1\n```\n\n") * 20_000
    begun = time.process_time()
    first = next(read_sections(text))
    assert first.end < 3 * USUAL
    assert time.process_time() - begun < 0.1


def test_code_that_is_not_closed_goes_on_to_the_end() -> None:
    found = sections("Before\n\n```py\n" + "x = 1\n" * 9000)
    assert found[-1].kind == "code"


def test_a_line_of_a_megabyte_is_plain_text_in_pieces() -> None:
    text = "x" * 1_000_000
    found = sections(text)
    assert {one.kind for one in found} == {"plain"}
    assert max(one.end - one.start for one in found) <= MOST
    assert covered(text) == text
    assert sections("y" * (LONG + 1))[0].kind == "plain"


def test_reasoning_and_tools_fold_in_an_answer() -> None:
    text = "<details><summary>Reasoning · 2.0 s</summary>\n\nHm\n\n</details>\n\nSo."
    found = sections(text)
    assert [(one.kind, one.inside) for one in found] == [
        ("fold", False),
        ("markdown", True),
        ("markdown", False),
    ]
    assert found[0].title == "Reasoning · 2.0 s"
    assert [one.kind for one in sections(text, answer=False)] == ["markdown"]


def test_reasoning_that_is_not_over_folds_as_well() -> None:
    found = sections("<details><summary>Tool · search</summary>\n\nstill")
    assert [(one.kind, one.inside) for one in found] == [("fold", False), ("markdown", True)]


def test_directives_stand_alone_in_a_prompt_and_are_text_in_an_answer() -> None:
    text = "Look\n<!-- include: a.py -->\n```\n<!-- include: b.py -->\n```\n"
    found = sections(text, answer=False)
    assert [one.kind for one in found] == ["markdown", "directive", "markdown"]
    assert found[1].directive is not None
    assert found[1].directive.named == "a.py"
    assert [one.kind for one in sections(text)] == ["markdown"]


def test_definitions_of_links_are_found_for_all_sections() -> None:
    assert references("a\n[1]: http://x.org\nb") == "[1]: http://x.org"
    assert references("a") == ""
    assert references("[1]: x\n" * 500).count("\n") == 99
    far = "[1]: a\n" + "words\n" * 100_000 + "[2]: b\n"
    assert references(far) == "[1]: a\n[2]: b"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["a " * 40, "", "```", "~~~", "- x", "  y", "z" * 5000]), max_size=300)
)
def test_whatever_is_written_every_word_is_in_a_section(lines: list[str]) -> None:
    text = "\n".join(lines)
    shown = covered(text)
    assert shown.count("a") == text.count("a")
    assert shown.count("z") == text.count("z")


def test_code_far_below_long_prose_stays_whole() -> None:
    code = "   ```py\nx = 1\n\n\ny = 2\n   ```\n"
    text = PARAGRAPH.replace("\n", "\n\n") * (2 * FAR // len(PARAGRAPH)) + code + "\nAfter.\n"
    held = [one for one in sections(text) if "```" in text[one.start : one.end]]
    assert [code in text[one.start : one.end] for one in held] == [True]
