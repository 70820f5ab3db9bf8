"""What a stream costs the window: processor time per token, and how long it makes a key wait."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.end2end.person import PATIENCE, Person, write_project
from tests.support.bench import report
from vibekoder.cli.main import Open
from vibekoder.store.paths import default_state

TOKENS = 1000
ROUNDS = 5
STREAMS = 8
BEAT_MS = 10
HELD_MS = 50.0
SECONDS = 6.0
GATHERED_MS = 200
"""Longer than the window gathers what it shows together."""


class Heart(QObject):
    """Beats each 10 ms where it can, and keeps how long it had to wait, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def stop(self) -> None:
        self._timer.stop()


class Server:
    """The scripted server as a process of its own, so that its work is not counted as ours."""

    def __init__(self, *options: str) -> None:
        words = [sys.executable, "-m", "tests.support.server", *options]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.base_url = f"http://127.0.0.1:{self._process.stdout.readline().strip()}/v1"

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate()


@pytest.fixture
def full_speed() -> Iterator[Server]:
    server = Server("--tokens", str(TOKENS))
    yield server
    server.stop()


@pytest.fixture
def steady() -> Iterator[Server]:
    server = Server("--rate", "200")
    yield server
    server.stop()


def opened(qtbot: QtBot, root: Path, base_url: str) -> Person:
    person = Person(qtbot, Open(project=write_project(root, base_url)), default_state())
    person.new_session()
    return person


def in_a_long_session(qtbot: QtBot, root: Path, base_url: str) -> Person:
    """200 kB of notes are open above the conversation, so that none of them is sent."""
    write_project(root, base_url)
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text(("Some words of a longer note on the subject. " * 40 + "\n\n") * 114)
    person = Person(qtbot, Open(project=root, session=path), default_state())
    person.until(lambda: person.window.current is not None)
    person.editor.to_bottom()
    return person


@pytest.mark.timeout(900)
def test_a_token_costs_little_beside_setting_the_whole_text(
    qtbot: QtBot, tmp_path: Path, full_speed: Server
) -> None:
    person = in_a_long_session(qtbot, tmp_path / "project", full_speed.base_url)
    person.ask("warm up")
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        person.window.activateWindow()
        person.until(person.window.isActiveWindow)
        before = person.tab.desk.text()
        begun = time.process_time()
        ask_and_wait(person)
        ours.append(time.process_time() - begun)
        answer = person.answer
        assert answer is not None
        theirs.append(whole_text_per_token(qtbot, before, answer.text))
    person.leave()
    found = median(ours) / median(theirs)
    report("cpu per token", found, 1 / 50, "the whole text set anew for each token", ROUNDS)


def ask_and_wait(person: Person) -> None:
    """Send, and let the program come to rest; looking again and again would count as its work."""
    with person.qtbot.waitSignal(person.tab.runEnded, timeout=PATIENCE):
        person.send("Again")
    QTest.qWait(GATHERED_MS)
    assert not person.tab.writer.busy


def whole_text_per_token(qtbot: QtBot, before: str, text: str) -> float:
    """Processor seconds of a client that sets its whole text anew for each token."""
    view = QPlainTextEdit()
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    qtbot.waitExposed(view)
    pieces = [
        text[at * len(text) // TOKENS : (at + 1) * len(text) // TOKENS] for at in range(TOKENS)
    ]
    begun = time.process_time()
    shown = before
    for piece in pieces:
        shown += piece
        view.setPlainText(shown)
        view.moveCursor(QTextCursor.MoveOperation.End)
        view.repaint()
    spent = time.process_time() - begun
    view.close()
    return spent


def test_no_key_waits_while_eight_answers_stream(
    qtbot: QtBot, tmp_path: Path, steady: Server
) -> None:
    person = opened(qtbot, tmp_path / "project", steady.base_url)
    for _ in range(4):
        if person.tab.runs:
            person.new_session()
        person.send("One")
        person.send("Two")
    person.until(lambda: len(person.workspace.runs) == STREAMS)
    person.until(lambda: all(run.chars for run in person.workspace.runs))
    worst: list[float] = []
    for _ in range(ROUNDS):
        heart = Heart()
        qtbot.wait(round(SECONDS * 1000 / ROUNDS))
        heart.stop()
        worst.append(p99(heart.gaps))
    person.window.running.stop_all()
    person.rest()
    person.leave()
    report("p99 gap of a heartbeat", median(worst) / HELD_MS, 1.0, "50 ms", ROUNDS)


def p99(values: list[float]) -> float:
    """The value that one in a hundred exceeds."""
    return sorted(values)[int(len(values) * 0.99)]
