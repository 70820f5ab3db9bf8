"""The program is killed at any moment of a stream: what was shown is in the session."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.process import serving, start, steps
from tests.support.server import tokens_text
from vibekoder.cli.commands import run as command
from vibekoder.core.session import parse
from vibekoder.store.paths import STATE_VARIABLE

KILLS = 6  # of one test, spread over the whole stream
ROUNDS = 34 if os.environ.get("VIBEKODER_FULL") else 2
SHORT, LONG, RATE = 300, 20_000, 500
LINES = 530  # of the trace, while the short one comes at that rate, before its last save
WHOLE = tokens_text(LONG)
EARLIER = (
    b"---\r\ntitle:  kept as it is\r\n---\r\n"
    b"=={ User | id=aaaaaa }==\r\nEarlier \\=={ words\r\n\r\n"
    b"=={ Assistant | model=test/m  id=bbbbbb odd }==\nAnswer  \n\n\n"
)


@pytest.fixture(scope="module")
def urls() -> Iterator[list[str]]:
    """A server for each kill, in processes of their own: the last one comes to an end itself."""
    words = ("--rate", str(RATE), "--tokens")
    with serving(*words, str(LONG)) as long, serving(*words, str(SHORT)) as short:
        yield [*[long] * (KILLS - 1), short]


def kill_while_streaming(project: Path, trace: Path, base_url: str, moment: int) -> None:
    """Send a prompt, and kill the program once its trace has so many lines."""
    words = ("open", str(project), "001.md", "--send", "Go on", "--base-url", base_url)
    words += ("--model", "m", "--trace", str(trace), "--exit-when-idle")
    with start(*words) as process:
        while len(steps(trace)) < moment and process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.002)
        process.kill()


def files(*folders: Path) -> dict[Path, bytes]:
    """Everything below these folders, with its bytes."""
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path: path.read_bytes() for path in found}


def holds(session: Path, shown: int) -> str:
    """Earlier slices are as they were; the answer has what was shown, and says how it ended."""
    data = session.read_bytes()
    assert data.startswith(EARLIER)
    prompt, *answers = parse(data).slices[2:] or [None]
    assert prompt is None or prompt.text == "Go on"
    text = answers[0].text if answers else ""
    assert WHOLE.startswith(text)
    assert text.startswith(WHOLE[:shown].rstrip("\n"))
    ends = ["complete" if one.get("finish") else "interrupted" for one in answers]
    assert [one.status for one in answers] == ends
    return ends[0] if text else "nothing"


def killed(project: Path, state: Path, base_url: str, moment: int) -> str:
    """Kill it then, and look after what is left, twice; how the answer ended."""
    trace, session = project / "trace.jsonl", project / "sessions" / "001.md"
    session.parent.mkdir(parents=True)
    session.write_bytes(EARLIER)
    kill_while_streaming(project, trace, base_url, moment)
    shown = max((one["chars"] for one in steps(trace) if one["step"] == "shown"), default=0)
    trace.unlink(missing_ok=True)

    assert command(["recover", str(project)]) == 0
    end = holds(session, shown)
    once = files(project, state)
    strange = [path for path in once if not {".objects", "locks", "logs"} & set(path.parts)]
    assert strange == [session]
    assert command(["recover", str(project)]) == 0
    assert files(project, state) == once
    return end


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_whatever_was_shown_before_a_kill_is_in_the_session_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, urls: list[str], seed: int
) -> None:
    rng, ends = random.Random(seed), []
    for number, base_url in enumerate(urls):
        folder = tmp_path / str(number)
        monkeypatch.setenv(STATE_VARIABLE, str(folder / "state"))
        moment = 1 + int(LINES * (number + rng.random()) / KILLS)
        ends.append(killed(folder / "project", folder / "state", base_url, moment))
    # the first kill may come before any text and the last one after all; the others hit a stream
    assert ends[1:-1] == ["interrupted"] * (KILLS - 2)
