"""What takes long says so, how far it is, and is ended by Esc."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.app import searching
from vibekoder.ui.session_tabs import state_of

SESSIONS, FILES = 1500, 400


def test_a_search_says_how_far_it_is_and_esc_ends_it(
    opens: Opens, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "BATCH_S", 0.0)
    (root / "sessions").mkdir()
    for n in range(SESSIONS):
        (root / f"sessions/{n:04}.md").write_text("=={ User }==\nWhy does it drift?\n", "utf-8")
    person = opens(session=root / "sessions/0001.md")
    person.ready()
    person.until(lambda: len(person.workspace.rows) == SESSIONS)
    seeking, told = person.window.seeking, list[int]()
    seeking.searching.went.connect(told.append)
    person.press("Ctrl+Shift+F")
    person.type("drift")
    person.until(lambda: f"of {SESSIONS} sessions…" in seeking.panel.told.text())
    person.press("Esc")
    assert person.window.left.currentWidget() is person.window.project
    before = len(told)
    person.ask("Hello")
    assert len(told) == before


@pytest.fixture
def loaded(person: Person, root: Path) -> Person:
    """Somebody whose prompt brings in many files."""
    (root / "src").mkdir()
    for n in range(FILES):
        (root / f"src/f{n}.py").write_text(f"tick = {n}\n" * 50, "utf-8")
    person.type("What is it?\n<!-- include: src/ -->")
    return person


def test_what_is_sent_is_under_way_before_anything_else_happens(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Hi"]))
    person.type("Hello")
    person.press("Ctrl+Return")
    assert state_of(person.tab) == "sending"
    assert person.composer.text() == ""
    person.rest()
    assert person.answer is not None


def test_a_request_is_seen_while_its_files_are_read_and_esc_stops_it(
    loaded: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Never"]))
    loaded.press("Ctrl+Return")
    (run,) = loaded.workspace.runs
    assert run.doing == "sending"
    loaded.until(loaded.window.requests.isVisible)
    loaded.press("Esc")
    loaded.rest()
    assert not server.visits
    assert "What is it?" in loaded.composer.text() + loaded.on_disk().slices[-1].text


def test_a_look_before_sending_says_that_files_are_read_and_esc_closes_it(
    loaded: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vibekoder.ui.preflighting.PATIENCE_MS", 0)
    loaded.press("Ctrl+Shift+Return")
    sheet = loaded.sheet()
    loaded.until(lambda: "Files are being read" in str(sheet.notes.notes))
    loaded.until(lambda: sheet.rows.rows)
    assert "Files are being read" not in str(sheet.notes.notes)
    loaded.press("Esc")
    assert sheet.isHidden()
