"""When things go wrong: what the person reads, what stays, and what is asked again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person, write_project
from tests.support.server import (
    Answer,
    ScriptedServer,
    chunk,
    failure,
    rate_limited,
    refusing_port,
    stream,
)

SOON = (("Retry-After-Ms", "30"),)
WORDS = "the words of the server"


def later(seconds: float) -> list[tuple[int, int]]:
    """Hour and minute so many seconds after now, or a moment ago."""
    now = datetime.now()
    times = [now + timedelta(seconds=seconds - ago) for ago in (0, 20)]
    return [(one.hour, one.minute) for one in times]


def refusals(status: int, times: int) -> list[Answer]:
    """The same refusal several times, asking for a short pause."""
    return [failure(status, WORDS, headers=SOON) for _ in range(times)]


def test_a_closed_port_is_asked_three_times_and_a_retry_reaches_the_server_once_it_is_there(
    opens: Opens, root: Path
) -> None:
    with refusing_port() as port:
        write_project(root, f"http://127.0.0.1:{port}/v1")
        person = opens()
        person.ready()
        statuses = person.statuses()
        assert person.ask() is None
        assert statuses.count("retrying") == 2
        assert f"Cannot reach 127.0.0.1:{port}" in person.box.title
    with ScriptedServer(port=port) as server:
        server.reply(stream(["Here"]))
        person.retry()
        assert person.answer.text == "Here"


def test_a_host_that_nobody_knows_is_said_and_not_asked_again(opens: Opens, root: Path) -> None:
    write_project(root, "http://nobody.invalid/v1")
    file = root / "vibekoder.toml"
    # a key would go to an address of this computer alone unless the person said so
    file.write_text(file.read_text("utf-8").replace('"SCRIPTED_KEY"', '""'), "utf-8")
    person = opens()
    person.ready()
    statuses = person.statuses()
    assert person.ask() is None
    assert "nobody.invalid" in person.box.title
    assert "retrying" not in statuses
    assert "Retry" in person.acts()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_what_the_server_sent_is_one_click_away_and_the_key_is_nowhere(
    person: Person, server: ScriptedServer, tmp_path: Path, status: int
) -> None:
    server.reply(*[failure(status, f"{WORDS} about {KEY}", headers=SOON) for _ in range(3)])
    person.ask()
    assert server.visits[0].headers["authorization"] == f"Bearer {KEY}"
    person.choose(1, "Details")
    read = person.sheet().text.toPlainText()
    assert WORDS in read
    seen = [read, person.editor.session_text(), *person.notices(), repr(person.banner())]
    assert not [one for one in seen if KEY in one]
    assert not person.files_with(KEY, tmp_path, person.state.root)


def test_a_refused_key_offers_the_way_to_the_key(person: Person, server: ScriptedServer) -> None:
    server.reply(failure(401, "bad key"))
    person.ask()
    assert person.acts()[0] == "Check the key"
    person.choose(1, "Check the key")
    assert person.sheet().accessibleName() == "A key for Scripted"


def test_the_wait_of_a_rate_limit_can_be_cancelled(person: Person, server: ScriptedServer) -> None:
    server.reply(rate_limited("30"))
    person.send("Hello")
    person.until(lambda: person.banner().box is not None)
    person.press("Esc")
    person.rest()
    assert person.banner().word == "not sent"
    assert "Retry" in person.acts()
    assert len(server.visits) == 1


@pytest.mark.parametrize(
    "junk", ["-5", "soon", "1e400", "nan", "", "Thu, 01 Jan 1970 00:00:00 GMT"]
)
def test_a_pause_that_makes_no_sense_is_replaced_by_our_own(
    person: Person, server: ScriptedServer, junk: str
) -> None:
    server.reply(rate_limited(junk), stream(["Good"]))
    assert person.ask().text == "Good"
    assert len(server.visits) == 2


def test_silence_is_counted_beside_stop_and_ends_at_the_idle_limit(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    write_project(root, server.base_url, idle_limit=6.5)
    keep_alive = [b": still here\n\n", 0.2] * 60
    server.reply(Answer(body=[chunk({"content": "First"}), *keep_alive]))
    person = opens()
    person.ready()
    person.send("Hello")
    person.until(lambda: "no text for 5 s" in person.banner().word)
    assert person.acts()[0] == "Stop"
    person.rest()
    assert (person.answer.text, person.answer.error) == ("First", "idle")
    assert len(server.visits) == 1


def test_retry_is_a_button_for_the_pointer_too(person: Person, server: ScriptedServer) -> None:
    server.reply(failure(400, "no"), stream(["Yes"]))
    person.ask("Hello")
    person.press_act("Retry")
    person.rest()
    assert person.answer.text == "Yes"
    assert person.banner(1).box is None
