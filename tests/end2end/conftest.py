"""The real program: window, files, sockets; driven by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person, write_project
from tests.support.dialects import SPOKEN, Spoken
from tests.support.server import ScriptedServer
from vibekoder.cli.main import Open
from vibekoder.store.paths import State, default_state
from vibekoder.ui.shell import Shell

Opens = Callable[..., Person]


@pytest.fixture
def state() -> State:
    """The state folder of this test."""
    return default_state()


@pytest.fixture(params=SPOKEN, ids=lambda one: one.kind)
def spoken(request: pytest.FixtureRequest) -> Spoken:
    """Each dialect in turn."""
    return request.param


@pytest.fixture
def root(tmp_path: Path, server: ScriptedServer) -> Path:
    """A project that talks to the scripted server."""
    return write_project(tmp_path / "project", server.base_url)


@pytest.fixture
def opens(qtbot: QtBot, root: Path, state: State) -> Iterator[Opens]:
    """Starts the program on the project, as often as it is called, and waits for a session."""
    people: list[Person] = []

    def start(shell: Shell | None = None, **wish: Any) -> Person:
        person = Person(qtbot, Open(**{"project": root, **wish}), state, shell=shell)
        people.append(person)
        return person

    yield start
    for person in people:
        person.leave()


@pytest.fixture
def person(opens: Opens) -> Person:
    """Somebody with a new session open, the caret in its composer."""
    someone = opens()
    someone.ready()
    return someone
