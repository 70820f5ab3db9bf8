"""Commands beside the window: asked about once, run one after another, stopped at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.processes import Commands, Job, Place, Question
from vibekoder.core.commands import BUILT_IN, Command
from vibekoder.core.contents import Output
from vibekoder.core.errors import Refused
from vibekoder.store.approvals import confirm, unconfirmed
from vibekoder.store.paths import State
from vibekoder.store.sources import Sources

SAY = Command("say", (sys.executable, "-c", "print('said')"))
LONG = Command("long", (sys.executable, "-c", "import time; time.sleep(60)"))
FAILS = Command("fails", (sys.executable, "-c", "raise SystemExit(1)"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root = tmp_path / "project"
    root.mkdir()
    return Place(State(tmp_path / "state"), root, Sources(root), dict(os.environ))


class Ear:
    """What a job told."""

    def __init__(self, job: Job) -> None:
        self.started: list[str] = []
        self.finished: list[dict[str, Output | str]] = []
        self.refused: list[Refused] = []
        self.questions: list[Question] = []
        job.started.connect(self.started.append)
        job.finished.connect(self.finished.append)
        job.refused.connect(self.refused.append)
        job.asked.connect(self.questions.append)


def begun(place: Place, *commands: Command, attended: bool = True) -> tuple[Job, Ear]:
    job = Job(commands, place, attended=attended)
    ear = Ear(job)
    job.start()
    return job, ear


def test_confirmed_commands_run_one_after_another(qtbot: QtBot, place: Place):
    confirm(place.state, place.root, [SAY, FAILS])
    _, ear = begun(place, SAY, FAILS, BUILT_IN["tree"])
    qtbot.waitUntil(lambda: bool(ear.finished))
    assert ear.started == ["say", "fails", "tree"]
    said = ear.finished[0]["say"]
    assert isinstance(said, Output)
    assert said.out == "said\n"
    assert ear.finished[0]["fails"] == "it ended with exit status 1"
    assert not ear.questions


def test_a_new_command_is_asked_about_and_then_known(qtbot: QtBot, place: Place):
    _, ear = begun(place, SAY)
    qtbot.waitUntil(lambda: bool(ear.questions))
    assert ear.questions[0].commands == (SAY,)
    assert not ear.started
    ear.questions[0].answered.emit(True)
    qtbot.waitUntil(lambda: bool(ear.finished))
    assert unconfirmed(place.state, place.root, [SAY]) == []


def test_a_command_that_is_declined_does_not_run(qtbot: QtBot, place: Place):
    _, ear = begun(place, SAY)
    qtbot.waitUntil(lambda: bool(ear.questions))
    ear.questions[0].answered.emit(False)
    ear.questions[0].answered.emit(True)
    assert "did not confirm" in ear.refused[0].sentence
    assert not ear.started
    assert unconfirmed(place.state, place.root, [SAY]) == [SAY]


def test_nobody_is_asked_where_nobody_is(qtbot: QtBot, place: Place):
    _, ear = begun(place, SAY, attended=False)
    qtbot.waitUntil(lambda: bool(ear.refused))
    assert "Not confirmed on this machine" in ear.refused[0].sentence
    assert not ear.questions


def test_a_running_command_is_stopped(qtbot: QtBot, place: Place):
    confirm(place.state, place.root, [LONG, SAY])
    job, ear = begun(place, LONG, SAY)
    qtbot.waitUntil(lambda: ear.started == ["long"])
    assert job.current == "long"
    assert job.elapsed() >= 0
    job.stop()
    qtbot.waitUntil(lambda: bool(ear.refused))
    assert ear.refused[0].sentence == "Stopped. Nothing was sent."
    assert ear.started == ["long"]


def test_a_stop_before_anything_runs_holds(qtbot: QtBot, place: Place):
    job, ear = begun(place, BUILT_IN["tree"])
    job.stop()
    qtbot.waitUntil(lambda: bool(ear.refused))
    assert not ear.started


def test_a_stop_between_the_word_and_the_run_holds(qtbot: QtBot, place: Place):
    job, ear = begun(place, SAY)
    qtbot.waitUntil(lambda: bool(ear.questions))
    ear.questions[0].answered.emit(True)
    job.stop()
    qtbot.waitUntil(lambda: bool(ear.refused))
    assert not ear.started


def test_a_stop_while_a_question_is_open_takes_it_back(qtbot: QtBot, place: Place):
    job, ear = begun(place, SAY)
    qtbot.waitUntil(lambda: bool(ear.questions))
    over: list[bool] = []
    ear.questions[0].over.connect(lambda: over.append(True))
    job.stop()
    assert over
    assert len(ear.refused) == 1


def test_a_state_that_cannot_be_read_runs_nothing(qtbot: QtBot, place: Place):
    (place.state.root / "confirmed.json").mkdir(parents=True)
    _, ear = begun(place, SAY)
    qtbot.waitUntil(lambda: bool(ear.refused))
    assert "confirmed.json" in ear.refused[0].sentence


@pytest.mark.logs
def test_a_mistake_of_the_program_is_told(
    qtbot: QtBot, place: Place, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> bool:
        raise ValueError("broken")

    monkeypatch.setattr("vibekoder.app.processes.approvals.unconfirmed", broken)
    _, ear = begun(place, SAY)
    qtbot.waitUntil(lambda: bool(ear.refused))
    assert "broken" in ear.refused[0].sentence


def test_the_jobs_of_a_project_ask_in_one_place(qtbot: QtBot, place: Place):
    commands = Commands(lambda: place)
    asked: list[Question] = []
    commands.asked.connect(asked.append)
    job = commands.job([SAY], commands)
    job.start()
    qtbot.waitUntil(lambda: bool(asked))
    # its thread must be over before the objects go that it knows
    job.stop()
