"""What a person does with answers, by keys, in the window."""

from __future__ import annotations

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import paced
from tests.support.server import Answer, ScriptedServer, chunk, failure, openai_stream, sse, stream
from vibekoder.core import resuming


def slices(person: Person) -> list[tuple[str, bool]]:
    """Text and whether it is kept as a variant, as the file has them."""
    return [(one.text, one.alt) for one in person.on_disk().slices]


def last_sent(server: ScriptedServer) -> list[str]:
    return [one["content"] for one in server.visits[-1].json()["messages"]]


def stopped(person: Person, server: ScriptedServer, *said: str) -> None:
    """An answer that was stopped after these words."""
    answer = paced(*said)
    server.reply(answer.answer)
    person.send("Count")
    answer.go(len(said) - 1)
    person.shows("".join(said))
    person.press("Esc")
    answer.end()
    person.rest()
    person.saved()


def test_regenerate_keeps_the_old_answer_as_a_variant(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Old"]), stream(["New"]))
    person.ask("Hello")
    person.press("Ctrl+R")
    person.rest()
    assert slices(person) == [("Hello", False), ("Old", True), ("New", False)]
    assert last_sent(server) == ["Hello"]
    person.agree()


def test_the_old_answer_counts_until_the_new_one_is_whole(
    person: Person, server: ScriptedServer
) -> None:
    new = paced("New", " one")
    server.reply(stream(["Old"]), new.answer)
    person.ask("Hello")
    person.press("Ctrl+R")
    person.shows("New")
    person.saved()
    assert slices(person) == [("Hello", False), ("Old", False)]
    new.end()
    person.rest()
    assert slices(person) == [("Hello", False), ("Old", True), ("New one", False)]


@pytest.mark.parametrize("status", [400, 401])
def test_a_failed_regenerate_leaves_the_old_answer(
    person: Person, server: ScriptedServer, status: int
) -> None:
    server.reply(stream(["Old"]), failure(status, "no"))
    person.ask("Hello")
    person.press("Ctrl+R")
    person.until(lambda: len(server.visits) == 2)
    person.rest()
    assert slices(person) == [("Hello", False), ("Old", False)]


def test_a_regenerate_that_breaks_off_leaves_the_old_answer_current(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Old"]), stream(["Ne"], finish=None, done=False))
    person.ask("Hello")
    person.press("Ctrl+R")
    person.until(lambda: len(person.on_disk().slices) == 3)
    person.rest()
    assert slices(person) == [("Hello", False), ("Old", False), ("Ne", True)]


def test_reasoning_without_an_answer_leaves_the_old_one_and_says_so(
    person: Person, server: ScriptedServer
) -> None:
    thought = Answer(body=[chunk({"reasoning_content": "Hm."}), chunk({}, "stop"), sse("[DONE]")])
    server.reply(stream(["Old"]), thought, stream(["New"]))
    person.ask("Hello")
    person.press("Ctrl+R")
    person.until(lambda: len(person.on_disk().slices) == 3)
    person.rest()
    assert [one.alt for one in person.on_disk().slices] == [False, False, True]
    person.until(lambda: person.banner().box is not None)
    assert "answered with nothing" in person.box.title
    person.press("Ctrl+Shift+R")
    person.until(lambda: len(person.on_disk().slices) == 4)
    person.rest()
    assert [one.alt for one in person.on_disk().slices] == [False, True, True, False]


def test_undo_takes_a_regenerate_back(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Old"]), stream(["New"]))
    person.ask("Hello")
    person.press("Ctrl+R")
    person.rest()
    person.editor.setFocus()
    person.press("Ctrl+Z")
    person.saved()
    assert slices(person) == [("Hello", False), ("Old", False)]


def test_regenerate_answers_the_prompt_at_the_caret(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["One"]), stream(["Two"]), stream(["Uno"]))
    person.ask("First")
    person.ask("Second")
    person.click_in(2, 30)
    person.press("Ctrl+R")
    person.rest()
    assert last_sent(server) == ["First"]
    assert [text for text, alt in slices(person) if not alt] == ["First", "Uno", "Second", "Two"]


def test_another_answer_can_be_chosen_and_undone(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Old"]), stream(["New"]), stream(["Fine"]))
    person.ask("Hello")
    person.press("Ctrl+R")
    person.rest()
    person.press("Alt+Left")
    person.saved()
    assert slices(person) == [("Hello", False), ("Old", False), ("New", True)]
    person.ask("So")
    assert last_sent(server) == ["Hello", "Old", "So"]
    person.editor.setFocus()
    person.editor.set_caret(2, 0)
    person.press("Alt+Right")
    person.saved()
    assert [text for text, alt in slices(person) if alt] == ["Old"]
    person.agree()


def test_an_answer_that_was_stopped_goes_on_in_its_place(
    person: Person, server: ScriptedServer
) -> None:
    stopped(person, server, "one", " two")
    server.reply(stream([" three"]))
    person.press("Alt+Return")
    person.rest()
    (_, answer) = person.on_disk().slices
    assert (answer.text, answer.status) == ("one two three", "complete")
    assert last_sent(server) == ["Count", "one two", resuming.WORDS]
    assert person.banner().word == ""
    person.agree()


def test_what_goes_on_is_shown_in_its_place_as_it_comes(
    person: Person, server: ScriptedServer
) -> None:
    stopped(person, server, "one", " two")
    more = paced(" three", " four")
    server.reply(more.answer)
    person.press("Alt+Return")
    person.shows("one two three")
    assert person.banner().level == "running"
    assert len(person.editor.part_texts()) == 3
    person.saved()
    assert person.on_disk().slices[-1].text == "one two"
    more.end()
    person.rest()
    assert person.on_disk().slices[-1].text == "one two three four"
    person.agree()


def test_undo_takes_only_the_rest_away(person: Person, server: ScriptedServer) -> None:
    stopped(person, server, "one", " two")
    server.reply(stream([" three"]))
    person.press("Alt+Return")
    person.rest()
    person.editor.setFocus()
    person.press("Ctrl+Z")
    person.saved()
    assert person.on_disk().slices[-1].text == "one two"
    assert person.on_disk().slices[-1].status == "stopped"


def test_a_continue_that_fails_says_so_and_leaves_the_answer(
    person: Person, server: ScriptedServer
) -> None:
    stopped(person, server, "one", " two")
    server.reply(failure(400, "no room"))
    person.press("Alt+Return")
    person.until(lambda: any("did not go on" in one for one in person.notices()))
    person.rest()
    assert slices(person) == [("Count", False), ("one two", False)]
    assert "no room" in person.notices()[-1]
    person.agree()


def test_a_whole_answer_does_not_go_on(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Whole"]))
    person.ask("Hello")
    person.press("Alt+Return")
    assert any("no answer here that was cut" in one for one in person.notices())
    assert len(server.visits) == 1


def test_a_partial_answer_is_discarded_and_undo_brings_it_back(
    person: Person, server: ScriptedServer
) -> None:
    stopped(person, server, "one", " two")
    person.press("Ctrl+D")
    person.saved()
    assert slices(person) == [("Count", False)]
    person.editor.setFocus()
    person.press("Ctrl+Z")
    person.saved()
    assert slices(person) == [("Count", False), ("one two", False)]
    person.agree()


def test_what_is_below_is_deleted_and_undo_brings_it_back(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["One"]), stream(["Two"]))
    person.ask("First")
    person.ask("Second")
    before = person.path.read_bytes()
    person.editor.setFocus()
    person.editor.set_caret(2, 0)
    person.press("Ctrl+Shift+Del")
    person.saved()
    assert slices(person) == [("First", False), ("One", False)]
    person.press("Ctrl+Z")
    person.saved()
    assert person.path.read_bytes() == before
    person.agree()


def test_while_an_answer_arrives_nothing_above_it_goes(
    person: Person, server: ScriptedServer
) -> None:
    answer = paced("one", " two")
    server.reply(answer.answer)
    person.send("Count")
    person.shows("one")
    person.editor.setFocus()
    person.editor.set_caret(1, 0)
    person.press("Ctrl+Shift+Del", "Ctrl+D", "Alt+Return")
    assert len(person.editor.part_texts()) == 3
    answer.end()
    person.rest()
    assert slices(person) == [("Count", False), ("one two", False)]


def test_a_restart_forgets_no_retry(opens: Opens, server: ScriptedServer) -> None:
    person = opens()
    person.ready()
    server.reply(failure(400, "no room"))
    person.ask("Hello")
    person.until(lambda: person.banner().box is not None)
    path = person.path
    person.quit()
    again = opens(session=path)
    again.until(lambda: again.window.current is not None)
    assert "no room" in again.box.title
    server.reply(stream(["Now"]))
    again.retry()
    assert slices(again) == [("Hello", False), ("Now", False)]
    assert not list(again.state.failures.iterdir())


def test_a_program_that_is_closed_while_an_answer_goes_on_keeps_all_of_it(
    opens: Opens, server: ScriptedServer
) -> None:
    person = opens()
    person.ready()
    stopped(person, server, "one", " two")
    more = paced(" three", " four")
    server.reply(more.answer)
    person.press("Alt+Return")
    person.shows("one two three")
    path = person.path
    person.window.abandon()
    person.until(lambda: person.codes)
    more.end()
    again = opens(session=path)
    again.until(lambda: again.window.current is not None)
    again.until(lambda: again.on_disk(path).slices[-1].text == "one two three")
    assert again.on_disk(path).slices[-1].status == "stopped"


def test_a_gateway_in_the_middle_of_an_answer_is_told(
    person: Person, server: ScriptedServer
) -> None:
    half = openai_stream(["Half. "], finish=None, done=False)
    server.reply(Answer(body=[*half, sse("<html><title>504 Gateway Time-out</title></html>")]))
    assert person.ask("Hello").text == "Half. "
    assert person.box.title == "The answer was cut off"
    assert "1 piece of the answer was unreadable" in person.box.sentence
    assert "details" in [act.name for act in person.box.acts]
    assert not person.notices()
