import json

import pytest

from vibekoder.store.plain import decode, encode


def test_text_of_any_language_stays_readable_in_the_file() -> None:
    assert encode({"text": "Grüße, мир\u2028"}) == '{"text":"Grüße, мир\u2028"}'.encode()


def test_one_value_is_one_line() -> None:
    assert b"\n" not in encode({"text": "a\nb\r\x0b"})


def test_half_a_character_of_a_file_name_is_written_as_any_reader_can_parse_it() -> None:
    line = encode({"path": "caf\udce9", "text": "é"})

    assert line.isascii()
    assert json.loads(line) == decode(line) == {"path": "caf\udce9", "text": "é"}


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b'{"a": "\xff"}', b"[" * 100_000, b"9" * 10_000],
    ids=["empty", "torn", "no UTF-8", "deep", "long number"],
)
def test_what_is_no_json_is_none(line: bytes) -> None:
    assert decode(line) is None
