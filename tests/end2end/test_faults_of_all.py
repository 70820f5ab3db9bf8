"""The table of what can go wrong, for every dialect, through the window with real sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person
from tests.end2end.speaking import write
from tests.support.dialects import Spoken
from tests.support.server import (
    CERTIFICATE,
    CLOSE,
    RESET,
    Answer,
    ScriptedServer,
    json_answer,
    redirect,
    refusing_port,
    web_page,
)

SOON = (("Retry-After-Ms", "30"),)
WORDS = "the words of the server"


@pytest.fixture
def person(
    qt_loop: object, opens: Opens, root: Path, server: ScriptedServer, spoken: Spoken
) -> Person:
    """Somebody whose backend speaks the dialect."""
    write(root, server.url, spoken)
    someone = opens()
    someone.ready()
    return someone


def test_a_closed_port_is_asked_three_times_and_retry_reaches_the_server_that_came_back(
    qt_loop: object, opens: Opens, root: Path, spoken: Spoken
) -> None:
    with refusing_port() as port:
        write(root, f"http://127.0.0.1:{port}", spoken)
        person = opens()
        person.ready()
        statuses = person.statuses()
        assert person.ask() is None
        assert statuses.count("retrying") == 2
        assert f"127.0.0.1:{port}" in person.box.title
        assert person.box.title.startswith(("Cannot reach ", "Ollama is not running at "))
    with ScriptedServer(port=port) as server:
        server.reply(spoken.stream("Here"))
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


@pytest.mark.parametrize(
    ("status", "asked", "reads"),
    [
        (400, 1, WORDS),
        (401, 1, "The key for Scripted was refused"),
        (402, 1, f"reports no credit for this key: “{WORDS}”"),
        (403, 1, f"does not allow this request: “{WORDS}”"),
        (404, 1, "127.0.0.1:{port} does not know the model test-model, or this path"),
        (407, 1, "wants a password"),
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
    person: Person, server: ScriptedServer, spoken: Spoken, status: int, asked: int, reads: str
) -> None:
    server.reply(*[spoken.refusal(status, WORDS, SOON)] * asked, spoken.stream("Better now"))
    assert person.ask("Please") is None
    assert len(server.visits) == asked
    assert reads.format(port=server.port) in person.box.title
    assert "kept" in person.box.sentence
    assert [one.text for one in person.on_disk().slices] == ["Please"]
    person.agree()
    person.retry()
    assert person.answer.text == "Better now"
    assert server.visits[-1].body == server.visits[0].body


def test_the_key_that_a_server_echoes_is_nowhere(
    person: Person, server: ScriptedServer, spoken: Spoken, tmp_path: Path
) -> None:
    server.reply(spoken.refusal(401, f"{WORDS} about {KEY}"))
    person.ask()
    assert KEY in repr(server.visits[0].headers)
    assert person.acts()[0] == "Check the key"
    person.choose(1, "Details")
    read = person.sheet().text.toPlainText()
    assert WORDS in read
    seen = [read, person.editor.session_text(), *person.notices(), repr(person.banner())]
    assert not [one for one in seen if KEY in one]
    assert not person.files_with(KEY, tmp_path, person.state.root)


def test_too_long_a_request_names_the_piece_to_drop(
    person: Person, server: ScriptedServer, spoken: Spoken, root: Path
) -> None:
    (root / "large.txt").write_text("word " * 500, encoding="utf-8")
    server.reply(spoken.refusal(400, spoken.too_long))
    person.ask("<!-- include: large.txt -->\nWhat is this?")
    assert "too long for test-model" in person.box.title
    assert "large.txt" in person.box.sentence
    server.reply(spoken.stream("Short enough"))
    person.choose(person.last, "Drop it and send")
    person.rest()
    assert person.answer.text == "Short enough"
    assert b"word word" in server.visits[0].body
    assert b"word word" not in server.visits[1].body
    person.window.activateWindow()  # a menu takes that away without a desktop
    person.until(person.window.isActiveWindow)
    person.editor.setFocus()
    person.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    person.until(lambda: "}==\n<!-- include: large.txt" in person.editor.session_text())


def test_the_pieces_of_too_long_a_request_can_be_chosen_by_hand(
    person: Person, server: ScriptedServer, spoken: Spoken, root: Path
) -> None:
    (root / "large.txt").write_text("word " * 500, encoding="utf-8")
    server.reply(spoken.refusal(413, "too much"), spoken.stream("Short enough"))
    person.ask("<!-- include: large.txt -->\nWhat is this?")
    person.choose(person.last, "Choose the pieces")
    person.window.activateWindow()  # a menu takes that away without a desktop
    person.until(person.window.isActiveWindow)
    pieces = person.window.composing.panel.view
    person.until(pieces.hasFocus)
    person.press("Home")
    person.until(lambda: pieces.current() or person.press("Down"))
    # it is as the failed request left it, without a pin
    person.until(lambda: pieces.current().line == "<!-- include: large.txt -->")
    person.press("Space")
    person.until(lambda: "\\<!-- include" in person.editor.session_text())
    person.retry()
    assert person.answer.text == "Short enough"
    assert b"word word" not in server.visits[1].body


def test_a_rate_limit_counts_down_beside_stop_and_then_asks_again(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    limited = spoken.refusal(429, WORDS, (("Retry-After", "1"),))
    server.reply(limited, spoken.stream("At last"))
    person.send("Hello")
    person.until(lambda: person.banner().box is not None)
    assert person.box.title == "Sending again in 1 s"
    assert person.acts()[0] == "Stop"
    person.rest()
    assert person.answer.text == "At last"


def test_a_rate_limit_beyond_a_minute_is_a_button_with_the_time(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    server.reply(spoken.refusal(429, WORDS, (("Retry-After", "180"),)), spoken.stream("Later"))
    assert person.ask() is None
    assert len(server.visits) == 1
    assert [one for one in person.acts() if one.startswith("Retry after ")]
    person.retry()
    assert person.answer.text == "Later"


def test_the_pause_of_a_rate_limit_may_be_told_as_a_date(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=1.9), usegmt=True)
    server.reply(spoken.refusal(429, WORDS, (("Retry-After", date),)), spoken.stream("Then"))
    person.send("Hello")
    person.until(lambda: person.banner().box is not None)
    assert person.box.title.startswith("Sending again in ")
    person.rest()
    assert person.answer.text == "Then"


@pytest.mark.parametrize("pause", ["-5", "in a while"])
def test_a_pause_that_cannot_be_is_a_short_one(
    person: Person, server: ScriptedServer, spoken: Spoken, pause: str
) -> None:
    server.reply(spoken.refusal(429, WORDS, (("Retry-After", pause),)), spoken.stream("Soon"))
    assert person.ask().text == "Soon"
    assert len(server.visits) == 2


def test_a_pause_beyond_all_time_is_a_button(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    endless = (("Retry-After", "9" * 12),)
    server.reply(spoken.refusal(429, WORDS, endless), spoken.stream("Later"))
    assert person.ask() is None
    assert len(server.visits) == 1
    assert [one for one in person.acts() if one.startswith("Retry")]
    person.retry()
    assert person.answer.text == "Later"


def test_a_web_page_is_called_one_and_its_title_is_named(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(web_page("Hotel Wi-Fi"))
    assert person.ask() is None
    assert "answered with a web page" in person.box.title
    assert "Hotel Wi-Fi" in person.box.title
    assert len(server.visits) == 1


def test_a_whole_json_answer_is_shown_as_the_answer(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    server.reply(json_answer(spoken.whole("All at once")))
    assert person.ask().text == "All at once"
    assert person.answer.status == "complete"
    person.agree()


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_an_answer_with_nothing_in_it_makes_no_slice_and_offers_retry(
    person: Person, server: ScriptedServer, spoken: Spoken, finish: str
) -> None:
    server.reply(spoken.stream(finish=finish), spoken.stream("Something"))
    assert person.ask() is None
    assert "finish reason" in person.box.title
    assert person.banner().word == "failed"
    person.retry()
    assert person.answer.text == "Something"


@pytest.mark.parametrize("end", [(), (CLOSE,), (RESET,)])
def test_a_cut_stream_keeps_its_text_with_a_quiet_mark_and_retry(
    person: Person, server: ScriptedServer, spoken: Spoken, end: Any
) -> None:
    server.reply(spoken.answer(*spoken.begun(["Half of"]), *end), spoken.stream("All of it"))
    answer = person.ask()
    assert (answer.text, answer.status, answer.error) == ("Half of", "interrupted", "cut_off")
    assert len(server.visits) == 1
    assert (person.box.title, person.box.level) == ("The answer was cut off", "warn")
    person.agree()
    person.retry()
    assert [one.text for one in person.on_disk().slices][1:] == ["Half of", "All of it"]


def test_an_error_inside_the_stream_says_the_words_and_keeps_what_came(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    server.reply(spoken.answer(*spoken.begun(["Some text"]), spoken.broken(WORDS, True)))
    answer = person.ask()
    assert (answer.text, answer.status) == ("Some text", "error")
    assert WORDS in f"{person.box.title} {person.box.sentence}"
    assert {"Retry", "Details"} <= set(person.acts())
    assert len(server.visits) == 1


def test_an_error_as_the_first_event_is_asked_again_if_its_code_allows(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    server.reply(spoken.answer(spoken.broken(WORDS, True)), spoken.stream("Second try"))
    assert person.ask().text == "Second try"
    server.reply(spoken.answer(spoken.broken(WORDS, False)))
    person.ask("Again")
    assert len(server.visits) == 3
    assert WORDS in person.box.title


def test_an_unreadable_piece_is_counted_and_the_rest_goes_on(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    *begun, last = spoken.begun(["Good ", "end"])
    server.reply(spoken.answer(*begun, spoken.spoiled, last, *spoken.ended("stop")))
    answer = person.ask()
    assert (answer.text, answer.status) == ("Good end", "complete")
    assert any("1 piece of the answer was unreadable" in one for one in person.notices())


def test_silence_ends_at_the_idle_limit_and_keeps_the_text(
    qt_loop: object, opens: Opens, root: Path, server: ScriptedServer, spoken: Spoken
) -> None:
    write(root, server.url, spoken, idle_limit=0.8)
    server.reply(spoken.answer(*spoken.begun(["First"]), *[spoken.comment, 0.1] * 60))
    person = opens()
    person.ready()
    assert person.ask().text == "First"
    assert person.answer.error == "idle"
    assert len(server.visits) == 1


def test_a_redirect_to_another_host_is_named_and_nothing_is_sent_there(
    person: Person, server: ScriptedServer
) -> None:
    with ScriptedServer() as other:
        server.reply(redirect(f"{other.base_url}/elsewhere"))
        assert person.ask() is None
        assert f"redirects to 127.0.0.1:{other.port}" in person.box.title
        assert "nothing was sent there" in person.box.title
        assert other.accepted == 0


def test_a_certificate_that_nobody_vouches_for_is_named_and_cannot_be_ignored(
    qt_loop: object, opens: Opens, root: Path, spoken: Spoken
) -> None:
    with ScriptedServer(tls=True) as server:
        write(root, server.url, spoken)
        person = opens()
        person.ready()
        assert person.ask() is None
        assert "VibeKoder test certificate" in person.box.title
        assert {act.label for act in person.box.acts} <= {"Retry", "Details", "Check the backend"}
        assert not server.visits


def test_a_ca_file_of_the_backend_lets_its_certificate_count(
    qt_loop: object, opens: Opens, root: Path, spoken: Spoken
) -> None:
    with ScriptedServer(tls=True) as server:
        write(root, server.url, spoken, ca_file=f'"{CERTIFICATE}"')
        server.reply(spoken.stream("Safe"))
        person = opens()
        person.ready()
        assert person.ask().text == "Safe"
