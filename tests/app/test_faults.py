"""What becomes of a fault of the program's own code."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.faults import Faults

SECRET = "a sentence of somebody's session"


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[type]:
    """What the hook of before is given, in the place of the one with which the run listens."""
    kinds: list[type] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: kinds.append(kind))
    return kinds


@pytest.fixture
def faults(qtbot: QtBot, passed: list[type]) -> Iterator[Faults]:
    made = Faults()
    yield made
    made.close()
    made.close()


@pytest.fixture
def told(faults: Faults, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is told; it is logged as well."""
    said: list[str] = []
    faults.told.connect(said.append)
    return said


def fail(text: str = SECRET) -> None:
    """A fault as the program's hook gets it."""
    nothing: dict[str, int] = {}
    try:
        nothing[text]
    except KeyError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]


@pytest.mark.logs
def test_a_fault_is_told_with_its_kind_and_place(told: list[str]) -> None:
    fail()
    assert len(told) == 1
    assert told[0].startswith("KeyError at test_faults.py:")


@pytest.mark.logs
def test_the_same_fault_is_told_once(told: list[str], passed: list[type]) -> None:
    for _ in range(100):
        fail()
    assert len(told) == 1
    assert passed == [KeyError]


@pytest.mark.logs
def test_no_text_of_anybody_is_in_the_log(
    told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "vibekoder"):
        fail()
    assert "KeyError at" in caplog.text
    assert SECRET not in caplog.text + told[0]


@pytest.mark.logs
def test_a_fault_in_a_thread_is_told_too(qtbot: QtBot, told: list[str]) -> None:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith("ZeroDivisionError at test_faults.py:")


def test_the_wish_to_end_is_no_fault(told: list[str], passed: list[type]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (passed, told) == ([KeyboardInterrupt], [])


def test_what_comes_after_its_end_is_no_longer_heard(
    faults: Faults, told: list[str], passed: list[type]
) -> None:
    faults.close()
    fail()
    assert (passed, told) == ([KeyError], [])
