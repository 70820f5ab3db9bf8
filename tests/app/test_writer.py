"""A session's file work: one job after another, answered in the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

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


class Held:
    """Something that notes where it was let go."""

    def __init__(self, gone: list[object]) -> None:
        self.gone = gone

    def __del__(self) -> None:
        self.gone.append(threading.current_thread())


def full() -> None:
    raise OSError("full")


def holding(held: Held, outcome: Callable[[], object]) -> Callable[[], object]:
    def job() -> object:
        assert held.gone is not None
        return outcome()

    return job


def test_what_a_job_holds_is_let_go_here(qtbot: QtBot, writer: Writer) -> None:
    gone: list[object] = []
    for _ in range(200):
        writer.submit(holding(Held(gone), lambda: None), lambda _: None, never)
        writer.submit(holding(Held(gone), full), never, lambda _: None)
    qtbot.waitUntil(lambda: len(gone) == 400)
    assert set(gone) == {threading.main_thread()}


def test_what_a_job_holds_is_let_go_here_when_nobody_waits_any_more(qapp: object) -> None:
    gone: list[object] = []
    writer = Writer("test")
    for _ in range(20):
        writer.submit(holding(Held(gone), lambda: None), never, never)
    writer.close()
    assert gone == [threading.main_thread()] * 20


def test_one_that_goes_with_its_parent_finishes_what_was_asked_for(qtbot: QtBot) -> None:
    done: list[int] = []
    parent = QObject()
    writer = Writer("test", parent)
    for number in range(20):
        writer.submit(lambda n=number: done.append(n), never, never)
    delete(parent)
    assert done == list(range(20))


def test_steps_are_told_one_by_one_before_the_end(qtbot: QtBot, writer: Writer) -> None:
    told: list[object] = []
    problem = OSError("gone")

    def steps() -> Iterator[int]:
        yield 1
        yield 2
        raise problem

    writer.submit_steps(steps, told.append, told.append)
    writer.submit_steps(lambda: iter("ab"), told.append, never)
    qtbot.waitUntil(lambda: not writer.busy)
    assert told == [1, 2, problem, "a", "b"]
