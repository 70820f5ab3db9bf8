"""What a banner offers to do with an answer, by keys and by the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream


def two_answers(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Old"]), stream(["New"]))
    person.ask("Hello")
    person.press("Ctrl+R")
    person.rest()
    person.saved()


def kept(person: Person) -> list[str]:
    return [one.text for one in person.on_disk().slices if one.alt]


def test_regenerate_is_pressed_in_the_banner(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Old"]), stream(["New"]))
    person.ask("Hello")
    person.press_act("Regenerate  Ctrl+R")
    person.rest()
    person.saved()
    assert kept(person) == ["Old"]


def test_a_variant_is_chosen_in_its_own_banner(person: Person, server: ScriptedServer) -> None:
    two_answers(person, server)
    person.choose(2, "Send this variant")
    person.saved()
    assert kept(person) == ["New"]


def test_the_banner_tells_which_of_the_answers_it_is(
    person: Person, server: ScriptedServer
) -> None:
    two_answers(person, server)
    assert person.editor.scene.banner(3).state.tokens.startswith("2 of 2")
    person.press_act("Previous variant  Alt+Left")
    person.saved()
    assert kept(person) == ["New"]


def test_a_cut_answer_goes_on_from_its_box(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["one"], finish=None, done=False), stream([" two"]))
    person.ask("Count")
    assert [act.label for act in person.box.acts] == ["Continue", "Retry"]
    person.press_act("Continue  Alt+Return")
    person.rest()
    person.saved()
    assert person.on_disk().slices[-1].text == "one two"


def test_an_answer_at_its_limit_goes_on_from_its_box(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["one"], finish="length"), stream([" two"]))
    person.ask("Count")
    person.choose(2, "Continue")
    person.rest()
    person.saved()
    assert person.on_disk().slices[-1].text == "one two"
    assert "Continue" not in person.acts()


def test_a_partial_answer_is_discarded_in_its_banner(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["one"], finish=None, done=False))
    person.ask("Count")
    person.press_act("Discard the partial answer  Ctrl+D")
    person.saved()
    assert [one.text for one in person.on_disk().slices] == ["Count"]


def test_the_slice_under_the_pointer_shows_what_can_be_done(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["One"]), stream(["Two"]))
    person.ask("First")
    person.ask("Second")
    banner = person.editor.scene.banner
    assert not banner(2).active
    cursor = person.editor.textCursor()
    cursor.setPosition(person.block_at(2, len(person.editor.part_texts()[2]) - 2))
    place = person.editor.cursorRect(cursor).center()
    QTest.mouseMove(person.editor.viewport(), place)
    person.until(lambda: banner(2).active)
    QTest.mouseMove(person.editor.viewport(), QPoint(place.x(), 1))
    person.until(lambda: not banner(2).active)
