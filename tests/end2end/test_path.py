"""The one path of a request, through the window."""

from __future__ import annotations

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream


def test_a_prompt_goes_out_and_its_answer_is_in_the_file(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Hello", " you"]))
    answer = person.ask("Who is there?")
    assert answer is not None
    assert answer.text == "Hello you"
    assert server.visits[0].json()["messages"] == [{"role": "user", "content": "Who is there?"}]
    person.agree()
