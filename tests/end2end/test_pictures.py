"""A picture of the project in a prompt, for models that take pictures and for others."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
BLIND = '[models."test-model"]\nimages = false\n'


def with_picture(root: Path, opens: Opens, more: str = "") -> Person:
    """Somebody in a project that has a picture."""
    (root / "plan.png").write_bytes(PNG)
    with (root / "vibekoder.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    person = opens()
    person.ready()
    return person


def test_a_picture_goes_to_a_model_of_which_nothing_else_is_known(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = with_picture(root, opens)
    server.reply(stream(["A plan"]))
    person.ask("<!-- include: plan.png -->\nWhat is it?")
    sent = server.visits[0].json()["messages"][0]["content"]
    assert "image_url" in [one["type"] for one in sent]


def test_a_model_without_sight_is_sent_none_and_the_prompt_is_kept(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    person = with_picture(root, opens, BLIND)
    person.ask("<!-- include: plan.png -->\nWhat is it?")
    assert not server.visits
    assert any("plan.png" in said and "picture" in said for said in person.notices())
    assert "What is it?" in person.composer.text()
