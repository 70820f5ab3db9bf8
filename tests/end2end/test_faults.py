"""When things go wrong: what the person reads, what stays, and what is asked again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person, write_project
from tests.support.server import (
    CLOSE,
    RESET,
    Answer,
    ScriptedServer,
    chunk,
    failure,
    json_answer,
    openai_stream,
    rate_limited,
    redirect,
    refusing_port,
    sse,
    stream,
    web_page,
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


@pytest.mark.parametrize("cut", [CLOSE, RESET])
def test_a_connection_that_breaks_before_the_answer_is_tried_three_times(
    person: Person, server: ScriptedServer, cut: Any
) -> None:
    server.reply(*[Answer(before=[cut])] * 9)
    assert person.ask() is None
    assert len(server.visits) == 3
    assert person.box.title.startswith("Cannot reach 127.0.0.1")
    assert "Retry" in person.acts()


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


@pytest.mark.parametrize(
    ("status", "asked", "reads"),
    [
        (400, 1, WORDS),
        (401, 1, "The key for scripted was refused"),
        (402, 1, WORDS),
        (403, 1, WORDS),
        (404, 1, "does not know the model test-model, or this path"),
        (408, 3, "timed out"),
        (409, 2, WORDS),
        (413, 1, "too long"),
        (422, 1, WORDS),
        (500, 3, WORDS),
        (502, 3, WORDS),
        (503, 3, WORDS),
        (504, 3, "timed out"),
        (529, 3, WORDS),
    ],
)
def test_a_refusal_says_its_reason_and_is_repeated_as_its_status_allows(
    person: Person, server: ScriptedServer, status: int, asked: int, reads: str
) -> None:
    server.reply(*refusals(status, asked), stream(["Better now"]))
    assert person.ask("Please") is None
    assert len(server.visits) == asked
    assert reads in person.box.title
    assert "kept" in person.box.sentence
    assert [one.text for one in person.on_disk().slices] == ["Please"]
    person.agree()
    person.retry()
    assert person.answer.text == "Better now"
    assert server.visits[-1].body == server.visits[0].body


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


def test_too_long_a_request_names_the_piece_to_drop(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    (root / "large.txt").write_text("word " * 500, encoding="utf-8")
    (root / "small.txt").write_text("word", encoding="utf-8")
    server.reply(failure(400, "maximum context length is 100", code="context_length_exceeded"))
    person.ask("<!-- include: small.txt -->\n<!-- include: large.txt -->\nWhat is this?")
    assert "too long for test-model" in person.box.title
    assert "large.txt" in person.box.sentence


def test_a_rate_limit_counts_down_beside_stop_and_then_asks_again(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(rate_limited("2"), stream(["At last"]))
    person.send("Hello")
    person.until(lambda: person.banner().box is not None)
    assert person.box.title == "Sending again in 2 s"
    assert "limits how often" in person.box.sentence
    assert person.acts()[0] == "Stop"
    person.until(lambda: person.banner().box and person.box.title == "Sending again in 1 s")
    person.rest()
    assert person.answer.text == "At last"


def test_the_wait_of_a_rate_limit_can_be_cancelled(person: Person, server: ScriptedServer) -> None:
    server.reply(rate_limited("30"))
    person.send("Hello")
    person.until(lambda: person.banner().box is not None)
    person.press("Esc")
    person.rest()
    assert person.banner().word == "not sent"
    assert "Retry" in person.acts()
    assert len(server.visits) == 1


def test_a_rate_limit_beyond_a_minute_is_a_button_with_the_time(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(rate_limited("180"), stream(["Later"]))
    assert person.ask() is None
    assert len(server.visits) == 1
    label = next(one for one in person.acts() if one.startswith("Retry after "))
    then = datetime.strptime(label, "Retry after %H:%M")
    assert (then.hour, then.minute) in later(180)
    person.retry()
    assert person.answer.text == "Later"


@pytest.mark.parametrize(
    "junk", ["-5", "soon", "1e400", "nan", "", "Thu, 01 Jan 1970 00:00:00 GMT"]
)
def test_a_pause_that_makes_no_sense_is_replaced_by_our_own(
    person: Person, server: ScriptedServer, junk: str
) -> None:
    server.reply(rate_limited(junk), stream(["Good"]))
    assert person.ask().text == "Good"
    assert len(server.visits) == 2


def test_a_web_page_is_called_one_and_its_title_is_named(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(web_page("Hotel Wi-Fi"))
    assert person.ask() is None
    assert "answered with a web page" in person.box.title
    assert "Hotel Wi-Fi" in person.box.title
    assert "login page of the network" in person.box.sentence
    assert len(server.visits) == 1


def test_a_whole_json_answer_is_shown_as_the_answer(person: Person, server: ScriptedServer) -> None:
    message = {"role": "assistant", "content": "All at once"}
    server.reply(json_answer({"choices": [{"message": message, "finish_reason": "stop"}]}))
    assert person.ask().text == "All at once"
    assert person.answer.status == "complete"
    person.agree()


@pytest.mark.parametrize("finish", ["stop", "length", None])
def test_an_answer_with_nothing_in_it_makes_no_slice_and_offers_retry(
    person: Person, server: ScriptedServer, finish: str | None
) -> None:
    server.reply(Answer(body=openai_stream([], finish=finish)), stream(["Something"]))
    assert person.ask() is None
    assert finish is None or f"(finish reason: {finish})" in person.box.title
    assert person.banner().word == "failed"
    person.retry()
    assert person.answer.text == "Something"


@pytest.mark.parametrize("end", [(), (CLOSE,), (RESET,)])
def test_a_cut_stream_keeps_its_text_with_a_quiet_mark_and_retry(
    person: Person, server: ScriptedServer, end: Any
) -> None:
    body = [*openai_stream(["Half of"], finish=None, done=False), *end]
    server.reply(Answer(body=body), stream(["All of it"]))
    answer = person.ask()
    assert (answer.text, answer.status, answer.error) == ("Half of", "interrupted", "cut_off")
    assert len(server.visits) == 1
    assert person.box.title == "The answer was cut off"
    assert person.box.level == "warn"
    person.agree()
    person.retry()
    assert [one.text for one in person.on_disk().slices][1:] == ["Half of", "All of it"]
    assert person.on_disk().slices[1].alt


def test_an_error_inside_the_stream_says_the_words_and_keeps_what_came(
    person: Person, server: ScriptedServer
) -> None:
    error = sse({"error": {"message": WORDS, "code": "server_error"}})
    server.reply(Answer(body=[chunk({"content": "Some text"}), error]))
    answer = person.ask()
    assert (answer.text, answer.status) == ("Some text", "error")
    assert WORDS in f"{person.box.title} {person.box.sentence}"
    assert {"Retry", "Details"} <= set(person.acts())
    assert len(server.visits) == 1


def test_an_error_as_the_first_event_is_asked_again_if_its_code_allows(
    person: Person, server: ScriptedServer
) -> None:
    passing = sse({"error": {"message": WORDS, "code": "overloaded"}})
    server.reply(Answer(body=[passing]), stream(["Second try"]))
    assert person.ask().text == "Second try"
    final = sse({"error": {"message": WORDS, "code": "invalid_request"}})
    server.reply(Answer(body=[final]))
    person.ask("Again")
    assert len(server.visits) == 3
    assert WORDS in person.box.title


def test_an_unreadable_piece_is_counted_and_the_rest_goes_on(
    person: Person, server: ScriptedServer
) -> None:
    body = [chunk({"content": "Good "}), b"data: {broken\n\n", *openai_stream(["end"])]
    server.reply(Answer(body=body))
    answer = person.ask()
    assert (answer.text, answer.status) == ("Good end", "complete")
    assert any("1 piece of the answer was unreadable" in one for one in person.notices())


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


def test_a_redirect_to_another_host_is_named_and_nothing_is_sent_there(
    person: Person, server: ScriptedServer
) -> None:
    with ScriptedServer() as other:
        server.reply(redirect(f"{other.base_url}/chat/completions"))
        assert person.ask() is None
        assert f"redirects to 127.0.0.1:{other.port}" in person.box.title
        assert "nothing was sent there" in person.box.title
        assert not other.visits
        assert other.accepted == 0


def test_a_certificate_that_nobody_vouches_for_is_named_and_cannot_be_ignored(
    opens: Opens, root: Path
) -> None:
    with ScriptedServer(tls=True) as server:
        write_project(root, server.base_url)
        person = opens()
        person.ready()
        assert person.ask() is None
        assert "VibeKoder test certificate" in person.box.title
        usual = {"Retry", "Details", "Check the backend", "Copy text", "Regenerate"}
        assert set(person.acts()) <= usual
        assert not server.visits


def test_retry_is_a_button_for_the_pointer_too(person: Person, server: ScriptedServer) -> None:
    server.reply(failure(400, "no"), stream(["Yes"]))
    person.ask("Hello")
    person.press_act("Retry")
    person.rest()
    assert person.answer.text == "Yes"
    assert person.banner(1).box is None
