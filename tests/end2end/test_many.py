"""Many requests at once, and stopping one among them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.end2end.person import Person
from tests.end2end.streams import Paced, paced
from tests.support.server import Answer, ScriptedServer, Visit
from vibekoder.core.session import Slice


@pytest.fixture
def eight(person: Person, server: ScriptedServer) -> dict[str, Paced]:
    """Two prompts in each of four tabs, all being answered."""
    talks = {f"prompt {n}": paced(f"answer to {n}:", f" end of {n}") for n in range(8)}

    def choose(visit: Visit) -> Answer:
        return talks[visit.json()["messages"][-1]["content"]].answer

    server.choose = choose
    for number, prompt in enumerate(talks):
        if number and not number % 2:
            person.new_session()
        person.send(prompt)
    person.until(lambda: len(server.visits) == 8)
    person.until(lambda: all(run.chars == len("answer to 0:") for run in person.workspace.runs))
    person.settle()
    return talks


def answers(person: Person) -> dict[str, Slice]:
    """Every answer on the disk, by the number in its text."""
    paths = sorted(person.workspace.project.sessions.glob("*.md"))
    slices = [one for path in paths for one in person.on_disk(path).slices]
    said = [one for one in slices if one.role == "assistant"]
    return {one.text.removeprefix("answer to ")[0]: one for one in said}


def stop_in_panel(person: Person, run_id: str) -> None:
    """Click the Stop of a request in the requests panel."""
    view = person.window.requests.view
    row = next(at for at, one in enumerate(view.model().rows) if one.id == run_id)
    index = view.model().index(row, 0)
    view.scrollTo(index)
    place = view.delegate.stop_box(view.visualRect(index)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))


def run_of(person: Person, number: int) -> Any:
    """The run that answers a prompt."""
    runs = person.workspace.runs
    return next(run for run in runs if run.strike.prompt == f"prompt {number}")


def test_eight_requests_run_at_once_and_each_answer_finds_its_own_slice(
    person: Person, eight: dict[str, Paced]
) -> None:
    person.until(lambda: len(person.window.requests.model.rows) == 8)
    assert len(person.window.tabs.widgets) == 4
    for talk in reversed(eight.values()):
        talk.end()
    person.rest()
    said = answers(person)
    assert {n: one.text for n, one in said.items()} == {
        str(n): talk.text for n, talk in enumerate(eight.values())
    }
    assert {one.status for one in said.values()} == {"complete"}
    assert not person.journals()


def test_escape_stops_the_newest_of_this_tab_and_no_other(
    person: Person, server: ScriptedServer, eight: dict[str, Paced]
) -> None:
    person.press("Alt+2", "Esc")
    person.until(lambda: len(person.workspace.runs) == 7)
    stopped = [one for one in server.visits if b"prompt 3" in one.body]
    person.until(stopped[0].disconnected.is_set)
    for talk in eight.values():
        talk.end()
    person.rest()
    said = answers(person)
    assert (said["3"].text, said["3"].status) == ("answer to 3:", "stopped")
    assert [one.status for n, one in said.items() if n != "3"] == ["complete"] * 7
    assert [one.disconnected.is_set() for one in server.visits].count(True) == 1


def test_the_requests_panel_stops_one_of_another_tab(
    person: Person, server: ScriptedServer, eight: dict[str, Paced]
) -> None:
    stop_in_panel(person, run_of(person, 4).id)
    person.until(lambda: len(person.workspace.runs) == 7)
    stopped = [one for one in server.visits if b"prompt 4" in one.body]
    person.until(stopped[0].disconnected.is_set)
    for talk in eight.values():
        talk.end()
    person.rest()
    said = answers(person)
    assert (said["4"].text, said["4"].status) == ("answer to 4:", "stopped")
    assert [one.status for n, one in said.items() if n != "4"] == ["complete"] * 7


def test_escape_stops_the_request_of_the_slice_at_the_caret(
    person: Person, eight: dict[str, Paced]
) -> None:
    older = person.tab.session.find(run_of(person, 6).slice_id)
    assert older is not None
    person.click_in(older, len(person.editor.part_texts()[older]) - 3)
    person.press("Esc")
    person.until(lambda: len(person.workspace.runs) == 7)
    for talk in eight.values():
        talk.end()
    person.rest()
    said = answers(person)
    assert said["6"].status == "stopped"
    assert said["7"].status == "complete"


def test_all_can_be_stopped_at_once(person: Person, eight: dict[str, Paced]) -> None:
    QTest.mouseClick(person.window.requests.head.stop_all, Qt.MouseButton.LeftButton)
    person.rest()
    said = answers(person)
    assert [one.status for one in said.values()] == ["stopped"] * 8
    assert [one.text for n, one in said.items()] == [f"answer to {n}:" for n in said]
    assert eight["prompt 0"].gone == 0


def test_a_stop_is_seen_at_once_and_the_next_request_may_start(
    person: Person, server: ScriptedServer
) -> None:
    first, second = paced("one", " more"), paced("two", " more")
    server.reply(first.answer, second.answer)
    person.send("First")
    person.shows("one")
    person.press("Esc")
    person.send("Second")
    person.shows("two")
    second.end()
    person.rest()
    said = [one for one in person.on_disk().slices if one.role == "assistant"]
    assert [(one.text, one.status) for one in said] == [
        ("one", "stopped"),
        ("two more", "complete"),
    ]
    person.agree()


def test_a_second_request_sees_only_finished_slices(person: Person, server: ScriptedServer) -> None:
    first, second = paced("not yet whole", "!"), paced("other")
    server.reply(first.answer, second.answer)
    person.send("First")
    person.shows("not yet whole")
    person.send("Second")
    person.until(lambda: len(server.visits) == 2)
    said = server.visits[1].json()["messages"]
    assert "not yet whole" not in repr(said)
    assert "First" in repr(said)
    first.end()
    second.end()
    person.rest()
    person.agree()


def test_the_stop_on_a_banner_is_pressed_with_the_pointer(
    person: Person, server: ScriptedServer
) -> None:
    talk = paced("some text", " more")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("some text")
    person.press_act("Stop")
    person.rest()
    assert (person.answer.text, person.answer.status) == ("some text", "stopped")
    person.until(server.visits[0].disconnected.is_set)
