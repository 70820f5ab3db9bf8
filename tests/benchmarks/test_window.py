"""What the window costs: a key while answers stream, and a rest with many tabs open."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.benchmarks.test_streaming import STREAMS, Server, opened
from tests.end2end.person import Person
from tests.support.bench import report

KEYS = 60
ROUNDS = 5
RATE = "60"
"""Tokens a second of one answer; a model that is fast gives as many."""


class Painted(QObject):
    """Knows when a widget was painted last, in seconds of processor time."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.at = 0.0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.at = time.process_time()
        return False


def key_to_paint(person: Person, painted: Painted) -> float:
    """Median seconds of work between a key and its letter on the screen."""
    waits: list[float] = []
    for _ in range(KEYS):
        begun = painted.at = time.process_time()
        QTest.keyClick(person.focus, Qt.Key.Key_A)
        while painted.at == begun:
            QApplication.processEvents()
        waits.append(painted.at - begun)
        QTest.qWait(5)
    return median(waits)


def typed(person: Person) -> list[float]:
    person.press("Ctrl+L")
    painted = Painted(person.composer.prompt.viewport())
    return [key_to_paint(person, painted) for _ in range(ROUNDS)]


def test_a_key_in_the_composer_waits_hardly_longer_while_eight_answers_stream(
    qtbot: QtBot, tmp_path: Path
) -> None:
    server = Server("--rate", RATE)
    person = opened(qtbot, tmp_path / "project", server.base_url)
    typed(person)
    idle = typed(person)
    person.composer.set_text("")
    for _ in range(STREAMS // 2):
        if person.tab.runs:
            person.new_session()
        person.send("One")
        person.send("Two")
    person.until(lambda: len(person.workspace.runs) == STREAMS)
    person.until(lambda: all(run.chars for run in person.workspace.runs))
    streaming = typed(person)
    person.window.running.stop_all()
    person.rest()
    person.leave()
    server.stop()
    report("a key during eight streams", median(streaming) / median(idle), 2.0, "idle", ROUNDS)


WATCH = """
import os, sys, time
from PySide6.QtCore import QTimer

def watch():
    begun = time.process_time()
    def tell():
        print(time.process_time() - begun, flush=True)
        os._exit(0)
    QTimer.singleShot(10_000, tell)
"""
BARE = f"""{WATCH}
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QPlainTextEdit(window))
window.resize(1440, 900)
window.show()
window.centralWidget().setFocus()
QTimer.singleShot(14_000, watch)
app.exec()
"""
OURS = f"""{WATCH}
from vibekoder import __main__, bootstrap

class Program(bootstrap.Program):
    def start(self):
        super().start()
        for path in sorted(self.window.workspace.project.sessions.glob("*.md")):
            self.window.workspace.open(path)
        QTimer.singleShot(14_000, self, watch)

bootstrap.Program = Program
__main__.main(["open", sys.argv[1], "01.md"])
"""
TURN = """=={ User }==
Where do ties break?

=={ Assistant }==
## By pitch

- The heap holds `(tick, note)`, and **Python** compares the notes.

```python
heapq.heappush(self._heap, (tick, next(self._seq), note))
```
"""
TURNS = 500


def idle(script: str, *words: str) -> subprocess.Popen[str]:
    """A process that tells what ten seconds of doing nothing take it, once it is at rest."""
    command = [sys.executable, "-c", script, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def seconds(process: subprocess.Popen[str]) -> float:
    told, _ = process.communicate()
    assert process.returncode == 0
    return float(told.split()[-1])


@pytest.mark.timeout(900)
def test_ten_idle_tabs_cost_no_more_than_a_bare_window(tmp_path: Path) -> None:
    ours: list[float] = []
    bare: list[float] = []
    for number in range(ROUNDS):
        root = tmp_path / f"project{number}"
        (root / "sessions").mkdir(parents=True)
        for tab in range(1, 11):
            (root / f"sessions/{tab:02}.md").write_text(TURN * TURNS, encoding="utf-8")
        # side by side: each counts its own processor time, and neither has work for a core
        pair = idle(OURS, str(root)), idle(BARE)
        ours.append(seconds(pair[0]))
        bare.append(seconds(pair[1]))
    found = median(ours) / median(bare)
    report("ten idle seconds with ten tabs", found, 1.2, "a bare window", ROUNDS)
