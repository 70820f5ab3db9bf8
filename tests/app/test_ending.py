"""The system's wish to end reaches Qt's loop."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.ending import Ending


@pytest.fixture
def ending(qapp: object) -> Iterator[Ending]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    made = Ending()
    yield made
    made.close()
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.skipif(os.name == "nt", reason="a process cannot send itself these on Windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_idle_loop_hears_the_system(qtbot: QtBot, ending: Ending, number: int) -> None:
    with qtbot.waitSignal(ending.wanted):
        os.kill(os.getpid(), number)


def test_after_the_end_the_systems_own_handlers_are_back(ending: Ending) -> None:
    ending.close()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) == signal.default_int_handler
