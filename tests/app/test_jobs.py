"""What is done in the writer's thread, and what is said when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.jobs import Jobs
from vibekoder.app.notice import Notice
from vibekoder.app.writer import Writer
from vibekoder.core.errors import StoreError


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    writer = Writer("test")
    yield Jobs(writer)
    writer.close()


def fails(problem: Exception) -> str:
    raise problem


def test_what_is_asked_for_is_done_in_order(qtbot: QtBot, jobs: Jobs) -> None:
    done: list[int] = []
    for number in range(3):
        jobs.submit(lambda number=number: number, done.append, "Nothing was counted")
    qtbot.waitUntil(lambda: done == [0, 1, 2])


def test_what_cannot_be_done_is_said_with_its_reason(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[Notice] = []
    jobs.told.connect(told.append)
    problem = StoreError(Path("file"), "the disk is full")
    jobs.submit(lambda: fails(problem), lambda _: None, "Nothing was written")
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].title == "Nothing was written"
    assert "the disk is full" in told[0].text


@pytest.mark.logs
def test_our_own_fault_is_in_the_log_too(
    qtbot: QtBot, jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Notice] = []
    jobs.told.connect(told.append)
    jobs.submit(lambda: fails(ValueError("x")), lambda _: None, "Nothing was written")
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "Nothing was written" in caplog.text
