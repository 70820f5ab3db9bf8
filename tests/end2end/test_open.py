"""The command that opens the window, unattended: its exit codes and its trace."""

from __future__ import annotations

import signal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.process import PATIENCE, run, start, steps
from tests.support.server import (
    CLOSE,
    Answer,
    ScriptedServer,
    chunk,
    endless,
    failure,
    openai_stream,
    rate_limited,
    sse,
    stream,
)
from vibekoder.core.session import parse

KEY = "sk-test-0123456789abcdef"


@pytest.fixture
def words(tmp_path: Path, server: ScriptedServer) -> list[str]:
    """What every unattended send says."""
    return [
        *("open", str(tmp_path), "--base-url", server.base_url, "--model", "m"),
        *("--trace", str(tmp_path / "trace.jsonl"), "--exit-when-idle"),
    ]


def last(project: Path) -> Any:
    """The last slice of the only session."""
    return parse((project / "sessions" / "001.md").read_bytes()).slices[-1]


@pytest.mark.parametrize(
    ("finish", "status"),
    [("stop", "complete"), ("length", "length"), ("content_filter", "filtered")],
)
def test_a_complete_answer_is_0(
    words: list[str], server: ScriptedServer, tmp_path: Path, finish: str, status: str
) -> None:
    server.reply(stream(["All of it"], finish=finish))
    assert run(*words, "--send", "Hello")[0] == 0
    assert (last(tmp_path).text, last(tmp_path).status) == ("All of it", status)


def test_a_failure_before_any_text_is_1_and_says_why(
    words: list[str], server: ScriptedServer, tmp_path: Path
) -> None:
    server.reply(failure(403, "not for you"))
    code, _, said = run(*words, "--send", "Hello")
    assert code == 1
    assert "not for you" in said
    assert last(tmp_path).role == "user"


@pytest.mark.parametrize("wrong", [["open"], ["open", ".", "--nonsense"], ["dance"]])
def test_a_wrong_command_line_is_2(wrong: list[str]) -> None:
    assert run(*wrong)[0] == 2


@pytest.mark.parametrize("prompt", ["<!-- include: missing.txt -->", "<!-- command: git_diff -->"])
def test_what_is_refused_before_sending_is_3(
    words: list[str], server: ScriptedServer, prompt: str
) -> None:
    code, _, said = run(*words, "--send", prompt)
    assert code == 3
    assert prompt in said
    assert not server.visits


def test_a_missing_key_is_3(tmp_path: Path) -> None:
    words = ("open", str(tmp_path), "--send", "Hello", "--exit-when-idle", "--model", "m")
    code, _, said = run(*words, "--base-url", "https://api.openai.com/v1")
    assert code == 3
    assert "OPENAI_API_KEY" in said


def test_a_backend_that_is_not_there_is_3(tmp_path: Path) -> None:
    words = ("open", str(tmp_path), "--send", "Hello", "--exit-when-idle")
    code, _, said = run(*words, "--backend", "nowhere")
    assert code == 3
    assert "nowhere" in said


def test_a_folder_that_is_not_there_is_3(tmp_path: Path) -> None:
    words = ("open", str(tmp_path / "nowhere"), "--send", "Hello", "--exit-when-idle")
    assert run(*words)[0] == 3


def test_a_session_that_is_not_there_is_an_end_with_a_reason(
    words: list[str], server: ScriptedServer
) -> None:
    code, _, said = run(words[0], words[1], "999.md", *words[2:], "--send", "Hello")
    assert code in (1, 3)
    assert "999.md" in said
    assert not server.visits


@pytest.mark.parametrize(
    "body",
    [
        [*openai_stream(["Part"], finish=None, done=False), CLOSE],
        [chunk({"content": "Part"}), sse({"error": {"message": "broken"}})],
    ],
)
def test_a_part_that_is_kept_is_4(
    words: list[str], server: ScriptedServer, tmp_path: Path, body: Any
) -> None:
    server.reply(Answer(body=body))
    assert run(*words, "--send", "Hello")[0] == 4
    assert last(tmp_path).text == "Part"


def test_a_signal_stops_and_keeps_what_came(
    words: list[str], server: ScriptedServer, tmp_path: Path
) -> None:
    server.fallback = endless(rate=200)
    with start(*words, "--send", "Hello") as process:
        server.wait_visits(1, PATIENCE)
        while not [one for one in steps(tmp_path / "trace.jsonl") if one["step"] == "shown"]:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 4
    assert last(tmp_path).status == "stopped"
    assert server.visits[0].disconnected.wait(PATIENCE)


def test_the_trace_tells_every_step_in_order_with_growing_counts(
    words: list[str], server: ScriptedServer, tmp_path: Path
) -> None:
    server.fallback = endless(rate=300, count=150)
    assert run(*words, "--send", "Hello")[0] == 0
    told = steps(tmp_path / "trace.jsonl")
    order = list(dict.fromkeys(one["step"] for one in told))
    assert order == [
        *("request", "opened", "received", "event", "journalled", "shown", "saved", "removed"),
    ]
    assert len({one["request"] for one in told}) == 1
    assert all(a["t"] <= b["t"] for a, b in pairwise(told))
    for key, kinds in (("chars", ("event", "journalled", "shown", "saved", "removed")),):
        for kind in kinds:
            counts = [one[key] for one in told if one["step"] == kind]
            assert counts == sorted(counts)
    assert told[-1]["chars"] == len(last(tmp_path).text)
    assert max(one["bytes"] for one in told) == server.visits[0].sent


def test_nothing_is_shown_in_the_trace_before_it_is_journalled(
    words: list[str], server: ScriptedServer, tmp_path: Path
) -> None:
    server.fallback = endless(rate=1000, count=500)
    assert run(*words, "--send", "Hello")[0] == 0
    journalled = shown = 0
    for one in steps(tmp_path / "trace.jsonl"):
        journalled = one["chars"] if one["step"] == "journalled" else journalled
        shown = one["chars"] if one["step"] == "shown" else shown
        assert shown <= journalled
    assert shown == journalled == len(last(tmp_path).text)


def test_no_text_and_no_key_is_in_the_trace(
    tmp_path: Path, server: ScriptedServer, words: list[str]
) -> None:
    server.reply(rate_limited("0"), stream(["an answer"]))
    (tmp_path / "vibekoder.toml").write_text(
        f'backend = "x"\n[backends.x]\nkind = "openai"\nbase_url = "{server.base_url}"\n'
        'key_variable = "SOME_KEY"\n'
    )
    words = [one for one in words if one not in ("--base-url", server.base_url)]
    assert run(*words, "--send", "a question", SOME_KEY=KEY)[0] == 0
    assert server.visits[0].headers["authorization"] == f"Bearer {KEY}"
    trace = (tmp_path / "trace.jsonl").read_text()
    assert not [one for one in (KEY, "question", "answer", "Bearer") if one in trace]


def test_a_second_prompt_goes_into_the_session_that_is_named(
    words: list[str], server: ScriptedServer, tmp_path: Path
) -> None:
    server.reply(stream(["One"]), stream(["Two"]))
    assert run(*words, "--send", "First")[0] == 0
    assert run(words[0], words[1], "001.md", *words[2:], "--send", "Second")[0] == 0
    text = [one.text for one in parse((tmp_path / "sessions" / "001.md").read_bytes()).slices]
    assert text == ["First", "One", "Second", "Two"]
