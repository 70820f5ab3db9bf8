"""The one path of a request, through the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person, write_project
from tests.support.server import ScriptedServer, failure, stream
from vibekoder.core.answer import take_apart


def test_a_prompt_goes_out_and_its_answer_is_in_the_file(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Hello", " you"]))
    answer = person.ask("Who is there?")
    assert answer is not None
    assert answer.text == "Hello you"
    assert server.visits[0].json()["messages"] == [{"role": "user", "content": "Who is there?"}]
    person.agree()


def test_prompt_and_answer_have_their_places_before_anything_leaves(
    person: Person, server: ScriptedServer
) -> None:
    person.send("Who is there?")
    assert not server.visits
    assert "Who is there?" in person.editor.part_texts()[1]
    assert person.banner().level == "running"
    assert person.acts()[0] == "Stop"
    assert person.composer.text() == ""


def test_return_is_a_new_line_and_control_return_sends(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Yes"]))
    person.type("one\ntwo\n\nthree")
    assert not person.tab.runs
    person.press("Ctrl+Return")
    person.rest()
    person.until(lambda: person.answer is not None)
    assert person.on_disk().slices[0].text == "one\ntwo\n\nthree"


def test_an_empty_composer_sends_the_last_prompt_again_or_nothing(
    person: Person, server: ScriptedServer
) -> None:
    person.press("Ctrl+Return")
    assert not person.tab.runs
    server.reply(failure(400, "no"), stream(["Yes"]))
    person.ask("Hello")
    person.press("Ctrl+Return")
    person.rest()
    person.until(lambda: person.answer is not None)
    assert [one.text for one in person.on_disk().slices] == ["Hello", "Yes"]
    assert person.banner(1).box is None
    person.press("Ctrl+Return")
    assert not person.tab.runs


def test_edited_text_of_any_slice_is_what_the_next_request_sends(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Wrong"]), stream(["Yes"]))
    person.ask("Hello")
    person.click_in(2, person.editor.part_texts()[2].index("Wrong") + 5)
    person.press("Ctrl+Shift+Left")
    person.type("Right")
    person.ask("And?")
    said = [one["content"] for one in server.visits[1].json()["messages"]]
    assert said == ["Hello", "Right", "And?"]
    person.agree()


def test_parameters_of_the_project_go_on_the_wire_and_no_others(
    opens: Opens, server: ScriptedServer, root: Path
) -> None:
    write_project(root, server.base_url, params="{ temperature = 0.5, unknown = { deep = [1] } }")
    server.reply(stream(["Yes"]))
    person = opens()
    person.ask("Hello")
    sent = server.visits[0].json()
    assert sent.keys() - {"stream_options"} == {
        *("model", "messages", "stream", "temperature", "unknown"),
    }
    assert sent["unknown"] == {"deep": [1]}


def test_a_stop_before_the_request_leaves_sends_nothing(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Yes"]))
    person.send("Hello")
    person.press("Esc")
    person.rest()
    assert not server.visits
    assert person.banner().word == "not sent"
    assert [one.text for one in person.on_disk().slices] == ["Hello"]
    person.retry()
    assert person.answer.text == "Yes"


def test_reasoning_is_shown_apart_and_not_sent_back(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Forty-two"], reasoning=["Let me ", "think."]), stream(["Yes"]))
    person.ask("What?")
    body = person.on_disk().slices[1].text
    assert body.startswith("<details><summary>Reasoning · ")
    assert take_apart(body).answer == "Forty-two"
    assert take_apart(body).reasoning == "Let me think."
    person.ask("Sure?")
    assert [one["content"] for one in server.visits[1].json()["messages"]] == [
        *("What?", "Forty-two", "Sure?"),
    ]
    person.agree()


@pytest.mark.parametrize(
    "text",
    [
        "\u2028 \u2029 \ufdd0 \ufdd1 \ufeff \x00 \x0b \x0c \x85 \xa0 end",
        "\ufeffat the beginning",
        "a\rb\r\nc\n\rd",
        "\n\n\nempty lines around\n\n\n",
        "".join(chr(point) for point in range(32, 127)) * 1500,
        "🚀" * 20_000,
    ],
)
def test_any_text_is_shown_and_kept_as_it_came(
    person: Person, server: ScriptedServer, text: str
) -> None:
    server.reply(stream([text[at : at + 997] for at in range(0, len(text), 997)]))
    came = text.replace("\r\n", "\n").replace("\r", "\n")
    assert person.ask("Say it").text.rstrip("\n") == came.rstrip("\n")
    person.agree()


def test_an_answer_to_an_older_prompt_stands_below_that_prompt(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(failure(400, "no"), stream(["Two"]), stream(["One"]))
    person.ask("First")
    person.ask("Second")
    person.choose(1, "Retry")
    person.rest()
    assert [one.text for one in person.on_disk().slices] == ["First", "One", "Second", "Two"]
    assert [one["content"] for one in server.visits[2].json()["messages"]] == ["First"]
    person.agree()
