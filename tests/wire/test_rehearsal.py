"""A model that is none."""

from __future__ import annotations

import json

import pytest

from tests.wire.driven import calls_of, end_of, reasoning_of, text_of
from vibekoder.core import events
from vibekoder.core.compile import Piece
from vibekoder.core.errors import Code
from vibekoder.core.messages import Message, Role
from vibekoder.wire.http import ChatRequest
from vibekoder.wire.rehearsal import PLAYS, Beat, answer, body, play, recalled

MESSAGES = (
    Message(Role.SYSTEM, "Be brief."),
    Message(Role.USER, "What does this do?\n```py\nprint('é')\n```"),
)
MIDDLE = ("cut_off", "idle", "in_stream")


def _events(script: list[Beat]) -> list[events.Event]:
    return [event for _, event in script]


def _played(name: str, **params: object) -> list[events.Event]:
    return _events(play(MESSAGES, {"rehearsal.play": name, **params}))


def test_it_says_back_what_would_have_been_sent_with_the_sizes() -> None:
    made = _events(play(MESSAGES, {}))
    text = text_of(made)
    assert "2 messages, 49 bytes" in text
    assert "**System** · 9 bytes" in text
    assert "**User** · 40 bytes" in text
    assert all(message.text in text for message in MESSAGES)
    assert end_of(made) == events.completed(text, "stop", raw="stop")


def test_a_fence_in_a_message_stays_inside() -> None:
    assert answer(MESSAGES).count("````") == 2


def test_what_was_included_is_named_with_its_size() -> None:
    pieces = (
        Piece("text", Role.USER, 1, 18),
        Piece("include", Role.USER, 1, 1, source="include: a.py", path="a.py"),
        Piece("command", Role.USER, 1, 7, source="command: diff"),
    )
    text = answer(MESSAGES, pieces)
    assert "- a.py · 1 byte\n- command: diff · 7 bytes" in text
    assert text.count("· 18 bytes") == 0


def test_nothing_at_all_is_told_too() -> None:
    assert "0 messages, 0 bytes" in answer(())


def test_line_ends_and_half_characters_are_as_in_every_answer() -> None:
    text = answer((Message(Role.USER, "a\r\nb\ud83d"),))
    assert "a\nb\ufffd" in text


def test_it_plays_at_the_speed_that_was_set() -> None:
    script = play(MESSAGES, {"rehearsal.speed": 100})
    assert sum(wait for wait, _ in script) == pytest.approx(len(answer(MESSAGES)) / 100)
    assert max(wait for wait, _ in script) < 0.5


@pytest.mark.parametrize("odd", [-1, "fast", True, None])
def test_a_speed_that_is_none_becomes_the_usual_one(odd: object) -> None:
    usual = play(MESSAGES, {})
    assert play(MESSAGES, {"rehearsal.speed": odd}) == usual
    assert sum(wait for wait, _ in usual) > 0


def test_at_full_speed_there_is_no_pause() -> None:
    for name in PLAYS:
        script = play(MESSAGES, {"rehearsal.play": name, "rehearsal.speed": 0})
        assert sum(wait for wait, _ in script) == 0


def test_it_comes_in_words() -> None:
    script = play(MESSAGES, {"rehearsal.speed": 30})
    parts = [event.data["content"] for event in _events(script) if event.event == events.DELTA]
    assert parts[:3] == ["Nothing ", "has ", "left "]


def test_a_large_request_comes_in_larger_pieces() -> None:
    script = play((Message(Role.USER, "x" * 1_000_000),), {"rehearsal.speed": 1})
    assert len(script) < 21_000
    assert len(text_of(_events(script))) > 1_000_000


def test_the_same_request_plays_the_same() -> None:
    assert play(MESSAGES, {"rehearsal.play": "retry"}) == play(
        MESSAGES, {"rehearsal.play": "retry"}
    )


def test_parameters_may_stand_in_a_table() -> None:
    table = {"rehearsal": {"play": "length", "speed": 0}}
    assert play(MESSAGES, table) == play(
        MESSAGES, {"rehearsal.play": "length", "rehearsal.speed": 0}
    )


@pytest.mark.parametrize("name", ["", *PLAYS])
def test_every_play_ends_once_and_properly(name: str) -> None:
    made = _played(name)
    assert end_of(made).data["content"] == text_of(made)
    json.dumps([event.as_json() for event in made])


def test_reasoning_is_played_before_the_answer() -> None:
    made = _played("reasoning")
    assert "think aloud" in reasoning_of(made)
    assert text_of(made) == answer(MESSAGES)


def test_a_tool_call_is_played() -> None:
    made = _played("tool_calls")
    assert json.loads(calls_of(made)[0]["arguments"]) == {"messages": 2}
    assert end_of(made).data["finish"] == "tool_calls"


def test_a_retry_is_played_with_its_pause() -> None:
    script = play(MESSAGES, {"rehearsal.play": "retry"})
    at = next(n for n, (_, event) in enumerate(script) if event.data.get("step") == "retrying")
    told = script[at][1].data
    assert (told["after"], told["code"], told["retry"]) == (1.0, "server", 1)
    assert script[at + 1] == (1.0, events.step("connecting"))
    assert end_of(_events(script)).event == events.COMPLETED


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_an_answer_may_end_early(finish: str) -> None:
    made = _played(finish)
    assert end_of(made).data["finish"] == finish
    assert 0 < len(text_of(made)) < len(answer(MESSAGES))


@pytest.mark.parametrize("code", list(Code))
def test_each_error_is_played(code: Code) -> None:
    made = _played(str(code))
    end = end_of(made)
    assert (end.event, end.data["code"]) == (events.ERROR, str(code))
    assert end.data["message"]
    kept = "What came is kept." if code in MIDDLE else "Your text is kept."
    assert end.data["hint"].startswith(kept)
    assert bool(text_of(made)) == (code in MIDDLE)


def test_a_play_that_nobody_wrote_is_refused_with_the_list() -> None:
    end = end_of(_played("hamlet"))
    assert end.data["code"] == "bad_request"
    assert "“hamlet”" in end.data["message"]
    assert "reasoning, tool_calls, retry" in end.data["message"]


def test_what_counts_as_sent_is_plain_json() -> None:
    sent = json.loads(body(ChatRequest("r", "m", MESSAGES, {"seed": 1})))
    assert (sent["model"], sent["seed"]) == ("m", 1)
    assert [one["content"] for one in sent["messages"]] == [one.text for one in MESSAGES]


def test_what_is_sent_again_is_said_back_from_its_own_bytes() -> None:
    first = ChatRequest("r1", "rehearsal", MESSAGES, {"seed": 7})
    again = ChatRequest("r2", "rehearsal", (), {}, body=body(first))
    assert body(again) == body(first)
    assert recalled(again).messages == list(MESSAGES)
    assert recalled(first) is first
