"""The command that opens the window, unattended: its exit codes and its trace."""

from __future__ import annotations

import signal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY
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

CUT = Answer(body=[*openai_stream(["Part"], finish=None, done=False), CLOSE])
BROKEN = Answer(body=[chunk({"content": "Part"}), sse({"error": {"message": "broken"}})])


@pytest.fixture
def words(tmp_path: Path, server: ScriptedServer) -> list[str]:
    """What every unattended send of a process says."""
    return [
        *("open", str(tmp_path), "--base-url", server.base_url, "--model", "m"),
        *("--trace", str(tmp_path / "trace.jsonl"), "--exit-when-idle"),
    ]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """Where the trace goes."""
    return tmp_path / "trace.jsonl"


def last(project: Path) -> Any:
    """The last slice of the only session."""
    return parse((project / "sessions" / "001.md").read_bytes()).slices[-1]


def code(opens: Opens, **wish: Any) -> int:
    """Open the window unattended and wait for its end."""
    person = opens(**{"send": "Hello", "exit_when_idle": True, **wish})
    person.until(lambda: person.codes)
    return person.codes[0]


# ------------------------------------------------------------------ as a process


def test_a_complete_answer_is_0(words: list[str], server: ScriptedServer, tmp_path: Path) -> None:
    server.reply(stream(["All of it"]))
    assert run(*words, "--send", "Hello") == (0, "", "")
    assert (last(tmp_path).text, last(tmp_path).status) == ("All of it", "complete")


def test_a_failure_before_any_text_is_1_and_says_why(
    words: list[str], server: ScriptedServer, tmp_path: Path
) -> None:
    server.reply(failure(403, "not for you"))
    ended, _, said = run(*words, "--send", "Hello")
    assert ended == 1
    assert "not for you" in said
    assert last(tmp_path).role == "user"


@pytest.mark.parametrize("wrong", [["open"], ["open", ".", "--nonsense"], ["dance"]])
def test_a_wrong_command_line_is_2(wrong: list[str]) -> None:
    assert run(*wrong)[0] == 2


def test_what_is_refused_before_sending_is_3(words: list[str], server: ScriptedServer) -> None:
    ended, _, said = run(*words, "--send", "<!-- include: missing.txt -->")
    assert ended == 3
    assert "<!-- include: missing.txt -->" in said
    assert not server.visits


def test_a_part_that_is_kept_is_4(words: list[str], server: ScriptedServer, tmp_path: Path) -> None:
    server.reply(CUT)
    assert run(*words, "--send", "Hello")[0] == 4
    assert last(tmp_path).text == "Part"


def test_a_signal_stops_and_keeps_what_came(
    words: list[str], server: ScriptedServer, tmp_path: Path, trace: Path
) -> None:
    server.fallback = endless(rate=200)
    with start(*words, "--send", "Hello") as process:
        server.wait_visits(1, PATIENCE)
        while not [one for one in steps(trace) if one["step"] == "shown"]:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 4
    assert last(tmp_path).status == "stopped"
    assert server.visits[0].disconnected.wait(PATIENCE)


# ------------------------------------------------------------------ the same window, in here


@pytest.mark.parametrize(
    ("finish", "status"), [("length", "length"), ("content_filter", "filtered")]
)
def test_an_end_at_a_limit_or_a_filter_is_0(
    opens: Opens, server: ScriptedServer, root: Path, finish: str, status: str
) -> None:
    server.reply(stream(["All of it"], finish=finish))
    assert code(opens) == 0
    assert last(root).status == status


def test_an_error_after_text_is_4(opens: Opens, server: ScriptedServer, root: Path) -> None:
    server.reply(BROKEN)
    assert code(opens) == 4
    assert (last(root).text, last(root).status) == ("Part", "error")


@pytest.mark.parametrize(
    ("wish", "named"),
    [
        ({"send": "<!-- command: git_diff -->"}, "git_diff"),
        ({"base_url": "https://api.openai.com/v1", "model": "m"}, "OPENAI_API_KEY"),
        ({"backend": "nowhere"}, "nowhere"),
        ({"project": Path("/nowhere/at/all")}, "/nowhere/at/all"),
    ],
)
def test_nothing_is_asked_where_something_is_missing(
    opens: Opens,
    server: ScriptedServer,
    capsys: pytest.CaptureFixture[str],
    wish: dict[str, Any],
    named: str,
) -> None:
    assert code(opens, **wish) == 3
    assert named in capsys.readouterr().err
    assert not server.visits


def test_a_session_that_is_not_there_is_an_end_with_a_reason(
    opens: Opens, root: Path, server: ScriptedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(opens, session=root / "sessions" / "999.md") in (1, 3)
    assert "999.md" in capsys.readouterr().err
    assert not server.visits


def test_a_second_prompt_goes_into_the_session_that_is_named(
    opens: Opens, server: ScriptedServer, root: Path
) -> None:
    server.reply(stream(["One"]), stream(["Two"]))
    assert code(opens, send="First") == 0
    path = root / "sessions" / "001.md"
    assert code(opens, session=path, send="Second") == 0
    texts = [one.text for one in parse(path.read_bytes()).slices]
    assert texts == ["First", "One", "Second", "Two"]


def test_what_a_person_has_left_open_is_not_changed_by_an_unattended_run(
    opens: Opens, server: ScriptedServer
) -> None:
    person = opens()
    person.new_session()
    left = [one.tab.path for one in person.window.tabs.widgets]
    person.quit()
    server.reply(stream(["One"]))
    assert code(opens) == 0
    again = opens()
    again.until(lambda: len(again.window.tabs.widgets) == 2)
    assert [one.tab.path for one in again.window.tabs.widgets] == left


def test_the_trace_tells_every_step_in_order_with_growing_counts(
    opens: Opens, server: ScriptedServer, root: Path, trace: Path
) -> None:
    server.fallback = endless(rate=300, count=150)
    assert code(opens, trace=trace) == 0
    told = steps(trace)
    assert list(dict.fromkeys(one["step"] for one in told)) == [
        *("request", "opened", "received", "event", "journalled", "shown", "saved", "removed"),
    ]
    assert len({one["request"] for one in told}) == 1
    assert all(a["t"] <= b["t"] for a, b in pairwise(told))
    for kind in ("received", "event", "journalled", "shown"):
        for figure in ("chars", "bytes"):
            counts = [one[figure] for one in told if one["step"] == kind]
            assert counts == sorted(counts)
    assert told[-1]["chars"] == len(last(root).text)
    assert max(one["bytes"] for one in told) == server.visits[0].sent


def test_nothing_is_shown_in_the_trace_before_it_is_journalled(
    opens: Opens, server: ScriptedServer, root: Path, trace: Path
) -> None:
    server.fallback = endless(rate=1000, count=500)
    assert code(opens, trace=trace) == 0
    journalled = shown = 0
    for one in steps(trace):
        journalled = one["chars"] if one["step"] == "journalled" else journalled
        shown = one["chars"] if one["step"] == "shown" else shown
        assert shown <= journalled
    assert shown == journalled == len(last(root).text)


def test_no_text_and_no_key_is_in_the_trace(
    opens: Opens, server: ScriptedServer, trace: Path
) -> None:
    server.reply(rate_limited("0"), stream(["an answer"]))
    assert code(opens, send="a question", trace=trace) == 0
    assert server.visits[0].headers["authorization"] == f"Bearer {KEY}"
    said = trace.read_text(encoding="utf-8")
    assert not [one for one in (KEY, "question", "answer", "Bearer") if one in said]
