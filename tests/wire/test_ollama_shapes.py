"""The shapes of Ollama's lines."""

from __future__ import annotations

import msgspec
import pytest

from vibekoder.wire.ollama_shapes import PLAIN, decode, line_of


def test_a_line_is_read_by_its_types() -> None:
    line = decode(b'{"model": "m", "message": {"content": "Hi", "images": null}, "done": true}')
    assert line.message is not None
    assert (line.message.content, line.done) == ("Hi", True)


def test_what_does_not_fit_is_left_out_and_counted_where_it_was_text() -> None:
    line = line_of(
        {
            "message": {"content": 7, "thinking": [], "tool_calls": [None, {"id": 1}]},
            "response": {},
            "done": "yes",
            "eval_count": "many",
        }
    )
    assert line.message is not None
    assert (line.message.content, line.message.thinking) == ("", "")
    assert [call.id for call in line.message.tool_calls or ()] == ["", ""]
    assert (line.response, line.done, line.eval_count, line.broken) == (None, False, None, 2)


def test_a_line_without_a_message_has_none() -> None:
    assert line_of({"message": "Hi"}).message is None


def test_plain_lines_are_those_with_one_text() -> None:
    assert PLAIN["text"](b'{"message": {"content": "Hi"}, "done": false}').message.said == "Hi"
    thinking = b'{"message": {"content": "", "thinking": "Hm"}, "done": false}'
    assert PLAIN["reasoning"](thinking).message.said == "Hm"


@pytest.mark.parametrize(
    "line",
    [
        b'{"message": {"content": "Hi", "thinking": "Hm"}}',
        b'{"message": {"content": "Hi", "tool_calls": [{}]}}',
        b'{"message": {"content": "Hi"}, "error": "no"}',
        b'{"response": "Hi"}',
    ],
)
def test_a_line_with_more_in_it_is_not_plain(line: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        PLAIN["text"](line)
