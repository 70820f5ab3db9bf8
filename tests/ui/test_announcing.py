"""Answers are read out as they come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from tests.end2end.person import Person
from tests.end2end.streams import paced
from tests.support.server import ScriptedServer, stream
from vibekoder.core import settings
from vibekoder.core.settings import Layer, Values
from vibekoder.ui.announcing import Announcing


def announced(
    person: Person, *, wanted: bool = True, listens: bool = True
) -> tuple[Announcing, list[str]]:
    """What is read out from now on."""
    values = Values().with_layer(Layer.APP, {"ui": {"announce": wanted}})
    made = Announcing(
        lambda: values,
        lambda: person.window.current,
        person.window,
        listens=lambda: listens,
        now=iter(range(0, 100_000, 60)).__next__,
    )
    made.follow(person.window.current)
    said: list[str] = []
    made.said.connect(said.append)
    return made, said


def test_an_answer_is_read_out_by_sentences_and_then_nothing_ticks(
    person: Person, server: ScriptedServer
) -> None:
    made, said = announced(person)
    server.reply(stream(["The order is ", "by pitch. ", "A counter", " breaks ties."]))
    person.ask()
    person.until(lambda: not made.active)
    assert " ".join(said) == "The order is by pitch. A counter breaks ties."


@pytest.mark.parametrize(("wanted", "listens"), [(False, True), (True, False)])
def test_where_it_is_not_wished_or_heard_it_costs_nothing(
    person: Person, server: ScriptedServer, wanted: bool, listens: bool
) -> None:
    made, said = announced(person, wanted=wanted, listens=listens)
    server.reply(stream(["Yes."]))
    person.ask()
    assert not made.active
    assert said == []


def test_of_an_answer_too_long_to_be_heard_the_rest_is_counted(
    person: Person, server: ScriptedServer
) -> None:
    made, said = announced(person)
    server.reply(stream(["One two three four. " * 600]))
    person.ask()
    person.until(lambda: not made.active)
    assert said[-1].endswith("words were left out.")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a screen reader that listens is given, announcements alone."""
    told: list[str] = []

    def give(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            told.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", give)
    QAccessible.setActive(True)
    yield told
    QAccessible.setActive(False)


def test_the_window_gives_a_screen_reader_an_answer_sentence_by_sentence(
    person: Person, server: ScriptedServer, heard: list[str]
) -> None:
    talk = paced("The order ", "is by pitch. A coun", "ter breaks ties.")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("The order ")
    assert heard == []
    talk.go()
    person.until(lambda: heard)
    assert heard == ["The order is by pitch."]
    talk.end()
    person.rest()
    person.until(lambda: not person.window.announcing.active)
    assert heard == ["The order is by pitch.", "A counter breaks ties."]


def test_a_window_where_it_is_turned_off_gives_a_screen_reader_nothing(
    person: Person, server: ScriptedServer, heard: list[str]
) -> None:
    preferences = person.window.preferences
    preferences.set(settings.ANNOUNCE, False)
    person.until(lambda: not preferences.values[settings.ANNOUNCE])
    server.reply(stream(["The order is by pitch."]))
    person.ask()
    assert not person.window.announcing.active
    assert heard == []
