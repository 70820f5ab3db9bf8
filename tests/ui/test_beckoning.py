"""The desktop is told of ended answers where nobody looks."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, failure, stream
from vibekoder.core import settings
from vibekoder.core.settings import Layer, Values
from vibekoder.ui.beckoning import Beckoning
from vibekoder.ui.desktop import Desktop, SystemDesktop

AT_ONCE = {"after": 0}


class FakeDesktop(Desktop):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str, str]] = []
        self.quieted = 0

    def tell(self, key: str, title: str, text: str) -> None:
        self.told.append((key, title, text))

    def quiet(self) -> None:
        self.quieted += 1


def beckoned(person: Person, *, away: bool = True, **notify: Any) -> FakeDesktop:
    """A desktop that is told as these settings want."""
    desktop = FakeDesktop()
    values = Values().with_layer(Layer.APP, {"notify": {**AT_ONCE, **notify}})
    made = Beckoning(desktop, lambda: values, person.window, away=lambda: away)
    made.follow(person.window.current)
    made.wanted.connect(person.window._come_forward)
    return desktop


def test_an_ended_answer_is_told_by_title_and_state_alone(
    person: Person, server: ScriptedServer
) -> None:
    desktop = beckoned(person)
    server.reply(stream(["A secret answer."]))
    person.ask("What is it?")
    person.until(lambda: desktop.told)
    key, title, text = desktop.told[0]
    assert key == str(person.tab.path)
    assert title == person.tab.title
    assert text.startswith("The answer is complete · ")
    assert "secret" not in text


def test_its_first_words_are_told_where_that_is_wished(
    person: Person, server: ScriptedServer
) -> None:
    desktop = beckoned(person, text=True)
    server.reply(stream(["The order is **by pitch**. ", "word " * 60]))
    person.ask()
    person.until(lambda: desktop.told)
    begun = desktop.told[0][2].splitlines()[1]
    assert begun.startswith("The order is **by pitch**. word")
    assert begun.endswith("…")


@pytest.mark.parametrize("notify", [{"answers": False}, {"after": 60}])
def test_who_wants_no_word_gets_none(
    person: Person, server: ScriptedServer, notify: dict[str, Any]
) -> None:
    desktop = beckoned(person, **notify)
    server.reply(stream(["Yes"]))
    person.ask()
    assert desktop.told == []


def test_who_looks_at_the_window_is_told_nothing(person: Person, server: ScriptedServer) -> None:
    desktop = beckoned(person, away=False)
    server.reply(stream(["Yes"]))
    person.ask()
    assert desktop.told == []


def test_a_failure_is_told_too(person: Person, server: ScriptedServer) -> None:
    desktop = beckoned(person)
    server.reply(failure(401, "bad key"))
    person.ask()
    person.until(lambda: desktop.told)
    assert desktop.told[0][2].startswith("No answer arrived · ")


def test_a_click_brings_its_session_to_the_front(person: Person, server: ScriptedServer) -> None:
    desktop = beckoned(person)
    first = person.tab.path
    person.new_session()
    assert person.tab.path != first
    desktop.pressed.emit(str(first))
    person.until(lambda: person.tab.path == first)


@pytest.mark.parametrize(
    ("front", "told"),
    [(Qt.ApplicationState.ApplicationInactive, 1), (Qt.ApplicationState.ApplicationActive, 0)],
)
def test_the_window_tells_the_desktop_of_answers_that_end_behind_another_one(
    person: Person,
    server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
    front: Qt.ApplicationState,
    told: int,
) -> None:
    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr(SystemDesktop, "tell", lambda _, *words: seen.append(words))
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: front)
    preferences = person.window.preferences
    preferences.set(settings.NOTIFY_AFTER, 0.0)
    person.until(lambda: preferences.values[settings.NOTIFY_AFTER] == 0)
    server.reply(stream(["Yes"]))
    person.ask()
    person.until(lambda: len(seen) == told)
    assert [title for _, title, _ in seen] == [person.tab.title] * told
