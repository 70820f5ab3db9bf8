"""A body is laid out to be read, and stays what it is."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from vibekoder.core.laid_out import laid_out

BODY = (
    '{"model":"m","stop":["a","b"],"messages":[{"role":"user","content":"x, {y}"},{"n":1}],"e":[]}'
)
READ = """{
  "model": "m",
  "stop": ["a", "b"],
  "messages": [
    {"role": "user", "content": "x, {y}"},
    {"n": 1}
  ],
  "e": []
}"""


def test_each_member_and_each_message_has_its_line() -> None:
    assert laid_out(BODY).text == READ


def test_a_place_of_the_body_is_found_again() -> None:
    for sign in ('"m"', "y}", '{"n"', "]}"):
        found = laid_out(BODY, BODY.rindex(sign))
        assert found.place is not None
        assert found.text[found.place :].startswith(sign[0])


def test_a_place_behind_the_end_is_none() -> None:
    assert laid_out(BODY, len(BODY)).place is None
    assert laid_out(BODY).place is None


def test_what_is_no_json_stays() -> None:
    assert laid_out("a picture}").text == "a picture}"
    assert laid_out("").text == ""


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=3))
def test_nothing_of_a_body_is_lost_or_invented(value: object) -> None:
    assert json.loads(laid_out(json.dumps(value)).text) == value


@given(st.text(alphabet='{}[],:"\\a ', max_size=40))
def test_any_text_is_laid_out(text: str) -> None:
    found = laid_out(text).text
    left = iter(found)
    assert all(sign in left for sign in text)
