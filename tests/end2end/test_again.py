"""The way to the server in a word, and the last failed request once more by one key."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import Person, write_project
from tests.support.builders import file_text
from tests.support.server import (
    Answer,
    ScriptedServer,
    failure,
    rate_limited,
    refusing_port,
    stream,
)


def test_the_failed_request_is_repeated_by_one_key(person: Person, server: ScriptedServer) -> None:
    server.reply(failure(400, "no"), stream(["Yes"]))
    person.ask("Hello")
    person.press("Ctrl+Shift+R")
    person.rest()
    person.until(lambda: person.answer is not None)
    assert [one.text for one in person.on_disk().slices] == ["Hello", "Yes"]


def test_it_repeats_the_one_that_failed_last(person: Person, server: ScriptedServer) -> None:
    server.reply(failure(400, "no"), failure(400, "no"), stream(["Yes"]))
    person.ask("One")
    person.ask("Two")
    person.press("Ctrl+Shift+R")
    person.rest()
    assert server.visits[-1].json()["messages"][-1]["content"] == "Two"


def test_an_answer_that_was_cut_off_is_asked_for_again_after_a_restart(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    cut = "=={ Assistant | id=bbbbbb status=interrupted }==\nHalf\n"
    path.write_text(file_text("u aaaaaa: Hello") + "\n" + cut, "utf-8")
    server.reply(stream(["Whole"]))
    person = opens(session=path)
    person.ready()
    person.press("Ctrl+Shift+R")
    person.rest()
    person.until(lambda: any(one.text == "Whole" for one in person.on_disk().slices))


def test_a_server_out_of_reach_reads_disconnected_until_it_answers(
    opens: Opens, root: Path
) -> None:
    with refusing_port() as port:
        write_project(root, f"http://127.0.0.1:{port}/v1")
        person = opens()
        person.ready()
        assert person.ask() is None
        status = person.window.status.state
        person.until(lambda: status.text() == "disconnected")
        assert f"Cannot reach 127.0.0.1:{port}" in status.toolTip()
    with ScriptedServer(port=port) as server:
        server.reply(stream(["Here"]))
        person.press("Ctrl+Shift+R")
        person.rest()
        person.until(lambda: status.text() == "")
        assert status.toolTip() == ""


def test_where_nothing_failed_the_connection_is_tested(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Yes"]), stream(["ready"]))
    person.ask("Hello")
    person.press("Ctrl+Shift+R")
    person.until(lambda: any("Scripted answers" in one for one in person.notices()))
    assert server.visits[-1].json()["model"] == "test-model"
    assert [one.text for one in person.on_disk().slices] == ["Hello", "Yes"]


def test_esc_stops_the_test_of_a_server_that_never_answers(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(Answer(before=(threading.Event(),)))
    person.press("Ctrl+Shift+R")
    person.until(lambda: server.visits and person.tab.trial)
    person.press("Esc")
    person.until(lambda: person.notices()[-1:] == ["Scripted was not tested You have stopped it."])
    person.until(lambda: not server.open_connections)


def test_the_notice_stops_the_test_as_well(person: Person, server: ScriptedServer) -> None:
    server.reply(Answer(before=(threading.Event(),)))
    person.press("Ctrl+Shift+R")
    person.until(lambda: server.visits)
    person.press_notice("untest")
    person.until(lambda: person.tab.trial is None)
    person.until(lambda: not server.open_connections)


def test_a_second_press_starts_no_other_test(person: Person, server: ScriptedServer) -> None:
    gate = threading.Event()
    server.reply(stream(["ready"]).but(before=(gate,)))
    person.press("Ctrl+Shift+R", "Ctrl+Shift+R")
    person.until(lambda: server.visits)
    person.press("Ctrl+Shift+R")
    gate.set()
    person.until(lambda: any("Scripted answers" in one for one in person.notices()))
    assert len(server.visits) == 1


def test_a_connection_that_fails_the_test_says_why(person: Person, server: ScriptedServer) -> None:
    server.reply(failure(401, "no such key"))
    person.press("Ctrl+Shift+R")
    person.until(lambda: any("was refused" in one for one in person.notices()))
    assert not person.tab.runs


def test_the_wait_for_a_retry_counts_down_in_the_status_bar(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(rate_limited("20"))
    person.send("Hello")
    status = person.window.status.state
    person.until(lambda: status.text().startswith("retrying in "))
    assert status.text().endswith(" s")
    person.press("Esc")
    person.rest()


def test_the_one_that_failed_last_is_repeated_also_where_it_stands_above(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(failure(400, "no"), failure(400, "no"), failure(400, "no"), stream(["Yes"]))
    person.ask("One")
    person.ask("Two")
    person.choose(1, "Retry")
    person.until(lambda: len(server.visits) == 3)
    person.rest()
    person.window.trigger("session.repeat")
    person.until(lambda: len(server.visits) == 4)
    person.rest()
    assert server.visits[-1].json()["messages"][-1]["content"] == "One"
