"""The rehearsal as a backend: the same signals, no key, no network."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.support.fakes import FakeClock
from tests.support.heard import Heard
from vibekoder.backends.rehearsal import BEATS, RehearsalBackend
from vibekoder.core import events
from vibekoder.core.errors import Code
from vibekoder.core.messages import Message, Role
from vibekoder.core.models import ModelFacts
from vibekoder.core.providers import REHEARSAL

TEXT = "What would be sent? " * 20


@pytest.fixture
def backend(qapp: object) -> RehearsalBackend:
    return RehearsalBackend("rehearsal", {"rehearsal.speed": 0})


def ask(backend: RehearsalBackend, request_id: str = "r1", **params: object) -> None:
    named = {name.replace("_", ".", 1): value for name, value in params.items()}
    backend.start_request(
        [Message(Role.USER, TEXT)], {"model": REHEARSAL.model, **named}, request_id
    )


def test_it_says_back_what_would_have_been_sent(qtbot: QtBot, backend: RehearsalBackend) -> None:
    heard = Heard(backend)
    ask(backend)
    assert heard.said == []
    qtbot.waitUntil(heard.ended)
    assert TEXT.strip() in heard.text()
    assert heard.end().data["content"] == heard.text()
    assert heard.statuses() == ["connecting", "waiting", "answering", "completed"]
    assert heard.signals()[-3:] == ["runEvent", "statusChanged", "finished"]


def test_it_plays_reasoning_and_a_retry(qtbot: QtBot, backend: RehearsalBackend) -> None:
    heard = Heard(backend)
    ask(backend, "thinks", rehearsal_play="reasoning")
    ask(backend, "again", rehearsal_play="retry")
    qtbot.waitUntil(lambda: heard.ended("thinks", "again"))
    assert heard.reasoning("thinks")
    assert "retrying" in heard.statuses("again")
    assert heard.end("again").event == events.COMPLETED


@pytest.mark.parametrize("code", list(Code))
def test_it_plays_each_error(qtbot: QtBot, backend: RehearsalBackend, code: Code) -> None:
    heard = Heard(backend)
    ask(backend, rehearsal_play=str(code))
    qtbot.waitUntil(heard.ended)
    end = heard.end()
    assert (end.event, end.data["code"]) == (events.ERROR, str(code))
    assert end.data["content"] == heard.text()
    assert end.data["hint"]


def test_its_speed_is_held_by_the_clock(qtbot: QtBot) -> None:
    clock = FakeClock()
    backend = RehearsalBackend("rehearsal", {"rehearsal.speed": 100}, now=clock)
    heard = Heard(backend)
    ask(backend)
    qtbot.waitUntil(lambda: heard.statuses() == ["connecting", "waiting"])
    clock.advance(0.5)
    backend.list_models(lambda _: None)
    ask(backend, "wakes")
    qtbot.waitUntil(lambda: len(heard.text()) > 20)
    assert len(heard.text()) <= 50
    backend.cancel_request()


def test_a_machine_that_slept_does_not_get_it_all_at_once(qtbot: QtBot) -> None:
    clock = FakeClock()
    backend = RehearsalBackend("rehearsal", {"rehearsal.speed": 100}, now=clock)
    heard = Heard(backend)
    ask(backend)
    qtbot.waitUntil(lambda: heard.statuses() == ["connecting", "waiting"])
    clock.advance(3600.0)
    ask(backend, "wakes")
    qtbot.waitUntil(lambda: bool(heard.text()))
    assert len(heard.text()) < 50
    backend.cancel_request()


def test_without_pauses_the_window_still_has_its_turn(
    qtbot: QtBot, backend: RehearsalBackend
) -> None:
    heard, turns = Heard(backend), [0]
    window = QTimer(interval=0)
    window.timeout.connect(lambda: turns.append(len(heard.events())))
    window.start()
    backend.start_request([Message(Role.USER, "word " * 20_000)], {"model": REHEARSAL.model}, "r1")
    qtbot.waitUntil(heard.ended)
    window.stop()
    turns.append(len(heard.events()))
    assert len(heard.events()) > 4 * BEATS
    assert max(after - before for before, after in pairwise(turns)) <= 2 * BEATS


def test_a_stop_keeps_what_was_said(qtbot: QtBot) -> None:
    backend = RehearsalBackend("rehearsal", {"rehearsal.speed": 200})
    heard = Heard(backend)
    ask(backend)
    qtbot.waitUntil(lambda: len(heard.text()) > 20)
    backend.cancel_request("r1")
    assert heard.end() == events.cancelled(heard.text())
    assert backend.running == ()


def test_it_has_one_model_that_takes_no_parameters(qtbot: QtBot, backend: RehearsalBackend) -> None:
    got: list[object] = []
    backend.list_models(got.append)
    assert got == []
    qtbot.waitUntil(lambda: bool(got))
    assert got == [[ModelFacts(REHEARSAL.model)]]
    assert backend.capabilities.params == ()


def test_letting_it_go_on_changes_nothing(qtbot: QtBot, backend: RehearsalBackend) -> None:
    heard = Heard(backend)
    backend.start_request([Message(Role.USER, "Hi")], {"model": "r", "rehearsal.speed": 0}, "r1")
    qtbot.waitUntil(lambda: bool(heard.said))
    backend.resume_request("r1")
    qtbot.waitUntil(heard.ended)
    assert heard.end().event == events.COMPLETED
