"""Words that give way."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.end2end.inks import inks
from tests.end2end.person import Person
from tests.end2end.streams import paced
from tests.support.server import ScriptedServer
from vibekoder.ui.key_hint import KeyHint


def test_it_is_shown_whole_or_not_at_all(qtbot: QtBot) -> None:
    hint = KeyHint("Esc stops")
    qtbot.addWidget(hint)
    hint.resize(hint.sizeHint())
    assert [same[0].text for same in inks(hint)] == ["Esc stops"]
    hint.resize(hint.width() - 5, hint.height())
    assert list(inks(hint)) == []
    assert hint.minimumSizeHint().width() == 0


def test_the_panels_keep_their_room_while_an_answer_runs(
    person: Person, server: ScriptedServer
) -> None:
    person.window.resize(1120, 720)
    person.until(lambda: person.window.panes.width() == 1120)
    before = person.window.side.width()
    talk = paced("Still ", "talking")
    server.reply(talk.answer)
    person.send("Go on")
    person.shows("Still ")
    assert person.composer.hint.text().startswith("Esc")
    assert person.window.side.width() == before
