"""Looking into JSON that may be anything."""

from __future__ import annotations

import pytest

from vibekoder.wire import loose


def test_unsound_bytes_are_read_with_replacement() -> None:
    assert loose.read(b'\xef\xbb\xbf {"a": "w\xe9"} ') == {"a": "w\ufffd"}


def test_raw_control_characters_in_a_text_are_taken() -> None:
    assert loose.read(b'{"a": "x\ny"}') == {"a": "x\ny"}


def test_a_number_without_end_is_read_as_infinite() -> None:
    assert loose.read(b"[" + b"1" * 10_000 + b"]") == [float("inf")]
    assert loose.read(b"12") == 12


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="nested"):
        loose.read(b"[" * 100_000)


@pytest.mark.parametrize(
    "data", [b'{"a": [1]}', b'"w\xe9"', b'{"a": "x\ny"}', b'"\\ud83d"', b"1e999"]
)
def test_quick_reading_gives_the_same(data: bytes) -> None:
    assert loose.quick(data) == loose.read(data)


@pytest.mark.parametrize("data", [b"", b"{oops", b"[" * 100_000])
def test_quick_reading_refuses_the_same(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"Expecting|nested"):
        loose.quick(data)


def test_what_does_not_fit_is_empty() -> None:
    assert loose.fields([1]) == {}
    assert loose.entries({"a": 1}) == []
    assert loose.text(3) == ""
    assert loose.of(int, "3") is None
    assert loose.of(int, True) is None


def test_what_fits_is_given_back() -> None:
    assert loose.fields({"a": 1}) == {"a": 1}
    assert loose.entries([1]) == [1]
    assert loose.text("x") == "x"
    assert loose.of(int, 3) == 3


def test_a_sum_of_money_is_a_number_that_can_be_one() -> None:
    told = [0, 0.25, 3, True, "1", -1, 2**2000, float("nan"), None]
    assert [loose.amount(one) for one in told] == [0.0, 0.25, 3.0, *[None] * 6]


def test_values_one_behind_the_other_are_all_found() -> None:
    assert loose.several(b' {"a":1}\n[2]{"b":3} ') == ([{"a": 1}, [2], {"b": 3}], True)
    assert loose.several(b'{"a":1}, {"b":2}') == ([{"a": 1}], False)
    assert loose.several(b"1 2") == ([], False)
    assert loose.several(b"[" * 100_000) == ([], False)
