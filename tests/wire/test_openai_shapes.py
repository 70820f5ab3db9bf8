"""The shapes of chunks: as they should be, as most are, and as some are."""

from __future__ import annotations

import msgspec
import pytest

from vibekoder.wire.openai_shapes import PLAIN, REASONING, chunk_of, decode


@pytest.mark.parametrize("spelling", ["content", *REASONING])
def test_a_plain_chunk_is_known_by_its_type(spelling: str) -> None:
    body = b'{"id":"c","choices":[{"index":0,"delta":{"%s":"x"},"finish_reason":null}]}'
    assert PLAIN[spelling](body % spelling.encode()).choices[0].delta.said == "x"


@pytest.mark.parametrize(
    "body",
    [
        b'{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}',
        b'{"choices":[{"index":1,"delta":{"content":"x"}}]}',
        b'{"choices":[{"delta":{"content":"x"}},{"delta":{"content":"y"}}]}',
        b'{"choices":[]}',
        b'{"choices":[{"delta":{"content":"x","reasoning":"y"}}]}',
        b'{"choices":[{"delta":{"content":"x","tool_calls":[{}]}}]}',
        b'{"choices":[{"delta":{"content":"x","refusal":"no"}}]}',
        b'{"choices":[{"delta":{"content":"x"}}],"usage":{}}',
        b'{"choices":[{"delta":{"content":"x"}}],"error":"e"}',
        b'{"choices":[{"delta":{"content":null}}]}',
    ],
)
def test_whatever_needs_another_look_is_not_plain(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        PLAIN["content"](body)


def test_empty_fields_beside_the_text_do_not_matter() -> None:
    delta = b'{"role":"assistant","content":"x","reasoning":"","tool_calls":[],"refusal":null}'
    body = b'{"choices":[{"delta":%s,"finish_reason":"","logprobs":{}}],"usage":null}' % delta
    assert PLAIN["content"](body).choices[0].delta.said == "x"


def test_unknown_members_are_ignored() -> None:
    chunk = decode(b'{"new":{"a":[1]},"choices":[{"delta":{"content":"x","more":1},"z":[]}]}')
    assert chunk.choices is not None
    assert chunk.choices[0].delta is not None
    assert chunk.choices[0].delta.content == "x"


def test_what_fits_is_taken_from_a_chunk_that_does_not() -> None:
    call = {"id": "a", "index": "no", "function": {"name": "f", "arguments": "{}"}}
    delta = {"content": 7, "reasoning": 3, "refusal": "no", "tool_calls": [call, 4]}
    chunk = chunk_of({"choices": [{"delta": delta, "index": None}, 3], "usage": {"a": 1}})
    assert chunk.broken == 1
    assert chunk.usage == {"a": 1}
    assert chunk.choices is not None
    said = chunk.choices[0].delta
    assert said is not None
    assert (said.content, said.reasoning, said.refusal) == (None, "", "no")
    assert said.tool_calls is not None
    assert [(one.id, one.index) for one in said.tool_calls] == [("a", None), ("", None)]


def test_nothing_at_all_is_an_empty_chunk() -> None:
    assert chunk_of({}).choices is None
    assert chunk_of({"choices": 3}).choices is None
