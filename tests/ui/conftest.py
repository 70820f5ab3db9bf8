"""What every test of a widget is given; those of the whole window have the real program."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.app.conftest import room, rooms
from tests.end2end.conftest import Opens, opens, person, root, state
from tests.end2end.person import Person
from tests.end2end.streams import Paced, paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer
from vibekoder.ui.look import Look, make_look

__all__ = ["look", "opens", "person", "room", "rooms", "root", "state"]


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light theme with its icons and pulse."""
    return make_look("light")


@pytest.fixture
def talk(person: Person, server: ScriptedServer) -> Paced:
    """An answer that has begun."""
    talk = paced("First ", "second ", "third")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    person.settle()
    return talk


@pytest.fixture
def written(root: Path) -> Path:
    """A session that is on the disk."""
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text(file_text("u aaaaaa: One", "a bbbbbb: Two", "u cccccc: Three"), "utf-8")
    return path


@pytest.fixture
def reader(opens: Opens, written: Path) -> Person:
    """Somebody who has opened that session."""
    someone = opens(session=written)
    someone.ready()
    return someone


@pytest.fixture
def unsaved(reader: Person, written: Path) -> Iterator[Path]:
    """A session with a word that the disk does not take."""
    shutil.rmtree(written.parent)
    written.parent.write_text("in the way")
    reader.editor.setFocus()
    reader.editor.set_caret(3, len(reader.tab.desk.shown(3)) - 1)
    reader.type(" more")
    reader.press("Ctrl+S")
    reader.until(lambda: any("001.md cannot be saved" in one for one in reader.notices()))
    yield written
    reader.window.abandon()


@pytest.fixture
def seeker(opens: Opens, root: Path) -> Person:
    """Somebody in a project with two sessions and a file, one session open."""
    (root / "sessions").mkdir()
    for number, title in ((1, "Ties in the scheduler"), (2, "Tempo map")):
        text = f"---\ntitle: {title}\n---\n" + file_text("u aaaaaa: One")
        (root / "sessions" / f"00{number}.md").write_text(text, "utf-8")
    (root / "src").mkdir()
    (root / "src" / "clock.py").write_text("tick = 1\n", "utf-8")
    someone = opens(session=root / "sessions" / "001.md")
    someone.ready()
    return someone
