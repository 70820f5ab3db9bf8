"""A server that refuses a parameter: what a person sees, and what is on file."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import Person, write_project
from tests.end2end.streams import paced
from tests.support.server import ScriptedServer, failure, stream
from vibekoder.ui.sheets.parameter_panel import ParameterPanel

NO_SEED = "Unsupported parameter: 'seed' is not supported with this model."


def seeded(root: Path, server: ScriptedServer, opens: Opens) -> Person:
    write_project(root, server.base_url, params="{ seed = 7, top_p = 0.5 }")
    person = opens()
    person.ready()
    return person


def test_a_parameter_that_the_model_does_not_take_is_left_out_visibly(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = seeded(root, server, opens)
    statuses = person.statuses()
    server.reply(failure(400, NO_SEED), stream(["Here"]))
    answer = person.ask()
    assert answer is not None
    assert answer.text == "Here"
    assert "retrying" in statuses
    first, second = (visit.json() for visit in server.visits)
    assert (first["seed"], second.get("seed"), second["top_p"]) == (7, None, 0.5)
    assert any("does not take seed; sent again without" in said for said in person.notices())


def test_what_was_refused_once_is_not_tried_again_and_named_all_the_same(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = seeded(root, server, opens)
    server.reply(failure(400, NO_SEED), stream(["One"]), stream(["Two"]))
    person.ask()
    person.ask("And now?")
    assert len(server.visits) == 3
    assert "seed" not in server.visits[2].json()
    assert any("does not take seed; left out" in said for said in person.notices())


def test_a_refusal_that_names_nothing_optional_stays_a_refusal(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = seeded(root, server, opens)
    server.reply(failure(400, "messages[0].content is not supported"))
    assert person.ask() is None
    assert len(server.visits) == 1
    assert "messages[0].content is not supported" in person.box.title


def test_the_answer_itself_says_what_had_to_be_left_out(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = seeded(root, server, opens)
    server.reply(failure(400, NO_SEED), stream(["Here"]))
    person.ask()
    assert "does not take seed; sent again without" in person.box.title
    assert any("It stands under the answer too." in said for said in person.notices())


def test_while_it_happens_the_slice_says_so(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = seeded(root, server, opens)
    answer = paced("Here")
    server.reply(failure(400, NO_SEED), answer.answer.but(before=[answer.gates[0]]))
    person.send("Hello")
    person.until(lambda: len(server.visits) == 2)
    told = "does not take seed"
    person.until(lambda: person.banner().box is not None and told in person.box.title)
    answer.end()
    person.rest()


def test_what_was_refused_is_offered_no_more(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = seeded(root, server, opens)
    server.reply(failure(400, NO_SEED), stream(["Here"]))
    person.ask()
    person.press("Ctrl+Shift+M")
    (panel,) = person.shell.findChildren(ParameterPanel)
    assert panel.rows["seed"].source.text() == "test-model refused it"
    assert not panel.rows["seed"].field.isEnabled()
    assert panel.rows["top_p"].source.text() == "backend"


def test_a_line_for_curl_is_of_what_was_answered_not_of_what_was_refused(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = seeded(root, server, opens)
    server.reply(failure(400, NO_SEED), stream(["Here"]))
    person.ask()
    told: list[str] = []
    person.workspace.sending.copy_as_curl(person.workspace.edge.ledger.lines[0], told.append)
    person.until(lambda: told)
    assert server.visits[1].body.decode() in told[0]
