"""What an answer may do and still be one: ends, bad events, packing, halves of characters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end2end.person import Person
from tests.support.server import (
    Answer,
    ScriptedServer,
    chunk,
    openai_stream,
    sse,
    stream,
)


@pytest.mark.parametrize("pause", [(30.0,), (chunk({"content": " more"}), 30.0)])
def test_the_end_mark_ends_the_reading_whatever_the_connection_does(
    person: Person, server: ScriptedServer, pause: Any
) -> None:
    server.reply(Answer(body=[*openai_stream(["Done"]), *pause]))
    assert person.ask().text == "Done"
    person.until(server.visits[0].disconnected.is_set)


def test_after_a_mere_finish_reason_the_usage_is_still_read(
    person: Person, server: ScriptedServer
) -> None:
    usage = {"prompt_tokens": 120, "completion_tokens": 45}
    pieces = openai_stream(["Done"], usage=usage)
    server.reply(Answer(body=[*pieces[:-2], 0.2, *pieces[-2:]]))
    assert person.ask().get("usage") == "120/45//"


@pytest.mark.parametrize(
    "bad",
    [
        *("null", "[]", "7", '"text"', "{}", '{"choices": null}', '{"choices": [null]}'),
        *('{"choices": [{"delta": null}]}', '{"object": "unknown.kind"}', "[" * 5000, "1" * 10_000),
    ],
)
def test_a_bad_event_does_not_end_a_stream(
    person: Person, server: ScriptedServer, bad: str
) -> None:
    server.reply(Answer(body=[chunk({"content": "Before "}), sse(bad), *openai_stream(["after"])]))
    answer = person.ask()
    assert (answer.text, answer.status) == ("Before after", "complete")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_stream_is_read_while_it_comes(
    person: Person, server: ScriptedServer, encoding: str
) -> None:
    body = [chunk({"content": "First "}), 30.0]
    server.reply(Answer(body=body, encoding=encoding))
    person.send("Hello")
    person.shows("First ")
    assert server.visits[0].headers["accept-encoding"] == "identity"
    person.press("Esc")
    person.rest()
    assert person.answer.text.rstrip() == "First"


def test_halves_of_a_character_are_joined_and_orphans_replaced(
    person: Person, server: ScriptedServer
) -> None:
    halves = [sse('{"choices":[{"delta":{"content":"\\ud83d"}}]}')]
    halves += [sse('{"choices":[{"delta":{"content":"\\ude80 and \\ud83d!"}}]}')]
    server.reply(Answer(body=[*halves, *openai_stream([" end"])]))
    assert person.ask().text == "\U0001f680 and \ufffd! end"
    person.agree()


def test_bytes_of_a_character_may_come_one_by_one(person: Person, server: ScriptedServer) -> None:
    body = b"".join(openai_stream(["naïve 🚀 日本"]))
    server.reply(Answer(body=[body[at : at + 1] for at in range(len(body))]))
    assert person.ask().text == "naïve 🚀 日本"


def test_the_prompt_is_on_the_disk_before_the_request_leaves(
    person: Person, server: ScriptedServer
) -> None:
    found: list[bytes] = []

    def look(visit: Any) -> None:
        found.append(person.path.read_bytes())

    server.choose = look
    server.reply(stream(["Yes"]))
    person.ask("Is it safe?")
    assert b"Is it safe?" in found[0]
    assert b"{ Assistant" not in found[0]
