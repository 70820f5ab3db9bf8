"""Signed reasoning over real sockets: kept, sent back to who wrote it, and to nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import Answer, ScriptedServer, stream
from tests.support.signed import PAUSED, SIGNED, TEXT, TOOLS, Signed
from vibekoder.core.session import take_apart

SECRETS = (b"c2ln", b"ZW5j")

pytestmark = pytest.mark.usefixtures("qt_loop")


def write(root: Path, server: ScriptedServer, signed: Signed) -> None:
    """A project whose model may call a tool, and a second one that is somebody else."""
    lines = ['id = "p1"', 'backend = "own"']
    for name, kind in (("own", signed.kind), ("other", "compatible")):
        lines += [f"[backends.{name}]", f'kind = "{kind}"', 'model = "test-model"']
        lines += [f'base_url = "{server.base_url.removesuffix("/v1")}{signed.base}"']
        lines += ['key_variable = "SCRIPTED_KEY"']
        lines += [f'params.tools = [{{ name = "{TOOLS[0]["name"]}" }}]']
    root.mkdir(parents=True, exist_ok=True)
    (root / "vibekoder.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def opened(opens: Opens, root: Path, server: ScriptedServer, signed: Signed) -> Person:
    write(root, server, signed)
    person = opens()
    person.ready()
    server.reply(Answer(body=signed.body), Answer(body=signed.body), stream(["Fine."]))
    person.send("Look")
    person.rest()
    person.saved()
    return person


@pytest.mark.parametrize("signed", SIGNED, ids=lambda one: one.kind)
def test_what_led_to_a_call_goes_back_with_the_next_prompt(
    opens: Opens, root: Path, server: ScriptedServer, signed: Signed
) -> None:
    person = opened(opens, root, server, signed)
    assert take_apart(person.on_disk().slices[-1].text).answer == TEXT
    assert not any(secret in person.path.read_bytes() for secret in SECRETS)
    person.ask("It is wet.")
    assert signed.sent_back(server.visits[1].body)
    person.agree()


def test_it_survives_a_restart_of_the_program(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    signed = SIGNED[0]
    before = opened(opens, root, server, signed)
    path = before.path
    before.quit()
    again = opens(session=path)
    again.until(lambda: again.tab.path == path)
    again.ask("It is wet.")
    assert signed.sent_back(server.visits[1].body)


def test_a_paused_answer_goes_on_where_it_was(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = opened(opens, root, server, PAUSED)
    person.press("Alt+Return")
    person.until(lambda: len(server.visits) == 2)
    person.rest()
    assert json.loads(server.visits[1].body)["messages"][-1] == PAUSED.back[0]
    assert take_apart(person.on_disk().slices[-1].text).answer == TEXT * 2


def test_somebody_else_gets_the_text_alone(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = opened(opens, root, server, SIGNED[2])
    person.tab.set_choice({"backend": "other"})
    person.send("It is wet.")
    person.until(lambda: len(server.visits) == 2)
    body = server.visits[1].body
    assert TEXT.encode() in body
    assert b"reasoning_content" not in body
    assert b"tool_calls" not in body
