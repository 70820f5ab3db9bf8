"""The settings sheet at work in a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from vibekoder.core import settings
from vibekoder.core.commands import Command
from vibekoder.store.projects import Project

TESTS = Command("tests", ("pytest",))


def change(person: Person, how: Callable[[Project], Project]) -> None:
    """Change the project's settings, and wait until it is so."""
    person.workspace.change_later(how, pytest.fail)
    person.until(lambda: not person.workspace.changes.pending)


def test_a_change_made_elsewhere_shows_in_the_open_sheet(person: Person) -> None:
    person.press("Ctrl+Alt+,")
    sheet = person.sheet()
    change(person, lambda one: one.save_setting(settings.MODEL, "large"))
    assert sheet.form.fields["model"].text() == "large"


def test_a_command_that_is_removed_goes_from_the_file(person: Person, root: Path) -> None:
    file = root / "vibekoder.toml"
    change(person, lambda one: one.save_command(TESTS))
    person.press("Ctrl+Alt+,")
    sheet = person.sheet()
    sheet.commandGone.emit("tests")
    person.until(lambda: "pytest" not in file.read_text())


def test_without_a_project_it_says_what_comes_first(opens: Opens) -> None:
    person = opens(project=None)
    person.window.trigger("tools.project")
    person.until(lambda: any("Open a folder first" in one for one in person.notices()))
