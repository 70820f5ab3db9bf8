"""Projects are opened, made, listed and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.conftest import Opens
from tests.end2end.person import Person


@pytest.fixture
def newcomer(opens: Opens, tmp_path: Path) -> Person:
    """Somebody without a project, whose list has a folder and one that is gone."""
    person = opens(project=None)
    (tmp_path / "notes").mkdir()
    for name in ("gone", "notes"):
        person.window.beginning.recents.add(tmp_path / name)
    return person


def rows(person: Person) -> list[str]:
    return [row.accessibleName() for row in person.window.tabs.no_project.rows]


def test_without_a_project_only_the_page_is_there(newcomer: Person) -> None:
    assert not newcomer.window.panes.shows_project
    assert not newcomer.window.panes.shows_side
    assert rows(newcomer) == ["notes", "gone"]


def test_a_project_that_was_open_before_opens_by_keys(newcomer: Person, tmp_path: Path) -> None:
    newcomer.press("Tab", "Tab", "Return")
    newcomer.until(lambda: newcomer.window.workspace is not None)
    assert newcomer.workspace.project.root == tmp_path / "notes"
    assert newcomer.window.panes.shows_project


def test_the_recent_ones_are_chosen_or_forgotten_in_a_palette(
    newcomer: Person, tmp_path: Path
) -> None:
    newcomer.press("Ctrl+Shift+I")
    sheet = newcomer.sheet()
    newcomer.until(lambda: [one.right for one in sheet.shown] == ["", "not found"])
    newcomer.press("Down", "Alt+Return")
    assert rows(newcomer) == ["notes"]
    newcomer.press("Ctrl+Shift+I", "Return")
    newcomer.until(lambda: newcomer.window.workspace is not None)


def test_a_folder_that_is_gone_says_so_and_can_be_taken_off(newcomer: Person) -> None:
    newcomer.press("Tab", "Tab", "Tab", "Tab", "Return")
    newcomer.until(lambda: any("is not a folder" in one for one in newcomer.notices()))
    newcomer.press("Del")
    assert rows(newcomer) == ["notes"]


def test_a_new_project_is_a_folder_with_a_first_session(newcomer: Person, tmp_path: Path) -> None:
    newcomer.press("Ctrl+N")
    sheet = newcomer.sheet()
    sheet.place.setText(str(tmp_path))
    newcomer.type("kettledrum\n")
    newcomer.ready()
    assert newcomer.path == tmp_path / "kettledrum" / "sessions" / "001.md"


def test_a_folder_that_cannot_be_made_is_said_beside_its_place(
    newcomer: Person, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    newcomer.press("Ctrl+N")
    sheet = newcomer.sheet()
    sheet.place.setText(str(tmp_path / "file"))
    newcomer.type("kettledrum\n")
    assert not sheet.isHidden()
    assert newcomer.window.workspace is None


def test_the_projects_menu_offers_them_too(opens: Opens) -> None:
    person = opens()
    person.ready()
    texts = [one.text() for one in person.window.project.project_menu.actions()]
    assert texts[:3] == ["Open folder…", "Open recent project…", "New project…"]


def test_what_was_open_is_remembered(opens: Opens, root: Path) -> None:
    first = opens()
    first.ready()
    first.quit()
    again = opens(project=None)
    again.until(lambda: again.window.workspace is not None)
    assert again.window.beginning.recents.paths == (root,)
