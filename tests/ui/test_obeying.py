"""Settings of prompts and texts, in open tabs."""

from __future__ import annotations

from tests.end2end.person import Person
from vibekoder.core import settings


def test_open_tabs_obey_a_change_at_once(person: Person) -> None:
    preferences = person.window.preferences
    preferences.set(settings.SEND_KEY, "return")
    preferences.set(settings.ZOOM, 1.5)
    person.until(lambda: person.composer.prompt.return_sends)
    person.until(lambda: person.window.zoom.factor == 1.5)


def test_a_tab_that_opens_later_obeys_too(person: Person) -> None:
    person.window.preferences.set(settings.SEND_KEY, "return")
    person.until(lambda: person.composer.prompt.return_sends)
    person.new_session()
    assert person.composer.prompt.return_sends
