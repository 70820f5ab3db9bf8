"""Colours of code: the same whether found at once, in pieces, or while the code grows."""

from __future__ import annotations

import pytest
from pygments.lexers import get_lexer_by_name

from vibekoder.ui.editor.syntax import SMALL, Colored, Palette, Tints

PALETTE = Palette(
    {
        "Keyword": "key",
        "String": "string",
        "Number": "number",
        "Comment": "comment",
        "Name.Function": "function",
        "Generic.Inserted": "added",
        "else": "usual",
    }
)
SOURCES = {
    "python": 'def strike(tick):\n    """Long\n    words."""\n    return tick + 1  # more\n' * 30,
    "c": '/* a\n long comment */\nint main(void) {\n  return printf("%d", 1);\n}\n' * 30,
    "js": "const f = async (x) => {\n  await g(`a ${x}\n b`); // more\n};\n" * 30,
    "html": "<p class='x'>words</p>\n<script>\nlet x = 1;\n</script>\n" * 30,
    "rust": 'fn main() {\n    let x: u8 = 1; // more\n    println!("{x}");\n}\n' * 30,
}


def never() -> bool:
    return False


def colored(language: str, lines: list[str]) -> Colored:
    lexer = get_lexer_by_name(language)
    return Colored(lexer, PALETTE, lambda first, last: lines[first:last])


def all_of(found: Colored, lines: list[str]) -> list[Tints]:
    while not found.go_on(len(lines), never):
        pass
    return [found.tints(number) for number in range(len(lines))]


def test_words_of_the_language_have_their_colours() -> None:
    lines = ["def strike():", "    return 'x'  # why"]
    first, second = all_of(colored("python", lines), lines)
    assert first == ((0, 3, "key"), (4, 6, "function"))
    assert (4, 6, "key") in second
    assert (16, 5, "comment") in second


def test_a_token_over_several_lines_colours_each() -> None:
    lines = ["/* one", "two */ int x;"]
    assert all_of(colored("c", lines), lines)[0] == ((0, 6, "comment"),)
    assert all_of(colored("c", lines), lines)[1][0] == (0, 6, "comment")


@pytest.mark.parametrize("language", SOURCES)
def test_in_slices_it_is_as_at_once(language: str) -> None:
    lines = SOURCES[language].split("\n")
    sliced = colored(language, lines)
    slices = 0
    while not sliced.go_on(len(lines), lambda: True):
        slices += 1
    assert slices > 20
    found = [sliced.tints(number) for number in range(len(lines))]
    assert found == all_of(colored(language, lines), lines)


@pytest.mark.parametrize("language", SOURCES)
def test_while_it_grows_it_is_as_at_once(language: str) -> None:
    whole = SOURCES[language]
    lines: list[str] = [""]
    growing = colored(language, lines)
    for at in range(0, len(whole), 97):
        before = len(lines)
        lines[:] = whole[: at + 97].split("\n")
        growing.changed(before - 1, len(lines) - before)
        growing.go_on(len(lines), never)
    assert all_of(growing, lines) == all_of(colored(language, lines), lines)


def test_a_change_above_is_seen_below() -> None:
    lines = ["x = 1", *["y = 2"] * 40, '"""']
    found = colored("python", lines)
    all_of(found, lines)
    lines[0] = '"""'
    found.changed(0, 0)
    assert all_of(found, lines)[20] == ((0, 5, "string"),)


def test_lines_taken_out_take_their_colours_along() -> None:
    lines = ["def f(): pass", "x = 1", "# end"]
    found = colored("python", lines)
    all_of(found, lines)
    del lines[1]
    found.changed(1, -1)
    assert found.tints(1) == ((0, 5, "comment"),)


def test_a_lexer_that_reads_only_whole_texts_is_asked_once() -> None:
    lines = ['{"a": 1}']
    found = colored("json", lines)
    assert not found.stepwise
    assert any(tint[2] == "number" for tint in all_of(found, lines)[0])


def test_such_a_lexer_is_not_given_a_long_text() -> None:
    lines = ['{"a": 1}'] * SMALL
    assert all_of(colored("json", lines), lines[:3]) == [(), (), ()]


def test_what_no_rule_knows_is_passed_over() -> None:
    lines = ["\x01\x02 int", "int x;"]
    assert all_of(colored("c", lines), lines)[1][0][1] == 3


def test_a_diff_tells_what_was_added() -> None:
    lines = ["+new", "-old"]
    assert all_of(colored("diff", lines), lines)[0] == ((0, 4, "added"),)
