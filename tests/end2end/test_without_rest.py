"""Somebody types on and on: what is written is safe all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.store.paths import State

EARLY = "the first words"


@pytest.fixture
def typist(person: Person, server: ScriptedServer) -> Person:
    """Somebody with one answered prompt."""
    server.reply(stream(["Fine"]))
    person.ask()
    return person


def types_on_until(person: Person, condition: Callable[[], object]) -> None:
    """Go on typing, without a rest, until this holds."""

    def typed() -> object:
        person.type("a")
        return condition()

    person.type(EARLY)
    person.until(typed)


def test_a_session_is_saved_while_its_text_is_typed_without_a_rest(typist: Person) -> None:
    typist.editor.setFocus()
    typist.editor.set_caret(2, len(typist.editor.part_texts()[2]) - 1)
    types_on_until(typist, lambda: EARLY in typist.path.read_text("utf-8"))
    typist.rest()
    assert typist.editor.session_text() == typist.tab.desk.text()


def test_a_draft_is_kept_while_it_is_typed_without_a_rest(typist: Person, state: State) -> None:
    types_on_until(typist, lambda: typist.files_with(EARLY, state.drafts))
    assert typist.composer.text().startswith(EARLY)
