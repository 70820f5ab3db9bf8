"""The settings sheet at work in a window."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from vibekoder.core import settings
from vibekoder.core.commands import Command

TESTS = Command("tests", ("pytest",))


def test_a_change_made_elsewhere_shows_in_the_open_sheet(person: Person) -> None:
    person.press("Ctrl+Alt+,")
    sheet = person.sheet()
    person.workspace.change_project(lambda one: one.save_setting(settings.MODEL, "large"))
    assert sheet.form.fields["model"].text() == "large"


def test_a_command_that_is_removed_goes_from_the_file(person: Person, root: Path) -> None:
    file = root / "vibekoder.toml"
    person.workspace.change_project(lambda one: one.save_command(TESTS))
    person.press("Ctrl+Alt+,")
    sheet = person.sheet()
    sheet.commandGone.emit("tests")
    person.until(lambda: "pytest" not in file.read_text())


def test_without_a_project_it_says_what_comes_first(opens: Opens) -> None:
    person = opens(project=None)
    person.window.trigger("tools.project")
    person.until(lambda: any("Open a folder first" in one for one in person.notices()))
