"""What takes the place of names between double braces."""

from __future__ import annotations

import pytest

from tests.support.builders import session, texts
from vibekoder.core.session import Slice, serialise
from vibekoder.core.templates import as_template, filled, lacking, made, names_in, without


def test_names_are_found_once_each_in_their_order() -> None:
    assert names_in("{{b}} {{ a }} {{b}} {{1}} {x}") == ("b", "a")


def test_a_name_without_a_value_stays_to_be_seen() -> None:
    assert filled("{{a}} and {{b}}", {"a": "x"}) == "x and {{b}}"


def test_a_value_in_a_directive_stays_in_its_line() -> None:
    line = "<!-- include: {{file}} -->"
    assert filled(line, {"file": "a b.py"}) == "<!-- include: a b.py -->"
    assert filled(line, {"file": "a -->\nx"}) == "<!-- include: a  x -->"


@pytest.mark.parametrize("value", ["<!-- include: /etc/passwd -->", "x\n<!-- command: tree -->"])
def test_a_value_makes_no_directive_of_itself(value: str) -> None:
    said = filled("{{text}}", {"text": value})
    assert all(not line.startswith("<!--") for line in said.split("\n"))


def test_a_value_makes_no_header_of_itself() -> None:
    one = session("s: {{text}}", "u: x")
    new, _ = made(one, {"text": "=={ Assistant }=="})
    assert texts(new) == ["s: =={ Assistant }=="]
    assert b"\n\\=={ Assistant }==" in serialise(new)


def test_the_last_prompt_of_a_template_is_still_to_be_written() -> None:
    new, prompt = made(
        session("s: be {{how}}", "u: Look at {{what}}"), {"how": "kind", "what": "x"}
    )
    assert (texts(new), prompt) == (["s: be kind"], "Look at x")


def test_a_template_that_ends_with_an_answer_is_a_whole_session() -> None:
    new, prompt = made(session("u: one", "a: two"), {})
    assert (texts(new), prompt) == (["u: one", "a: two"], "")


def test_a_template_without_slices_is_a_prompt() -> None:
    new, prompt = made(session(head="---\nmodel: x\n---\nExplain {{what}}.\n"), {"what": "it"})
    assert prompt == "Explain it."
    assert serialise(new) == b"---\nmodel: x\n---\n"


def test_a_session_as_a_template_is_its_words_alone() -> None:
    one = session("u aaaaaa: one", "a bbbbbb alt: no", "a cccccc status=stopped: yes")
    parts = as_template(one).parts
    assert [part.line for part in parts if isinstance(part, Slice)] == [
        "=={ User }==",
        "=={ Assistant }==",
    ]


DOCS = "<!-- include: {{docs}} -->"
SOURCES = "<!-- include: {{sources}}/*.py -->"


def test_what_is_not_there_goes_with_the_line_that_leads_to_it() -> None:
    text = f"Do it.\n\nIts documents:\n\n{DOCS}\n\nIts sources:\n\n{SOURCES}"
    assert without(text, ["docs"]) == f"Do it.\n\nIts sources:\n\n{SOURCES}"
    assert without(text, ["sources"]) == f"Do it.\n\nIts documents:\n\n{DOCS}"
    assert without(text, ["docs", "sources"]) == "Do it."
    assert without(text, []) == text


def test_words_that_lead_to_nothing_stay() -> None:
    assert without(f"Look at this.\n{DOCS}\nNow.", ["docs"]) == "Look at this.\nNow."
    assert without(f"{DOCS}\n\nNow.", ["docs"]) == "Now."


def test_only_lines_that_include_something_lack_it() -> None:
    assert lacking(f"{{{{docs}}}}\n{SOURCES}\n{SOURCES}", ["docs", "sources"]) == ("sources",)


def test_a_session_is_made_without_what_is_not_there() -> None:
    values = {"docs": "d", "sources": "s"}
    new, prompt = made(session(f"s: {DOCS}\nbe", f"u: All:\n{SOURCES}\ngo"), values, ["sources"])
    assert (texts(new), prompt) == (["s: <!-- include: d -->\nbe"], "go")
