"""Parameters as lines a person types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.errors import FormatError
from vibekoder.ui.sheets.parameters import (
    read_headers,
    read_parameters,
    show_headers,
    show_parameters,
)

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,10}", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.recursive(
    st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("p = 0.2", 0.2),
        ("p=7", 7),
        ("p = true", True),
        ('p = ["END", "\\n"]', ["END", "\n"]),
        ("p = 'as it is'", "as it is"),
        ("p = high", "high"),
        ("p = openai/gpt-oss:20b", "openai/gpt-oss:20b"),
        ('p = {"50256": -100}', {"50256": -100}),
        ("p = {effort = 'low'}", {"effort": "low"}),
        ("p = 1e-05", 1e-05),
        ('p = "a = b"', "a = b"),
    ],
)
def test_values_are_read_as_people_write_them(line: str, value: object) -> None:
    assert read_parameters(line) == {"p": value}


def test_empty_lines_and_remarks_are_skipped() -> None:
    assert read_parameters("\n# cooler\n temperature = 0.1 \n\n") == {"temperature": 0.1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ok = 1\ntemperature 0.2", "Line 2"),
        ("2x = 1", "Line 1"),
        ("seed = 1\nseed = 2", "twice"),
        ("stop = [", "“stop”"),
        ("stop =", "“stop”"),
        ("stop = two words", "“stop”"),
        ("p = nan", ""),
        ("p = [inf]", "“p”"),
        ("p = {a = 2026-11-20}", "“p”"),
        ("p = [null]", "“p”"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, told: str) -> None:
    if text == "p = nan":
        assert read_parameters(text) == {"p": "nan"}
        return
    with pytest.raises(FormatError, match=told):
        read_parameters(text)


@given(st.dictionaries(NAMES, PLAIN, max_size=4))
def test_shown_parameters_read_back_the_same(params: dict[str, object]) -> None:
    assert read_parameters(show_parameters(params)) == params


def test_headers_are_lines_of_name_and_value() -> None:
    text = "X-Team: kettledrum\n\nX-Two:  a: b "
    assert read_headers(text) == {"X-Team": "kettledrum", "X-Two": "a: b"}
    assert show_headers(read_headers(text)) == "X-Team: kettledrum\nX-Two: a: b"


@pytest.mark.parametrize(
    ("text", "said"), [("X-Team", "Line 1"), ("A: b\nC:", "Line 2"), ("A: b\na: c", "twice")]
)
def test_a_line_that_is_no_header_is_told(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        read_headers(text)
