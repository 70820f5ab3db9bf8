"""Headings of a text."""

from __future__ import annotations

from vibekoder.core.outline import Heading, Reader, beginning, first_words, headings, plain

TEXT = "# One\nwords\n## *Two* `x` ##\n```\n# code\n```\n###### Six\n#\n#none\n"


def test_headings_have_level_words_and_place() -> None:
    assert headings(TEXT) == [
        Heading(1, "One", 0),
        Heading(2, "Two x", TEXT.index("##")),
        Heading(6, "Six", TEXT.index("######")),
    ]


def test_what_is_in_reasoning_or_below_an_open_fence_is_none() -> None:
    begun = "<details><summary>Reasoning · 2 s</summary>\n\n# a\n</details>\n# b\n~~~\n# c"
    assert [one.text for one in headings(begun)] == ["b"]


def test_it_begins_where_one_says() -> None:
    assert [one.text for one in headings("# a\n# b", 4)] == ["b"]


def test_the_first_words_tell_what_it_is_about() -> None:
    assert first_words("=={ User }==\n\n<!-- include: x -->\n> **So** it is\n", 13) == "So it is"
    assert first_words("\n\n") == ""


REASONED = (
    "<details><summary>Reasoning · 2 s</summary>\n\nHm, so\n</details>\n"
    "\n<details><summary>Tool · find</summary>\n\n```json\n{}\n```\n</details>\n\nThe answer\n"
)


def test_reasoning_and_tools_are_not_what_an_answer_is_about() -> None:
    assert first_words(REASONED) == "The answer"
    assert first_words(REASONED[:60]) == ""


def test_the_first_words_are_found_while_a_text_grows_and_little_of_it_is_kept() -> None:
    text = REASONED.replace("Hm, so", "thought\n" * 2000)
    for size in (1, 13, 500, len(text)):
        kept = ""
        for at in range(0, len(text), size):
            kept = beginning(kept + text[at : at + size])
            assert len(kept) < 200 or size == len(text)
        assert first_words(kept) == "The answer"


def test_a_link_reads_as_its_words() -> None:
    assert plain("see [the docs](https://x) ~~now~~") == "see the docs now"


def test_a_text_that_comes_in_pieces_has_the_same_headings() -> None:
    text = "intro\n" + TEXT + "~~~\n# no\n~~~\n# Last"
    for size in (1, 3, 7, len(text)):
        reader = Reader(5)
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        found = [one for piece in pieces for one in reader.feed(piece)] + reader.finish()
        assert found == [Heading(one.level, one.text, one.point + 5) for one in headings(text)]


def test_a_heading_counts_once_its_line_is_whole() -> None:
    reader = Reader()
    assert reader.feed("# Al") == []
    assert reader.feed("most\nmore") == [Heading(1, "Almost", 0)]


def test_a_line_without_an_end_is_not_kept_whole() -> None:
    reader, long = Reader(), "x" * 9000
    reader.feed(long)
    reader.feed(long)
    assert reader.feed("\n# After\n") == [Heading(1, "After", 18001)]
