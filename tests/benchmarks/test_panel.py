"""How long ten thousand files make a person wait: for a prompt's pieces, and for their names."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import pytest
from pytestqt.qtbot import QtBot

from tests.benchmarks.test_streaming import HELD_MS, Heart, p99
from tests.end2end.person import Person, write_project
from tests.support.bench import report
from vibekoder.cli.main import Open
from vibekoder.store.paths import default_state

FOLDERS, EACH = 50, 100
"""Twice: in two patterns, because one brings no more than five thousand."""
SECOND_MS = 1000.0
ROUNDS = 20
FIRST_MS = 100.0
REST_MS = 200
"""What a new tab makes once is not waited for."""
PROMPT = "Which of them?\n\n<!-- include: src/a42/m17.py -->\n<!-- include: src/a*/*.py -->\n"
PROMPT += "<!-- include: src/b*/*.py -->"
LINE = "    return answer(question, *words)  # as it was asked\n"


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path) -> Person:
    """In a project of ten thousand files, which a prompt includes one and all."""
    root = write_project(tmp_path / "project", "http://127.0.0.1:9")
    for folder in range(2 * FOLDERS):
        inner = root / f"src/{'ab'[folder // FOLDERS]}{folder % FOLDERS:02}"
        inner.mkdir(parents=True)
        for each in range(EACH):
            (inner / f"m{each:02}.py").write_text(LINE * (each % 40 + 1))
    someone = Person(qtbot, Open(project=root), default_state())
    someone.ready()
    return someone


@pytest.mark.timeout(300)
def test_the_first_rows_of_ten_thousand_files_come_at_once(person: Person) -> None:
    waits: list[float] = []
    model = person.window.composing.panel.model
    for _ in range(ROUNDS):
        person.new_session()
        person.qtbot.wait(REST_MS)
        begun = time.perf_counter()
        person.composer.set_text(PROMPT)
        person.until(lambda: model.rowCount() >= 3)
        waits.append((time.perf_counter() - begun) * 1000)
        person.press("Ctrl+W")
        person.until(lambda: model.rowCount() == 0)
    person.leave()
    report("p99 of the panel's first rows", p99(waits) / FIRST_MS, 1.0, "100 ms", ROUNDS)


@pytest.mark.timeout(300)
def test_no_key_waits_while_ten_thousand_names_are_filtered(person: Person) -> None:
    person.composer.set_text(PROMPT)
    person.press("Ctrl+Shift+A")
    person.until(lambda: len(person.workspace.files.names) >= 2 * FOLDERS * EACH)
    worst: list[float] = []
    for _ in range(ROUNDS // 4):
        heart = Heart()
        for letter in "m42 a17":
            person.type(letter)
            person.qtbot.wait(60)
        person.press("Ctrl+A", "Del")
        heart.stop()
        worst.append(p99(heart.gaps))
    person.leave()
    report("p99 gap while files are sifted", median(worst) / HELD_MS, 1.0, "50 ms", ROUNDS // 4)


@pytest.mark.timeout(300)
def test_a_change_in_one_of_ten_thousand_files_shows_within_a_second(
    person: Person, tmp_path: Path
) -> None:
    person.composer.set_text(PROMPT)
    request = person.window.composing.request(person.widget)
    person.until(lambda: request.outlook.whole and len(request.outlook.pieces) == 3, 60_000)
    waits: list[float] = []
    for number in range(ROUNDS // 2):
        # the first round past the files is over, and what it told is seen
        person.qtbot.wait(2 * REST_MS + 1000)
        before = request.outlook.tokens
        begun = time.perf_counter()
        (tmp_path / f"project/src/b49/m{number + 80}.py").write_text(LINE * 200)
        person.until(lambda before=before: request.outlook.tokens != before)
        waits.append((time.perf_counter() - begun) * 1000)
    person.leave()
    report("p99 of a change in 10,000 files", p99(waits) / SECOND_MS, 1.0, "1 s", ROUNDS // 2)
