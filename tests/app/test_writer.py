"""A session's file work: one job after another, answered in the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from vibekoder.app.writer import Writer


@pytest.fixture
def writer(qapp: object) -> Iterator[Writer]:
    made = Writer("test")
    yield made
    made.close()


def never(_: object) -> None:
    raise AssertionError("this answer was not to come")


def raising(problem: Exception) -> Callable[[], None]:
    def job() -> None:
        raise problem

    return job


def test_jobs_are_done_one_after_another_and_answered_in_their_order(
    qtbot: QtBot, writer: Writer
) -> None:
    done: list[int] = []
    told: list[int] = []
    for number in range(20):
        writer.submit(lambda n=number: done.append(n) or n, told.append, never)
    qtbot.waitUntil(lambda: not writer.busy)
    assert done == told == list(range(20))


def test_a_job_runs_elsewhere_and_its_answer_comes_here(qtbot: QtBot, writer: Writer) -> None:
    threads: list[object] = []
    writer.submit(
        lambda: threads.append(threading.current_thread()),
        lambda _: threads.append(QThread.currentThread()),
        never,
    )
    assert threads == [] or threads[0] is not threading.main_thread()
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] is not threading.main_thread()
    assert threads[1] is writer.thread()


def test_nothing_is_answered_from_inside_submit(qtbot: QtBot, writer: Writer) -> None:
    told: list[object] = []
    writer.submit(lambda: None, told.append, never)
    assert told == []
    qtbot.waitUntil(lambda: told == [None])


def test_a_job_that_fails_is_told_and_stops_no_other(qtbot: QtBot, writer: Writer) -> None:
    problem = OSError("full")
    told: list[object] = []
    writer.submit(raising(problem), never, told.append)
    writer.submit(lambda: "fine", told.append, never)
    qtbot.waitUntil(lambda: told == [problem, "fine"])


def test_idle_is_told_once_when_all_has_been_answered(qtbot: QtBot, writer: Writer) -> None:
    idle: list[bool] = []
    told: list[object] = []
    writer.idle.connect(lambda: idle.append(writer.busy))
    for _ in range(3):
        writer.submit(lambda: None, told.append, never)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert idle == [False]


def test_an_answer_that_asks_for_more_keeps_it_busy(qtbot: QtBot, writer: Writer) -> None:
    idle: list[int] = []
    told: list[object] = []
    writer.idle.connect(lambda: idle.append(len(told)))
    writer.submit(lambda: None, lambda _: writer.submit(lambda: 2, told.append, never), never)
    qtbot.waitUntil(lambda: told == [2])
    assert idle == [1]


def test_closing_finishes_what_was_asked_for_and_answers_nothing(
    qtbot: QtBot, writer: Writer
) -> None:
    done: list[int] = []
    writer.submit(lambda: done.append(1), never, never)
    writer.close()
    assert done == [1]
    writer.submit(lambda: done.append(2), never, never)
    writer.close()
    qtbot.wait(0)
    assert done == [1]
