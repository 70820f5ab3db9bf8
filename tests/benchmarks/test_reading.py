"""What reading costs: a step of scrolling, and the first look at a slice of megabytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.benchmarks.test_editor import BODY
from tests.support.bench import ratio, report
from tests.ui.reading.conftest import Texts
from vibekoder.ui.look import Look, make_look
from vibekoder.ui.reading.links import Place
from vibekoder.ui.reading.pictures import Pictures
from vibekoder.ui.reading.view import ReadingView

FRAME_S = 0.016
STEP = 69
STEPS = 120
ROUNDS = 5
SMALL, LARGE = 100_000, 11_000_000


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return make_look("light")


def shown(look: Look, qtbot: QtBot, texts: Sequence[str]) -> ReadingView:
    view = ReadingView(
        look, Texts(list(texts)), Pictures(Place(look.icons.folder, look.icons.folder))
    )
    qtbot.addWidget(view)
    view.resize(900, 800)
    with qtbot.waitExposed(view):
        view.show()
    view.load()
    return view


def test_a_step_of_the_wheel_is_within_a_frame(look: Look, qtbot: QtBot) -> None:
    view = shown(look, qtbot, [BODY * 12 for _ in range(300)])
    slowest: list[float] = []
    for _ in range(ROUNDS):
        steps: list[float] = []
        for _ in range(STEPS):
            begun = time.process_time()
            view.scroll_by(STEP)
            QApplication.processEvents()
            steps.append(time.process_time() - begun)
        slowest.append(sorted(steps)[int(STEPS * 0.95)])
    report("a step of scrolling, 95 of 100", median(slowest) / FRAME_S, 1.0, "16 ms", ROUNDS)


def opening(look: Look, qtbot: QtBot, size: int) -> Callable[[], None]:
    """Opening a slice of this size to its first paint."""
    view = shown(look, qtbot, [BODY * (size // len(BODY))])

    def work() -> None:
        view.load()
        view.viewport().repaint()

    return work


def test_a_slice_of_megabytes_is_read_as_soon_as_a_small_one(look: Look, qtbot: QtBot) -> None:
    large, small = opening(look, qtbot, LARGE), opening(look, qtbot, SMALL)
    found = ratio(large, small, ROUNDS, time.process_time)
    report("reading a slice of 11 MB to its first paint", found, 2.0, "one of 100 kB", ROUNDS)


def test_nothing_waits_while_the_end_of_megabytes_is_looked_for(look: Look, qtbot: QtBot) -> None:
    view = shown(look, qtbot, [BODY * (LARGE // len(BODY))])
    worst: list[float] = []
    for _ in range(ROUNDS):
        view.load()
        turns = list[float]()
        begun = time.process_time()
        view.to_bottom()
        while not view.following:
            turns.append(time.process_time() - begun)
            begun = time.process_time()
            QApplication.processEvents()
        worst.append(sorted(turns)[int(len(turns) * 0.9)])
    report(
        "a turn on the way to the end of 11 MB, 90 of 100",
        median(worst) / FRAME_S,
        1.0,
        "16 ms",
        ROUNDS,
    )
