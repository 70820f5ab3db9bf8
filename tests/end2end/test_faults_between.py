"""What stands between here and a server, and waiting for it: for every dialect, in the window."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person
from tests.end2end.speaking import entry, write
from tests.support.dialects import SPOKEN, Spoken
from tests.support.proxy import LoopbackProxy, SocksProxy
from tests.support.server import (
    FAR_CERTIFICATE,
    FAR_CERTIFICATE_NAME,
    FAR_HOST,
    Answer,
    ScriptedServer,
    Visit,
    redirect,
)
from vibekoder.cli.main import Open
from vibekoder.store.paths import State

PASSWORD = "me:s3cret-of-the-proxy"
Behind = Callable[..., Person]


@pytest.fixture
def behind(
    qt_loop: object, qtbot: QtBot, root: Path, state: State, spoken: Spoken
) -> Iterator[Behind]:
    """Starts the program with these variables; the backend is a machine far away."""
    people: list[Person] = []

    def start(
        url: str = f"http://{FAR_HOST}", ca_file: str = "", proxy: str = "", **environ: str
    ) -> Person:
        write(root, url, spoken, key_variable='""', ca_file=f'"{ca_file}"', proxy=f'"{proxy}"')
        person = Person(qtbot, Open(project=root), state, {**os.environ, **environ})
        people.append(person)
        person.ready()
        return person

    yield start
    for person in people:
        person.leave()


@pytest.fixture
def person(
    qt_loop: object, opens: Opens, root: Path, server: ScriptedServer, spoken: Spoken
) -> Person:
    """Somebody whose backend speaks the dialect."""
    write(root, server.url, spoken)
    someone = opens()
    someone.ready()
    return someone


def test_a_host_that_nobody_knows_is_said_and_not_asked_again(
    behind: Behind, spoken: Spoken
) -> None:
    person = behind("http://nobody.invalid")
    statuses = person.statuses()
    assert person.ask("Please") is None
    assert "Cannot reach nobody.invalid" in person.box.title
    assert "no machine of this name" in person.box.title
    assert "retrying" not in statuses
    assert person.acts()[0] == "Retry"
    assert [one.text for one in person.on_disk().slices] == ["Please"]


@pytest.mark.parametrize("given", ["", "me:wrong-s3cret@"])
def test_a_proxy_that_wants_a_password_is_named_and_asked_once(
    behind: Behind, server: ScriptedServer, given: str, tmp_path: Path
) -> None:
    with LoopbackProxy(server, password=PASSWORD) as proxy:
        person = behind(http_proxy=f"http://{given}{proxy.place}")
        assert person.ask("Please") is None
        assert f"The proxy {proxy.place}" in person.box.title
        assert "wants a password" in person.box.title
        assert "kept" in person.box.sentence
        assert person.acts()[0] == "Check the backend"
        assert len(proxy.asked) == 1
        assert person.files_with("s3cret", tmp_path, person.state.root) == []
    assert [one.text for one in person.on_disk().slices] == ["Please"]


def test_a_proxy_that_knows_the_password_lets_the_answer_through(
    behind: Behind, server: ScriptedServer, spoken: Spoken
) -> None:
    with LoopbackProxy(server, password=PASSWORD) as proxy:
        server.reply(spoken.stream("Let in"))
        person = behind(http_proxy=f"http://{PASSWORD}@{proxy.place}")
        assert person.ask().text == "Let in"


@pytest.mark.parametrize("own", [True, False])
def test_a_socks_proxy_leads_to_the_server(
    behind: Behind, server: ScriptedServer, spoken: Spoken, own: bool
) -> None:
    with SocksProxy(server) as proxy:
        server.reply(spoken.stream("Through"))
        person = behind(proxy=proxy.url) if own else behind(ALL_PROXY=proxy.url)
        assert person.ask().text == "Through"
        assert proxy.asked == [f"{FAR_HOST}:80"]


def test_no_proxy_takes_a_host_out_of_what_the_environment_says(behind: Behind) -> None:
    with ScriptedServer() as other, LoopbackProxy(other) as proxy:
        person = behind("http://nobody.invalid", http_proxy=proxy.url, NO_PROXY=".invalid")
        assert person.ask() is None
        assert "Cannot reach nobody.invalid" in person.box.title
        assert not proxy.asked


def test_a_certificate_of_another_name_is_named_and_cannot_be_ignored(behind: Behind) -> None:
    with ScriptedServer(tls=True, certificate=FAR_CERTIFICATE) as far:
        person = behind(far.url, str(FAR_CERTIFICATE))
        assert person.ask() is None
        assert "could not prove who it is" in person.box.title
        assert FAR_CERTIFICATE_NAME in person.box.title
        assert {act.label for act in person.box.acts} <= {"Retry", "Details", "Check the backend"}
        assert not far.visits


def test_a_ca_file_that_is_none_is_named_and_nothing_is_sent(
    behind: Behind, tmp_path: Path
) -> None:
    (tmp_path / "own.pem").write_text("no certificate")
    with ScriptedServer(tls=True) as secure:
        person = behind(secure.url, str(tmp_path / "own.pem"))
        assert person.ask() is None
        assert str(tmp_path / "own.pem") in person.box.title
        assert person.acts()[0] == "Check the backend"
        assert secure.accepted == 0


@pytest.mark.parametrize("status", [301, 302, 303, 308])
def test_no_redirect_to_another_host_is_followed(
    person: Person, server: ScriptedServer, status: int
) -> None:
    with ScriptedServer() as other:
        server.reply(redirect(f"{other.base_url}/elsewhere", status))
        assert person.ask() is None
        assert f"redirects to 127.0.0.1:{other.port}" in person.box.title
        assert person.acts()[0] == "Check the backend"
        assert (len(server.visits), other.accepted) == (1, 0)


def test_a_redirect_within_the_server_is_followed_with_the_same_question(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    server.reply(redirect("/moved"), spoken.stream("Here"))
    assert person.ask().text == "Here"
    first, second = server.visits
    assert (second.method, second.path, second.body) == ("POST", "/moved", first.body)


def test_behind_a_rate_limit_the_next_request_waits_its_turn_visibly(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    limited = spoken.refusal(429, "slow down", (("Retry-After", "1"),))
    server.reply(limited, spoken.stream("One"), spoken.stream("Two"))
    person.send("First")
    person.until(lambda: person.banner().box is not None)
    person.new_session()
    person.send("Second")
    person.until(lambda: "queued, sends in 1 s" in person.banner().word)
    person.until(lambda: person.window.status.state.text().startswith("queued, sends in "))
    assert person.acts()[0] == "Stop"
    assert len(server.visits) == 1
    person.rest()
    assert len(server.visits) == 3
    assert person.answer.text == "Two"


def test_the_wait_for_a_rate_limit_can_be_cancelled(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    server.reply(spoken.refusal(429, "slow down", (("Retry-After", "30"),)))
    person.send("Please")
    person.until(lambda: "retrying in" in person.banner().word)
    person.press("Esc")
    person.rest()
    assert person.banner().word == "not sent"
    assert "Retry" in person.acts()
    assert len(server.visits) == 1
    assert [one.text for one in person.on_disk().slices] == ["Please"]


def test_an_answer_that_was_cut_goes_on_in_its_place(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    server.reply(spoken.answer(*spoken.begun(["Half of"])), spoken.stream(" it"))
    person.ask("Please")
    person.choose(person.last, "Continue")
    person.rest()
    assert (person.answer.text, person.answer.status) == ("Half of it", "complete")
    assert [one.text for one in person.on_disk().slices] == ["Please", "Half of it"]
    assert b"Half of" in server.visits[1].body
    person.agree()


def test_each_of_five_silent_answers_counts_aloud_beside_its_stop(
    qt_loop: object, opens: Opens, root: Path, server: ScriptedServer
) -> None:
    still = threading.Event()

    def answer(visit: Visit) -> Answer:
        one = next(one for one in SPOKEN if visit.path.startswith(f"/{one.kind}/"))
        return one.answer(*one.begun(["So far"]), *[one.comment, 0.2] * 90, still)

    server.choose = answer
    lines = ['id = "p1"', f'backend = "{SPOKEN[0].kind}"']
    for one in SPOKEN:
        lines += entry(one, f"{server.url}/{one.kind}", one.kind)
    (root / "vibekoder.toml").write_text("\n".join(lines) + "\n", "utf-8")
    (root / "sessions").mkdir()
    person = opens()
    person.ready()
    for one in SPOKEN:
        path = root / "sessions" / f"{one.kind}.md"
        path.write_text(f"---\nbackend: {one.kind}\n---\n", "utf-8")
        person.workspace.open(path)
        person.until(lambda path=path: person.tab.path == path)
        person.until(lambda: person.composer.prompt.hasFocus())
        person.send("Hello")
    for number, _ in enumerate(SPOKEN):
        person.press(f"Alt+{number + 2}")
        person.until(lambda: "answering, no text for " in person.banner().word)
        assert person.acts()[0] == "Stop"
    person.press("Esc")
    person.until(lambda: len(person.workspace.runs) == len(SPOKEN) - 1)
    assert person.answer is None or person.answer.status == "stopped"
    assert KEY not in person.editor.session_text()
