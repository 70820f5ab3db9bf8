"""A request's body as a person reads it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.readable import readable

BODY = {
    "model": "m",
    "stream": True,
    "messages": [{"role": "user", "content": "One\nTwo “here”"}, {"role": "user", "content": "x"}],
    "stop": [],
    "nothing": None,
}


def test_long_texts_stand_below_their_names_as_lines() -> None:
    assert readable(json.dumps(BODY).encode()).split("\n") == [
        "model: m",
        "stream: true",
        "messages:",
        "  -",
        "    role: user",
        "    content:",
        "      One",
        "      Two “here”",
        "  -",
        "    role: user",
        "    content: x",
        "stop: []",
        "nothing: null",
    ]


def test_what_is_no_json_is_shown_as_it_is() -> None:
    assert readable(b"plain \xff text") == "plain \ufffd text"
    assert readable(b"[" * 100_000).startswith("[[")


def test_a_bare_text_is_its_lines() -> None:
    assert readable(b'"one\\ntwo"') == "one\ntwo"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(JSON)
def test_any_json_can_be_read(value: object) -> None:
    assert isinstance(readable(json.dumps(value).encode()), str)
