"""The chips in the text tell the same of a piece as the panel beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.conftest import opens, person, root, state
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.ui.chip_faces import faces
from vibekoder.ui.editor.directive_chips import ChipFace

__all__ = ["opens", "person", "root", "state"]


def known(person: Person) -> dict[str, ChipFace]:
    return faces(person.window.composing.request(person.widget).outlook)


@pytest.fixture
def asked(person: Person, root: Path, server: ScriptedServer) -> Person:
    """Somebody who has sent a prompt that includes a file."""
    (root / "a.py").write_text("one\n" * 500, encoding="utf-8")
    server.reply(stream(["Seen"]))
    person.ask("<!-- include: a.py -->")
    person.until(lambda: known(person))
    return person


def test_a_chip_tells_the_tokens_of_its_file(asked: Person) -> None:
    (face,) = known(asked).values()
    assert face.tokens.startswith("~")
    assert face.state == "same as sent"
    assert not face.wrong


def test_a_chip_tells_that_its_file_is_gone(person: Person, root: Path) -> None:
    person.composer.set_text("<!-- include: none.py -->")
    person.until(lambda: [one.state for one in known(person).values()] == ["gone"])
    (face,) = known(person).values()
    assert face.wrong
    assert face.tokens == ""


def test_a_chip_of_a_glob_tells_how_many_files_it_brings(person: Person, root: Path) -> None:
    for name in "ab":
        (root / f"{name}.txt").write_text("words", encoding="utf-8")
    person.composer.set_text("<!-- include: *.txt -->")
    person.until(lambda: [one.state for one in known(person).values()] == ["2 files"])


def test_a_chip_of_a_command_tells_that_it_runs_at_send(person: Person) -> None:
    person.composer.set_text("<!-- command: git_diff -->")
    person.until(lambda: [one.state for one in known(person).values()] == ["runs at send"])
