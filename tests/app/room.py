"""A project in the program's hands, without a window; a test plays the network."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.support.fakes import FakeCall, FakeTransport
from tests.support.keys import allowed
from tests.support.server import openai_stream
from vibekoder.app.backends import Backends
from vibekoder.app.choice import How
from vibekoder.app.edge import Edge
from vibekoder.app.notice import Notice
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core.edits import Edit
from vibekoder.core.session import Session, parse
from vibekoder.store import journal
from vibekoder.store.paths import State
from vibekoder.store.projects import Project

KEY = "sk-test-0123456789abcdef"
PATIENCE = 5000

SETTINGS = """\
id = "p1"
backend = "scripted"
[backends.scripted]
kind = "openai"
base_url = "http://server.test/v1"
model = "small"
key_variable = "SCRIPTED_KEY"
"""


class Room:
    """One project with its workspace, its files, and what it has said."""

    def __init__(self, qtbot: QtBot, folder: Path, transport: FakeTransport, **edge: Any) -> None:
        self.qtbot = qtbot
        self.transport = transport
        self.root = folder / "project"
        self.state = State(folder / "state")
        self.sessions.mkdir(parents=True, exist_ok=True)
        if not (self.root / "vibekoder.toml").exists():
            (self.root / "vibekoder.toml").write_text(SETTINGS, encoding="utf-8")
        environ = edge.pop("environ", {"SCRIPTED_KEY": KEY})
        backends = Backends(
            lambda *_: transport,
            environ,
            keys=allowed(environ, "http://server.test", "SCRIPTED_KEY"),
        )
        given = {"wall": lambda: datetime(2026, 11, 21, 19, tzinfo=UTC), "rng": random.Random(7)}
        self.edge = Edge(environ=environ, **{**given, **edge})
        self.workspace = Workspace(Project.open(self.root), self.state, backends, self.edge)
        backends.setParent(self.workspace)
        self.notices: list[Notice] = []
        self.over: list[str] = []
        self.workspace.notice.connect(self.notices.append)
        self.workspace.noticeOver.connect(self.over.append)

    @property
    def sessions(self) -> Path:
        """The folder of sessions."""
        return self.root / "sessions"

    @property
    def titles(self) -> list[str]:
        """The titles of all that was said."""
        return [one.title for one in self.notices]

    def write(self, text: str | bytes, name: str = "001.md") -> Path:
        """A session's file, as another program would make it."""
        path = self.sessions / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def open(self, path: Path) -> Tab:
        """Open a session, and wait for its tab."""
        with self.qtbot.waitSignal(self.workspace.opened, timeout=PATIENCE) as told:
            self.workspace.open(path)
        return told.args[0]

    def new(self) -> Tab:
        """A new session, and wait for its tab."""
        with self.qtbot.waitSignal(self.workspace.opened, timeout=PATIENCE) as told:
            self.workspace.new_session()
        return told.args[0]

    def change(self, change: Callable[[Project], Project]) -> None:
        """Change the project's settings, and wait until it is so."""
        self.workspace.change_later(change, pytest.fail)
        self.until(lambda: not self.workspace.changes.pending)

    def send(self, tab: Tab, prompt: str = "Hello", again: str = "") -> FakeCall:
        """Send, and wait until the request has left."""
        before = len(self.transport.calls)
        self.workspace.send(tab, prompt, How(again))
        self.until(lambda: len(self.transport.calls) > before)
        return self.transport.call

    def ask(self, tab: Tab, prompt: str = "Hello", answer: str = "Hi") -> None:
        """Send, answer, and wait for the save."""
        self.send(tab, prompt).play(openai_stream([answer]))
        self.rest(tab)

    def rest(self, tab: Tab) -> None:
        """Wait until nothing runs in a tab and nothing is to be written."""
        self.until(lambda: not tab.runs and not tab.writer.busy)

    def rest_of_writing(self, tab: Tab) -> None:
        """Wait until nothing is to be written, whatever still comes."""
        self.until(lambda: not tab.writer.busy)

    def until(self, condition: Callable[[], object]) -> None:
        """Let the program run until this holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def on_disk(self, path: Path) -> Session:
        """A session as its file has it."""
        return parse(path.read_bytes())

    def texts(self, path: Path) -> list[str]:
        """The texts of a session's slices, as the file has them."""
        return [one.text for one in self.on_disk(path).slices]

    def journals(self) -> list[Path]:
        """The journals there are."""
        return journal.everywhere(self.state)

    def actions(self, title: str) -> list[str]:
        """What the last notice of that title offers."""
        found = [one for one in self.notices if title in one.title]
        return [name for name, _ in found[-1].actions]


def begin(call: FakeCall, texts: Iterable[str]) -> None:
    """The server begins to answer, and has not done yet."""
    call.open()
    call.receive(*openai_stream(texts, None, done=False))


def end(call: FakeCall) -> None:
    """The server ends its answer well."""
    call.receive(*openai_stream([])[1:])
    call.close()


def replaced_by_a_file(folder: Path) -> Path:
    """The folder is elsewhere, and a file has its name: nothing can be written into it."""
    away = folder.rename(folder.with_name(f"{folder.name}-away"))
    folder.write_bytes(b"")
    return away


def put_back(folder: Path, away: Path) -> None:
    """The folder is what it was."""
    folder.unlink()
    away.rename(folder)


def type_in(tab: Tab, text: str, part: int = 1) -> None:
    """A person types at the end of a slice."""
    at = len(tab.desk.shown(part).rstrip("\n"))
    tab.edit(Edit(part, at, part, at, text))
