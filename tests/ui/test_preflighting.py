"""The preflight opens where a request can go."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.person import Person
from vibekoder.ui.sheets.preflight import PreflightSheet


def test_a_session_that_names_no_backend_of_the_project_is_told(person: Person) -> None:
    person.path.write_text("---\nbackend: nowhere\n---\n== hello\n")
    person.until(lambda: "nowhere" in person.tab.session.head.front)
    person.press("Ctrl+Shift+Return")
    assert any("nowhere" in one for one in person.notices())
    assert not person.shell.findChildren(PreflightSheet)


def test_its_buttons_open_it_too(person: Person, root: Path) -> None:
    person.type("Hello")
    person.composer.weight.preflight.click()
    sheet = person.sheet()
    assert isinstance(sheet, PreflightSheet)
    assert "test-model at 127.0.0.1" in sheet.goal.text()
