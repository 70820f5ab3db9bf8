"""What the status bar tells of the shown session."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.end2end.streams import Paced
from tests.support.builders import file_text
from tests.support.server import ScriptedServer


def test_the_status_bar_tells_where_a_prompt_goes_and_what_happens(
    person: Person, talk: Paced
) -> None:
    status = person.window.status
    assert status.backend.accessibleName() == "Backend: Scripted · test-model"
    person.until(lambda: status.state.text().startswith("answering"))
    assert status.state.text().endswith(" s")
    person.until(lambda: status.running.text() == "1 running")
    talk.end()
    person.rest()
    person.until(lambda: not status.running.isVisible())
    person.until(lambda: status.saved.text().startswith("Saved "))
    assert status.state.text() == ""


def test_what_is_not_saved_is_told_in_the_status_bar(reader: Person, unsaved: Path) -> None:
    reader.until(lambda: reader.window.status.saved.text() == "Not saved")


def test_a_backend_that_a_session_names_and_the_project_lacks_is_said_and_nothing_is_sent(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    path = root / "sessions" / "001.md"
    path.parent.mkdir()
    path.write_text(file_text("u aaaaaa: One", head="---\nbackend: nowhere\n---\n"), "utf-8")
    person = opens(session=path)
    person.ready()
    assert any("nowhere" in one for one in person.notices())
    assert person.window.status.backend.accessibleName() == "Backend: No backend"
    person.send("Hello")
    person.until(lambda: person.composer.text() == "Hello")
    assert not server.visits
