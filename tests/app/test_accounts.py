"""What a request went through is written down, and can be had as a line for curl."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.person import KEY, Person
from tests.support.server import ScriptedServer, failure, stream
from vibekoder.app.accounts import as_curl
from vibekoder.core.errors import FormatError, StoreError
from vibekoder.engine.ledger import Line
from vibekoder.store.objects import Objects


def lines(person: Person) -> tuple[Line, ...]:
    """The ledger."""
    return person.program.accounts.ledger.lines


def test_every_request_is_written_down(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Hel", "lo"], usage={"prompt_tokens": 9, "completion_tokens": 2}))
    server.reply(failure(400, "no"))
    person.ask("One")
    person.ask("Two")
    failed, good = lines(person)
    assert (failed.state, failed.code) == ("failed", "bad_request")
    assert (good.state, good.backend, good.model) == ("completed", "scripted", "test-model")
    assert good.session == person.tab.title
    assert good.receipt
    assert good.usage["output"] == 2
    assert 0 < (good.opened or 0) <= (good.first_text or 0) <= (good.end or 0)
    assert good.size > 100
    assert good.chars == 5


def test_a_line_for_curl_has_the_body_as_sent_and_no_key(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Hello"]))
    person.ask("What's up?")
    entry = person.workspace.project.backend("scripted")
    backend = person.workspace.backends.get(entry, person.workspace.project)
    objects = Objects(person.workspace.project.sessions / ".objects")
    text = as_curl(lines(person)[0], backend, objects, "SCRIPTED_KEY")()
    assert KEY not in text
    assert '"Authorization: Bearer $SCRIPTED_KEY"' in text
    assert server.visits[0].body.decode().replace("'", "'\"'\"'") in text


def test_what_was_sent_may_be_gone(person: Person, server: ScriptedServer, tmp_path: Path) -> None:
    server.reply(stream(["Hello"]))
    person.ask("One")
    entry = person.workspace.project.backend("scripted")
    backend = person.workspace.backends.get(entry, person.workspace.project)
    with pytest.raises(StoreError, match="not kept"):
        as_curl(lines(person)[0], backend, Objects(tmp_path / "empty"), "")()


def test_what_needs_no_network_has_no_line(person: Person, tmp_path: Path) -> None:
    entry = person.workspace.project.backend("rehearsal")
    backend = person.workspace.backends.get(entry, person.workspace.project)
    line = Line("one", "rehearsal", "rehearsal", person.workspace.edge.wall())
    with pytest.raises(FormatError, match="network"):
        as_curl(line, backend, Objects(tmp_path), "")()
